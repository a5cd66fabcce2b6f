"""Whether a text is an information-disclosure report.

A report has the title of one and some content below it, or two canonical sections and a sentence
that reports what was done or received. A title of another document decides against it, unless the
text is clearly a report, as below a notice that publishes one. In doubt a text is an uncertain
report.

A report says how much was published, which requests were received, and what was done in a period. A
guide, a rule or a notice says who may, must or shall do what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.i18n import Message
from indexer.ingest.report_text import ReportText
from indexer.ingest.titles import (
    TitleKind,
    classify_first_lines,
    classify_normalized_title,
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
_ENCLOSING_DOCUMENTS: Final = frozenset(
    {"通知公告", "新闻", "其他报告", "事项清单", "机构介绍", "目录"}
)
"""Kinds of titles that a page or letter around a report may have."""
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_LEAST_CONTENT: Final = 20
"""Chinese characters that a report has at least beside its title; a day, a source and a number of
readers are fewer."""
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
        title = self._title()
        if title is None:
            return self._untitled()
        if title.is_report:
            return self._titled()
        return self._under_another_title(title)

    def _title(self) -> TitleKind | None:
        """The kind of document by its title, else by that of the page or the name of the file."""
        others = [kind for kind in self._own_titles if not kind.is_report]
        if full := next((kind for kind in others if kind.is_full), None):
            return full
        if self._names_report:
            return TitleKind()
        if others:
            return others[0]
        return classify_page_title(self._text.site_title) or classify_title(self._text.stem)

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


_MAX_TEXT: Final = 60_000
"""Characters of a text that are examined."""
_MAX_SENTENCE: Final = 300
_END: Final = re.compile("[。;!?\n]")

_REPORTED: Final = {
    "count": re.compile(
        r"(?:公开|发布|公布|推送|更新|上网|上传|受理|收到|接到|接受|答复|办理|办结|接待|回复|编发|刊发|报送|处理|公示|印发|召开|举办)"
        r"[^\d]{0,30}?\d[\d,.]*(?:余|多)?(?:条|件|篇|项|次|期|份|人次|则|个(?!工作日)|批|场|封|种|部|册|万)"
        r"|\d[\d,.]*(?:余|多)?(?:条|件|篇|项|次|期|份|则)(?:信息|申请|公文|消息)"
    ),
    "none": re.compile(
        r"(?:没有|从未|[未无零0]|尚无|暂无|均无)[^\d]{0,30}?(?:申请|举报|投诉|复议|诉讼|申诉|收费|费用)"
        r"|(?:申请|举报|投诉|复议|诉讼|收费|减免)(?:的?情况|数量?|事项)?[为:]?(?:0|无|零|没有)"
    ),
    "opening": re.compile(
        r"现.{0,60}(?:报告|汇报|总结)(?:如下|报上|于后)?|(?:本|此份?|该)(?:年度)?(?:工作)?报告[^。应]{0,40}(?:编制|依据|根据|所列|数据|统计|包括|由)"
        r"|(?:编制|形成|撰写|编写)(?:完成|了)?(?:本|此)(?:年度)?报告|(?:现|特|已|我[校院局])[^。]{0,20}(?:编制|形成|撰写|编写)[^。]{0,30}报告|特?向社会公[布开].{0,20}报告|统计期限|报告期"
    ),
    "period": re.compile(
        r"(?:(?:本|上|这一?|该)?(?:学年|年度)|年内|一年来|本学期|20\d\d年|今年|去年|自查期|截[至止]|全年)[^。]{0,60}"
        r"(?:了|已|完成|召开|修订|制定|出台|成立|健全|完善|加强|通过|推进|落实|开展|公开|发布|公布|建立|调整|举办|印发|取得|收到|受理|没有|未|围绕|坚持|认真|高度重视|贯彻)"
    ),
    "done": re.compile(
        r"(?:学校|我校|学院|我院|本校|本院|我局|我厅|我馆|我县|我市|我区|我镇|领导小组)[^。]{0,40}(?:[^为]了|已|修订|制定|成立|健全|建立|印发|召开|举办|发布|公布|公开|重视|落实|通过)"
    ),
    "not yet": re.compile("不够|不足|有待|尚需|滞后|不及时|不到位|薄弱|单一|不平衡|欠缺|需进一步"),
}
_PRESCRIBED: Final = re.compile(
    r"应当|应(?:主动|公开|及时|于|在|由|包括|按|如实|自|予)|必须|不得|务必|严禁|请(?:各|于|将|按|在|如实|认真)"
    r"|(?:各|有关)(?:单位|部门|校|高校|学校|学院|地|乡镇|二级)[^。]{0,14}(?:要|应|须|请|务必)"
    r"|可以?(?:向|当面|采用|填写|申请)|申请人|自[^。]{0,20}之日起|\d+个工作日内"
    r"|^第[一二三四五六七八九十百\d]+[条章]|本(?:办法|细则|指南|目录|制度|方案|规定|条例|章程)"
    r"|填写|填报|主要反映|包括(?:以下|下列)|下列(?:内容|信息)|办公时间|联系电话|办公地址|责任单位|责任部门"
)
_CONDITION: Final = re.compile("可以|认为|应当|不服|凡是|如(?:有|果|对)")
"""Words of a general rule, as opposed to a report that something was not received."""
_PAPER: Final = re.compile(
    "摘要|关键词|参考文献|基金项目|作者简介|分类号|指导教师|文献综述|本研究|本文|笔者|研究表明"
    r"|样本|\d所[\u4e00-\u9fff]{0,6}(?:高校|院校|大学)"
)
_PAPER_EDGE: Final = 500
"""Characters at the beginning and the end of a text that are examined for signs of a paper."""
_NEWS: Final = re.compile(
    r"(?:本网|本报(?!告)|新闻网|通讯员|记者)[^。]{0,20}讯?|\d{1,2}月\d{1,2}日(?:上午|下午|晚)?[,，]?[^。]{0,40}(?:召开|举行|举办|邀请|来校|出席)"
    "|会议(?:指出|强调|要求|认为|由)|出席会议|与会|据悉|近日"
)
_ABOUT: Final = re.compile("公开|政务|校务")
_OF_MANY: Final = re.compile("(?:各|全国|直属|部属|部分|多数|少数|一些|许多|所)(?:本科|直属)?高校")
_OF_ITSELF: Final = re.compile(
    "[我本全][校院局厅委馆市县区镇乡]|(?<!高等)学校|学院|教育局|领导小组"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a text, as numbers of sentences."""

    reported: int
    """Sentences that report, in any way."""
    ways: frozenset[str]
    """What they report: a count, nothing received, a period, …"""
    prescribed: int
    """Sentences that say who may, must or shall do what."""
    about_disclosure: float
    """Mentions of disclosure per hundred characters."""
    is_paper: bool
    is_news: bool
    is_about_many: bool
    """It speaks of universities in general more often than of its author."""


