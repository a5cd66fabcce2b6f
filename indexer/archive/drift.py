"""Source files against what was indexed of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from indexer.errors import UnreadableError
from indexer.ingest.content import Input, shown_path
from indexer.ingest.pages import HEAD, join_pages
from indexer.ingest.sources import discover
from indexer.search.engine import Problem, SourceRecord


def drifted(records: Iterable[SourceRecord]) -> Iterator[Problem]:
    """A problem for each report whose file is gone or no longer what was indexed."""
    in_order = sorted(records, key=attrgetter("location", "member"))
    for location, of_file in groupby(in_order, key=attrgetter("location")):
        there = _inputs_at(Path(location))
        for record in of_file:
            problem = _problem(record, [file for file in there if file.member == record.member])
            if problem:
                yield problem


def _problem(record: SourceRecord, files: Sequence[Input]) -> Problem | None:
    shown = shown_path(record.location, record.member)
    # The folder that was indexed is what is left of the location without the path below it.
    folder = record.location.removesuffix(record.path).rstrip("/\\") or record.location
    if not files:
        return Problem("源文件不在了", shown, f"若是有意移走，运行 xxgk index {folder} --prune")
    if record.sha256 not in map(_hash_now, files):
        return Problem("源文件与索引不一致", shown, f"运行 xxgk index {folder}")
    return None


def _inputs_at(place: Path) -> Sequence[Input]:
    """What may be read from a file: itself, its members, the article that it begins."""
    if not place.exists():
        return ()
    alone = tuple(discover([place]))
    return (*alone, *_articles(place, alone[0])) if len(alone) == 1 else alone


def _articles(place: Path, alone: Input) -> Iterator[Input]:
    """The article of several pages of which the file is the first."""
    names = sorted(entry.name for entry in place.parent.iterdir() if entry.suffix == place.suffix)
    for name, further in join_pages(names, lambda name: _head(place.with_name(name))):
        if name == place.name and further:
            yield Input(alone.path, alone.location, further=further)


def _head(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(HEAD)


def _hash_now(file: Input) -> str:
    try:
        return file.sha256()
    except UnreadableError:
        return ""
