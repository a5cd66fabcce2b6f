"""The addresses of the API: what each takes and gives, in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from indexer.reporting.coverage import COLUMNS, STATES
from indexer.search.request import FACETS, SearchRequest
from webapp.api import FORMATS, MAX_SUGGESTIONS
from webapp.coverage import YEARS
from webapp.params import CHOICES, NUMBERS
from webapp.schemas import Schema, default_of, reference

_ABOUT: Final[Mapping[str, Any]] = {
    "q": lazy_gettext("检索式；为空时列出全部。写法见 /help"),
    "school": lazy_gettext("学校：全名，或不会混淆的一部分"),
    "section": lazy_gettext("栏目：代号或中文名"),
    "topic": lazy_gettext("清单类别：代号或中文名"),
    "year": lazy_gettext("年份，或 2020..2024；unknown 是年份不详"),
    "province": lazy_gettext("省、自治区、直辖市"),
    "match": lazy_gettext("exact 只按原文；words 按词；auto 先按原文，找不到时按词"),
    "scope": lazy_gettext("各词须在同一部分（part），或在同一报告（report）"),
    "group": lazy_gettext("page 与 size 数的是部分（part），还是报告（report）"),
    "sort": lazy_gettext("排序"),
    "page": lazy_gettext("第几页，从 1 起"),
    "size": lazy_gettext("每页几条"),
    "facet_size": lazy_gettext("每个分面给几个值"),
    "facets": lazy_gettext("0 是不要分面"),
    "format": lazy_gettext("json，或 jsonl：全部结果，一行一条，边算边发"),
    "cursor": lazy_gettext("取自上一页回答的 Link 头，原样给回；其余参数不变，不再给 page"),
    "lacks": lazy_gettext("只列没有这一栏目的报告"),
    "limit": lazy_gettext("最多几条"),
    "report_id": lazy_gettext("报告的编号"),
    "name": lazy_gettext("分面，或学校名称里的几个字"),
    "state": lazy_gettext("有一格是这种情形的行；给了 section 就看那一格"),
    "late": lazy_gettext("1 是只看日期晚于 10 月 31 日的"),
    "lang": lazy_gettext("提示的语言：zh 或 en"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API."""

    path: str
    name: str
    summary: str
    """In the language of the request, like the descriptions of the parameters."""
    parameters: tuple[Schema, ...]
    answer: Schema
    example: str
    lines: Schema | None = None
    """What a line is, where the whole can be had as JSON Lines."""
    can_miss: bool = False
    """Whether it answers 404 where there is no such thing."""


def operations() -> tuple[Operation, ...]:
    """All of `/api/v1`."""
    filters = tuple(_repeated(facet) for facet in FACETS)
    choices = tuple(
        single(name, {"enum": [*known], "default": default_of(SearchRequest, name)})
        for name, known in CHOICES.items()
    )
    numbers = tuple(_number(name, *bounds) for name, bounds in NUMBERS.items())
    text = single("q", {"type": "string", "default": ""})
    size = single("size", _bounds(*NUMBERS["size"]))
    paged = (
        single("format", {"enum": [*FORMATS], "default": FORMATS[0]}),
        single("cursor", {"type": "string"}),
    )
    with_facets = single("facets", {"enum": ["0", "1"], "default": "1"})
    return (
        Operation(
            "/api/v1/search",
            "search",
            _("检索：命中的部分、片段与分面计数"),
            (text, *filters, *choices, *numbers, with_facets, *paged),
            reference("SearchAnswer"),
            "/api/v1/search?q=依申请公开&year=2024&size=3",
            lines=reference("HitLine"),
        ),
        Operation(
            "/api/v1/reports",
            "listReports",
            _("列出报告；也可列出缺某一栏目的报告"),
            (*filters, _repeated("lacks"), size, *paged),
            {"type": "array", "items": reference("ReportHead")},
            "/api/v1/reports?lacks=evaluation",
            lines=reference("ReportHead"),
        ),
        Operation(
            "/api/v1/reports/{report_id}",
            "getReport",
            _("一份报告的全文，按部分"),
            (_in_path("report_id", {"type": "string"}),),
            reference("Report"),
            "",
            can_miss=True,
        ),
        Operation(
            "/api/v1/facets/{name}",
            "listFacet",
            _("一个分面的全部值与计数"),
            (_in_path("name", {"enum": [*FACETS]}), text, *filters, *(choices[:2])),
            {"type": "array", "items": reference("FacetValue")},
            "/api/v1/facets/province?q=举报",
            can_miss=True,
        ),
        Operation(
            "/api/v1/coverage",
            "coverage",
            _("一年之内各校各栏目：有内容、只写“无”、有题无文、没有、没有报告"),
            _coverage_parameters(),
            reference("Coverage"),
            "/api/v1/coverage?section=evaluation&state=absent",
        ),
        Operation(
            "/api/v1/trends",
            "trends",
            _("一个检索式逐年、逐省见于多少报告与部分"),
            (text, *filters, *(choices[:2])),
            reference("Trends"),
            "/api/v1/trends?q=行政复议",
        ),
        Operation(
            "/api/v1/suggest",
            "suggest",
            _("补全正在写的学校、栏目与词"),
            (text, single("limit", _bounds(1, MAX_SUGGESTIONS))),
            {"type": "array", "items": reference("Suggestion")},
            "/api/v1/suggest?q=安徽",
        ),
    )


def single(name: str, schema: Schema) -> Schema:
    """A parameter of the query. A form sends its empty fields along: they are as not given."""
    empty = {"allowEmptyValue": True} if schema.get("type") != "array" else {}
    return {**_named(name, schema), "in": "query", **empty}


def _named(name: str, schema: Schema) -> Schema:
    return {"name": name, "schema": schema, "description": str(_ABOUT.get(name, ""))}


def _repeated(name: str) -> Schema:
    array = {"type": "array", "items": {"type": "string"}}
    return single(name, array) | {"style": "form", "explode": True}


def _number(name: str, low: int, high: int) -> Schema:
    return single(name, _bounds(low, high) | {"default": default_of(SearchRequest, name)})


def _in_path(name: str, schema: Schema) -> Schema:
    return {**_named(name, schema), "in": "path", "required": True}


def _coverage_parameters() -> tuple[Schema, ...]:
    states = {"type": "array", "items": {"enum": [*STATES]}}
    return (
        single("year", _bounds(*YEARS)),
        _repeated("province"),
        single("name", {"type": "string"}),
        single("section", {"enum": ["", *COLUMNS]}),
        single("state", states) | {"style": "form", "explode": True},
        single("late", {"enum": ["", "1"]}),
    )


def _bounds(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}
