"""From text to comparable text, and from there to words.

Rule: this room alone decides what "the same text" means. Index, query, snippet and oracle go
through the same functions; no engine, no report is known here.
"""
