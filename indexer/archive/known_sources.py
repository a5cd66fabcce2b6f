"""Index of known source files: kept in step during an update, and checked for stale ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.files import discover
from indexer.ingest.source_file import TITLE_SCAN_BYTES, SourceFile, display_path, join_pages
from indexer.search.engine import Problem, SourceRecord


class SourceLocation(NamedTuple):
    """Where a report's file is: what identifies it from one update to the next."""

    location: str
    member: str


class HasLocation(Protocol):
    """A source file, a report's source, a stored record."""

    @property
    def location(self) -> str: ...

    @property
    def member(self) -> str: ...


def location_of(source: HasLocation) -> SourceLocation:
    return SourceLocation(source.location, source.member)


class KnownSources:
    """The records of stored reports by id, location and text, in step with a batch's changes."""

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._by_id = {record.report_id: record for record in records}
        self._by_location = {location_of(record): record for record in self._by_id.values()}
        self._by_text_hash = {record.text_hash: record for record in self._by_id.values()}

    def records(self) -> Iterable[SourceRecord]:
        return self._by_id.values()

    def by_location(self, location: SourceLocation) -> SourceRecord | None:
        """The report read from this file last time."""
        return self._by_location.get(location)

    def by_text_hash(self, text_hash: str) -> SourceRecord | None:
        """The report with this text, unless its file is suspended."""
        return self._by_text_hash.get(text_hash)

    def suspend(self, records: Iterable[SourceRecord]) -> None:
        """Ignore the old texts of files that are about to be read again."""
        for record in records:
            self._by_text_hash.pop(record.text_hash, None)

    def restore(self, record: SourceRecord) -> None:
        """A suspended file keeps its old text."""
        self._by_text_hash.setdefault(record.text_hash, record)

    def add(self, record: SourceRecord) -> SourceRecord:
        """Returns the record with the id and path under which the report is to be stored."""
        record = self._identified(record)
        self._by_id[record.report_id] = record
        self._by_location[location_of(record)] = record
        self._by_text_hash[record.text_hash] = record
        return record

    def remove(self, record: SourceRecord) -> None:
        del self._by_id[record.report_id]
        self._by_location.pop(location_of(record), None)
        if self._by_text_hash.get(record.text_hash) is record:
            del self._by_text_hash[record.text_hash]

    def _identified(self, record: SourceRecord) -> SourceRecord:
        """A known file keeps its id and its path, whichever folder it is indexed from. An id that
        another file has gets a suffix, a hash of the location, so it is the same every time."""
        old = self.by_location(location_of(record))
        if old is not None:
            return replace(record, report_id=old.report_id, path=old.path)
        if record.report_id not in self._by_id:
            return record
        location = "\0".join(location_of(record)).encode("utf-8", "surrogatepass")
        suffix = hashlib.blake2b(location, digest_size=4).hexdigest()
        return replace(record, report_id=f"{record.report_id}-{suffix}")


def file_exists(record: SourceRecord) -> bool:
    return Path(record.location).exists()


def content_hash(file: SourceFile) -> str:
    """The hash of a file's content; "" where it cannot be read, which equals no stored hash."""
    try:
        return file.sha256()
    except UnreadableError:
        return ""


def find_stale(records: Iterable[SourceRecord]) -> Iterator[Problem]:
    """A problem for each report whose file is missing or differs from what was indexed."""
    in_order = sorted(records, key=location_of)
    files = _CurrentFiles(record.location for record in in_order)
    for record in in_order:
        shown = display_path(record.location, record.member)
        # The folder that was indexed: the location without the path below that folder.
        folder = record.location.removesuffix(record.path).rstrip("/\\") or record.location
        candidates = [*files.at(location_of(record))]
        if not candidates:
            fix = Message("若是有意移走，运行 xxgk index %(folder)s --prune", folder=folder)
            yield Problem(Message("源文件已不存在"), shown, fix)
        elif record.sha256 not in map(content_hash, candidates):
            fix = Message("运行 xxgk index %(folder)s", folder=folder)
            yield Problem(Message("源文件与索引不一致"), shown, fix)


class _CurrentFiles:
    """What can be read at known locations now."""

    def __init__(self, locations: Iterable[str]) -> None:
        existing = [location for location in dict.fromkeys(locations) if Path(location).exists()]
        self._files = {location_of(file): file for file in discover(existing)}
        self._articles: dict[Path, Mapping[str, tuple[str, ...]]] = {}

    def at(self, location: SourceLocation) -> Iterator[SourceFile]:
        """The file alone, then with the further pages of the article that it begins."""
        file = self._files.get(location)
        if file is None:
            return
        yield file
        if not file.member and (further := self._further_pages(Path(file.location))):
            yield replace(file, continuation_pages=further)

    def _further_pages(self, first: Path) -> tuple[str, ...]:
        folder = first.parent
        if folder not in self._articles:
            names = sorted(entry.name for entry in folder.iterdir())
            joined = join_pages(names, lambda name: _beginning(folder / name))
            self._articles[folder] = {name: further for name, further in joined if further}
        return self._articles[folder].get(first.name, ())


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(TITLE_SCAN_BYTES)
