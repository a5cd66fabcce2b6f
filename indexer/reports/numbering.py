"""The numbers of headings and list items: what number a line begins with, of which rank, and how
numbers are written in Chinese, Roman and Latin numerals.

Forms in reports, from the highest rank to the lowest: 第一部分 · 一、 or 壹、 · （一） · 1. · 1.1 ·
（1） · ①. A number can be lost while its brackets remain: `（）`. 一是 二是 count points inside a
paragraph and are not headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex


class Rank(IntEnum):
    """The level of a form of number in a report that uses all of them."""

    PART = 1
    HAN = 2
    HAN_PAREN = 3
    ARABIC = 4
    DECIMAL = 5
    ARABIC_PAREN = 6
    CIRCLED = 7


@dataclass(frozen=True, slots=True)
class Marker:
    """A number in front of a line."""

    rank: Rank
    number: int | None
    """None where the number itself was lost."""
    end: int
    """Where the text begins, in code points of the line."""
    weak: bool = False
    """Whether only a blank follows the number, so that it may be the line's first word."""


_CHINESE_DIGITS: Final = "零一二三四五六七八九"
_POWERS: Final = ("", "十", "百", "千")
_HUNDREDS: Final = re.compile(
    "(?!.*[百千][一二三四五六七八九]$)(?:(?P<千>[一二三四五六七八九])千)?(?:零|(?P<百>[一二三四五六七八九])百)?"
    "(?:零|(?P<十>[一二三四五六七八九])十)?零?(?P<一>[一二三四五六七八九])?"
)
"""Numerals with hundreds or thousands; no digit without its power but the last."""
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_FINANCIAL: Final = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾", "一二二三三四五六六七八九十")
"""Numerals used on cheques, with which some reports number their sections."""
_DIGIT = "[0-9０-９]"
_HAN = "[一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾]{1,3}"
_GAP = r"[ \u3000\xa0]*"
_DECIMAL: Final = (
    rf"{_DIGIT}{{1,2}}(?:[.．]{_DIGIT}{{1,2}})*[.．]({_DIGIT}{{1,2}})"
    rf"(?:[、.．](?!{_DIGIT})|[ \u3000\xa0]+(?![0-9%％‰万亿元余多个条件篇倍分]))"
)

_FORMS: Final[tuple[tuple[Rank, bool, re.Pattern[str]], ...]] = tuple(
    (rank, weak, lazy_regex(form))
    for rank, weak, form in (
        (
            Rank.PART,
            False,
            rf"第{_GAP}({_HAN}|{_DIGIT}{{1,2}}){_GAP}(?:部分|部份|章|篇)[、.．:：]?",
        ),
        (Rank.HAN, False, rf"({_HAN}){_GAP}[、.．,，:：]+"),
        (Rank.HAN, False, rf"([ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[IVX]{{1,4}}){_GAP}[、.．]"),
        (Rank.HAN_PAREN, False, rf"[（(〔\[【]{_GAP}({_HAN}){_GAP}[)）〕\]】][、.．:：]?"),
        (Rank.HAN_PAREN, False, rf"({_HAN}){_GAP}[)）]"),
        (Rank.HAN_PAREN, False, "([㈠-㈩])"),
        (Rank.HAN_PAREN, False, rf"[（(]{_GAP}()[)）]"),
        (Rank.DECIMAL, False, _DECIMAL),
        (Rank.ARABIC, False, rf"({_DIGIT}{{1,2}}){_GAP}[、.．，](?:(?!{_DIGIT})|(?=20\d\d[年—-]))"),
        (Rank.ARABIC, False, "([⒈-⒛])"),
        (Rank.ARABIC_PAREN, False, rf"[（(]{_GAP}({_DIGIT}{{1,2}}){_GAP}[)）][、.．]?"),
        (Rank.ARABIC_PAREN, False, rf"({_DIGIT}{{1,2}})[)）]"),
        (Rank.ARABIC_PAREN, False, "([⑴-⒇])"),
        (Rank.CIRCLED, False, "([①-⑳])"),
        (Rank.HAN, True, rf"({_HAN})[ \u3000\xa0]+"),
        (Rank.ARABIC, True, rf"({_DIGIT}{{1,2}})[ \u3000\xa0]+"),
        (Rank.HAN, True, "()[、.．]"),
    )
)
_FIRST: Final = frozenset(
    "第一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX（(〔[【㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩0123456789０１２３４５６７８９、．."
).union(map(chr, (*range(0x2460, 0x249C),)))
"""The first characters of numbers."""
_FIRST_OF_LINE: Final = _FIRST.union(filter(str.isspace, map(chr, range(0x3001))))
"""The first characters of lines that may begin with a number, blanks included; they rule out most
lines."""
_MAX_NUMBER_CHARS: Final = 24
"""Characters of a number with the blanks around it, at most."""
_UNSEPARATED: Final = lazy_regex(
    rf"[ \u3000\xa0]*(?:({_HAN})|({_DIGIT}))"
    "(?![一二三四五六七八九十百千万亿0-9０-９]|[是公年个级次项届期重般直定些览线流体]|大类|方面|季度|学期)"
)
"""A number with no separator after it: 一概述."""
_LEADING_BLANK: Final = lazy_regex(r"[\s\u3000]*")
_TRAILING_BLANK: Final = lazy_regex(r"[ \u3000\xa0\t]*")


