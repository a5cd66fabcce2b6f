"""What one request may ask: everything after this costs time by the length of what was typed."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from indexer.analysis.normalize import normalize_term
from indexer.i18n import Message

MAX_CHARACTERS: Final = 1_000
"""Of a query, a filter's value or any other text, as typed."""
MAX_NORMALISED: Final = 4_000
"""The same, normalised: one character may become eighteen."""
MAX_TERMS: Final = 64
MAX_DEPTH: Final = 16
"""Levels of brackets."""
MAX_VALUES: Final = 100
"""Values of one filter."""
MAX_ALL_VALUES: Final = 300
"""Values of all filters together."""
LONGEST_NAME: Final = 60
"""Normalised characters of a school's, section's or topic's name; nothing longer is looked for
among names."""


def excess(text: str) -> tuple[Message, int] | None:
    """What is too long about a text and where its excess begins; None where it may be taken."""
    if len(text) > MAX_CHARACTERS:
        return _too_long(len(text)), MAX_CHARACTERS
    if len(text) * _LONGEST_FOLD <= MAX_NORMALISED:
        return None
    number = len(normalize_term(text))
    if number <= MAX_NORMALISED:
        return None
    message = Message(
        "检索式太长：规范化后最多 %(most)d 个字符，现有 %(number)d 个",
        most=MAX_NORMALISED,
        number=number,
    )
    ends = range(len(text))
    return message, bisect_left(
        ends, MAX_NORMALISED + 1, key=lambda end: len(normalize_term(text[: end + 1]))
    )


_LONGEST_FOLD: Final = 20
"""Characters that one may become, at most (U+FDFA: 18, and a blank beside it)."""


def _too_long(number: int) -> Message:
    return Message(
        "检索式太长：最多 %(most)d 个字符，现有 %(number)d 个", most=MAX_CHARACTERS, number=number
    )


def too_long_value(name: str) -> Message:
    """A value of this parameter is beyond `excess`."""
    return Message(
        "%(name)s 的值太长：最多 %(most)d 个字符，规范化后最多 %(normalised)d 个",
        name=name,
        most=MAX_CHARACTERS,
        normalised=MAX_NORMALISED,
    )


def too_many_values(name: str, number: int) -> Message:
    """This parameter has more than MAX_VALUES values."""
    return Message(
        "%(name)s 的值太多：最多 %(most)d 个，现有 %(number)d 个",
        name=name,
        most=MAX_VALUES,
        number=number,
    )


def too_many_in_all(number: int) -> Message:
    """All parameters together have more than MAX_ALL_VALUES values."""
    return Message(
        "参数的值太多：一共最多 %(most)d 个，现有 %(number)d 个", most=MAX_ALL_VALUES, number=number
    )
