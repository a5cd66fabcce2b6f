"""Response headers for browsers, the check of the Host header, and CORS.

Reports are text written by others: if escaping is ever missing, the content security policy still
prevents scripts in them from running. It allows only our own scripts, styles and pictures, nothing
inline, and no frame around a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request

from indexer.errors import UsageError
from indexer.i18n import Message

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{what} {who}" for what, who in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of every response; one that has set a value itself keeps that."""

ANY_ORIGIN: Final = "*"
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+", re.ASCII)
_READABLE: Final = "ETag, Link, X-Query-Help, X-Request-Id, X-Total-Count"
_A_DAY: Final = str(24 * 3600)

_HOST: Final = re.compile(
    r"(?P<name>\[[0-9A-Fa-f:.]{2,45}\]|\w+(?:-+\w+)*(?:\.\w+(?:-+\w+)*)*)\.?(?::(?P<port>\d{1,5}))?",
    re.ASCII,
)
_LONGEST_HOST: Final = 260
_HIGHEST_PORT: Final = 65_535


def install_security_headers(app: Flask) -> None:
    """Add SECURITY_HEADERS to every response."""

    def add(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    app.after_request(add)


def checked_origins(origins: Collection[str]) -> tuple[str, ...]:
    """The origins, each once. Raises UsageError for one that no browser would send."""
    for origin in origins:
        if origin != ANY_ORIGIN and not _ORIGIN.fullmatch(origin):
            raise UsageError(
                Message(
                    "跨域来源应写作 https://host 或 https://host:port，不带路径；"
                    "* 是任何来源：%(origin)r",
                    origin=origin,
                )
            )
    return tuple(dict.fromkeys(origins))


def install_cors(app: Flask, origins: Collection[str]) -> None:
    """Let scripts of these origins read the API (CORS, Fetch standard), without cookies; no other
    site may read the pages."""
    if not origins:
        return

    def allow(response: Response) -> Response:
        if not request.path.startswith("/api/v1/") and request.endpoint != "docs.openapi":
            return response
        headers = response.headers
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if ANY_ORIGIN not in origins:
            response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if ANY_ORIGIN in origins or origin in origins:
            headers["Access-Control-Allow-Origin"] = ANY_ORIGIN if ANY_ORIGIN in origins else origin
            headers["Access-Control-Expose-Headers"] = _READABLE
            if request.method == "OPTIONS":
                headers["Access-Control-Allow-Methods"] = "GET, HEAD"
                headers["Access-Control-Allow-Headers"] = "If-None-Match"
                headers["Access-Control-Max-Age"] = _A_DAY
        return response

    app.after_request(allow)


class HostCheck:
    """WSGI middleware: 400 for an invalid Host header, or for one that is not in `known` where
    that is given; `.example.cn` there is every name below it.

    It prevents DNS rebinding: a web page may have its own name resolve to this machine and so read
    what listens on its loopback address, but the browser then sends that name.
    """

    def __init__(self, app: WSGIApplication, known: Collection[str] = ()) -> None:
        self._app = app
        self._known = {name.lower() for name in known}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        may_be_empty = "HTTP_HOST" in environ or environ.get("SERVER_PROTOCOL") != "HTTP/1.1"
        if (not host and may_be_empty) or self._is_known(host):
            return self._app(environ, start_response)
        message = "Host 不是本服务的名称（XXGK_HOSTS）· this service is not known by that Host name"
        body = (json.dumps({"error": message, "where": None}, ensure_ascii=False) + "\n").encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("400 Bad Request", [*headers, *SECURITY_HEADERS.items()])
        return [body]

    def _is_known(self, host: str) -> bool:
        parsed = _HOST.fullmatch(host) if len(host) <= _LONGEST_HOST else None
        if parsed is None or int(parsed["port"] or 0) > _HIGHEST_PORT:
            return False
        name = parsed["name"].lower()
        domains = {name, *(name[dot:] for dot, char in enumerate(name) if char == ".")}
        return not self._known or not domains.isdisjoint(self._known)
