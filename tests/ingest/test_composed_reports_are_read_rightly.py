"""Composed reports with the faults of real ones: what is read, compared with what was composed."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from indexer.analysis.normalize import normalize
from indexer.reports.model import Report
from indexer.reports.taxonomy import TOPICAL_SECTIONS
from tests.ingest.composing import Composed, compose
from tests.ingest.composing_faults import FAULTS
from tests.ingest.reading import read_text

REPORTS = 250
MANY_REPORTS = 5_000
RESIDUE = re.compile(r"\n\n|^\n|\n$|[ \u3000]\n|\n[ \u3000]|\*\*|\[bookmark|\u200b|\f")


def read(composed: Composed) -> Report:
    """What is read of a composed report."""
    return read_text(composed.text, composed.path, own_title=composed.own_title)


def squeezed(text: str) -> str:
    """Text with what a reading may change taken out."""
    return re.sub(r"\s", "", normalize(text))


def sentences(composed: Composed) -> list[str]:
    """The report's sentences as its text has them."""
    spoilt = composed.sentences
    for fault in composed.text_faults:
        spoilt = [fault(sentence) for sentence in spoilt]
    return [squeezed(sentence) for sentence in spoilt]


def mistakes(composed: Composed) -> Counter[str]:
    """What was read wrongly, by kind."""
    report = read(composed)
    paragraphs = [squeezed(line) for line in report.text.split("\n")]
    wrong = {
        "school": report.school != composed.school,
        "period": report.period != composed.period,
        "days": (report.period_start, report.period_end) != (composed.start, composed.end),
        "published": report.published != composed.published,
        "province": report.province not in composed.provinces,
        "sections": [s for s in report.sections if s != "preamble"] != composed.sections,
        "topics": [t for part in report.parts for t in part.topics] != composed.topics,
        "sentence": any(all(s not in p for p in paragraphs) for s in sentences(composed)),
    }
    return Counter(kind for kind, is_wrong in wrong.items() if is_wrong)


def hold(seeds: range) -> None:
    """The promise: facts 99 %, sections 97 %, province never wrong, no sentence lost or torn."""
    counts = Counter(dict.fromkeys(("school", "period", "sections", "province", "sentence"), 0))
    for seed in seeds:
        counts.update(mistakes(compose(seed)))
    assert counts["province"] == 0
    for kind in ("school", "period", "days", "published", "topics", "sentence"):
        assert counts[kind] <= 0.01 * len(seeds), counts
    assert counts["sections"] <= 0.03 * len(seeds), counts


def test_spoilt_reports_are_read_as_they_were_made() -> None:
    hold(range(REPORTS))


@pytest.mark.nightly
def test_many_spoilt_reports_are_read_as_they_were_made() -> None:
    hold(range(REPORTS, MANY_REPORTS))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_is_seen_through(fault: str) -> None:
    seeds = (seed for seed in range(10_000) if fault in compose(seed).faults)
    wrong = Counter[str]()
    for _, seed in zip(range(6), seeds, strict=False):
        wrong += mistakes(compose(seed))
    assert not wrong


def test_the_parts_of_a_report_count_from_one_with_the_preamble_first() -> None:
    for seed in range(40):
        parts = read(compose(seed)).parts
        assert [part.ordinal for part in parts] == [*range(1, len(parts) + 1)]
        assert [part for part in parts if part.sections == ("preamble",)] == [parts[0]]
        assert all(part.sections[0] in TOPICAL_SECTIONS for part in parts if part.topics)
        assert not any(part.opens_section for part in parts if part.topics)


def test_paragraphs_end_with_one_newline_and_hold_no_residue() -> None:
    for seed in range(60):
        for part in read(compose(seed)).parts:
            assert not RESIDUE.search(part.text)
            assert "\n" not in part.heading
