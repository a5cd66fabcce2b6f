"""A line for each request: what was served and how long it took, never who asked or for what.

One JSON object on the logger `xxgk.requests`, at level INFO; one on `xxgk.faults`, at level ERROR,
for each fault of ours. Its `id` is the answer's X-Request-Id, so that a person can name a failure
and the operator find it. `keep_log` writes both to a file. Where `log_queries` is set, the address
that was asked for stands in the line too; who asked stands in none.
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

from webapp.services import services

REQUESTS: Final = logging.getLogger("xxgk.requests")
FAULTS: Final = logging.getLogger("xxgk.faults")
HEADER: Final = "X-Request-Id"
STDERR: Final = "-"


class NotedFlask(Flask):
    """An app whose faults are noted like its requests."""

    def log_exception(self, exc_info: Any) -> None:
        fault = "".join(traceback.format_exception(*exc_info))
        FAULTS.error(_line(fault=fault))


def install_journal(app: Flask) -> None:
    """Number every request and note its end."""
    app.before_request(_begin)
    app.after_request(_end)


def keep_log(place: str) -> None:
    """Write the lines of all requests and faults to the end of a file, or to stderr for "-".

    The file may be moved away and is then begun anew. Raises OSError.
    """
    handler = (
        logging.StreamHandler(sys.stderr)
        if place == STDERR
        else WatchedFileHandler(place, encoding="utf-8")
        if sys.platform != "win32"
        else logging.FileHandler(place, encoding="utf-8")
    )
    logger = logging.getLogger("xxgk")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def request_id() -> str:
    """The number of the current request; "" where it was refused before it had one."""
    return str(g.get("request_id", ""))


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.begun = perf_counter()


def _end(response: Response) -> Response:
    if not request_id():  # refused before it began
        return response
    response.headers[HEADER] = request_id()
    if REQUESTS.isEnabledFor(logging.INFO):
        ms = round((perf_counter() - g.begun) * 1000, 1)
        REQUESTS.info(_line(status=response.status_code, ms=ms, bytes=response.content_length))
    return response


def _line(**said: Any) -> str:
    """One line of the log; what is said of a fault may hold line ends, its JSON does not."""
    asked = {"path": request.full_path} if services().settings.log_queries else {}
    about = {
        "time": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "id": request_id(),
        "method": request.method,
        "endpoint": request.endpoint,
    }
    return json.dumps({**about, **asked, **said})
