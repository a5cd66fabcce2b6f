"""Small pieces of a page: bars, page links, highlighted text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from indexer.archive import Archive
from indexer.search.request import SearchRequest
from webapp.present.results import histogram, paging
from webapp.requests import PAGE, Arguments, read_search, to_args
from webapp.template_helpers import segments


def test_a_year_without_hits_has_a_bar_between_years_with_hits() -> None:
    bars = histogram({2020: 10, 2022: 5}, {2020: "/a", 2022: "/b"}, [2022])
    assert [(b.year, b.count, b.height, b.selected, b.url) for b in bars] == [
        ("2020", 10, 100, False, "/a"),
        ("2021", 0, 0, False, None),
        ("2022", 5, 50, True, "/b"),
    ]


def test_one_hit_among_thousands_has_a_visible_bar() -> None:
    assert histogram({2020: 9_999, 2021: 1}, {})[1].height > 0


def test_one_year_alone_has_no_histogram() -> None:
    assert histogram({2024: 3}, {}) == []


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (1, [1, 2, 3, 0, 20]),
        (4, [1, 2, 3, 4, 5, 6, 0, 20]),
        (10, [1, 0, 8, 9, 10, 11, 12, 0, 20]),
        (20, [1, 0, 18, 19, 20]),
    ],
)
def test_first_last_and_near_pages_are_linked(
    app: Flask, seeds: Archive, page: int, shown: list[int]
) -> None:
    found = seeds.search(SearchRequest(size=1))
    answer = replace(found, total=20, request=SearchRequest(size=1, page=page))
    with app.test_request_context():
        assert [link.number for link in paging(answer).links] == shown


@given(st.lists(st.text(max_size=5), max_size=6))
def test_segments_joined_are_the_text(pieces: list[str]) -> None:
    text, marks = "", []
    for place, piece in enumerate(pieces):
        if place % 2 and piece:
            marks.append((len(text), len(text) + len(piece)))
        text += piece
    found = segments(text, marks)
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.is_marked] == [text[a:b] for a, b in marks]


VALUES = st.lists(
    st.sampled_from(["安徽机电", "a&b=c", "2020..2022", "x y", "<"]), max_size=2, unique=True
)
REQUESTS = st.builds(
    SearchRequest,
    query=st.sampled_from(["", "举报", 'a "b" -c', "a+b%20&q=1"]),
    school=VALUES.map(tuple),
    section=VALUES.map(tuple),
    year=VALUES.map(tuple),
    match=st.sampled_from(["auto", "exact", "words"]),
    scope=st.sampled_from(["part", "report"]),
    group=st.sampled_from(["part", "report"]),
    sort=st.sampled_from(["relevance", "newest"]),
    page=st.integers(1, 99),
    size=st.integers(1, 1000),
)


@given(search_request=REQUESTS)
def test_a_url_made_of_a_request_gives_that_request_again(
    app: Flask, search_request: SearchRequest
) -> None:
    with app.test_request_context():
        url = app.url_for("pages.search", **to_args(search_request))
    with app.test_request_context(url) as context:
        arguments = Arguments(context.request.args, {"facets", *SearchRequest.__slots__, "q"})
        assert read_search(arguments, PAGE) == search_request
        assert arguments.errors == []
