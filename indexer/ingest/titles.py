"""A report's title: among the first lines of its text, or in the title that its format carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.analysis.normalize import normalize, normalize_with_map
from indexer.reports.dates import plain
from indexer.reports.periods import find_label
from indexer.reports.school_names import find_schools

TITLE_WORDS: Final = re.compile(
    r"信息公开(?:工作|的|年度|情况|总结|自查|自评|实施|执行|落实|[\d年学度()-]){0,16}(?:报告|年报)"
)
"""The words by which a title says that it is an information-disclosure report."""
COVER_LETTER: Final = re.compile("关于|的函|的报告$|报送")
"""Words of a cover letter's title."""
_NOT_A_TITLE: Final = re.compile("[，。；！？]|全文|下载|(?:通知|办法|细则|指南|制度|目录)$|^附件")
_ATTACHED: Final = re.compile(r"附件\s*\d?\s*[:：]\s*(?:\d[.、])?\s*(.{4,60})")
_PERIOD_ALONE: Final = re.compile(r"[\[(]?[\d年月日学度至到./~-]{4,26}[\])]?")
_HEAD_LINES: Final = 40
_LONGEST_TITLE: Final = 60


def find_title(head: list[str]) -> str:
    """The report's title: on one line or on two, the report's own before a cover letter's."""
    found = [*_titles(head[:_HEAD_LINES])]
    own = [title for title in found if not COVER_LETTER.search(normalize(title))]
    attached = [
        named.group(1)
        for line in head
        if (named := _ATTACHED.fullmatch(line)) and TITLE_WORDS.search(normalize(line))
    ]
    # The last of equals: pages list other years' reports above the one they show.
    return max(reversed(own or attached or found), key=_weight, default="")


def _weight(title: str) -> tuple[bool, bool]:
    return bool(find_schools(title)), find_label(title) is not None


def _titles(head: list[str]) -> Iterator[str]:
    for at, written in enumerate(head):
        line = _up_to_kind(written) or written
        words = normalize(line)
        if len(words) > _LONGEST_TITLE or _NOT_A_TITLE.search(words.replace(",", "，")):
            continue
        if TITLE_WORDS.search(words):
            yield _whole_title(head, at, at, line)
        elif at + 1 < len(head) and _is_split(words, normalize(head[at + 1])):
            yield _whole_title(head, at, at + 1, line + head[at + 1])


def _up_to_kind(line: str) -> str:
    """The title that a flattened report begins with."""
    title = _cut_behind_kind(line) if len(line) > _LONGEST_TITLE else ""
    return "" if re.search("[，。《；：]", title) else title


def _cut_behind_kind(line: str) -> str:
    """The line up to its report's title words; "" where it has none."""
    mapped = normalize_with_map(line[: 2 * _LONGEST_TITLE])
    found = TITLE_WORDS.search(mapped.text)
    return line[: mapped.ends[found.end() - 1]] if found else ""


def _whole_title(head: list[str], first: int, last: int, title: str) -> str:
    """A title on several lines: the school and the period may stand above it, the period below."""
    while first and (
        (_is_period(head[first - 1]) and not find_label(title))
        or (_is_name(head[first - 1]) and not find_schools(title))
    ):
        first -= 1
        title = head[first] + title
    if last + 1 < len(head) and _is_period(head[last + 1]) and not find_label(title):
        title += head[last + 1]
    return title


def _is_period(line: str) -> bool:
    """Whether a line is a period and nothing else: （2021—2022学年）."""
    return bool(_PERIOD_ALONE.fullmatch(plain(line))) and find_label(line) is not None


def _is_name(line: str) -> bool:
    names = find_schools(line)
    return len(names) > 0 and len(normalize(line)) <= len(names[0]) + 16 and "，" not in line


def _is_split(first: str, second: str) -> bool:
    """A title that goes on in the next line: 2023年信息公开 / 年度报告."""
    return (
        "信息公开" in first
        and len(first + second) <= _LONGEST_TITLE
        and len(second) <= 12
        and bool(TITLE_WORDS.search(first + second))
    )


def format_title(title: str) -> str:
    """The format's own title without the site's name after it."""
    return (_cut_behind_kind(title) or title).strip()
