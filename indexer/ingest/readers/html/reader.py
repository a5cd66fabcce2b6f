"""Web pages: the article out of the page around it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.readers.builder import Line, TextBuilder, web_address
from indexer.ingest.readers.encoding import decode_page, implausible
from indexer.ingest.readers.html.article import (
    Article,
    find_article,
    prose_letters,
    section_headings,
)
from indexer.ingest.readers.html.boilerplate import is_note
from indexer.ingest.readers.html.elsewhere import report_elsewhere
from indexer.ingest.readers.html.lines import PageLine, PageLines, read_page_lines
from indexer.ingest.readers.html.markup import NEVER_SHOWN, STRUCK, markup_of, parse_html
from indexer.ingest.readers.html.metadata import page_address, page_sites, page_title, published_on
from indexer.reports.warnings import DetailedWarning, ReadingWarning

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_DEEPEST: Final = 2_000
"""Elements in elements that the parser follows; what is deeper it leaves out without a word."""
_NESTING: Final = re.compile(
    r"</?(?:(div|section|article|main|center|blockquote|form|ul|ol|li|dl|dt|dd|table|tbody|tr|td)"
    r"|span|font|b|i|u|strong|em|small|big|label)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)


def read_html(
    data: bytes, limits: Limits = DEFAULT_LIMITS, *, address: str | None = None
) -> Extracted:
    """The article of a web page, with the page's title, date and address.

    `address` is where the page was saved from, where it does not say so itself.
    Raises UnreadableError.
    """
    declared = _CHARSET.search(data[:4096])
    source = decode_page(data, declared.group(1).decode("ascii") if declared else None)
    page = _parse(_UNSEEN.sub("", _XML_DECLARATION.sub("", source)))
    address = page_address(page, source) or web_address(address or "")
    base = _base(page, address)
    body = page.find("body") if page.tag == "html" else page
    body = page if body is None else body
    title = page_title(page)
    article, lines = _article(body, base, title or "")
    builder = _gather(article, limits)
    published = published_on(page, article, lines, (title or "", article.heading))
    extracted = replace(
        builder.build(title=title, published=published, url=address),
        site_names=page_sites(page, source),
    )
    if not article.evidence and (message := report_elsewhere(page, extracted.text, base)):
        raise UnreadableError(message)
    if reason := implausible(extracted.text):
        raise UnreadableError(reason)
    if article.left_out:
        left_out = DetailedWarning(ReadingWarning.PAGE_TEXT_LEFT_OUT, str(article.left_out))
        return replace(extracted, warnings=(*extracted.warnings, left_out))
    return extracted


def _parse(source: str) -> _Element:
    page = parse_html(source)
    if page is not None and _is_cut_off(page):
        page = parse_html(_flattened(source))
    if page is None:
        raise UnreadableError(Message("网页没有内容：请重新保存网页"))
    return page


def _is_cut_off(page: _Element) -> bool:
    """Whether elements nest so deep that the parser gave up."""
    depth = 0
    deepest = page
    while len(deepest) and depth < _DEEPEST:
        deepest = deepest[-1]
        depth += 1
    return depth >= _DEEPEST


def _flattened(source: str) -> str:
    """The page without the elements that nest: their edges are line breaks."""
    return _NESTING.sub(lambda tag: "<br>" if tag.group(1) else "", source)


def _base(page: _Element, address: str | None) -> str | None:
    """What the page's relative addresses are relative to."""
    stated = next((base.get("href") for base in page.iter("base") if base.get("href")), None)
    return (web_address(stated, address) if stated else None) or address


def _article(body: _Element, base: str | None, title: str) -> tuple[Article, list[PageLine]]:
    """The article, and all lines of the page it stands in."""
    lines = read_page_lines(body, base)
    if shown := hidden_article(body, lines, base):
        lines = read_page_lines(body, base, shown)
    return find_article(body, lines, title), lines.lines


def _gather(article: Article, limits: Limits) -> TextBuilder:
    builder = TextBuilder(limits)
    if article.heading:
        builder.add_line(Line(article.heading))
    for line in article.lines:
        if not article.known and is_note(line.text):
            continue
        if line.is_row:
            builder.add_row(line.cells)
        else:
            builder.add_line(line.cells[0][0])
    return builder


_NEXT_TO_NOTHING: Final = 200
_LEAST_PROSE: Final = 60
_MOST_CANDIDATES: Final = 500
_TEMPLATE: Final = re.compile(
    r"^text/(?:html|x?-?template|x-[a-z-]*(?:template|tmpl)|plain)$|^text/ng-"
)
_MARKUP: Final = re.compile(r"<(?:p|div|br|section|table|span|h\d)\b", re.IGNORECASE)


def hidden_article(body: _Element, visible: PageLines, base: str | None) -> frozenset[_Element]:
    """The hidden elements to be read as if they were shown."""
    candidates = _candidates(body)
    if not candidates:
        return frozenset()
    shown: set[_Element] = set()
    headings = set(section_headings(visible))
    seen = prose_letters(visible)
    for element in candidates:
        lines = read_page_lines(element, base, frozenset({element}))
        inside = [*section_headings(lines)]
        prose = prose_letters(lines)
        nothing_else = seen < max(_NEXT_TO_NOTHING, prose // 5) and not headings
        is_text = nothing_else and (bool(inside) or prose >= max(_LEAST_PROSE, 2 * seen))
        goes_on = element.tag not in STRUCK and not headings.issuperset(inside)
        if is_text or goes_on:
            shown.add(element)
            shown.update(outer for outer in element.iterancestors() if markup_of(outer).is_unseen)
            headings.update(inside)
            seen += prose
    return frozenset(shown)


def _candidates(body: _Element) -> list[_Element]:
    found: list[_Element] = []
    for element in body.iter():
        if len(found) >= _MOST_CANDIDATES:
            break
        if not isinstance(element.tag, str) or not markup_of(element).is_unseen:
            continue
        if element.tag == "script" and _TEMPLATE.match((element.get("type") or "").strip().lower()):
            element.tag = "template"
        if element.tag in {"template", "textarea", "noscript"}:
            _unpack(element)
        if element.tag not in NEVER_SHOWN and (len(element) or (element.text or "").strip()):
            found.append(element)
    return found


def _unpack(element: _Element) -> None:
    """Markup that stands in an element as its text becomes elements of the page."""
    text = element.text or ""
    if len(element) or not _MARKUP.search(text):
        return
    is_page = text.lstrip()[:9].lower().startswith(("<html", "<!doctype"))
    inner = parse_html(text if is_page else f"<html><body>{text}</body></html>")
    body = None if inner is None else inner.find("body")
    if body is not None:
        body.tag = "div"
        element.text = None
        element.append(body)
