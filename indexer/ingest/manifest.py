"""`manifest.csv`: what a person states about the files beside it, which overrides what is read.

Columns: path, school, period, published, province, source_url, title, and `figure:<id>` for any
figure: a number, `zero` or `not_stated`. `xxgk collect` adds file_url and fetched_at, which only
people read, like `note` and any further column of their own. Columns have Chinese names too
(`manifest_columns`). Paths are below the manifest's own folder, with forward slashes; a file in an
archive is `reports.zip!/name.txt`. Every cell but the path may be empty. A row that states a school
or a period also says that its file is a report.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final, Protocol

from indexer.analysis.spreadsheet import neutralise_formula, restore_formula, write_csv
from indexer.errors import StorageError, UnreadableError, UsageError
from indexer.i18n import Message
from indexer.ingest.figure_corrections import (
    figure_columns,
    read_corrections,
    written_corrections,
)
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, format_size
from indexer.ingest.manifest_columns import (
    COLUMNS,
    column_names,
    is_for_people,
    repeated_columns,
    unused_columns,
)
from indexer.ingest.parse import Overrides
from indexer.ingest.readers.builder import web_address
from indexer.ingest.readers.encoding import decode
from indexer.reports.dates import parse_day
from indexer.reports.model import Report
from indexer.reports.periods import parse_label
from indexer.reports.provinces import province_named
from indexer.reports.school_names import displayed_name

MANIFEST: Final = "manifest.csv"
_MAX_ERRORS: Final = 20
_LINE_BREAK: Final = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a manifest."""

    line: int
    """Its line in the file, from 1."""
    overrides: Overrides


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read: its rows by path, and its errors."""

    rows: Mapping[str, Row]
    errors: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """Which columns are not used, where that loses nothing that a manifest can state."""


class ErrorList:
    """The errors in a manifest: the first ones in full, and the number of the others."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._count = 0

    def add(self, error: str) -> None:
        self._count += 1
        if len(self._first) < _MAX_ERRORS:
            self._first.append(error)

    def messages(self) -> tuple[str, ...]:
        more = self._count - len(self._first)
        counted = (Message("另有 %(count)d 处同类问题没有逐条列出", count=more),) if more else ()
        return (*self._first, *counted)


def read_manifest(path: Path, limits: Limits = DEFAULT_LIMITS) -> Manifest:
    """The manifest in a file. A cell that cannot be read is an error; the other cells count."""
    try:
        if not path.resolve().is_relative_to(path.parent.resolve()):
            raise UnreadableError(
                Message("清单是指向文件夹之外的符号链接，没有读取：请改放文件本身")
            )
        if path.stat().st_size > limits.manifest_size:
            raise UnreadableError(
                Message("清单超过 %(most)s：请拆分", most=format_size(limits.manifest_size))
            )
        text = decode(path.read_bytes())
    except OSError as error:
        return Manifest({}, (Message("无法读取：%(reason)s", reason=error.strerror),))
    except UnreadableError as error:
        return Manifest({}, (error.reason,))
    table = csv.reader(io.StringIO(text, newline=""))
    try:
        columns = column_names(next(table, []))
    except csv.Error as error:
        return Manifest({}, (_no_csv(1, error),))
    if "path" not in columns:
        return Manifest(
            {}, (Message("第一行没有 path（文件）列：应为 %(columns)s", columns=",".join(COLUMNS)),)
        )
    return _Rows(columns, limits.manifest_rows).read(table)


class _Table(Protocol):
    """A reader of the module `csv`."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class _Rows:
    """The rows of a manifest, as they are read."""

    def __init__(self, columns: Sequence[str], most: int) -> None:
        self._columns = columns
        self._most = most
        self._rows: dict[str, Row] = {}
        self._errors = ErrorList()
        self._figures, unknown = figure_columns(columns)
        self._notices = unused_columns(columns)
        for fault in (*unknown, *repeated_columns(columns)):
            self._add(1, fault)

    def read(self, table: _Table) -> Manifest:
        """`table` is a reader of csv, after the first line."""
        for line, row in _numbered(table):
            if isinstance(row, csv.Error):
                self._errors.add(_no_csv(line, row))
            elif len(self._rows) >= self._most and any(row):
                over = (Message("超过 %(most)d 行，其余的没有读取：请拆分清单", most=self._most),)
                return Manifest(self._rows, (*over, *self._errors.messages()), self._notices)
            else:
                self._read_row(line, row)
        return Manifest(self._rows, self._errors.messages(), self._notices)

    def _add(self, line: int, fault: Message) -> None:
        self._errors.add(Message("第 %(line)d 行：%(fault)s", line=line, fault=fault))

    def _read_row(self, line: int, row: Sequence[str]) -> None:
        if (fault := _fault_of_row(row, self._columns)) is not None:
            self._add(line, fault)
            return
        cells: dict[str, str] = {}
        for name, cell in zip(self._columns, row, strict=False):
            cells.setdefault(name, cell)
        path = clean_path(_cell_value(cells.get("path")))
        if not path:
            if any(map(_cell_value, row)):
                self._add(line, Message("没有写 path，这一行没有读取"))
            return
        overrides, wrong = _overrides(cells)
        corrections, misread = read_corrections(cells, self._figures)
        for error in (*wrong, *misread):
            self._add(line, error)
        if path in self._rows:
            first = self._rows[path].line
            self._errors.add(
                Message(
                    "第 %(line)d 行：%(path)s 已在第 %(first)d 行出现",
                    line=line,
                    path=path,
                    first=first,
                )
            )
        else:
            self._rows[path] = Row(line, replace(overrides, figures=corrections))


def _numbered(table: _Table) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The rows of a table with the lines on which they begin; at the end the error, if any."""
    begins = table.line_num + 1
    try:
        for row in table:
            yield begins, row
            begins = table.line_num + 1
    except csv.Error as error:
        yield begins, error


