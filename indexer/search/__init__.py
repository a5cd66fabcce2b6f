"""The contract of a search, with no engine in it.

Rule: a query is parsed once, to an AST; an AST crosses the seam to an engine, never a string.
"""
