"""Headings → tree: which candidates are headings, which of them open a section, at what level.

Two passes. The first throws out what only looks like a heading: a table of contents (its titles
come again), and the items of a list. The second finds the form of number that the report's
sections carry, and hangs everything else below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.blocks import Block
from indexer.ingest.headings import Heading, is_toc_entry, read_heading
from indexer.reports.numbering import Rank, read_marker, strip_marker

_FEWEST_BARE: Final = 2
_REPEATABLE: Final = re.compile("(?:情况|工作|事项)[。：:]?$")
"""A heading with its neighbour's number that fits no section is one only if it ends like one."""
_FULL_ITEM: Final = 100
"""Characters of text behind a list's point that make it a passage of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in its place in the tree."""

    heading: Heading
    level: int
    """1 opens a section."""


def read_outline(pieces: list[Block]) -> list[Entry]:
    """The headings of a report, in order, each with its level."""
    candidates = [
        heading for at, piece in enumerate(pieces) if (heading := read_heading(at, piece))
    ]
    listed = _list_items(pieces, {heading.at for heading in candidates})
    contents = _contents(pieces, candidates)
    kept = [
        heading
        for heading in candidates
        if heading.at not in contents and not (heading.at in listed and _is_low(heading))
    ]
    opening = _opening(kept, _section_rank(kept))
    kept = [h for h in kept if h.at in opening or not _is_bare_run_in(h)]
    return [*_hang(kept, opening)]


def _is_bare_run_in(heading: Heading) -> bool:
    """A sentence that begins like a title: a heading only where one is missing."""
    return heading.rank is None and bool(heading.rest) and not heading.hashes


def _is_low(heading: Heading) -> bool:
    return not heading.sections or (heading.rank is not None and heading.rank > Rank.HAN)


def _key(title: str) -> str:
    return normalize(strip_marker(title)).rstrip("。：:.")


