"""What a person reads at a link: its text, the row of a list around it, the day beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree

_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATES: Final = (
    re.compile(r"(?P<y>20\d\d)\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})日?\s+(?P<y>20\d\d)\s*[-./年]\s*(?P<m>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})[-./月](?P<d>\d{1,2})日?\s+(?P<y>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>1[3-9]|2\d|3[01])[-./](?P<m>\d{1,2})[-./](?P<y>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})[-./](?P<d>1[3-9]|2\d|3[01])[-./](?P<y>20\d\d)(?!\d)"),
    re.compile(r"[\[(（](?P<y>[0-3]\d)[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})[\])）]"),
    re.compile(
        rf"(?i:\b(?P<m>{_MONTHS})[a-z]*\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>20\d\d)\b)"
    ),
    re.compile(
        rf"(?i:\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTHS})[a-z]*\.?,? (?P<y>20\d\d)\b)"
    ),
)
"""Of days written with the year last only those that cannot be read otherwise."""
_DAY_AT_END: Final = re.compile(
    r"[\[(（\s]20\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?\s*[\])）]?\s*$"
)
_GENERIC: Final = re.compile(
    r"(?:点击|点此|请|立即|在线|直接|本地|文件|附件)?(?:下载|查看|阅读|浏览|打开|预览|进入|这里|此处)(?:全文|附件|详情|文件|报告|pdf|word)?"
    r"|点[击我此]|点[击这]里?这里|详[细情](?:信息|内容)?|全文|附件\d*|正文|更多|more|pdf|docx?|word|wps|ofd|»|>+|\[?详细\]?|链接|文件|原文|(?:下载|文件)(?:地址|链接)[一二三四\d]*"
    r"|(?:pdf|word|doc)?(?:版|下载)",
    re.IGNORECASE,
)
"""A text that says nothing about what it leads to."""
_CODE: Final = re.compile(r"[a-z]{0,8}\d[a-z\d]*(?:[-/_.][a-z\d]{1,12}){2,}|\d{6,}", re.IGNORECASE)
"""A number under which a catalogue lists something, or a day: what it is stands beside it."""
_BETWEEN_CHINESE: Final = re.compile(
    r"(?<=[\u4e00-\u9fff）]) (?=[\u4e00-\u9fff（]|20\d\d ?(?:年(?!\d)|[-—–~至]+\d{2,4} ?学?年))"
    r"|(?<=\d) (?=学?年)"
)
"""A blank that only the elements of a title leave between its words."""
_NAMES_YEAR: Final = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")
_ROWS: Final = frozenset({"li", "tr", "dd", "dt", "p"})
_BOXES: Final = frozenset({"div", "section", "article", "td", "span"})
_NO_TEXT: Final = frozenset({"script", "style", "noscript"})
_MAX_ROW: Final = 240
_LONGEST_NAME: Final = 2_000
_MAX_PIECES: Final = 6_000
"""Texts in a row, or in a link, that are read."""
_LABELS: Final = frozenset({"b", "strong", "div", "span", "p", "td", "font", "label", "em"})
_LABEL: Final = re.compile(
    r"(?:公开|年度|学年|历年).{0,6}(?:报告|年报|总结)$|(?:计划|质量|就业|决算|预算).{0,6}$"
)
"""What is listed below: reports, or something else that comes every year."""
_LONGEST_LABEL: Final = 20
_SHORTEST_CUT: Final = 6
_MOST_PIECES: Final = 4


@dataclass(frozen=True, slots=True)
class LinkText:
    """What stands at a link."""

    name: str
    """What it leads to; of 下载 and the like, the text of its row."""
    written: str
    """The text of the link itself."""
    date: str
    """The day beside it, ISO."""


class LinkReader:
    """Reads what stands at the links of one page. What several links share is read once."""

    def __init__(self) -> None:
        self._texts: dict[etree._Element, str | None] = {}
        """Element → its text, None where that is too long for a row."""
        self._rows: dict[etree._Element, _Row | None] = {}
        """Row → what stands by each of its entries, None where there are not several."""

    def read(self, element: etree._Element) -> LinkText:
        """What stands at a link or at another element that leads somewhere."""
        written = own_text(element)
        row = self._row_of(element)
        around = (self._text(row) or "") if row is not None else ""
        name = around or written if not written or is_generic(written) else written
        rest = around.replace(written, " ", 1) if written else around
        if row is not None and around and (entries := self._entries(row)) is not None:
            rest = entries.beside(element)
        day = find_date(rest) or (_stated_day(row) if row is not None and around else "")
        if not day and row is not None and row.tag == "dt":
            day = _day_of_term(row)
        if not day and (parent := element.getparent()) is not None and parent.tag == "pre":
            day = find_date((element.tail or "")[:_MAX_ROW])
        if not day and (at_end := _DAY_AT_END.search(written)):
            day = find_date(at_end.group())
        return LinkText(name, written, day)

    def _row_of(self, element: etree._Element) -> etree._Element | None:
        """The smallest element around a link that describes it: its row of a list or table."""
        box = None
        for outer in islice(element.iterancestors(), 7):
            if outer.tag in {"body", "html", "ul", "ol", "table"}:
                break
            if outer.tag in _ROWS:
                several = outer.tag == "tr" and sum(1 for _ in islice(outer.iter("a"), 4)) > 3
                return box if several and box is not None else outer
            if outer.tag in _BOXES:
                if box is not None and find_date(self._text(box) or ""):
                    return box
                text = self._text(outer)
                is_short = text is not None and len(text) < _MAX_ROW
                box = outer if box is None or is_short else box
        return box

    def _text(self, element: etree._Element) -> str | None:
        if element not in self._texts:
            text = start_of_text(element, _MAX_ROW + 1)
            self._texts[element] = text if len(text) <= _MAX_ROW else None
        return self._texts[element]

    def _entries(self, row: etree._Element) -> _Row | None:
        if row not in self._rows:
            entries = _entries(row)
            self._rows[row] = _Row(row, entries) if len(entries) > 1 else None
        return self._rows[row]


def _stated_day(row: etree._Element) -> str:
    """The day of the only `<time datetime>` of a row."""
    days = {find_date(time.get("datetime") or "") for time in row.iter("time")}
    return days.pop() if len(days) == 1 else ""


def _day_of_term(term: etree._Element) -> str:
    """The day in what describes a term of a list: `<dt>…</dt><dd>2024-10-31</dd>`."""
    for sibling in term.itersiblings():
        if sibling.tag != "dd":
            return ""
        if (text := text_of(sibling)) and len(text) <= _MAX_ROW and (day := find_date(text)):
            return day
    return ""


def is_generic(text: str) -> bool:
    """Whether a text is 下载, 查看详情 or the like, or the number of an entry."""
    squeezed = text.replace(" ", "")
    return _GENERIC.fullmatch(squeezed) is not None or _CODE.fullmatch(squeezed) is not None


def is_label(element: etree._Element) -> bool:
    """Whether an element is the heading of a box by what it says, whatever its tag."""
    if element.tag not in _LABELS:
        return False
    pieces = [*islice(element.iter(), _MOST_PIECES + 1)]
    if len(pieces) > _MOST_PIECES or any(piece.tag == "a" for piece in pieces):
        return False
    text = text_of(element)
    return 2 < len(text) <= _LONGEST_LABEL and _LABEL.search(text) is not None


def is_cut(text: str) -> bool:
    """Whether the end of a text was left out."""
    return re.search(r"(?:\.\.+|…)\s*>?$", text) is not None


def text_of(element: etree._Element, without: Collection[str] = ()) -> str:
    """The text of an element without scripts and elements of those tags, blanks squeezed."""
    return " ".join(" ".join(_pieces(element, without)).split())


def start_of_text(element: etree._Element, length: int) -> str:
    """The text of an element as `text_of`, or at least `length` characters of its beginning. Of an
    element with thousands of others that hold no text, it may be less."""
    pieces: list[str] = []
    left = length
    for piece in islice(_pieces(element), _MAX_PIECES):
        pieces.append(piece)
        left -= len("".join(piece.split()))
        if left < 0:
            break
    return " ".join(" ".join(pieces).split())


def _pieces(element: etree._Element, without: Collection[str] = ()) -> Iterator[str]:
    """The texts inside an element, in order, with an empty one where an element begins or ends
    without text."""
    left_out = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        is_out = isinstance(node.tag, str) and node.tag in without
        if event == "start":
            left_out += is_out
            yield node.text or "" if not left_out and node.tag not in _NO_TEXT else ""
            continue
        left_out -= is_out
        yield node.tail or "" if not left_out and node is not element else ""


def whole_line(element: etree._Element) -> str:
    """The text of an element that is one line for a person, though it is broken or made of pieces:
    `某大学<br>2023年报告`."""
    return _joined(element, text_of(element))


def _joined(element: etree._Element, text: str) -> str:
    return _BETWEEN_CHINESE.sub("", text) if len(element) else text


def find_date(text: str) -> str:
    """The first date in a text, ISO; "" where there is none."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            month = found["m"]
            if month.isalpha():
                month = str(_MONTHS.split("|").index(month.lower()) + 1)
            if day := iso_day(f"{found['y']:0>4}".replace("00", "20", 1), month, found["d"]):
                return day
    return ""


