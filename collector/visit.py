"""The crawl of one school: the most promising page first, until nothing promising is left."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from traceback import format_exc
from typing import Final

from collector.addresses import (
    citable,
    host_of,
    registrable_domain,
    slot_of,
    with_chinese_path,
)
from collector.budget import PageLimits
from collector.continuations import chapters_of, fetch_further, further_pages
from collector.fetch import Answer, Fetcher, Policy, Validators
from collector.finding import Finding, Source, best_title, wanted_attachments
from collector.keep import Folder, is_html
from collector.link_kinds import (
    Kind,
    place_of,
)
from collector.onward import SHORTEST_REPORT, attachments_of, entries_of, may_be_report
from collector.outcome import Problem
from collector.page import Link, Page, read_page
from collector.page_data import links_in_data
from collector.school_state import PageEntry, SchoolState
from collector.sites import School
from collector.why_nothing import why_no_list, why_no_report
from indexer.errors import XxgkError
from indexer.ingest.file_classifier import FileClass

MAX_DEPTH: Final = 4
"""Steps from the start to a page; a file may be one step further."""
_MAX_SILENCE: Final = 3
"""Requests in a row without an answer, after which a site is left for this run."""
_SHORT_REPORT: Final = 1_200
"""Letters of a page's report that may be the short form of an attached one."""
_LONGER: Final = 1.3
_MAX_TRIED: Final = 4
_MAX_DATA: Final = 3
"""Addresses from which the scripts of one page get what they list."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What all visits share."""

    folder: Folder
    examine: Callable[[Path], Awaitable[tuple[FileClass, ...]]]
    policy: Policy
    owners: dict[str, frozenset[str]]
    """Host and port of each start address → the schools that begin there."""
    files: asyncio.Semaphore
    """Documents that may be in memory at once."""
    on_page: Callable[[], None]
    """Called for each page or file that was answered."""
    on_report: Callable[[], None]
    since: int | None = None
    dry_run: bool = False
    removed: frozenset[str] = frozenset()
    """Kept files whose rows a person removed from the manifest."""


@dataclass(frozen=True, slots=True)
class _Test:
    """The result of the report test of a page."""

    result: FileClass | None = None
    """None where the page was not tested, or not completely."""
    problem: Problem | None = None
    is_new: bool = False
    """Whether it was kept for the first time."""
    further: frozenset[str] = frozenset()
    """Its further pages."""
    instead: tuple[PageEntry, ...] = ()
    """Attachments that hold more of the same report."""

    @property
    def is_report(self) -> bool:
        return self.result is not None and self.result.state == "report"


