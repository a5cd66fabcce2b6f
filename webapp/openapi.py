"""The OpenAPI document, derived from the types and parameter tables of the code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from inspect import cleandoc
from typing import Any, Final

import msgspec
from flask_babel import gettext as _

from indexer import __version__
from indexer.reporting.coverage import (
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
from webapp.api import HELP, NDJSON, TOTAL
from webapp.errors import ParameterError
from webapp.labels import language
from webapp.openapi_operations import REF, Operation, Schema, in_query, operations, ref

VERSION: Final = "3.1.0"

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


def _get(operation: Operation) -> Schema:
    errors = {"400": _response(_("参数或检索式有误，一次说全"), ref("BadRequest"))}
    if operation.can_miss:
        errors["404"] = _response(_("没有这份报告"), ref("Error"))
    if operation.lines:
        errors["410"] = _response(_("cursor 所指的索引已更新，请从头再取"), ref("Error"))
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*operation.parameters, in_query("lang", {"type": "string"})],
        "responses": {
            "200": _ok(operation),
            "304": {"description": _("与 If-None-Match 所带的 ETag 相同：索引没有变")},
            **errors,
            "503": _response(_("索引现在不能用，或当前访问量较大"), ref("Error")),
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
    (schema,), _components = msgspec.json.schema_components([kind], ref_template=REF)
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


def _response(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