def read_marker(line: str) -> Marker | None:
    """The number a line begins with, or None."""
    return _read_marker(line[:_MAX_NUMBER_CHARS]) if line[:1] in _FIRST_OF_LINE else None


@lru_cache(maxsize=32_768)
def _read_marker(line: str) -> Marker | None:
    begin = _blank_end(_LEADING_BLANK, line, 0)
    if line[begin : begin + 1] not in _FIRST:
        return None
    for rank, weak, form in _FORMS:
        if found := form.match(line, begin):
            end = _blank_end(_TRAILING_BLANK, line, found.end())
            return Marker(rank, _value(found.group(1)), end, weak)
    return None


def read_unmarked(line: str) -> Marker | None:
    """The number of a line whose separator was lost: 一概述. Only a title after it confirms it."""
    found = _UNSEPARATED.match(line)
    if not found:
        return None
    rank = Rank.HAN if found.group(1) else Rank.ARABIC
    return Marker(rank, _value(found.group(1) or found.group(2)), found.end(), weak=True)


def strip_marker(line: str) -> str:
    """The line without the number it begins with, or without the punctuation of a lost number."""
    marker = read_marker(line)
    return line[marker.end :] if marker else line


def _blank_end(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at


def _value(written: str) -> int | None:
    if not written:
        return None
    if written.isdecimal():
        return int(written)
    for first in "㈠⒈⑴①Ⅰ":
        if 0 <= ord(written[0]) - ord(first) < 20 and len(written) == 1:
            return ord(written) - ord(first) + 1
    if written[0] in "IVX":
        return _from_roman(written)
    return from_chinese(written)


def from_chinese(written: str) -> int | None:
    """十二 → 12, 一百零五 → 105; digit by digit where there is no power of ten: 二〇二三 → 2023."""
    written = written.translate(_FINANCIAL)
    if "百" in written or "千" in written:
        return _from_hundreds(written)
    if "十" not in written:
        digits = [_CHINESE_DIGITS.find(char) for char in written.replace("〇", "零")]
        if not digits or min(digits) < 0:
            return None
        return int("".join(map(str, digits)))
    tens, _, ones = written.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    high = _CHINESE_DIGITS.find(tens) if tens else 1
    low = _CHINESE_DIGITS.find(ones) if ones else 0
    return high * 10 + low if high > 0 and low >= 0 else None


def _from_hundreds(written: str) -> int | None:
    found = _HUNDREDS.fullmatch(written.replace("〇", "零"))
    if not found:
        return None
    digits = (_CHINESE_DIGITS.find(found[name] or "零") for name in ("千", "百", "十", "一"))
    thousands, hundreds, tens, ones = digits
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def to_chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五; Arabic digits beyond 9999."""
    if not 0 < number < 10_000:
        return _CHINESE_DIGITS[0] if number == 0 else str(number)
    digits = str(number)
    written = ""
    for power, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit != "0":
            written += _CHINESE_DIGITS[int(digit)] + _POWERS[power]
        elif written and not written.endswith("零"):
            written += "零"
    written = written.rstrip("零")
    return written[1:] if written.startswith("一十") else written


def _from_roman(written: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[char] for char in written]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def to_roman(number: int) -> str:
    """1 → I, 4 → IV; Arabic digits beyond 3999."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def to_letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA, 28 → BB, as Word counts."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
