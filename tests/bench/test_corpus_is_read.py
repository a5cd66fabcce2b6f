"""The reader finds in generated reports what the generator put there."""

from __future__ import annotations

from typing import Any

import pytest

from bench.corpus import GeneratedReport, generate
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, Source

FIELDS = ("school", "province", "period", "year", "period_start", "period_end", "published")


@pytest.fixture(scope="module", params=[40, pytest.param(200, marks=pytest.mark.slow)])
def readings(request: pytest.FixtureRequest) -> list[tuple[GeneratedReport, Report]]:
    return [
        (made, parse_report(Extracted(made.text), Source(made.path), report_id=str(made.number)))
        for made in generate(request.param)
    ]


@pytest.mark.parametrize("field", [*FIELDS, "title", "sections"])
def test_a_generated_report_is_read_as_it_was_meant(
    readings: list[tuple[GeneratedReport, Report]], field: str
) -> None:
    meant: dict[int, Any] = {made.number: getattr(made, field) for made, _ in readings}
    assert {made.number: getattr(read, field) for made, read in readings} == meant


def test_topics_are_told_apart_as_they_were_meant(
    readings: list[tuple[GeneratedReport, Report]],
) -> None:
    found = {
        made.number: tuple(topic for part in read.parts for topic in part.topics)
        for made, read in readings
    }
    assert found == {made.number: made.topics for made, _ in readings}


def test_no_character_of_a_generated_report_is_lost(
    readings: list[tuple[GeneratedReport, Report]],
) -> None:
    for made, read in readings:
        assert "".join(read.text.split()) == "".join(made.text.split())
