"""From an answer to what a template prints.

Rule: values in, values out. Links are made by `webapp.requests`; a template prints, and decides
nothing.
"""
