"""Small archives in memory for the tests of this room."""

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
            writer.put(_report(f"r{number}", school, texts, labels))
    return engine.reader()


def _report(
    report_id: str, school: str, texts: Sequence[str], labels: Mapping[str, tuple[str, ...]]
) -> Report:
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
            Part(
                ordinal,
                labels.get("sections", ("overview",)),
                labels.get("topics", ()),
                "一、概述",
                text,
            )
            for ordinal, text in enumerate(texts, start=1)
        ),
    )