def _contents(pieces: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """Entries of a table of contents: headings with nothing under them whose titles come again."""
    found: set[int] = set()
    later = [_key(heading.title) for heading in candidates]
    for run in _bare_runs(pieces, candidates):
        again = [h for i, h in run if later[i] in later[run[-1][0] + 1 :]]
        if len(run) >= 2 and 2 * len(again) > len(run):
            found.update(heading.at for _, heading in run)
    return frozenset(found)


def _bare_runs(
    pieces: list[Block], candidates: list[Heading]
) -> Iterator[list[tuple[int, Heading]]]:
    """Runs of headings that follow each other without text, page references aside."""
    run: list[tuple[int, Heading]] = []
    for i, heading in enumerate(candidates):
        if run and not _follows(pieces, run[-1][1], heading):
            yield run
            run = []
        if not heading.rest:
            run.append((i, heading))
    if run:
        yield run[:-1] if _has_text(pieces, run[-1][1]) and len(run) > 2 else run


def _follows(pieces: list[Block], before: Heading, after: Heading) -> bool:
    between = pieces[before.at + 1 : after.at]
    return not before.rest and all(is_toc_entry(piece.text) for piece in between)


def _has_text(pieces: list[Block], heading: Heading) -> bool:
    return heading.at + 1 < len(pieces)


def _list_items(pieces: list[Block], candidates: set[int]) -> frozenset[int]:
    """Pieces with a number that are items of a list, not headings."""
    items: set[int] = set()
    for group in _numbered_groups(pieces):
        if _is_list(pieces, group, candidates):
            items.update(group)
    return frozenset(items)


def _numbered_groups(pieces: list[Block]) -> Iterator[list[int]]:
    """Pieces that directly follow each other with numbers of one form, counting on."""
    marked = [(at, read_marker(piece.text)) for at, piece in enumerate(pieces)]
    group: list[int] = []
    last: tuple[Rank, int | None] | None = None
    for at, marker in marked:
        here = (marker.rank, marker.number) if marker and not marker.weak else None
        counts_on = (
            here is not None
            and last is not None
            and here[0] is last[0]
            and here[1] is not None
            and last[1] is not None
            and here[1] == last[1] + 1
        )
        if group and not counts_on:
            yield group
            group = []
        if here is not None:
            group.append(at)
        last = here
    if group:
        yield group


def _is_list(pieces: list[Block], group: list[int], candidates: set[int]) -> bool:
    marker = read_marker(pieces[group[0]].text)
    if marker is None or (marker.rank <= Rank.HAN and len(group) < 2):
        return False
    texts = [pieces[at].text for at in group]
    if any(text.endswith(("；", ";")) for text in texts[:-1]):
        return True
    plain = sum(at not in candidates for at in group)
    if 3 * plain >= len(group) and marker.rank > Rank.HAN:
        return True
    introduced = group[0] > 0 and pieces[group[0] - 1].text.endswith(("：", ":"))
    if introduced:
        short = sum(len(text) < _FULL_ITEM for text in texts)
        return len(group) >= 2 and 2 * short > len(group)
    empty = sum(at in candidates and _is_bare(pieces[at]) for at in group[:-1])
    return marker.rank > Rank.HAN and empty >= 2


def _is_bare(piece: Block) -> bool:
    heading = read_heading(0, piece)
    return heading is not None and not heading.rest


def _section_rank(headings: list[Heading]) -> Rank | None:
    """The form of number that the report's sections carry; None where they carry none."""
    counts = {
        rank: len({h.sections for h in headings if h.rank is rank and h.sections})
        for rank in (Rank.PART, Rank.HAN, Rank.HAN_PAREN, Rank.ARABIC)
    }
    if counts[Rank.PART] >= 1:
        return Rank.PART
    if counts[Rank.HAN] >= 1 and counts[Rank.HAN] * 3 >= counts[Rank.HAN_PAREN]:
        return Rank.HAN
    bare = len({h.sections for h in headings if h.rank is None and h.sections})
    for rank in (Rank.HAN_PAREN, Rank.ARABIC):
        if counts[rank] >= 3 and counts[rank] > bare:
            return rank
    return Rank.HAN if counts[Rank.HAN] else None


def _opening(headings: list[Heading], top: Rank | None) -> frozenset[int]:
    """The pieces whose headings open a section."""
    numbered = [h for h in headings if top is not None and h.rank is top]
    chosen = _numbered_opening(numbered)
    chosen |= _bare_opening(headings, chosen)
    return frozenset(chosen | _attachments(headings, chosen))


def _numbered_opening(headings: list[Heading]) -> set[int]:
    chosen: set[int] = set()
    last = 0
    open_sections: tuple[str, ...] = ()
    for heading in headings:
        number = heading.number
        if heading.sections:
            inside = set(heading.sections) <= set(open_sections)
            if inside and number is not None and number < last:
                continue
        elif number is None or not last < number <= last + 3:
            if number != last or not _REPEATABLE.search(heading.title):
                continue
        chosen.add(heading.at)
        open_sections = heading.sections
        last = number if number is not None else last + 1
    return chosen


def _bare_opening(headings: list[Heading], numbered: set[int]) -> set[int]:
    """Headings that lost their number: where no number is missing for them they are lower ones."""
    bare = [h for h in headings if h.rank is None and h.sections and not h.attachment]
    if not numbered:
        return _distinct(bare)
    known = {label for h in headings if h.at in numbered for label in h.sections}
    return {h.at for h in bare if not known & set(h.sections) and _fits_gap(h, headings, numbered)}


def _distinct(bare: list[Heading]) -> set[int]:
    chosen: set[int] = set()
    open_sections: set[str] = set()
    for heading in bare:
        if set(heading.sections) <= open_sections:
            continue
        chosen.add(heading.at)
        open_sections = set(heading.sections)
    return chosen


def _fits_gap(heading: Heading, headings: list[Heading], numbered: set[int]) -> bool:
    before = [h.number for h in headings if h.at in numbered and h.at < heading.at]
    after = [h.number for h in headings if h.at in numbered and h.at > heading.at]
    if _is_bare_run_in(heading) and not (before and after):
        return False
    if not before:
        return after[0] != 1
    if not after:
        return True
    return before[-1] is None or after[0] is None or after[0] - before[-1] != 1


def _attachments(headings: list[Heading], chosen: set[int]) -> set[int]:
    """附件：…清单 behind the last section opens one of its own, unless the checklist is open."""
    behind = [h for h in headings if h.attachment and chosen and h.at > max(chosen)]
    if not behind:
        return set()
    last = next(h for h in headings if h.at == max(chosen))
    return set() if last.sections == ("checklist",) else {behind[0].at}


def _hang(headings: list[Heading], opening: frozenset[int]) -> Iterator[Entry]:
    """Each heading below the nearest one of a higher form."""
    stack: list[int] = []
    started = False
    for heading in headings:
        if heading.at in opening:
            started = True
            stack = [0]
            yield Entry(heading, 1)
        elif started and _is_lower(heading):
            weight = _weight(heading)
            while len(stack) > 1 and stack[-1] >= weight:
                stack.pop()
            stack.append(weight)
            yield Entry(heading, len(stack))


def _is_lower(heading: Heading) -> bool:
    return not heading.attachment and (heading.rank is not None or bool(heading.topics) or (
        heading.hashes > 0
    ))


def _weight(heading: Heading) -> int:
    """How low a heading stands; a bare one as low as （一）."""
    rank = heading.rank or Rank.HAN_PAREN
    return int(rank) + 1


def siblings(entries: list[Entry]) -> list[list[Entry]]:
    """The entries of each section, its own heading first."""
    numbers = [sum(e.level == 1 for e in entries[: i + 1]) for i in range(len(entries))]
    grouped = groupby(zip(numbers, entries, strict=True), key=lambda pair: pair[0])
    return [[entry for _, entry in group] for _, group in grouped]
