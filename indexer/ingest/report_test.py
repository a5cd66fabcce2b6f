"""Whether a text is an information-disclosure report.

A report has the title of one and some content below it, or two canonical sections and a sentence
that reports what was done or received. A title of another document decides against it, unless the
text is clearly a report, as below a notice that publishes one. In doubt a text is an uncertain
report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.i18n import Message
from indexer.ingest.report_text import ReportText
from indexer.ingest.text_style import Style, read_style
from indexer.ingest.titles import (
    TitleKind,
    classify_first_lines,
    classify_page_title,
    classify_title,
    has_attached_report,
)
from indexer.reports.model import Part
from indexer.reports.periods import find_label

_REPORTING_HEADING: Final = re.compile(
    "信息公开.*(?:情况|概述|概况|综述|总结|工作)|(?:情况|概述).*信息公开"
)
_PRESENTED: Final = re.compile(
    r"(?:编制|编写|编撰|形成|制定|撰写)[^。;《]{0,50}信息公开(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:报告|年报)"
    r"[^\n]{0,400}统计(?:数据|期限|时间|时段|时限)"
)
_GUIDE_PRESENTED: Final = re.compile(
    "(?:编制|编写|制定|制作)(?:了|成|本|此)?(?:《[^》]{0,24})?(?:指南|申请流程|申请须知)"
)
"""The sentence by which a guide without a title presents itself."""
_OF_A_GUIDE: Final = re.compile("公开时限|受理(?:机构|部门|程序)|(?:阅读|参阅|参照)本?《?指南")
"""Words of a guide that a report which mentions one does without."""
_OF_A_REPORT: Final = frozenset({"opening", "none"})
"""Ways of reporting that only a report has, even one without a title."""
_OTHER_MATTERS: Final = re.compile(
    "(?:预算|决算)(?:已|及|批复|公开|草案|编制|情况|,|$)|现(?:将|就|予以)?公[开布示][^。;]{0,40}(?:预算|决算|收费标准|名单|成绩)"
)
"""What the first sentence of another disclosed document is about."""
_SAMPLES: Final = re.compile(
    r"\((?:共|精选|通用|优选|推荐|最新|热门|汇总|集锦|实用|合集)?(?:\d+|[一二三四五六七八九十]+)篇\)"
    r"|^篇[\d一二三四五六七八九十]+[:、]|(?<![示:])范文(?=$|[-_|,( 网大精>])"
)
"""Words in the titles of pages that collect sample texts."""
_FIRST_SENTENCES: Final = 200
"""Characters at the beginning in which an untitled document presents itself."""
_ENCLOSING_DOCUMENTS: Final = frozenset(
    {"通知公告", "新闻", "其他报告", "事项清单", "机构介绍", "目录"}
)
"""Kinds of titles that a page or letter around a report may have."""
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_LEAST_CONTENT: Final = 20
"""Chinese characters that a report has at least beside its title; a day, a source and a number of
readers are fewer."""
_COLLECTION_LINES: Final = 4
_LONGEST_OF_COLLECTION: Final = 40
_DISCLOSURE_SECTIONS: Final = frozenset({"proactive", "on_request", "key_areas"})
_PUBLIC_SECTIONS: Final = frozenset({"evaluation", "complaints", "checklist"})
"""Sections that other documents have too; they count where they mention disclosure."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of the test."""

    reason: Message | None = None
    """Why it is no report; None where it is one."""
    is_certain: bool = True
    """Whether title and text agree on it."""

    @property
    def is_report(self) -> bool:
        return self.reason is None


def examine(text: ReportText, parts: tuple[Part, ...]) -> Verdict:
    """Whether the text of these parts is a report on disclosure."""
    return _Examination(text, parts).verdict()


