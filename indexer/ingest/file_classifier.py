"""The report test for files that are not in an archive yet: whether they are reports, and what
they state about themselves. For `collector`, which keeps only reports.

Files are read in worker processes, as `read` does, since they may do harm.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock, local
from typing import Final, Literal

from indexer.ingest.files import discover
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.read import ParseResult, read_report
from indexer.ingest.readers.pdf.reader import SCANNED
from indexer.ingest.source_file import SourceFile
from indexer.processes.pool import Failure, IsolatedPool, PoolConfig
from indexer.reports.warnings import ReadingWarning

State = Literal["report", "other", "scanned", "unreadable"]
"""A report; another document; pages without a text layer; not readable for another reason."""

_SKETCH_SIZE: Final = 64
_SHORTEST_SENTENCE: Final = 8
_OTHER_AUTHOR: Final = frozenset({ReadingWarning.SCHOOL_IS_A_UNIT, ReadingWarning.SCHOOL_CONFLICT})


@dataclass(frozen=True, slots=True)
class FileClass:
    """What one file, or one file of an archive, is."""

    path: str
    """Below the folder that was examined; `reports.zip!/name.txt` in an archive."""
    state: State
    reason: str = ""
    """Why it is no report."""
    school: str | None = None
    names_other: bool = False
    """Whether it names an author that is not one certain school: a unit, or several schools."""
    period: str | None = None
    year: int | None = None
    published: str | None = None
    title: str = ""
    length: int = 0
    """Characters of the text."""
    text_hash: str = ""
    """Equal for two files whose normalised texts are equal."""
    sketch: frozenset[int] = frozenset()
    """A sample of the text's sentences; see `similarity`."""


def similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """About how many of the sentences of two texts occur in both, from 0 to 1 (bottom-k sketch)."""
    lowest = sorted(one | other)[:_SKETCH_SIZE]
    return sum(each in one and each in other for each in lowest) / max(1, len(lowest))


class FileClassifier:
    """Examines files in worker processes; usable from several threads, each with a process of its
    own. A context manager."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._own = local()
        self._pools: list[IsolatedPool[Path, tuple[FileClass, ...]]] = []
        self._lock = Lock()

    def __enter__(self) -> FileClassifier:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def classify(self, folder: Path) -> tuple[FileClass, ...]:
        """What the files of a folder are; continuation pages count with their first page.

        Raises StartError.
        """
        pool: IsolatedPool[Path, tuple[FileClass, ...]] | None
        pool = getattr(self._own, "pool", None)
        if pool is None:
            pool = IsolatedPool(
                PoolConfig(
                    function=partial(classify_folder, limits=self._limits),
                    on_failure=_failed,
                    workers=1,
                    seconds=self._limits.seconds,
                    memory=self._limits.memory,
                )
            )
            self._own.pool = pool
            with self._lock:
                self._pools.append(pool)
        pool.submit(folder)
        return next(iter(pool.results()))

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            for pool in self._pools:
                pool.close()
            self._pools.clear()


def classify_folder(folder: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[FileClass, ...]:
    """What the files of a folder are, read in this process."""
    return tuple(
        _file_class(source, read_report(source, limits))
        for source in discover([folder], limits=limits)
    )


def _failed(folder: Path, failure: Failure) -> tuple[FileClass, ...]:
    names = sorted(path.name for path in folder.iterdir())
    return tuple(FileClass(name, "unreadable", failure) for name in names[:1])


def _file_class(source: SourceFile, result: ParseResult) -> FileClass:
    path, report, normalized = source.display_path, result.report, result.normalized
    if report is None or normalized is None:
        state: State = "other" if result.is_ignored else "unreadable"
        if str(result.reason) == SCANNED:
            state = "scanned"
        return FileClass(path, state, str(result.reason))
    text = "\n".join(normalized.texts)
    return FileClass(
        path,
        "report",
        school=report.school,
        names_other=bool(_OTHER_AUTHOR & {*report.warnings}),
        period=report.period,
        year=report.year,
        published=report.published.isoformat() if report.published else None,
        title=report.title,
        length=len(text),
        text_hash=normalized.text_hash,
        sketch=_sketch(text),
    )


def _sketch(text: str) -> frozenset[int]:
    """The smallest hashes of the text's sentences."""
    sentences = {
        piece
        for line in text.split("\n")
        for piece in line.split("。")
        if len(piece) >= _SHORTEST_SENTENCE
    }
    hashes = (
        int.from_bytes(hashlib.blake2b(piece.encode("utf-8", "replace"), digest_size=8).digest())
        >> 1
        for piece in sentences
    )
    return frozenset(sorted(hashes)[:_SKETCH_SIZE])
