"""An article's elements → its lines, as a browser would break them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.gather import Gathered, Line
from indexer.ingest.readers.html_article import Article, is_unseen
from indexer.ingest.readers.links import web_address
from indexer.ingest.readers.numerals import chinese_number

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS: Final = frozenset(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section "
    "summary table tbody tfoot thead tr td th caption ul html".split()
)
_FURNITURE_LINE: Final = re.compile(
    r"(?:您?(?:的|现在的|当前的?)?(?:所在)?位置\s*[:：].*"
    r"|(?:发布|更新|发表|编辑)(?:时间|日期)\s*[:：].{0,80}"
    r"|(?:来源|作者|编辑|责任编辑|供稿|审核|发布者|发布单位|点击(?:数|率|量)?|浏览(?:数|量|次数)?|访问次数|阅读(?:数|量|次数)?)"
    r"\s*[:：].{0,60}"
    r"|[上下]一[篇条页]\s*[:：]?.{0,80}|(?:【|\[)?(?:打印|关闭)(?:本页|窗口|此页|页面)?(?:】|\])?"
    r"|(?:【|\[)?(?:打印|关闭).{0,12}(?:打印|关闭)(?:窗口|本页)?(?:】|\])?|分享到\s*[:：]?.{0,40}|返回(?:顶部|列表|首页)|字[体号]\s*[:：].{0,20})"
)
_SOURCE_SPACE: Final = " \t\r\n\f\v"


def gather_lines(article: Article, gathered: Gathered, base: str | None) -> None:
    """Give the article's paragraphs and table rows to `gathered`; `base` is the page's address."""
    for item in _Walk(article, base).lines(article.root):
        alone = [item] if isinstance(item, Line) else [line for cell in item for line in cell]
        if not article.known and len(alone) == 1 and _is_furniture(alone[0]):
            continue
        if isinstance(item, Line):
            gathered.line(item)
        else:
            gathered.row(item)


def _is_furniture(line: Line) -> bool:
    return _FURNITURE_LINE.fullmatch(line.text.strip()) is not None


@dataclass
class _Pending:
    """The line being written."""

    pieces: list[str] = field(default_factory=list)
    links: list[ExtractedLink] = field(default_factory=list)
    open_links: list[tuple[str, int]] = field(default_factory=list)
    """Addresses of links that are not closed yet, and the piece they began at."""

    def cut(self, *, forced: bool = False) -> Iterator[Line]:
        """The line as it is, where there is one; an open link goes on in the next.

        Room held open by a no-break space, or by a forced break, is a blank line.
        """
        for index, (address, start) in enumerate(self.open_links):
            self._add_link(address, start)
            self.open_links[index] = (address, 0)
        text, links = "".join(self.pieces), tuple(self.links)
        self.pieces, self.links = [], []
        if forced or text.strip(_SOURCE_SPACE):
            yield Line(text, links)

    def close_link(self) -> None:
        address, start = self.open_links.pop()
        self._add_link(address, start)

    def _add_link(self, address: str, start: int) -> None:
        text = " ".join("".join(self.pieces[start:]).split())
        if address and text:
            self.links.append(ExtractedLink(text=text, url=address))


class _Walk:
    """One pass over an element, in the order of the page, without recursion but for cells."""

    def __init__(self, article: Article, base: str | None) -> None:
        self._furniture = article.furniture
        self._base = base

    def lines(self, root: HtmlElement) -> Iterator[Line | list[list[Line]]]:
        """Paragraphs, and rows of tables as lists of cells."""
        pending = _Pending()
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                if element.tag == "a":
                    pending.close_link()
                if element.tag in _BLOCKS:
                    yield from pending.cut()
                _write_tail(element, root, pending)
            elif is_unseen(element) or element in self._furniture:
                _write_tail(element, root, pending)
            elif element.tag == "br":
                yield from pending.cut(forced=True)
                _write_tail(element, root, pending)
            elif element.tag == "tr" and element is not root and _is_plain_row(element):
                yield from pending.cut()
                yield [[*self._cell(cell)] for cell in element if cell.tag in {"td", "th"}]
                _write_tail(element, root, pending)
            else:
                if element.tag in _BLOCKS:
                    yield from pending.cut()
                yield from self._enter(element, pending)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
        yield from pending.cut()

    def _enter(self, element: HtmlElement, pending: _Pending) -> Iterator[Line]:
        if element.tag == "a":
            address = web_address(element.get("href") or "", self._base)
            pending.open_links.append((address or "", len(pending.pieces)))
        elif element.tag == "li":
            pending.pieces.append(_item_number(element))
        text = element.text or ""
        if element.tag == "pre" and "\n" in text:
            *whole, text = text.split("\n")
            for line in whole:
                pending.pieces.append(line)
                yield from pending.cut(forced=True)
        pending.pieces.append(text)

    def _cell(self, cell: HtmlElement) -> Iterator[Line]:
        for item in self.lines(cell):
            if isinstance(item, Line) and item.text.strip():
                yield item


def _write_tail(element: HtmlElement, root: HtmlElement, pending: _Pending) -> None:
    if element is not root and element.tail:
        pending.pieces.append(element.tail)


def _is_plain_row(row: HtmlElement) -> bool:
    return row.find(".//table") is None


def _item_number(item: HtmlElement) -> str:
    """The number a browser shows before an item of an ordered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    style = (parent.get("style") or "").replace(" ", "").lower()
    if "list-style:none" in style or "list-style-type:none" in style:
        return ""
    start = parent.get("start") or "1"
    number = int(start) if start.isdecimal() and len(start) < 5 else 1
    number += sum(1 for before in item.itersiblings("li", preceding=True))
    if "cjk" in style or "chinese" in style:
        return f"{chinese_number(number)}、"
    return f"{number}. "
