"""What the archive holds while an update runs: by id, by place, by text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol

from indexer.search.engine import SourceRecord


class Place(NamedTuple):
    """Where a report's file is: what makes it the same file as last time."""

    location: str
    member: str


class KnownSources:
    """The stored reports' records, kept in step with the changes of a batch."""

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._by_id = {record.report_id: record for record in records}
        self._by_place = {place_of(record): record for record in self._by_id.values()}
        self._by_text = {record.text_hash: record for record in self._by_id.values()}

    def records(self) -> Iterable[SourceRecord]:
        return self._by_id.values()

    def at(self, place: Place) -> SourceRecord | None:
        """The report read from this place last time."""
        return self._by_place.get(place)

    def with_text(self, text_hash: str) -> SourceRecord | None:
        """The report with this text; while its own file is read again it does not count."""
        return self._by_text.get(text_hash)

    def set_aside(self, records: Iterable[SourceRecord]) -> None:
        """These files are about to be read again: what their texts were decides nothing."""
        for record in records:
            self._by_text.pop(record.text_hash, None)

    def keep(self, record: SourceRecord) -> None:
        """A file that was set aside stays as it was."""
        self._by_text.setdefault(record.text_hash, record)

    def add(self, record: SourceRecord) -> SourceRecord:
        """A report to be stored; gives its record under the id and path it is stored with."""
        record = self._named(record)
        self._by_id[record.report_id] = record
        self._by_place[place_of(record)] = record
        self._by_text[record.text_hash] = record
        return record

    def drop(self, record: SourceRecord) -> None:
        del self._by_id[record.report_id]
        self._by_place.pop(place_of(record), None)
        if self._by_text.get(record.text_hash) is record:
            del self._by_text[record.text_hash]

    def _named(self, record: SourceRecord) -> SourceRecord:
        """A file read before keeps its id and the path it had, whichever folder it is indexed by.

        An id that another file has is told apart by a hash of the place, the same every time.
        """
        old = self.at(place_of(record))
        if old is not None:
            return replace(record, report_id=old.report_id, path=old.path)
        if record.report_id not in self._by_id:
            return record
        place = "\0".join(place_of(record)).encode("utf-8", "surrogatepass")
        tail = hashlib.blake2b(place, digest_size=4).hexdigest()
        return replace(record, report_id=f"{record.report_id}-{tail}")


class HasPlace(Protocol):
    """A file found, a report's source, a stored record."""

    @property
    def location(self) -> str: ...

    @property
    def member(self) -> str: ...


def place_of(source: HasPlace) -> Place:
    return Place(source.location, source.member)


def is_gone(record: SourceRecord) -> bool:
    """Whether the file is no longer there."""
    return not Path(record.location).exists()
