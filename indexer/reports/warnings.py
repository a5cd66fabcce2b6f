"""Warnings about what is uncertain in a report.

Each warning concerns one fact, which a row of the manifest can state instead, or the whole report.
Its message says what was noticed; `indexer.ingest.confidence` gives its weight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from indexer.i18n import Message

Concern: TypeAlias = Literal["school", "period", "published", "sections", "report", "text"]
"""The fact a warning is about."""


class ReadingWarning(StrEnum):
    """A reason to check a report's metadata or sections. Its value is what is stored."""

    SCHOOL_MISSING = "school_missing"
    SCHOOL_FROM_FILE_NAME = "school_from_file_name"
    SCHOOL_FROM_PAGE = "school_from_page"
    SCHOOL_FROM_SITE = "school_from_site"
    SCHOOL_FROM_SIGNATURE = "school_from_signature"
    SCHOOL_FROM_RULES = "school_from_rules"
    SCHOOL_FROM_BODY = "school_from_body"
    SCHOOL_NAME_UNKNOWN = "school_name_unknown"
    SCHOOL_UNLISTED = "school_unlisted"
    SCHOOL_IS_A_UNIT = "school_is_a_unit"
    SCHOOL_CONFLICT = "school_conflict"
    SCHOOL_UNREAD = "school_unread"
    SCHOOL_UNCONFIRMED = "school_unconfirmed"
    OTHER_SCHOOLS_NAMED = "other_schools_named"
    PERIOD_MISSING = "period_missing"
    PERIOD_FROM_FILE_NAME = "period_from_file_name"
    PERIOD_FROM_BODY = "period_from_body"
    PERIOD_FROM_DAMAGED_DATE = "period_from_damaged_date"
    PERIOD_CONFLICT = "period_conflict"
    PERIOD_UNREAD = "period_unread"
    PERIOD_UNCONFIRMED = "period_unconfirmed"
    PUBLISHED_BEFORE_PERIOD_ENDS = "published_before_period_ends"
    SECTIONS_MISSING = "sections_missing"
    SECTIONS_FEW = "sections_few"
    SECTIONS_OUT_OF_ORDER = "sections_out_of_order"
    SECTION_REPEATED = "section_repeated"
    CORE_SECTION_MISSING = "core_section_missing"
    NUMBERS_IN_DISORDER = "numbers_in_disorder"
    NUMBERS_MISSING = "numbers_missing"
    HEADING_UNNUMBERED = "heading_unnumbered"
    HEADING_UNREAD = "heading_unread"
    HEADING_INSIDE_TEXT = "heading_inside_text"
    HEADING_UNCLASSIFIED = "heading_unclassified"
    HEADINGS_UNCLASSIFIED = "headings_unclassified"
    SEVERAL_YEARS = "several_years"
    REPORT_UNCERTAIN = "report_uncertain"
    TEXT_LEFT_OUT = "text_left_out"
    TEXT_UNMAPPED = "text_unmapped"
    PAGE_TEXT_LEFT_OUT = "page_text_left_out"
    PAGES_SCANNED = "pages_scanned"
    PAGES_UNREADABLE = "pages_unreadable"

    @classmethod
    def known(cls, values: Iterable[str]) -> tuple[AnyWarning, ...]:
        """Warnings from stored values; unknown ones, of another version, are dropped."""
        pairs = [value.partition(":") for value in values]
        return tuple(
            DetailedWarning(_BY_VALUE[value], detail) if colon else _BY_VALUE[value]
            for value, colon, detail in pairs
            if value in _BY_VALUE
        )

    @property
    def concern(self) -> Concern:
        return _TABLE[self][0]

    @property
    def message(self) -> Message:
        return _TABLE[self][1]


@dataclass(frozen=True, slots=True)
class DetailedWarning:
    """A warning with a number of characters, with page numbers, or with a line of the text."""

    kind: ReadingWarning
    detail: str
    """Inserted in the message: "37", "2、4–7", "（五）评议情况"."""

    @property
    def value(self) -> str:
        """What is stored."""
        return f"{self.kind.value}:{self.detail}"

    @property
    def concern(self) -> Concern:
        return self.kind.concern

    @property
    def message(self) -> Message:
        message = _WITH_LINE.get(self.kind, self.kind.message)
        return Message(message.template, detail=self.detail)


AnyWarning: TypeAlias = ReadingWarning | DetailedWarning

DOUBTS: Final = frozenset(
    {
        ReadingWarning.SCHOOL_FROM_FILE_NAME,
        ReadingWarning.SCHOOL_IS_A_UNIT,
        ReadingWarning.PERIOD_CONFLICT,
        ReadingWarning.PERIOD_FROM_FILE_NAME,
        ReadingWarning.PERIOD_FROM_DAMAGED_DATE,
        ReadingWarning.PUBLISHED_BEFORE_PERIOD_ENDS,
        ReadingWarning.SECTIONS_MISSING,
        ReadingWarning.SECTIONS_FEW,
        ReadingWarning.SEVERAL_YEARS,
        ReadingWarning.REPORT_UNCERTAIN,
        ReadingWarning.PAGE_TEXT_LEFT_OUT,
        ReadingWarning.TEXT_UNMAPPED,
        ReadingWarning.PAGES_SCANNED,
        ReadingWarning.PAGES_UNREADABLE,
    }
)
"""What a reader of the report should know: a fact may be wrong, or text is missing."""


def is_doubt(warning: AnyWarning) -> bool:
    """Whether it is one of `DOUBTS`."""
    return (warning.kind if isinstance(warning, DetailedWarning) else warning) in DOUBTS


