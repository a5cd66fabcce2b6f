"""How well confidence tells reports that were read wrongly from those that were read rightly.

    python -m tests.ingest.measuring_confidence --reports 1500 --first 0

writes the AUC of confidence against being read wrongly, and what each value of confidence and each
warning is worth, over composed reports made harder.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.errors import NotAReportError
from indexer.reports.model import Report
from tests.ingest.composing import Composed
from tests.ingest.composing_hard import compose_hard
from tests.ingest.reading import read_text


@dataclass(frozen=True)
class ComposedReading:
    """What was read of one composed report."""

    composed: Composed
    report: Report | None
    """None where it was taken for no report."""
    wrong: frozenset[str] = field(default=frozenset())
    """The facts that were read wrongly."""


def read(seed: int) -> ComposedReading:
    composed = compose_hard(seed)
    try:
        report = read_text(composed.text, composed.path, own_title=composed.own_title)
    except NotAReportError:
        return ComposedReading(composed, None)
    return ComposedReading(composed, report, frozenset(_wrong(report, composed)))


def _wrong(report: Report, composed: Composed) -> Iterable[str]:
    if (report.school or "") != composed.school:
        yield "school"
    if (report.period or "") != composed.period:
        yield "period"
    if report.province not in composed.provinces:
        yield "province"
    if [section for section in report.sections if section != "preamble"] != composed.sections:
        yield "sections"


def auc(readings: Iterable[ComposedReading]) -> float:
    """The share of pairs of a right and a wrong reading in which the right one has the higher
    confidence; a tie counts half."""
    right: Counter[float] = Counter()
    wrong: Counter[float] = Counter()
    for reading in readings:
        if reading.report is not None:
            (wrong if reading.wrong else right)[reading.report.confidence] += 1
    pairs = right.total() * wrong.total()
    won = sum(
        many * few * (1.0 if high > low else 0.5 if high == low else 0.0)
        for high, many in right.items()
        for low, few in wrong.items()
    )
    return won / pairs if pairs else 1.0


def certain_but_wrong(readings: Iterable[ComposedReading]) -> list[ComposedReading]:
    """The readings with full confidence that are wrong all the same."""
    return [r for r in readings if r.wrong and r.report is not None and r.report.confidence == 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1500)
    parser.add_argument("--first", type=int, default=0, help="number of the first report")
    parser.add_argument("--cases", type=int, default=0, help="print so many wrong readings")
    given = parser.parse_args()
    readings = [read(seed) for seed in range(given.first, given.first + given.reports)]
    accepted = [reading for reading in readings if reading.report is not None]
    wrong = [reading for reading in accepted if reading.wrong]
    _print(f"{len(readings)} reports, {len(readings) - len(accepted)} refused, {len(wrong)} wrong")
    _print(f"AUC {auc(accepted):.3f}; wrong at 100 %: {len(certain_but_wrong(accepted))}")
    _print("wrong facts:", dict(Counter(fact for reading in wrong for fact in reading.wrong)))
    _print_values(accepted)
    _print_warnings(accepted)
    for reading in sorted(wrong, key=_confidence, reverse=True)[: given.cases]:
        assert reading.report
        found = (reading.report.school, reading.report.period, reading.report.sections)
        truth = (reading.composed.school, reading.composed.period, reading.composed.sections)
        _print(_confidence(reading), sorted(reading.wrong), reading.composed.faults, found, truth)


def _print(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def _confidence(reading: ComposedReading) -> float:
    assert reading.report
    return reading.report.confidence


def _print_values(readings: list[ComposedReading]) -> None:
    by_value: defaultdict[float, list[bool]] = defaultdict(list)
    for reading in readings:
        by_value[_confidence(reading)].append(bool(reading.wrong))
    for value in sorted(by_value, reverse=True):
        _print(f"  {value:.2f}: {sum(by_value[value])} wrong of {len(by_value[value])}")


def _print_warnings(readings: list[ComposedReading]) -> None:
    by_warning: defaultdict[str, list[bool]] = defaultdict(list)
    for reading in readings:
        assert reading.report
        for warning in reading.report.warnings:
            by_warning[warning].append(bool(reading.wrong))
    for warning, wrong in sorted(by_warning.items()):
        _print(f"  {warning}: {sum(wrong)} wrong of {len(wrong)}")


if __name__ == "__main__":
    main()
