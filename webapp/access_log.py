"""A log line for each request: what was served and how long it took, but not to whom.

One JSON object on the logger `xxgk.requests`, at level INFO; one on `xxgk.faults`, at level ERROR,
for each internal error. Its `id` is the answer's X-Request-Id, so that a user can report a failure
and the operator find it. `log_to` writes both to a file. The URL is logged only where the setting
`log_queries` is on.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import traceback
from datetime import datetime
from logging.handlers import WatchedFileHandler
from time import perf_counter
from typing import Any, Final

from flask import Flask, Response, g, request

from webapp.extension import app_state

REQUESTS: Final = logging.getLogger("xxgk.requests")
ERRORS: Final = logging.getLogger("xxgk.faults")
HEADER: Final = "X-Request-Id"
STDERR: Final = "-"


class LoggingFlask(Flask):
    """An app that logs its internal errors like its requests."""

    def log_exception(self, exc_info: Any) -> None:
        ERRORS.error(_line(fault="".join(traceback.format_exception(*exc_info))))


def install_access_log(app: Flask) -> None:
    """Number every request, and log it when it is answered."""
    app.before_request(_begin)
    app.after_request(_end)


def log_to(path: str) -> None:
    """Append the lines of all requests and internal errors to a file; "-" is stderr.

    The file may be moved away while it is written (log rotation). Raises OSError.
    """
    handler: logging.Handler
    if path == STDERR:
        handler = logging.StreamHandler(sys.stderr)
    elif sys.platform == "win32":
        handler = logging.FileHandler(path, encoding="utf-8")
    else:
        handler = WatchedFileHandler(path, encoding="utf-8")
    logger = logging.getLogger("xxgk")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def request_id() -> str:
    """The id of the current request; "" where it was refused before it had one."""
    return str(g.get("request_id", ""))


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.begun = perf_counter()


def _end(response: Response) -> Response:
    if not request_id():
        return response
    response.headers[HEADER] = request_id()
    if REQUESTS.isEnabledFor(logging.INFO):
        ms = round((perf_counter() - g.begun) * 1000, 1)
        REQUESTS.info(_line(status=response.status_code, ms=ms, bytes=response.content_length))
    return response


def _line(**fields: Any) -> str:
    """One line of the log: JSON escapes the line ends of a traceback."""
    url = {"path": request.full_path} if app_state().settings.log_queries else {}
    about = {
        "time": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "id": request_id(),
        "method": request.method,
        "endpoint": request.endpoint,
    }
    return json.dumps({**about, **url, **fields})
