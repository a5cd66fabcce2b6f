"""A corpus made ready once, on disk: its text files, its reports as parsed, its plain texts.

Every engine is given the same parsed reports, one after the other, so that no process ever holds
them all, and a second run begins where the first one left its files.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.corpus import GeneratedReport, generate, write_corpus
from bench.plain import PlainTexts, plain_lines
from indexer.ingest.extracted import Extracted
from indexer.ingest.identity import report_id
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, Source

_AT_ONCE: Final = 50
"""Reports made by one call of another process."""
_FEW: Final = 200
"""So few are made sooner than another process starts."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A corpus in a folder of its own."""

    folder: Path
    count: int
    """Reports."""
    bytes: int
    """Of their UTF-8 texts."""

    @property
    def texts(self) -> Path:
        """The folder of text files, as `xxgk index` reads them."""
        return self.folder / "texts"

    @property
    def plain(self) -> PlainTexts:
        return PlainTexts(self.folder / "plain.txt")

    def reports(self) -> Iterator[Report]:
        """The reports as the reader reads them: what every engine is given."""
        with (self.folder / "reports.pickle").open("rb") as file:
            for _ in range(self.count):
                yield pickle.load(file)  # noqa: S301 - written by `prepare`, in our own folder


def prepare(folder: Path, count: int) -> Prepared:
    """The corpus of that many reports in a folder, made there unless it is there already."""
    done = folder / "corpus.json"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        size = _write(folder, count)
        done.write_text(json.dumps({"count": count, "bytes": size}), encoding="ascii")
    known = json.loads(done.read_text(encoding="ascii"))
    if known["count"] != count:
        raise ValueError(f"{folder} holds a corpus of {known['count']} reports, not of {count}")
    return Prepared(folder, count, known["bytes"])


def parsed(made: GeneratedReport) -> Report:
    """A generated report as the reader reads it, under the id that indexing its file gives."""
    source = Source(made.path, size=len(made.text.encode()))
    return parse_report(Extracted(made.text), source, report_id=report_id(made.path))


def _write(folder: Path, count: int) -> int:
    size = 0
    chunks = [(folder, first, min(_AT_ONCE, count - first)) for first in range(0, count, _AT_ONCE)]
    with (
        (folder / "reports.pickle").open("wb") as reports,
        (folder / "plain.txt").open("wb") as plain,
        _made(chunks) as pieces,
    ):
        for pickled, lines, written in pieces:
            reports.write(pickled)
            plain.write(lines)
            size += written
    return size


Piece = tuple[bytes, bytes, int]


@contextmanager
def _made(chunks: list[tuple[Path, int, int]]) -> Iterator[Iterable[Piece]]:
    """What `_make` gives for each chunk, in their order, by all processors where that pays."""
    if len(chunks) * _AT_ONCE <= _FEW:
        yield map(_make, chunks)
        return
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        yield pool.imap(_make, chunks)


def _make(chunk: tuple[Path, int, int]) -> Piece:
    """Some reports, written as text files: pickled, as plain lines, and how many bytes of text."""
    folder, first, count = chunk
    made = [*generate(count, first=first)]
    size = write_corpus(folder / "texts", made)
    reports = [parsed(each) for each in made]
    pickled = b"".join(pickle.dumps(report, pickle.HIGHEST_PROTOCOL) for report in reports)
    lines = "".join(line for report in reports for line in plain_lines(report))
    return pickled, lines.encode("utf-8", "surrogatepass"), size
