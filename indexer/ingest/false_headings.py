"""What looks like a heading and is none: a table of contents, and the items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.blocks import Block
from indexer.ingest.headings import Heading, is_toc_entry
from indexer.reports.numbering import Marker, Rank, read_marker, strip_marker

_PAGE: Final = re.compile(r"[.:。]*\d{0,3}$")
_CELL: Final = re.compile(r"\d[\d,，.]{0,9}%?")
"""A figure alone in its cell."""
_FIGURES_AFTER: Final = re.compile(
    r"[^\s\d.…][ \u3000]+\d[\d,，.]{0,9}%?(?:[ \u3000]+\d[\d,，.]{0,9}%?)*$"
)
_PASSAGE: Final = 100
"""Characters of an item that make it a passage of its own rather than a list's point."""


def contents_entries(pieces: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """The pieces of a table of contents: headings with nothing under them that come again."""
    keys = [_key(heading) for heading in candidates]
    last_place = {key: i for i, key in enumerate(keys)}
    found: set[int] = set()
    for run in _bare_runs(pieces, candidates, keys):
        again = sum(last_place[keys[i]] > run[-1] for i in run)
        if len(run) >= 2 and 2 * again > len(run):
            found.update(candidates[i].at for i in run)
    return frozenset(found)


def _key(heading: Heading) -> str:
    return _PAGE.sub("", normalize(strip_marker(heading.title)))


def _bare_runs(
    pieces: list[Block], candidates: list[Heading], keys: list[str]
) -> Iterator[list[int]]:
    """Runs of headings, by index, that follow each other without text; a run repeats no title."""
    run: list[int] = []
    titles: set[str] = set()
    for i, heading in enumerate(candidates):
        if run and (keys[i] in titles or _text_between(pieces, candidates, i)):
            yield run
            run, titles = [], set()
        if _is_without_text(heading):
            run.append(i)
            titles.add(keys[i])
    if run:
        yield run


def _is_without_text(heading: Heading) -> bool:
    """Whether nothing runs in after a heading, or a page's number alone."""
    return _PAGE.fullmatch(normalize(heading.rest).strip()) is not None


def _text_between(pieces: list[Block], candidates: list[Heading], i: int) -> bool:
    before = candidates[i - 1]
    between = pieces[before.at + 1 : candidates[i].at]
    return not _is_without_text(before) or not all(is_toc_entry(piece.text) for piece in between)


def row_labels(pieces: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """The pieces that are rows of a table whose cells are set apart by blanks, or the first cells
    of rows with each cell on a line of its own.

    A figure stands after or directly below such a cell, or it stands between two such rows.
    """
    found: set[int] = set()
    for heading in reversed(candidates):
        after = pieces[heading.at + 1].text if heading.at + 1 < len(pieces) else ""
        before = pieces[heading.at - 1].text if heading.at else ""
        if _FIGURES_AFTER.search(heading.whole):
            found.add(heading.at)
        if heading.rest:
            continue
        is_title = heading.sections and heading.title.endswith(("情况", "措施", "事项"))
        is_row = _CELL.fullmatch(after) is not None and not is_title
        above_row = heading.at + 1 in found and _CELL.fullmatch(before) is not None
        if is_row or (above_row and not heading.sections):
            found.add(heading.at)
    return frozenset(found)


def list_items(pieces: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """The pieces with a number that are items of a list."""
    bare = {heading.at: not heading.rest for heading in candidates}
    labels = {heading.at: heading.sections for heading in candidates if heading.sections}
    items: set[int] = set()
    for rank, group in _numbered_groups(pieces):
        if len({labels[at] for at in group if at in labels}) == len(group) > 1:
            continue  # each names another section
        if _is_list(pieces, group, rank, bare):
            items.update(group)
    return frozenset(items)


def _numbered_groups(pieces: list[Block]) -> Iterator[tuple[Rank, list[int]]]:
    """Pieces that directly follow each other with numbers of one form, counting on."""
    group: list[int] = []
    last: Marker | None = None
    for at, piece in enumerate(pieces):
        marker = read_marker(piece.text)
        here = marker if marker and not marker.weak else None
        if group and last and not (here and _counts_on(last, here)):
            yield last.rank, group
            group = []
        if here:
            group.append(at)
        last = here
    if group and last:
        yield last.rank, group


def _counts_on(last: Marker, here: Marker) -> bool:
    if last.rank is not here.rank or last.number is None or here.number is None:
        return False
    return here.number == last.number + 1


def _is_list(pieces: list[Block], group: list[int], rank: Rank, bare: dict[int, bool]) -> bool:
    """`bare` says of each heading candidate whether nothing runs in after it."""
    texts = [pieces[at].text for at in group]
    if any(text.endswith(("；", ";")) for text in texts[:-1]):
        return True
    if rank <= Rank.HAN:
        return _is_introduced(pieces, group) and _is_of_points(texts)
    if 3 * sum(at not in bare for at in group) >= len(group):
        return True
    if _is_introduced(pieces, group):
        return _is_of_points(texts)
    return sum(bare[at] for at in group[:-1] if at in bare) >= 2


def _is_introduced(pieces: list[Block], group: list[int]) -> bool:
    return group[0] > 0 and pieces[group[0] - 1].text.endswith(("：", ":"))


def _is_of_points(texts: list[str]) -> bool:
    short = sum(len(text) < _PASSAGE for text in texts)
    return len(texts) >= 2 and 2 * short > len(texts)
