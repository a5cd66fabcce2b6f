"""However deep a query nests, it is answered or refused; nothing ends in a RecursionError."""

from __future__ import annotations

import pytest

from indexer.errors import QueryError
from indexer.search.execute import search
from indexer.search.parse import parse_query
from indexer.search.request import MAX_CHARACTERS, MAX_DEPTH, SearchRequest
from indexer.search.unparse import unparse
from tests.search.archives import archive

OPENERS = ("(", "（", "-(", "NOT (", "a OR (", "a (b OR ", "-(-a ", "--(", "NOT NOT -(a OR ")
SIGNS = ("-", "NOT ", "－", "- ", "|", "｜ ", "AND ", "OR ", '"', "heading:", "a NEAR/1 ", "*")


@pytest.mark.parametrize("opener", OPENERS)
def test_the_deepest_nesting_is_parsed_written_and_searched(opener: str) -> None:
    query = opener * MAX_DEPTH + "申请 OR 公开" + ")" * MAX_DEPTH
    tree = parse_query(query)
    assert parse_query(unparse(tree)) == tree
    reader = archive({"甲大学": ["收到申请 1 件。", "a"]})
    for match in ("auto", "exact", "words"):
        search(reader, SearchRequest(query, match=match))
        search(reader, SearchRequest(query, match=match, scope="report"))
    with pytest.raises(QueryError):
        parse_query(opener * (MAX_DEPTH + 1) + "申请" + ")" * (MAX_DEPTH + 1))


@pytest.mark.parametrize("piece", [*OPENERS, *SIGNS, ")", "(-", "-(-", "((a) "])
@pytest.mark.parametrize("end", ["", "申请", "申请" + ")" * 500])
def test_any_repetition_is_parsed_or_refused(piece: str, end: str) -> None:
    query = (piece * MAX_CHARACTERS)[: MAX_CHARACTERS - len(end)] + end
    try:
        tree = parse_query(query)
    except QueryError:
        return
    written = unparse(tree)
    if len(written) <= MAX_CHARACTERS:  # doubled quotes are longer
        assert parse_query(written) == tree
