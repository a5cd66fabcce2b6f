"""Reports as texts in data files, each with the parts that a person reads in it, in several shapes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

import pytest

from indexer.analysis.normalize import normalize
from indexer.ingest.parse import Overrides, parse_report
from indexer.ingest.readers import read_bytes
from indexer.reports.model import Part, Report, Source
from indexer.reports.numbering import read_marker
from indexer.reports.warnings import ReadingWarning

LEAST_CONFIDENCE = 0.1
FOLDER = Path(__file__).with_name("outlines")


@dataclass(frozen=True)
class Case:
    """One report of a data file."""

    name: str
    text: str
    parts: list[str]
    flat: bool = False
    topics: str | None = None
    warning: str = ""
    """A warning that the reading must give; "" where it must not warn of several years."""

    lower_headings: bool = True
    """False where no heading stands below the parts' own."""

    @property
    def headings(self) -> list[str]:
        """The headings of the parts, as written."""
        return [part.partition(" | ")[2] for part in self.parts]


def cases() -> list[Case]:
    """The reports of all data files."""
    return [
        Case(**{**report, "name": f"{file.stem}: {report['name']}"})
        for file in sorted(FOLDER.glob("*.toml"))
        for report in tomllib.loads(file.read_text(encoding="utf-8"))["report"]
    ]


def as_text(case: Case) -> tuple[str, str]:
    """The report as it stands in the data file."""
    return case.text, "report.txt"


def as_markdown(case: Case) -> tuple[str, str]:
    """Hashes before each section's heading, blank lines between paragraphs, tables with strokes."""
    blocks = []
    for is_row, lines in groupby(case.text.strip().split("\n"), key=lambda line: "\t" in line):
        if is_row:
            first, *rows = ["| " + line.replace("\t", " | ") + " |" for line in lines]
            blocks.append("\n".join([first, "|" + "---|" * (first.count("|") - 1), *rows]))
        else:
            blocks.extend(_hashes(line, case) + line for line in lines)
    return "\n\n".join(blocks), "report.md"


def _hashes(line: str, case: Case) -> str:
    if line not in case.headings:
        return ""
    part = case.parts[case.headings.index(line)]
    top = read_marker(case.headings[0])
    marker = read_marker(line)
    lower = "/" in part or bool(top and marker and top.rank is not marker.rank)
    return "### " if lower else "## "


def as_page(case: Case) -> tuple[str, str]:
    """A web page, runs of lines with tabs as tables."""
    body = []
    for is_row, lines in groupby(case.text.strip().split("\n"), key=lambda line: "\t" in line):
        rows = list(lines)
        body.extend([_table(rows)] if is_row else [f"<p>{escape(row)}</p>" for row in rows])
    page = '<html><head><meta charset="utf-8"></head><body><div id="vsb_content">{}</div></body></html>'
    return page.format("\n".join(body)), "report.htm"


def _table(rows: list[str]) -> str:
    cells = ["".join(f"<td>{escape(cell)}</td>" for cell in row.split("\t")) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def as_one_line(case: Case) -> tuple[str, str]:
    """The whole report run together, with a blank where a heading would lose its end."""
    return case.text.strip().replace("\n", " "), "report.txt"


SHAPES: dict[str, Callable[[Case], tuple[str, str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "page": as_page,
    "one line": as_one_line,
}


def read(case: Case, shape: str) -> Report:
    """What is read of a case in one shape; no fixture is refused as no report."""
    text, name = SHAPES[shape](case)
    extracted = read_bytes(text.encode(), name)
    return parse_report(
        extracted, Source(name), report_id="a", overrides=Overrides(school="某大学")
    )


def described(part: Part) -> str:
    """A part as the data files write it."""
    sections = " ".join(part.sections)
    if part.topics or (not part.opens_section and "unclassified" not in part.sections):
        return f"{sections}/{' '.join(part.topics)} | {part.heading}"
    return (
        f"{sections} | {part.heading}" if part.opens_section else f"({sections}) | {part.heading}"
    )


def read_parts(report: Report, case: Case) -> Iterator[str]:
    """The parts after the preamble, topics only where the case lists any."""
    lists_topics = case.topics is not None or any("/" in part for part in case.parts)
    for part in report.parts:
        line = described(part)
        is_topic = "/" in line.partition(" | ")[0]
        if part.sections != ("preamble",) and (lists_topics or not is_topic):
            yield line


def squeezed(text: str) -> str:
    """Text without white space, as nothing else of it may change."""
    return re.sub(r"\s", "", normalize(text))


def runs() -> list[tuple[Case, str]]:
    """Each case in each of its shapes."""
    return [
        (case, shape) for case in cases() for shape in SHAPES if shape != "one line" or case.flat
    ]


@pytest.mark.parametrize(
    ("case", "shape"), [pytest.param(*run, id=f"{run[0].name} ({run[1]})") for run in runs()]
)
def test_each_report_has_the_parts_that_a_person_reads(case: Case, shape: str) -> None:
    report = read(case, shape)
    found = [re.sub(" +", " ", line) for line in read_parts(report, case)]
    assert found == [re.sub(" +", " ", line) for line in case.parts]
    assert squeezed(report.text) == squeezed(case.text)
    if not case.lower_headings:
        assert len(report.outline) == len(case.parts)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_only_a_file_with_several_years_is_warned_of(case: Case) -> None:
    report = read(case, "text")
    assert (ReadingWarning.SEVERAL_YEARS in report.warnings) == (case.warning == "several_years")
    assert not case.warning or report.confidence == LEAST_CONFIDENCE
