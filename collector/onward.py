"""What a page leads to: addresses to visit, with what is known of them from the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from collector.fetch import is_login
from collector.finding import Source, best_title, wanted_attachments
from collector.link_kinds import (
    Kind,
    Place,
    is_document,
    kind_of,
    says,
    speaks_of_report,
    year_of,
)
from collector.link_text import is_generic
from collector.page import Link, Page
from collector.school_state import PageEntry

SHORTEST_REPORT: Final = 200
"""Letters of a page that can be a report."""
_HEAD: Final = 400
"""Letters of a page among which its title stands, whatever element that is in."""
_PART: Final = re.compile(
    r"附件|下载|查看|阅读|浏览|打开|预览|点击|全文|正文|原文|pdf|word", re.IGNORECASE
)


def entries_of(
    page: Page, place: Place, source: Source, *, is_kept: bool, kept_year: int | None
) -> list[PageEntry]:
    """What a page leads to; `is_kept` says that the page itself is a report, of `kept_year`."""
    entry, heading = source.entry, page.heading or page.title
    entries: list[PageEntry] = []
    if page.goes_on_to and page.goes_on_to != page.url:
        entries.append(_same_step(entry, page.goes_on_to))
    is_notice, names_report = says("notice", heading), speaks_of_report(heading)
    if not is_kept and not names_report:
        source = _beyond(source)
    is_reports_page = entry.kind is Kind.REPORT or bool(entry.parent_title) or names_report
    has_attachments = is_reports_page and not is_kept and not is_notice
    attachments = attachments_of(page, source) if has_attachments else []
    taken = {each.url for each in attachments}
    for link in page.links:
        if link.url in taken or is_login(link.url):
            continue
        kind = kind_of(link, page, place)
        if kind is None or (is_notice and is_document(link)):
            continue
        is_copy = is_kept and year_of(link.text) in {None, kept_year}
        if entry.kind is Kind.REPORT and not is_kept and _is_part(link):
            entries.append(_file_entry(link, source))
        elif not is_document(link):
            entries.append(_page_entry(link, kind, place, source, is_kept=is_kept))
        elif kind is Kind.REPORT and not is_copy:
            entries.append(_file_entry(link, source))
    return [*entries, *attachments]


def may_be_report(entry: PageEntry, page: Page, place: Place) -> bool:
    """Whether a page is put to the report test."""
    if page.asks_password:
        return False
    if entry.kind is Kind.REPORT or entry.found == "report":
        return True
    titled = speaks_of_report(page.title) or speaks_of_report(page.heading)
    is_other = says("other", page.heading or page.title)
    is_long = page.letters >= 600 and page.text.count("公开") >= 3 and not is_other
    if place.is_disclosure and not is_other:
        titled = titled or speaks_of_report(page.own_text[:_HEAD])
    return page.letters >= SHORTEST_REPORT and (titled or (is_long and place.is_disclosure))


def attachments_of(page: Page, source: Source) -> list[PageEntry]:
    """The documents of a report's page that may be the report."""
    return [_file_entry(link, source) for link in wanted_attachments(page, on_report_page=True)]


def _file_entry(link: Link, source: Source) -> PageEntry:
    entry = source.entry
    name = best_title(link.text, source.page_title) if link.text else source.page_title
    return PageEntry(
        link.url,
        Kind.REPORT,
        entry.depth + 1,
        is_file=True,
        is_disclosure=True,
        title=name,
        date=link.date,
        year=year_of(name) or year_of(link.text) or entry.year,
        parent=source.page_url,
        parent_title=source.page_title,
        parent_date=source.page_date,
    )


def _page_entry(
    link: Link, kind: Kind, place: Place, source: Source, *, is_kept: bool
) -> PageEntry:
    entry = source.entry
    is_frame = link.source == "frame"
    is_next_report = is_kept and entry.kind is Kind.REPORT and kind is Kind.REPORT
    is_next_notices = entry.kind is Kind.NEARBY and kind is Kind.NEARBY
    stays = kind in {Kind.LIST_PAGE, Kind.AREA_PAGE} or is_frame
    stays = stays or is_next_report or is_next_notices
    is_part = is_frame and entry.kind is Kind.REPORT
    is_part = is_part or (not is_kept and _is_named_alike(link, source))
    return PageEntry(
        link.url,
        max(kind, entry.kind) if is_frame else kind,
        entry.depth if stays else entry.depth + 1,
        is_disclosure=place.is_disclosure,
        title=entry.title if is_frame and not link.text else link.text,
        date=link.date or (source.page_date if is_part else ""),
        year=year_of(link.text) or (entry.year if is_part else None),
        parent=source.page_url,
        parent_title=source.page_title if is_part else "",
        parent_date=source.page_date if is_part else "",
    )


def _is_named_alike(link: Link, source: Source) -> bool:
    """Whether a link says what the title of its page says: it may be a file without an ending."""
    year = year_of(source.page_title)
    return (
        year is not None
        and year == year_of(link.text)
        and speaks_of_report(source.page_title)
        and speaks_of_report(link.text)
    )


def _is_part(link: Link) -> bool:
    """Whether a link of a report's page leads to the report itself: 查看全文, 附件：年度报告."""
    named = is_generic(link.written) or link.written.startswith("附件")
    return named and _PART.search(link.written) is not None


def _beyond(source: Source) -> Source:
    """The source of what a page leads to: of a page between that of a report and its file, such as
    the one that counts downloads, the page of the report."""
    entry = source.entry
    if not entry.parent_title:
        return source
    return replace(
        source,
        page_url=entry.parent,
        page_title=best_title(entry.parent_title, source.page_title),
        page_date=source.page_date or entry.parent_date,
    )


def _same_step(entry: PageEntry, url: str) -> PageEntry:
    return replace(entry, url=url, id=0, is_file=False, found="", problem=None)
