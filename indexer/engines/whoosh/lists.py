"""Literals of one segment: which parts hold them, exactly.

A literal that is a dictionary word, a single unit or a pair of units is answered by its list. All
else takes candidates from the lists of what stands inside it, shortest first, and is verified
against the stored normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from indexer.analysis.matching import contains, is_near
from indexer.analysis.normalize import ALNUM, ALNUM_RUN, is_alnum
from indexer.engines.whoosh.arrays import distinct
from indexer.engines.whoosh.postings import Family, Ids, Mask, is_mask, numbers
from indexer.engines.whoosh.scan import Scan, stretches
from indexer.engines.whoosh.segment import Segment
from indexer.search.query import Literal

_UNIT = re.compile(rf"(?:{ALNUM})+|.", re.DOTALL)
_LONGEST_WORD: Final = 16
"""Longest dictionary word looked for inside a literal."""
_MOST_UNITS: Final = 64
"""Lists are taken from so many units at the head of a literal; the text decides on the rest."""
_FEW: Final = 64
"""Candidates so few are verified without reading another list."""
_ONE_BY_ONE: Final = 12
"""Candidates so few are looked into one by one: a scan costs as much (measured)."""
_NOTHING: Final[Ids] = np.empty(0, np.int64)

Checkpoint = Callable[[], None]
"""Called now and then while much is verified; raises when the time is up."""


@dataclass(frozen=True, slots=True)
class _List:
    count: int
    family: Family
    term: int

    def ids(self) -> Ids:
        return self.family.ids(self.term)

    def held(self) -> Ids | Mask:
        return self.family.held(self.term)


def literal_parts(segment: Segment, field: str, literal: Literal, checkpoint: Checkpoint) -> Ids:
    """Parts of the segment whose text or heading (`field`) contains the literal, ascending."""
    return numbers(held_parts(segment, field, literal, checkpoint))


def held_parts(
    segment: Segment, field: str, literal: Literal, checkpoint: Checkpoint
) -> Ids | Mask:
    """Parts of the segment whose text or heading (`field`) contains the literal: ascending, or
    where they are many, for each part whether it is one."""
    literal = _with_real_edges(literal)
    units = _UNIT.findall(literal.text)
    exact = _exact_list(segment, field, literal, units)
    if exact is not None:
        return exact.held()
    if len(units) == 1:
        return _open_run(segment, field, literal)
    whole = [True] * len(units)
    whole[0] = not literal.open_left
    whole[-1] = not literal.open_right
    lists = _lists_inside(segment, field, units[:_MOST_UNITS], whole[:_MOST_UNITS])
    if lists is None:
        return _NOTHING
    candidates = _intersection(lists) if lists else np.arange(segment.parts)
    return _verified(segment, field, literal, candidates, checkpoint)


def token_parts(segment: Segment, field: str, tokens: Iterable[str]) -> Ids:
    """Parts of the segment in whose text or heading (`field`) the segmenter chose one of the
    tokens, ascending."""
    family = segment.words[field]
    found = [family.find(token.encode()) for token in tokens]
    chosen = [family.ids(term)[family.frequencies(term) > 0] for term in found if term is not None]
    return distinct(np.concatenate([_NOTHING, *chosen]))


def near_parts(
    segment: Segment,
    field: str,
    left: Literal,
    right: Literal,
    distance: int,
    checkpoint: Checkpoint,
) -> Ids:
    """Parts whose `field` holds both literals near each other in one paragraph."""
    lefts = numbers(held_parts(segment, field, left, checkpoint))
    rights = held_parts(segment, field, right, checkpoint)
    return _kept(
        segment,
        field,
        _those_in(lefts, rights, segment.parts),
        lambda part: is_near(segment.text(field, part), left.text, right.text, distance),
        lambda scan: scan.near(left, right, distance),
        checkpoint,
    )


def _with_real_edges(literal: Literal) -> Literal:
    """The literal with edges open only where there is a run to continue."""
    return replace(
        literal,
        open_left=literal.open_left and is_alnum(literal.text[0]),
        open_right=literal.open_right and is_alnum(literal.text[-1]),
    )


def _exact_list(
    segment: Segment, field: str, literal: Literal, units: Sequence[str]
) -> _List | None:
    """The list that is the answer by itself, where there is one."""
    if literal.open_left or literal.open_right:
        return None
    if len(units) == 1:
        return _find(segment.words[field], literal.text) or _EMPTY
    found = None
    if not any(is_alnum(char) for char in literal.text):
        found = _find(segment.words[field], literal.text)
    if found is None and len(units) == 2:
        found = _find(segment.pairs[field], literal.text) or _EMPTY
    return found


def _lists_inside(
    segment: Segment, field: str, units: Sequence[str], whole: Sequence[bool]
) -> list[_List] | None:
    """Lists that every part with these units in a row is on; None where one is missing.

    `whole` tells of each unit whether it is all of its run.
    """
    lists: list[_List] = []
    covered = [False] * (len(units) - 1)
    for start, end, found in _words_inside(segment.words[field], units):
        lists.append(found)
        covered[start : end - 1] = [True] * (end - 1 - start)
    for at, (first, second) in enumerate(pairwise(units)):
        if covered[at]:
            continue
        needed = _pair_lists(segment, field, (first, whole[at]), (second, whole[at + 1]))
        if needed is None:
            return None
        lists += needed
    return lists


def _pair_lists(
    segment: Segment, field: str, first: tuple[str, bool], second: tuple[str, bool]
) -> list[_List] | None:
    if first[1] and second[1] and " " not in (first[0], second[0]):
        pair = first[0] + second[0]
        found = _find(segment.pairs[field], pair) or _find(segment.words[field], pair)
        return [found] if found else None
    singles = [
        _find(segment.words[field], unit)
        for unit, whole in (first, second)
        if whole and unit != " "
    ]
    return [one for one in singles if one] if all(singles) else None


def _words_inside(family: Family, units: Sequence[str]) -> Iterator[tuple[int, int, _List]]:
    """Longest dictionary words of three units or more inside the literal, left to right."""
    at = 0
    while at < len(units) - 2:
        for end in range(min(len(units), at + _LONGEST_WORD), at + 2, -1):
            if any(is_alnum(unit[0]) or unit == " " for unit in units[at:end]):
                continue
            found = _find(family, "".join(units[at:end]))
            if found is not None:
                yield at, end, found
                at = end - 2
                break
        at += 1


def _find(family: Family, key: str) -> _List | None:
    term = family.find(key.encode("utf-8", "surrogatepass"))
    return None if term is None else _List(family.count(term), family, term)


class _Empty(_List):
    """The list of a term that no part holds."""

    def ids(self) -> Ids:
        return _NOTHING

    held = ids


_EMPTY: Final = _Empty(0, None, 0)  # type: ignore[arg-type]


def _open_run(segment: Segment, field: str, literal: Literal) -> Ids:
    """Parts that hold any run which the literal, a piece of a run, begins, ends or is inside."""
    family, piece = segment.words[field], literal.text
    if literal.open_left:
        matches = (run for run in _all_runs(family) if _fits(run[1], literal))
        terms = [term for term, _ in matches]
    else:
        terms = []
        term = family.at_or_after(piece.encode("utf-8", "surrogatepass"))
        while term < len(family) and (key := family.key(term).decode()).startswith(piece):
            if ALNUM_RUN.fullmatch(key):
                terms.append(term)
            term += 1
    if not terms:
        return _NOTHING
    return distinct(np.concatenate([family.ids(term) for term in terms]))


def _fits(run: str, literal: Literal) -> bool:
    if literal.open_right:
        return literal.text in run
    return run.endswith(literal.text)


def _all_runs(family: Family) -> Iterator[tuple[int, str]]:
    for term, key in enumerate(family.keys(0, len(family))):
        run = key.decode("utf-8", "surrogatepass")
        if ALNUM_RUN.fullmatch(run):
            yield term, run


def _intersection(lists: Sequence[_List]) -> Ids:
    ascending = sorted(lists, key=lambda one: one.count)
    parts = ascending[0].ids()
    for one in ascending[1:]:
        if len(parts) <= _FEW:
            break
        parts = _those_in(parts, one.held(), one.family.parts)
    return parts


def _those_in(parts: Ids, held: Ids | Mask, size: int) -> Ids:
    """Those of the parts that are in a set too. A look-up in a mask for each: sorting both, as
    `np.intersect1d` does, takes ten times as long."""
    if not is_mask(held):
        mask = np.zeros(size, np.bool_)
        mask[held] = True
        held = mask
    return parts[held[parts]]


def _verified(
    segment: Segment, field: str, literal: Literal, candidates: Ids, checkpoint: Checkpoint
) -> Ids:
    pattern = literal.text.encode("utf-16-le", "surrogatepass")
    guarded = (not literal.open_left and is_alnum(literal.text[0])) or (
        not literal.open_right and is_alnum(literal.text[-1])
    )

    def holds(part: int) -> bool:
        if not segment.may_contain(field, part, pattern):
            return False
        return not guarded or contains(
            segment.text(field, part), literal.text, literal.open_left, literal.open_right
        )

    return _kept(segment, field, candidates, holds, lambda scan: scan.holders(literal), checkpoint)


def _kept(
    segment: Segment,
    field: str,
    candidates: Ids,
    holds: Callable[[int], bool],
    holders: Callable[[Scan], Ids],
    checkpoint: Checkpoint,
) -> Ids:
    """The candidates that hold what is asked: few are looked at one by one, more together."""
    if len(candidates) <= _ONE_BY_ONE:
        return _those(candidates, holds)
    kept = [_NOTHING]
    for stretch in stretches(segment, field, candidates):
        checkpoint()
        scan = Scan(segment, field, stretch)
        odd = scan.odd_parts()
        found = holders(scan)
        if len(odd):
            found = np.setdiff1d(found, odd, assume_unique=True)
            singly = np.intersect1d(stretch.candidates, odd, assume_unique=True)
            found = np.sort(np.concatenate((found, _those(singly, holds))))
        kept.append(found)
    return np.concatenate(kept)


def _those(candidates: Ids, holds: Callable[[int], bool]) -> Ids:
    return np.array([part for part in candidates.tolist() if holds(part)], dtype=np.int64)
