"""Two texts side by side: which sentences stand in one only, and what was changed in others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from indexer.analysis.normalize import normalize
from indexer.reports.model import Report

Kind = Literal["only", "changed"]

_SENTENCE: Final = re.compile(r"[^。！？；!?\n\t]+[。！？；!?]*[”’」』）)]*")
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|\S")
"""What changes as one: a number, a Latin word, any other character."""
_ALIKE: Final = 0.5
"""From this ratio on, two sentences are one that was changed."""
_LONGEST: Final = 2_000
"""Characters of a sentence that is looked into."""
_MOST_PAIRED: Final = 40
"""Sentences on one side of a changed stretch that are paired with the other side."""
_SHORTEST_KEPT: Final = 2
"""Tokens that two versions must have in common at a place for it to count as unchanged."""


@dataclass(frozen=True, slots=True)
class Change:
    """A range of one text that the other does not have."""

    start: int
    end: int
    kind: Kind
    """`only`: the sentence has no like in the other text. `changed`: it has one, and this is what
    differs."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    text: str
    key: str
    """Equal where two sentences say the same in the same words."""


def section_text(report: Report, section: str) -> str:
    """All parts of a section with their headings, a line each; "" where the report has none."""
    parts = [part for part in report.parts if section in part.sections]
    return "\n".join(piece for part in parts for piece in (part.heading, part.text) if piece)


def differences(left: str, right: str) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes in each of two texts, in order and apart. Both empty where they are the same
    but for spacing, width of characters and the like."""
    one, other = [*_sentences(left)], [*_sentences(right)]
    matcher = SequenceMatcher(None, [s.key for s in one], [s.key for s in other], autojunk=False)
    ours: list[Change] = []
    theirs: list[Change] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            for mine, others in _replaced(one[a:b], other[c:d]):
                ours += mine
                theirs += others
    return tuple(sorted(ours, key=_start)), tuple(sorted(theirs, key=_start))


def _start(change: Change) -> int:
    return change.start


def _sentences(text: str) -> Iterator[_Sentence]:
    for found in _SENTENCE.finditer(text):
        stripped = found[0].strip()
        if stripped:
            start = found.start() + found[0].index(stripped)
            yield _Sentence(start, start + len(stripped), stripped, normalize(stripped))


def _replaced(
    one: Sequence[_Sentence], other: Sequence[_Sentence]
) -> Iterator[tuple[list[Change], list[Change]]]:
    """The changes of a stretch in which no sentence is the same."""
    pairs = _pairs(one, other)
    paired = set(pairs.values())
    for place, sentence in enumerate(one):
        if place in pairs:
            yield _within(sentence, other[pairs[place]])
        else:
            yield [Change(sentence.start, sentence.end, "only")], []
    for place, sentence in enumerate(other):
        if place not in paired:
            yield [], [Change(sentence.start, sentence.end, "only")]


def _pairs(one: Sequence[_Sentence], other: Sequence[_Sentence]) -> dict[int, int]:
    """Which sentence became which, in order: each with the most alike that is still free."""
    if max(len(one), len(other)) > _MOST_PAIRED:
        return {}
    pairs: dict[int, int] = {}
    free = 0
    for place, sentence in enumerate(one):
        ratios = [(_ratio(sentence, rival), -at) for at, rival in enumerate(other) if at >= free]
        best, at = max(ratios, default=(0.0, 0))
        if best >= _ALIKE:
            pairs[place] = -at
            free = -at + 1
    return pairs


def _ratio(one: _Sentence, other: _Sentence) -> float:
    if max(len(one.key), len(other.key)) > _LONGEST:
        return 0.0
    matcher = SequenceMatcher(None, one.key, other.key, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _within(one: _Sentence, other: _Sentence) -> tuple[list[Change], list[Change]]:
    """What differs between two versions of a sentence, small islands of sameness left out."""
    ours, theirs = [*_TOKEN.finditer(one.text)], [*_TOKEN.finditer(other.text)]
    matcher = SequenceMatcher(
        None, [normalize(t[0]) for t in ours], [normalize(t[0]) for t in theirs], autojunk=False
    )
    kept = [block for block in matcher.get_matching_blocks() if _is_kept(block, ours, theirs)]
    mine: list[Change] = []
    others: list[Change] = []
    a = b = 0
    for block in (*kept, (len(ours), len(theirs), 0)):
        mine += _change(one, ours[a : block[0]])
        others += _change(other, theirs[b : block[1]])
        a, b = block[0] + block[2], block[1] + block[2]
    return mine, others


def _is_kept(block: tuple[int, int, int], ours: Sequence[object], theirs: Sequence[object]) -> bool:
    a, b, size = block
    at_an_end = (a == 0 and b == 0) or (a + size == len(ours) and b + size == len(theirs))
    return size >= _SHORTEST_KEPT or (size > 0 and at_an_end)


def _change(sentence: _Sentence, tokens: Sequence[re.Match[str]]) -> list[Change]:
    if not tokens:
        return []
    start, end = tokens[0].start(), tokens[-1].end()
    return [Change(sentence.start + start, sentence.start + end, "changed")]
