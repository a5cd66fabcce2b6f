"""Errors become a status and a page, or JSON below /api/."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException, InternalServerError

from indexer.errors import (
    BusyError,
    NotFoundError,
    QueryError,
    SearchTimeoutError,
    StartError,
    UnusableIndexError,
    UsageError,
)
from webapp.access_log import request_id
from webapp.errors import BadRequestError, MissingError, StaleCursorError, parameter_error
from webapp.labels import translate_error

_TITLES: Final[Mapping[int, Any]] = {
    400: lazy_gettext("读不懂这个请求"),
    403: lazy_gettext("不允许这样做"),
    405: lazy_gettext("这个地址不能这样用"),
    413: lazy_gettext("提交的内容太大"),
    414: lazy_gettext("网址太长"),
    503: lazy_gettext("现在不能处理"),
}
_DETAILS: Final[Mapping[int, Any]] = {
    400: lazy_gettext("请检查网址和提交的内容。"),
    405: lazy_gettext("本站的地址只供读取（GET），不接受其他方法。"),
    413: lazy_gettext("请减小后再提交。"),
    414: lazy_gettext("请缩短网址。"),
}
"""What the framework says in English."""
RETRY_AFTER_S: Final = 10
"""When to retry what was refused because the server is busy."""
_JSON_PATHS: Final = ("/api/", "/healthz", "/openapi.json")
_PASSED_ON: Final = frozenset({"Allow", "Retry-After"})
"""Headers of an HTTP error that the client needs."""


def install_error_handlers(app: Flask) -> None:
    app.register_error_handler(UsageError, _bad_request)
    app.register_error_handler(SearchTimeoutError, _search_timeout)
    app.register_error_handler(StaleCursorError, _stale_cursor)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(UnusableIndexError, _unusable_index)
    app.register_error_handler(StartError, _unusable_index)
    app.register_error_handler(BusyError, _busy)
    app.register_error_handler(HTTPException, _http)


def _bad_request(error: UsageError) -> ResponseReturnValue:
    if not isinstance(error, BadRequestError):
        query = error.query if isinstance(error, QueryError) else ""
        error = BadRequestError([parameter_error(error, "q", query)])
    if _wants_json():
        return jsonify(error.to_dict()), HTTPStatus.BAD_REQUEST
    return render_template("bad_request.html", errors=error.errors), HTTPStatus.BAD_REQUEST


def _search_timeout(error: SearchTimeoutError) -> ResponseReturnValue:
    query = request.args.get("q", "")
    return _bad_request(BadRequestError([parameter_error(error, "q", query)]))


def _stale_cursor(error: StaleCursorError) -> ResponseReturnValue:
    return _answer(HTTPStatus.GONE, _("索引已更新"), translate_error(error))


def _not_found(error: NotFoundError) -> ResponseReturnValue:
    title = error.title if isinstance(error, MissingError) else _("没有这份报告")
    return _answer(HTTPStatus.NOT_FOUND, title, translate_error(error))


def _unusable_index(error: UnusableIndexError | StartError) -> ResponseReturnValue:
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, _("索引现在不能用"), translate_error(error))


def _busy(error: BusyError) -> ResponseReturnValue:
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return _answer(
        HTTPStatus.SERVICE_UNAVAILABLE, _("当前访问量较大"), translate_error(error), headers
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses, and internal errors, which it has logged."""
    if error.response is not None:
        return error.response
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, InternalServerError):
        detail = _(
            "这是程序的缺陷，不是您的错。请把网址和编号 %(id)s 告诉维护者。", id=request_id()
        )
        return _answer(code, _("程序出了故障"), detail)
    if code == HTTPStatus.NOT_FOUND:
        if _wants_json():
            return _answer(code, _("没有这个地址"), _("没有这个地址；接口的说明在 /api/docs。"))
        return _answer(code, _("没有这个网页"), _("请检查网址，或回到首页检索。"))
    headers = {name: value for name, value in error.get_headers() if name in _PASSED_ON}
    title, detail = _TITLES.get(code, error.name), _DETAILS.get(code, error.description or "")
    is_own_text = error.description != type(error).description
    return _answer(
        code, str(title), str((error.description if is_own_text else detail) or ""), headers
    )


def _answer(
    code: int, title: str, detail: str, headers: Mapping[str, str] = MappingProxyType({})
) -> ResponseReturnValue:
    if _wants_json():
        return jsonify({"error": detail or title, "where": None}), code, dict(headers)
    page = render_template("error.html", code=code, title=title, detail=detail)
    return page, code, dict(headers)


def _wants_json() -> bool:
    return request.path.startswith(_JSON_PATHS) and request.endpoint != "docs.api_docs"
