"""Whose report it is, of which period, published when, under which title.

Each fact is looked for in the title, the opening, the file's name, the format's own title and the
signature, in that order of trust; the first that gives it wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from indexer.analysis.normalize import normalize, normalize_with_map
from indexer.ingest.extracted import Extracted
from indexer.ingest.lines import visible
from indexer.reports.model import Part
from indexer.reports.periods import (
    Span,
    find_damaged_label,
    find_day,
    find_label,
    find_published,
    find_span,
    names_single_academic_year,
    without_citations,
)
from indexer.reports.provinces import find_province
from indexer.reports.schools import find_schools, is_abbreviation, is_anchored
from indexer.reports.wording import comparable

_KIND: Final = re.compile(
    r"信息公开(?:工作|的|年度|情况|总结|自查|[\d年学度()-]){0,8}(?:报告|年报)"
)
_NOT_A_TITLE: Final = re.compile("[，。；！？]|全文|下载|(?:通知|办法|细则|指南|制度|目录)$|^附件")
_ATTACHED: Final = re.compile(r"附件\s*\d?\s*[:：]\s*(?:\d[.、])?\s*(.{4,60})")
_COVER: Final = re.compile("关于|的函|的报告$|报送")
_DRAWN_UP: Final = re.compile("编制|编写|编撰|形成|撰写|现将|汇报|报告如下")
_NO_PERIOD: Final = "no period found"
_HEAD_LINES: Final = 40
_LONGEST_TITLE: Final = 60
_SIGNATURE_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text says of itself; None where it does not."""

    school: str | None
    province: str | None
    period: str | None
    span: Span
    published: date | None
    title: str
    is_report: bool
    """A report's title words stand in the title, the opening, the file's name or its own title."""
    doubts: tuple[str, ...]


def read_facts(extracted: Extracted, parts: tuple[Part, ...], path: str) -> Facts:
    """The facts of a report whose text is already cut into parts."""
    page = _Page(extracted, parts, path)
    school, doubt = _school(page)
    period, period_doubt = _period(page)
    return Facts(
        school=school,
        province=find_province(school, page.whole),
        period=period,
        span=_span(page),
        published=_published(page),
        title=page.title or page.own_title or page.stem,
        is_report=bool(page.title or _names_report(page)),
        doubts=tuple(filter(None, (doubt, period_doubt))),
    )


class _Page:
    """The places where a report says what it is."""

    def __init__(self, extracted: Extracted, parts: tuple[Part, ...], path: str) -> None:
        lines = [line for part in parts for line in _lines(part)]
        self.whole = "\n".join(lines)
        opening = parts[0].text if parts and parts[0].sections == ("preamble",) else ""
        self.head = opening.split("\n") if opening else []
        self.title = _title(self.head)
        self.opening = [line for line in self.head if len(line) > 30]
        self.stem = visible(PurePosixPath(path).stem)
        self.site_title = visible(extracted.title or "")
        self.own_title = _own_title(self.site_title)
        self.signature = lines[-_SIGNATURE_LINES:]
        self.page_date = extracted.published


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    yield from part.text.split("\n")


