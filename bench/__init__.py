"""Measuring, and the corpus it measures on.

Law: nothing here is installed and nothing of the product knows it; what is generated is the same
on every machine.
"""
