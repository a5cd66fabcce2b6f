"""Every example of docs/query-language.md is run, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.errors import QueryError
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, Plan
from indexer.search.parse import parse_query
from indexer.search.resolve import resolve
from tests.search.archives import report

DOC = Path(__file__).parents[2] / "docs" / "query-language.md"
FIELD = re.compile(r"-?(\w+):(?! )")


class Row(NamedTuple):
    language: str
    kind: str
    """The heading of the third column."""
    query: str
    second: str
    third: str


def rows() -> Iterator[Row]:
    language = kind = ""
    for line in DOC.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            language = line.removeprefix("## ")
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not line.startswith("| "):
            continue
        if not cells[0].startswith("`"):
            kind = cells[2]
            continue
        yield Row(language, kind, cells[0].strip("`"), cells[1], cells[2])


ROWS = [*rows()]
ERRORS = [row for row in ROWS if row.kind in ("提示", "Message contains")]
EXAMPLES = [row for row in ROWS if row not in ERRORS]


def archive_of(*reports: Report) -> IndexReader:
    engine = OracleEngine()
    with engine.writer() as writer:
        for one in reports:
            writer.put(one)
    return engine.reader()


def described(report_id: str, query: str, cell: str) -> Report:
    """The report that an example's cell stands for: a text, or the value of the query's field."""
    field = FIELD.match(query)
    if not field:
        return report(report_id, cell.replace("⏎", "\n"))
    value = None if cell in ("不详", "unknown") else cell
    plain = report(report_id, "正文")
    match field[1]:
        case "school" | "province" | "period" as name:
            return replace(plain, **{name: value})
        case "year":
            return replace(plain, year=int(value) if value else None)
        case "heading":
            return replace(plain, parts=(replace(plain.parts[0], heading=cell),))
        case label:
            return replace(plain, parts=(replace(plain.parts[0], **{f"{label}s": (cell,)}),))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row.language}-{row.query}")
def test_an_example_finds_what_it_says_and_not_the_other(row: Row) -> None:
    reader = archive_of(
        described("finds", row.query, row.second), described("not", row.query, row.third)
    )
    found = reader.search(Plan(resolve(parse_query(row.query), reader)))
    assert [part.report.id for part in found.parts] == ["finds"]


@pytest.mark.parametrize("row", ERRORS, ids=lambda row: f"{row.language}-{row.query}")
def test_an_error_points_where_it_says(row: Row) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(row.query)
    start, end = caught.value.where
    assert row.query[start:end] == row.second
    assert row.third in caught.value.message


def test_both_languages_give_the_same_examples() -> None:
    chinese = [row.query for row in ROWS if row.language == "中文"]
    english = [row.query for row in ROWS if row.language == "English"]
    assert chinese == english
    assert len(chinese) > 50
