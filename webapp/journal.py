"""A line for each request: what was served and how long it took, never who asked or for what.

One JSON object on the logger `xxgk.requests`, at level INFO: whoever serves decides where it goes.
Its `id` is the answer's X-Request-Id, so that a person can name a failure and the operator find it.
"""

from __future__ import annotations

import json
import logging
import secrets
from time import perf_counter
from typing import Final

from flask import Flask, Response, g, request

LOGGER: Final = logging.getLogger("xxgk.requests")
HEADER: Final = "X-Request-Id"


def install_journal(app: Flask) -> None:
    """Number every request and note its end."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.begun = perf_counter()


def _end(response: Response) -> Response:
    identity = g.get("request_id")
    if identity is None:  # refused before it began
        return response
    response.headers[HEADER] = identity
    if LOGGER.isEnabledFor(logging.INFO):
        LOGGER.info(
            json.dumps(
                {
                    "id": identity,
                    "method": request.method,
                    "endpoint": request.endpoint,
                    "status": response.status_code,
                    "ms": round((perf_counter() - g.begun) * 1000, 1),
                    "bytes": response.content_length,
                }
            )
        )
    return response
