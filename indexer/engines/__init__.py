"""Engines: each compiles the AST for itself and answers a Plan.

Rule: no HTML, no Flask, no click; an engine knows reports and queries, never users.
"""
