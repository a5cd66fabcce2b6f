"""The checklist of a report (清单事项): what the school states about each item, with addresses.

Rows are read from tables, from lists in plain text, and from sentences that name the items of
which the school has nothing. A row without a stated status has none, and addresses are as stated:
none is visited.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import normalize
from indexer.analysis.sentences import statement_spans
from indexer.reports.checklist_cells import (
    ChecklistStatus,
    cell_number,
    cell_status,
    find_urls,
    head_kinds,
    is_fragment,
    lacks_item,
    split_number,
    without_urls,
)
from indexer.reports.checklist_items import checklist_items, find_item
from indexer.reports.checklist_links import PartLinks
from indexer.reports.checklist_records import (
    Cell,
    Record,
    add_cell,
    by_head,
    by_kind,
    item_and_rest,
    row_cells,
)
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import Part, Report
from indexer.reports.topics import classify_topic

STATUS_LABELS: Final[dict[ChecklistStatus, tuple[str, str]]] = {
    "disclosed": ("公开", "Disclosed"),
    "not_disclosed": ("未公开", "Not disclosed"),
    "not_applicable": ("无此项", "No such item"),
}
"""Chinese and English names of the stated status."""


def status_label(status: ChecklistStatus, language: str = "zh") -> str:
    """A stated status as it is shown."""
    return STATUS_LABELS[status][language == "en"]


_FEWEST_ITEMS: Final = 3
"""Items of the ministry's list, in a part that is not the checklist's own."""
_MAX_LIST_ITEM: Final = 120
_MAX_FOLLOWING: Final = 40
_LACKING: Final = lazy_regex(
    r"(?:清单|事项)[^。;]{0,40}?((?:第|\((?=\d))(?:第?\(?\d{1,2}\)?(?:项|条)?[、,和及至到-]?){1,50})"
    r"(?:等|共|,|\()*(?:(\d{1,2})[个项条]+)?"
)
_NOTHING: Final = lazy_regex(
    r"(?:无|没有|不涉及|不存在|不适用)(?:任何|应|需|可|此|该|相关|有关|上述|这些|以上|对应|公开|[,。]|$)"
)
_DISCLOSED: Final = lazy_regex("(?:已|均|全部|按要求)(?:经|在|按|予以)?[^,;。]{0,12}公开")
_NUMBERS: Final = lazy_regex(r"(\d+)(?:\)?[项条]?[至到-]第?\(?(\d+))?")


@dataclass(frozen=True, slots=True)
class ChecklistRow(JsonRecord):
    """What a report states about one item."""

    number: int | None
    """As the report numbers it."""
    official: int | None
    """The item of the ministry's list that it is, 1 to 50; None if it is none of them."""
    topic: str | None
    """The category of that item."""
    item: str
    """As written; "" where only the number is given."""
    status: ChecklistStatus | None
    """As stated; None if no status is."""
    urls: tuple[str, ...]
    """Addresses as stated, and those of linked words."""
    note: str
    """What else the row states: a reason, a place where to look, the words of the status."""
    ordinal: int
    """The part that contains it."""
    span: tuple[int, int]
    """Its range in code points of the part's text, half-open."""

    @property
    def wording(self) -> str:
        """The item as written, or as the ministry's list has it where only its number is given."""
        official = checklist_items().get(self.official or 0)
        return self.item or (official.wording if official else "")


def read_checklist(report: Report) -> tuple[ChecklistRow, ...]:
    """The rows of a report's checklist, in the order of the text."""
    rows: list[ChecklistRow] = []
    for part in report.parts:
        rows += _PartReader(part).rows()
    have = {row.official for row in rows}
    stated = {row.official for row in rows if row.status or row.urls}
    for part in report.parts:
        for lacking in _lacking_items(part):
            if lacking.official not in have:
                rows.append(lacking)
            elif lacking.official not in stated:
                rows = [_with_reason(row, lacking) for row in rows]
    return tuple(rows)


def _with_reason(row: ChecklistRow, lacking: ChecklistRow) -> ChecklistRow:
    if row.official != lacking.official or row.status or row.urls:
        return row
    return replace(row, status=lacking.status, note=row.note or lacking.note)


def _row(record: Record, part: Part) -> ChecklistRow:
    official = checklist_items().get(record.official or 0)
    return ChecklistRow(
        number=record.number,
        official=record.official,
        topic=official.topic if official else None,
        item=record.item,
        status=record.status,
        urls=tuple(record.urls),
        note="；".join(record.notes),
        ordinal=part.ordinal,
        span=(record.start, record.end),
    )