def _title(head: list[str]) -> str:
    """The report's title: on one line or on two, the report's own before a cover letter's."""
    found = [*_titles(head[:_HEAD_LINES])]
    own = [title for title in found if not _COVER.search(normalize(title))]
    attached = [
        named.group(1)
        for line in head
        if (named := _ATTACHED.fullmatch(line)) and _KIND.search(normalize(line))
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
        if _KIND.search(words):
            yield _with_line_before(head, at, line)
        elif at + 1 < len(head) and _is_split(words, normalize(head[at + 1])):
            yield line + head[at + 1]


def _up_to_kind(line: str) -> str:
    """The title that a flattened report begins with."""
    title = _cut_behind_kind(line) if len(line) > _LONGEST_TITLE else ""
    return "" if re.search("[，。《；：]", title) else title


def _cut_behind_kind(line: str) -> str:
    """The line up to its report's title words; "" where it has none."""
    mapped = normalize_with_map(line[: 2 * _LONGEST_TITLE])
    found = _KIND.search(mapped.text)
    return line[: mapped.ends[found.end() - 1]] if found else ""


def _with_line_before(head: list[str], at: int, line: str) -> str:
    """A title on two lines: the school above, the rest below."""
    before = head[at - 1] if at else ""
    if before and not find_schools(line) and _is_name(before):
        return before + line
    return line


def _is_name(line: str) -> bool:
    names = find_schools(line)
    return len(names) > 0 and len(normalize(line)) <= len(names[0]) + 16 and "，" not in line


def _is_split(first: str, second: str) -> bool:
    """A title that goes on in the next line: 2023年信息公开 / 年度报告."""
    return (
        "信息公开" in first
        and len(first + second) <= _LONGEST_TITLE
        and len(second) <= 12
        and bool(_KIND.search(first + second))
    )


def _own_title(title: str) -> str:
    """The format's own title without the site's name behind it."""
    return (_cut_behind_kind(title) or title).strip()


def _names_report(page: _Page) -> bool:
    places = [page.site_title, page.stem, *page.opening[:3]]
    return any(_KIND.search(normalize(place)) for place in places)


def _school(page: _Page) -> tuple[str | None, str | None]:
    """The school, and what is doubtful about it."""
    sources = (
        (page.title, None),
        ("\n".join([*page.opening, *page.head]), None),
        (page.stem, "school read from the file name"),
        (page.site_title, None),
        ("\n".join(page.signature), None),
    )
    for text, doubt in sources:
        names = find_schools(text)
        if name := next(filter(is_anchored, names), names[0] if names else None):
            return _full_name(name, page.whole), doubt
    everywhere = Counter(find_schools(page.whole)).most_common()
    often = [name for name, count in everywhere if count >= 2 and is_anchored(name)]
    if often:
        return often[0], "school read from the body"
    return None, "no school found"


def _full_name(name: str, whole: str) -> str:
    """The full name where the title has a shorter one and the text only ever the full one."""
    if comparable(whole).count(normalize(name)) > 1:
        return name
    longer = {
        full
        for full, count in Counter(find_schools(whole)).items()
        if count >= 2 and is_abbreviation(name, full)
    }
    return longer.pop() if len(longer) == 1 else name


def _period(page: _Page) -> tuple[str | None, str | None]:
    """The period's label, and what is doubtful about it."""
    span = _span(page)
    cover = bool(_COVER.search(normalize(page.title)))
    if not cover and (label := _label_of_title(page.title)):
        whole_year = names_single_academic_year(page.title) and span.label
        return whole_year or label, None
    certain = (
        _label_of_opening(page),
        find_label(page.stem, loose=True),
        find_label(page.own_title),
        span.label,
        find_label(page.title),
    )
    if label := next(filter(None, certain), None):
        return label, None
    if label := find_damaged_label("\n".join(page.head)):
        return label, "period read from a damaged date"
    named = {find_label(without_citations(line)) for line in page.whole.split("\n")}
    academic = [label for label in named if label and "-" in label]
    return (academic[0], "period read from the body") if len(academic) == 1 else (None, _NO_PERIOD)


def _label_of_title(title: str) -> str | None:
    stated = find_label(title) or find_span(title, anywhere=True).label
    return stated or find_label(title, loose=True)


def _label_of_opening(page: _Page) -> str | None:
    """What the opening says it reports on, the years of cited notices left aside."""
    lines = (without_citations(line) for line in (*page.opening, *page.head))
    clauses = [c for line in lines for c in re.split("[，。；,;]", line) if _about_itself(c)]
    labels = [(label, clause) for clause in clauses if (label := find_label(clause))]
    drawn_up = [label for label, clause in labels if _DRAWN_UP.search(clause)]
    academic = [label for label, _ in labels if "-" in label]
    return next(iter([*drawn_up, *academic, *(label for label, _ in labels)]), None)


def _about_itself(clause: str) -> bool:
    words = normalize(clause)
    return "信息公开" in words or "报告" in words or "年报" in words


def _span(page: _Page) -> Span:
    opening = find_span("\n".join(page.head), anywhere=True)
    if opening.start or opening.end:
        return opening
    return find_span(page.whole, anywhere=False)


def _published(page: _Page) -> date | None:
    if page.page_date:
        return page.page_date
    if stated := find_published("\n".join(page.head)):
        return stated
    tails = [line.rstrip("。").rpartition("。")[2] for line in reversed(page.signature)]
    lines = [line for line in tails if len(line) <= 60]
    dates = (find_day(line) for line in (*lines, *page.head))
    return next((day for day in dates if day), None)
