"""An error becomes a status and a page, or JSON below /api/, here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError

from indexer.errors import (
    NotFoundError,
    QueryError,
    SearchBusyError,
    UnusableIndexError,
    UsageError,
)
from webapp.cursors import StaleCursorError
from webapp.faults import RefusedError, fault_of
from webapp.journal import request_id
from webapp.languages import told

BAD_REQUEST, NOT_FOUND, GONE, FAULT, UNAVAILABLE = 400, 404, 410, 500, 503
LATER_S: Final = 10
"""When to try again what was refused for want of a place."""
_JSON_PATHS: Final = ("/api/", "/healthz", "/openapi.json")
_OF_ERRORS: Final = frozenset({"Allow", "Retry-After"})
"""Headers that an error brings along and a client needs."""
_NONE: Final[Mapping[str, str]] = {}


def install_failures(app: Flask) -> None:
    app.register_error_handler(UsageError, _usage)
    app.register_error_handler(StaleCursorError, _stale)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(UnusableIndexError, _unusable)
    app.register_error_handler(SearchBusyError, _busy)
    app.register_error_handler(HTTPException, _http)


def _usage(error: UsageError) -> ResponseReturnValue:
    refused = error if isinstance(error, RefusedError) else _refused(error)
    if _wants_json():
        return jsonify(refused.to_dict()), BAD_REQUEST
    return render_template("refused.html", faults=refused.faults), BAD_REQUEST


def _refused(error: UsageError) -> RefusedError:
    query = error.query if isinstance(error, QueryError) else ""
    return RefusedError([fault_of(error, "q", query)])


def _stale(error: StaleCursorError) -> ResponseReturnValue:
    return _answer(GONE, _("索引已更新"), told(error))


def _not_found(error: NotFoundError) -> ResponseReturnValue:
    return _answer(NOT_FOUND, _("没有这份报告"), told(error))


def _unusable(error: UnusableIndexError) -> ResponseReturnValue:
    return _answer(UNAVAILABLE, _("索引现在不能用"), told(error))


def _busy(error: SearchBusyError) -> ResponseReturnValue:
    later = {"Retry-After": str(LATER_S)}
    return _answer(UNAVAILABLE, _("此刻检索的人太多"), told(error), later)


def _http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses, and every fault of ours, which it has logged."""
    if error.response is not None:
        return error.response
    code = error.code or FAULT
    if isinstance(error, InternalServerError):
        detail = _(
            "这是程序的缺陷，不是您的错。请把网址和编号 %(id)s 告诉维护者。", id=request_id()
        )
        return _answer(code, _("程序出了故障"), detail)
    if code == NOT_FOUND:
        return _answer(code, _("没有这个网页"), _("请检查网址，或回到首页检索。"))
    more = {name: value for name, value in error.get_headers() if name in _OF_ERRORS}
    return _answer(code, error.name, error.description or "", more)


def _answer(
    code: int, title: str, detail: str, headers: Mapping[str, str] = _NONE
) -> ResponseReturnValue:
    if _wants_json():
        return jsonify({"error": detail or title, "where": None}), code, dict(headers)
    page = render_template("failure.html", code=code, title=title, detail=detail)
    return page, code, dict(headers)


def _wants_json() -> bool:
    return request.path.startswith(_JSON_PATHS) and request.endpoint != "guide.api_docs"
