"""What a query looks for in a text, for pages that mark it in whole reports."""

from __future__ import annotations

from indexer.errors import UnknownValueError
from indexer.search.engine import IndexReader
from indexer.search.interpretation import interpretations
from indexer.search.parse import parse_query
from indexer.search.query import Node, TextLeaf, positive_leaves
from indexer.search.request import SearchRequest
from indexer.search.resolve import resolve


def sought(reader: IndexReader, request: SearchRequest) -> tuple[TextLeaf, ...]:
    """The terms of a request as a search would read them: exactly, or relaxed to words.

    Raises QueryError. A name in the query that this archive does not have is no reason to mark
    nothing: the terms beside it are still marked.
    """
    query = parse_query(request.query)
    try:
        query = resolve(query, reader)
    except UnknownValueError:
        return tuple(positive_leaves(query))
    return tuple(positive_leaves(_meant(reader, query, request)))


def _meant(reader: IndexReader, query: Node, request: SearchRequest) -> Node:
    """The first reading that finds anything, else the strictest."""
    ways = [reading.query for reading in interpretations(query, request, reader)]
    return next((way for way in ways if reader.count(way, request.scope)), ways[0])
