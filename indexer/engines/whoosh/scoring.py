"""BM25F over arrays, by the formula of `search/ranking.py`, and the best hits in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, intersect_indices, sorted_unique, true_at
from indexer.engines.whoosh.doc_set import ByteCache
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.position_verifier import find_anchors, position_verifier
from indexer.engines.whoosh.postings import DocIds, PostingsReader
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import RANKED_FIELDS, TEXT_FIELDS
from indexer.engines.whoosh.snapshot import IndexSnapshot, SegmentContext
from indexer.engines.whoosh.verifier import BatchVerifier, CandidateChunk, smallest_gaps
from indexer.search import ranking
from indexer.search.query import HeadingLiteral, Literal
from indexer.search.search_budget import checkpoint

Scores = npt.NDArray[np.float64]
_Terms = Sequence[tuple[SegmentContext, PostingsReader, int]]
_LookUp = Callable[[DocIds], tuple[Array, Array]]
Keys = Callable[[Array], Array]
"""From positions to their sort keys."""

_COMMON: Final = 16
"""A word with more postings than one part in so many is common, and so hits are many."""
_DENSE: Final = 8
"""A field with more postings than one part in so many is scored for every part: look-ups would
cost more."""
_FEW_USES: Final = 8
"""After so many uses of a common word for few parts its scores are computed for every part."""
_BLOCK: Final = 1 << 15
_FIXED_BYTES: Final = 2_000
_MIN_GROUP: Final = 4


class TermScorer:
    """What a word adds to the scores of parts."""

    def __init__(self, snapshot: IndexSnapshot, word: str) -> None:
        key = word.encode("utf-8", "surrogatepass")
        self._snapshot = snapshot
        self._terms = {field: _find_term(snapshot, field, key) for field in RANKED_FIELDS}
        self._sizes = {
            field: sum(reader.doc_freq(term) for _, reader, term in terms)
            for field, terms in self._terms.items()
        }
        """Postings in each field, deleted parts included."""
        size = sum(self._sizes.values())
        self._is_common = size * _COMMON > snapshot.parts
        self._postings: dict[str, tuple[DocIds, Array]] = {}
        """Of fields that are not dense, as they were read."""
        self._look_ups: dict[str, list[tuple[SegmentContext, _LookUp]]] = {}
        """Of dense fields."""
        self._all_scores: Scores | None = None
        """Of every part, for a common word."""
        self._own_scores: tuple[DocIds, Scores] | None = None
        """The parts with the word, and their scores."""
        self._uses = 0
        self.nbytes = _FIXED_BYTES + (8 * snapshot.parts if self._is_common else 25 * size)

    def known_scores(self, parts: DocIds) -> Scores | None:
        """What the word adds to each of the parts, ascending. Its scores are cached on second use,
        of all parts that have the word; those of a common word are cached for every part, which
        takes as long as computing them for few parts several times. None where they are to be
        computed for these parts alone, with `first_scores`."""
        if (known := self._all_scores) is not None:
            return known[parts]
        uses, self._uses = self._uses, self._uses + 1
        if not self._is_common:
            return self._cached_scores(parts) if uses else None
        are_many = len(parts) * _COMMON > self._snapshot.parts
        if uses >= _FEW_USES or (uses and are_many):
            known = self._all_scores = self._dense_scores(None)
            self._postings, self._look_ups = {}, {}  # no longer needed
            return known[parts]
        return self._dense_scores(parts) if are_many else None

    @cached_property
    def idf(self) -> float:
        snapshot = self._snapshot
        if snapshot.all_live:
            doc_freqs = [self._sizes[field] for field in TEXT_FIELDS]
        else:
            doc_freqs = [len(self._live_postings(field)[0]) for field in TEXT_FIELDS]
        return ranking.idf(max(doc_freqs), snapshot.live_parts)

    def _cached_scores(self, parts: DocIds) -> Scores:
        if self._own_scores is None:
            docs = [self._live_postings(field)[0] for field in RANKED_FIELDS]
            own = sorted_unique(np.concatenate(docs))
            self._own_scores = own, first_scores(self._snapshot, [self], own)[0]
        own, own_scores = self._own_scores
        scores = np.zeros(len(parts))
        at, own_at = intersect_indices(parts, own, self._snapshot.parts)
        scores[at] = own_scores[own_at]
        return scores

    def frequencies_in(self, field: str, parts: DocIds) -> tuple[Array, Array] | None:
        """Which of the parts, ascending, have the word in a field: their positions; and how often,
        at least once. None if no part has."""
        if not self._sizes[field]:
            return None
        if self._is_dense(field):  # only what these parts need is read
            at, frequencies = self._look_up(field, parts)
            return at, np.maximum(frequencies, 1)
        docs, frequencies = self._live_postings(field)
        at, docs_at = intersect_indices(parts, docs, self._snapshot.parts)
        return at, np.maximum(frequencies[docs_at], 1)

    def _is_dense(self, field: str) -> bool:
        return self._sizes[field] * _DENSE > self._snapshot.parts

    def _look_up(self, field: str, parts: DocIds) -> tuple[Array, Array]:
        """`PostingsReader.frequencies_in` for live parts, ascending."""
        look_ups = self._look_ups.get(field)
        if look_ups is None:
            look_ups = [
                (context, reader.dense_frequencies(term).look_up)
                if reader.is_dense(term)
                else (context, partial(reader.frequencies_in, term))
                for context, reader, term in self._terms[field]
            ]
            self._look_ups[field] = look_ups
        found = [(np.empty(0, np.int64), np.empty(0, np.uint8))]
        for context, look_up in look_ups:
            low, high = parts.searchsorted((context.doc_base, context.doc_end)).tolist()
            at, frequencies = look_up(parts[low:high] - context.doc_base)
            found.append((at + low, frequencies))
        return np.concatenate([at for at, _ in found]), np.concatenate([each for _, each in found])

    def _dense_scores(self, wanted: DocIds | None) -> Scores:
        """Of every part, or of the many wanted ones. Computed block by block: the intermediate
        arrays stay in the processor's cache, while new memory for all parts costs more than the
        computation."""
        snapshot, postings = self._snapshot, self._dense_postings()
        scores = np.empty(snapshot.parts if wanted is None else len(wanted))
        for start in range(0, snapshot.parts, _BLOCK):
            end = min(start + _BLOCK, snapshot.parts)
            weights = np.zeros(end - start)
            for field, (docs, frequencies) in postings.items():
                if docs is None:
                    norms = snapshot.length_norms(field)[start:end]
                    weights += ranking.field_weight(field, frequencies[start:end], norms)
                else:
                    low, high = docs.searchsorted((start, end))
                    own = docs[low:high]
                    weights[own - start] += self._weight(field, own, frequencies[low:high])
            if wanted is None:
                scores[start:end] = self.idf * ranking.saturated(weights)
            else:
                low, high = wanted.searchsorted((start, end))
                wanted_weights = weights[wanted[low:high] - start]
                scores[low:high] = self.idf * ranking.saturated(wanted_weights)
        return scores

    def _dense_postings(self) -> dict[str, tuple[DocIds | None, Array]]:
        """Of each field with the word, the parts and frequencies; of a dense field the frequency
        in every part."""
        postings: dict[str, tuple[DocIds | None, Array]] = {}
        for field, size in self._sizes.items():
            if self._is_dense(field):
                postings[field] = None, _tf_dense(self._snapshot, self._terms[field])
            elif size:
                postings[field] = self._live_postings(field)
        return postings

    def _live_postings(self, field: str) -> tuple[DocIds, Array]:
        known = self._postings.get(field)
        if known is None:
            known = _live_postings(self._snapshot, self._terms[field])
            if not self._is_dense(field):
                self._postings[field] = known
        return known

    def _weight(self, field: str, docs: DocIds, frequencies: Array) -> Scores:
        norms = self._snapshot.length_norms(field)[docs]
        weight: Scores = ranking.field_weight(field, np.maximum(frequencies, 1), norms)
        return weight


def first_scores(
    snapshot: IndexSnapshot, scorers: Sequence[TermScorer], parts: DocIds
) -> list[Scores]:
    """What each of the words adds to each of the parts, ascending: computed together."""
    weights = np.zeros((len(scorers), len(parts)))
    for field in RANKED_FIELDS:
        found = [scorer.frequencies_in(field, parts) for scorer in scorers]
        if not any(each is not None and len(each[0]) for each in found):
            continue
        frequencies = np.zeros(weights.shape, np.uint8)
        for row, each in enumerate(found):
            if each is not None:
                frequencies[row, each[0]] = each[1]
        weights += ranking.field_weight(field, frequencies, snapshot.length_norms(field)[parts])
    scores = ranking.saturated(weights)
    return [scorer.idf * row for scorer, row in zip(scorers, scores, strict=True)]


def _find_term(snapshot: IndexSnapshot, field: str, key: bytes) -> _Terms:
    """The segments that have a word, with its term number."""
    readers = [(context, context.segment.words[field]) for context in snapshot.segments]
    terms = [(context, reader, reader.find(key)) for context, reader in readers]
    return [(context, reader, term) for context, reader, term in terms if term is not None]


def _tf_dense(snapshot: IndexSnapshot, terms: _Terms) -> Array:
    """By part, `PostingsReader.tf_dense`."""
    if len(snapshot.segments) == 1:
        [(_, reader, term)] = terms
        return reader.tf_dense(term)
    frequencies = np.zeros(snapshot.parts, np.uint8)
    for context, reader, term in terms:
        frequencies[context.doc_base : context.doc_end] = reader.tf_dense(term)
    return frequencies


def _live_postings(snapshot: IndexSnapshot, terms: _Terms) -> tuple[DocIds, Array]:
    """Live parts that contain a word, and how often it is a token there: 0 if it is only contained
    in other tokens."""
    pieces = [
        reader.docs(term) + context.doc_base if context.doc_base else reader.docs(term)
        for context, reader, term in terms
    ]
    docs = np.concatenate([np.empty(0, np.int64), *pieces]) if len(pieces) != 1 else pieces[0]
    frequencies = np.concatenate(
        [np.empty(0, np.uint8), *(reader.frequencies(term) for _, reader, term in terms)]
    )
    if snapshot.all_live:
        return docs, frequencies
    live = snapshot.live[docs]
    return docs[live], frequencies[live]


class Scorer:
    """Scores parts of one snapshot. Safe to share between threads."""

    def __init__(
        self, snapshot: IndexSnapshot, evaluator: Evaluator, cache: ByteCache[TermScorer]
    ) -> None:
        self._snapshot = snapshot
        self._evaluator = evaluator
        self._cache = cache

    def scores(self, parts: DocIds, words: Sequence[str], literals: Sequence[Literal]) -> Scores:
        """Score of each of the parts, ascending, before proximity."""
        scores = np.zeros(len(parts))
        for of_word in self._scores_by_word(parts, words):
            scores += of_word
        in_heading = None
        for literal in literals:
            docs = self._evaluator.parts(HeadingLiteral(literal))
            if len(docs):
                found = docs.contains_each(parts)
                in_heading = found + (0.0 if in_heading is None else in_heading)
        if in_heading is not None:
            scores *= 1 + ranking.HEADING_BOOST * (in_heading / len(literals))
        scores[true_at(self._snapshot.is_preamble[parts])] *= ranking.PREAMBLE_FACTOR
        return scores

    def _scores_by_word(self, parts: DocIds, words: Sequence[str]) -> Iterator[Scores]:
        scorers = [self._term_scorer(word) for word in words]
        known = []
        for scorer in scorers:
            checkpoint()
            known.append(scorer.known_scores(parts))
        unknown = [one for one, scores in zip(scorers, known, strict=True) if scores is None]
        first = iter(first_scores(self._snapshot, unknown, parts) if unknown else ())
        return (next(first) if scores is None else scores for scores in known)

    def with_proximity(self, parts: DocIds, scores: Scores, literals: Sequence[Literal]) -> Scores:
        """Scores raised by how close the literals are in each part."""
        if len(literals) < 2:
            return scores
        gaps = np.empty(len(parts), np.int64)
        for context in self._snapshot.segments:
            base = context.doc_base
            inside = true_at((parts >= base) & (parts < context.doc_end))
            inside = inside[np.argsort(parts[inside])]
            gaps[inside] = _smallest_gaps(context.segment, parts[inside] - base, literals)
        factors = np.where(gaps < 0, 1.0, ranking.proximity(np.maximum(gaps, 0)))
        raised: Scores = scores * factors
        return raised

    def token_doc_freq(self, word: str) -> int:
        """Live parts in whose text or heading the word is a token."""
        key = word.encode("utf-8", "surrogatepass")
        snapshot = self._snapshot
        if snapshot.all_live:
            counts = [
                sum(c.segment.words[field].token_doc_freq(key) for c in snapshot.segments)
                for field in TEXT_FIELDS
            ]
            if 0 in counts:  # no part has it in both fields, so no postings need to be read
                return max(counts)
        has_word = np.zeros(snapshot.parts, np.bool_)
        for field in TEXT_FIELDS:
            docs, frequencies = _live_postings(snapshot, _find_term(snapshot, field, key))
            has_word[docs[frequencies > 0]] = True
        return int(np.count_nonzero(has_word))

    def _term_scorer(self, word: str) -> TermScorer:
        scorer = self._cache.get(word)
        if scorer is None:
            scorer = TermScorer(self._snapshot, word)
            self._cache.put(word, scorer, scorer.nbytes)
        return scorer


def _smallest_gaps(segment: SegmentReader, parts: DocIds, literals: Sequence[Literal]) -> Array:
    anchors = find_anchors(segment, "text", literals)
    verifier = position_verifier(segment, "text", parts, anchors) or BatchVerifier(
        segment, "text", CandidateChunk(parts, parts)
    )
    return smallest_gaps(segment, parts, verifier, literals)


def top_k(scores: Scores, keys: Keys, wanted: int) -> Array:
    """Positions of the best `wanted` elements in order: highest score, then lowest key.

    `keys` gives the keys of positions; they are distinct.
    """
    wanted = min(wanted, len(scores))
    if wanted <= 0:
        return np.empty(0, np.int64)
    candidates = _top_candidates(scores, wanted)
    own = scores if candidates is None else scores[candidates]
    threshold = np.partition(own, len(own) - wanted)[len(own) - wanted]
    above, tied = true_at(own > threshold), true_at(own == threshold)
    if candidates is not None:
        above, tied = candidates[above], candidates[tied]
    above = above[np.lexsort((keys(above), -scores[above]))]
    return np.concatenate((above, tied[lowest_keys(keys(tied), wanted - len(above))]))


def _top_candidates(scores: Scores, wanted: int) -> Array | None:
    """Positions among which the best `wanted` are, with all ties; None where that saves nothing.

    The maximum of each of several groups of scores is computed at the speed of memory. At least
    `wanted` scores are as high as the `wanted` highest maxima, so no lower score is needed.
    """
    groups = 8 * wanted
    height = len(scores) // groups
    if height < _MIN_GROUP:
        return None
    maxima = scores[: height * groups].reshape(height, groups).max(axis=0)
    floor = np.partition(maxima, groups - wanted)[groups - wanted]
    return true_at(scores >= floor)


def lowest_keys(keys: Array, wanted: int) -> Array:
    """Positions of the lowest `wanted` keys, ascending."""
    if wanted < len(keys):
        lowest = np.argpartition(keys, wanted - 1)[:wanted]
        return lowest[np.argsort(keys[lowest])]
    return np.argsort(keys)