_BY_VALUE: Final = {warning.value: warning for warning in ReadingWarning}

_TABLE: Final[dict[ReadingWarning, tuple[Concern, Message]]] = {
    ReadingWarning.SCHOOL_MISSING: ("school", Message("没有读出学校")),
    ReadingWarning.SCHOOL_FROM_FILE_NAME: ("school", Message("学校取自文件名")),
    ReadingWarning.SCHOOL_FROM_PAGE: ("school", Message("学校取自网页标题")),
    ReadingWarning.SCHOOL_FROM_SITE: ("school", Message("学校取自网站名称")),
    ReadingWarning.SCHOOL_FROM_SIGNATURE: ("school", Message("学校取自署名或来源")),
    ReadingWarning.SCHOOL_FROM_RULES: ("school", Message("学校取自所引本校制度的名称")),
    ReadingWarning.SCHOOL_FROM_BODY: ("school", Message("学校取自正文，标题和署名里没有")),
    ReadingWarning.SCHOOL_NAME_UNKNOWN: ("school", Message("标题中的校名不在校名表里")),
    ReadingWarning.SCHOOL_UNLISTED: ("school", Message("学校以地名开头，不在校名表里")),
    ReadingWarning.SCHOOL_IS_A_UNIT: ("school", Message("作者是学校的下属单位或其他单位")),
    ReadingWarning.SCHOOL_CONFLICT: ("school", Message("不同位置写的学校不一致")),
    ReadingWarning.SCHOOL_UNREAD: ("school", Message("标题、署名或文件名里像有校名，没有采用")),
    ReadingWarning.SCHOOL_UNCONFIRMED: ("school", Message("学校只在一处写明")),
    ReadingWarning.OTHER_SCHOOLS_NAMED: ("school", Message("正文里其他学校的名称出现得同样多")),
    ReadingWarning.PERIOD_MISSING: ("period", Message("没有读出统计期间")),
    ReadingWarning.PERIOD_FROM_FILE_NAME: ("period", Message("统计期间取自文件名")),
    ReadingWarning.PERIOD_FROM_BODY: ("period", Message("统计期间取自正文，标题和开头里没有")),
    ReadingWarning.PERIOD_FROM_DAMAGED_DATE: ("period", Message("统计期间取自残缺的日期")),
    ReadingWarning.PERIOD_CONFLICT: ("period", Message("不同位置写的统计期间不一致")),
    ReadingWarning.PERIOD_UNREAD: ("period", Message("文中写有年份，没有读出统计期间")),
    ReadingWarning.PERIOD_UNCONFIRMED: ("period", Message("统计期间只在一处写明")),
    ReadingWarning.PUBLISHED_BEFORE_PERIOD_ENDS: (
        "published",
        Message("写明的发布日期早于报告期结束，没有采用"),
    ),
    ReadingWarning.SECTIONS_MISSING: ("sections", Message("没有认出任何章节")),
    ReadingWarning.SECTIONS_FEW: ("sections", Message("只认出一两个章节")),
    ReadingWarning.SECTIONS_OUT_OF_ORDER: ("sections", Message("章节的先后与规定不同")),
    ReadingWarning.SECTION_REPEATED: ("sections", Message("同一章节出现两次")),
    ReadingWarning.CORE_SECTION_MISSING: (
        "sections",
        Message("概述、主动公开、依申请公开、问题与改进没有全部认出"),
    ),
    ReadingWarning.NUMBERS_IN_DISORDER: ("sections", Message("一级标题的序号不连续")),
    ReadingWarning.NUMBERS_MISSING: ("sections", Message("一级标题没有序号")),
    ReadingWarning.HEADING_UNNUMBERED: ("sections", Message("有一级标题没有序号")),
    ReadingWarning.HEADING_UNREAD: ("sections", Message("正文里有像标题的行，没有认作标题")),
    ReadingWarning.HEADING_INSIDE_TEXT: ("sections", Message("段落末尾像有标题，没有认作标题")),
    ReadingWarning.HEADING_UNCLASSIFIED: ("sections", Message("有一级标题不属于任何规定章节")),
    ReadingWarning.HEADINGS_UNCLASSIFIED: (
        "sections",
        Message("有几个一级标题不属于任何规定章节"),
    ),
    ReadingWarning.SEVERAL_YEARS: ("report", Message("一个文件里有不止一年的报告")),
    ReadingWarning.REPORT_UNCERTAIN: ("report", Message("不能确定是信息公开年度报告")),
    ReadingWarning.TEXT_LEFT_OUT: (
        "text",
        Message("有 %(detail)s 个斜排的字没有读入（也可能是水印）"),
    ),
    ReadingWarning.PAGE_TEXT_LEFT_OUT: (
        "text",
        Message("网页上另有 %(detail)s 字不像菜单，也没有当作报告读入"),
    ),
    ReadingWarning.TEXT_UNMAPPED: (
        "text",
        Message("有 %(detail)s 个字符的字体没有文字对照表，以 � 表示"),
    ),
    ReadingWarning.PAGES_SCANNED: (
        "text",
        Message("第 %(detail)s 页是扫描件，没有文字层，没有读入"),
    ),
    ReadingWarning.PAGES_UNREADABLE: ("text", Message("第 %(detail)s 页已损坏，没有读入")),
}
_WITH_LINE: Final = {
    ReadingWarning.HEADING_UNREAD: Message("正文里有像标题的行，没有认作标题：%(detail)s"),
}
"""Messages with a line of the text; older indexes have the warning without it."""
