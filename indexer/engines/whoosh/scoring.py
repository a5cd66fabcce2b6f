"""BM25F over arrays, by the formula of `search/ranking.py`, and the best hits in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.cache import ByteCache
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.lists import Checkpoint
from indexer.engines.whoosh.masks import mask_of
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import RANKED_FIELDS, TEXT_FIELDS
from indexer.engines.whoosh.view import View
from indexer.search import ranking
from indexer.search.query import HeadingLiteral, Literal

Scores = npt.NDArray[np.float64]

_PREAMBLE = mask_of("section", ["preamble"])


@dataclass(frozen=True, slots=True)
class _WordPostings:
    """Live parts that hold a word, and how often the segmenter chose it there: 0 where it stands
    inside longer words only."""

    ids: Ids
    frequencies: Array

    @property
    def nbytes(self) -> int:
        return self.ids.nbytes + self.frequencies.nbytes


class Scorer:
    """Scores parts of one view. Safe to share between threads."""

    def __init__(self, view: View, evaluator: Evaluator, cache: ByteCache[_WordPostings]) -> None:
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
        base = np.zeros(len(parts))
        for word in words:
            checkpoint()
            base += self._word_scores(hits, word)
        in_heading = np.zeros(len(parts))
        for literal in literals:
            held = self._evaluator.parts(HeadingLiteral(literal), checkpoint)
            in_heading += held.mask[parts]
        scores: Scores = base * (1 + ranking.HEADING_LIFT * (in_heading / len(literals)))
        preamble = self._view.masks("section")[parts] == _PREAMBLE
        scores[preamble] *= ranking.PREAMBLE_FACTOR
        return scores

    def closer(self, parts: Ids, scores: Scores, literals: Sequence[Literal]) -> Scores:
        """Scores lifted by how close the literals stand in each part."""
        if len(literals) < 2:
            return scores
        factors = []
        for part in parts.tolist():
            segment, number = self._view.slot_of_part(part)
            factors.append(ranking.closeness_factor(segment.text("text", number), literals))
        lifted: Scores = scores * np.array(factors)
        return lifted

    def parts_with_word(self, word: str) -> int:
        """Live parts in whose text or heading the segmenter chose the word."""
        held = [self._postings(field, word) for field in TEXT_FIELDS]
        ids = [postings.ids[postings.frequencies > 0] for postings in held]
        return len(distinct(np.concatenate(ids)))

    def _word_scores(self, hits: PartSet, word: str) -> Scores:
        postings = {field: self._postings(field, word) for field in RANKED_FIELDS}
        held = max(len(postings["text"].ids), len(postings["heading"].ids))
        idf = ranking.idf(held, self._view.live_parts)
        weights = np.zeros(len(hits.ids))
        for field in RANKED_FIELDS:
            in_hits, in_list = hits.places(postings[field].ids)
            weights[in_hits] += ranking.field_weight(
                field,
                np.maximum(postings[field].frequencies[in_list], 1).astype(np.float64),
                self._view.lengths[field][hits.ids[in_hits]],
                self._view.averages[field],
            )
        weighed: Scores = idf * ranking.saturated(weights)
        return weighed

    def _postings(self, field: str, word: str) -> _WordPostings:
        kept = self._cache.get((field, word))
        if kept is None:
            kept = self._read_postings(field, word.encode("utf-8", "surrogatepass"))
            self._cache.put((field, word), kept, kept.nbytes)
        return kept

    def _read_postings(self, field: str, key: bytes) -> _WordPostings:
        ids, frequencies = [np.empty(0, np.int64)], [np.empty(0, np.uint8)]
        for slot in self._view.slots:
            family = slot.segment.words[field]
            term = family.find(key)
            if term is None:
                continue
            parts = family.ids(term) + slot.first_part
            live = self._view.live[parts]
            ids.append(parts[live])
            frequencies.append(family.frequencies(term)[live])
        return _WordPostings(np.concatenate(ids), np.concatenate(frequencies))


def best(scores: Scores | None, keys: Array, wanted: int) -> Array:
    """Positions of the best `wanted` elements in order: highest score, then lowest key.

    Without scores by key alone. Keys are distinct.
    """
    wanted = min(wanted, len(keys))
    if wanted <= 0:
        return np.empty(0, np.int64)
    if scores is None:
        return _smallest(keys, wanted)
    threshold = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
    above = np.flatnonzero(scores > threshold)
    level = np.flatnonzero(scores == threshold)
    above = above[np.lexsort((keys[above], -scores[above]))]
    return np.concatenate((above, level[_smallest(keys[level], wanted - len(above))]))


def _smallest(keys: Array, wanted: int) -> Array:
    if wanted < len(keys):
        near = np.argpartition(keys, wanted - 1)[:wanted]
        return near[np.argsort(keys[near])]
    return np.argsort(keys)
