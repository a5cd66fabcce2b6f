"""Compare two texts: sentences that only one of them has, and changes within the others.

The time is linear in the length of the texts. Sentences that occur once in both texts are aligned
first (patience diff); only short ranges between them are compared pairwise, and comparison within
sentences is limited by `_MAX_COMPARED`.
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
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import Report
from indexer.search.search_budget import checkpoint

Kind = Literal["only", "changed"]

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|\S")
"""The units of changes: a number, a Latin word, any other character."""
_MIN_SIMILARITY: Final = 0.5
"""From this similarity on, one sentence is a changed version of the other."""
_MAX_SENTENCE: Final = 1_000
"""Characters of sentences that are compared, at most."""
_MAX_COMPARED: Final = 1_500_000
"""Pairs of characters compared within sentences, in total."""
_MIN_COMPARED: Final = 50
"""The least that a pair of sentences counts in this."""
_MAX_ALIGNED: Final = 100
"""Sentences on either side of a range that is aligned pairwise."""
_LOOKAHEAD: Final = 40
"""Sentences searched for the next equal one in a longer range."""
_MAX_CANDIDATES: Final = 40
"""Candidates for the changed version of a sentence."""
_MIN_UNCHANGED: Final = 2
"""Consecutive tokens that two versions must share to count as unchanged."""


@dataclass(frozen=True, slots=True)
class Change(JsonRecord):
    """A range of one text that differs from the other."""

    start: int
    end: int
    kind: Kind
    """`only`: the other text has no version of the sentence. `changed`: it has one, and this range
    differs."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    text: str
    key: str
    """Normalised, for comparison."""


def section_text(report: Report, section: str) -> str:
    """All parts of a section with their headings, joined by newlines; "" for no part."""
    parts = [part for part in report.parts if section in part.sections]
    return "\n".join(piece for part in parts for piece in (part.heading, part.text) if piece)


@dataclass(frozen=True, slots=True)
class Differences:
    """The changes in each of two texts, in order, without overlaps."""

    left: tuple[Change, ...]
    right: tuple[Change, ...]
    is_complete: bool
    """False where the texts differ in too many sentences to compare all: some changed sentences are
    then reported as `only`."""


def differences(left: str, right: str) -> Differences:
    """The changes; differences in spacing, width of characters and the like are none."""
    one, other = [*_sentences(left)], [*_sentences(right)]
    comparer = _SentenceComparer()
    ours: list[Change] = []
    theirs: list[Change] = []
    a = b = 0
    for at, like in (*_aligned([s.key for s in one], [s.key for s in other]), (None, None)):
        if one[a:at] or other[b:like]:
            for mine, others in comparer.replaced(one[a:at], other[b:like]):
                ours += mine
                theirs += others
        if at is not None and like is not None:
            a, b = at + 1, like + 1
    return Differences(
        tuple(sorted(ours, key=_start)), tuple(sorted(theirs, key=_start)), comparer.is_complete
    )


