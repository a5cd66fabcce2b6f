"""The period a report covers: its label, its first and last day, and the day of publication.

Four separate facts. A title that says 2022年 may cover 2021-09-01 to 2022-08-31, and a damaged
date ("202191日") gives none. Nothing is worked out from today's date or from the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.reports.numbering import han_number
from indexer.reports.wording import comparable

_FIRST_YEAR: Final = 2008
_LAST_YEAR: Final = 2099
_YEAR: Final = r"(20\d\d)"
_ACADEMIC: Final = re.compile(
    rf"(?<!\d){_YEAR}年?[-/至到]{{0,3}}{_YEAR}(?!\d)(?:学年度?|年度?)?|(?<!\d){_YEAR}[-/](\d\d)(?!\d)(?:学年度?|年度?)"
)
_CALENDAR: Final = re.compile(rf"(?<!\d){_YEAR}(?:学年度?|年度|年)(?!\d)(?!\d{{1,2}}月)")
_LOOSE_YEAR: Final = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_HAN_YEAR: Final = re.compile("二[〇零○o0][〇零○o0一二三四五六七八九]{2}(?=[年学度至.-])")

_HAN_DAY: Final = re.compile(
    "(20\\d\\d)年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_FULL_DAY: Final = re.compile(
    r"(?<!\d)(20\d\d)(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})(?:日|号)?(?!\d)"
)
_TO: Final = r"(?:起|开始)?[,，]?(?:至|到|-|—|截止到?|截至)+"
_MONTHS: Final = re.compile(
    rf"(?<![\d.]){_YEAR}[年.](\d{{1,2}})月?{_TO}{_YEAR}[年.](\d{{1,2}})月?(?![\d.])"
)
_RANGE: Final = re.compile(
    rf"(?<!\d)(20\d\d)(?:年|[./-])(\d{{1,2}})(?:月|[./-])(\d{{1,2}})(?:日|号)?{_TO}"
    rf"(?:(20\d\d|次|同|当|本)(?:年|[./-]))?(\d{{1,2}})(?:月|[./-])(\d{{1,2}})(?:日|号)?(?!\d)"
)
_HALF_RANGE: Final = re.compile(
    rf"(?<!\d)(20\d\d)年(\d{{1,2}})月(\d{{1,2}})日{_TO}(?=20\d{{3,6}}日)"
)
_DAMAGED: Final = re.compile(rf"(?<!\d){_YEAR}\d{{1,4}}日{_TO}{_YEAR}\d{{1,4}}日")
_STATISTICS: Final = re.compile(
    "统计|期限|起止|时限|时段|数据|周期|本报告|报告期|时间(?:范围|节点|为)"
)
_SAID_BEHIND: Final = re.compile("[止间,，]{0,2}[为是系]?(?:本报告|本次|信息公开)?的?统计")
"""2022年9月1日至2023年8月31日为统计周期."""
_NO_SIGNATURE: Final = re.compile("[。;,]|截[至止]|统计|期限|[至到自从]$")
"""What stands before a day that is the edge of a period, or part of a sentence."""
_CITED: Final = re.compile(
    "《[^《》]{0,99}(?:〈[^〉]{0,99}〉[^《》]{0,99})?》|[(（〔\\[][^()（）]{0,40}?20\\d\\d[〕\\]][^()（）]{0,20}?号[)）]?"
)
_NOTICE: Final = re.compile("关于(?:认真|切实)?(?:做好|开展|报送|编制|编写|编报)[^。]{0,99}?通知")


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, each None where the text does not give it."""

    start: date | None = None
    end: date | None = None

    @property
    def label(self) -> str | None:
        """The period's name where its two days say it: an academic or a calendar year."""
        if self.start is None or self.end is None:
            return None
        if self.start.month == 1 and self.start.year == self.end.year:
            return str(self.end.year)
        if self.start.year + 1 == self.end.year and 7 <= self.start.month <= 11:
            return f"{self.start.year}-{self.end.year}"
        return None


def plain(text: str) -> str:
    """Text in which every date is written one way: no blanks, Arabic years, plain dashes."""
    return _HAN_DAY.sub(_arabic_day, _HAN_YEAR.sub(_arabic, comparable(text)))


def _arabic(found: re.Match[str]) -> str:
    return str(han_number(re.sub("[○o0]", "零", found.group())) or found.group())


