"""What is known of one school between runs: its pages, and the reports that were kept of them."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from collector.addresses import key_of
from collector.database import Database
from collector.fetch import Spending, Validators
from collector.link_kinds import Kind
from collector.outcome import Problem

Found = Literal["", "list", "report", "other"]
"""What a page turned out to be; "" before it was fetched."""
_NEWEST_YEARS: Final = 2


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


class SchoolState:
    """The pages and reports of one school."""

    def __init__(self, database: Database, run: int, number: int, folder: str) -> None:
        self.database = database
        self._run = run
        self._execute = database.execute
        self.id = number
        self.folder = folder
        self.spending = Spending(0, 0)
        self.is_done = False
        self.seconds = 0.0

    def reopen(self) -> None:
        """Look again at what may have changed: lists, failures, pages with a validator, and reports
        of the two newest years."""
        row = self._execute(
            "select max(year) from report where school = ? and year is not null", self.id
        ).fetchone()
        newest = (row[0] or 0) - _NEWEST_YEARS + 1
        has_reports = self._execute(
            "select 1 from report where school = ? limit 1", self.id
        ).fetchone()
        self._execute(
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
            cursor = self._execute(
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
            self._execute(
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
        row = self._execute(
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
        self._execute(
            "update page set state = 'done', found = ?, problem = ?, etag = ?, modified = ?,"
            " run = ? where id = ?",
            entry.found if found is None else found,
            problem or "",
            kept.etag,
            kept.last_modified,
            self._run,
            entry.id,
        )

    def save_spending(self, seconds: float) -> None:
        self._execute(
            "update school set pages_left = ?, bytes_left = ?, seconds = ? where id = ?",
            self.spending.pages_left,
            self.spending.bytes_left,
            seconds,
            self.id,
        )

    def end(self, *, is_complete: bool, is_at_limit: bool) -> None:
        """The school is done for this run; where it `is_complete`, what is left is given up. Where
        it `is_at_limit`, that is noted at the page that would have come next."""
        self.is_done = True
        if is_at_limit:
            self._execute(
                "update page set problem = ? where id = (select id from page"
                " where school = ? and state = 'pending' order by kind desc, depth, id limit 1)",
                Problem.BUDGET,
                self.id,
            )
        if is_complete:
            self._execute(
                "update page set state = 'skipped' where school = ? and state = 'pending'", self.id
            )
        self._execute("update school set is_done = 1 where id = ?", self.id)

    def reports(self) -> list[KeptReport]:
        return [
            _report(row)
            for row in self._execute("select * from report where school = ? order by id", self.id)
        ]

    def pages_of(self, ids: Iterable[int]) -> list[PageEntry]:
        return [
            _entry(self._execute("select * from page where id = ?", number).fetchone())
            for number in ids
        ]

    def visited(self) -> list[str]:
        """The addresses of the pages that were read in this run, apart from reports."""
        rows = self._execute(
            "select url from page where school = ? and state = 'done' and found != ''"
            " and run = ? and kind < ? order by id",
            self.id,
            self._run,
            int(Kind.REPORT),
        )
        return [row["url"] for row in rows]

    def put_report(self, report: KeptReport) -> None:
        """Note a file that was kept; the same path again is its new version."""
        self._execute(
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

    def set_cells(self, path: str, cells: dict[str, str]) -> None:
        """What the manifest should say about a file."""
        self.database.put_cells("cell", path, cells)

    def forget_report(self, path: str) -> None:
        self._execute("delete from report where path = ?", path)
        self._execute("delete from cell where path = ?", path)

    def try_again(self) -> int:
        """Look again at promising pages that failed for a reason that passes; returns how many."""
        temporary = [problem for problem in Problem if problem.is_temporary]
        return self._execute(
            "update page set state = 'pending' where school = ? and state = 'done' and kind >= ?"
            " and problem in (select value from json_each(?))",
            self.id,
            int(Kind.HUB),
            json.dumps(temporary),
        ).rowcount

    def fetch_again(self, page: int) -> None:
        """Fetch a page whole, whatever is known of it."""
        self._execute(
            "update page set state = 'pending', etag = '', modified = '' where id = ?", page
        )

    def owner_of(self, path: str) -> int | None:
        """The page whose file has this path."""
        row = self._execute("select page from report where path = ?", path).fetchone()
        return None if row is None else int(row[0])

    def problems(self) -> Sequence[tuple[Problem, str, Kind, int | None]]:
        """Problem, address, kind and year of the pages that failed, the most promising first."""
        return [
            (Problem(row["problem"]), row["url"], Kind(row["kind"]), row["year"])
            for row in self._execute(
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
