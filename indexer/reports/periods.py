"""The period a report covers: its label, its first and its last day.

These are three separate facts. A title that says 2022年 may cover 2021-09-01 to 2022-08-31, and a
damaged date ("202191日") gives none. Nothing is inferred from today's date or from the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from indexer.reports.dates import Range, find_ranges, normalize_dates, without_days

_FIRST_YEAR: Final = 2008
_LAST_YEAR: Final = 2099
_YEAR: Final = r"(20\d\d)"
_UNIT: Final = "(?:学年度?|年度?)"
_ACADEMIC: Final = re.compile(
    rf"(?<!\d){_YEAR}{_UNIT}?[-_/至到]{{0,3}}{_YEAR}(?!\d)(?![-/.]\d)"
    rf"|(?<![\d、]){_YEAR}年?[、和]{_YEAR}(?=年)(?!年[、和]20)"
    rf"|(?<!\d){_YEAR}[-/至到](\d\d)(?=[)）]?{_UNIT})"
    rf"|(?<!\d){_YEAR}[-/](1[3-9]|[2-9]\d)(?![\d./-])"
    r"|(?<![\d.年-])(\d\d)[-/至到]{1,2}(\d\d)(?=学年)"
)
_DIGIT: Final = re.compile(r"\d")
_LABEL_ALONE: Final = re.compile(r"[\[(]?[\d年月日学度至到./~-]{4,26}[\])]?")
_NOT_THE_PERIOD: Final = (
    "[(（]?(?:最?新)?(?:修[订正]|颁布|施行|印发|出台|下发|制[定订]|成立|建[校成立]|升格|合并|更名"
    "|创[办建]|[级届]|以来|起)"
)
"""What follows the year of some other event."""
_CALENDAR: Final = re.compile(
    rf"(?<!\d)(?<!\d\d\d\d[-至到])(?<!年[-至到]){_YEAR}(?:学年度?|年度|年)"
    rf"(?!\d)(?!\d{{1,2}}月)(?![-至到]{{1,2}}20)(?!{_NOT_THE_PERIOD})"
)
_LOOSE_YEAR: Final = re.compile(
    rf"(?<!\d)(?<!\d\d\d[-_.])(?<!\d\d\d\d[-_至到.]){_YEAR}(?!\d)(?![-_./~]?\d)(?!年?[-至到]?\d)(?![级届号〕\]])"
)
_DAMAGED: Final = re.compile(
    rf"(?<!\d){_YEAR}年?\d{{1,4}}[日月]\d{{0,2}}日?(?:起?[,，]?[至到-]+|起){_YEAR}年?\d{{1,4}}[日月止]"
)

_STATISTICS: Final = re.compile("统计|报告期|起止|区间")
_ABOUT_THE_REPORT: Final = re.compile(
    "期限|时限|时段|数据|周期|本(?:年度)?报告|年报|涵盖|时间(?:范围|节点|跨度|均?为)"
)
_SAID_AFTER: Final = re.compile("[)）止间,，]{0,3}[为是系]?(?:本报告|本次|信息公开)?的?统计")
"""2022年9月1日至2023年8月31日为统计周期."""
_OF_SOMETHING_ELSE: Final = re.compile(
    "合同|服务期|任期|聘期|工期|规划|采购|招标|公示|活动|培训|整改期|十[三四五]五"
)
_CITED: Final = re.compile(
    "(?P<before>参照|借鉴|学习|对照|上一?年度?)?《(?P<title>[^《》]{0,99}(?:〈[^〉]{0,99}〉[^《》]{0,99})?)》"
    "|[(（〔\\[][^()（）]{0,40}?20\\d\\d[〕\\]][^()（）]{0,20}?号[)）]?"
)
_OWN_TITLE: Final = re.compile(
    "^(?!.*(?:关于做好|关于报送|关于开展|通知|办法|条例)).*公开.*(?:报告|年报)"
)
_NOTICE: Final = re.compile("关于(?:认真|切实)?(?:做好|开展|报送|编制|编写|编报)[^。]{0,99}?通知")

_MIN_DAYS: Final = 28
"""Days of the shortest range that may be called statistical; the first reports covered four
months."""
_HALF_A_YEAR: Final = 180
_NEARLY_A_YEAR: Final = 300
_LITTLE_MORE_THAN_A_YEAR: Final = 430
_MAX_DAYS: Final = 800


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, each None where the text does not give it."""

    start: date | None = None
    end: date | None = None

    @property
    def label(self) -> str | None:
        """The period's name, where its days are those of an academic or a calendar year."""
        if self.start is None or self.end is None:
            return None
        days = (self.end - self.start).days
        if self.start.month == 1 and self.start.year == self.end.year and days >= _HALF_A_YEAR:
            return str(self.end.year)
        is_year = _NEARLY_A_YEAR <= days <= _LITTLE_MORE_THAN_A_YEAR
        if is_year and self.start.year + 1 == self.end.year and 7 <= self.start.month <= 11:
            return f"{self.start.year}-{self.end.year}"
        return None

    def agrees_with(self, label: str) -> bool:
        """Whether a period of this name can have these days; an unknown day fits every period."""
        first, _, last = label.partition("-")
        if self.start is None or self.end is None:
            return True
        if last:
            return self.start.year == int(first) or self.end.year == int(last)
        return int(first) in {self.start.year, self.end.year}