def _no_csv(line: int, error: csv.Error) -> Message:
    return Message("第 %(line)d 行：不是有效的 CSV（%(reason)s）", line=line, reason=error)


def _fault_of_row(row: Sequence[str], columns: Sequence[str]) -> Message | None:
    """Why no cell of a row can be relied on; None where they can be."""
    broken = next((at for at, cell in enumerate(row) if _LINE_BREAK.search(cell)), None)
    if broken is not None:
        return Message(
            "%(name)s 一格里有换行（多半是少了一个引号），到换行之后的引号为止都没有读取",
            name=columns[broken] if broken < len(columns) else broken + 1,
        )
    if any(map(_cell_value, row[len(columns) :])):
        return Message("比第一行多出几格，这一行没有读取：含有逗号的内容要加引号")
    return None


def _overrides(cells: Mapping[str, str]) -> tuple[Overrides, list[Message]]:
    """What one row states, and what in it cannot be read."""
    given = {name: _cell_value(cells.get(name)) for name in COLUMNS[1:]}
    errors: list[Message] = []
    period = parse_label(given["period"], loose=True)
    if given["period"] and period is None:
        errors.append(
            Message("period “%(value)s” 不是年度，应为 2022 或 2023-2024", value=given["period"])
        )
    published = parse_day(given["published"])
    if given["published"] and published is None:
        errors.append(
            Message("published “%(value)s” 不是日期，应为 2024-10-30", value=given["published"])
        )
    url = web_address(given["source_url"])
    if given["source_url"] and url is None:
        errors.append(Message("source_url 不是 http 或 https 网址"))
    province = province_named(given["province"])
    if given["province"] and province is None:
        errors.append(
            Message(
                "province “%(value)s” 不是省、自治区、直辖市，应为 安徽 或 安徽省",
                value=given["province"][:40],
            )
        )
    overrides = Overrides(
        school=displayed_name(given["school"]) or None,
        period=period,
        published=published,
        province=province,
        source_url=url,
        title=given["title"] or None,
    )
    return overrides, errors


def write_manifest(path: Path, reports: Iterable[Report]) -> int:
    """Write what was read of `reports`, for a person to correct, and the figures that a person
    corrected; returns the number of rows. Columns of an existing manifest that only people read are
    kept. Raises StorageError, UsageError.
    """
    columns, known = read_cells(path)
    kept = [name for name in columns if is_for_people(name)]
    before = {row["path"]: {name: row.get(name, "") for name in kept} for row in known}
    with _storage_errors(path):
        rows = [
            before.get(clean_path(cells["path"]), {}) | cells | written_corrections(report.figures)
            for report in reports
            for cells in (_cells(report),)
        ]
    more = {name for row in rows for name in row if name not in COLUMNS and name not in kept}
    return write_cells(path, (*COLUMNS, *kept, *sorted(more)), rows)


def read_cells(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and rows of a manifest as written, those unknown to us included; none where there
    is no file. Raises UsageError where it cannot be read, so that it is not replaced."""
    if not path.exists():
        return [], []
    try:
        table = csv.reader(io.StringIO(decode(path.read_bytes()), newline=""))
        columns = column_names(next(table, []))
        rows = [
            {name: _cell_value(cell) for name, cell in zip(columns, cells, strict=False)}
            for cells in table
            if any(cells)
        ]
    except (OSError, UnreadableError, csv.Error) as error:
        raise UsageError(
            Message("无法读取 %(place)s：%(reason)s", place=path, reason=str(error))
        ) from error
    return columns, [{**row, "path": clean_path(row.get("path", ""))} for row in rows]


def write_cells(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> int:
    """Write a manifest; returns the number of rows.

    The file is written completely or not at all, so a person's corrections are never replaced by
    half a file. Raises StorageError.
    """
    return write_csv(
        path,
        columns,
        ([neutralise_formula(row.get(name, "")) for name in columns] for row in rows),
    )


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    """Raises StorageError for an OSError."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            Message("无法写入 %(place)s：%(reason)s", place=path, reason=error.strerror)
        ) from error


def overrides_hash(overrides: Overrides | None) -> str:
    """Changes with the row; "" where there is none."""
    if overrides is None:
        return ""
    stated = [f"{field.name}={getattr(overrides, field.name)!s}" for field in fields(overrides)]
    return hashlib.sha256("\n".join(stated).encode("utf-8", "surrogatepass")).hexdigest()


def clean_path(path: str) -> str:
    """A path as manifests and reports write it: forward slashes, NFC, no `.` steps."""
    plain = unicodedata.normalize("NFC", path.strip()).replace("\\", "/")
    return "/".join(step for step in plain.split("/") if step not in {"", "."})


def _cells(report: Report) -> dict[str, str]:
    source = report.source
    path = f"{source.path}!/{source.member}" if source.member else source.path
    published = report.published.isoformat() if report.published else None
    cells = (
        path,
        report.school,
        report.period,
        published,
        report.province,
        report.source_url,
        report.title,
    )
    return {
        name: " ".join((cell or "").splitlines()) for name, cell in zip(COLUMNS, cells, strict=True)
    }


def _cell_value(cell: str | None) -> str:
    """The value of a cell, without the apostrophe that keeps a spreadsheet from calculating it."""
    return restore_formula((cell or "").strip())
