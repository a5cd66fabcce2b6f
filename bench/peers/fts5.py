"""SQLite's FTS5: one column with our words, facets by GROUP BY over the matches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bench.peers import FACETS, PAGE, Answer, Query
from bench.peers.words import facet_values, without_blanks, words_of_part, words_of_term
from indexer.reports.model import Report

SCHEMA: Final = """
    CREATE VIRTUAL TABLE words USING fts5(text, tokenize="unicode61 remove_diacritics 0");
    CREATE TABLE parts(id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE facets(part INTEGER, facet TEXT, value TEXT,
                        PRIMARY KEY (facet, part, value)) WITHOUT ROWID;
"""
MAPPED: Final = 1 << 40
CACHE: Final = -64_000
"""64 MB of pages; SQLite takes a negative number as kilobytes."""
FOUND: Final = "CREATE TEMP TABLE found(part INTEGER PRIMARY KEY, rank REAL)"
MATCH: Final = "INSERT INTO found SELECT rowid, rank FROM words WHERE words MATCH ?"
UNDER: Final = (
    " AND EXISTS (SELECT 1 FROM facets WHERE part = words.rowid AND facet = ? AND value = ?)"
)
BEST: Final = "SELECT part FROM found ORDER BY rank, part LIMIT ? OFFSET ?"
SNIPPET: Final = """
    SELECT snippet(words, 0, '<b>', '</b>', '…', 40) FROM words
    WHERE words MATCH ? AND rowid = ?
"""
COUNTS: Final = """
    SELECT value, count(*) FROM found CROSS JOIN facets USING (part) WHERE facet = ?
    GROUP BY value ORDER BY count(*) DESC, value LIMIT 20
"""
"""With CROSS JOIN SQLite starts from `found`, not from the facets of all parts."""


class Fts5:
    """Phrases of words, combined by AND; its own NEAR, which counts words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: sqlite3.Connection | None = None

    def build(self, reports: Iterable[Report]) -> None:
        self._folder.mkdir(parents=True)
        connection = sqlite3.connect(self._file, isolation_level=None)
        connection.executescript(f"PRAGMA journal_mode = OFF; {SCHEMA}")
        connection.execute("BEGIN")
        for report in reports:
            _add(connection, report)
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.execute("COMMIT")
        connection.close()

    def open(self) -> None:
        self.close()
        self._connection = sqlite3.connect(self._file, isolation_level=None)
        self._connection.executescript(
            f"PRAGMA temp_store = MEMORY; PRAGMA mmap_size = {MAPPED}; PRAGMA cache_size = {CACHE}"
        )
        self._connection.execute(FOUND)

    def forget(self) -> None:
        self.open()  # a connection has its own cache

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def search(self, query: Query) -> Answer:
        connection = self._match(query)
        (total,) = connection.execute("SELECT count(*) FROM found").fetchone()
        best = connection.execute(BEST, (PAGE, (query.page - 1) * PAGE)).fetchall()
        asked = _expression(query)
        snippets = (connection.execute(SNIPPET, (asked, part)).fetchone()[0] for (part,) in best)
        return Answer(
            total,
            tuple(without_blanks(snippet) for snippet in snippets),
            {name: len(connection.execute(COUNTS, (name,)).fetchall()) for name in FACETS},
        )

    def matches(self, query: Query) -> set[str]:
        names = self._match(query).execute(
            "SELECT name FROM found JOIN parts ON parts.id = found.part"
        )
        return {name for (name,) in names}

    def _match(self, query: Query) -> sqlite3.Connection:
        """The connection, its table `found` filled with the matches."""
        assert self._connection is not None
        statement, values = MATCH, [_expression(query)]
        for name, value in (("year", query.year), ("section", query.section)):
            if value is not None:
                statement += UNDER
                values += [name, str(value)]
        self._connection.execute("DELETE FROM found")
        self._connection.execute(statement, values)
        return self._connection

    @property
    def _file(self) -> Path:
        return self._folder / "reports.sqlite"


def _add(connection: sqlite3.Connection, report: Report) -> None:
    for part in report.parts:
        number = connection.execute(
            "INSERT INTO words(text) VALUES (?)", (words_of_part(part),)
        ).lastrowid
        name = f"{report.id}#{part.ordinal}"
        connection.execute("INSERT INTO parts VALUES (?, ?)", (number, name))
        connection.executemany(
            "INSERT INTO facets VALUES (?, ?, ?)",
            [(number, facet, value) for facet, value in facet_values(report, part)],
        )


def _expression(query: Query) -> str:
    phrases = [_phrase(term) for term in query.terms]
    wanted = (
        " AND ".join(phrases) if query.near is None else f"NEAR({' '.join(phrases)}, {query.near})"
    )
    return " NOT ".join([f"({wanted})", *map(_phrase, query.without)])


def _phrase(term: str) -> str:
    return '"{}"'.format(" ".join(words_of_term(term)).replace('"', '""'))
