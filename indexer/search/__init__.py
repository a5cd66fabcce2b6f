"""Search without an engine: parse a request, resolve its names, execute it, present the hits.

Rule: imports reports and analysis, no engine. A query is parsed once; engines get the AST, never a
string.
"""
