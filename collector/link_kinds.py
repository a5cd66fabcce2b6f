"""Which links of a page may lead to a report, and how promising each is."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources
from typing import Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from collector.addresses import citable
from collector.page import Link, Page
from collector.viewers import DOCUMENT

Words = Literal[
    "report",
    "annual",
    "hub",
    "nearby",
    "other",
    "form",
    "notice",
    "next_page",
    "numbered_page",
    "skip",
]

_YEAR: Final = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_YEARS: Final = re.compile(r"(?<!\d)(20[0-3]\d)\s*[-—–~至_/]+\s*(20[0-3]\d|[0-3]\d)(?!\d)")
_BARE_YEAR: Final = re.compile(
    r"[(（《\[]?(?:20\d\d)(?:年|学年|年度)?(?:[-—–~至_/]+(?:20)?\d\d)?(?:年|学年|年度|学年度)?[)）》\]]?"
    r"(?:工作)?(?:报告|年报|总结)?(?:\.\w{2,5})?"
)
PAGE_PARAMETER: Final = re.compile(
    r"p|pn|pg|page|pages|paged|pageno|pagenum|pageindex|page_?no|page_?num|page_?index|cur_?page|current_?page"
    r"|curr_?page|now_?page|pagenumber|start|offset|topage|gotopage|totalpage",
    re.IGNORECASE,
)
_DOWNLOAD: Final = re.compile(
    r"download|downso?ft|downsys|getdown|wbfileid|/attach|attachment|filedown|down(?:file)?\.(?:asp|php|jsp|aspx)|showfile|getfile"
    r"|readattach|fileid=|_upload/|uploadfile|/virtual_attach_file",
    re.IGNORECASE,
)


class Kind(IntEnum):
    """What a link seems to lead to. A higher one is followed first."""

    FAR = 1
    """A page anywhere on the site, for a school of which nothing else is known."""
    NEARBY = 2
    """A page of an office that may publish the report."""
    AREA = 3
    """A page among those on which the school discloses."""
    AREA_PAGE = 4
    """A further page of a list among those."""
    HUB = 6
    """The pages on which the school discloses."""
    LIST_PAGE = 7
    """A further page of a list of reports."""
    ANNUAL = 8
    """A list of reports."""
    REPORT = 9
    """A report."""

    @property
    def is_promising(self) -> bool:
        """Whether it is followed in any case; the others only for as long as that is of use."""
        return self >= Kind.HUB


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: what led to it, and what it is about."""

    is_disclosure: bool
    """Among the pages on which the school discloses."""
    is_annual: bool
    """About yearly reports on disclosure."""
    is_start: bool


@cache
def _patterns(words: Words) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Of texts, and of addresses."""
    data = resources.files("collector").joinpath("data", "words.toml").read_text("utf-8")
    table = tomllib.loads(data)[words]
    text, address = (
        re.compile("|".join(f"(?:{each})" for each in table[key])) if table.get(key) else None
        for key in ("text", "address")
    )
    return text, address


def squeeze(text: str) -> str:
    """A text for comparison: NFKC, lower case, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def says(words: Words, text: str) -> bool:
    """Whether a text has words of the kind."""
    pattern = _patterns(words)[0]
    return pattern is not None and pattern.search(squeeze(text)) is not None


def leads_to(words: Words, url: str) -> bool:
    """Whether an address has words of the kind; its host counts without the registrable domain's
    own name."""
    pattern = _patterns(words)[1]
    parts = urlsplit(url)
    path = unquote(parts.path + (f"?{parts.query}" if parts.query else ""), errors="replace")
    sub = (parts.hostname or "").partition(".")[0]
    return pattern is not None and pattern.search(f"{sub}{path}".lower()) is not None


def year_of(text: str) -> int | None:
    """The year in which the period of a title ends."""
    words = unicodedata.normalize("NFKC", text)
    for found in _YEARS.finditer(words):
        first, second = int(found.group(1)), found.group(2)
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        if last in {first, first + 1}:
            return last
    years = {int(year) for year in _YEAR.findall(words)}
    return max(years) if len(years) == 1 else None


def speaks_of_report(text: str) -> bool:
    """Whether a title is that of a report on disclosure."""
    return says("report", text)


def is_document(link: Link) -> bool:
    """Whether a link leads to a file rather than to a page."""
    if link.source == "viewer":
        return True
    if DOCUMENT.search(urlsplit(link.url).path):
        return True
    named = DOCUMENT.search(link.written) or DOCUMENT.search(link.text)
    return bool(_DOWNLOAD.search(link.url)) or (
        named is not None and re.search(r"\.\w{2,4}$", link.url) is None
    )


