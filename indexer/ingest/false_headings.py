"""What only looks like a heading: entries of a table of contents, rows of a table, list items."""

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
"""A cell with a figure and nothing else."""
_FIGURES_AFTER: Final = re.compile(
    r"[^\s\d.…][ \u3000]+\d[\d,，.]{0,9}%?(?:[ \u3000]+\d[\d,，.]{0,9}%?)*$"
)
_MIN_PASSAGE: Final = 100
"""Characters of an item that is a passage of text rather than a point of a list."""


def contents_entries(blocks: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """The blocks of a table of contents: headings without text that appear again later."""
    keys = [_key(heading) for heading in candidates]
    last_place = {key: i for i, key in enumerate(keys)}
    if len(last_place) == len(keys):
        return frozenset()
    found: set[int] = set()
    for run in _runs_without_text(blocks, candidates, keys):
        again = sum(last_place[keys[i]] > run[-1] for i in run)
        if len(run) >= 2 and 2 * again > len(run):
            found.update(candidates[i].index for i in run)
    return frozenset(found)


def _key(heading: Heading) -> str:
    return _PAGE.sub("", normalize(strip_marker(heading.title)))


def _runs_without_text(
    blocks: list[Block], candidates: list[Heading], keys: list[str]
) -> Iterator[list[int]]:
    """Runs of consecutive headings without text between them, by index; no title occurs twice in a
    run."""
    run: list[int] = []
    titles: set[str] = set()
    for i, heading in enumerate(candidates):
        if run and (keys[i] in titles or _text_between(blocks, candidates, i)):
            yield run
            run, titles = [], set()
        if _has_no_text(heading):
            run.append(i)
            titles.add(keys[i])
    if run:
        yield run


def _has_no_text(heading: Heading) -> bool:
    """Whether nothing follows a heading on its line except a page number."""
    return not heading.rest or _PAGE.fullmatch(normalize(heading.rest).strip()) is not None


def _text_between(blocks: list[Block], candidates: list[Heading], i: int) -> bool:
    before = candidates[i - 1]
    between = blocks[before.index + 1 : candidates[i].index]
    return not _has_no_text(before) or not all(is_toc_entry(block.text) for block in between)


def row_labels(blocks: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """The blocks that are rows of a table with blanks between its cells, or the first cells of
    rows with each cell on a line of its own.

    Such a cell has a figure after or directly below it, or lies between two such rows.
    """
    found: set[int] = set()
    for heading in reversed(candidates):
        after = blocks[heading.index + 1].text if heading.index + 1 < len(blocks) else ""
        before = blocks[heading.index - 1].text if heading.index else ""
        if _FIGURES_AFTER.search(heading.whole):
            found.add(heading.index)
        if heading.rest:
            continue
        is_title = heading.sections and heading.title.endswith(("情况", "措施", "事项"))
        is_row = _CELL.fullmatch(after) is not None and not is_title
        above_row = heading.index + 1 in found and _CELL.fullmatch(before) is not None
        if is_row or (above_row and not heading.sections):
            found.add(heading.index)
    return frozenset(found)


def list_items(blocks: list[Block], candidates: list[Heading]) -> frozenset[int]:
    """The numbered blocks that are items of a list."""
    bare = {heading.index: not heading.rest for heading in candidates}
    labels = {heading.index: heading.sections for heading in candidates if heading.sections}
    items: set[int] = set()
    for rank, group in _numbered_groups(blocks):
        if len({labels[at] for at in group if at in labels}) == len(group) > 1:
            continue  # each names a different section
        if _is_list(blocks, group, rank, bare):
            items.update(group)
    return frozenset(items)


def _numbered_groups(blocks: list[Block]) -> Iterator[tuple[Rank, list[int]]]:
    """Consecutive blocks with numbers of one form in sequence."""
    group: list[int] = []
    last: Marker | None = None
    for at, block in enumerate(blocks):
        marker = read_marker(block.text)
        here = marker if marker and not marker.weak else None
        if group and last and not (here and _is_next_number(last, here)):
            yield last.rank, group
            group = []
        if here:
            group.append(at)
        last = here
    if group and last:
        yield last.rank, group


def _is_next_number(last: Marker, here: Marker) -> bool:
    if last.rank is not here.rank or last.number is None or here.number is None:
        return False
    return here.number == last.number + 1


def _is_list(blocks: list[Block], group: list[int], rank: Rank, bare: dict[int, bool]) -> bool:
    """`bare` maps each candidate to whether nothing follows it on its line."""
    texts = [blocks[at].text for at in group]
    if any(text.endswith(("；", ";")) for text in texts[:-1]):
        return True
    if rank <= Rank.HAN:
        return _is_introduced(blocks, group) and _has_short_items(texts)
    if 3 * sum(at not in bare for at in group) >= len(group):
        return True
    if _is_introduced(blocks, group):
        return _has_short_items(texts)
    return sum(bare[at] for at in group[:-1] if at in bare) >= 2


def _is_introduced(blocks: list[Block], group: list[int]) -> bool:
    return group[0] > 0 and blocks[group[0] - 1].text.endswith(("：", ":"))


def _has_short_items(texts: list[str]) -> bool:
    short = sum(len(text) < _MIN_PASSAGE for text in texts)
    return len(texts) >= 2 and 2 * short > len(texts)
