"""The SQLite file in which the state of a crawl is kept between runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Literal

from indexer.errors import StorageError, UsageError
from indexer.i18n import Message

VERSION: Final = 1
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


class Database:
    """One process at a time uses it; `collect` locks its folder."""

    def __init__(self, path: Path | None) -> None:
        """In a file, in memory where there is none. Raises StorageError, UsageError."""
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

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Raises StorageError where the disk is full or fails."""
        try:
            return self._db.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise StorageError(
                Message("无法写入 %(path)s：%(reason)s", path=self._path, reason=error)
            ) from error

    def put_cells(
        self, table: Literal["cell", "written"], path: str, cells: dict[str, str]
    ) -> None:
        """Note what a table says about a file."""
        sql = {
            "cell": "insert or replace into cell values (?, ?)",
            "written": "insert or replace into written values (?, ?)",
        }
        self.execute(sql[table], path, json.dumps(cells, ensure_ascii=False))
