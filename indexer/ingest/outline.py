"""Headings → tree: which candidates open a section, and at what level the others stand.

The form of number that carries the canonical titles is the report's top level. A heading whose
number was lost or damaged opens a section only where a number is missing for it; all else hangs
below, so that a sub-heading such as （一）概述 never opens one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.blocks import Block
from indexer.ingest.false_headings import contents_entries, list_items, row_labels
from indexer.ingest.headings import Heading, read_heading
from indexer.ingest.section_context import Entry, in_context
from indexer.reports.numbering import Rank

MOST_HEADINGS: Final = 3_000
"""Headings of one report; the longest seen has about 200."""
_TOO_MANY_HEADINGS: Final = Message(
    "标题超过 %(most)s 个，不像一份年度报告：请核对文件内容，多份报告请拆分成单独的文件",
    most=MOST_HEADINGS,
)
_NUMBERS_SKIPPED: Final = 2
_REPEATABLE: Final = re.compile("(?:情况|工作|事项)[。：:]?$")
"""A heading with its neighbour's number that fits no section is one only if it ends like one."""


def read_outline(pieces: list[Block]) -> list[Entry]:
    """The headings of a report, in order, each with its level."""
    candidates = [
        heading for at, piece in enumerate(pieces) if (heading := read_heading(at, piece))
    ]
    unfit = contents_entries(pieces, candidates) | row_labels(pieces, candidates)
    listed = list_items(pieces, candidates)
    kept = [
        heading
        for heading in candidates
        if heading.at not in unfit and not (heading.at in listed and _is_low(heading))
    ]
    if len(kept) > MOST_HEADINGS:
        raise UnreadableError(_TOO_MANY_HEADINGS)
    opening = _opening(kept)
    entries = _hang([h for h in kept if h.at in opening or not _is_bare_run_in(h)], opening)
    return in_context([*entries])


def _is_low(heading: Heading) -> bool:
    return not heading.sections or (heading.rank is not None and heading.rank > Rank.HAN)


def _is_bare_run_in(heading: Heading) -> bool:
    """A sentence that begins like a title: a heading only where one is missing."""
    return heading.rank is None and bool(heading.rest) and not heading.hashes


def _opening(headings: list[Heading]) -> frozenset[int]:
    """The pieces whose headings open a section."""
    top = _section_rank(headings)
    chosen = _counted([h for h in headings if top is not None and h.rank is top])
    chosen |= _missing(headings, chosen) if chosen else _distinct(headings)
    chosen |= _of_same_mark(headings, chosen)
    return frozenset(chosen | _attachments(headings, chosen))


def _section_rank(headings: list[Heading]) -> Rank | None:
    """The form of number that the report's sections carry; None where they carry none."""
    counts = {
        rank: len({h.sections for h in headings if h.rank is rank and h.sections})
        for rank in (Rank.PART, Rank.HAN, Rank.HAN_PAREN, Rank.ARABIC)
    }
    if counts[Rank.PART]:
        return Rank.PART
    if counts[Rank.HAN] and counts[Rank.HAN] * 3 >= counts[Rank.HAN_PAREN]:
        return Rank.HAN
    bare = len({h.sections for h in headings if h.rank is None and h.sections})
    for rank in (Rank.HAN_PAREN, Rank.ARABIC):
        labelled = sum(h.rank is rank and bool(h.sections) for h in headings)
        if counts[rank] >= 2 and labelled >= 3 and counts[rank] > bare:
            return rank
    return Rank.HAN if counts[Rank.HAN] else None


def _counted(headings: list[Heading]) -> set[int]:
    """Those of the top form that count on through the report.

    Numbers may skip and repeat. Where they begin anew inside a section they number a list of
    that section, until a canonical title takes up the first count again.
    """
    chosen: set[int] = set()
    last = inner = 0
    opened: tuple[str, ...] = ()
    for heading in headings:
        number = heading.number
        if number is not None and chosen:
            is_sure = heading.sections and not heading.is_tentative
            begins_anew = number == 1 and (_stays_inside(heading, opened) or not is_sure)
            goes_on = inner and number == inner + 1 and (number <= last or not is_sure)
            if begins_anew or goes_on:
                inner = number
                continue
        if not _may_open(heading, last, opened):
            continue
        chosen.add(heading.at)
        opened, inner = heading.sections, 0
        last = number if number is not None else last + 1
    return chosen


