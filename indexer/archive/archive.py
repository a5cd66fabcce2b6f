"""An archive: reports that are searched, read and updated on one engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from copy import copy
from dataclasses import replace
from itertools import count
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from indexer.archive.find import find_report, listed, section_ids
from indexer.archive.last_update import LastUpdate, note_of, parse_note
from indexer.archive.progress import OnProgress, UpdateSummary
from indexer.archive.reader_manager import PinnedReader, ReaderManager
from indexer.errors import (
    IndexVersionError,
    NotFoundError,
    UnusableIndexError,
    XxgkError,
)
from indexer.i18n import Message
from indexer.reporting.figure_rows import FigureBatch, FigureRow, figure_rows
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, Problem, ReportHead, SearchEngine, Statistics
from indexer.search.execute import search
from indexer.search.figure_filter import figure_id
from indexer.search.request import MAX_SIZE, SearchRequest
from indexer.search.response import Hit, SearchResponse, Suggestion
from indexer.search.suggest import suggest

if TYPE_CHECKING:
    from indexer.ingest.ocr.scans import OcrMode
    from indexer.reporting.rows import CompareRow, CoverageRow, TrendRow

RECOGNISED: Final = "ocr"
"""Folder of what was recognised from scanned pages, below that of the index."""


class Archive:
    """Reports, to be searched and updated. Safe to share between threads.

    Every method may raise UnusableIndexError where the index cannot be read.
    """

    def __init__(
        self,
        engine: SearchEngine,
        folder: Path | None = None,
        *,
        create: bool = False,
        recognised: Path | None = None,
    ) -> None:
        """`folder` is the folder of the index, if it has one: it is never read as a source.

        With `create` a missing index counts as an empty one. `recognised` is the folder that keeps
        what is recognised from scanned pages, by default the index's own; without either it is
        forgotten at the end of an update.
        """
        self.engine: Final = engine
        self.folder: Final = folder
        self._recognised = recognised or (folder / RECOGNISED if folder else None)
        self._create = create
        self._readers: ReaderManager | PinnedReader = ReaderManager(engine)

    def reading(self) -> AbstractContextManager[IndexReader]:
        """A reader of the newest generation, for the length of a block: for results that must be
        consistent with each other."""
        if self._create and not self.engine.exists():
            with self.engine.writer():
                pass
        return self._readers.reading()

    @contextmanager
    def snapshot(self) -> Iterator[Archive]:
        """This archive at the generation that is the newest now, for the length of a block: all
        its results are of that one."""
        with self.reading() as reader:
            yield self._pinned(reader)

    def _pinned(self, reader: IndexReader) -> Archive:
        pinned = copy(self)
        pinned._readers = PinnedReader(reader)
        return pinned

    def warm_up(self) -> None:
        """Read now what the first requests of a server would wait for."""
        from indexer.archive.warm_up import warm_up  # noqa: PLC0415 - for servers alone

        with self.reading() as reader:
            warm_up(reader)

    def prepare_generations(
        self, prepare: Callable[[Archive], None], *, every_s: float = 2.0
    ) -> Callable[[], None]:
        """Have `prepare` called with this archive, pinned to the newest generation: now, and in the
        background when there is a newer one, mostly before anyone reads that. A request that comes
        first does not wait for it. Returns a function that ends this.

        The index is asked for a newer one every `every_s` seconds. Raises UnusableIndexError.
        """
        from indexer.archive.prepare import GenerationWatch  # noqa: PLC0415 - for servers alone

        return GenerationWatch(
            self.engine,
            lambda: self._readers.refresh_prepared(lambda reader: prepare(self._pinned(reader))),
            every_s,
        ).stop

    def search(self, request: SearchRequest) -> SearchResponse:
        """One page of results. Raises QueryError and UnknownValueError."""
        with self.reading() as reader:
            return search(reader, request)

    def hits(self, request: SearchRequest, *, page_size: int = MAX_SIZE) -> Iterator[Hit]:
        """Every hit of a request in its order, all of one generation however long it takes.

        The request's own page, size and group are ignored. Raises like `search`, when the first
        hit is taken.
        """
        for page in self.pages(request, page_size=page_size):
            yield from page.hits

    def pages(
        self, request: SearchRequest, *, page_size: int = MAX_SIZE
    ) -> Iterator[SearchResponse]:
        """The same in responses of at most `page_size` hits; at least one. Every response has the
        totals of the whole."""
        whole = replace(request, size=page_size, group="part", facets=False, suggestions=False)
        with self.reading() as reader:
            for page in count(1):
                response = search(reader, replace(whole, page=page))
                yield response
                if page * page_size >= response.total:
                    return

    def report(self, report_id: str) -> Report:
        """A whole report. Raises NotFoundError."""
        with self.reading() as reader:
            report = reader.report(report_id)
        if report is None:
            raise NotFoundError(
                Message("没有编号为 %(id)s 的报告；xxgk list 列出全部报告", id=report_id)
            )
        return report

    def find_report(self, text: str) -> Report:
        """A report by its id, or by school and year: `安徽机电 2024`.

        Raises NotFoundError, or UsageError where several reports match.
        """
        with self.reading() as reader:
            return find_report(reader, text)

    def reports(
        self,
        filters: SearchRequest | None = None,
        *,
        lacks: Iterable[str] = (),
        copied: int | None = None,
    ) -> Sequence[ReportHead]:
        """The reports that have a part under the filters and none of the sections in `lacks`.

        With `copied` only those of whose sentences at least so many in a hundred are in the same
        school's report of the year before, names of schools, years and numbers aside.
        Newest first. Of the request only the filters are used; `lacks` takes the same names.
        Raises UnknownValueError.
        """
        with self.reading() as reader:
            return listed(reader, filters or SearchRequest(), tuple(lacks), copied)

    def figures(
        self, filters: SearchRequest | None = None, figures: Iterable[str] = ()
    ) -> Sequence[FigureRow]:
        """What the reports under the filters state in numbers, newest first: every figure, or
        those given by id or name. Raises UnknownValueError.
        """
        batches = self.figure_batches(filters, figures)
        return [row for batch in batches for row in batch.rows]

    def figure_batches(
        self, filters: SearchRequest | None = None, figures: Iterable[str] = (), *, size: int = 200
    ) -> Iterator[FigureBatch]:
        """The same in batches of at most `size` reports, all of one generation; at least one.
        Raises UnknownValueError when the first is taken."""
        chosen = [*map(figure_id, figures)]
        with self.reading() as reader:
            heads = listed(reader, filters or SearchRequest())
            for start in range(0, max(1, len(heads)), size):
                some = heads[start : start + size]
                yield FigureBatch(len(heads), figure_rows(reader, some, chosen))

    def coverage(
        self,
        year: int | Iterable[int] | None = None,
        *,
        province: Iterable[str] = (),
        name: str = "",
        section: str = "",
        states: Iterable[str] = (),
        late: bool = False,
    ) -> Sequence[CoverageRow]:
        """Which report has which section: a row for each report of a year, of several, or of all
        years, and for each school without one.

        `province`, `name` (a piece of the school's name) and `late` select rows; so do `states`
        (present, says_nothing, named_only, absent, no_report), of `section` where that is given.
        Rows are flat: `pandas.DataFrame(row.to_dict() for row in archive.coverage(2024))` has a
        column for each section. Raises UnknownValueError for an unknown section.
        """
        from indexer.reporting.coverage import CoverageRequest  # noqa: PLC0415 - seldom used
        from indexer.reporting.rows import coverage_rows  # noqa: PLC0415 - seldom used

        years = () if year is None else (year,) if isinstance(year, int) else year
        ids = self.section_ids([section]) if section else frozenset([""])
        dated: Literal["later", ""] = "later" if late else ""
        request = CoverageRequest(tuple(province), name, min(ids), tuple(states), dated)
        with self.reading() as reader:
            return [*coverage_rows(reader, years, request)]

    def trends(self, request: SearchRequest) -> Sequence[TrendRow]:
        """How many reports match a request, by year and province: a row for each pair of which the
        archive has a report, with `reports` of `of_reports`.

        `pandas.DataFrame(row.to_dict() for row in archive.trends(request))` can be pivoted and
        summed, since a report has one year and one province. Raises QueryError and
        UnknownValueError.
        """
        from indexer.reporting.rows import trend_rows  # noqa: PLC0415 - seldom used

        with self.reading() as reader:
            return trend_rows(reader, request)

    def compare(
        self, reports: Iterable[str], *, sections: Iterable[str] = ()
    ) -> Sequence[CompareRow]:
        """The same sections of several reports: a row for each section and report, `text` None
        where a report has no such section.

        Reports are given by id, or by school and year (`安徽机电 2024`); sections by id or name, by
        default all. Of two reports, `changes` counts the places that differ. Raises NotFoundError,
        UsageError where several reports match, UnknownValueError.
        """
        from indexer.reporting.rows import compare_rows  # noqa: PLC0415 - loads difflib

        with self.snapshot() as pinned:
            found = [pinned.find_report(report) for report in reports]
            return [*compare_rows(found, pinned.section_ids(sections))]

    def section_ids(self, names: Iterable[str]) -> frozenset[str]:
        """The ids of sections given by id or name. Raises UnknownValueError."""
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
        from indexer.archive.scanning import check_recognised  # noqa: PLC0415 - loads the readers

        problems = self.engine.check(deep=deep)
        if self._recognised is None:
            return problems
        return [*problems, *check_recognised(self._recognised)]

    def stale_sources(self) -> Iterator[Problem]:
        """Source files that are missing or differ from what was indexed."""
        from indexer.archive.known_sources import find_stale  # noqa: PLC0415 - loads the readers

        with self.reading() as reader:
            yield from find_stale(reader.sources().values())

    @property
    def is_outdated(self) -> bool:
        """Whether the index is of an older version, so that an update rebuilds it."""
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
        ocr: OcrMode = "auto",
    ) -> UpdateSummary:
        """Bring the archive up to date with files and folders, as one new generation.

        `rebuild` starts from nothing, and so does an index of an older version; `prune` removes
        the reports below `paths` whose file was deleted; `jobs` is the number of processes that
        parse files, and that build the index of many reports, by default one per processor.
        `ocr` is what is recognised from pictures of pages, where the extra `ocr` is installed:
        pages without a usable text layer ("auto"), none ("never"), all pages ("always").
        A file that cannot be read is reported in the summary. Raises UsageError for a path that
        does not exist, IndexLockedError where another process writes, StorageError.
        """
        from indexer.archive.scanning import ocr_options  # noqa: PLC0415 - loads the readers
        from indexer.archive.update import (  # noqa: PLC0415 - loads the readers
            UpdateOptions,
            source_paths,
            update,
            utc_now,
        )

        several = (paths,) if isinstance(paths, str | PathLike) else paths
        with ocr_options(ocr, self._recognised) as recognition:
            options = UpdateOptions(
                paths=source_paths(several),
                exclude=tuple(each for each in (self.folder, self._recognised) if each),
                rebuild=rebuild or self.is_outdated,
                prune=prune,
                jobs=jobs,
                progress=progress,
                ocr=recognition,
            )
            summary = update(self.engine, options)
        self._readers.refresh()
        with suppress(OSError, XxgkError):  # it is only shown, on a page
            self.engine.write_note(note_of(LastUpdate.of(summary, utc_now())))
        return summary

    def last_update(self) -> LastUpdate | None:
        """The last run of an update of this index; None where it is not known."""
        try:
            return parse_note(self.engine.read_note())
        except XxgkError:
            return None

    def close(self) -> None:
        """Release the open generation."""
        self._readers.close()
