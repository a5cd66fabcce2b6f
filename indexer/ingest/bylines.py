"""Dates of publication in the lines of a page or a report.

Four kinds: a labelled date (发布时间：2023-10-30), a byline (2023-10-31 10:20 来源：校办), a
signature (某某大学 2023年10月30日), and, with the least weight, the date of the last change
(更新时间). The date of anything else, or the current date that a site shows its visitors, does not
count.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from indexer.reports.dates import Day, end_of_clock, find_days, normalize_dates

_HAN: Final = "\u4e00-\u9fff"
_PUBLISHING: Final = (
    "发布|发表|发文|公布|公开|刊发|刊登|发稿|添加|创建|上传|编辑|录入|生成|成文|推送|提交|印发|编制"
    "|填报|落款"
)
_PUBLISHED: Final = re.compile(
    rf"(?:(?:{_PUBLISHING})(?:时间|日期|日|于)|(?:{_PUBLISHING})(?=:)"
    rf"|(?<![{_HAN}])(?:日期|时间)|(?<![a-z])(?:date|time|published|posted)(?:on)?)"
)
_CHANGED: Final = re.compile("(?:更新|修改)(?:时间|日期|于)?")
_BEFORE_DAY: Final = re.compile(r"[\s:\[\](【】）)|]{0,6}")
_ITEM: Final = re.compile(
    "来源|来自|查看|作者|点击|浏览|阅读|次数|人气|访问[量次数:]|字号|字体|大中小|打印|关闭|分享"
    "|责任?编辑?:|编辑:|审核|审稿|发布(?:者|人|单位|机构)|供稿|撰稿|信息员|[文图]:"
    r"|\d ?次(?![会党全])|views?|hits|(?<![a-z])by(?![a-z])"
)
"""What else a byline contains."""
_ITEM_AFTER: Final = re.compile(
    rf"[\s\]】)）|,]{{0,4}}(?:\d{{0,6}}次?|[{_HAN}]{{2,10}}[\s,|]{{0,3}})(?:{_ITEM.pattern})"
)
_OTHER_DAY: Final = re.compile(
    "[上下]一?[篇条]|统计|会议|截[至止]|期限|施行|copyright|版权|根据|更新|修改"
    r"|(?:[于自从至到]|起|-)\Z"
)
_TODAY: Final = re.compile("今天|现在|当前|今日|欢迎|农历")
_WEEKDAY: Final = re.compile("星期|周[一二三四五六日]")
_FIGURES: Final = re.compile(r"[\[(【]?20\d\d[./-]\d{1,2}[./-]\d{1,2}[\])】]?")
_EDGE: Final = " \t\n[]()【】|,"

_SIGNATORY: Final = re.compile(
    r"(?:大学|学院|学校|专科|分校|校区|办公室|[校院党政]办|处|部|委员会|党委|小组|中心|图书馆|校长|集团|[校院]"
    r"|[(]?(?:公章|盖章|章)[)]?|[)]|学位)[\s,:]*\Z"
)
_SIGNATURE_LABEL: Final = re.compile(
    rf"(?:(?:{_PUBLISHING}|报告|填表|撰写|完成|制定|编写|报送)(?:时间|日期)|(?<![{_HAN}])(?:日期|时间)):\Z"
)
_AFTER_SIGNATURE: Final = re.compile(
    r"[\s)）(（【】\[\]。.]*(?:\Z|\n|[(（]?此件|附[件表录:]|\d?、?附件|印发|发布|公布|编制|制\b|[(（]?(?:公章|盖章)|打印"
    r"|关闭|浏览|点击|阅读|责任编辑|编辑|来源|[(（【]?[上下]一|分享|版权|联系|抄送|主题词)"
)
_NOT_IN_A_SIGNATURE: Final = re.compile(
    r"截[至止]|统计|期限|今天|现在|当前|[,;、]|[至到自从于在]\Z"
)
_MAX_SIGNATORY: Final = 40
_MAX_BYLINE: Final = 120
_MAX_UNIT: Final = 16
"""Characters of the name of a unit beside a date and its clock."""
_FIRST_YEAR: Final = 2008


def find_published(text: str) -> date | None:
    """The stated date of publication: 发布时间：2024-10-30."""
    return _labelled(normalize_dates(text), _PUBLISHED)


def find_changed(text: str) -> date | None:
    """The stated date of the last change: 更新时间：2024-10-30."""
    return _labelled(normalize_dates(text), _CHANGED)


def _labelled(words: str, label: re.Pattern[str]) -> date | None:
    days = {found.begin: found.day for found in find_days(words) if _is_plausible(found.day)}
    for found in label.finditer(words):
        gap = _BEFORE_DAY.match(words, found.end())
        day = days.get(gap.end()) if gap else None
        if day:
            return day
    return None


def find_byline_day(line: str) -> date | None:
    """The date in a byline, that is with a time, a counter, a source or the like beside it."""
    words = normalize_dates(line)
    days = [found for found in find_days(words) if _is_plausible(found.day)]
    if len(words) > _MAX_BYLINE or "。" in words:
        return next((found.day for found in days if _is_before_item(words, found)), None)
    if len(days) != 1:
        return None
    before, after = _around(words, days[0])
    around = before + " " + after
    has_item = bool(_ITEM.search(around))
    if (
        _TODAY.search(words)
        or _OTHER_DAY.search(before)
        or (_WEEKDAY.search(words) and not has_item)
    ):
        return None
    beside = (before + after).strip(_EDGE)
    is_unit = len(beside) <= _MAX_UNIT and _SIGNATORY.search(beside) is not None
    if has_item or (_has_clock(words, days[0]) and (not beside or is_unit)):
        return days[0].day
    return None


def has_byline_item(line: str) -> bool:
    """Whether a line has a source, an author, a counter or the like, as bylines do."""
    return bool(_ITEM.search(normalize_dates(line)))


def find_bare_day(line: str, *, figures_only: bool = False) -> date | None:
    """The date that a line consists of; with `figures_only`, only in the form of 2024-10-30."""
    words = normalize_dates(line).strip(_EDGE)
    days = [*find_days(words)]
    if len(days) != 1 or any(rest.strip(_EDGE) for rest in _around(words, days[0])):
        return None
    if figures_only and not _FIGURES.match(words):
        return None
    return days[0].day if _is_plausible(days[0].day) else None


def find_signed_day(line: str) -> date | None:
    """The date of a signature: alone, after a name, or after the last sentence of a report."""
    words = normalize_dates(line)
    for found in reversed([*find_days(words)]):
        if not _is_plausible(found.day) or not _AFTER_SIGNATURE.match(words, found.stop):
            continue
        before = re.split(r"[。!?！？\n]", words[: found.begin])[-1].strip(" (【[,")
        if _is_signatory(before):
            return found.day
    return None


def _is_signatory(before: str) -> bool:
    if _SIGNATURE_LABEL.search(before) or not before:
        return True
    if ":" in before:
        before = before.rpartition(":")[2]
        if not before:
            return False
    return (
        len(before) <= _MAX_SIGNATORY
        and not _NOT_IN_A_SIGNATURE.search(before)
        and bool(_SIGNATORY.search(before))
    )


def _is_plausible(day: date | None) -> bool:
    return day is not None and day.year >= _FIRST_YEAR


def _around(words: str, found: Day) -> tuple[str, str]:
    return words[: found.begin].strip(), words[end_of_clock(words, found.stop) :].strip()


def _has_clock(words: str, found: Day) -> bool:
    return end_of_clock(words, found.stop) > found.stop


def _is_before_item(words: str, found: Day) -> bool:
    before = words[max(0, found.begin - 12) : found.begin]
    after = end_of_clock(words, found.stop)
    return bool(_ITEM_AFTER.match(words, after)) and not _OTHER_DAY.search(before)
