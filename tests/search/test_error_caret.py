"""Carets are under the characters of the error, whatever their width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.error_caret import format_with_caret


@pytest.mark.parametrize(
    ("query", "where", "lines"),
    [
        ("a OR", (2, 4), ("a OR", "  ^^")),
        ("举报 OR", (3, 5), ("举报 OR", "     ^^")),
        ("举报）", (2, 3), ("举报）", "    ^^")),
        ("a\tb(", (3, 4), ("a b(", "   ^")),
        ("e\u0301 (", (3, 4), ("e\u0301 (", "  ^")),
        ("\ud800(", (1, 2), (" (", " ^")),
        ("\u202ea(", (2, 3), ("a(", " ^")),
        ("", (0, 0), ("", "^")),
    ],
)
def test_carets_count_columns(query: str, where: tuple[int, int], lines: tuple[str, str]) -> None:
    assert tuple(format_with_caret(query, where).split("\n")) == lines


def test_a_long_query_is_shown_around_the_error() -> None:
    shown = format_with_caret("a" * 500 + ")" + "b" * 500, (500, 501))
    assert shown == "…" + "a" * 30 + ")" + "b" * 30 + "…\n" + " " * 31 + "^"


@given(st.text(st.characters(exclude_categories=[])), st.data())
def test_there_are_always_two_lines_that_a_terminal_can_show(
    query: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(query)))
    shown = format_with_caret(query, (start, data.draw(st.integers(start, len(query)))))
    assert len(shown.splitlines()) == 2 or not query
    shown.encode()
