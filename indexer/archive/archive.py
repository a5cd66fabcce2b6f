"""An archive: what is asked of it, over one engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import replace
from importlib import import_module
from itertools import count
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import Final

from indexer.archive.find import find_report, listed, section_ids
from indexer.archive.reader_manager import CurrentReader, PinnedReader
from indexer.archive.summary import OnProgress, UpdateSummary
from indexer.errors import IndexVersionError, NotFoundError, UnusableIndexError
from indexer.i18n import Message
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, Problem, ReportHead, SearchEngine, Statistics
from indexer.search.execute import search
from indexer.search.request import MAX_SIZE, SearchRequest
from indexer.search.response import Hit, SearchResponse, Suggestion
from indexer.search.suggest import suggest


class Archive:
    """Reports, to be searched and brought up to date. Safe to share between threads.

    Every method but `update` may raise UnusableIndexError where the index cannot be read.
    """

    def __init__(
        self, engine: SearchEngine, folder: Path | None = None, *, create: bool = False
    ) -> None:
        """`folder` is where the index lies, where it lies in one: it is never read as source.

        With `create` an index that is not there counts as an empty one.
        """
        self.engine: Final = engine
        self.folder: Final = folder
        self._create = create
        self._current: CurrentReader | PinnedReader = CurrentReader(engine)

    def reading(self) -> AbstractContextManager[IndexReader]:
        """One generation for the length of a block, for answers that must agree."""
        if self._create and not self.engine.exists():
            with self.engine.writer():
                pass
        return self._current.reading()

    @contextmanager
    def staying(self) -> Iterator[Archive]:
        """This archive at the generation that is the newest now, for the length of a block:
        however many answers are asked for, they are of that one."""
        with self.reading() as reader:
            held = copy(self)
            held._current = PinnedReader(reader)
            yield held

    def search(self, request: SearchRequest) -> SearchResponse:
        """The answer to a request. Raises QueryError and UnknownValueError."""
        with self.reading() as reader:
            return search(reader, request)

    def hits(self, request: SearchRequest) -> Iterator[Hit]:
        """Every hit of a request, in the request's order, all of one generation however long it
        takes.

        The request's own page, size and group are not used. Raises like `search`, when the first
        hit is asked for.
        """
        for page in self.pages(request):
            yield from page.hits

    def pages(self, request: SearchRequest) -> Iterator[SearchResponse]:
        """The same in responses of at most MAX_SIZE hits each; at least one. Every response has
        the totals of the whole."""
        with self.reading() as reader:
            for page in count(1):
                asked = replace(request, page=page, size=MAX_SIZE, group="part", facets=False)
                found = search(reader, asked)
                yield found
                if page * MAX_SIZE >= found.total:
                    return

    def report(self, report_id: str) -> Report:
        """A report whole. Raises NotFoundError."""
        with self.reading() as reader:
            report = reader.report(report_id)
        if report is None:
            raise NotFoundError(
                Message("没有编号为 %(id)s 的报告；xxgk list 列出全部报告", id=report_id)
            )
        return report

    def find_report(self, text: str) -> Report:
        """A report by its id, or by school and year: `安徽机电 2024`.

        Raises NotFoundError, or UsageError where the words fit several reports.
        """
        with self.reading() as reader:
            return find_report(reader, text)

    def reports(
        self, filters: SearchRequest | None = None, *, lacks: Iterable[str] = ()
    ) -> Sequence[ReportHead]:
        """The reports that have a part under the filters and none of the sections in `lacks`.

        Newest first. Only the filters of the request count, and names are taken like there.
        Raises UnknownValueError.
        """
        with self.reading() as reader:
            return listed(reader, filters or SearchRequest(), tuple(lacks))

    def section_ids(self, names: Iterable[str]) -> frozenset[str]:
        """The ids of sections called by id or name. Raises UnknownValueError."""
        with self.reading() as reader:
            return section_ids(reader, tuple(names))

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Completions of what is being typed."""
        with self.reading() as reader:
            return suggest(reader, text, limit)

    def statistics(self) -> Statistics:
        with self.reading() as reader:
            return reader.statistics()

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        """What is wrong with the index; `deep` reads all of it."""
        return self.engine.check(deep=deep)

    def drift(self) -> Iterator[Problem]:
        """Source files that are gone or are no longer what was indexed."""
        with self.reading() as reader:
            yield from _late("stale_sources").find_stale(reader.sources().values())

    @property
    def is_outdated(self) -> bool:
        """Whether the index is of an older version, so that an update builds it anew."""
        try:
            self.engine.generation()
        except IndexVersionError as error:
            return error.is_older
        except UnusableIndexError:
            return False
        return False

    def update(
        self,
        paths: str | PathLike[str] | Iterable[str | PathLike[str]],
        *,
        rebuild: bool = False,
        prune: bool = False,
        jobs: int | None = None,
        progress: OnProgress | None = None,
    ) -> UpdateSummary:
        """Bring the archive up to date with files and folders, as one new generation.

        `rebuild` starts from nothing, and so does an index of an older version; `prune` removes
        the reports below `paths` whose file is gone; `jobs` is the number of processes that read
        files, and of those that build the index where there is much to build, by default one per
        processor.
        A file that cannot be read is told in the summary. Raises UsageError for a path that does
        not exist, IndexLockedError where another process writes, StorageError.
        """
        updating = _late("update")
        several = (paths,) if isinstance(paths, str | PathLike) else paths
        wanted = updating.UpdateOptions(
            paths=updating.places(several),
            exclude=(self.folder,) if self.folder else (),
            rebuild=rebuild or self.is_outdated,
            prune=prune,
            jobs=jobs,
            progress=progress,
        )
        summary: UpdateSummary = updating.update(self.engine, wanted)
        self._current.refresh()
        return summary

    def close(self) -> None:
        """Let go of the open generation."""
        self._current.close()


def _late(module: str) -> ModuleType:
    """A module of this room that reads files: a search does without what it takes to load."""
    return import_module(f"indexer.archive.{module}")