def read_style(parts: Iterable[Part], *, enough: int | None = None) -> Style:
    """The style of a text; with `enough`, only up to the line with so many reporting sentences."""
    written = "\n".join(f"{part.heading}\n{part.text}" for part in parts)[:_MAX_TEXT]
    reported = prescribed = length = mentions = of_many = of_itself = 0
    ways: set[str] = set()
    for line in written.split("\n"):
        words = normalize(line)
        length += len(words)
        mentions += len(_ABOUT.findall(words))
        of_many += len(_OF_MANY.findall(words))
        of_itself += len(_OF_ITSELF.findall(words))
        for sentence in _sentences(words):
            found = _ways(sentence)
            if found is None:
                prescribed += 1
            elif found:
                reported += 1
                ways |= found
        if enough is not None and reported >= enough:
            break
    edges = normalize(written[:_PAPER_EDGE]) + normalize(written[-_PAPER_EDGE:])
    return Style(
        reported=reported,
        ways=frozenset(ways),
        prescribed=prescribed,
        about_disclosure=100 * mentions / max(1, length),
        is_paper=len(set(_PAPER.findall(edges))) >= 2,
        is_news=bool(_NEWS.search(normalize(written[:300]))),
        is_about_many=of_many >= 2 and of_many > of_itself,
    )


def _ways(sentence: str) -> set[str] | None:
    """What a sentence reports; None where it prescribes."""
    if classify_normalized_title(sentence):
        return set()
    found = {name for name, pattern in _REPORTED.items() if pattern.search(sentence)}
    if _CONDITION.search(sentence):
        found.discard("none")
    if not found & {"count", "none", "opening"} and _PRESCRIBED.search(sentence):
        return None
    return found


def _sentences(text: str) -> Iterator[str]:
    for sentence in _END.split(text):
        if len(sentence) > 5:
            yield sentence[:_MAX_SENTENCE]
