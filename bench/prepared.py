"""A corpus on disk as parsed reports, and the correct matches of a query by their plain text.

Every engine reads the same parsed reports one by one, so that no process has all of them in memory.
A later run of the same size uses the same files.
"""

from __future__ import annotations

import json
import multiprocessing
import pickle
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from bench.corpus import GeneratedReport, generate
from bench.peers import Query
from indexer.analysis.matching import contains, is_near
from indexer.analysis.normalize import BOUNDARY, normalize, normalize_term
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.ingest.source_file import report_id
from indexer.reports.model import Part, Report, Source

_PARTS_IN_A_REPORT: Final = 14
"""On average."""
_BATCH: Final = 50
"""Reports made by another process at once."""


@dataclass(frozen=True, slots=True)
class PlainPart:
    """A part with normalised text, which decides what it matches and how it is graded."""

    id: str
    """`report#ordinal`."""
    school: str
    year: int | None
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    heading: str
    text: str

    @classmethod
    def of(cls, report: Report, part: Part) -> PlainPart:
        return cls(
            id=f"{report.id}#{part.ordinal}",
            school=report.school or "",
            year=report.year,
            sections=part.sections,
            topics=part.topics,
            heading=normalize(part.heading),
            text=normalize(part.text),
        )

    def matches(self, query: Query, terms: Sequence[str], without: Sequence[str]) -> bool:
        """Whether the part matches a query with normalised terms."""
        if query.year not in (None, self.year):
            return False
        if query.section is not None and query.section not in self.sections:
            return False
        whole = f"{self.heading}{BOUNDARY}{self.text}"
        return (
            all(contains(whole, term) for term in terms)
            and not any(contains(whole, term) for term in without)
            and (query.near is None or is_near(whole, terms[0], terms[1], query.near))
        )


def plain_parts(reports: Iterable[Report]) -> Iterator[PlainPart]:
    return (PlainPart.of(report, part) for report in reports for part in report.parts)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A corpus in its own folder."""

    folder: Path
    count: int
    """Reports."""
    bytes: int
    """Size of their UTF-8 texts."""

    def reports(self) -> Iterator[Report]:
        """The parsed reports that every engine indexes."""
        with (self.folder / "reports.pickle").open("rb") as file:
            for _ in range(self.count):
                yield pickle.load(file)  # noqa: S301 - written by `prepare`, in our own folder

    def sample(self, wanted: int) -> list[PlainPart]:
        """About that many parts, evenly spread over the corpus; at least one."""
        step = max(1, self.count * _PARTS_IN_A_REPORT // wanted)
        parts = ((report, part) for report in self.reports() for part in report.parts)
        return [PlainPart.of(report, part) for report, part in islice(parts, 0, None, step)]

    def matches(self, queries: Sequence[Query]) -> list[set[str]]:
        """The ids of the parts that match each query, determined by reading every text once."""
        found: list[set[str]] = [set() for _ in queries]
        terms = [[*map(normalize_term, query.terms)] for query in queries]
        without = [[*map(normalize_term, query.without)] for query in queries]
        for part in plain_parts(self.reports()):
            for number, query in enumerate(queries):
                if part.matches(query, terms[number], without[number]):
                    found[number].add(part.id)
        return found


def prepare(folder: Path, count: int) -> Prepared:
    """A corpus of that many reports in the folder, generated unless it exists."""
    done = folder / "corpus.json"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        size = _write(folder / "reports.pickle", count)
        done.write_text(json.dumps({"bytes": size}), encoding="ascii")
    return Prepared(folder, count, json.loads(done.read_text(encoding="ascii"))["bytes"])


def parse(made: GeneratedReport) -> Report:
    """A generated report, parsed, with the id that it gets when its file is indexed."""
    source = Source(made.path, size=len(made.text.encode()))
    return parse_report(Extracted(made.text), source, report_id=report_id(made.path))


def _write(file: Path, count: int) -> int:
    """Write the parsed reports, using all processors. Returns the size of their texts."""
    size = 0
    spawn = multiprocessing.get_context("spawn")
    with file.open("wb") as pickles, ProcessPoolExecutor(mp_context=spawn) as pool:
        for report in pool.map(_make, range(count), chunksize=_BATCH):
            pickle.dump(report, pickles, pickle.HIGHEST_PROTOCOL)
            size += report.source.size
    return size


def _make(number: int) -> Report:
    return parse(next(generate(1, first=number)))
