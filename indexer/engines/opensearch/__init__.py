"""The OpenSearch engine, for archives that outgrow one machine: same results, on a cluster.

A part is a document, joined to that of its report. Every write has a version (MVCC): a document
carries the version that created it and, once replaced or removed, the one that deleted it. A
reader asks for one version, so it always sees one generation, whatever is written meanwhile. The
server's queries are exact: no result is filtered afterwards.

Rule: opensearch-py is known here only; `connection.py` alone talks to the server.
"""
