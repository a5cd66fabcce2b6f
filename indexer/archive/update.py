"""Files against the archive: what is new, changed, unchanged, gone, or told twice.

A file is known by its place (location and member of a zip), and unchanged where it and its row
of the manifest have the same hashes as before. Two files are one report when their normalised
texts are equal: the first stays. All changes of a run are one batch of the engine, so one new
generation; a run with nothing to do makes none and needs no lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from time import monotonic

from indexer.archive.account import Account
from indexer.archive.batch import Batch
from indexer.archive.changes import ChangeSet, Digests, compare
from indexer.archive.known_sources import KnownSources
from indexer.archive.summary import FileOutcome, OnProgress, UpdateSummary
from indexer.ingest.source_file import SourceFile
from indexer.ingest.sources import discover, place_of
from indexer.ingest.workers import read_reports
from indexer.search.engine import IndexWriter, SearchEngine


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """What a user asks of an update."""

    paths: tuple[Path, ...]
    exclude: tuple[Path, ...] = ()
    """Folders that are no sources although they lie below `paths`: the index itself."""
    rebuild: bool = False
    prune: bool = False
    jobs: int | None = None
    progress: OnProgress | None = None


@dataclass(frozen=True, slots=True)
class _View:
    """What was seen of the archive, and when."""

    generation: int | None
    """None where the update starts from nothing."""
    stock: KnownSources
    comparison: ChangeSet

    @property
    def is_settled(self) -> bool:
        return self.generation is not None and self.comparison.is_settled


class _NothingChangedError(Exception):
    """Leaves a batch without committing it."""


def places(paths: Iterable[str | PathLike[str]]) -> tuple[Path, ...]:
    """What a user named, as `UpdateOptions` has it. Raises UsageError for an empty name."""
    return tuple(map(place_of, paths))


def update(engine: SearchEngine, wanted: UpdateOptions) -> UpdateSummary:
    """One run. Raises UsageError for a path that is not there, UnusableIndexError."""
    began = monotonic()
    inputs = tuple(discover(wanted.paths, exclude=wanted.exclude))
    account = Account(len(inputs), wanted.progress)
    _Run(engine, wanted, inputs, account).run()
    with closing(engine.reader()) as reader:
        statistics = reader.statistics()
    return account.summary(statistics, monotonic() - began)


class _Run:
    """The steps of one update."""

    def __init__(
        self,
        engine: SearchEngine,
        wanted: UpdateOptions,
        inputs: Sequence[SourceFile],
        account: Account,
    ) -> None:
        self._engine = engine
        self._wanted = wanted
        self._inputs = inputs
        self._account = account
        self._digests = Digests()

    def run(self) -> None:
        view = self._look()
        if view.is_settled:
            self._tell_settled(view.comparison)
            return
        with (
            suppress(_NothingChangedError),
            self._engine.writer(rebuild=self._wanted.rebuild, jobs=self._wanted.jobs) as writer,
        ):
            if self._generation() != view.generation:  # written before we had the lock
                view = self._look()
            self._write(writer, view)

    def _generation(self) -> int | None:
        """The generation to compare with; None where the update starts from nothing."""
        if self._wanted.rebuild or not self._engine.exists():
            return None
        return self._engine.generation()

    def _look(self) -> _View:
        """The files against the newest generation."""
        if self._generation() is None:
            generation, stock = None, KnownSources(())
        else:
            with closing(self._engine.reader()) as reader:
                generation, stock = reader.generation, KnownSources(reader.sources().values())
        below = self._wanted.paths if self._wanted.prune else ()
        return _View(generation, stock, compare(self._inputs, stock, below, self._digests))

    def _write(self, writer: IndexWriter, view: _View) -> None:
        batch = Batch(writer, view.stock)
        todo = view.comparison
        self._tell_settled(todo)
        for record in todo.gone:
            self._account.note(batch.remove(record))
        view.stock.set_aside(record for _, record in todo.changed)
        # The known ones first: of two files with one text, the one that was there stays.
        to_read = [*(file for file, _ in todo.changed), *todo.new]
        for outcome in read_reports(to_read, jobs=self._wanted.jobs):
            self._account.file(batch.take(outcome))
        if not batch.changes and view.generation is not None:
            raise _NothingChangedError
        self._account.saving()

    def _tell_settled(self, comparison: ChangeSet) -> None:
        """The files for which nothing is to be done."""
        for file, record in comparison.unchanged:
            self._account.file(FileOutcome("unchanged", file.shown, record.report_id))
        for file in comparison.faulty:
            self._account.file(FileOutcome("failed", file.shown, reason=file.fault))
