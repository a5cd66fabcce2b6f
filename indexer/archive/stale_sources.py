"""Source files against what was indexed of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indexer.archive.known_sources import Place, place_of
from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.pages import HEAD, join_pages
from indexer.ingest.source_file import SourceFile, display_path
from indexer.ingest.sources import discover
from indexer.search.engine import Problem, SourceRecord


def find_stale(records: Iterable[SourceRecord]) -> Iterator[Problem]:
    """A problem for each report whose file is gone or no longer what was indexed."""
    in_order = sorted(records, key=place_of)
    files = _Files(record.location for record in in_order)
    for record in in_order:
        shown = display_path(record.location, record.member)
        # The folder that was indexed is what is left of the location without the path below it.
        folder = record.location.removesuffix(record.path).rstrip("/\\") or record.location
        found = [*files.at(place_of(record))]
        if not found:
            mend = Message("若是有意移走，运行 xxgk index %(folder)s --prune", folder=folder)
            yield Problem(Message("源文件不在了"), shown, mend)
        elif record.sha256 not in map(_hash_of, found):
            mend = Message("运行 xxgk index %(folder)s", folder=folder)
            yield Problem(Message("源文件与索引不一致"), shown, mend)


class _Files:
    """What may be read now at places known from before."""

    def __init__(self, locations: Iterable[str]) -> None:
        there = [location for location in dict.fromkeys(locations) if Path(location).exists()]
        self._files = {place_of(file): file for file in discover(there)}
        self._articles: dict[Path, Mapping[str, tuple[str, ...]]] = {}

    def at(self, place: Place) -> Iterator[SourceFile]:
        """The file itself, then the article of several pages that it begins."""
        file = self._files.get(place)
        if file is None:
            return
        yield file
        if not file.member:
            further = self._further_pages(Path(file.location))
            if further:
                yield replace(file, further=further)

    def _further_pages(self, first: Path) -> tuple[str, ...]:
        folder = first.parent
        if folder not in self._articles:
            names = sorted(entry.name for entry in folder.iterdir())
            joined = join_pages(names, lambda name: _head(folder / name))
            self._articles[folder] = {name: further for name, further in joined if further}
        return self._articles[folder].get(first.name, ())


def _head(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(HEAD)


def _hash_of(file: SourceFile) -> str:
    """ "" where it cannot be read."""
    try:
        return file.sha256()
    except UnreadableError:
        return ""
