"""The benchmarks, and the generated corpus that they run on.

Law: nothing here is installed, the product does not import it, and what it generates is the same
on every machine.
"""
