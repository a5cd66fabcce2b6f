"""Completion: schools, sections, topics and words of the archive for a text being typed.

Only what occurs in some part is suggested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from indexer.analysis.pinyin import first_letters, spells
from indexer.errors import QueryError
from indexer.reports.schools import short_names
from indexer.reports.sections import classify_heading
from indexer.reports.taxonomy import SECTIONS, SECTIONS_EN, TOPICS, TOPICS_EN
from indexer.reports.topics import classify_topic
from indexer.search.engine import IndexReader
from indexer.search.request import LONGEST_NAME, excess
from indexer.search.resolve import name_key
from indexer.search.response import Suggestion

LIMIT: Final = 10
_KINDS: Final = ("school", "section", "topic", "term")
"""In the order in which equals are listed."""

_TAXONOMIES: Final = {
    "section": (SECTIONS, SECTIONS_EN, classify_heading),
    "topic": (TOPICS, TOPICS_EN, classify_topic),
}


class MatchKind(IntEnum):
    """How a name matches what was typed, the best kind first."""

    PREFIX = 0
    ALIAS = 1
    """A short name begins so."""
    PINYIN = 2
    """In pinyin or initials."""
    SUBSTRING = 3
    SYNONYM = 4
    """Another wording of the label, or a name typed with characters left out."""


class _Candidate(NamedTuple):
    match: MatchKind
    kind: int
    rarity: int
    """Parts that carry it, negated, so that the frequent sort first."""
    name: str


def suggest(reader: IndexReader, text: str, limit: int = LIMIT) -> tuple[Suggestion, ...]:
    """At most `limit` completions of `text`, the best first.

    Where several words together have no completion, the last one is completed: `text` of the
    suggestion keeps the words before it, `label` is the completed word alone. Raises QueryError
    for a text longer than a query may be.
    """
    if (too_long := excess(text)) is not None:
        message, begins = too_long
        raise QueryError(message, text, (begins, len(text)))
    *before, last = text.split() or [""]
    whole = _completions(
        reader, name_key(text), limit, MatchKind.SUBSTRING if before else MatchKind.SYNONYM
    )
    if whole or not before:
        return whole
    head = " ".join(before)
    return tuple(
        replace(suggestion, text=f"{head} {suggestion.text}")
        for suggestion in _completions(reader, name_key(last), limit, MatchKind.SYNONYM)
    )


def find_schools(reader: IndexReader, text: str) -> tuple[str, ...]:
    """The schools that a text names by a part of the name, a short name or in pinyin, the best
    first; none for a blank text."""
    typed = name_key(text)
    if not 0 < len(typed) <= LONGEST_NAME:
        return ()
    return tuple(candidate.name for candidate in sorted(_schools(reader, typed)))


def _completions(
    reader: IndexReader, typed: str, limit: int, worst: MatchKind
) -> tuple[Suggestion, ...]:
    if limit < 1 or not 0 < len(typed) <= LONGEST_NAME:
        return ()
    candidates = [
        *_schools(reader, typed),
        *_labels(reader, typed, "section"),
        *_labels(reader, typed, "topic"),
        *_terms(reader, typed, limit),
    ]
    ranked = sorted(candidate for candidate in candidates if candidate.match <= worst)
    return tuple(
        Suggestion(_KINDS[candidate.kind], candidate.name, candidate.name)
        for candidate in _balance_kinds(ranked, limit)
    )


def _balance_kinds(ranked: list[_Candidate], limit: int) -> list[_Candidate]:
    """The best of all kinds; none gets more than two thirds while others have candidates."""
    share = max(1, limit * 2 // 3)
    count_of_kind: Counter[int] = Counter()
    over_share: list[bool] = []
    for candidate in ranked:
        count_of_kind[candidate.kind] += 1
        over_share.append(count_of_kind[candidate.kind] > share)
    by_share = sorted(range(len(ranked)), key=lambda rank: (over_share[rank], rank))
    return [ranked[rank] for rank in sorted(by_share[:limit])]


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a school, as keys."""

    full: str
    short: tuple[str, ...]
    letters: frozenset[str]
    """First letters of their pinyin."""

    @classmethod
    def of(cls, school: str) -> _Names:
        full, short = name_key(school), tuple(map(name_key, short_names(school)))
        return cls(full, short, frozenset[str]().union(*map(first_letters, (full, *short))))


@lru_cache(maxsize=4)
def _all_names(schools: tuple[str, ...]) -> Mapping[str, _Names]:
    """Cached: an archive's schools seldom change."""
    return {school: _Names.of(school) for school in schools}


def _schools(reader: IndexReader, typed: str) -> Iterator[_Candidate]:
    parts = {school: count for school, count in reader.values("school").items() if school}
    for school, names in _all_names(tuple(parts)).items():
        match = _match_school(typed, names)
        if match is not None:
            yield _Candidate(match, _KINDS.index("school"), -parts[school], school)


def _match_school(typed: str, names: _Names) -> MatchKind | None:
    if names.full.startswith(typed):
        return MatchKind.PREFIX
    if any(name.startswith(typed) for name in names.short):
        return MatchKind.ALIAS
    if _is_latin(typed):
        is_pinyin = typed[0] in names.letters and any(
            spells(typed, name) for name in (names.full, *names.short)
        )
        return MatchKind.PINYIN if is_pinyin else None
    if typed in names.full:
        return MatchKind.SUBSTRING
    return MatchKind.SYNONYM if _is_subsequence(typed, names.full) else None


def _is_subsequence(typed: str, full: str) -> bool:
    """Whether at least three characters of a name are typed, others left out: 华科大."""
    if len(typed) < 3 or typed[0] != full[0]:
        return False
    rest = iter(full)
    return all(char in rest for char in typed)


def _labels(reader: IndexReader, typed: str, facet: str) -> Iterator[_Candidate]:
    names, english, classify = _TAXONOMIES[facet]
    parts = reader.values(facet)
    synonyms = classify(typed) if len(typed) > 1 else ()
    for label, name in names.items():
        match = _match_label(
            typed, name_key(name), (label, name_key(english[label])), label in synonyms
        )
        if match is not None and parts.get(label):
            yield _Candidate(match, _KINDS.index(facet), -parts[label], name)


def _match_label(
    typed: str, name: str, english: tuple[str, str], is_synonym: bool
) -> MatchKind | None:
    if any(spelling.startswith(typed) for spelling in (name, *english)):
        return MatchKind.PREFIX
    if _is_latin(typed) and spells(typed, name):
        return MatchKind.PINYIN
    if typed in name:
        return MatchKind.SUBSTRING
    return MatchKind.SYNONYM if is_synonym else None


def _terms(reader: IndexReader, typed: str, limit: int) -> Iterable[_Candidate]:
    kind = _KINDS.index("term")
    for word, parts in reader.vocabulary(typed, limit + 1):
        if word != typed:
            yield _Candidate(MatchKind.PREFIX, kind, -parts, word)


def _is_latin(typed: str) -> bool:
    return typed.isascii() and typed.isalpha()