def _aligned(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Indices of equal sentences, ascending in both texts."""
    a = b = 0
    for anchor, like in (*_anchors(one, other), (len(one), len(other))):
        for at, same in _between(one[a:anchor], other[b:like]):
            yield a + at, b + same
        if anchor < len(one):
            yield anchor, like
        a, b = anchor + 1, like + 1


def _anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The longest sequence of sentences that occur once in each text, in the same order."""
    if max(len(one), len(other)) <= _MAX_ALIGNED:
        return []
    ours, theirs = Counter(one), Counter(other)
    indices = {key: at for at, key in enumerate(other) if theirs[key] == 1}
    pairs = [(at, indices[key]) for at, key in enumerate(one) if ours[key] == 1 and key in indices]
    ends: list[int] = []
    """For each length, the smallest index in the other text at which such a sequence ends."""
    last: list[int] = []
    before: list[int] = []
    for number, (_, like) in enumerate(pairs):
        length = bisect_left(ends, like)
        ends[length : length + 1] = [like]
        last[length : length + 1] = [number]
        before.append(last[length - 1] if length else -1)
    sequence: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        sequence.append(pairs[number])
        number = before[number]
    return sequence[::-1]


def _between(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Indices of equal sentences between two anchors."""
    checkpoint()
    if max(len(one), len(other)) <= _MAX_ALIGNED:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for a, b, size in matcher.get_matching_blocks():
            yield from ((a + n, b + n) for n in range(size))
        return
    free = 0
    for at, key in enumerate(one):
        for like in range(free, min(free + _LOOKAHEAD, len(other))):
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


class _SentenceComparer:
    """Compares sentences until its limit is used up."""

    def __init__(self) -> None:
        self._left = _MAX_COMPARED
        self.is_complete = True

    def replaced(
        self, one: Sequence[_Sentence], other: Sequence[_Sentence]
    ) -> Iterator[tuple[list[Change], list[Change]]]:
        """The changes of a range without equal sentences."""
        pairs = self._pairs(one, other)
        paired = set(pairs.values())
        for index, sentence in enumerate(one):
            if index in pairs:
                yield _within(sentence, other[pairs[index]])
            else:
                yield [Change(sentence.start, sentence.end, "only")], []
        for index, sentence in enumerate(other):
            if index not in paired:
                yield [], [Change(sentence.start, sentence.end, "only")]

    def _pairs(self, one: Sequence[_Sentence], other: Sequence[_Sentence]) -> dict[int, int]:
        """Pairs each sentence with the most similar one that is still free, in order."""
        if not one or not other:
            return {}
        if self._left < _MAX_SENTENCE:
            self.is_complete = False
            return {}
        pairs: dict[int, int] = {}
        free = 0
        for index, sentence in enumerate(one):
            checkpoint()
            rivals = enumerate(other[free : free + _MAX_CANDIDATES], free)
            ratios = [(self._ratio(sentence, rival), -at) for at, rival in rivals]
            best, at = max(ratios, default=(0.0, 0))
            if best >= _MIN_SIMILARITY:
                pairs[index] = -at
                free = -at + 1
        return pairs

    def _ratio(self, one: _Sentence, other: _Sentence) -> float:
        self._left -= _MIN_COMPARED
        shorter, longer = len(one.key), len(other.key)
        if shorter > longer:
            shorter, longer = longer, shorter
        if 2 * shorter < _MIN_SIMILARITY * (shorter + longer):  # too different in length alone
            return 0.0
        if longer > _MAX_SENTENCE or self._left < longer:
            self.is_complete = False
            return 0.0
        matcher = SequenceMatcher(None, one.key, other.key, autojunk=False)
        self._left -= longer
        if matcher.quick_ratio() < _MIN_SIMILARITY:
            return 0.0
        if self._left < shorter * longer:
            self.is_complete = False
            return 0.0
        self._left -= shorter * longer
        return matcher.ratio()


def _within(one: _Sentence, other: _Sentence) -> tuple[list[Change], list[Change]]:
    """The differences of two versions of a sentence, ignoring short equal ranges."""
    ours, theirs = [*_TOKEN.finditer(one.text)], [*_TOKEN.finditer(other.text)]
    matcher = SequenceMatcher(
        None, [normalize(t[0]) for t in ours], [normalize(t[0]) for t in theirs], autojunk=False
    )
    unchanged = [
        block for block in matcher.get_matching_blocks() if _is_unchanged(block, ours, theirs)
    ]
    mine: list[Change] = []
    others: list[Change] = []
    a = b = 0
    for block in (*unchanged, (len(ours), len(theirs), 0)):
        mine += _change(one, ours[a : block[0]])
        others += _change(other, theirs[b : block[1]])
        a, b = block[0] + block[2], block[1] + block[2]
    return mine, others


def _is_unchanged(
    block: tuple[int, int, int], ours: Sequence[object], theirs: Sequence[object]
) -> bool:
    a, b, size = block
    at_an_end = (a == 0 and b == 0) or (a + size == len(ours) and b + size == len(theirs))
    return size >= _MIN_UNCHANGED or (size > 0 and at_an_end)


def _change(sentence: _Sentence, tokens: Sequence[re.Match[str]]) -> list[Change]:
    if not tokens:
        return []
    start, end = tokens[0].start(), tokens[-1].end()
    return [Change(sentence.start + start, sentence.start + end, "changed")]
