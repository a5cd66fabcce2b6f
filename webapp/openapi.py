"""`/openapi.json`: what the API takes and gives, read off the code's own types and tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_type_hints

from indexer import __version__
from indexer.reporting.coverage import COLUMNS, STATES, Cell, Coverage, Row
from indexer.reporting.trends import Point, Trends
from indexer.reports.model import Link, Part, Report
from indexer.search.engine import ReportHead
from indexer.search.request import FACETS, SearchRequest
from indexer.search.response import (
    FacetValue,
    Hit,
    ReadAs,
    Relaxed,
    SearchAnswer,
    Snippet,
    Suggestion,
)
from webapp.api import MAX_SUGGESTIONS
from webapp.coverage import YEARS
from webapp.faults import Fault
from webapp.params import CHOICES, NUMBERS
from webapp.schemas import Schema, component, default_of, reference, schema_of

VERSION: Final = "3.1.0"

_ECHOED: Final = ("query", "match", "scope", "group", "sort", "page", "size")
"""What an answer repeats of its request."""
_ABOUT: Final = {
    "q": "检索式；为空时列出全部。写法见 /help",
    "school": "学校：全名，或不会混淆的一部分",
    "section": "栏目：代号或中文名",
    "topic": "清单类别：代号或中文名",
    "year": "年份，或 2020..2024；unknown 是年份不详",
    "province": "省、自治区、直辖市",
    "match": "exact 只按原文；words 按词；auto 先按原文，找不到时按词",
    "scope": "各词须在同一部分（part），或在同一报告（report）",
    "group": "page 与 size 数的是部分（part），还是报告（report）",
    "sort": "次序",
    "page": "第几页，从 1 起",
    "size": "每页几条",
    "facet_size": "每个分面给几个值",
    "facets": "0 是不要分面",
    "lacks": "只列没有这一栏目的报告",
    "limit": "最多几条",
    "report_id": "报告的编号",
    "name": "分面，或学校名称里的几个字",
    "state": "有一格是这种情形的行；给了 section 就看那一格",
    "late": "1 是只看迟交",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API."""

    path: str
    name: str
    summary: str
    parameters: tuple[Schema, ...]
    answer: Schema
    example: str
    can_miss: bool = False
    """Whether it answers 404 where there is no such thing."""


def operations() -> tuple[Operation, ...]:
    """All of `/api/v1`."""
    filters = tuple(_repeated(facet) for facet in FACETS)
    choices = tuple(
        _single(name, {"enum": [*known], "default": default_of(SearchRequest, name)})
        for name, known in CHOICES.items()
    )
    numbers = tuple(_number(name, *bounds) for name, bounds in NUMBERS.items())
    text = _single("q", {"type": "string", "default": ""})
    with_facets = _single("facets", {"enum": ["0", "1"], "default": "1"})
    return (
        Operation(
            "/api/v1/search",
            "search",
            "检索：命中的部分、片段与分面计数",
            (text, *filters, *choices, *numbers, with_facets),
            reference("SearchAnswer"),
            "/api/v1/search?q=依申请公开&year=2024&size=3",
        ),
        Operation(
            "/api/v1/reports",
            "listReports",
            "列出报告；也可列出缺某一栏目的报告",
            (*filters, _repeated("lacks")),
            {"type": "array", "items": reference("ReportHead")},
            "/api/v1/reports?lacks=evaluation",
        ),
        Operation(
            "/api/v1/reports/{report_id}",
            "getReport",
            "一份报告的全文，按部分",
            (_in_path("report_id", {"type": "string"}),),
            reference("Report"),
            "",
            can_miss=True,
        ),
        Operation(
            "/api/v1/facets/{name}",
            "listFacet",
            "一个分面的全部值与计数",
            (_in_path("name", {"enum": [*FACETS]}), text, *filters, *(choices[:2])),
            {"type": "array", "items": reference("FacetValue")},
            "/api/v1/facets/province?q=举报",
            can_miss=True,
        ),
        Operation(
            "/api/v1/coverage",
            "coverage",
            "一年之内各校各栏目：有内容、只写“无”、有题无文、没有、没有报告",
            _coverage_parameters(),
            reference("Coverage"),
            "/api/v1/coverage?section=evaluation&state=absent",
        ),
        Operation(
            "/api/v1/trends",
            "trends",
            "一个检索式逐年、逐省见于多少报告与部分",
            (text, *filters, *(choices[:2])),
            reference("Trends"),
            "/api/v1/trends?q=行政复议",
        ),
        Operation(
            "/api/v1/suggest",
            "suggest",
            "补全正在写的学校、栏目与词",
            (text, _single("limit", _bounds(1, MAX_SUGGESTIONS))),
            {"type": "array", "items": reference("Suggestion")},
            "/api/v1/suggest?q=安徽",
        ),
    )


