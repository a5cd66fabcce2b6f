"""What is known between runs: of the runs themselves, of each school, of the manifest's rows.

A page and all that it led to is one transaction, so a crawl that is killed at any moment continues
with the page it had in hand.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from time import time
from typing import Final

from collector.database import Database
from collector.fetch import Spending
from collector.school_state import SchoolState

_STALE_SECONDS: Final = 3 * 86400
"""A run that was interrupted so long ago is not continued: another one begins."""


class State:
    """The runs, the schools, and the rows of the manifest."""

    def __init__(self, path: Path | None) -> None:
        """In a file, in memory where there is none. Raises StorageError, UsageError."""
        self.database = Database(path)
        self.run = 0
        self._execute = self.database.execute

    def close(self) -> None:
        self.database.close()

    def begin_run(self) -> None:
        """Continue the run that was interrupted, else begin one."""
        row = self._execute(
            "select id from run where finished is null and started > ? order by id desc limit 1",
            time() - _STALE_SECONDS,
        ).fetchone()
        if row is not None:
            self.run = int(row[0])
            return
        self._execute("update run set finished = started where finished is null")
        self.run = int(self._execute("insert into run (started) values (?)", time()).lastrowid or 0)

    def end_run(self) -> None:
        self._execute("update run set finished = ? where id = ?", time(), self.run)

    def begin_school(self, key: str, folder: str, pages: int, size: int) -> SchoolState:
        """The school's part of the state; what has to be looked at again is pending."""
        with self.database.transaction():
            row = self._execute("select * from school where key = ?", key).fetchone()
            if row is None:
                folder = self._free_folder(folder)
                self._execute("insert into school (key, folder) values (?, ?)", key, folder)
                row = self._execute("select * from school where key = ?", key).fetchone()
            school = self._school(row)
            if row["run"] != self.run:
                school.reopen()
                self._execute(
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
        row = self._execute("select * from school where key = ?", key).fetchone()
        return None if row is None else self._school(row)

    def _school(self, row: sqlite3.Row) -> SchoolState:
        return SchoolState(self.database, self.run, int(row["id"]), str(row["folder"]))

    def _free_folder(self, wanted: str) -> str:
        name, number = wanted, 1
        while self._execute("select 1 from school where folder = ?", name).fetchone():
            number += 1
            name = f"{wanted} ({number})"
        return name

    def cells(self, path: str) -> dict[str, str] | None:
        """What the manifest should say about a file; None of a file that is not kept."""
        return self._get("select cells from cell where path = ?", path)

    def paths(self) -> list[str]:
        """The files that the manifest should list."""
        return [row["path"] for row in self._execute("select path from cell order by path")]

    def set_written(self, path: str, cells: dict[str, str] | None) -> None:
        """What was last written about a file."""
        if cells is None:
            self._execute("delete from written where path = ?", path)
        else:
            self.database.put_cells("written", path, cells)

    def written(self, path: str) -> dict[str, str] | None:
        return self._get("select cells from written where path = ?", path)

    def written_paths(self) -> list[str]:
        return [row["path"] for row in self._execute("select path from written order by path")]

    def _get(self, sql: str, path: str) -> dict[str, str] | None:
        row = self._execute(sql, path).fetchone()
        return None if row is None else dict(json.loads(row["cells"]))