def _stays_inside(heading: Heading, opened: tuple[str, ...]) -> bool:
    return set(heading.sections) <= set(opened)


def _may_open(heading: Heading, last: int, opened: tuple[str, ...]) -> bool:
    number = heading.number
    if heading.sections and not heading.is_tentative:
        return not (_stays_inside(heading, opened) and number is not None and number < last)
    if number is None or heading.is_sentence:
        return False
    if heading.rest and "，" in heading.title and not heading.is_set_apart_motto:
        return False
    if heading.is_tentative:
        return number == last + 1
    if number == last:
        return bool(_REPEATABLE.search(heading.title))
    return last < number <= last + 1 + _NUMBERS_SKIPPED


def _missing(headings: list[Heading], chosen: set[int]) -> set[int]:
    """Headings whose number was lost or damaged, each where a number is missing for it."""
    found: set[int] = set()
    known = {label for h in headings if h.at in chosen for label in h.sections}
    for heading in headings:
        if heading.attachment or not heading.sections or known & set(heading.sections):
            continue
        if heading.is_tentative:
            continue
        opening = [h for h in headings if h.at in chosen or h.at in found]
        if _fits_gap(heading, headings, opening):
            found.add(heading.at)
            known |= set(heading.sections)
    return found


def _fits_gap(heading: Heading, headings: list[Heading], opening: list[Heading]) -> bool:
    before = [h.number for h in opening if h.at < heading.at]
    after = [h.number for h in opening if h.at > heading.at]
    low = next((number for number in reversed(before) if number), 0)
    if heading.number is not None:  # 4、 or （四） between 三、 and 五、
        high = (after[0] if after else None) or low + 1 + _NUMBERS_SKIPPED
        return low < heading.number < high and not _counts_among_siblings(heading, headings)
    if not after:
        return not heading.rest
    if not before and heading.rest:
        return False
    return after[0] is None or after[0] != low + 1


def _counts_among_siblings(heading: Heading, headings: list[Heading]) -> bool:
    """Whether the heading before it of its form has the number before its own."""
    before = [h.number for h in headings if h.rank is heading.rank and h.at < heading.at]
    return bool(before) and heading.number is not None and before[-1] == heading.number - 1


def _distinct(headings: list[Heading]) -> set[int]:
    """Where no heading has a number: each canonical one that says something new."""
    chosen: set[int] = set()
    opened: set[str] = set()
    for heading in headings:
        if heading.rank is not None or heading.attachment or set(heading.sections) <= opened:
            continue
        chosen.add(heading.at)
        opened = set(heading.sections)
    return chosen


def _of_same_mark(headings: list[Heading], chosen: set[int]) -> set[int]:
    """Headings without a number after the same number of hashes as all the sections'."""
    marks = {h.hashes for h in headings if h.at in chosen}
    if len(marks) != 1 or marks == {0}:
        return set()
    return {h.at for h in headings if h.rank is None and h.hashes in marks and h.at > min(chosen)}


def _attachments(headings: list[Heading], chosen: set[int]) -> set[int]:
    """附件：…清单 after the last section opens one of its own, unless the checklist is open."""
    end = max(chosen, default=0)
    after = [h for h in headings if h.attachment and chosen and h.at > end]
    if not after:
        return set()
    last = next(h for h in headings if h.at == end)
    return set() if last.sections == ("checklist",) else {after[0].at}


def _hang(headings: list[Heading], opening: frozenset[int]) -> Iterator[Entry]:
    """Each heading below the nearest one of a higher form."""
    above: list[int] = []
    for heading in headings:
        if heading.at in opening:
            above = [0]
            yield Entry(heading, 1)
        elif above and _is_lower(heading):
            weight = int(heading.rank or Rank.HAN_PAREN)
            while len(above) > 1 and above[-1] >= weight:
                above.pop()
            above.append(weight)
            yield Entry(heading, len(above))


def _is_lower(heading: Heading) -> bool:
    if heading.attachment:
        return False
    return heading.rank is not None or bool(heading.topics) or heading.hashes > 0
