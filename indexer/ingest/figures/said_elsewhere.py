"""Figures of which a sentence says something that no rule reads: the text is to be checked."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from indexer.ingest.figures.clauses import (
    COMPLAINT,
    LAWSUIT,
    RECONSIDERATION,
    REFUSED,
    REQUEST,
)
from indexer.ingest.figures.words import pattern

_ELSEWHERE: Final = tuple(
    (figure, nouns, pattern(f"requests.numbers_elsewhere_{figure}"))
    for figure, nouns in (
        (REQUEST, ("申请",)),
        (REFUSED, ("申请", "不予公开")),
        (COMPLAINT, ("举报", "投诉")),
        (RECONSIDERATION, ("复议",)),
        (LAWSUIT, ("诉讼",)),
    )
)
_MENTIONS: Final = tuple(
    (figure, section, pattern(f"requests.mentions_{figure}"), pattern(f"requests.own_{figure}"))
    for figure, section in (
        (REQUEST, "on_request"),
        (REFUSED, "on_request"),
        (COMPLAINT, "complaints"),
        (RECONSIDERATION, "complaints"),
        (LAWSUIT, "complaints"),
    )
)
"""Figure, its section, and how it is named elsewhere and there."""
_SAYS_SOMETHING: Final = pattern("requests.says_something")
_ENDED: Final = pattern("requests.ended")
_ENDED_LAWSUIT: Final = pattern("requests.ended_lawsuit")
_HINTS: Final = tuple(
    (figure, section, pattern(f"requests.hints_{figure}"))
    for figure, section in (
        (REQUEST, "on_request"),
        (REFUSED, "on_request"),
        (COMPLAINT, "complaints"),
        (LAWSUIT, "complaints"),
    )
)
_OTHERS: Final = pattern("requests.rules_and_enquiries")
_BARE_DENIAL: Final = pattern("requests.bare_denial")
_RULES: Final = pattern("requests.rules")


def said_elsewhere(words: str, sections: Container[str], given: Container[str]) -> Iterator[str]:
    """The figures of which a sentence seems to say something, though nothing was read."""
    for figure, nouns, form in _ELSEWHERE:
        is_named = any(noun in words for noun in nouns) or (
            figure == REFUSED and "on_request" in sections
        )
        if figure not in given and is_named and form.search(words):
            yield figure
    mentioned = [
        figure
        for figure, section, form, own_form in _MENTIONS
        if figure not in given and (own_form if section in sections else form).search(words)
    ]
    if (
        LAWSUIT not in mentioned
        and LAWSUIT not in given
        and "公开" in words
        and _ENDED_LAWSUIT.search(words)
    ):
        yield LAWSUIT
    if not mentioned or _RULES.search(words):
        return
    says = bool(_SAYS_SOMETHING.search(words))
    ended = not says and bool(_ENDED.search(words))
    for figure in mentioned:
        if says or (ended and figure in (RECONSIDERATION, LAWSUIT)):
            yield figure


def hinted_at(words: str, before: str, sections: Container[str]) -> Iterator[str]:
    """The figures that a sentence seems to be about, though it has no noun: by its section, or by
    the members `before` it in the same list."""
    is_denial = _BARE_DENIAL.search(words) is not None
    if is_denial and before:
        for figure, _section, form, _own_form in _MENTIONS:
            if form.search(before):
                yield figure
    for figure, section, form in _HINTS:
        if section in sections and (
            (is_denial and figure != REFUSED) or (form.search(words) and not _OTHERS.search(words))
        ):
            yield figure
