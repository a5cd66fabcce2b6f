"""A whole run: schools → kept files, manifest, and what became of each school."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from collector.addresses import slot_of
from collector.fetch import Policy
from collector.guard import Guard
from collector.keep import PRIVATE, Folder
from collector.link_kinds import Kind
from collector.manifest_file import removed_by_person, stated_schools, update_manifest
from collector.outcome import Problem, Trouble
from collector.school_state import KeptReport, SchoolState
from collector.sites import School
from collector.spider import Interrupted, Job, run
from collector.state import State
from collector.visit import Tools
from indexer.errors import StorageError, UsageError
from indexer.i18n import Message

CATALOGUE: Final = Path(__file__).parent / "translations"
"""The translations of our messages."""
_DEADLINE_MONTH: Final = 11
"""From this month on the report of the year's own period is due."""
_FIRST_YEAR: Final = 2010
_STATE: Final = "state.sqlite"
_MAX_TROUBLES: Final = 12
_MINOR: Final = frozenset({Problem.NOT_A_REPORT, Problem.NEEDS_BROWSER, Problem.NOT_FOUND})
"""Problems of pages that say nothing about the school where reports were found."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for."""

    into: Path
    since: int | None = None
    dry_run: bool = False
    allow_local: bool = False
    contact: str = ""
    insecure_hosts: frozenset[str] = frozenset()
    policy: Policy = field(default_factory=Policy)
    workers: int = 1


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A report that a dry run found."""

    title: str
    date: str
    """ISO, "" where none is known."""
    url: str


@dataclass(frozen=True, slots=True)
class SchoolOutcome:
    """What became of a school."""

    school: School
    years: tuple[int, ...] = ()
    """Of which there is a report."""
    missing: tuple[int, ...] = ()
    reports: int = 0
    """Kept, from all runs; without those of other units on the school's site."""
    troubles: tuple[Trouble, ...] = ()
    visited: tuple[str, ...] = ()
    """Addresses of the pages that were visited, apart from reports."""
    listed: tuple[ListedReport, ...] = ()
    """Of a dry run: what would be kept."""

    @property
    def was_refused(self) -> bool:
        """Whether an address of the list gave nothing in the last run that went there."""
        return any(trouble.url in self.school.urls for trouble in self.troubles)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(dict.fromkeys(trouble.problem for trouble in self.troubles))


@dataclass(slots=True)
class Progress:
    """How far a run is."""

    schools: int = 0
    done: int = 0
    pages: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a run."""

    outcomes: tuple[SchoolOutcome, ...]
    pages: int
    new_reports: int
    was_interrupted: bool = False


def collect(
    schools: Sequence[School],
    options: Options,
    *,
    version: str,
    on_progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Collect the reports of schools. Raises UsageError, StorageError."""
    with ExitStack() as stack:
        into = options.into
        if options.dry_run:
            into = Path(tempfile.mkdtemp(prefix="xxgk-collect-"))
            stack.callback(shutil.rmtree, into, ignore_errors=True)
        _make_folder(into)
        stack.enter_context(_locked(into))
        folder = Folder(into)
        state = State(into / PRIVATE / _STATE)
        stack.callback(state.close)
        return _run(schools, options, folder, state, version, on_progress or (lambda _: None))


def _make_folder(into: Path) -> None:
    if into.exists() and not into.is_dir():
        raise UsageError(Message("%(path)s 不是文件夹：请用 --into 给出另一个", path=into))
    try:
        (into / PRIVATE).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            Message("无法写入 %(path)s：%(reason)s", path=into, reason=error.strerror)
        ) from error


