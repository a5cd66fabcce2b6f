"""Web pages: the article out of the page around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from indexer.errors import Message, UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.readers.encoding import decode
from indexer.ingest.readers.gather import Gathered, Line
from indexer.ingest.readers.html_article import find_article
from indexer.ingest.readers.html_boilerplate import is_note
from indexer.ingest.readers.html_facts import page_address, page_title, published_on
from indexer.ingest.readers.html_hidden import hidden_article
from indexer.ingest.readers.html_lines import read_page_lines
from indexer.ingest.readers.links import web_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_DOCUMENT: Final = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf|zip|rar)(?:$|[?&#])", re.IGNORECASE)
_LEAST_WORDS: Final = 40


def read_html(
    data: bytes, limits: Limits = DEFAULT_LIMITS, *, address: str | None = None
) -> Extracted:
    """The article of a web page, with the page's title, date and address.

    `address` is where the page was saved from, where it does not say so itself.
    Raises UnreadableError.
    """
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared.group(1).decode("ascii") if declared else None)
    page = _parse(_UNSEEN.sub("", _XML_DECLARATION.sub("", text)))
    address = page_address(page, text) or web_address(address or "")
    body = page.find("body") if page.tag == "html" else page
    body = page if body is None else body
    title = page_title(page)
    lines = read_page_lines(body, address)
    if shown := hidden_article(body, lines, address):
        lines = read_page_lines(body, address, shown)
    article = find_article(body, lines, title or "")
    gathered = Gathered(limits)
    if article.heading:
        gathered.line(Line(article.heading))
    for line in article.lines:
        if not article.known and is_note(line.text):
            continue
        if line.is_row:
            gathered.row(line.cells)
        else:
            gathered.line(line.cells[0][0])
    extracted = gathered.extracted(title=title, published=published_on(page, article), url=address)
    if len(re.findall(r"\w", extracted.text)) < _LEAST_WORDS:
        _point_at_attachments(page)
    return extracted


def _parse(text: str) -> HtmlElement:
    from lxml import etree, html  # noqa: PLC0415 - heavy, and most files are plain text

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(Message("网页没有内容：请重新保存网页")) from error
    return page


def _point_at_attachments(page: HtmlElement) -> None:
    """A page that only carries a document says so."""
    for link in page.iter("a", "iframe", "embed"):
        target = link.get("href") or link.get("src") or ""
        if _DOCUMENT.search(target):
            name = link.text_content().strip() or target.rpartition("/")[2]
            raise UnreadableError(
                Message(
                    "网页里没有正文，报告在附件中（%(name)s）：请下载附件后索引", name=name[:80]
                )
            )