def place_of(page: Page, kind: Kind, *, is_start: bool, was_disclosure: bool) -> Place:
    """What a page is about, by its own words and by how it was reached."""
    own = f"{page.title} {page.heading}"
    by_address = leads_to("hub", page.url)
    disclosure = was_disclosure or by_address or says("hub", own) or says("report", own)
    annual = kind in {Kind.ANNUAL, Kind.LIST_PAGE} or says("report", own)
    annual = annual or (disclosure and says("annual", own) and not says("other", own))
    return Place(disclosure, annual, is_start)


def kind_of(link: Link, page: Page, place: Place) -> Kind | None:
    """What a link leads to; None for what is not followed."""
    text = squeeze(link.text)
    if says("skip", squeeze(link.written) or text) or leads_to("skip", link.url):
        return None
    if link.source == "frame":
        return Kind.HUB if place.is_disclosure or place.is_start else None
    document = is_document(link)
    if not document and is_further_page(link, page):
        if place.is_annual:
            return Kind.LIST_PAGE
        if place.is_disclosure:
            return Kind.AREA_PAGE
        return Kind.NEARBY if says("nearby", f"{page.title} {page.heading}") else None
    if (kind := _kind_by_title(link, text, place, document=document)) is not None:
        return kind
    if document:
        return None
    return _kind_of_page(link.url, text, place)


def _kind_by_title(link: Link, text: str, place: Place, *, document: bool) -> Kind | None:
    """A report, or a list of them, by the text of the link."""
    is_form = document and says("form", text) and not says("annual", text)
    if says("report", text) and not is_form and not says("notice", text):
        has_year = year_of(link.text) is not None
        return Kind.REPORT if has_year or document or place.is_annual else Kind.ANNUAL
    is_other = says("other", text) and "公开" not in text
    return Kind.REPORT if not is_other and _is_entry(link, text, place) else None


def _kind_of_page(url: str, text: str, place: Place) -> Kind:
    """A page on the way to reports."""
    is_other = says("other", text) and "公开" not in text
    if place.is_disclosure:
        if is_other:
            return Kind.AREA
        if says("annual", text) or leads_to("annual", url):
            return Kind.ANNUAL
        return Kind.HUB if says("hub", text) else Kind.AREA
    if says("hub", text) or leads_to("hub", url):
        return Kind.HUB
    if says("annual", text) and not is_other:
        return Kind.AREA
    return Kind.NEARBY if says("nearby", text) or leads_to("nearby", url) else Kind.FAR


def _is_entry(link: Link, text: str, place: Place) -> bool:
    """Whether a link is an entry of a list of reports that leaves out what is listed: 2023年,
    2022-2023学年, 某大学2023年度报告."""
    about = place.is_annual or (place.is_disclosure and says("report", link.heading))
    about = about or (place.is_disclosure and says("annual", link.heading))
    if not about or says("form", text):
        return False
    if _BARE_YEAR.fullmatch(text):
        return True
    return year_of(link.text) is not None and says("annual", text)


def is_further_page(link: Link, page: Page) -> bool:
    """Whether a link leads to another page of the same list."""
    text = squeeze(link.written or link.text)
    if _is_whole("next_page", text):
        return True
    return _is_whole("numbered_page", text) and is_same_list(link.url, page.url)


def _is_whole(words: Words, text: str) -> bool:
    pattern = _patterns(words)[0]
    return pattern is not None and pattern.fullmatch(text) is not None


def is_same_list(one: str, other: str) -> bool:
    """Whether two addresses differ only in the number of a page."""
    return list_stem(one) == list_stem(other)


def list_stem(url: str) -> str:
    """An address without what numbers the pages of a list: list2.psp, ndbg/3.htm, ?page=2."""
    parts = urlsplit(citable(url))
    folder, _, name = parts.path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    stem = re.sub(r"(?:[_-]?p?\d{1,4})$", "", stem)
    path = f"{folder}/{stem}".rstrip("/")
    path = re.sub(r"/(?:page|p)/?$", "", path)
    path = re.sub(r"/index$", "", path)
    pairs = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
        if not PAGE_PARAMETER.fullmatch(name)
    )
    return f"{parts.hostname}:{parts.port}{path}?{pairs}"
