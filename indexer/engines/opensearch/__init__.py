"""The engine for archives that outgrow one machine: the same meaning, on a cluster.

A part is a document, joined to that of its report. A document carries the stamp it was born with
and, once replaced or removed, the one it died with: a reader asks for one stamp, so every answer
is of one generation whatever is written meanwhile. Nothing is filtered after the server answered.

Rule: opensearch-py is known here only; `connection.py` alone speaks to the server.
"""
