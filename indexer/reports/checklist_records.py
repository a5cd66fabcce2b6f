"""Rows of a checklist while they are read: from the cells of a table, or the lines of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, cast

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import normalize
from indexer.reports.checklist_cells import (
    ChecklistStatus,
    cell_number,
    find_urls,
    is_cross,
    is_link_word,
    is_tick,
    lacks_item,
    rest_of_address,
    split_number,
    split_status,
    without_urls,
)
from indexer.reports.checklist_items import find_item

_DASHES: Final = frozenset({"/", "-", "—", "——", "\\"})
_TICKED: Final = frozenset({"disclosed", "not_disclosed", "not_applicable"})
_NO_REMARK: Final = "无"
_ITEM_AND_REST: Final = lazy_regex(
    r"(?P<item>.*)(?:[:：,，](?P<colon>[^:：,，]*)|(?:——|--|—)(?P<dash>[^—]*)"
    r"|[(（](?P<brackets>[^()（）]*)[)）])"
)


@dataclass
class Record:
    """A row while it is read."""

    start: int
    end: int
    number: int | None = None
    item: str = ""
    status: ChecklistStatus | None = None
    urls: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    official: int | None = None
    is_table_row: bool = True
    open_url: bool = False
    """Whether an address is the last that was read, so that a fragment may continue it."""
    url_cell: str = ""
    """The cell that it is in."""

    def add_urls(self, urls: Iterable[str]) -> None:
        for url in urls:
            if url not in self.urls:
                self.urls.append(url)
                self.open_url = True

    def add_note(self, text: str) -> None:
        if text and text not in self.notes:
            self.notes.append(text)
            self.open_url = False


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    start: int
    end: int


def row_cells(line: str, start: int) -> list[Cell]:
    cells = []
    for text in line.split("\t"):
        cells.append(Cell(text.strip(), start, start + len(text)))
        start += len(text) + 1
    return cells


def by_head(cells: list[Cell], head: list[str]) -> Record | None:
    """The row, by what the head of the table says; None where it does not fit."""
    if "item" not in head or len(cells) > len(head):
        return None
    by_kind = {kind: cell for kind, cell in zip(head, cells, strict=False) if kind and cell.text}
    item_cell = by_kind.get("item")
    if item_cell is None or find_urls(item_cell.text):
        return None
    record = _new_record(cells, item_cell.text)
    if record.official is None and _other_item(cells, item_cell):
        return None
    number = by_kind.get("number")
    record.number = record.number or (cell_number(number.text) if number else None)
    for kind, cell in zip(head, cells, strict=False):
        _add_column(record, kind, cell.text)
    return record


def _add_column(record: Record, kind: str, text: str) -> None:
    """What a cell states under a head of this kind."""
    if kind in _TICKED and is_tick(text):
        record.status = cast(ChecklistStatus, kind)
    elif kind == "status" and (is_tick(text) or is_cross(text)):
        record.status = "disclosed" if is_tick(text) else "not_disclosed"
    elif kind in {"item", "number", "category", "other"}:
        record.open_url = False
    elif kind != "note" or normalize(text) != _NO_REMARK:
        add_cell(record, text)


def _other_item(cells: list[Cell], item_cell: Cell) -> bool:
    return any(find_item(split_number(c.text)[1]) for c in cells if c is not item_cell)


def by_kind(cells: list[Cell]) -> Record | None:
    """The row, by what its cells look like."""
    number: int | None = None
    item: Cell | None = None
    for cell in cells:
        if item is None and cell_number(cell.text) is not None:
            number = cell_number(cell.text)
        elif item is None and find_item(split_number(cell.text)[1]) is not None:
            item = cell
    if item is None:
        return None
    record = _new_record(cells, item.text)
    record.number = record.number or number
    after = False
    for cell in cells:
        if cell is item:
            after = True
        elif after and find_item(cell.text) == record.official and not find_urls(cell.text):
            record.item += cell.text  # a paragraph of the same cell
        elif after and normalize(cell.text) != _NO_REMARK:
            add_cell(record, cell.text)
    return record


def _new_record(cells: list[Cell], item: str) -> Record:
    number, text = split_number(item)
    return Record(cells[0].start, cells[-1].end, number, text, official=find_item(text))


def add_cell(record: Record, text: str) -> None:
    """What a cell beside the item states."""
    text = text.strip()
    urls = find_urls(text)
    if record.open_url and record.urls and not urls:
        more = rest_of_address(record.url_cell, text)
        if more is not None:
            record.urls[-1] += more
            record.url_cell = text
            return
    record.add_urls(urls)
    record.url_cell = text
    status, rest = split_status(without_urls(text) if urls else text)
    if rest and rest not in _DASHES and not is_link_word(rest):
        if status is None and lacks_item(rest):
            status = "not_applicable"
        record.add_note(rest)
    record.status = record.status or status


def item_and_rest(text: str) -> tuple[str, str]:
    """An item of a list, and what stands behind its colon, comma or dash, or in brackets."""
    match = _ITEM_AND_REST.fullmatch(text)
    if match is None:
        return text.strip(" :："), ""
    item, rest = match["item"].strip(" —-"), next(filter(None, match.groups()[1:]), "").strip()
    says_so = split_status(rest)[0] or lacks_item(rest)
    if says_so or not rest or (match["dash"] and find_item(item) is not None):
        return item, rest
    return text.strip(" :："), ""
