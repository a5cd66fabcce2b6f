"""The lexer: tokens of a query. It alone decides which characters are operators, and where.

`docs/query-language.md` is the grammar. An operator's character operates only at the beginning of
a term (the bar everywhere outside quotes); inside a term it is text. A term ends at a blank or at
a closing parenthesis that was not opened inside the term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from indexer.analysis.normalize import normalize_term
from indexer.errors import QueryError
from indexer.i18n import Message
from indexer.search.query import Span

FIELDS: Final = ("school", "section", "topic", "year", "province", "period", "heading")
MAX_DISTANCE: Final = 200
"""The largest n of `NEAR/n`."""

# Each character with its equivalent from a Chinese input method.
OPENING: Final = "(（"
CLOSING: Final = ")）"
BARS: Final = "|｜"
QUOTES: Final = '"＂“”'
_MINUSES = "-－"
_COLONS = ":："

_ENDS_WORD = rf"[\s{re.escape(OPENING + CLOSING + BARS + QUOTES)}]"
_OPERATOR = re.compile(rf"(AND|OR|NOT)(?={_ENDS_WORD}|$)")
_NEAR = re.compile(rf"NEAR/((?:(?!{_ENDS_WORD}).)*)")
_FIELD = re.compile(rf"({'|'.join(FIELDS)})[{_COLONS}]")


class Sign(Enum):
    """The kinds of operator tokens."""

    OPEN = "("
    CLOSE = ")"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class Operator:
    sign: Sign
    span: Span


@dataclass(frozen=True, slots=True)
class NearOperator:
    distance: int
    span: Span


@dataclass(frozen=True, slots=True)
class Word:
    """A term or a field's value. `text` is as typed, without its quotes."""

    text: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    value: Word
    span: Span


Token: TypeAlias = Operator | NearOperator | Word | Field


def tokenize(query: str) -> Iterator[Token]:
    """The tokens of a query in order. Raises QueryError."""
    at = _next_term(query, 0)
    while at < len(query):
        token = _token(query, at)
        yield token
        at = _next_term(query, token.span[1])


def _next_term(query: str, at: int) -> int:
    """Skip white space and invisible characters."""
    while at < len(query) and not normalize_term(query[at]):
        at += 1
    return at


def _token(query: str, at: int) -> Token:
    return (
        _sign(query, at)
        or _word_operator(query, at)
        or _near(query, at)
        or _field(query, at)
        or _word(query, at)
    )


def _sign(query: str, at: int) -> Operator | None:
    char = query[at]
    if char in OPENING:
        return Operator(Sign.OPEN, (at, at + 1))
    if char in CLOSING:
        return Operator(Sign.CLOSE, (at, at + 1))
    if char in BARS:
        return Operator(Sign.OR, (at, at + 1))
    if char in _MINUSES and _begins_word(query, at + 1):
        return Operator(Sign.NOT, (at, at + 1))
    return None


def _begins_word(query: str, at: int) -> bool:
    """Whether an unquoted word begins here."""
    return at < len(query) and not query[at].isspace() and query[at] not in BARS + CLOSING


def _word_operator(query: str, at: int) -> Operator | None:
    found = _OPERATOR.match(query, at)
    return Operator(Sign(found[1]), found.span()) if found else None


def _near(query: str, at: int) -> NearOperator | None:
    found = _NEAR.match(query, at)
    if not found:
        return None
    digits = found[1]
    distance = int(digits) if digits.isascii() and digits.isdigit() else 0
    if not 1 <= distance <= MAX_DISTANCE:
        raise QueryError(
            Message("NEAR/ 后面写 1 到 %(most)d 的整数，例如 NEAR/20", most=MAX_DISTANCE),
            query,
            found.span(),
        )
    return NearOperator(distance, found.span())


def _field(query: str, at: int) -> Field | None:
    found = _FIELD.match(query, at)
    if not found:
        return None
    value = _word(query, found.end())
    if value.span[0] == value.span[1]:
        raise QueryError(
            Message(
                "%(field)s: 后面缺少值；冒号后不要留空格，例如 %(example)s",
                field=found[1],
                example=_EXAMPLE[found[1]],
            ),
            query,
            found.span(),
        )
    return Field(found[1], value, (at, value.span[1]))


_EXAMPLE: Final = {
    "school": "school:安徽机电职业技术学院",
    "section": "section:依申请公开",
    "topic": "topic:招生考试",
    "year": "year:2024",
    "province": "province:安徽",
    "period": "period:2023-2024",
    "heading": "heading:概述",
}


def _word(query: str, at: int) -> Word:
    """A quoted word at a quote, else an unquoted one, which may be empty."""
    if at < len(query) and query[at] in QUOTES:
        return _quoted(query, at)
    end = _bare_end(query, at)
    return Word(query[at:end], quoted=False, span=(at, end))


def _bare_end(query: str, at: int) -> int:
    depth = 0
    for end in range(at, len(query)):
        char = query[end]
        if char.isspace() or char in BARS:
            return end
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            if depth == 0:
                return end
            depth -= 1
    return len(query)


def _quoted(query: str, at: int) -> Word:
    """A quoted word. It ends at a quote of the kind that opened it, so that a phrase copied from a
    report may contain the other kind; where there is none (an input method out of step), at any
    quote."""
    same_kind = {"“": "”", "”": "”"}.get(query[at], '"＂')
    word = _closed_by(query, at, same_kind) or _closed_by(query, at, QUOTES)
    if word is None:
        raise QueryError(
            Message("引号没有成对：请补上后一个引号，或去掉这一个"), query, (at, at + 1)
        )
    return word


def _closed_by(query: str, opening: int, closers: str) -> Word | None:
    if all(query.find(closer, opening + 1) < 0 for closer in closers):
        return None
    text: list[str] = []
    at = opening + 1
    while at < len(query):
        if query[at] in closers:
            if at + 1 == len(query) or query[at + 1] not in closers:
                return Word("".join(text), quoted=True, span=(opening, at + 1))
            at += 1  # a doubled quote is a quote
        text.append(query[at])
        at += 1
    return None
