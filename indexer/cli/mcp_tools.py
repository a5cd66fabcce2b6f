"""The tools of `xxgk mcp`: what each takes, and what it reads from the archive for its answer.

Every answer is one JSON document (`mcp_answers`); no tool changes anything.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Final, Literal

from msgspec import Meta, Struct

from indexer.cli.coverage import coverage_request
from indexer.cli.mcp_answers import (
    ANSWER,
    Source,
    about_report,
    encode,
    figure_row,
    hit_row,
    shortened,
)
from indexer.cli.reports import report_and_part, selected_parts
from indexer.reporting.coverage import STATES, years
from indexer.reporting.figure_rows import figure_rows
from indexer.reporting.rows import coverage_rows
from indexer.reporting.schools import SchoolFilters, filter_schools, list_schools
from indexer.reports.figures import FIGURES, NOT_STATED, figure_name
from indexer.reports.taxonomy import SECTIONS, SECTIONS_EN
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.figure_filter import figure_id
from indexer.search.request import MAX_CHARACTERS, MAX_VALUES, SearchRequest
from indexer.search.resolve import resolve_filters

HITS: Final = 50
"""Rows of one answer, at most."""
Text = Annotated[str, Meta(max_length=MAX_CHARACTERS)]
Texts = Text | Annotated[list[Text], Meta(max_length=MAX_VALUES)]
Years = int | Text | Annotated[list[int | Text], Meta(max_length=MAX_VALUES)]
School = Annotated[
    Texts,
    Meta(description="School: full name or a clear part of it, 安徽机电. 全名或不会混淆的一部分"),
]
Province = Annotated[Texts, Meta(description="Province, e.g. 安徽. 省、自治区、直辖市")]
Year = Annotated[
    Years,
    Meta(description="Year in which the period ends, or 2020..2024. 统计期间结束的年份或范围"),
]
Section = Annotated[
    Texts,
    Meta(description="Section id or name: on_request, 依申请公开; see about_archive. 栏目"),
]
Offset = Annotated[
    int,
    Meta(
        ge=0,
        le=1_000_000,
        description="Skip so many; pass on next_offset. 跳过的个数，续取时填 next_offset",
    ),
]
Limit = Annotated[int, Meta(ge=1, le=HITS, description="Rows of this answer, at most. 最多几条")]


class Call(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The arguments of a tool; the subclasses are the tools."""

    NAME: ClassVar[str]
    DESCRIPTION: ClassVar[str]

    @abstractmethod
    def answer(self, source: Source) -> str:
        """The answer as JSON. Raises XxgkError."""


class Search(Call, frozen=True, kw_only=True):
    NAME = "search_reports"
    DESCRIPTION = (
        "Exact full-text search in the yearly information-disclosure reports of Chinese "
        "universities; each hit is one section of one report, with the matching sentences. Terms "
        'are matched as written (query in Chinese); "…", OR, -word, NEAR/10 and () work; an empty '
        "query lists all. "
        "检索高校信息公开年度报告：按原文精确匹配，每条结果是一份报告的一个栏目，附相关原句。"
    )

    query: Annotated[Text, Meta(description="Query, e.g. 依申请公开 答复. 检索式")] = ""
    school: School = []
    province: Province = []
    year: Year = []
    section: Section = []
    sort: Literal["relevance", "newest", "oldest", "school", "added"] = "relevance"
    limit: Limit = 10
    offset: Offset = 0

    def answer(self, source: Source) -> str:
        page, skip = divmod(self.offset, self.limit)
        request = SearchRequest(
            query=self.query,
            **_filters(self),
            sort=self.sort,
            page=page + 1,
            size=self.limit,
            facets=False,
        )
        with source.archive.snapshot() as archive:
            found = archive.search(request)
            hits = found.hits[skip:]
            if skip and found.total > request.page * self.limit:
                following = replace(request, page=request.page + 1, suggestions=False)
                hits += archive.search(following).hits[:skip]
        more: dict[str, Any] = {"reports": found.reports}
        if found.relaxed:
            more["relaxed_to_words"] = found.relaxed.words
        if found.read_as:
            more["read_as_school"] = found.read_as.school
        if found.offers.missing:
            more["no_report_for"] = [
                {"school": each.school, "year": each.year, "years": each.years}
                for each in found.offers.missing[:5]
            ]
        if found.offers.filters:
            more["filters_offered"] = [
                {each.facet: each.values[:5], "reports": each.reports}
                for each in found.offers.filters[:5]
            ]
        if found.suggestions:
            more["suggestions"] = [shortened(each.text) for each in found.suggestions[:5]]
        rows = [hit_row(hit) for hit in hits]
        return source.rows("hits", rows, offset=self.offset, total=found.total, **more)


