"""Matches literals in one segment: which parts contain them, exactly.

A literal that is a dictionary word, a single unit or a pair of units is answered by its postings.
For others the postings of the terms inside give candidates, the rarest term first, and those are
verified in the stored normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from indexer.analysis.matching import contains, is_near
from indexer.analysis.normalize import ALNUM, ALNUM_RUN, is_alnum
from indexer.engines.whoosh.arrays import sorted_unique
from indexer.engines.whoosh.position_verifier import Anchor, find_anchors, position_verifier
from indexer.engines.whoosh.postings import DocIds, Mask, PostingsReader, as_doc_ids, is_mask
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.verifier import BatchVerifier, Verifier, candidate_chunks
from indexer.search.query import Literal
from indexer.search.search_budget import checkpoint

_UNIT = re.compile(rf"(?:{ALNUM})+|.", re.DOTALL)
_MAX_UNITS: Final = 64
"""Postings are read for so many units of a literal; the text decides on the rest."""
_FEW_CANDIDATES: Final = 64
"""So few candidates are verified without reading the postings of another term."""
_NO_DOCS: Final[DocIds] = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class _TermPostings:
    """The postings of a term; of none, `reader` is None."""

    reader: PostingsReader | None = None
    term: int = 0
    doc_freq: int = 0

    def docs(self) -> DocIds:
        return self.reader.docs(self.term) if self.reader is not None else _NO_DOCS

    def doc_set(self) -> DocIds | Mask:
        return self.reader.doc_set(self.term) if self.reader is not None else _NO_DOCS


_NO_POSTINGS: Final = _TermPostings()


def match_literal(segment: SegmentReader, field: str, literal: Literal) -> DocIds | Mask:
    """Parts whose text or heading (`field`) contains the literal: ascending numbers, or a mask
    where they are many."""
    literal = _drop_noop_wildcards(literal)
    units = _UNIT.findall(literal.text)
    exact = _exact_postings(segment, field, literal, units)
    if exact is not None:
        return exact.doc_set()
    if len(units) == 1:
        return _match_wildcard(segment.words[field], literal)
    is_whole = [True] * len(units)
    is_whole[0] = not literal.open_left
    is_whole[-1] = not literal.open_right
    terms = _candidate_terms(segment, field, units[:_MAX_UNITS], is_whole[:_MAX_UNITS])
    if terms is None:
        return _NO_DOCS
    anchors = find_anchors(segment, field, (literal,))
    candidates = np.arange(segment.parts)
    if terms:
        candidates = _intersect_all(terms, segment.parts, few_more=anchors is not None)
    return _verify_literal(segment, field, literal, candidates, anchors)


def match_tokens(segment: SegmentReader, field: str, tokens: Iterable[str]) -> DocIds:
    """Parts of whose text or heading (`field`) one of the tokens is a token, ascending."""
    reader = segment.words[field]
    terms = [reader.find(token.encode()) for token in tokens]
    docs = [reader.docs(term)[reader.frequencies(term) > 0] for term in terms if term is not None]
    return sorted_unique(np.concatenate([_NO_DOCS, *docs]))


def match_near(
    segment: SegmentReader, field: str, left: Literal, right: Literal, distance: int
) -> DocIds:
    """Parts whose `field` contains both literals near each other in one paragraph."""
    lefts = as_doc_ids(match_literal(segment, field, left))
    rights = match_literal(segment, field, right)
    return _verify(
        segment,
        field,
        _intersect(lefts, rights, segment.parts),
        find_anchors(segment, field, (left, right)),
        lambda part: is_near(segment.text(field, part), left.text, right.text, distance),
        lambda verifier: verifier.near_docs(left, right, distance),
    )


def _drop_noop_wildcards(literal: Literal) -> Literal:
    """Wildcards count only beside an alphanumeric run, which they continue."""
    if not (literal.open_left or literal.open_right):
        return literal
    return replace(
        literal,
        open_left=literal.open_left and is_alnum(literal.text[0]),
        open_right=literal.open_right and is_alnum(literal.text[-1]),
    )


def _exact_postings(
    segment: SegmentReader, field: str, literal: Literal, units: Sequence[str]
) -> _TermPostings | None:
    """The postings that answer the literal by themselves; None if there are none such."""
    if literal.open_left or literal.open_right:
        return None
    words = segment.words[field]
    if len(units) == 1:
        return _lookup(words, literal.text) or _NO_POSTINGS
    postings = None
    if not any(is_alnum(char) for char in literal.text):
        postings = _lookup(words, literal.text)
    if postings is None and len(units) == 2:
        postings = _lookup(segment.pairs[field], literal.text) or _NO_POSTINGS
    return postings


def _candidate_terms(
    segment: SegmentReader, field: str, units: Sequence[str], is_whole: Sequence[bool]
) -> list[_TermPostings] | None:
    """Terms of every part with these units in a row; None where no part has one of them.

    `is_whole` says of each unit whether it is all of its alphanumeric run.
    """
    terms: list[_TermPostings] = []
    for first, second in pairwise(zip(units, is_whole, strict=True)):
        needed = _pair_terms(segment, field, first, second)
        if needed is None:
            return None
        terms += needed
    return terms


def _pair_terms(
    segment: SegmentReader, field: str, first: tuple[str, bool], second: tuple[str, bool]
) -> list[_TermPostings] | None:
    words = segment.words[field]
    if first[1] and second[1] and " " not in (first[0], second[0]):
        pair, pairs = first[0] + second[0], segment.pairs[field]
        # A pair of Chinese characters is in one of the two, and anchors are looked up in `words`.
        either = (pairs, words) if is_alnum(pair[0]) or is_alnum(pair[-1]) else (words, pairs)
        postings = _lookup(either[0], pair) or _lookup(either[1], pair)
        return [postings] if postings else None
    singles = [
        _lookup(words, unit) for unit, is_whole in (first, second) if is_whole and unit != " "
    ]
    return [single for single in singles if single] if all(singles) else None


def _lookup(reader: PostingsReader, key: str) -> _TermPostings | None:
    term = reader.find(key.encode("utf-8", "surrogatepass"))
    return None if term is None else _TermPostings(reader, term, reader.doc_freq(term))


def _match_wildcard(words: PostingsReader, literal: Literal) -> DocIds:
    """Parts with an alphanumeric run that the literal, a piece of a run, is the start, end or
    middle of."""
    if literal.open_left:
        terms = [term for term, run in _alnum_terms(words) if _matches_wildcard(run, literal)]
    else:
        terms = []
        term = words.lower_bound(literal.text.encode("utf-8", "surrogatepass"))
        while term < len(words) and (key := words.key(term).decode()).startswith(literal.text):
            if ALNUM_RUN.fullmatch(key):
                terms.append(term)
            term += 1
    if not terms:
        return _NO_DOCS
    return sorted_unique(np.concatenate([words.docs(term) for term in terms]))


def _matches_wildcard(run: str, literal: Literal) -> bool:
    if literal.open_right:
        return literal.text in run
    return run.endswith(literal.text)


def _alnum_terms(words: PostingsReader) -> Iterator[tuple[int, str]]:
    for term, key in enumerate(words.keys(0, len(words))):
        run = key.decode("utf-8", "surrogatepass")
        if ALNUM_RUN.fullmatch(run):
            yield term, run


def _intersect_all(terms: Sequence[_TermPostings], size: int, *, few_more: bool) -> DocIds:
    """Documents with all of the terms. With `few_more` a few others may remain, where verifying
    them is faster than ruling them out."""
    rarest, *others = sorted(terms, key=lambda term: term.doc_freq)
    docs = rarest.docs()
    for term in others:
        if len(docs) <= _FEW_CANDIDATES:
            break
        before = len(docs)
        docs = _intersect(docs, term.doc_set(), size)
        if few_more and before - len(docs) < _FEW_CANDIDATES:
            break
    return docs


def _intersect(docs: DocIds, others: DocIds | Mask, size: int) -> DocIds:
    """Intersect `docs` with a set, by a look-up in a mask for each: sorting both, as
    `np.intersect1d` does, takes ten times as long."""
    if not is_mask(others):
        mask = np.zeros(size, np.bool_)
        mask[others] = True
        others = mask
    return docs[others[docs]]


def _verify_literal(
    segment: SegmentReader,
    field: str,
    literal: Literal,
    candidates: DocIds,
    anchors: Mapping[Literal, Anchor] | None,
) -> DocIds:
    pattern = literal.text.encode("utf-16-le", "surrogatepass")
    ends_at_run = (not literal.open_left and is_alnum(literal.text[0])) or (
        not literal.open_right and is_alnum(literal.text[-1])
    )

    def matches(part: int) -> bool:
        if not segment.may_contain(field, part, pattern):
            return False
        return not ends_at_run or contains(
            segment.text(field, part), literal.text, literal.open_left, literal.open_right
        )

    return _verify(
        segment,
        field,
        candidates,
        anchors,
        matches,
        lambda verifier: verifier.matching_docs(literal),
    )


def _verify(
    segment: SegmentReader,
    field: str,
    candidates: DocIds,
    anchors: Mapping[Literal, Anchor] | None,
    matches: Callable[[int], bool],
    matching_docs: Callable[[Verifier], DocIds],
) -> DocIds:
    """The candidates that match: few are verified one by one, more together, from positions where
    all of the literals have an anchor."""
    if len(candidates) <= segment.tuning.single_candidates:
        return _filter(candidates, matches)
    verified = [_NO_DOCS]
    for verifier, parts in _verifiers(segment, field, candidates, anchors):
        checkpoint()
        non_bmp = verifier.non_bmp_docs()
        docs = matching_docs(verifier)
        if len(non_bmp):
            docs = np.setdiff1d(docs, non_bmp, assume_unique=True)
            singles = np.intersect1d(parts, non_bmp, assume_unique=True)
            docs = np.sort(np.concatenate((docs, _filter(singles, matches))))
        verified.append(docs)
    return np.concatenate(verified)


def _verifiers(
    segment: SegmentReader,
    field: str,
    candidates: DocIds,
    anchors: Mapping[Literal, Anchor] | None,
) -> Iterator[tuple[Verifier, DocIds]]:
    """Verifiers, each with the candidates that it decides on."""
    verifier = position_verifier(segment, field, candidates, anchors)
    if verifier is not None:
        yield verifier, candidates
        return
    for chunk in candidate_chunks(segment, field, candidates):
        yield BatchVerifier(segment, field, chunk), chunk.candidates


def _filter(candidates: DocIds, matches: Callable[[int], bool]) -> DocIds:
    return np.array([part for part in candidates.tolist() if matches(part)], dtype=np.int64)
