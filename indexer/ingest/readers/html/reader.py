"""Reads a web page: the article without the page around it.

Saved pages often hide their article by a style, or store it in a template, until a script runs.
Such hidden text is read if the page displays next to nothing else, or if it contains section
headings of a report that the page does not display.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.ocr.scans import NO_SCANS, Scans, with_install_hint
from indexer.ingest.readers.builder import Line, TextBuilder, web_address
from indexer.ingest.readers.encoding import decode_page, implausible
from indexer.ingest.readers.html.article import (
    Article,
    find_article,
    prose_letters,
    section_headings,
)
from indexer.ingest.readers.html.boilerplate import is_note
from indexer.ingest.readers.html.elsewhere import page_pictures, report_elsewhere
from indexer.ingest.readers.html.lines import PageLine, PageLines, read_page_lines
from indexer.ingest.readers.html.markup import NEVER_SHOWN, STRUCK, markup_of, parse_html
from indexer.ingest.readers.html.metadata import (
    page_address,
    page_sites,
    page_title,
    published_on,
)
from indexer.ingest.readers.pictures import (
    MAX_PICTURES,
    MIN_SCAN_BYTES,
    after,
    linked_picture,
    read_pictures,
)
from indexer.reports.warnings import DetailedWarning, ReadingWarning

if TYPE_CHECKING:
    from lxml.etree import _Element

FindPicture: TypeAlias = Callable[[str], tuple[str, bytes] | None]
"""From a picture's source in a page to its name in the file, and its bytes."""

_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_MAX_DEPTH: Final = 2_000
"""Nested elements that the parser follows; it drops deeper ones silently."""
_NESTING: Final = re.compile(
    r"</?(?:(div|section|article|main|center|blockquote|form|ul|ol|li|dl|dt|dd|table|tbody|tr|td)"
    r"|span|font|b|i|u|strong|em|small|big|label)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_TEMPLATE_TYPE: Final = re.compile(
    r"^text/(?:html|x?-?template|x-[a-z-]*(?:template|tmpl)|plain)$|^text/ng-"
)
_BLOCK_MARKUP: Final = re.compile(r"<(?:p|div|br|section|table|span|h\d)\b", re.IGNORECASE)
_NEXT_TO_NOTHING: Final = 200
"""Letters of running text on a page whose article is probably hidden."""
_MIN_HIDDEN_PROSE: Final = 60
_MAX_HIDDEN_ELEMENTS: Final = 500


def read_html(
    data: bytes,
    limits: Limits = DEFAULT_LIMITS,
    *,
    address: str | None = None,
    scans: Scans = NO_SCANS,
    picture: FindPicture | None = None,
) -> Extracted:
    """The article of a web page, with the page's title, date and address; where the report is in
    pictures that are in the page or beside it, their text.

    `address` is where the page was saved from, in case the page does not state it. `picture` finds
    a picture by its source as the page writes it.
    Raises UnreadableError, UnrecognisedError.
    """
    declared = _CHARSET.search(data[:4096])
    source = decode_page(data, declared.group(1).decode("ascii") if declared else None)
    page = _parse(_CONTROL.sub("", _XML_DECLARATION.sub("", source)))
    address = page_address(page, source) or web_address(address or "")
    base = _base(page, address)
    body = page.find("body") if page.tag == "html" else page
    title = page_title(page)
    article, lines = _find_article(page if body is None else body, base, title or "")
    published = published_on(page, article, lines, (title or "", article.heading))
    extracted = replace(
        _build(article, limits).build(title=title, published=published, url=address),
        site_names=page_sites(page, source),
    )
    if not article.evidence and (message := report_elsewhere(page, extracted.text, base)):
        find = picture or partial(linked_picture, sibling=scans.sibling)
        pictures = [each for name in page_pictures(page)[:MAX_PICTURES] if (each := find(name))]
        scanned = read_pictures(pictures, limits, scans) if scans.is_on else None
        if scanned is not None:
            return after(extracted, scanned)
        if any(len(data) >= MIN_SCAN_BYTES for _, data in pictures):
            raise UnreadableError(with_install_hint(message, scans.options))
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
    while len(deepest) and depth < _MAX_DEPTH:
        deepest = deepest[-1]
        depth += 1
    return depth >= _MAX_DEPTH


def _flattened(source: str) -> str:
    """The page without the tags that nest; those of blocks become line breaks."""
    return _NESTING.sub(lambda tag: "<br>" if tag.group(1) else "", source)


def _base(page: _Element, address: str | None) -> str | None:
    """The address that the page's relative addresses are resolved against."""
    stated = next((base.get("href") for base in page.iter("base") if base.get("href")), None)
    return (web_address(stated, address) if stated else None) or address


def _find_article(body: _Element, base: str | None, title: str) -> tuple[Article, list[PageLine]]:
    """The article, and all lines of the page around it."""
    page = read_page_lines(body, base)
    if revealed := _hidden_article(body, page, base):
        page = read_page_lines(body, base, revealed)
    return find_article(body, page, title), page.lines


def _build(article: Article, limits: Limits) -> TextBuilder:
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


def _hidden_article(body: _Element, displayed: PageLines, base: str | None) -> frozenset[_Element]:
    """The hidden elements to be read as if they were displayed."""
    candidates = _hidden_elements(body)
    if not candidates:
        return frozenset()
    revealed: set[_Element] = set()
    headings = set(section_headings(displayed))
    prose = prose_letters(displayed)
    for element in candidates:
        lines = read_page_lines(element, base, frozenset({element}))
        hidden_headings = [*section_headings(lines)]
        hidden_prose = prose_letters(lines)
        nothing_else = prose < max(_NEXT_TO_NOTHING, hidden_prose // 5) and not headings
        is_article = nothing_else and (
            bool(hidden_headings) or hidden_prose >= max(_MIN_HIDDEN_PROSE, 2 * prose)
        )
        continues = element.tag not in STRUCK and not headings.issuperset(hidden_headings)
        if is_article or continues:
            revealed.add(element)
            revealed.update(
                outer for outer in element.iterancestors() if markup_of(outer).is_unseen
            )
            headings.update(hidden_headings)
            prose += hidden_prose
    return frozenset(revealed)


def _hidden_elements(body: _Element) -> list[_Element]:
    elements: list[_Element] = []
    for element in body.iter():
        if len(elements) >= _MAX_HIDDEN_ELEMENTS:
            break
        if not isinstance(element.tag, str) or not markup_of(element).is_unseen:
            continue
        if element.tag == "script" and _TEMPLATE_TYPE.match(
            (element.get("type") or "").strip().lower()
        ):
            element.tag = "template"
        if element.tag in {"template", "textarea", "noscript"}:
            _parse_content(element)
        if element.tag not in NEVER_SHOWN and (len(element) or (element.text or "").strip()):
            elements.append(element)
    return elements


def _parse_content(element: _Element) -> None:
    """Markup that is the text of an element becomes elements of the page."""
    text = element.text or ""
    if len(element) or not _BLOCK_MARKUP.search(text):
        return
    is_page = text.lstrip()[:9].lower().startswith(("<html", "<!doctype"))
    content = parse_html(text if is_page else f"<html><body>{text}</body></html>")
    body = None if content is None else content.find("body")
    if body is not None:
        body.tag = "div"
        element.text = None
        element.append(body)
