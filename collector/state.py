"""What is known between runs, in SQLite: of each school its pages and what was kept of them.

A page and all that it led to is one transaction, so a crawl that is killed at any moment continues
with the page it had in hand.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any, Final, Literal

from collector.addresses import key_of
from collector.fetch import Spending, Validators
from collector.link_kinds import Kind
from collector.outcome import Problem
from indexer.errors import StorageError, UsageError
from indexer.i18n import Message

Found = Literal["", "list", "report", "other"]
"""What a page turned out to be; "" before it was fetched."""
VERSION: Final = 1
_STALE_SECONDS: Final = 3 * 86400
"""A run that was interrupted so long ago is not continued: another one begins."""
_NEWEST_YEARS: Final = 2
_SCHEMA: Final = """
create table if not exists meta (name text primary key, value text) without rowid;
create table if not exists run (
  id integer primary key, started real not null, finished real
);
create table if not exists school (
  id integer primary key, key text unique not null, folder text unique not null, run integer,
  is_done integer not null default 0, pages_left integer, bytes_left integer,
  seconds real not null default 0
);
create table if not exists page (
  id integer primary key, school integer not null, key text not null, url text not null,
  kind integer not null, depth integer not null, is_file integer not null,
  is_disclosure integer not null, title text not null, date text not null, year integer,
  parent text not null, parent_title text not null, parent_date text not null,
  state text not null default 'pending', problem text not null default '',
  found text not null default '', etag text not null default '',
  modified text not null default '', run integer,
  unique (school, key)
);
create index if not exists page_pending on page (school, state, kind desc, id);
create table if not exists report (
  id integer primary key, school integer not null, page integer not null, path text unique not null,
  sha256 text not null, text_hash text not null, sketch blob not null, year integer,
  state text not null, files text not null default '', years text not null default ''
);
create index if not exists report_school on report (school);
create index if not exists report_page on report (page);
create table if not exists cell (path text primary key, cells text not null) without rowid;
create table if not exists written (path text primary key, cells text not null) without rowid;
"""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """An address of a school, and how it was found."""

    url: str
    kind: Kind
    depth: int
    """Steps from the start."""
    is_file: bool = False
    """Whether it is fetched as a document."""
    is_disclosure: bool = False
    """Whether it was found among the pages on which the school discloses."""
    title: str = ""
    """What the link to it said."""
    date: str = ""
    """The day beside that link."""
    year: int | None = None
    """Of the report, by the link."""
    parent: str = ""
    """The page that has the link: a file's source."""
    parent_title: str = ""
    parent_date: str = ""
    id: int = 0
    validators: Validators = field(default_factory=Validators)
    found: Found = ""
    problem: Problem | None = None
    """Of the run before."""


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A file that was kept."""

    page: int
    path: str
    """Below the folder of all schools."""
    sha256: str
    text_hash: str
    sketch: frozenset[int]
    year: int | None
    state: str
    files: tuple[str, ...] = ()
    """Its continuation pages."""
    years: tuple[int, ...] = ()
    """Of all reports in an archive."""
    id: int = 0


class State:
    """The database. One process at a time uses it; see `locked`."""

    def __init__(self, path: Path | None) -> None:
        """In a file, in memory where there is none. Raises StorageError."""
        self._path = path
        try:
            self._db = sqlite3.connect(
                str(path) if path else ":memory:", isolation_level=None, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=normal")
            self._db.execute("pragma cache_size=-16000")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StorageError(
                Message("无法打开收集的状态 %(path)s：%(reason)s", path=path, reason=error)
            ) from error
        version = self._meta("version")
        if version is None:
            self.execute("insert into meta values ('version', ?)", str(VERSION))
        elif int(version) != VERSION:
            raise UsageError(
                Message("收集的状态 %(path)s 由另一版本写成：请换一个文件夹收集", path=path)
            )
        self.run = 0

    def close(self) -> None:
        self._db.close()

    def _meta(self, name: str) -> str | None:
        row = self.execute("select value from meta where name = ?", name).fetchone()
        return None if row is None else str(row[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes inside, or none. Raises StorageError."""
        self.execute("begin immediate")
        try:
            yield
            self.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):  # after a full disk there may be nothing to undo
                self._db.execute("rollback")
            raise

    def begin_run(self) -> None:
        """Continue the run that was interrupted, else begin one."""
        row = self.execute(
            "select id from run where finished is null and started > ? order by id desc limit 1",
            time() - _STALE_SECONDS,
        ).fetchone()
        if row is not None:
            self.run = int(row[0])
            return
        self.execute("update run set finished = started where finished is null")
        self.run = int(self.execute("insert into run (started) values (?)", time()).lastrowid or 0)

    def end_run(self) -> None:
        self.execute("update run set finished = ? where id = ?", time(), self.run)

    def begin_school(self, key: str, folder: str, pages: int, size: int) -> SchoolState:
        """The school's part of the state; what has to be looked at again is pending."""
        with self.transaction():
            row = self.execute("select * from school where key = ?", key).fetchone()
            if row is None:
                folder = self._free_folder(folder)
                self.execute("insert into school (key, folder) values (?, ?)", key, folder)
                row = self.execute("select * from school where key = ?", key).fetchone()
            school = SchoolState(self, int(row["id"]), str(row["folder"]))
            if row["run"] != self.run:
                school.reopen()
                self.execute(
                    "update school set run = ?, is_done = 0, pages_left = ?, bytes_left = ?,"
                    " seconds = 0 where id = ?",
                    self.run,
                    pages,
                    size,
                    school.id,
                )
                school.spending = Spending(pages, size)
            else:
                school.spending = Spending(int(row["pages_left"]), int(row["bytes_left"]))
                school.is_done = bool(row["is_done"])
                school.seconds = float(row["seconds"])
        return school

    def known_school(self, key: str) -> SchoolState | None:
        """A school's part of the state, as it is; None where there is none."""
        row = self.execute("select * from school where key = ?", key).fetchone()
        return None if row is None else SchoolState(self, int(row["id"]), str(row["folder"]))

    def _free_folder(self, wanted: str) -> str:
        name, number = wanted, 1
        while self.execute("select 1 from school where folder = ?", name).fetchone():
            number += 1
            name = f"{wanted} ({number})"
        return name

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Raises StorageError where the disk is full or fails."""
        try:
            return self._db.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise StorageError(
                Message("无法写入 %(path)s：%(reason)s", path=self._path, reason=error)
            ) from error

    def set_cells(self, path: str, cells: dict[str, str]) -> None:
        """What the manifest should say about a file."""
        self._put("cell", path, cells)

    def cells(self, path: str) -> dict[str, str] | None:
        """What the manifest should say about a file; None of a file that is not kept."""
        return self._get("select cells from cell where path = ?", path)

    def paths(self) -> list[str]:
        """The files that the manifest should list."""
        return [row["path"] for row in self.execute("select path from cell order by path")]

    def set_written(self, path: str, cells: dict[str, str] | None) -> None:
        """What was last written about a file."""
        if cells is None:
            self.execute("delete from written where path = ?", path)
        else:
            self._put("written", path, cells)

    def written(self, path: str) -> dict[str, str] | None:
        return self._get("select cells from written where path = ?", path)

    def written_paths(self) -> list[str]:
        return [row["path"] for row in self.execute("select path from written order by path")]

    def _put(self, table: Literal["cell", "written"], path: str, cells: dict[str, str]) -> None:
        sql = {
            "cell": "insert or replace into cell values (?, ?)",
            "written": "insert or replace into written values (?, ?)",
        }
        self.execute(sql[table], path, json.dumps(cells, ensure_ascii=False))

    def _get(self, sql: str, path: str) -> dict[str, str] | None:
        row = self.execute(sql, path).fetchone()
        return None if row is None else dict(json.loads(row["cells"]))


class SchoolState:
    """The pages and reports of one school."""

    def __init__(self, state: State, number: int, folder: str) -> None:
        self.state = state
        self.id = number
        self.folder = folder
        self.spending = Spending(0, 0)
        self.is_done = False
        self.seconds = 0.0

    def reopen(self) -> None:
        """Look again at what may have changed: lists, failures, pages with a validator, and reports
        of the two newest years."""
        row = self.state.execute(
            "select max(year) from report where school = ? and year is not null", self.id
        ).fetchone()
        newest = (row[0] or 0) - _NEWEST_YEARS + 1
        has_reports = self.state.execute(
            "select 1 from report where school = ? limit 1", self.id
        ).fetchone()
        self.state.execute(
            "update page set state = 'pending' where school = ? and state != 'pending' and ("
            " depth = 0 or found = 'list' or problem not in ('', ?, ?, ?)"
            " or ((found = 'report' or problem = ?) and"
            "     (etag != '' or modified != '' or year >= ? or id in"
            "      (select page from report where school = ? and (year is null or year >= ?))))"
            " or (? and (found = 'other' or state = 'skipped')))",
            self.id,
            Problem.NOT_A_REPORT,
            Problem.SCANNED,
            Problem.UNREADABLE,
            Problem.NOT_A_REPORT,
            newest,
            self.id,
            newest,
            0 if has_reports else 1,
        )

    def add(self, entries: Iterable[PageEntry]) -> Kind | None:
        """Note addresses; returns the best kind among the new ones, other than further pages of a
        list, which can be without end. One that is known already keeps the better of its kinds
        while it is pending."""
        best: Kind | None = None
        for entry in entries:
            cursor = self.state.execute(
                "insert into page (school, key, url, kind, depth, is_file, is_disclosure, title,"
                " date, year, parent, parent_title, parent_date)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " on conflict (school, key) do nothing",
                self.id,
                key_of(entry.url),
                entry.url,
                int(entry.kind),
                entry.depth,
                entry.is_file,
                entry.is_disclosure,
                entry.title,
                entry.date,
                entry.year,
                entry.parent,
                entry.parent_title,
                entry.parent_date,
            )
            if cursor.rowcount:
                if entry.kind is not Kind.LIST_PAGE:
                    best = max(best or entry.kind, entry.kind)
                continue
            self.state.execute(
                "update page set kind = ?, depth = min(depth, ?),"
                " is_disclosure = max(is_disclosure, ?), title = ?, date = ?, year = ?,"
                " is_file = ?, parent = ?, parent_title = ?, parent_date = ?"
                " where school = ? and key = ? and kind < ? and found = ''",
                int(entry.kind),
                entry.depth,
                entry.is_disclosure,
                entry.title,
                entry.date,
                entry.year,
                entry.is_file,
                entry.parent,
                entry.parent_title,
                entry.parent_date,
                self.id,
                key_of(entry.url),
                int(entry.kind),
            )
        return best

    def next(self, without: Collection[Kind] = ()) -> PageEntry | None:
        """The most promising page that is pending, of another kind than those."""
        row = self.state.execute(
            "select * from page where school = ? and state = 'pending'"
            " and kind not in (select value from json_each(?))"
            " order by kind desc, depth, id limit 1",
            self.id,
            json.dumps([*map(int, without)]),
        ).fetchone()
        return None if row is None else _entry(row)

    def finish(
        self,
        entry: PageEntry,
        *,
        found: Found | None = None,
        problem: Problem | None = None,
        validators: Validators | None = None,
    ) -> None:
        """The page is done for this run."""
        kept = validators if validators is not None else entry.validators
        self.state.execute(
            "update page set state = 'done', found = ?, problem = ?, etag = ?, modified = ?,"
            " run = ? where id = ?",
            entry.found if found is None else found,
            problem or "",
            kept.etag,
            kept.last_modified,
            self.state.run,
            entry.id,
        )

    def save_spending(self, seconds: float) -> None:
        self.state.execute(
            "update school set pages_left = ?, bytes_left = ?, seconds = ? where id = ?",
            self.spending.pages_left,
            self.spending.bytes_left,
            seconds,
            self.id,
        )

    def end(self, *, is_complete: bool) -> None:
        """The school is done for this run; where it `is_complete`, what is left is given up."""
        self.is_done = True
        if is_complete:
            self.state.execute(
                "update page set state = 'skipped' where school = ? and state = 'pending'", self.id
            )
        self.state.execute("update school set is_done = 1 where id = ?", self.id)

    def reports(self) -> list[KeptReport]:
        return [
            _report(row)
            for row in self.state.execute(
                "select * from report where school = ? order by id", self.id
            )
        ]

    def reports_of(self, page: int) -> list[KeptReport]:
        return [
            _report(row)
            for row in self.state.execute("select * from report where page = ? order by id", page)
        ]

    def pages_of(self, ids: Iterable[int]) -> list[PageEntry]:
        return [
            _entry(self.state.execute("select * from page where id = ?", number).fetchone())
            for number in ids
        ]

    def put_report(self, report: KeptReport) -> None:
        """Note a file that was kept; the same path again is its new version."""
        self.state.execute(
            "insert into report (school, page, path, sha256, text_hash, sketch, year, state, files,"
            " years) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " on conflict (path) do update set page = excluded.page, sha256 = excluded.sha256,"
            " text_hash = excluded.text_hash, sketch = excluded.sketch,"
            " year = excluded.year, state = excluded.state, files = excluded.files,"
            " years = excluded.years",
            self.id,
            report.page,
            report.path,
            report.sha256,
            report.text_hash,
            _pack(report.sketch),
            report.year,
            report.state,
            "\n".join(report.files),
            " ".join(map(str, report.years)),
        )

    def forget_report(self, path: str) -> None:
        self.state.execute("delete from report where path = ?", path)
        self.state.execute("delete from cell where path = ?", path)

    def try_again(self) -> int:
        """Look again at promising pages that failed for a reason that passes; returns how many."""
        temporary = [problem for problem in Problem if problem.is_temporary]
        return self.state.execute(
            "update page set state = 'pending' where school = ? and state = 'done' and kind >= ?"
            " and problem in (select value from json_each(?))",
            self.id,
            int(Kind.HUB),
            json.dumps(temporary),
        ).rowcount

    def fetch_again(self, page: int) -> None:
        """Fetch a page whole, whatever is known of it."""
        self.state.execute(
            "update page set state = 'pending', etag = '', modified = '' where id = ?", page
        )

    def owner_of(self, path: str) -> int | None:
        """The page whose file has this path."""
        row = self.state.execute("select page from report where path = ?", path).fetchone()
        return None if row is None else int(row[0])

    def problems(self) -> Sequence[tuple[Problem, str, Kind, int | None]]:
        """Problem, address, kind and year of the pages that failed, the most promising first."""
        return [
            (Problem(row["problem"]), row["url"], Kind(row["kind"]), row["year"])
            for row in self.state.execute(
                "select problem, url, kind, year from page where school = ? and problem != ''"
                " order by kind desc, id limit 200",
                self.id,
            )
        ]


def _entry(row: sqlite3.Row) -> PageEntry:
    return PageEntry(
        url=row["url"],
        kind=Kind(row["kind"]),
        depth=row["depth"],
        is_file=bool(row["is_file"]),
        is_disclosure=bool(row["is_disclosure"]),
        title=row["title"],
        date=row["date"],
        year=row["year"],
        parent=row["parent"],
        parent_title=row["parent_title"],
        parent_date=row["parent_date"],
        id=row["id"],
        validators=Validators(row["etag"], row["modified"]),
        found=row["found"],
        problem=Problem(row["problem"]) if row["problem"] else None,
    )


def _report(row: sqlite3.Row) -> KeptReport:
    return KeptReport(
        page=row["page"],
        path=row["path"],
        sha256=row["sha256"],
        text_hash=row["text_hash"],
        sketch=_unpack(row["sketch"]),
        year=row["year"],
        state=row["state"],
        files=tuple(filter(None, row["files"].split("\n"))),
        years=tuple(map(int, row["years"].split())),
        id=row["id"],
    )


def _pack(sketch: frozenset[int]) -> bytes:
    return struct.pack(f"<{len(sketch)}q", *sorted(sketch))


def _unpack(data: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(data) // 8}q", data))
