"""The benchmarks, and the generated corpus that they run on.

Rule: nothing in this package is installed or imported by the product, and it generates the same
corpus on every machine.
"""
