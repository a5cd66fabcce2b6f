"""The OpenAPI document, derived from the types and parameter tables of the code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import cleandoc
from typing import Any, Final

import msgspec
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from indexer import __version__
from indexer.reporting.coverage import (
    COLUMNS,
    DATED,
    STATES,
    Cell,
    Coverage,
    Dates,
    Row,
    YearMatrix,
)
from indexer.reporting.figure_rows import FigureRow
from indexer.reporting.trends import Point, Trends
from indexer.reports.checklist import ChecklistRow
from indexer.reports.figures import Figure, Statement
from indexer.reports.json_record import JsonRecord, json_types
from indexer.reports.model import Link, Part, Report, ScannedPage, UncertainText
from indexer.search.engine import ReportHead
from indexer.search.request import FACETS, FILTERS
from indexer.search.response import (
    FacetValue,
    FilterOffer,
    FiltersOffer,
    Hit,
    MissingYear,
    Offers,
    Possible,
    ReadAs,
    Relaxed,
    SearchResponse,
    Snippet,
    Suggestion,
    SynonymOffer,
)
from webapp.api import FORMATS, HELP, MAX_SUGGESTIONS, NDJSON, PERCENT, TOTAL
from webapp.coverage import YEARS
from webapp.errors import ParameterError
from webapp.labels import language
from webapp.requests import API, CHOICES, NUMBERS

Schema = dict[str, Any]

VERSION: Final = "3.1.0"

_REF: Final = "#/components/schemas/{name}"
_RECORDS: Final = (
    SearchResponse,
    Hit,
    Snippet,
    FacetValue,
    ReadAs,
    Relaxed,
    Suggestion,
    Possible,
    Offers,
    FilterOffer,
    FiltersOffer,
    MissingYear,
    SynonymOffer,
    ReportHead,
    Part,
    Link,
    UncertainText,
    ScannedPage,
    Row,
    Cell,
    Dates,
    Trends,
    Point,
    FigureRow,
    ChecklistRow,
    Figure,
    Statement,
    ParameterError,
)
"""Types whose JSON form is a component."""
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


def document() -> Schema:
    """The OpenAPI document in the language of the request. It is shared: do not change it."""
    return _document(language())


@cache
def _document(language: str) -> Schema:
    del language  # part of the key; gettext knows it
    return {
        "openapi": VERSION,
        "info": {
            "title": "xxgk-search",
            "version": __version__,
            "summary": _("检索高校信息公开年度报告"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {operation.path: {"get": _get(operation)} for operation in operations()},
        "components": {"schemas": _components()},
    }


def operations() -> tuple[Operation, ...]:
    """All of `/api/v1`."""
    filters = tuple(_repeated(name) for name in FILTERS)
    choices = tuple(
        _in_query(name, {"enum": [*known], "default": getattr(API, name)})
        for name, known in CHOICES.items()
    )
    numbers = tuple(_number(name, *bounds) for name, bounds in NUMBERS.items())
    text = _in_query("q", {"type": "string", "default": ""})
    size = _in_query("size", _bounds(*NUMBERS["size"]))
    paged = (
        _in_query("format", {"enum": [*FORMATS], "default": FORMATS[0]}),
        _in_query("cursor", {"type": "string"}),
    )
    with_facets = _in_query("facets", {"enum": ["0", "1"], "default": "1"})
    return (
        Operation(
            "/api/v1/search",
            "search",
            _("检索：命中的部分、片段与筛选项的计数"),
            (text, *filters, *choices, *numbers, with_facets, *paged),
            _ref("SearchResponse"),
            "/api/v1/search?q=依申请公开&year=2024&size=3",
            lines=_ref("HitLine"),
        ),
        Operation(
            "/api/v1/reports",
            "listReports",
            _("列出报告；也可列出缺某一栏目的报告"),
            (*filters, _repeated("lacks"), _in_query("copied", _bounds(*PERCENT)), size, *paged),
            {"type": "array", "items": _ref("ReportHead")},
            "/api/v1/reports?lacks=evaluation",
            lines=_ref("ReportHead"),
        ),
        Operation(
            "/api/v1/figures",
            "listFigures",
            _("各报告写明的数目与出处；figure 不带条件时只列这一指标"),
            (*filters, *numbers[:2], *paged),
            {"type": "array", "items": _ref("FigureRow")},
            "/api/v1/figures?year=2024&figure=requests_received&size=3",
            lines=_ref("FigureRow"),
        ),
        Operation(
            "/api/v1/reports/{report_id}",
            "getReport",
            _("一份报告的全文，按部分"),
            (_in_path("report_id", {"type": "string"}),),
            _ref("Report"),
            "",
            can_miss=True,
        ),
        Operation(
            "/api/v1/facets/{name}",
            "listFacet",
            _("一个筛选项的全部值与计数"),
            (_in_path("name", {"enum": [*FACETS]}), text, *filters, *(choices[:2])),
            {"type": "array", "items": _ref("FacetValue")},
            "/api/v1/facets/province?q=举报",
            can_miss=True,
        ),
        Operation(
            "/api/v1/coverage",
            "coverage",
            _("一年之内各校各栏目：有内容、只写“无”、仅有标题、无此栏目、本库未收录"),
            _coverage_parameters(),
            _ref("Coverage"),
            "/api/v1/coverage?section=evaluation&state=absent",
        ),
        Operation(
            "/api/v1/trends",
            "trends",
            _("一个检索式逐年、逐省有多少报告与部分符合"),
            (text, *filters, *(choices[:2])),
            _ref("Trends"),
            "/api/v1/trends?q=行政复议",
        ),
        Operation(
            "/api/v1/suggest",
            "suggest",
            _("补全正在写的学校、栏目与词"),
            (text, _in_query("limit", _bounds(1, MAX_SUGGESTIONS))),
            {"type": "array", "items": _ref("Suggestion")},
            "/api/v1/suggest?q=安徽",
        ),
    )


def _in_query(name: str, schema: Schema) -> Schema:
    """A parameter of the query. A form also sends its empty fields, which are ignored."""
    empty = {"allowEmptyValue": True} if schema.get("type") != "array" else {}
    return {**_named(name, schema), "in": "query", **empty}


def _named(name: str, schema: Schema) -> Schema:
    return {"name": name, "schema": schema, "description": str(_ABOUT.get(name, ""))}


def _repeated(name: str) -> Schema:
    array = {"type": "array", "items": {"type": "string"}}
    return _in_query(name, array) | {"style": "form", "explode": True}


def _number(name: str, low: int, high: int) -> Schema:
    return _in_query(name, _bounds(low, high) | {"default": getattr(API, name)})


def _in_path(name: str, schema: Schema) -> Schema:
    return {**_named(name, schema), "in": "path", "required": True}


def _coverage_parameters() -> tuple[Schema, ...]:
    states = {"type": "array", "items": {"enum": [*STATES]}}
    return (
        _in_query("year", _bounds(*YEARS)),
        _repeated("province"),
        _in_query("name", {"type": "string"}),
        _in_query("section", {"enum": ["", *COLUMNS]}),
        _in_query("state", states) | {"style": "form", "explode": True},
        _in_query("dated", {"enum": ["", *DATED]}),
        _in_query("late", {"enum": ["", "1"]}),
    )


def _bounds(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _get(operation: Operation) -> Schema:
    errors = {"400": _response(_("参数或检索式有误，一次说全"), _ref("BadRequest"))}
    if operation.can_miss:
        errors["404"] = _response(_("没有这份报告"), _ref("Error"))
    if operation.lines:
        errors["410"] = _response(_("cursor 所指的索引已更新，请从头再取"), _ref("Error"))
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*operation.parameters, _in_query("lang", {"type": "string"})],
        "responses": {
            "200": _ok(operation),
            "304": {"description": _("与 If-None-Match 所带的 ETag 相同：索引没有变")},
            **errors,
            "503": _response(_("索引现在不能用，或当前访问量较大"), _ref("Error")),
        },
    }


def _ok(operation: Operation) -> Schema:
    headers = {"ETag": _header("string", _("索引不变，它也不变"))}
    content = {"application/json": {"schema": operation.answer}}
    if operation.lines:
        headers["Link"] = _header("string", _("rel=next 是下一页；最后一页没有"))
        headers[TOTAL] = _header(
            "integer", _("一共多少条：JSON Lines 的行数，或分页所数的部分或报告")
        )
        headers[HELP] = _header("string", _("match=auto 对检索式做了什么：read_as、relaxed"))
        content[NDJSON] = {"schema": {"type": "string"}, "x-line": operation.lines}
    return {"description": _("结果"), "headers": headers, "content": content}


def _header(kind: str, description: str) -> Schema:
    return {"description": description, "schema": {"type": kind}}


def _components() -> Schema:
    error = {"error": str, "where": tuple[int, int] | None}
    report = json_types(ReportHead) | {
        "parts": tuple[Part, ...],
        "figures": dict[str, Figure],
        "scanned": tuple[ScannedPage, ...],
        "checklist": tuple[ChecklistRow, ...],
    }
    line = json_types(Hit) | {"text": str}
    del line["in_report"]
    return {
        **{kind.__name__: _record(kind) for kind in _RECORDS},
        "HitLine": _object(_("一条命中，连同这一部分的全文"), line),
        "Report": _object(_description(Report), report),
        "Coverage": _object(_description(Coverage), json_types(YearMatrix)),
        "Error": _object(_("哪里出了错"), error),
        "BadRequest": _object(
            _("什么不能照办；where 是检索式里的位置，半开区间，按字符数"),
            {**error, "faults": tuple[ParameterError, ...]},
        ),
    }


def _record(kind: type[JsonRecord]) -> Schema:
    return _object(_description(kind), json_types(kind), kind.OPTIONAL)


def _description(kind: type) -> str:
    return cleandoc(kind.__doc__ or "").partition("\n\n")[0]


def _object(description: str, members: Mapping[str, Any], optional: Collection[str] = ()) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {name: _schema(kind) for name, kind in members.items()},
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def _schema(kind: Any) -> Schema:
    """The schema of a type; a dataclass is a reference."""
    (schema,), _components = msgspec.json.schema_components([kind], ref_template=_REF)
    return _portable(schema)


def _portable(schema: Schema) -> Schema:
    """The schema with `items` for a pair of one kind, since not every tool knows `prefixItems`."""
    match schema:
        case {"prefixItems": [first, *others]} if all(other == first for other in others):
            pair = {name: value for name, value in schema.items() if name != "prefixItems"}
            return {**pair, "items": first}
        case {"items": dict(items)}:
            return {**schema, "items": _portable(items)}
        case {"anyOf": alternatives}:
            return {"anyOf": [_portable(alternative) for alternative in alternatives]}
        case _:
            return schema


def _ref(name: str) -> Schema:
    return {"$ref": _REF.format(name=name)}


def _response(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