class Visit:
    """One school's crawl."""

    def __init__(self, school: School, state: SchoolState, tools: Tools) -> None:
        self._school = school
        self._state = state
        self._tools = tools
        self._finding = Finding(school, state, tools.folder, tools.since)
        self._limits = PageLimits()
        self._silence = 0
        self._out_of_budget = False
        self._began = monotonic() - state.seconds
        self.fetcher: Fetcher | None = None

    def in_scope(self, url: str) -> bool:
        """Whether a page belongs to the school: its host is the given one or under the same
        registrable domain, and no other school begins there."""
        owners = self._tools.owners.get(slot_of(url))
        if owners is not None and self._school.key not in owners:
            return False
        return registrable_domain(host_of(url)) in self._school.domains

    async def run(self) -> None:
        """Crawl until the end or a limit."""
        with self._state.database.transaction():
            self._state.add(
                PageEntry(url, Kind.HUB, 0, is_disclosure=False) for url in self._school.urls
            )
            for report in self._state.reports():
                missing = not self._tools.folder.has(report.path)
                if missing and report.path not in self._tools.removed:
                    self._state.fetch_again(report.page)
        await self._visit_all()
        with self._state.database.transaction():
            again = self._state.try_again()
        if again:
            await self._visit_all()
        with self._state.database.transaction():
            self._state.save_spending(monotonic() - self._began)
            is_complete = not self._out_of_budget and self._silence < _MAX_SILENCE
            self._state.end(is_complete=is_complete, is_at_limit=self._out_of_budget)

    async def _visit_all(self) -> None:
        while (entry := self._next()) is not None:
            try:
                await self._visit(entry)
            except (OSError, XxgkError):
                raise  # the disk, the state: the run cannot go on
            except Exception:  # noqa: BLE001 - one odd page costs no other
                sys.stderr.write(f"{entry.url}\n{format_exc()}")
                with self._transaction():
                    self._state.finish(entry, problem=Problem.INTERNAL)

    def _next(self) -> PageEntry | None:
        if self._silence >= _MAX_SILENCE or self._out_of_budget:
            return None
        if monotonic() - self._began > self._tools.policy.site_seconds:
            self._out_of_budget = True
            return None
        skipped: set[Kind] = set()
        while (entry := self._state.next(without=skipped)) is not None:
            has_reports = self._finding.has_reports
            knows_hub = self._limits.knows_hub or entry.is_disclosure
            if self._limits.allows(entry.kind, has_reports=has_reports, knows_hub=knows_hub):
                return entry
            skipped.add(entry.kind)
        return None

    async def _visit(self, entry: PageEntry) -> None:
        if self._tools.dry_run and entry.kind is Kind.REPORT:
            self._finding.list_only(entry)
            with self._state.database.transaction():
                self._state.finish(entry, found="other")
            self._tools.on_report()
            return
        if entry.is_file:
            async with self._tools.files:
                answer = await self._get(entry.url, entry)
                await self._use(entry, answer)
        else:
            answer = await self._get(entry.url, entry)
            await self._use(entry, answer)
        if answer.status:
            self._tools.on_page()

    async def _get(
        self,
        url: str,
        entry: PageEntry | None = None,
        *,
        is_file: bool = False,
        referer: str = "",
    ) -> Answer:
        assert self.fetcher is not None
        if not self.in_scope(url):
            return Answer(url, problem=Problem.OTHER_SITE)
        is_file = is_file or (entry is not None and entry.is_file)
        validators = entry.validators if entry is not None and entry.found else None
        referer = referer or (entry.parent if entry is not None else "")
        answer = await self.fetcher.get(
            url, is_file=is_file, validators=validators, referer=referer
        )
        if answer.problem is Problem.NOT_FOUND and (other := with_chinese_path(url, "gb18030")):
            again = await self.fetcher.get(other, is_file=is_file, referer=referer)
            answer = again if again.problem is None else answer
        if answer.problem is Problem.TOO_LARGE and not is_file:
            answer = await self.fetcher.get(url, is_file=True, referer=referer)
        is_silent = answer.problem in {Problem.NO_ANSWER, Problem.TOO_SLOW}
        self._silence = self._silence + 1 if is_silent else 0
        self._out_of_budget = self._out_of_budget or answer.problem is Problem.BUDGET
        return answer

    async def _use(self, entry: PageEntry, answer: Answer) -> None:
        if answer.problem is Problem.BUDGET:
            return  # still pending
        if answer.is_unmodified:
            with self._transaction():
                was_left = entry.problem is Problem.BUDGET
                self._state.finish(entry, problem=None if was_left else entry.problem)
        elif answer.problem is not None:
            with self._transaction():
                self._state.finish(entry, problem=answer.problem)
            self._limits.note_page(entry.kind, None, is_disclosure=False)
        elif not answer.body.strip():
            with self._transaction():
                problem = Problem.NOT_A_REPORT if entry.kind is Kind.REPORT else None
                self._state.finish(entry, problem=problem)
        elif is_html(answer.body):
            await self._use_page(entry, answer)
        else:
            await self._use_file(entry, answer)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """A transaction of the state, with what the school has spent."""
        with self._state.database.transaction():
            yield
            self._state.save_spending(monotonic() - self._began)

    async def _use_file(self, entry: PageEntry, answer: Answer) -> None:
        source = Source(
            entry=entry,
            page_url=entry.parent or citable(answer.url),
            file_url=citable(answer.url),
            page_title=entry.parent_title,
            page_date=entry.parent_date,
        )
        draft = self._finding.draft(source, answer)
        results = await self._tools.examine(draft.folder)
        with self._transaction():
            is_new, problem = self._finding.settle(source, draft, results)
            self._state.finish(
                entry,
                found="report" if self._finding.keeps(entry) else "other",
                problem=problem,
                validators=answer.validators,
            )
        self._count(is_new)

    def _count(self, is_new: bool) -> None:
        if is_new:
            self._tools.on_report()
            self._limits.note_report()

    async def _use_page(self, entry: PageEntry, answer: Answer) -> None:
        page = read_page(answer.body, answer.url, answer.headers.get("content-type", ""))
        is_start = entry.depth == 0
        place = place_of(page, entry.kind, is_start=is_start, was_disclosure=entry.is_disclosure)
        source = Source(
            entry=entry,
            page_url=citable(answer.url),
            file_url=citable(answer.url),
            page_title=best_title(page.heading, entry.title, page.title),
            page_date=page.date or entry.date,
        )
        test = _Test()
        if may_be_report(entry, page, place):
            test = await self._test(source, page, answer)
        kept = test.is_report and self._finding.keeps(entry)
        kept_year = test.result.year if kept and test.result is not None else None
        found = entries_of(page, place, source, is_kept=kept, kept_year=kept_year)
        with_data = replace(page, links=())
        if not test.is_report and place.is_disclosure and all(e.kind < Kind.ANNUAL for e in found):
            with_data = await self._with_data(page)
            found += entries_of(with_data, place, source, is_kept=False, kept_year=None)
        entries = [*(each for each in found if each.url not in test.further), *test.instead]
        problem = test.problem
        if not test.is_report and problem is None:
            if entry.kind is Kind.REPORT and test.result is not None:
                problem = why_no_report(page, entries, test.result)
            else:
                problem = why_no_list(entry, page, entries)
        is_list = (
            is_start
            or entry.kind in {Kind.HUB, Kind.ANNUAL}
            or any(each.kind >= Kind.ANNUAL for each in entries)
        )
        with self._transaction():
            best = self._state.add(each for each in entries if self._may_follow(each))
            was_kept = entry.found == "report" and self._finding.keeps(entry)
            self._state.finish(
                entry,
                found="report" if kept or was_kept else "list" if is_list else "other",
                problem=problem,
                validators=Validators() if with_data.links else answer.validators,
            )
        self._limits.note_page(entry.kind, best, is_disclosure=place.is_disclosure)
        self._count(test.is_new)

    async def _test(self, source: Source, page: Page, answer: Answer) -> _Test:
        """Put a page to the report test, with its further pages; keep it if it is a report."""
        draft = self._finding.draft(source, answer)
        results = await self._tools.examine(draft.folder)
        is_report = bool(results) and results[0].state == "report"
        is_listed = source.entry.kind is Kind.REPORT
        numbered = further_pages(answer.url, page.links) if is_report or is_listed else {}
        if not numbered and is_listed:
            numbered = chapters_of(page)
        if not is_report and not numbered:
            self._finding.discard(draft)
            return _Test(results[0] if results else None)
        further = frozenset(numbered.values())
        pages, failed = await fetch_further(answer, numbered, self._get)
        if failed is not None:
            self._finding.discard(draft)
            return _Test(problem=failed, further=further)
        if pages:
            self._finding.discard(draft)
            draft = self._finding.draft(source, answer, [each.body for each in pages])
            results = await self._tools.examine(draft.folder)
        if not results or results[0].state != "report":
            self._finding.discard(draft)
            return _Test(results[0] if results else None)
        if sum(each.length for each in results) < SHORTEST_REPORT:
            self._finding.discard(draft)  # a message, below a report's title
            return _Test(replace(results[0], state="other"))
        if await self._is_short_form(results, page, source):
            self._finding.discard(draft)
            return _Test(results[0], instead=tuple(attachments_of(page, source)))
        with self._transaction():
            is_new, problem = self._finding.settle(source, draft, results)
        return _Test(results[0], problem, is_new, further)

    async def _with_data(self, page: Page) -> Page:
        """A page with what its scripts list from data, instead of its own links."""
        links: list[Link] = []
        for url in page.data_addresses[:_MAX_DATA]:
            answer = await self._get(url, referer=page.url)
            if answer.problem is None:
                content_type = answer.headers.get("content-type", "")
                links += links_in_data(page, answer.body, content_type)
        return replace(page, links=tuple(links))

    async def _is_short_form(
        self, results: tuple[FileClass, ...], page: Page, source: Source
    ) -> bool:
        """Whether an attachment of a report's page holds more of the same report."""
        if not results or results[0].length >= _SHORT_REPORT:
            return False
        candidates = wanted_attachments(page, on_report_page=True)
        for link in candidates[:_MAX_TRIED]:
            async with self._tools.files:
                answer = await self._get(link.url, is_file=True, referer=page.url)
                if answer.problem is not None or is_html(answer.body):
                    continue
                draft = self._finding.draft(replace(source, file_url=answer.url), answer)
                found = await self._tools.examine(draft.folder)
                self._finding.discard(draft)
            if any(
                each.state == "report" and each.length > _LONGER * results[0].length
                for each in found
            ):
                return True
        return False

    def _may_follow(self, entry: PageEntry) -> bool:
        if entry.depth > MAX_DEPTH + (1 if entry.is_file else 0):
            return False
        if entry.kind <= Kind.NEARBY and entry.depth > 2:
            return False
        if entry.is_file or entry.kind is Kind.REPORT:
            return not self._is_too_old(entry)
        return self.in_scope(entry.url)

    def _is_too_old(self, entry: PageEntry) -> bool:
        since = self._tools.since
        return since is not None and entry.year is not None and entry.year < since
