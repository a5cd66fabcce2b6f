"""Other sites' scripts may read the API only where whoever serves it says so (CORS, as the Fetch
standard has it).

Only the API, never the pages, and never with cookies: what is given is what anybody gets.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from flask import Flask, Response, request

from indexer.errors import UsageError
from indexer.i18n import Message

ANY: Final = "*"
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+", re.ASCII)
_OPEN: Final = frozenset({"guide.openapi"})
_READABLE: Final = "ETag, Link, X-Query-Help, X-Request-Id, X-Total-Count"
_A_DAY: Final = str(24 * 3600)


def checked_origins(origins: Collection[str]) -> tuple[str, ...]:
    """The origins, each once. Raises UsageError for one that no browser would send."""
    for origin in origins:
        if origin != ANY and not _ORIGIN.fullmatch(origin):
            raise UsageError(
                Message(
                    "跨域来源应写作 https://host 或 https://host:port，不带路径；"
                    "* 是任何来源：%(origin)r",
                    origin=origin,
                )
            )
    return tuple(dict.fromkeys(origins))


def install_cors(app: Flask, origins: Collection[str]) -> None:
    """Let scripts of these origins read the API; of none, where there are none."""
    if not origins:
        return

    def allow(response: Response) -> Response:
        if not _is_open():
            return response
        headers = response.headers
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if ANY not in origins:
            response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if ANY in origins or origin in origins:
            headers["Access-Control-Allow-Origin"] = ANY if ANY in origins else origin
            headers["Access-Control-Expose-Headers"] = _READABLE
            if request.method == "OPTIONS":
                headers["Access-Control-Allow-Methods"] = "GET, HEAD"
                headers["Access-Control-Allow-Headers"] = "If-None-Match"
                headers["Access-Control-Max-Age"] = _A_DAY
        return response

    app.after_request(allow)


def _is_open() -> bool:
    return request.path.startswith("/api/v1/") or request.endpoint in _OPEN
