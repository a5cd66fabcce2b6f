"""`/openapi.json`: what the API takes and gives, read off the code's own types and tables."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_type_hints

from flask_babel import gettext as _

from indexer import __version__
from indexer.reporting.coverage import Cell, Coverage, Row
from indexer.reporting.matrix import Dates
from indexer.reporting.trends import Point, Trends
from indexer.reports.model import DateOrigin, Link, Part, Report
from indexer.search.engine import ReportHead
from indexer.search.request import SearchRequest
from indexer.search.response import (
    FacetValue,
    Hit,
    ReadAs,
    Relaxed,
    SearchResponse,
    Snippet,
    Suggestion,
)
from webapp.api import HELP
from webapp.faults import ParameterError
from webapp.languages import language
from webapp.lines import TOTAL, TYPE
from webapp.operations import Operation, operations, single
from webapp.schemas import Schema, component, reference, schema_of

VERSION: Final = "3.1.0"

_ECHOED: Final = ("query", "match", "scope", "group", "sort", "page", "size")
"""What an answer repeats of its request."""


def document() -> Schema:
    """The OpenAPI document in the language of the request. The same object each time: not to be
    changed."""
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
        "paths": {one.path: {"get": _get(one)} for one in operations()},
        "components": {"schemas": _components()},
    }


def _get(operation: Operation) -> Schema:
    wrong = {"400": _response(_("参数或检索式有误，一次说全"), reference("Refusal"))}
    if operation.can_miss:
        wrong["404"] = _response(_("没有这份报告"), reference("Failure"))
    if operation.lines:
        wrong["410"] = _response(_("cursor 所指的索引已更新，请从头再取"), reference("Failure"))
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*operation.parameters, single("lang", {"type": "string"})],
        "responses": {
            "200": _found(operation),
            "304": {"description": _("与 If-None-Match 所带的 ETag 相同：索引没有变")},
            **wrong,
            "503": _response(_("索引现在不能用，或此刻费时的检索太多"), reference("Failure")),
        },
    }


def _found(operation: Operation) -> Schema:
    headers = {"ETag": _header("string", _("索引不变，它也不变"))}
    content = {"application/json": {"schema": operation.answer}}
    if operation.lines:
        headers["Link"] = _header("string", _("rel=next 是下一页；最后一页没有"))
        headers[TOTAL] = _header(
            "integer", _("一共多少条：JSON Lines 的行数，或分页所数的部分或报告")
        )
        headers[HELP] = _header("string", _("match=auto 对检索式做了什么：read_as、relaxed"))
        content[TYPE] = {"schema": {"type": "string"}, "x-line": operation.lines}
    return {"description": _("结果"), "headers": headers, "content": content}


def _header(kind: str, description: str) -> Schema:
    return {"description": description, "schema": {"type": kind}}


def _components() -> Schema:
    asked = get_type_hints(SearchRequest)
    answer = {name: asked[name] for name in _ECHOED}
    hints = get_type_hints(SearchResponse)
    told = {name: asked[name] for name in ("query", "match", "scope")} | {
        name: hints[name] for name in ("read_as", "relaxed", "total", "reports")
    }
    nowhere = {"error": str, "where": tuple[int, int] | None}
    return {
        "SearchAnswer": component(SearchResponse, leave_out=("request", "generation"), more=answer),
        "Hit": component(
            Hit, leave_out=("part",), optional=("in_report",), more={"id": str, "url": str}
        ),
        "HitLine": component(
            Hit, leave_out=("in_report", "part"), more={"id": str, "url": str, "text": str}
        ),
        "FacetValue": component(FacetValue, optional=("reports",)),
        **{
            kind.__name__: component(kind)
            for kind in (Snippet, ReadAs, Relaxed, Suggestion, ReportHead, Link)
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
                "published_from": DateOrigin | None,
                "cells": dict[str, Cell],
            },
        ),
        "Dates": component(Dates),
        "Coverage": component(Coverage, more={"years": list[int], "dates": Dates}),
        "Point": component(Point, more={"share": float | None}),
        "Trends": component(Trends, leave_out=("answer",), more=told),
        "Fault": component(ParameterError, leave_out=("where", "nearest")),
        "Failure": _object(_("什么没有成"), nowhere),
        "Refusal": _object(
            _("什么不能照办；where 是检索式里的位置，半开区间，按字符数"),
            {**nowhere, "faults": tuple[ParameterError, ...]},
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
