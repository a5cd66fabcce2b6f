"""The addresses of the API with their parameters, from the parameter tables of the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from indexer.reporting.coverage import COLUMNS, DATED, STATES
from indexer.search.request import FACETS, FILTERS
from webapp.api import FORMATS, MAX_SUGGESTIONS, PERCENT
from webapp.coverage import YEARS
from webapp.requests import API, CHOICES, NUMBERS

Schema = dict[str, Any]

REF: Final = "#/components/schemas/{name}"
_ABOUT: Final[Mapping[str, Any]] = {
    "q": lazy_gettext("检索式；为空时列出全部。检索语法见 /help"),
    "school": lazy_gettext("学校：全名，或不会混淆的一部分"),
    "section": lazy_gettext("栏目：代号或中文名"),
    "topic": lazy_gettext("清单类别：代号或中文名"),
    "year": lazy_gettext("年份，或 2020..2024；unknown 是年份不详"),
    "province": lazy_gettext("省、自治区、直辖市"),
    "text_source": lazy_gettext("文字来源：text 原文，ocr 扫描识别，mixed 兼有"),
    "figure": lazy_gettext(
        "报告里的指标须符合的条件，可给多个，须都符合：requests_received>0、lawsuits=zero"
    ),
    "since": lazy_gettext("这一天（UTC）及以后收录的报告：2024-11-01"),
    "match": lazy_gettext("exact 精确匹配；words 分词匹配；auto 先精确匹配，找不到时分词匹配"),
    "scope": lazy_gettext("各词须在同一部分（part），或在同一报告（report）"),
    "group": lazy_gettext("page 与 size 数的是部分（part），还是报告（report）"),
    "sort": lazy_gettext("排序"),
    "page": lazy_gettext("第几页，从 1 起"),
    "size": lazy_gettext("每页几条"),
    "facet_size": lazy_gettext("每个筛选项给几个值"),
    "facets": lazy_gettext("0 是不要筛选项的计数"),
    "format": lazy_gettext("json，或 jsonl：全部结果，一行一条，边算边发"),
    "cursor": lazy_gettext("取自上一页回答的 Link 头，原样给回；其余参数不变，不再给 page"),
    "lacks": lazy_gettext("只列没有这一栏目的报告"),
    "copied": lazy_gettext("只列至少百分之几的句子与本校上一年的报告相同的报告（年份和数字不计）"),
    "limit": lazy_gettext("最多几条"),
    "report_id": lazy_gettext("报告的编号"),
    "name": lazy_gettext("筛选项的代号，或学校名称里的几个字"),
    "state": lazy_gettext("有一格是这种情形的行；给了 section 就看那一格"),
    "dated": lazy_gettext("只看日期是这种情形的报告，各种情形见回答的 dates"),
    "late": lazy_gettext("1 同 dated=later"),
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
    """The schema of a line, if the result is available as JSON Lines."""
    can_miss: bool = False
    """Whether it may answer 404."""


def operations() -> tuple[Operation, ...]:
    """All of `/api/v1`."""
    return (*_of_searches(), *_of_reports(), *_of_statistics())


def _of_searches() -> tuple[Operation, ...]:
    with_facets = in_query("facets", {"enum": ["0", "1"], "default": "1"})
    return (
        Operation(
            "/api/v1/search",
            "search",
            _("检索：命中的部分、片段与筛选项的计数"),
            (_text(), *_filters(), *_choices(), *_numbers(), with_facets, *_paged()),
            ref("SearchResponse"),
            "/api/v1/search?q=依申请公开&year=2024&size=3",
            lines=ref("HitLine"),
        ),
        Operation(
            "/api/v1/facets/{name}",
            "listFacet",
            _("一个筛选项的全部值与计数"),
            (_in_path("name", {"enum": [*FACETS]}), _text(), *_filters(), *_choices()[:2]),
            {"type": "array", "items": ref("FacetValue")},
            "/api/v1/facets/province?q=举报",
            can_miss=True,
        ),
        Operation(
            "/api/v1/suggest",
            "suggest",
            _("补全正在写的学校、栏目与词"),
            (_text(), in_query("limit", _bounds(1, MAX_SUGGESTIONS))),
            {"type": "array", "items": ref("Suggestion")},
            "/api/v1/suggest?q=安徽",
        ),
    )


def _of_reports() -> tuple[Operation, ...]:
    size = in_query("size", _bounds(*NUMBERS["size"]))
    copied = in_query("copied", _bounds(*PERCENT))
    return (
        Operation(
            "/api/v1/reports",
            "listReports",
            _("列出报告；也可列出缺某一栏目的报告"),
            (*_filters(), _repeated("lacks"), copied, size, *_paged()),
            {"type": "array", "items": ref("ReportHead")},
            "/api/v1/reports?lacks=evaluation",
            lines=ref("ReportHead"),
        ),
        Operation(
            "/api/v1/reports/{report_id}",
            "getReport",
            _("一份报告的全文，按部分"),
            (_in_path("report_id", {"type": "string"}),),
            ref("Report"),
            "",
            can_miss=True,
        ),
    )


def _of_statistics() -> tuple[Operation, ...]:
    return (
        Operation(
            "/api/v1/figures",
            "listFigures",
            _("各报告写明的数目与出处；figure 不带条件时只列这一指标"),
            (*_filters(), *_numbers()[:2], *_paged()),
            {"type": "array", "items": ref("FigureRow")},
            "/api/v1/figures?year=2024&figure=requests_received&size=3",
            lines=ref("FigureRow"),
        ),
        Operation(
            "/api/v1/coverage",
            "coverage",
            _("一年之内各校各栏目：有内容、只写“无”、仅有标题、无此栏目、本库未收录"),
            _coverage_parameters(),
            ref("Coverage"),
            "/api/v1/coverage?section=evaluation&state=absent",
        ),
        Operation(
            "/api/v1/trends",
            "trends",
            _("一个检索式逐年、逐省有多少报告与部分符合"),
            (_text(), *_filters(), *_choices()[:2]),
            ref("Trends"),
            "/api/v1/trends?q=行政复议",
        ),
    )


def _text() -> Schema:
    return in_query("q", {"type": "string", "default": ""})


def _filters() -> tuple[Schema, ...]:
    return tuple(_repeated(name) for name in FILTERS)


def _choices() -> tuple[Schema, ...]:
    return tuple(
        in_query(name, {"enum": [*known], "default": getattr(API, name)})
        for name, known in CHOICES.items()
    )


def _numbers() -> tuple[Schema, ...]:
    return tuple(_number(name, *bounds) for name, bounds in NUMBERS.items())


def _paged() -> tuple[Schema, ...]:
    return (
        in_query("format", {"enum": [*FORMATS], "default": FORMATS[0]}),
        in_query("cursor", {"type": "string"}),
    )


def in_query(name: str, schema: Schema) -> Schema:
    """A parameter of the query. A form also sends its empty fields, which are ignored."""
    empty = {"allowEmptyValue": True} if schema.get("type") != "array" else {}
    return {**_named(name, schema), "in": "query", **empty}


def _named(name: str, schema: Schema) -> Schema:
    return {"name": name, "schema": schema, "description": str(_ABOUT.get(name, ""))}


def _repeated(name: str) -> Schema:
    array = {"type": "array", "items": {"type": "string"}}
    return in_query(name, array) | {"style": "form", "explode": True}


def _number(name: str, low: int, high: int) -> Schema:
    return in_query(name, _bounds(low, high) | {"default": getattr(API, name)})


def _in_path(name: str, schema: Schema) -> Schema:
    return {**_named(name, schema), "in": "path", "required": True}


def _coverage_parameters() -> tuple[Schema, ...]:
    states = {"type": "array", "items": {"enum": [*STATES]}}
    return (
        in_query("year", _bounds(*YEARS)),
        _repeated("province"),
        in_query("name", {"type": "string"}),
        in_query("section", {"enum": ["", *COLUMNS]}),
        in_query("state", states) | {"style": "form", "explode": True},
        in_query("dated", {"enum": ["", *DATED]}),
        in_query("late", {"enum": ["", "1"]}),
    )


def _bounds(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def ref(name: str) -> Schema:
    return {"$ref": REF.format(name=name)}