@cache
def document() -> Schema:
    """The OpenAPI document. The same object each time: not to be changed."""
    return {
        "openapi": VERSION,
        "info": {
            "title": "xxgk-search",
            "version": __version__,
            "summary": "检索高校信息公开年度报告",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {one.path: {"get": _get(one)} for one in operations()},
        "components": {"schemas": _components()},
    }


def _get(operation: Operation) -> Schema:
    wrong = {"400": _response("参数或检索式有误，一次说全", reference("Refusal"))}
    if operation.can_miss:
        wrong["404"] = _response("没有这份报告", reference("Failure"))
    language = _single("lang", {"type": "string"}) | {"description": "提示的语言：zh 或 en"}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*operation.parameters, language],
        "responses": {
            "200": _response("结果", operation.answer),
            **wrong,
            "503": _response("索引现在不能用", reference("Failure")),
        },
    }


def _components() -> Schema:
    asked = get_type_hints(SearchRequest)
    answer = {name: asked[name] for name in _ECHOED}
    hints = get_type_hints(SearchAnswer)
    told = {name: asked[name] for name in ("query", "match", "scope")} | {
        name: hints[name] for name in ("read_as", "relaxed", "total", "reports")
    }
    nowhere = {"error": str, "where": tuple[int, int] | None}
    return {
        "SearchAnswer": component(SearchAnswer, leave_out=("request", "generation"), more=answer),
        "Hit": component(Hit, optional=("in_report",), more={"id": str, "url": str}),
        **{
            kind.__name__: component(kind)
            for kind in (Snippet, FacetValue, ReadAs, Relaxed, Suggestion, ReportHead, Link)
        },
        "Part": component(Part, leave_out=("opens_section",)),
        "Report": component(
            Report,
            leave_out=Report.__dataclass_fields__.keys(),
            more={**get_type_hints(ReportHead), "parts": tuple[Part, ...]},
        ),
        "Cell": component(Cell),
        "Row": component(
            Row,
            leave_out=("report", "cells"),
            more={
                "report_id": str | None,
                "period": str | None,
                "published": str | None,
                "cells": dict[str, Cell],
            },
        ),
        "Coverage": component(Coverage, more={"years": list[int]}),
        "Point": component(Point, more={"share": float | None}),
        "Trends": component(Trends, leave_out=("answer",), more=told),
        "Fault": component(Fault, leave_out=("where", "nearest")),
        "Failure": _object("什么没有成", nowhere),
        "Refusal": _object(
            "什么不能照办；where 是检索式里的位置，半开区间，按字符数",
            {**nowhere, "faults": tuple[Fault, ...]},
        ),
    }


def _object(description: str, members: dict[str, Any]) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {name: schema_of(kind) for name, kind in members.items()},
        "required": [*members],
        "additionalProperties": False,
    }


def _response(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _single(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": _ABOUT.get(name, "")}


def _repeated(name: str) -> Schema:
    array = {"type": "array", "items": {"type": "string"}}
    return _single(name, array) | {"style": "form", "explode": True}


def _number(name: str, low: int, high: int) -> Schema:
    return _single(name, _bounds(low, high) | {"default": default_of(SearchRequest, name)})


def _in_path(name: str, schema: Schema) -> Schema:
    return {**_single(name, schema), "in": "path", "required": True}


def _coverage_parameters() -> tuple[Schema, ...]:
    states = {"type": "array", "items": {"enum": [*STATES]}}
    return (
        _single("year", _bounds(*YEARS)),
        _repeated("province"),
        _single("name", {"type": "string"}),
        _single("section", {"enum": ["", *COLUMNS]}),
        _single("state", states) | {"style": "form", "explode": True},
        _single("late", {"enum": ["", "1"]}),
    )


def _bounds(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}
