"""The files found against the reports stored, before any file is understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.archive.known_sources import KnownSources, Place, place_of
from indexer.errors import UnreadableError
from indexer.ingest.source_file import SourceFile
from indexer.search.engine import SourceRecord


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What is to be done."""

    unchanged: tuple[tuple[SourceFile, SourceRecord], ...]
    changed: tuple[tuple[SourceFile, SourceRecord], ...]
    """Known places whose file is to be read again."""
    new: tuple[SourceFile, ...]
    faulty: tuple[SourceFile, ...]
    """What is known already to be unreadable. A report it gave earlier stays."""
    gone: tuple[SourceRecord, ...]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be read or removed."""
        return not (self.changed or self.new or self.gone)


class Digests:
    """Hashes of files as they were when first asked for: a second look reads nothing again."""

    def __init__(self) -> None:
        self._known: dict[Place, str] = {}

    def of(self, file: SourceFile) -> str:
        """ "" where the file cannot be read, which no stored hash equals."""
        place = place_of(file)
        if place not in self._known:
            try:
                self._known[place] = file.sha256()
            except UnreadableError:
                self._known[place] = ""
        return self._known[place]


def compare(
    inputs: Sequence[SourceFile], stock: KnownSources, prune_below: Sequence[Path], digests: Digests
) -> ChangeSet:
    """Sort files into unchanged, changed and new; `gone` are stored reports below `prune_below`
    whose place was not found."""
    unchanged: list[tuple[SourceFile, SourceRecord]] = []
    changed: list[tuple[SourceFile, SourceRecord]] = []
    new: list[SourceFile] = []
    for file in inputs:
        record = stock.at(place_of(file))
        if file.fault:
            continue
        if record is None:
            new.append(file)
        elif (record.sha256, record.overrides) == (digests.of(file), file.overrides_hash):
            unchanged.append((file, record))
        else:
            changed.append((file, record))
    faulty = tuple(file for file in inputs if file.fault)
    gone = _gone(inputs, stock, prune_below) if prune_below else ()
    return ChangeSet(tuple(unchanged), tuple(changed), tuple(new), faulty, gone)


def _gone(
    inputs: Sequence[SourceFile], stock: KnownSources, below: Sequence[Path]
) -> tuple[SourceRecord, ...]:
    found = {place_of(file) for file in inputs}
    faulty = {file.location for file in inputs if file.fault}
    roots = [root.resolve() for root in below]
    return tuple(
        record
        for record in stock.records()
        if place_of(record) not in found
        and record.location not in faulty  # an archive that cannot be opened may still hold it
        and any(Path(record.location).is_relative_to(root) for root in roots)
    )
