"""Small archives in memory for the tests of search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.engines.oracle import OracleEngine
from indexer.reports.model import Part, Report, Source
from indexer.search.engine import IndexReader


def archive(schools: Mapping[str, Sequence[str]], **labels: tuple[str, ...]) -> IndexReader:
    """An archive with one report per school, whose parts have these texts and these labels."""
    engine = OracleEngine()
    with engine.writer() as writer:
        for number, (school, texts) in enumerate(schools.items()):
            writer.put(report(f"r{number}", *texts, school=school, **labels))
    return engine.reader()


def report(
    report_id: str,
    *texts: str,
    school: str | None = None,
    sections: tuple[str, ...] = ("overview",),
    topics: tuple[str, ...] = (),
) -> Report:
    """A report whose parts have these texts, all with the same labels and heading."""
    return Report(
        id=report_id,
        school=school,
        province=None,
        period="2024",
        year=2024,
        period_start=None,
        period_end=None,
        published=None,
        title="",
        source_url=None,
        source=Source(f"{report_id}.txt"),
        parts=tuple(
            Part(ordinal, sections, topics, "一、概述", text)
            for ordinal, text in enumerate(texts, start=1)
        ),
    )