class ReadReport(Call, frozen=True, kw_only=True):
    NAME = "get_report"
    DESCRIPTION = (
        "The text of one report, whole or one section, in pages of characters. "
        "一份报告的原文：全文或其中一个栏目，按字数分页。"
    )

    report: Annotated[
        Text,
        Meta(
            min_length=1,
            description="Report id, hit id (…#4), or school and year: 安徽机电 2024. 编号或校名",
        ),
    ]
    section: Section = []
    characters: Annotated[
        int, Meta(ge=1, le=ANSWER, description="Characters of text in this answer. 这次取多少字")
    ] = 8_000
    offset: Offset = 0

    def answer(self, source: Source) -> str:
        name, ordinal = report_and_part(self.report)
        sections = (self.section,) if isinstance(self.section, str) else self.section
        with source.archive.snapshot() as archive:
            found = archive.find_report(name)
            chosen = archive.section_ids(sections) if sections else frozenset[str]()
        parts = selected_parts(found, ordinal, chosen)
        text = "\n".join(line for part in parts for line in (part.heading, part.text) if line)
        head = {
            "notice": source.notice,
            "report": about_report(ReportHead.of(found)),
            "total_characters": len(text),
            "offset": self.offset,
            "next_offset": len(text),
        }
        room = ANSWER - len(encode({**head, "quoted_text": ""}))
        page = text[self.offset : self.offset + self.characters]
        sizes = range(1, len(page) + 1)
        fitting = bisect_right(sizes, room, key=lambda size: len(encode(page[:size])) - 2)
        end = self.offset + fitting
        following = end if fitting and end < len(text) else None
        return encode({**head, "next_offset": following, "quoted_text": page[:fitting]})


class Figures(Call, frozen=True, kw_only=True):
    NAME = "get_figures"
    DESCRIPTION = (
        "What reports state in numbers (requests received, complaints, lawsuits …), each with the "
        "sentence it is read from. States: number; zero (stated as none); not_stated; unread "
        "(check the text). Figures not stated are left out unless asked for by id. "
        "各报告写明的数目与原句；zero 写明没有，not_stated 未提及，unread 需核对原文。"
    )

    school: School = []
    province: Province = []
    year: Year = []
    figures: Annotated[
        Texts,
        Meta(
            description="Figures to give, by id or name: requests_received; default all. 要哪些数目"
        ),
    ] = []
    conditions: Annotated[
        Texts,
        Meta(
            description="Only reports that meet all: requests_received>0, lawsuits=zero. 筛选条件"
        ),
    ] = []
    limit: Limit = 10
    offset: Offset = 0

    def answer(self, source: Source) -> str:
        request = SearchRequest(**_filters(self), figure=self.conditions)
        asked = (self.figures,) if isinstance(self.figures, str) else self.figures
        chosen = [*map(figure_id, asked)]
        with source.archive.snapshot() as archive, archive.reading() as reader:
            heads = archive.reports(request)
            rows = figure_rows(reader, heads[self.offset : self.offset + self.limit], chosen)
        answers = [
            {
                **about_report(row.head),
                "figures": {
                    name: figure_row(figure)
                    for name, figure in row.figures.items()
                    if chosen or figure != NOT_STATED
                },
            }
            for row in rows
        ]
        return source.rows("reports", answers, offset=self.offset, total=len(heads))