def find_label(text: str, *, loose: bool = False) -> str | None:
    """The period a title or sentence names: "2023-2024" or "2022".

    `loose` takes a year with nothing behind it, as file names have it.
    """
    words = plain(text)
    for found in _ACADEMIC.finditer(words):
        first, second, start, short = found.groups()
        begin = int(first or start)
        end = int(second) if second else begin // 100 * 100 + int(short)
        if end == begin + 1 and begin >= _FIRST_YEAR:
            return f"{begin}-{end}"
        if end == begin:
            return str(end)
    if months := _MONTHS.search(words):
        return _month_span(months).label
    pattern = _LOOSE_YEAR if loose else _CALENDAR
    for found in pattern.finditer(words):
        if _FIRST_YEAR <= int(found.group(1)) <= _LAST_YEAR:
            return found.group(1)
    return None


def names_single_academic_year(title: str) -> bool:
    """2022学年, which schools use for the academic year that begins or that ends in 2022."""
    return re.search(r"(?<![\d/-])20\d\d学年", plain(title)) is not None


def find_damaged_label(text: str) -> str | None:
    """The academic year of a range whose years alone are whole: 自201491日至2015831日."""
    found = _DAMAGED.search(plain(text))
    if found is None or int(found.group(1)) + 1 != int(found.group(2)):
        return None
    return f"{found.group(1)}-{found.group(2)}"


def without_citations(sentence: str) -> str:
    """A sentence without the titles and numbers of the notices it cites, whose years are theirs."""
    return _NOTICE.sub("", _CITED.sub("", sentence))


def find_span(text: str, *, anywhere: bool) -> Span:
    """The statistical period a text states.

    `anywhere` takes any range of half a year or more; else only one that is called statistical.
    """
    words = plain(text)
    spans = [*_spans(words, anywhere=anywhere)]
    whole = [span for span in spans if span.start and span.end]
    return (whole or spans or [Span()])[0]


def _spans(words: str, *, anywhere: bool) -> Iterator[Span]:
    for found in _RANGE.finditer(words):
        start = _day(*found.group(1, 2, 3))
        end = _day(_end_year(found), *found.group(5, 6))
        if _is_period(start, end) and (anywhere or _is_statistical(words, found)):
            yield Span(start, end)
    for found in _MONTHS.finditer(words):
        if anywhere or _is_statistical(words, found):
            yield _month_span(found)
    for found in _HALF_RANGE.finditer(words):
        if anywhere or _is_statistical(words, found):
            yield Span(start=_day(*found.group(1, 2, 3)))


def _end_year(found: re.Match[str]) -> str:
    year: str | None = found.group(4)
    if year == "次":
        return str(int(found.group(1)) + 1)
    return year if year and year.isdecimal() else found.group(1)


def _is_statistical(words: str, found: re.Match[str]) -> bool:
    before = words[max(0, found.start() - 30) : found.start()]
    return bool(
        _STATISTICS.search(before.rpartition("。")[2]) or _SAID_BEHIND.match(words, found.end())
    )


def _is_period(start: date | None, end: date | None) -> bool:
    if start is None or end is None:
        return True
    return 150 <= (end - start).days <= 800


def _month_span(found: re.Match[str]) -> Span:
    year, month, end_year, end_month = map(int, found.groups())
    return Span(_day(year, month, 1), _last_of_month(end_year, end_month))


def _last_of_month(year: int, month: int) -> date | None:
    return next((day for n in (31, 30, 29, 28) if (day := _day(year, month, n))), None)


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_day(line: str) -> date | None:
    """The day that a line is, or ends with: a signature's date. None where it is anything else."""
    words = plain(line)
    found = [*_FULL_DAY.finditer(words)]
    if len(found) != 1 or words[found[0].end() :].strip("。)"):
        return None
    before = words[: found[0].start()]
    if len(before) > 40 or _NO_SIGNATURE.search(before):
        return None
    return _day(*found[0].groups())


def _arabic_day(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year}年{han_number(month)}月{han_number(day)}日"


_PUBLISHED: Final = re.compile(
    "(?:(?:发布|发文|公布|公开|更新|添加|创建|上传|编辑)(?:时间|日期)?|(?<![\u4e00-\u9fff])(?:日期|时间)):?(20\\d\\d)(?:年|[./-])(\\d{1,2})(?:月|[./-])(\\d{1,2})"
)


def find_published(text: str) -> date | None:
    """The day a page says it was published: 发布时间：2024-10-30."""
    found = _PUBLISHED.search(plain(text))
    return _day(*found.groups()) if found else None
