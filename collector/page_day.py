"""The day on which a page says that it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from collector.link_text import iso_day

_DATE: Final = (
    r"(20\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)"
    r"(?!\s*日?\s*(?:至|到|起|止|前|[—–~-]+\s*20))"
)
_DAY: Final = r"\s*[\]】)）]?\s*[:：]?\s*[\[【(（]?\s*" + _DATE
_LABELLED: Final = (
    re.compile(rf"(?:发布|发表|添加|上传|录入|公布|编辑)(?:时间|日期|于)?{_DAY}"),
    re.compile(rf"(?<![一-鿿])(?:时间|日期){_DAY}"),
)
"""Days with a label that says that they are the page's, not of a period; the surest label first."""
_UPDATED: Final = re.compile(rf"(?<!最后)(?<!最近)更新(?:时间|日期|于)?{_DAY}")
_TITLE: Final = re.compile(
    r"公[开開][^。；，]{0,14}?(?:报告|報告|年报|年報|总结)(?:\s*[（(][^）)]{1,10}[）)])?"
)
_NAMES_REPORT: Final = re.compile("报告|報告|年报|年報|总结|公[开開]")
_BELOW_TITLE: Final = re.compile(rf"(?P<between>[^。；;，,]{{0,60}}?){_DATE}")
_ANOTHER: Final = re.compile(rf"(?:(?!更新|时间|日期|发布|[。至自从期]).){{0,80}}?{_DATE}")
"""What follows the first day of a list."""
_OF_SOMETHING_ELSE: Final = re.compile("截[至止]|期限|时限|学年|今天|当前|现在|报告期|[自从在据]")
_FOOT: Final = re.compile("版权|copyright|备案|icp|技术支持|本站|今天是|网站更新", re.IGNORECASE)
_NEAR: Final = 30
_HEAD: Final = 1_500
"""Letters of a page among which its title stands."""


def stated_day(text: str, names: Sequence[str]) -> str:
    """The day by the text of a page outside its links, ISO: with a label, or else below one of its
    `names`; "" where there is none."""
    for pattern in _LABELLED:
        if day := _first(pattern, text):
            return day
    return _day_below_title(text, names) or _first(_UPDATED, text)


def _day_below_title(text: str, names: Sequence[str]) -> str:
    """The day that stands below a title, "" where several do: that is a list."""
    days: set[str] = set()
    for end in _ends_of_titles(text, names):
        found = _BELOW_TITLE.match(text, end)
        if found is None or _OF_SOMETHING_ELSE.search(found["between"]):
            continue
        if _ANOTHER.match(text, found.end()):
            return ""
        days.add(iso_day(*found.groups()[1:]))
    return days.pop() if len(days) == 1 else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    """The first day of a pattern that does not stand in the foot of the page."""
    for found in pattern.finditer(text):
        around = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if not _FOOT.search(around) and (day := iso_day(*found.groups())):
            return day
    return ""


def _ends_of_titles(text: str, names: Sequence[str]) -> Iterator[int]:
    for name in names:
        if not _NAMES_REPORT.search(name):
            continue
        at = text.find(name)
        while at >= 0:
            yield at + len(name)
            at = text.find(name, at + 1)
    for found in _TITLE.finditer(text[:_HEAD]):
        yield found.end()