class _Examination:
    """The evidence for and against a report."""

    def __init__(self, text: ReportText, parts: tuple[Part, ...]) -> None:
        self._text = text
        self._parts = parts
        self._lines = [line for line in text.whole.split("\n") if line.strip()]
        self._beginning: Style = read_style(parts, enough=2)
        self._specific = _specific_sections(parts)
        self._canonical = _canonical_sections(parts)
        self._own_titles = classify_first_lines(self._lines)

    @cached_property
    def _style(self) -> Style:
        return read_style(self._parts)

    @property
    def _names_report(self) -> bool:
        own = any(kind.is_report for kind in self._own_titles)
        return own or has_attached_report(self._text.head)

    def verdict(self) -> Verdict:
        if self._is_list():
            return _refused(Message("是列出各年报告的页面"))
        if self._is_collection():
            return _other_document("模板")
        title = self._title()
        if title is None:
            return self._untitled()
        if title.is_report:
            return self._titled()
        return self._under_another_title(title)

    def _title(self) -> TitleKind | None:
        """The kind of document by its title, else by that of the page or the name of the file.

        Where titles of several documents stand above the text, as in the list of a column's
        articles, the last one is the text's, if it is a report's and the text is presented as one.
        """
        others = [kind for kind in self._own_titles if not kind.is_report]
        if full := next((kind for kind in others if kind.is_full), None):
            return TitleKind() if self._is_listed_above() else full
        if self._names_report:
            return TitleKind()
        if others:
            return others[0]
        return classify_page_title(self._text.site_title) or classify_title(self._text.stem)

    def _is_listed_above(self) -> bool:
        """Whether the first lines end with a report's title, with another above it, and the text
        below them is presented as a report."""
        titles = self._own_titles
        reports = [kind for kind in titles if kind.is_report and kind.is_full]
        is_last = bool(reports) and titles[-1] in reports
        return is_last and len(reports) >= 2 and "opening" in self._style.ways

    def _is_collection(self) -> bool:
        """Whether the page collects sample texts."""
        titles = [self._text.site_title, *self._lines[:_COLLECTION_LINES]]
        return any(
            len(title) <= _LONGEST_OF_COLLECTION and _SAMPLES.search(normalize(title))
            for title in titles
        )

    def _titled(self) -> Verdict:
        style = self._beginning
        if not self._has_content():
            return _refused(Message("标题之下没有正文"))
        if style.is_paper:
            return _other_document("论文")
        if style.prescribed >= 3 and not style.reported:
            return _other_document("模板")
        return Verdict(is_certain=bool(style.reported or self._specific))

    def _has_content(self) -> bool:
        """Whether anything but titles and the lines around them stands in the text."""
        if self._canonical or self._beginning.reported or self._text.has_unread_pages:
            return True
        lines = (line for line in self._lines if classify_title(line) is None)
        return sum(len(_HAN.findall(line)) for line in lines) >= _LEAST_CONTENT

    def _under_another_title(self, title: TitleKind) -> Verdict:
        """A report below a notice or a letter, with results of its own, is one all the same."""
        style = self._style
        results = "count" in style.ways or "none" in style.ways
        reports = style.reported >= 2 and style.reported > style.prescribed and results
        has_sections = self._specific >= 2 or (
            self._names_report and (self._specific > 0 or self._canonical >= 2)
        )
        if (
            title.document in _ENCLOSING_DOCUMENTS
            and reports
            and has_sections
            and not style.is_paper
        ):
            return Verdict(is_certain=False)
        if title.document == "其他报告" and self._presents_report() and self._canonical:
            return Verdict(is_certain=False)
        at_length = style.reported >= 6 and style.reported > 3 * style.prescribed
        if title.document == "通知公告" and at_length and results and style.about_disclosure >= 1:
            return Verdict(is_certain=False)
        return _other_document(title.document)

    def _presents_report(self) -> bool:
        """Whether the opening says that a report on disclosure is presented, whatever its title."""
        opening = normalize("\n".join(self._text.head))
        return _PRESENTED.search(opening) is not None and self._style.prescribed == 0

    def _untitled(self) -> Verdict:
        style = self._style
        if style.is_paper:
            return _other_document("论文")
        if other := self._presented_document():
            return _other_document(other)
        if style.is_news and self._specific < 2:
            return _other_document("新闻")
        if style.is_about_many:
            return _refused(Message("讲的是多所高校的情况"))
        reports = style.reported > style.prescribed or not style.prescribed
        has_sections = self._canonical >= 2 and self._specific
        if reports and (has_sections or self._names_disclosure()):
            return Verdict(is_certain=False)
        if has_sections and "opening" in style.ways and style.prescribed <= 2 * style.reported:
            return Verdict(is_certain=False)
        speaks_of_it = style.about_disclosure >= 1 and not style.is_news
        if speaks_of_it and len(style.ways) >= 2 and style.reported > 2 * style.prescribed:
            return Verdict(is_certain=False)
        return _refused(Message("没有报告标题，也没有可识别的章节"))

    def _presented_document(self) -> str:
        """The document that the first sentence of an untitled text presents, other than a report;
        "" for none."""
        if _OF_A_REPORT & self._style.ways:
            return ""
        whole = normalize("\n".join(self._lines))
        first = whole[:_FIRST_SENTENCES]
        if _GUIDE_PRESENTED.search(first) and _OF_A_GUIDE.search(whole):
            return "指南"
        return "预算决算" if _OTHER_MATTERS.search(first) and not self._canonical else ""

    def _names_disclosure(self) -> bool:
        """Whether the heading of a canonical section names disclosure."""
        return any(
            _REPORTING_HEADING.search(normalize(part.heading)) is not None
            for part in self._parts
            if not {"preamble", "unclassified"} & set(part.sections)
        )

    def _is_list(self) -> bool:
        """Whether the text is little more than titles of several years."""
        if self._beginning.reported >= 2:
            return False
        titles = [line for line in self._lines if (kind := classify_title(line)) and kind.is_report]
        years = {find_label(line) for line in titles} - {None}
        if self._specific:  # an entry of a menu can look like a section's heading
            return len(years) >= 3 and not any("。" in line for line in self._lines)
        return len(years) >= 2


def _specific_sections(parts: tuple[Part, ...]) -> int:
    found: set[str] = set()
    for part in parts:
        found |= _DISCLOSURE_SECTIONS & set(part.sections)
        public = _PUBLIC_SECTIONS & set(part.sections)
        if public and "公开" in normalize(part.heading + part.text):
            found |= public
    return len(found)


def _canonical_sections(parts: tuple[Part, ...]) -> int:
    labels = {label for part in parts for label in part.sections}
    return len(labels - {"preamble", "unclassified"})


def _refused(reason: Message) -> Verdict:
    return Verdict(
        Message(
            "不是信息公开年度报告：%(reason)s；如确为报告，请在 manifest.csv 里写明学校或统计期间",
            reason=reason,
        )
    )


def _other_document(document: str) -> Verdict:
    return _refused(Message("看来是%(document)s", document=document))
