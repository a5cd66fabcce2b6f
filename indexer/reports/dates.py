"""Dates in Chinese text: single days, and ranges between two days or months.

`normalize_dates` gives every date one spelling; the other functions expect its result, called plain
text here. A date that does not exist in the calendar is None, never the nearest one that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import normalize

from indexer.reports.numbering import from_chinese
from indexer.reports.wording import comparable

_NUMERAL: Final = r"[\d一二三四五六七八九十]{1,3}"
WRITTEN_DATE: Final = (
    r"(?:\d{4}|[二〇○零一两三四五六七八九]{4})\s*[年./-]"
    rf"\s*{_NUMERAL}\s*[月./-]\s*(?:{_NUMERAL}\s*日?)?"
)
"""A pattern for a day or a month as written: 2023年10月30日, 二〇二三年十月, 2023.10.30."""
_DAY_ALONE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
# The patterns begin with one class of characters: a search for it is many times faster.
_HAN_YEAR: Final = re.compile(
    r"[二2](?:(?<![\u4e00-\u9fff].)(?:(?<=二)|(?=[0-9]{0,2}[〇零○◯o一二三四五六七八九]))"
    r"[〇零○◯o0][〇零○◯o0-9一二三四五六七八九]{2}"
    r"|(?<=二)[〇零○◯o0][〇零○◯o0一二三四五六七八九]{2})(?=[年学度至到./-])"
)
_HAN_DIGIT: Final = "[一二三四五六七八九十]"
_HAN_MONTH: Final = re.compile(rf"{_HAN_DIGIT}(?<=年.){_HAN_DIGIT}?(?=月)")
_HAN_MONTH_AND_DAY: Final = re.compile(rf"({_HAN_DIGIT}{_HAN_DIGIT}?)月({_HAN_DIGIT}{{1,3}})[日号]")
_HAN_DAY: Final = re.compile(rf"{_HAN_DIGIT}(?<=[0-9]月.){_HAN_DIGIT}{{0,2}}(?=[日号])")

_NUMBER: Final = "[0-9零〇一二三四五六七八九十]{1,3}"
_CLOCK: Final = (
    r"(?:[(（][^()（）\d\n。]{1,12}[)）]|(?:星期|周)[一二三四五六日天])?"
    r"[ t,]?(?:上午|下午|凌晨|晚上?|当[日天])?"
    rf"(?:\d{{1,2}}:\d\d(?::\d\d)?(?:\.\d+)?(?:z|\+\d\d:?\d\d)?|{_NUMBER}[时点](?:{_NUMBER}分?)?(?:{_NUMBER}秒)?整?)?"
)
"""What may follow a day: 零时, 24:00, t08:00:00+08:00, （星期四）, （含）."""
_TO: Final = (
    r"[)）]?(?:(?:起算?|开始|始|以来)?[,，、]?(?:直?至|到|-|截[至止]|截止时间为|迄)+"
    r"|(?<=[日号])(?=20\d\d年\d))[(（]?"
)
"""What separates the two ends of a range; nothing where the dash was lost."""
_NEXT_YEAR: Final = frozenset({"次", "翌", "第二", "下", "下一", "来"})


def _date_pattern(name: str, before: str = "", before_digits: str = "") -> str:
    """A day or a month with its year: 2022年9月1日, 2022年9月, 2022.9.1, 2022-09, 20220901."""
    return (
        rf"(?:{before}(?P<{name}y1>20\d\d|\d\d(?=年))年(?P<{name}m1>\d{{1,2}})"
        rf"(?:月份?(?:(?P<{name}d1>\d{{1,2}})(?:[日号曰]|(?!\d)))?|(?![\d.日号年]))"
        rf"|{before}{before_digits}(?P<{name}y2>20\d\d)(?P<{name}s>[./-])(?P<{name}m2>\d{{1,2}})"
        rf"(?:(?P={name}s)(?P<{name}d2>\d{{1,2}})(?!\d)[日号]?|(?!\d|(?P={name}s)\d)月?)"
        rf"|{before}{before_digits}(?P<{name}y3>20\d\d)(?P<{name}m3>[01]\d)(?P<{name}d3>[0-3]\d)(?!\d))"
    )


_NOT_AFTER_DIGIT: Final = r"(?<!\d)"
_NOT_AFTER_DASH: Final = r"(?<!\d[./-])"
"""Digits after a dash belong to a telephone number, or to a longer date."""
_RANGE: Final = re.compile(
    _date_pattern("a", _NOT_AFTER_DIGIT, _NOT_AFTER_DASH)
    + _CLOCK
    + _TO
    + rf"(?:{_date_pattern('b')}"
    + r"|(?:(?P<word>次|翌|第二|下一?|来|同|当|本|今)年)?(?P<m4>\d{1,2})"
    + r"(?:月份?(?:(?P<d4>\d{1,2})(?:[日号]|(?!\d)))?|[./](?P<d5>\d{1,2})(?![\d./])))"
    + _CLOCK
)
_YEAR_BEGINS: Final = re.compile(r"\d(?<!\d\d)\d")
"""What every range begins with."""
_START_OF_DAMAGED: Final = re.compile(
    rf"20(?<!\d20)(\d\d)年(\d{{1,2}})月(\d{{1,2}})日{_TO}(?=20\d{{3,6}}日|20\d\d年\d{{3,4}}日)"
)
_DAY: Final = re.compile(
    r"20(?<!\d20)(?:(\d\d)年(\d{1,2})月(\d{1,2})(?:[日号曰]|(?!\d))"
    r"|(?<!\d[./-]20)(\d\d)([./-])(\d{1,2})\5(\d{1,2})(?!\d)日?)"
)
"""The year without its century."""
_CLOCK_AFTER: Final = re.compile(_CLOCK)
_TO_BEFORE: Final = re.compile(rf"\d[日号月]?{_CLOCK}{_TO}\Z")
_TO_AFTER: Final = re.compile(rf"{_CLOCK}(?:起|开始)?[,，]?(?:至|到|-|截至|截止)+[(（]?\d")


class Range(NamedTuple):
    """A range of days and its position; an end is None where its date is damaged."""

    start: date | None
    end: date | None
    begin: int
    stop: int


class Day(NamedTuple):
    """A single day, None where it does not exist, and its position."""

    day: date | None
    begin: int
    stop: int


@lru_cache(maxsize=512)
def normalize_dates(text: str) -> str:
    """Text in which every date is written one way: no blanks, Arabic numerals, plain dashes."""
    words = _HAN_YEAR.sub(_arabic_year, comparable(text))
    words = _HAN_MONTH.sub(_arabic, words)
    words = _HAN_MONTH_AND_DAY.sub(_arabic_month_and_day, words)
    return _HAN_DAY.sub(_arabic, words)


def find_ranges(words: str) -> Iterator[Range]:
    """The ranges of days or months in a plain text; a month means its first or last day."""
    for found in _ranges(words):
        year, month, day = _parts(found, "a")
        start = to_date(year, month, day or 1)
        end = _end(found, year)
        if not _runs_backwards(start, end):
            yield Range(start, end, found.start(), found.end())
    for found in _START_OF_DAMAGED.finditer(words):
        year, month, day = map(int, found.groups())
        yield Range(to_date(2000 + year, month, day), None, found.start(), found.end())


def _ranges(words: str) -> Iterator[re.Match[str]]:
    """`_RANGE.finditer`, which tries no other position than those where digits begin."""
    at = 0
    while begin := _YEAR_BEGINS.search(words, at):
        found = _RANGE.match(words, begin.start())
        if found:
            yield found
        at = found.end() if found else begin.end()


def find_days(words: str) -> Iterator[Day]:
    """The single days in a plain text; the ends of a range are not single days."""
    for found in _DAY.finditer(words):
        year, month, day = found.group(1, 2, 3) if found.group(1) else found.group(4, 6, 7)
        is_start = _TO_AFTER.match(words, found.end())
        is_end = _TO_BEFORE.search(words[max(0, found.start() - 30) : found.start()])
        if not is_start and not is_end:
            yield Day(to_date(2000 + int(year), int(month), int(day)), *found.span())


def end_of_clock(words: str, at: int) -> int:
    """Where the time of day that begins at `at` ends; `at` where there is none."""
    found = _CLOCK_AFTER.match(words, at)
    return found.end() if found else at


def parse_day(text: str) -> date | None:
    """The day that a text is and nothing else: 2023-10-30, 2023/10/30, 2023年10月30日."""
    match = _DAY_ALONE.fullmatch(normalize("NFKC", text))
    return to_date(*map(int, match.groups())) if match else None


def without_days(words: str) -> str:
    """A plain text without its single days, whose years are not a period."""
    return _DAY.sub(" ", words)


def to_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where it does not exist in the calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parts(found: re.Match[str], name: str) -> tuple[int, int, int | None]:
    groups = found.groupdict()
    year, month, day = (
        next(
            (groups[f"{name}{kind}{form}"] for form in "123" if groups[f"{name}{kind}{form}"]), None
        )
        for kind in "ymd"
    )
    assert year
    assert month
    return int(year) % 2000 + 2000, int(month), int(day) if day else None


def _end(found: re.Match[str], year: int) -> date | None:
    if not found["m4"]:
        end_year, end_month, end_day = _parts(found, "b")
    else:
        end_month, end_day = int(found["m4"]), int(found["d4"] or found["d5"] or 0) or None
        end_year = year + (found["word"] in _NEXT_YEAR)
    if end_day is None:
        return _last_of_month(end_year, end_month)
    return to_date(end_year, end_month, end_day)


def _runs_backwards(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end <= start


def _last_of_month(year: int, month: int) -> date | None:
    return next((day for n in (31, 30, 29, 28) if (day := to_date(year, month, n))), None)


def _arabic_year(found: re.Match[str]) -> str:
    digits = re.sub("[○◯o0]", "零", found.group())
    digits = digits.translate(str.maketrans("123456789", "一二三四五六七八九"))
    return str(from_chinese(digits) or found.group())


def _arabic(found: re.Match[str]) -> str:
    return str(from_chinese(found.group()) or found.group())


def _arabic_month_and_day(found: re.Match[str]) -> str:
    month, day = found.groups()
    return f"{from_chinese(month) or month}月{from_chinese(day) or day}日"
