"""From a page or file that was fetched to a kept report and its row in the manifest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from collector.fetch import Answer
from collector.keep import Folder, digest, disposition_name, file_name, suffix_of
from collector.link_kinds import is_document, says, speaks_of_report, year_of
from collector.outcome import Problem
from collector.page import Link, Page
from collector.school_state import KeptReport, PageEntry, SchoolState
from collector.sites import School
from indexer.ingest.file_classifier import FileClass, similarity

_SAME_YEAR: Final = 0.6
_NO_YEAR: Final = 0.9
"""Shares of equal sentences from which on two files are one report."""
_SITE_TAIL: Final = re.compile(
    r"\s*[-_|—–]+\s*[^-_|—–]*(?:网|网站|大学|学院|学校|首页|home)\s*$", re.IGNORECASE
)
_ENDING: Final = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|rtf|odt|zip|rar|7z|xlsx?|s?html?)$", re.IGNORECASE
)
_SIZE: Final = re.compile(
    r"\s*[\[(（【]\s*(?:[\d.]+\s*[KMG]B?|pdf|docx?|点击下载|下载|附件)\s*[\])）】]\s*$",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"^(?:附件\s*\d*\s*[:：.、]?|下载\s*[:：]|【[^】]{0,8}】|[·•\-»>※◆●■]+)\s*"
)
_DAY_AT_END: Final = re.compile(
    r"\s*[\[(（]?20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\])）]?\s*(?:下载|查看|详细)?\s*$"
)
_PREFERRED: Final = ("docx", "pdf", "ofd", "odt", "rtf", "doc", "wps", "zip", "rar", "7z")
_NO_REPORTS: Final = (".html", ".xls", ".xlsx")
"""Endings of files that are no reports where their text is not one's."""
_REVISED: Final = re.compile("修订|修改|更正|订正|补充|重新发布|新版|终稿")
"""Words of a later version of a report, which is another one than the first."""
_AFTER_NAME: Final = re.compile(
    "$|[^\u4e00-\u9fff]|信息|資訊|资讯|[校政院事党]务|公开|[学年]|关于|[二两]|工作|自查|总结|情况"
)
"""What may follow a school's name in the title of its own report."""
_PERIOD: Final = re.compile(r"(20[0-3]\d)\s*[-—–~至_/]+\s*(20[0-3]\d)\s*学?年")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something came from."""

    entry: PageEntry
    page_url: str
    """The page a person would cite."""
    file_url: str
    page_title: str
    page_date: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Files on disk that are being examined."""

    folder: Path
    names: tuple[str, ...]
    bodies: tuple[bytes, ...]


def best_title(*titles: str) -> str:
    """The first that is a report's title, else the first that says anything; tidied."""
    tidy = [_tidy(title) for title in titles]
    named = [title for title in tidy if speaks_of_report(title)]
    with_year = [title for title in named if year_of(title) is not None]
    return next(iter([*with_year, *named, *(title for title in tidy if title)]), "")


def _tidy(title: str) -> str:
    text = " ".join(title.split())
    text = _DAY_AT_END.sub("", text)
    text = _SIZE.sub("", text)
    text = _ENDING.sub("", text)
    text = _LEAD.sub("", text)
    return _SITE_TAIL.sub("", text).strip(" ·-_|") or text.strip()


def wanted_attachments(page: Page, *, on_report_page: bool) -> list[Link]:
    """The documents of a page that may be its report, the best readable format first."""
    documents = [link for link in page.links if is_document(link)]
    wanted = [
        link
        for link in documents
        if not says("notice", link.text)
        and (
            speaks_of_report(link.text)
            or (
                on_report_page
                and not says("form", link.text)
                and not (says("other", link.text) and "公开" not in link.text)
            )
        )
    ]
    return sorted({link.url: link for link in wanted}.values(), key=_preference)


def _preference(link: Link) -> tuple[bool, int]:
    named = f"{link.url} {link.written} {link.text}".lower()
    rank = next(
        (at for at, ending in enumerate(_PREFERRED) if re.search(rf"\.{ending}\b", named)),
        1,
    )
    return not speaks_of_report(link.text), rank


