"""Two texts side by side: which sentences stand in one only, and what was changed in others.

The time this takes grows with the length of the texts and no faster. Sentences that both texts
hold once are aligned first (a patience diff); only short stretches between them are compared
each with each, and what is compared inside of sentences is bounded by `_MOST_COMPARED`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from indexer.analysis.normalize import normalize
from indexer.analysis.sentences import statement_spans
from indexer.reports.model import Report
from indexer.search.search_budget import checkpoint

Kind = Literal["only", "changed"]

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|\S")
"""What changes as one: a number, a Latin word, any other character."""
_ALIKE: Final = 0.5
"""From this ratio on, two sentences are one that was changed."""
_LONGEST: Final = 1_000
"""Characters of a sentence that is looked into."""
_MOST_COMPARED: Final = 1_500_000
"""Pairs of characters that are compared inside of sentences, in all."""
_LEAST_COMPARED: Final = 50
"""What a pair of sentences counts in this, however short they are."""
_MOST_ALIGNED: Final = 100
"""Sentences on either side of a stretch that is aligned each with each."""
_AHEAD: Final = 40
"""So far ahead the next equal sentence is looked for in a longer stretch."""
_MOST_PAIRED: Final = 40
"""Sentences of a changed stretch of which one may be another's later version."""
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


@dataclass(frozen=True, slots=True)
class Differences:
    """The changes in each of two texts, in order and apart."""

    left: tuple[Change, ...]
    right: tuple[Change, ...]
    is_complete: bool
    """False where the texts differ in so many sentences that not all were looked into: some that
    were changed then count as standing in one text only."""


def differences(left: str, right: str) -> Differences:
    """What differs. No changes where the texts are the same but for spacing, width of characters
    and the like."""
    one, other = [*_sentences(left)], [*_sentences(right)]
    comparing = _Comparing()
    ours: list[Change] = []
    theirs: list[Change] = []
    a = b = 0
    for at, like in (*_aligned([s.key for s in one], [s.key for s in other]), (None, None)):
        if one[a:at] or other[b:like]:
            for mine, others in comparing.replaced(one[a:at], other[b:like]):
                ours += mine
                theirs += others
        if at is not None and like is not None:
            a, b = at + 1, like + 1
    return Differences(
        tuple(sorted(ours, key=_start)), tuple(sorted(theirs, key=_start)), comparing.is_complete
    )


def _aligned(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of equal sentences, ascending in both texts."""
    a = b = 0
    for anchor, like in (*_anchors(one, other), (len(one), len(other))):
        for at, same in _between(one[a:anchor], other[b:like]):
            yield a + at, b + same
        if anchor < len(one):
            yield anchor, like
        a, b = anchor + 1, like + 1


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The longest row of sentences that stand once in either text, in the same order in both."""
    if max(len(one), len(other)) <= _MOST_ALIGNED:
        return []
    ours, theirs = Counter(one), Counter(other)
    places = {key: at for at, key in enumerate(other) if theirs[key] == 1}
    pairs = [(at, places[key]) for at, key in enumerate(one) if ours[key] == 1 and key in places]
    ends: list[int] = []
    """For each length the smallest place in the other text at which such a row ends."""
    last: list[int] = []
    before: list[int] = []
    for number, (_, like) in enumerate(pairs):
        length = bisect_left(ends, like)
        ends[length : length + 1] = [like]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    row: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _between(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of equal sentences in a stretch between two anchors."""
    checkpoint()
    if max(len(one), len(other)) <= _MOST_ALIGNED:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for a, b, size in matcher.get_matching_blocks():
            yield from ((a + n, b + n) for n in range(size))
        return
    free = 0
    for at, key in enumerate(one):
        for like in range(free, min(free + _AHEAD, len(other))):
            if other[like] == key:
                yield at, like
                free = like + 1
                break


def _start(change: Change) -> int:
    return change.start


def _sentences(text: str) -> Iterator[_Sentence]:
    keys: dict[str, str] = {}
    for start, end in statement_spans(text):
        sentence = text[start:end]
        if (key := keys.get(sentence)) is None:
            keys[sentence] = key = normalize(sentence)
        yield _Sentence(start, end, sentence, key)


class _Comparing:
    """Looks into sentences while what it may compare lasts."""

    def __init__(self) -> None:
        self._left = _MOST_COMPARED
        self.is_complete = True

    def replaced(
        self, one: Sequence[_Sentence], other: Sequence[_Sentence]
    ) -> Iterator[tuple[list[Change], list[Change]]]:
        """The changes of a stretch in which no sentence is the same."""
        pairs = self._pairs(one, other)
        paired = set(pairs.values())
        for place, sentence in enumerate(one):
            if place in pairs:
                yield _within(sentence, other[pairs[place]])
            else:
                yield [Change(sentence.start, sentence.end, "only")], []
        for place, sentence in enumerate(other):
            if place not in paired:
                yield [], [Change(sentence.start, sentence.end, "only")]

    def _pairs(self, one: Sequence[_Sentence], other: Sequence[_Sentence]) -> dict[int, int]:
        """Which sentence became which, in order: each with the most alike that is still free."""
        if not one or not other:
            return {}
        if self._left < _LONGEST:
            self.is_complete = False
            return {}
        pairs: dict[int, int] = {}
        free = 0
        for place, sentence in enumerate(one):
            checkpoint()
            rivals = enumerate(other[free : free + _MOST_PAIRED], free)
            ratios = [(self._ratio(sentence, rival), -at) for at, rival in rivals]
            best, at = max(ratios, default=(0.0, 0))
            if best >= _ALIKE:
                pairs[place] = -at
                free = -at + 1
        return pairs

    def _ratio(self, one: _Sentence, other: _Sentence) -> float:
        self._left -= _LEAST_COMPARED
        shorter, longer = len(one.key), len(other.key)
        if shorter > longer:
            shorter, longer = longer, shorter
        if 2 * shorter < _ALIKE * (shorter + longer):  # too different in length alone
            return 0.0
        if longer > _LONGEST or self._left < longer:
            self.is_complete = False
            return 0.0
        matcher = SequenceMatcher(None, one.key, other.key, autojunk=False)
        self._left -= longer
        if matcher.quick_ratio() < _ALIKE:
            return 0.0
        if self._left < shorter * longer:
            self.is_complete = False
            return 0.0
        self._left -= shorter * longer
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