def _locked(into: Path) -> FileLock:
    lock = FileLock(into / PRIVATE / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(
            Message("另一个 xxgk collect 正在向 %(folder)s 收集：请等它结束", folder=into)
        ) from error
    return lock


def _run(
    schools: Sequence[School],
    options: Options,
    folder: Folder,
    state: State,
    version: str,
    on_progress: Callable[[Progress], None],
) -> Result:
    counter = _Counter(Progress(schools=len(schools)), on_progress)
    state.begin_run()

    def save() -> None:
        if not options.dry_run:
            update_manifest(folder.root, state)

    def tools(examine: Callable[[Path], Any], files: asyncio.Semaphore) -> Tools:
        return Tools(
            folder=folder,
            examine=examine,
            policy=options.policy,
            owners=_owners(schools),
            files=files,
            on_page=counter.on_page,
            on_report=counter.on_report,
            since=options.since,
            dry_run=options.dry_run,
            removed=removed_by_person(folder.root, state),
        )

    job = Job(
        schools=schools,
        state=state,
        tools=tools,
        guard=_guard(schools, options),
        policy=options.policy,
        contact=options.contact,
        version=version,
        workers=options.workers,
        save=save,
        on_school=counter.on_school,
    )
    was_interrupted = False
    save()
    try:
        run(job)
        state.end_run()
    except Interrupted:
        was_interrupted = True
    finally:
        save()
    stated = stated_schools(folder.root)
    outcomes = tuple(_outcome(school, state, options, stated) for school in schools)
    progress = counter.progress
    return Result(outcomes, progress.pages, progress.reports, was_interrupted)


class _Counter:
    """Counts what a run has done, and tells the listener."""

    def __init__(self, progress: Progress, listener: Callable[[Progress], None]) -> None:
        self.progress = progress
        self._listener = listener

    def on_page(self) -> None:
        self.progress.pages += 1
        self._listener(self.progress)

    def on_report(self) -> None:
        self.progress.reports += 1
        self._listener(self.progress)

    def on_school(self) -> None:
        self.progress.done += 1
        self._listener(self.progress)


def _owners(schools: Sequence[School]) -> dict[str, frozenset[str]]:
    """Host and port of each start address, with the schools that begin there."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for school in schools:
        for url in school.urls:
            owners[slot_of(url)].add(school.key)
    return {slot: frozenset(keys) for slot, keys in owners.items()}


def _guard(schools: Sequence[School], options: Options) -> Guard:
    domains = frozenset(domain for school in schools for domain in school.domains)
    local = domains if options.allow_local else frozenset[str]()
    return Guard(local, options.insecure_hosts, options.policy.proxy)


def newest_expected(today: date) -> int:
    """The year of the newest report that is due: by the end of October."""
    return today.year if today.month >= _DEADLINE_MONTH else today.year - 1


def _outcome(
    school: School, state: State, options: Options, stated: Mapping[str, frozenset[str]]
) -> SchoolOutcome:
    if not school.urls:
        return SchoolOutcome(school, troubles=(Trouble(Problem.NO_ADDRESS),))
    known = state.known_school(school.key)
    if known is None:
        return SchoolOutcome(school)
    kept = known.reports()
    reports = [each for each in kept if _is_own(school, each, stated)]
    years = tuple(sorted({year for report in reports for year in report.years}))
    newest = newest_expected(date.today())  # noqa: DTZ011 - the reader's own day
    first = options.since or (years[0] if years else _FIRST_YEAR)
    missing = tuple(year for year in range(first, newest + 1) if year not in years)
    return SchoolOutcome(
        school,
        years,
        missing,
        len(reports),
        (*_troubles(known, bool(kept)), *_of_others(known, kept, reports)),
        tuple(known.visited()) if options.dry_run else (),
        tuple(_listed(reports, known, state)) if options.dry_run else (),
    )


def _is_own(school: School, report: KeptReport, stated: Mapping[str, frozenset[str]]) -> bool:
    """Whether the manifest states the school of a report, or has no row of it; where only an
    address is given, any report on the site counts."""
    return not school.name or school.name in stated.get(report.path, {school.name})


def _of_others(
    known: SchoolState, kept: Sequence[KeptReport], own: Sequence[KeptReport]
) -> Iterator[Trouble]:
    """Reports on the site that name another unit as their author."""
    others = [report.page for report in kept if report not in own][:_MAX_TROUBLES]
    return (Trouble(Problem.OTHER_UNIT, page.url) for page in known.pages_of(others))


def _listed(
    reports: Sequence[KeptReport], known: SchoolState, state: State
) -> Iterator[ListedReport]:
    """The reports that a dry run found, the newest first: those it would fetch, and pages on the
    way that are reports themselves."""
    pages = known.pages_of(report.page for report in reports)
    found = [*zip(reports, pages, strict=True)]
    for report, page in sorted(found, key=lambda each: -(each[0].year or 0)):
        cells = state.cells(report.path) or {}
        yield ListedReport(
            cells.get("title") or page.title,
            cells.get("published") or page.date,
            cells.get("file_url") or page.url,
        )


def _troubles(known: SchoolState, has_reports: bool) -> tuple[Trouble, ...]:
    """What failed, the most important first."""
    found: list[Trouble] = []
    for problem, url, kind, _ in known.problems():
        if has_reports and problem in _MINOR and kind < Kind.LIST_PAGE:
            continue
        if kind < Kind.HUB and (has_reports or problem in _MINOR):
            continue
        found.append(Trouble(problem, url))
    if not has_reports and not found:
        found.append(Trouble(Problem.NO_LINK))
    return tuple(found[:_MAX_TROUBLES])