def iso_day(year: str, month: str, day: str) -> str:
    """A day as 2024-10-31; "" where it is none, or too old for a report."""
    if 2008 <= int(year) <= 2099 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        return f"{int(year):04}-{int(month):02}-{int(day):02}"
    return ""


def own_text(element: etree._Element) -> str:
    """What a person reads on a link: its text, or its full title where that is cut short."""
    text = _joined(element, start_of_text(element, _LONGEST_NAME))
    title = " ".join((element.get("title") or "").split())
    start = text.rstrip(".…·").strip()
    is_whole_title = (text != start and title.startswith(start[:6])) or (
        len(text) >= _SHORTEST_CUT and title.startswith(text)
    )
    if title and (not text or is_whole_title or (len(title) > len(text) and is_generic(text))):
        return title
    if text:
        return text
    pictures = [image.get("alt") or image.get("title") or "" for image in element.iter("img")]
    named = " ".join((element.get("alt") or element.get("aria-label") or "").split())
    return named or " ".join(" ".join(pictures).split())


def _entries(row: etree._Element) -> set[etree._Element]:
    """The links of a row that are entries of a list, each with a year: of several, each may have a
    day of its own."""
    return {link for link in row.iter("a") if _NAMES_YEAR.search(own_text(link))}


class _Row:
    """A row with several entries: what stands by each of them."""

    def __init__(self, row: etree._Element, entries: Collection[etree._Element]) -> None:
        pieces: list[list[str]] = [[]]
        self._places: dict[etree._Element, int] = {}
        inside = 0
        for event, node in etree.iterwalk(row, events=("start", "end")):
            is_entry = node in entries
            if event == "start":
                if is_entry:
                    inside += 1
                    pieces.append([])
                self._places[node] = len(pieces) - 1
                if not inside and node.tag not in _NO_TEXT:
                    pieces[-1].append(node.text or "")
                continue
            inside -= is_entry
            if not inside and node is not row:
                pieces[-1].append(node.tail or "")
        self._texts = [" ".join(" ".join(piece).split()) for piece in pieces]
        self._begins_with_day = bool(find_date(self._texts[0]))

    def beside(self, element: etree._Element) -> str:
        """The text by one of its entries: before it where the row begins with a day, else after
        it, as far as the next entry."""
        at = self._places.get(element, 0)
        return self._texts[at - 1] if at and self._begins_with_day else self._texts[at]
