"""Builds segments from reports: in this process, or in several workers at once.

Each worker has its own lexicon and writes its own segments; batches of reports go to the workers in
turn, so that the same reports give the same segments every time. The segments' files are written to
the folder of the next generation, which nobody reads before it is committed.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from whoosh.util import random_name

from indexer.engines.whoosh.commit_file import EXTENSION, SegmentRecord
from indexer.engines.whoosh.lexicon import lexicon
from indexer.engines.whoosh.segment_writer import SegmentWriter
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.errors import BuilderLostError, StartError
from indexer.i18n import Message
from indexer.processes.pool import IsolatedPool, PoolConfig, WorkerLostError
from indexer.reports.model import NormalizedText, Report

INDEX_NAME: Final = "MAIN"
ReportToIndex: TypeAlias = tuple[Report, NormalizedText | None]
"""With its normalised texts, if these are known."""
_BATCHES_AHEAD: Final = 3
"""Batches that a worker is sent before it has finished the first, so that none is idle."""


@dataclass(frozen=True, slots=True)
class BuiltSegment:
    """A segment that was written."""

    record: SegmentRecord
    ids: tuple[str, ...]
    """Of its reports, by their numbers."""


@dataclass(frozen=True, slots=True)
class BuildTarget:
    """Where segments are written, and with which words."""

    folder: Path
    """The sorted words are in this folder too."""
    user_words: Path | None
    tuning: WhooshTuning

    def new_path(self) -> Path:
        """Path of a segment's file that does not exist yet."""
        return self.folder / f"{INDEX_NAME}_{random_name(16)}{EXTENSION}"


class InProcess:
    """One segment after the other, in this process."""

    def __init__(self, target: BuildTarget) -> None:
        self._target = target
        self._writer: SegmentWriter | None = None
        self._ids: list[str] = []
        self._built: list[BuiltSegment] = []

    def add(self, reports: Sequence[ReportToIndex]) -> None:
        target = self._target
        for report, normalized in reports:
            if self._writer is None:
                words = lexicon(target.user_words, target.folder)
                self._writer = SegmentWriter(words, target.new_path(), target.tuning)
            self._writer.add(report, normalized)
            self._ids.append(report.id)
            if self._writer.is_full():
                self._write()

    def finish(self) -> Sequence[BuiltSegment]:
        """Write what was added; returns all segments since the last call. Raises OSError."""
        self._write()
        built, self._built = self._built, []
        return built

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    def _write(self) -> None:
        writer, ids = self._writer, tuple(self._ids)
        self._writer, self._ids = None, []
        if writer is not None:
            writer.write()
            record = SegmentRecord(writer.path.stem, writer.parts, writer.reports)
            self._built.append(BuiltSegment(record, ids))


@dataclass(frozen=True, slots=True)
class _InternalError:
    """An error in a worker that is not an OSError."""

    traceback: str


_Result: TypeAlias = "Sequence[BuiltSegment] | OSError | _InternalError"


class _Task:
    """What a worker does: it adds reports, or with None finishes its segments."""

    def __init__(self, target: BuildTarget) -> None:
        self._builder = InProcess(target)

    def __call__(self, reports: Sequence[ReportToIndex] | None) -> _Result:
        try:
            if reports is None:
                return self._builder.finish()
            self._builder.add(reports)
        except OSError as error:
            return error
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - raised again by the caller
            return _InternalError(traceback.format_exc())
        return ()


class ProcessPool:
    """Several builders, each in a worker process."""

    def __init__(self, target: BuildTarget, workers: int) -> None:
        """Raises StartError if the system gives no more processes."""
        self._workers: list[_Worker] = []
        self._batches = 0
        try:
            for _ in range(workers):
                self._workers.append(_Worker(target))
        except StartError:
            self.close()
            raise

    def add(self, reports: Sequence[ReportToIndex]) -> None:
        self._workers[self._batches % len(self._workers)].send(reports)
        self._batches += 1

    def finish(self) -> Sequence[BuiltSegment]:
        """Like `InProcess.finish`; raises BuilderLostError too."""
        for worker in self._workers:
            worker.send(None)
        return [segment for worker in self._workers for segment in worker.finish()]

    def close(self) -> None:
        for worker in self._workers:
            worker.pool.close()


class _Worker:
    """A worker process: a pool of one, since it keeps the reports it was sent."""

    def __init__(self, target: BuildTarget) -> None:
        self.pool: IsolatedPool[Sequence[ReportToIndex] | None, _Result] = IsolatedPool(
            PoolConfig(
                function=_Task(target),
                on_failure=None,
                workers=1,
                batch_size=1,
                batches_in_flight=_BATCHES_AHEAD,
            )
        )
        self._built: list[BuiltSegment] = []
        self.pool.start()

    def send(self, reports: Sequence[ReportToIndex] | None) -> None:
        """Waits while enough batches are in flight."""
        self.pool.submit(reports)
        self._collect(until=_BATCHES_AHEAD)

    def finish(self) -> Sequence[BuiltSegment]:
        """The segments of everything that was sent."""
        self._collect(until=0)
        built, self._built = self._built, []
        return built

    def _collect(self, *, until: int) -> None:
        try:
            for result in self.pool.results(until=until):
                match result:
                    case OSError():
                        raise result
                    case _InternalError(trace):
                        raise RuntimeError(trace)
                    case built:
                        self._built += built
        except WorkerLostError as error:
            raise BuilderLostError(
                Message(
                    "建立索引的一个进程意外终止，可能是内存不足；原有索引未受影响。"
                    "请关闭其他程序后再试，或加 --jobs 1 用一个进程建立。"
                )
            ) from error


SegmentBuilders: TypeAlias = InProcess | ProcessPool
