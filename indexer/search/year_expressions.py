"""Years as people write them: 2022年, 22年, 去年, 近三年, 2022-2023学年.

A year is the one in which the period of a report ends; 2022-2023学年 is 2023. What is written in
relation to today is counted from the calendar, except "the last few years": they end with the
newest year that the archive has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_YEAR: Final = r"(?:19|20)\d\d"
_TAIL: Final = "(?:年度|学年度|学年|年份|年)"
_SINCE: Final = "(?:以来|以后|之后|至今|起)"
_RELATIVE: Final = {
    "今年": 0,
    "本年度": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "上年度": -1,
    "上一年度": -1,
    "前年": -2,
}
_DIGITS: Final = {char: number for number, char in enumerate("一二三四五六七八九十", start=1)} | {
    "两": 2
}
_FORMS: Final = re.compile(
    rf"(?P<from>{_YEAR})年?(?:-|至|到)(?P<to>(?:20|19)?\d\d)(?P<span>{_TAIL}?)"
    rf"|(?P<short_from>\d\d)-(?P<short_to>\d\d)(?P<short_span>{_TAIL})"
    rf"|(?P<since>{_YEAR})年?{_SINCE}"
    rf"|(?P<year>{_YEAR}){_TAIL}?"
    rf"|(?P<short>\d\d){_TAIL}"
    rf"|(?P<relative>{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})"
    r"|(?:近|最近|过去)(?P<last>[两一二三四五六七八九十]|\d)年"
)
_INSIDE: Final = re.compile(
    rf"(?<![0-9a-z.])(?:{_FORMS.pattern})(?![0-9a-z.])(?![年学月日号条件篇项次元万人名])"
)
_WRITTEN_OUT: Final = re.compile("[一二][〇零一二三四五六七八九]{3}(?=年|学年)")
_NUMERALS: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_OLDEST_SHORT: Final = 5
"""05年: before that nobody published a report."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years that a text names, first and last included; `last` is None for "since"."""

    first: int
    last: int | None
    span: tuple[int, int]
    """Where they stand in the text."""

    @property
    def value(self) -> str:
        """As a filter takes them."""
        if self.last == self.first:
            return str(self.first)
        return f"{self.first}..{'' if self.last is None else self.last}"


def parse_years(text: str, *, today: int, newest: int | None) -> Years | None:
    """The years that a normalised text as a whole names, None where it names none.

    `today` is the current year, `newest` the archive's.
    """
    found = _FORMS.fullmatch(_in_digits(text))
    return _years(found, today, newest) if found else None


def years_inside(text: str, *, today: int, newest: int | None) -> Years | None:
    """The first years that are named in a longer text."""
    for found in _INSIDE.finditer(_in_digits(text)):
        if years := _years(found, today, newest):
            return years
    return None


def _in_digits(text: str) -> str:
    """The text with 二〇一九年 as 2019年, of the same length."""
    return _WRITTEN_OUT.sub(lambda year: year[0].translate(_NUMERALS), text)


def _years(found: re.Match[str], today: int, newest: int | None) -> Years | None:
    first, last = _ends(found, today, newest if newest is not None else today)
    if not first or (last is not None and last < first):
        return None
    return Years(first, last, found.span())


def _ends(found: re.Match[str], today: int, newest: int) -> tuple[int, int | None]:
    """The first and the last year; 0 where it is none."""
    group = found.groupdict()
    if group["from"]:
        return _range(int(group["from"]), group["to"], group["span"])
    if group["short_from"]:
        return _range(_full(group["short_from"], today), group["short_to"], group["short_span"])
    if group["since"]:
        return int(group["since"]), None
    if group["year"]:
        return int(group["year"]), int(group["year"])
    if group["short"]:
        year = _full(group["short"], today)
        return year, year
    if group["relative"]:
        year = today + _RELATIVE[group["relative"]]
        return year, year
    number = _DIGITS.get(group["last"]) or int(group["last"])
    return (newest - number + 1, newest) if number > 1 else (newest, newest)


def _range(first: int, to: str, tail: str) -> tuple[int, int]:
    """An academic year is the year it ends in; other ranges are all their years."""
    last = int(to) if len(to) > 2 else first - first % 100 + int(to)
    if not first or last < first:
        return 0, 0
    is_academic = last == first + 1 and (tail.startswith("学年") or tail in ("", "年度"))
    return (last, last) if is_academic else (first, last)


def _full(short: str, today: int) -> int:
    """22 → 2022; 0 for numbers that are no recent year."""
    return 2000 + int(short) if _OLDEST_SHORT <= int(short) <= today % 100 + 1 else 0
