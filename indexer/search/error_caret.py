"""The position of an error, marked with carets under the query, for terminals."""

from __future__ import annotations

import unicodedata
from typing import Final

from indexer.search.query import Span

_CONTEXT: Final = 30
"""Characters shown on either side of the error."""
_SHOWN_AS: Final = {"Cc": " ", "Cs": " ", "Zl": " ", "Zp": " ", "Cf": ""}


def format_with_caret(query: str, where: Span) -> str:
    """Two lines: the query around the error, and carets under the error.

    Carets count columns, so a Chinese character takes two. An empty range, such as the end of the
    query, gets one caret.
    """
    start, end = where
    end = min(end, start + _CONTEXT)
    first, last = max(0, start - _CONTEXT), min(len(query), end + _CONTEXT)
    before = ("…" if first else "") + query[first:start]
    after = query[end:last] + ("…" if last < len(query) else "")
    line = _visible(before + query[start:end] + after)
    return f"{line}\n{' ' * _columns(before)}{'^' * max(1, _columns(query[start:end]))}"


def _visible(text: str) -> str:
    """The text as one line: characters that move the cursor or cannot be written become blanks,
    invisible ones that could reverse the line are left out."""
    return "".join(_SHOWN_AS.get(unicodedata.category(char), char) for char in text)


def _columns(text: str) -> int:
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
