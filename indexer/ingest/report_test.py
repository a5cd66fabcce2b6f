"""Whether a text is an information-disclosure report at all: the one test of it.

A report is known by its title, or by two canonical sections and a sentence that reports what was
done or received. A title that names another document is believed unless the text is a report all
the same, as below a notice that publishes one. In doubt a text is a report, and an uncertain one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.i18n import Message
from indexer.ingest.report_text import ReportText
from indexer.ingest.reporting_manner import Manner, read_manner
from indexer.ingest.title_kinds import (
    TitleKind,
    attached_report,
    read_title,
    title_of_page,
    titles_of_text,
)
from indexer.reports.model import Part
from indexer.reports.periods import find_label

_REPORTING_HEADING: Final = re.compile(
    "信息公开.*(?:情况|概述|概况|综述|总结|工作)|(?:情况|概述).*信息公开"
)
_COVERS: Final = frozenset({"通知公告", "新闻", "其他报告", "事项清单", "机构介绍", "目录"})
"""Kinds of titles above or around a report's own text."""
_DISCLOSURE_SECTIONS: Final = frozenset({"proactive", "on_request", "key_areas"})
_PUBLIC_SECTIONS: Final = frozenset({"evaluation", "complaints", "checklist"})
"""Sections that other documents have as well, unless they are about disclosure."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the test says of a text."""

    reason: Message | None = None
    """Why it is no report; None where it is one."""
    is_certain: bool = True
    """Whether a title says so and the text bears it out."""

    @property
    def is_report(self) -> bool:
        return self.reason is None


def examine(text: ReportText, parts: tuple[Part, ...]) -> Verdict:
    """Whether the text of these parts is a report on disclosure."""
    return _Examination(text, parts).verdict()


class _Examination:
    """The evidence for and against."""

    def __init__(self, text: ReportText, parts: tuple[Part, ...]) -> None:
        self._text = text
        self._parts = parts
        self._lines = [line for line in text.whole.split("\n") if line.strip()]
        self._beginning: Manner = read_manner(parts, enough=2)
        self._specific = _specific_sections(parts)
        self._canonical = _canonical_sections(parts)
        self._own_titles = titles_of_text(self._lines)

    @cached_property
    def _manner(self) -> Manner:
        return read_manner(self._parts)

    @property
    def _names_report(self) -> bool:
        own = any(kind.is_report for kind in self._own_titles)
        return own or attached_report(self._text.head)

    def verdict(self) -> Verdict:
        if self._is_list():
            return _no(Message("是列出各年报告的页面"))
        title = self._title()
        if title is None:
            return self._untitled()
        if title.is_report:
            return self._titled()
        return self._under_another_title(title)

    def _title(self) -> TitleKind | None:
        """What the text calls itself: its own title before the page's and the file's name."""
        others = [kind for kind in self._own_titles if not kind.is_report]
        if full := next((kind for kind in others if kind.is_full), None):
            return full
        if self._names_report:
            return TitleKind()
        if others:
            return others[0]
        return title_of_page(self._text.site_title) or read_title(self._text.stem)

    def _titled(self) -> Verdict:
        manner = self._beginning
        if manner.is_paper:
            return _other("论文")
        if manner.prescribed >= 3 and not manner.reported:
            return _other("模板")
        return Verdict(is_certain=bool(manner.reported or self._specific))

    def _under_another_title(self, title: TitleKind) -> Verdict:
        """A report all the same: below a notice or a letter, and with results of its own."""
        manner = self._manner
        results = "count" in manner.ways or "none" in manner.ways
        reports = manner.reported >= 2 and manner.reported > manner.prescribed and results
        has_sections = self._specific >= 2 or (
            self._names_report and (self._specific > 0 or self._canonical >= 2)
        )
        if title.document in _COVERS and reports and has_sections and not manner.is_paper:
            return Verdict(is_certain=False)
        at_length = manner.reported >= 6 and manner.reported > 3 * manner.prescribed
        if title.document == "通知公告" and at_length and results and manner.about_disclosure >= 1:
            return Verdict(is_certain=False)
        return _other(title.document)

    def _untitled(self) -> Verdict:
        manner = self._manner
        if manner.is_paper:
            return _other("论文")
        if manner.is_news and self._specific < 2:
            return _other("新闻")
        reports = manner.reported > manner.prescribed or not manner.prescribed
        has_sections = self._canonical >= 2 and self._specific
        if reports and (has_sections or self._names_disclosure()):
            return Verdict(is_certain=False)
        if has_sections and "opening" in manner.ways and manner.prescribed <= 2 * manner.reported:
            return Verdict(is_certain=False)
        speaks_of_it = manner.about_disclosure >= 1 and not manner.is_news
        if speaks_of_it and len(manner.ways) >= 2 and manner.reported > 2 * manner.prescribed:
            return Verdict(is_certain=False)
        return _no(Message("没有报告标题，也没有可识别的章节"))

    def _names_disclosure(self) -> bool:
        """Whether a canonical section's heading does."""
        return any(
            _REPORTING_HEADING.search(normalize(part.heading)) is not None
            for part in self._parts
            if not {"preamble", "unclassified"} & set(part.sections)
        )

    def _is_list(self) -> bool:
        """Several years' titles, and hardly anything else."""
        if self._beginning.reported >= 2:
            return False
        titles = [line for line in self._lines if (kind := read_title(line)) and kind.is_report]
        years = {find_label(line) for line in titles} - {None}
        if self._specific:  # an entry of a menu can look like a section's heading
            return len(years) >= 3 and not any("。" in line for line in self._lines)
        return len(years) >= 2


def _specific_sections(parts: tuple[Part, ...]) -> int:
    found: set[str] = set()
    for part in parts:
        found |= _DISCLOSURE_SECTIONS & set(part.sections)
        if "公开" in normalize(part.heading + part.text):
            found |= _PUBLIC_SECTIONS & set(part.sections)
    return len(found)


def _canonical_sections(parts: tuple[Part, ...]) -> int:
    labels = {label for part in parts for label in part.sections}
    return len(labels - {"preamble", "unclassified"})


def _no(reason: Message) -> Verdict:
    return Verdict(
        Message(
            "不是信息公开年度报告：%(reason)s；如确为报告，请在 manifest.csv 里写明学校或期间",
            reason=reason,
        )
    )


def _other(document: str) -> Verdict:
    return _no(Message("看来是%(document)s", document=document))
