"""BM25F over arrays, by the formula of `search/ranking.py`, and the best hits in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.cache import ByteCache
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.lists import Checkpoint
from indexer.engines.whoosh.postings import Family, Ids
from indexer.engines.whoosh.scan import smallest_gaps
from indexer.engines.whoosh.segment import RANKED_FIELDS, TEXT_FIELDS
from indexer.engines.whoosh.view import Slot, View
from indexer.search import ranking
from indexer.search.query import HeadingLiteral, Literal

Scores = npt.NDArray[np.float64]
_Found = Sequence[tuple[Slot, Family, int]]
Keys = Callable[[Array], Array]
"""From positions to their sort keys."""

_COMMON: Final = 16
"""A word with more postings than one part in so many is common, and hits are many above that."""
_DENSE: Final = 8
"""A field with more postings than one part in so many is reckoned for every part: going from
place to place costs more."""
_AT_ONCE: Final = 1 << 15
_FEW: Final = 8
_FIXED_BYTES: Final = 2_000
_WORTH_GROUPING: Final = 4


class _Word:
    """What a word adds to the scores of parts."""

    def __init__(self, view: View, word: str) -> None:
        key = word.encode("utf-8", "surrogatepass")
        self._view = view
        self._found = {field: _found(view, field, key) for field in RANKED_FIELDS}
        self._sizes = {
            field: sum(family.count(term) for _, family, term in found)
            for field, found in self._found.items()
        }
        """Parts on the lists of each field, deleted ones included."""
        size = sum(self._sizes.values())
        self._is_common = size * _COMMON > view.parts
        self._lists: dict[str, tuple[Ids, Array]] = {}
        """Of fields, as they were read; those of a common word are not held."""
        self._scores: Scores | None = None
        """Of every part, for a common word."""
        self._shares: tuple[Ids, Scores] | None = None
        """The parts it stands in and what it adds to each."""
        self._is_asked_again = False
        self.nbytes = _FIXED_BYTES + (8 * view.parts if self._is_common else 25 * size)

    def scores(self, parts: Ids) -> Scores:
        """What the word adds to each of the parts, ascending. What is asked a second time is
        reckoned for all parts that have the word, for a common word for all there are; and then
        known."""
        if (known := self._scores) is not None:
            return known[parts]
        is_asked_again, self._is_asked_again = self._is_asked_again, True
        if self._is_common and is_asked_again:
            known = self._scores = self._of_many(None)
            return known[parts]
        if self._is_common and len(parts) * _COMMON > self._view.parts:
            return self._of_many(parts)
        return self._shares_of(parts) if is_asked_again else self._scores_of(parts)

    @cached_property
    def _idf(self) -> float:
        view = self._view
        if view.all_live:
            held = [self._sizes[field] for field in TEXT_FIELDS]
        else:
            held = [len(self._list(field)[0]) for field in TEXT_FIELDS]
        return ranking.idf(max(held), view.live_parts)

    def _shares_of(self, parts: Ids) -> Scores:
        if self._shares is None:
            own = distinct(np.concatenate([self._list(field)[0] for field in RANKED_FIELDS]))
            self._shares = own, self._scores_of(own)
        own, shares = self._shares
        scores = np.zeros(len(parts))
        here, there = _meeting(parts, own, self._view)
        scores[here] = shares[there]
        return scores

    def _scores_of(self, parts: Ids) -> Scores:
        weights = np.zeros(len(parts))
        for field in RANKED_FIELDS:
            if self._sizes[field]:
                ids, frequencies = self._list(field)
                here, there = _meeting(parts, ids, self._view)
                weights[here] += self._weight(field, ids[there], frequencies[there])
        scores: Scores = self._idf * ranking.saturated(weights)
        return scores

    def _of_many(self, wanted: Ids | None) -> Scores:
        """Of every part, or of the many that are wanted. Some thousand at a time: what stands
        between is reckoned in memory that is at hand, where new memory for all of it costs more
        than the reckoning."""
        view, lists = self._view, self._lists_for_all()
        scores = np.empty(view.parts if wanted is None else len(wanted))
        for start in range(0, view.parts, _AT_ONCE):
            end = min(start + _AT_ONCE, view.parts)
            weights = np.zeros(end - start)
            for field, (parts, often) in lists.items():
                if parts is None:
                    divisors = view.divisors(field)[start:end]
                    weights += ranking.field_weight(field, often[start:end], divisors)
                else:
                    low, high = parts.searchsorted((start, end))
                    some = parts[low:high]
                    weights[some - start] += self._weight(field, some, often[low:high])
            if wanted is None:
                scores[start:end] = self._idf * ranking.saturated(weights)
            else:
                low, high = wanted.searchsorted((start, end))
                own = weights[wanted[low:high] - start]
                scores[low:high] = self._idf * ranking.saturated(own)
        return scores

    def _lists_for_all(self) -> dict[str, tuple[Ids | None, Array]]:
        """Of each field that has the word, the parts with it and how often; for a field of many
        how often every part has it."""
        lists: dict[str, tuple[Ids | None, Array]] = {}
        for field, size in self._sizes.items():
            if size * _DENSE > self._view.parts:
                lists[field] = None, _often(self._view, self._found[field])
            elif size:
                lists[field] = self._list(field)
        return lists

    def _list(self, field: str) -> tuple[Ids, Array]:
        known = self._lists.get(field)
        if known is None:
            known = _postings(self._view, self._found[field])
            if not self._is_common:
                self._lists[field] = known
        return known

    def _weight(self, field: str, parts: Ids, frequencies: Array) -> Scores:
        often = np.maximum(frequencies, 1)
        weight: Scores = ranking.field_weight(field, often, self._view.divisors(field)[parts])
        return weight


def _found(view: View, field: str, key: bytes) -> _Found:
    """The segments in which a word has a list, and its number there."""
    families = [(slot, slot.segment.words[field]) for slot in view.slots]
    terms = [(slot, family, family.find(key)) for slot, family in families]
    return [(slot, family, term) for slot, family, term in terms if term is not None]


def _often(view: View, found: _Found) -> Array:
    """By part, `Family.often`."""
    if len(view.slots) == 1:
        [(_, family, term)] = found
        return family.often(term)
    often = np.zeros(view.parts, np.uint8)
    for slot, family, term in found:
        often[slot.first_part : slot.behind] = family.often(term)
    return often


def _postings(view: View, found: _Found) -> tuple[Ids, Array]:
    """Live parts that hold a word, and how often the segmenter chose it there: 0 where it stands
    inside longer words only."""
    ids = [
        family.ids(term) + slot.first_part if slot.first_part else family.ids(term)
        for slot, family, term in found
    ]
    frequencies = [family.frequencies(term) for _, family, term in found]
    parts = np.concatenate([np.empty(0, np.int64), *ids]) if len(ids) != 1 else ids[0]
    often = np.concatenate([np.empty(0, np.uint8), *frequencies])
    if view.all_live:
        return parts, often
    live = view.live[parts]
    return parts[live], often[live]


def _meeting(some: Ids, others: Ids, view: View) -> tuple[Array, Array]:
    """Where the parts that are in both stand in each."""
    if len(some) > len(others):
        there, here = _meeting(others, some, view)
        return here, there
    if len(some) * _FEW < len(others):
        nearest = np.minimum(others.searchsorted(some), len(others) - 1)
        here = np.flatnonzero(others[nearest] == some)
        return here, nearest[here]
    places = np.full(view.parts, -1, np.int32)
    places[others] = np.arange(len(others), dtype=np.int32)
    found = places[some]
    here = np.flatnonzero(found >= 0)
    return here, found[here]


class Scorer:
    """Scores parts of one view. Safe to share between threads."""

    def __init__(self, view: View, evaluator: Evaluator, cache: ByteCache[_Word]) -> None:
        self._view = view
        self._evaluator = evaluator
        self._cache = cache

    def scores(
        self,
        parts: Ids,
        words: Sequence[str],
        literals: Sequence[Literal],
        checkpoint: Checkpoint,
    ) -> Scores:
        """Score of each of the parts, ascending, before closeness."""
        first, *others = words
        scores = self._word(first).scores(parts)
        for word in others:
            checkpoint()
            scores += self._word(word).scores(parts)
        in_heading = None
        for literal in literals:
            held = self._evaluator.parts(HeadingLiteral(literal), checkpoint)
            if len(held):
                in_heading = held.among(parts) + (0.0 if in_heading is None else in_heading)
        if in_heading is not None:
            scores *= 1 + ranking.HEADING_LIFT * (in_heading / len(literals))
        scores[np.flatnonzero(self._view.preambles[parts])] *= ranking.PREAMBLE_FACTOR
        return scores

    def closer(self, parts: Ids, scores: Scores, literals: Sequence[Literal]) -> Scores:
        """Scores lifted by how close the literals stand in each part."""
        if len(literals) < 2:
            return scores
        gaps = np.empty(len(parts), np.int64)
        for slot in self._view.slots:
            inside = np.flatnonzero((parts >= slot.first_part) & (parts < slot.behind))
            inside = inside[np.argsort(parts[inside])]
            gaps[inside] = smallest_gaps(slot.segment, parts[inside] - slot.first_part, literals)
        lifted: Scores = scores * np.where(gaps < 0, 1.0, ranking.closeness(np.maximum(gaps, 0)))
        return lifted

    def parts_with_word(self, word: str) -> int:
        """Live parts in whose text or heading the segmenter chose the word."""
        key = word.encode("utf-8", "surrogatepass")
        if self._view.all_live:
            counts = [
                sum(slot.segment.words[field].cut_count(key) for slot in self._view.slots)
                for field in TEXT_FIELDS
            ]
            if 0 in counts:  # nowhere in both fields of a part: no list needs to be read
                return max(counts)
        held = np.zeros(self._view.parts, np.bool_)
        for field in TEXT_FIELDS:
            parts, frequencies = _postings(self._view, _found(self._view, field, key))
            held[parts[frequencies > 0]] = True
        return int(np.count_nonzero(held))

    def _word(self, word: str) -> _Word:
        kept = self._cache.get(word)
        if kept is None:
            kept = _Word(self._view, word)
            self._cache.put(word, kept, kept.nbytes)
        return kept


def best(scores: Scores, keys: Keys, wanted: int) -> Array:
    """Positions of the best `wanted` elements in order: highest score, then lowest key.

    `keys` gives those of the positions asked for; they are distinct.
    """
    wanted = min(wanted, len(scores))
    if wanted <= 0:
        return np.empty(0, np.int64)
    likely = _likely(scores, wanted)
    own = scores if likely is None else scores[likely]
    threshold = np.partition(own, len(own) - wanted)[len(own) - wanted]
    above, level = np.flatnonzero(own > threshold), np.flatnonzero(own == threshold)
    if likely is not None:
        above, level = likely[above], likely[level]
    above = above[np.lexsort((keys(above), -scores[above]))]
    return np.concatenate((above, level[smallest(keys(level), wanted - len(above))]))


def _likely(scores: Scores, wanted: int) -> Array | None:
    """Positions that hold the best `wanted` for sure; None where that saves nothing.

    Of groups of scores, taken across, the best of each is found at the speed of memory. So many
    groups have a best one above some score, so many scores are above it.
    """
    groups = 8 * wanted
    height = len(scores) // groups
    if height < _WORTH_GROUPING:
        return None
    tops = scores[: height * groups].reshape(height, groups).max(axis=0)
    floor = np.partition(tops, groups - wanted)[groups - wanted]
    return np.flatnonzero(scores >= floor)


def smallest(keys: Array, wanted: int) -> Array:
    """Positions of the lowest `wanted` keys, ascending."""
    if wanted < len(keys):
        near = np.argpartition(keys, wanted - 1)[:wanted]
        return near[np.argsort(keys[near])]
    return np.argsort(keys)