class Finding:
    """What is kept for one school."""

    def __init__(
        self, school: School, state: SchoolState, folder: Folder, since: int | None
    ) -> None:
        self._school = school
        self._state = state
        self._folder = folder
        self._since = since
        self._reports = state.reports()

    @property
    def has_reports(self) -> bool:
        return bool(self._reports)

    def keeps(self, entry: PageEntry) -> bool:
        """Whether a file of this page is kept."""
        return any(report.page == entry.id for report in self._reports)

    def list_only(self, entry: PageEntry) -> None:
        """Note a report that would be fetched (--dry-run)."""
        self._reports.append(
            KeptReport(
                entry.id,
                entry.url,
                "",
                "",
                frozenset(),
                entry.year,
                "listed",
                years=tuple(filter(None, (entry.year,))),
            )
        )
        self._state.put_report(self._reports[-1])

    def draft(self, source: Source, answer: Answer, further: Sequence[bytes] = ()) -> Draft:
        """The files of an answer, written to be examined."""
        bodies = (answer.body, *further)
        given = disposition_name(answer.headers.get("content-disposition", ""))
        suffix = suffix_of(answer.body, answer.url, given)
        title = best_title(source.entry.title, source.page_title, given)
        year = source.entry.year or year_of(title)
        name = file_name(title, year, suffix, self._state.folder)
        names = _numbered_names(name, len(bodies))
        return Draft(self._folder.draft(names, bodies), names, bodies)

    def discard(self, draft: Draft) -> None:
        self._folder.discard(draft.folder)

    def settle(
        self, source: Source, draft: Draft, results: Sequence[FileClass]
    ) -> tuple[bool, Problem | None]:
        """Keep a draft that is a report and not kept yet; returns whether it is new, and why it was
        not kept or cannot be read. Inside a transaction of the state."""
        reports = [each for each in results if each.state == "report"]
        if not reports:
            return self._settle_unread(source, draft, results)
        found = reports[0]
        year = found.year or source.entry.year
        own = self._own(source.entry)
        is_revised = _REVISED.search(f"{source.entry.title} {source.page_title}") is not None
        twin = self._twin(found, digest(draft.bodies), year, is_revised=is_revised)
        is_same = own is not None and own.text_hash == found.text_hash and self._is_there(own)
        if is_same or self._is_too_old(year) or (twin is not None and twin.page != source.entry.id):
            self.discard(draft)  # of a kept report, at most the page around it changed
            return False, None
        stem = draft.names[0].rpartition(".")[0]
        own_title = "" if found.title == stem or len(reports) > 1 else found.title
        if own_title and _squeezed(own_title) in _squeezed(source.page_title):
            own_title = source.page_title  # the text has it in two lines
        title = best_title(own_title, source.entry.title, source.page_title)
        years = tuple(sorted({each.year for each in reports if each.year is not None}))
        kept = self._keep(source, draft, found, title, years)
        self._state_cells(source, kept.path, reports, title)
        return own is None, None

    def _settle_unread(
        self, source: Source, draft: Draft, results: Sequence[FileClass]
    ) -> tuple[bool, Problem | None]:
        """A file that cannot be read is kept where its link says that it is a report."""
        entry = source.entry
        title = best_title(entry.title, source.page_title)
        is_named = speaks_of_report(entry.title) or (
            speaks_of_report(source.page_title) and not says("form", entry.title)
        )
        unread = next((each for each in results if each.state in {"scanned", "unreadable"}), None)
        if unread is None or not is_named or draft.names[0].endswith(_NO_REPORTS):
            self.discard(draft)
            is_wrong = is_named and self._own(entry) is None
            return False, Problem.NOT_A_REPORT if is_wrong else None
        year = entry.year or year_of(title)
        if self._own(entry) or self._is_too_old(year) or self._has(digest(draft.bodies), year):
            self.discard(draft)
            return False, None
        nothing = FileClass(draft.names[0], unread.state, year=year)
        kept = self._keep(source, draft, nothing, title)
        self._state_cells(source, kept.path, [replace(nothing, year=None)], title)
        return True, Problem.SCANNED if unread.state == "scanned" else Problem.UNREADABLE

    def _own(self, entry: PageEntry) -> KeptReport | None:
        """What is kept of this page."""
        return next((each for each in self._reports if each.page == entry.id), None)

    def _is_there(self, report: KeptReport) -> bool:
        return self._folder.has(report.path)

    def _is_too_old(self, year: int | None) -> bool:
        return self._since is not None and year is not None and year < self._since

    def _has(self, sha256: str, year: int | None) -> bool:
        """Whether this file, or a report of this year, is kept."""
        return any(
            each.sha256 == sha256 or (each.year is not None and each.year == year)
            for each in self._reports
        )

    def _twin(
        self, found: FileClass, sha256: str, year: int | None, *, is_revised: bool
    ) -> KeptReport | None:
        """The kept file that is the same report; a revised one is another."""
        for kept in self._reports:
            if kept.sha256 == sha256 or (kept.text_hash and kept.text_hash == found.text_hash):
                return kept
            if is_revised is not (_REVISED.search(kept.path) is not None):
                continue
            least = _SAME_YEAR if kept.year is not None and kept.year == year else _NO_YEAR
            if kept.year is not None and year is not None and kept.year != year:
                continue
            if kept.sketch and similarity(kept.sketch, found.sketch) >= least:
                return kept
        return None

    def _keep(
        self,
        source: Source,
        draft: Draft,
        found: FileClass,
        title: str,
        years: tuple[int, ...] = (),
    ) -> KeptReport:
        """Move a draft to its place; a new version of a kept file takes the place of the old."""
        entry, own = source.entry, self._own(source.entry)
        year = found.year or entry.year if len(years) < 2 else None
        suffix = f".{draft.names[0].rpartition('.')[2]}"
        old = (own.path, *own.files) if own is not None else ()
        if own is not None and own.path.endswith(suffix) and len(old) == len(draft.bodies):
            paths = old
        else:
            paths = self._folder.place(
                self._state.folder,
                file_name(title, year, suffix, self._state.folder),
                draft.bodies,
                lambda path: self._state.owner_of(path) == entry.id,
            )
        kept = KeptReport(
            entry.id,
            paths[0],
            digest(draft.bodies),
            found.text_hash,
            found.sketch,
            year,
            found.state,
            paths[1:],
            years or tuple(filter(None, (year,))),
        )
        self._folder.move(draft.folder, draft.names, paths)
        for path in old:
            if path not in paths:
                self._folder.remove(path)
                self._state.forget_report(path)
        self._state.put_report(kept)
        self._reports = [each for each in self._reports if each.page != entry.id] + [kept]
        return kept

    def _state_cells(
        self,
        source: Source,
        path: str,
        reports: Sequence[FileClass],
        title: str,
    ) -> None:
        """The manifest's rows of a kept file: one, or one for each report in an archive."""
        fetched = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for found in reports:
            member = found.path.partition("!/")[2]
            single = not member
            own_title = title if single else found.title
            school = self._stated_school(found, own_title)
            cells = {
                "school": school,
                "period": "" if found.period else _period_of(own_title),
                "published": _published(source, found),
                "province": self._school.province if school else "",
                "title": own_title,
                "source_url": source.page_url,
                "file_url": source.file_url,
                "fetched_at": fetched,
            }
            self._state.set_cells(f"{path}!/{member}" if member else path, cells)

    def _stated_school(self, found: FileClass, title: str) -> str:
        """The school of the site, where the report names no other author: in its title the name is
        not that of a unit, 某大学附属医院, and without it in the title the text names no other."""
        name = self._school.name
        _, is_in_title, after = title.partition(name) if name else ("", "", "")
        if is_in_title:
            return name if _AFTER_NAME.match(after) else ""
        is_own = found.school == name or (found.school is None and not found.names_other)
        return name if is_own else ""


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _numbered_names(name: str, count: int) -> tuple[str, ...]:
    """`x.html`, `x_1.html`, …, which the indexer joins to one report."""
    stem, dot, suffix = name.rpartition(".")
    return tuple(f"{stem}{f'_{page}' if page else ''}{dot}{suffix}" for page in range(count))


def _published(source: Source, found: FileClass) -> str:
    """The day that the page states, or the list beside the link, or else the signature."""
    stated = source.page_date or source.entry.date or source.entry.parent_date
    return stated or found.published or ""


def _period_of(title: str) -> str:
    """The period that a title names, for a file whose text names none."""
    if academic := _PERIOD.search(title):
        return f"{academic.group(1)}-{academic.group(2)}"
    year = year_of(title)
    return str(year) if year is not None else ""