class _PartReader:
    """Reads the tables and lists of one part, line by line."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._links = PartLinks(part)
        self._head: list[str] = []
        self._records: list[Record] = []
        self._pending_number: int | None = None
        self._has_head = False

    def rows(self) -> list[ChecklistRow]:
        start = 0
        for line in self._part.text.split("\n"):
            if "\t" in line:
                self._read_row(row_cells(line, start))
            elif line.strip():
                self._read_line(Cell(line.strip(), start, start + len(line)))
            start += len(line) + 1
        tables = [record for record in self._records if record.is_table_row]
        lists = [record for record in self._records if not record.is_table_row]
        kept = [*(tables if self._is_checklist(tables) else ())]
        if self._is_checklist(lists) and any(record.urls or record.status for record in lists):
            kept += lists
        return [_row(record, self._part) for record in sorted(kept, key=lambda one: one.start)]

    def _is_checklist(self, records: list[Record]) -> bool:
        named = len({record.official for record in records} - {None})
        if "checklist" in self._part.sections and (named or self._has_head):
            return True
        return named >= _FEWEST_ITEMS

    def _read_row(self, cells: list[Cell]) -> None:
        self._pending_number = None
        kinds = head_kinds([cell.text for cell in cells])
        if kinds is not None:
            self._head = kinds
            self._has_head |= not {"url", "status", "disclosed"}.isdisjoint(kinds)
            return
        for group, head in self._groups(cells):
            record = by_head(group, head) or by_kind(group)
            if record is None:
                self._continue_record(group)
                continue
            record.add_urls(self._links.between(record.start, record.end))
            self._add(record)

    def _groups(self, cells: list[Cell]) -> Iterator[tuple[list[Cell], list[str]]]:
        """The cells of each table, where several are side by side."""
        width = _repeats_after(self._head)
        if width and len(cells) <= len(self._head):
            for at in range(0, len(cells), width):
                yield cells[at : at + width], self._head[at : at + width]
            return
        starts = [0]
        has_item = False
        for at, cell in enumerate(cells):
            if cell_number(cell.text) is not None and has_item:
                starts.append(at)
                has_item = False
            elif find_item(split_number(cell.text)[1]) is not None:
                has_item = True
        for first, last in zip(starts, [*starts[1:], len(cells)], strict=True):
            yield cells[first:last], self._head if len(starts) == 1 else []

    def _add(self, record: Record) -> None:
        last = self._records[-1] if self._records else None
        same = last is not None and (last.number, last.item) == (record.number, record.item)
        if last is None or not same or (last.status and record.status not in (None, last.status)):
            self._records.append(record)
            return
        last.end = record.end  # an item of several rows, repeated in each
        last.add_urls(record.urls)
        last.status = last.status or record.status
        for note in record.notes:
            last.add_note(note)

    def _continue_record(self, cells: list[Cell]) -> None:
        """Further addresses of the row above, or the rest of what a page break divided."""
        filled = [cell for cell in cells if cell.text]
        last = self._records[-1] if self._records else None
        if last is None or not last.is_table_row or not filled:
            return
        if any(find_item(cell.text) is None and classify_topic(cell.text) for cell in filled):
            return
        for cell in filled:
            add_cell(last, cell.text)
        last.end = filled[-1].end
        last.add_urls(self._links.between(filled[0].start, last.end))

    def _read_line(self, line: Cell) -> None:
        """A line of plain text: an item of a list, or what follows one."""
        number = cell_number(line.text)
        if number is not None:
            self._pending_number = number
            return
        urls, text = find_urls(line.text), without_urls(line.text)
        number, text = split_number(text)
        item, rest = item_and_rest(text)
        official = find_item(item) if len(item) <= _MAX_LIST_ITEM and "。" not in item else None
        last = self._records[-1] if self._records else None
        if official is not None:
            number = number or self._pending_number
            self._pending_number = None
            if last and not last.is_table_row and last.official == official and number is None:
                last.item, last.end = last.item + item, line.end  # its line was broken
                record = last
            else:
                record = Record(line.start, line.end, number, item, official=official)
                record.is_table_row = False
                self._records.append(record)
            record.add_urls([*urls, *self._links.between(line.start, line.end)])
            add_cell(record, rest)
            return
        if last is None or last.is_table_row or number is not None:
            return
        is_short = len(text) <= _MAX_FOLLOWING
        if urls or (is_short and (cell_status(text) or lacks_item(text) or is_fragment(text))):
            add_cell(last, line.text)
            last.add_urls(self._links.between(line.start, line.end))
            last.end = line.end


def _repeats_after(head: list[str]) -> int:
    """The number of columns after which a head repeats itself; 0 if it does not."""
    for width in range(2, len(head) // 2 + 1):
        if len(head) % width == 0 and head[:width] * (len(head) // width) == head:
            return width
    return 0


def _numbers(listed: str) -> list[int]:
    """The numbers of a list, ranges (第11项至第14项) written out."""
    numbers: list[int] = []
    for match in _NUMBERS.finditer(listed):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        numbers += range(first, last + 1)
    return numbers


def _lacking_items(part: Part) -> Iterator[ChecklistRow]:
    """The items in a sentence that says the school has nothing of them: 清单第（8）（11）项暂无.

    Only if the sentence's own count of them, where it has one, is met."""
    if "清单" not in normalize(part.text):
        return
    for start, end in statement_spans(part.text):
        sentence = part.text[start:end]
        normalised = normalize(sentence)
        match = _LACKING.search(normalised) if "清单" in normalised else None
        if match is None or not _NOTHING.search(normalised, match.end()):
            continue
        if _DISCLOSED.search(normalised, match.end()):
            continue
        numbers = _numbers(match[1])
        if match[2] and int(match[2]) != len(numbers):
            continue
        if numbers != sorted(set(numbers)) or not numbers or numbers[-1] > len(checklist_items()):
            continue
        for number in numbers:
            yield ChecklistRow(
                number=number,
                official=number,
                topic=checklist_items()[number].topic,
                item="",
                status="not_applicable",
                urls=(),
                note=sentence,
                ordinal=part.ordinal,
                span=(start, end),
            )