@lru_cache(maxsize=256)  # several rules examine a title in turn
def find_label(text: str, *, loose: bool = False) -> str | None:
    """The period a title or sentence names: "2023-2024" or "2022".

    With `loose` a bare year counts, as in file names.
    """
    words = normalize_dates(text)
    if not _DIGIT.search(words):
        return None
    undated = without_days(words)
    for found in _ACADEMIC.finditer(undated):
        if label := _consecutive(found):
            return label
    for span in _ranges_of_a_year(words):
        if span.label:
            return span.label
    for found in (_LOOSE_YEAR if loose else _CALENDAR).finditer(undated):
        if _FIRST_YEAR <= int(found.group(1)) <= _LAST_YEAR:
            return found.group(1)
    return None


def parse_label(text: str, *, loose: bool = False) -> str | None:
    """The period that a text consists of: （2021—2022学年）; None for any other text."""
    is_period = _LABEL_ALONE.fullmatch(normalize_dates(text)) is not None
    return find_label(text, loose=loose) if is_period else None


def _consecutive(found: re.Match[str]) -> str | None:
    first, second, *shortened = found.groups()
    if first is None:
        written = [figures for figures in shortened if figures]
        first, second = (year if len(year) == 4 else f"20{year}" for year in written)
    begin, end = int(first), int(second)
    if begin < _FIRST_YEAR or end > _LAST_YEAR:
        return None
    if end == begin:
        return str(end)
    return f"{begin}-{end}" if end == begin + 1 else None


def names_single_academic_year(title: str) -> bool:
    """Whether a title says 2022学年, which may be the academic year that begins or ends in 2022."""
    return re.search(r"(?<![\d/-])20\d\d学年", normalize_dates(title)) is not None


def find_damaged_label(text: str) -> str | None:
    """The academic year of a range of which only the years are intact: 自201491日至2015831日."""
    words = normalize_dates(text)
    found = _DAMAGED.search(words)
    if found is None or int(found.group(1)) + 1 != int(found.group(2)):
        return None
    if any(range_.begin <= found.start() < range_.stop for range_ in find_ranges(words)):
        return None
    return f"{found.group(1)}-{found.group(2)}"


def without_citations(sentence: str) -> str:
    """A sentence without the titles and numbers of the notices it cites, and their years.

    The report's own title in 《》 is not a citation.
    """
    return _NOTICE.sub("", _CITED.sub(_kept_title, sentence))


def _kept_title(found: re.Match[str]) -> str:
    title = found["title"] or ""
    is_own = not found["before"] and _OWN_TITLE.search(normalize_dates(title))
    return title if is_own else (found["before"] or "")


def find_span(text: str, *, anywhere: bool) -> Span:
    """The statistical period a text states.

    With `anywhere` any range of about a year counts, else only one that is called statistical.
    """
    words = normalize_dates(text)
    weighed = [
        (weight, Span(found.start, found.end))
        for found in find_ranges(words)
        if (weight := _weight(words, found, anywhere=anywhere))
    ]
    return max(weighed, key=lambda each: each[0], default=(0, Span()))[1]


def _weight(words: str, found: Range, *, anywhere: bool) -> int:
    """How certainly a range is the statistical period; 0 where it is not."""
    before = re.split("[。;]", words[max(0, found.begin - 30) : found.begin])[-1]
    if _OF_SOMETHING_ELSE.search(before[-14:]):
        return 0
    is_statistical = bool(_STATISTICS.search(before) or _SAID_AFTER.match(words, found.stop))
    is_about_the_report = bool(_ABOUT_THE_REPORT.search(before))
    if found.start is None or found.end is None:
        return int(is_statistical or is_about_the_report or anywhere)
    days = (found.end - found.start).days
    if is_statistical:
        return 4 if _MIN_DAYS <= days <= _MAX_DAYS else 0
    if not _NEARLY_A_YEAR <= days <= _MAX_DAYS:
        return 0
    return 3 if is_about_the_report else 2 * anywhere


def _ranges_of_a_year(words: str) -> Iterator[Span]:
    for found in find_ranges(words):
        span = Span(found.start, found.end)
        if _weight(words, found, anywhere=True) and span.label:
            yield span