class Coverage(Call, frozen=True, kw_only=True):
    NAME = "get_coverage"
    DESCRIPTION = (
        "Which report has which section: present, says_nothing (only 无), named_only (heading "
        "only), absent; no_report: this archive has none for the year. late: dated after 31 "
        "October. Without a school and a year, the newest year. "
        "各校报告有哪些栏目：有内容、只写“无”、仅有标题、没有；no_report 是本库未收录。"
    )

    school: Annotated[
        Text, Meta(description="A piece of the school's name. 学校名称里的几个字")
    ] = ""
    year: Annotated[int, Meta(ge=1900, le=2999, description="Year. 年份")] | None = None
    province: Province = []
    section: Annotated[
        Text, Meta(description="With states: the section they are of. states 所指的栏目")
    ] = ""
    states: Annotated[
        list[Literal["present", "says_nothing", "named_only", "absent", "no_report"]],
        Meta(max_length=len(STATES), description="Only rows with one of these. 只要有这些情形的"),
    ] = []
    late: Annotated[bool, Meta(description="Only those dated late. 只要日期较晚的")] = False
    limit: Limit = 20
    offset: Offset = 0

    def answer(self, source: Source) -> str:
        with source.archive.snapshot() as archive, archive.reading() as reader:
            request = coverage_request(
                archive,
                province=_provinces(reader, self.province),
                name=self.school,
                section=self.section or None,
                state=tuple(self.states),
                late=self.late,
            )
            newest = years(reader)[:1]
            chosen = [self.year] if self.year else [] if self.school else newest
            rows = [*coverage_rows(reader, chosen, request)]
        page = [row.to_dict() for row in rows[self.offset : self.offset + self.limit]]
        return source.rows("rows", page, offset=self.offset, total=len(rows))


class Schools(Call, frozen=True, kw_only=True):
    NAME = "list_schools"
    DESCRIPTION = (
        "The schools of the archive with the years of their reports. "
        "本库的学校，及各校有哪些年度的报告。"
    )

    name: Annotated[
        Text, Meta(description="Part of the name, short name or pinyin. 名称的一部分、简称或拼音")
    ] = ""
    province: Province = []
    limit: Limit = 50
    offset: Offset = 0

    def answer(self, source: Source) -> str:
        with source.archive.reading() as reader:
            provinces = _provinces(reader, self.province)
            schools = [
                {"school": each.name, "province": each.province, "years": each.years}
                for each in filter_schools(reader, SchoolFilters(find=self.name))
                if not provinces or each.province in provinces
            ]
        page = schools[self.offset : self.offset + self.limit]
        return source.rows("schools", page, offset=self.offset, total=len(schools))


class About(Call, frozen=True, kw_only=True):
    NAME = "about_archive"
    DESCRIPTION = (
        "What the archive has, as of when, and the ids of sections and figures. "
        "本库收录了什么、截至何时，以及栏目和数目的代号。"
    )

    def answer(self, source: Source) -> str:
        with source.archive.snapshot() as archive, archive.reading() as reader:
            sizes = archive.statistics()
            provinces = Counter(each.province or "unknown" for each in list_schools(reader))
            reports = Counter(str(head.year or "unknown") for head in reader.heads())
            last = archive.last_update()
        return encode(
            {
                "notice": source.notice,
                "reports": sizes.reports,
                "parts": sizes.parts,
                "schools": sizes.schools,
                "reports_by_year": dict(sorted(reports.items(), reverse=True)),
                "schools_by_province": dict(provinces.most_common()),
                "updated": last.at.isoformat() if last else None,
                "files_not_read": len(last.failed) if last else None,
                "sections": {name: [SECTIONS[name], SECTIONS_EN[name]] for name in SECTIONS},
                "figures": {name: [figure_name(name), figure_name(name, "en")] for name in FIGURES},
            }
        )


TOOLS: Final[Mapping[str, type[Call]]] = {
    kind.NAME: kind for kind in (Search, ReadReport, Figures, Coverage, Schools, About)
}
"""The tools by their names."""


def _filters(call: Search | Figures) -> dict[str, Any]:
    filters = {"school": call.school, "province": call.province, "year": call.year}
    return {**filters, "section": call.section} if isinstance(call, Search) else filters


def _provinces(reader: IndexReader, typed: Texts) -> tuple[str, ...]:
    """Provinces as they are stored. Raises UnknownValueError."""
    found = resolve_filters(SearchRequest(province=typed), reader).get("province", frozenset())
    return tuple(province for province in found if province is not None)
