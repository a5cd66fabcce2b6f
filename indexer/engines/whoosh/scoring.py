"""BM25F over arrays, by the formula of `search/ranking.py`, and the best hits in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.cache import ByteCache
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.lists import Checkpoint
from indexer.engines.whoosh.masks import mask_of
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.scan import smallest_gaps
from indexer.engines.whoosh.segment import RANKED_FIELDS, TEXT_FIELDS
from indexer.engines.whoosh.view import View
from indexer.search import ranking
from indexer.search.query import HeadingLiteral, Literal

Scores = npt.NDArray[np.float64]
Keys = Callable[[Array], Array]
"""From positions to their sort keys."""

_PREAMBLE: Final = mask_of("section", ["preamble"])
_COMMON: Final = 16
"""A word with more postings than one part in so many is common, and hits are many above that."""
_FEW: Final = 8
_FIXED_BYTES: Final = 2_000
_WORTH_GROUPING: Final = 4


class _Word:
    """A word in the live parts: where it stands, and what it adds to a part's score."""

    def __init__(self, view: View, word: str) -> None:
        key = word.encode("utf-8", "surrogatepass")
        self._view = view
        self._postings = {field: _postings(view, field, key) for field in RANKED_FIELDS}
        held = max(len(self._postings[field][0]) for field in TEXT_FIELDS)
        self._idf = ranking.idf(held, view.live_parts)
        self._size = sum(len(ids) for ids, _ in self._postings.values())
        self._scores: Scores | None = None
        """Of every part, for a common word."""
        self._shares: tuple[Ids, Scores] | None = None
        """The parts it stands in and what it adds to each."""
        self._is_asked_again = False
        self.nbytes = _FIXED_BYTES + max(25 * self._size, 8 * view.parts if self._is_common else 0)

    @property
    def _is_common(self) -> bool:
        return self._size * _COMMON > self._view.parts

    def chosen(self, field: str) -> Ids:
        """Parts in whose field the segmenter chose the word."""
        ids, frequencies = self._postings[field]
        return ids[frequencies > 0]

    def scores(self, hits: PartSet) -> Scores:
        """What the word adds to each hit. A common word that is asked of many hits is reckoned
        for all parts at once, any other when it is asked again; and then known."""
        if self._scores is not None:
            return self._scores[hits.ids]
        parts = self._view.parts
        if self._is_common and (self._is_asked_again or len(hits) * _COMMON > parts):
            self._scores = self._scores_of(PartSet(parts, ids=np.arange(parts)))
            return self._scores[hits.ids]
        if self._is_asked_again:
            return self._shares_of(hits)
        self._is_asked_again = True
        return self._scores_of(hits)

    def _shares_of(self, hits: PartSet) -> Scores:
        if self._shares is None:
            parts = distinct(np.concatenate([ids for ids, _ in self._postings.values()]))
            self._shares = parts, self._scores_of(PartSet(self._view.parts, ids=parts))
        parts, shares = self._shares
        scores = np.zeros(len(hits))
        here, there = _meeting(hits.ids, parts, self._view)
        scores[here] = shares[there]
        return scores

    def _scores_of(self, hits: PartSet) -> Scores:
        view, parts = self._view, hits.ids
        weights = np.zeros(len(parts))
        everywhere = len(parts) == view.parts
        for field in RANKED_FIELDS:
            ids, frequencies = self._postings[field]
            if not len(ids):
                continue
            in_hits, in_list = _meeting(parts, ids, view) if not everywhere else (ids, slice(None))
            found = ids[in_list]
            weights[in_hits] += ranking.field_weight(
                field,
                np.maximum(frequencies[in_list], 1).astype(np.float64),
                view.lengths[field][found].astype(np.float64),
                view.averages[field],
            )
        weighed: Scores = self._idf * ranking.saturated(weights)
        return weighed


def _postings(view: View, field: str, key: bytes) -> tuple[Ids, Array]:
    """Live parts that hold a word, and how often the segmenter chose it there: 0 where it stands
    inside longer words only."""
    ids, frequencies = [], []
    for slot in view.slots:
        family = slot.segment.words[field]
        term = family.find(key)
        if term is not None:
            ids.append(family.ids(term) + slot.first_part if slot.first_part else family.ids(term))
            frequencies.append(family.frequencies(term))
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
        hits: PartSet,
        words: Sequence[str],
        literals: Sequence[Literal],
        checkpoint: Checkpoint,
    ) -> Scores:
        """Score of each hit, in the order of their numbers, before closeness."""
        parts = hits.ids
        scores = np.zeros(len(parts))
        for word in words:
            checkpoint()
            scores += self._word(word).scores(hits)
        in_heading = None
        for literal in literals:
            held = self._evaluator.parts(HeadingLiteral(literal), checkpoint)
            if len(held):
                in_heading = held.among(parts) + (0.0 if in_heading is None else in_heading)
        if in_heading is not None:
            scores *= 1 + ranking.HEADING_LIFT * (in_heading / len(literals))
        preamble = self._view.masks("section")[parts] == _PREAMBLE
        scores[preamble] *= ranking.PREAMBLE_FACTOR
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
        if self._view.all_live:
            key = word.encode("utf-8", "surrogatepass")
            counts = [
                sum(slot.segment.words[field].cut_count(key) for slot in self._view.slots)
                for field in TEXT_FIELDS
            ]
            if 0 in counts:  # nowhere in both fields of a part: no list needs to be read
                return max(counts)
        known = self._word(word)
        held = np.zeros(self._view.parts, np.bool_)
        for field in TEXT_FIELDS:
            held[known.chosen(field)] = True
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
