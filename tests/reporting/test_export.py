"""Hits and reports as rows of a table."""

from __future__ import annotations

from dataclasses import fields

from indexer.reporting.export import HIT_COLUMNS, REPORT_COLUMNS, hit_row, report_row
from indexer.reports.model import Part
from indexer.search.engine import ReportHead
from indexer.search.response import Hit, Snippet

HEAD = ReportHead(
    id="a-0123456789ab",
    school="青江职业学院",
    province=None,
    period="2023-2024",
    year=2024,
    period_start=None,
    period_end=None,
    published="2024-10-30",
    title="@title",
    source_url=None,
    path="a.txt",
    sections=("preamble", "overview"),
)


def test_a_hit_has_a_cell_for_every_column() -> None:
    part = Part(2, ("evaluation", "complaints"), (), "四、评议及举报情况", "=没有收到举报。")
    hit = Hit(
        report_id=HEAD.id,
        ordinal=2,
        school=HEAD.school,
        province=HEAD.province,
        period=HEAD.period,
        year=HEAD.year,
        published=HEAD.published,
        published_from=HEAD.published_from,
        title=HEAD.title,
        sections=part.sections,
        topics=part.topics,
        heading=part.heading,
        heading_marks=(),
        score=1.0,
        snippets=(Snippet("没有收到"), Snippet("举报。")),
        source_url=None,
        path=HEAD.path,
        part=part,
    )
    row = hit_row(hit)
    assert tuple(row) == HIT_COLUMNS
    assert (row["province"], row["topics"], row["year"]) == ("", "", "2024")
    assert row["sections"] == "evaluation; complaints"
    assert row["snippet"] == "没有收到 … 举报。"
    assert row["text"] == "'=没有收到举报。"
    assert row["url"] == "/reports/a-0123456789ab#s2"


def test_a_report_has_a_cell_for_everything_known_of_it() -> None:
    row = report_row(HEAD)
    assert tuple(row) == REPORT_COLUMNS
    assert {*REPORT_COLUMNS} == {field.name for field in fields(ReportHead)}
    assert row["title"] == "'@title"
    assert row["sections"] == "preamble; overview"
