"""The server of `xxgk serve`: waitress, with limits that do not depend on a proxy in front.

Large or slow requests cannot use up what other requests need. A request is small, since clients
send no data; its head must be complete within `ServerLimits.head_deadline_s`, even if it is sent a
byte at a time; an idle connection is closed after the same time. If all connections are in use,
the one that has been waiting longest for its client is closed to accept a new one.
`webapp.delivery` limits how many whole results are streamed at the same time. `/healthz` has its
own threads, so that it answers while all others are busy.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer
from waitress.server import create_server as create_waitress
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from webapp.security import SECURITY_HEADERS
from webapp.settings import ServerLimits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HEALTH: Final = "/healthz"
UPLOAD: Final = "/inspect"
"""Where a draft is sent to be checked: the only request with a body that is read."""
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


def create_server(
    app: WSGIApplication, host: str, port: int, *, limits: ServerLimits | None = None
) -> Any:
    """A waitress server of an app, listening; `run()` serves, `effective_port` tells port 0.

    Raises OSError if the address cannot be bound, ValueError for an invalid host name.
    """
    limits = limits or ServerLimits()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a warning for each wait
    sockets: dict[int, Any] = {}
    server = create_waitress(
        app,
        map=sockets,
        host=host,
        port=port,
        _dispatcher=_Dispatcher(limits),
        connection_limit=limits.connections,
        channel_timeout=limits.head_deadline_s,
        cleanup_interval=max(1, limits.head_deadline_s // 4),
        max_request_header_size=limits.max_head_bytes,
        max_request_body_size=limits.max_body_bytes,
        asyncore_use_poll=True,  # select takes no descriptor above 1,024
        clear_untrusted_proxy_headers=False,  # the app trusts as many as its settings say
        ident=None,
    )
    for listening in sockets.values():
        if isinstance(listening, BaseWSGIServer):
            listening.channel_class = _Channel
            listening.adj.limits = limits
    return server


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads for requests, and a few for HEALTH alone."""

    def __init__(self, limits: ServerLimits) -> None:
        super().__init__()
        self._health = ThreadedTaskDispatcher()
        self.set_thread_count(limits.threads)
        self._health.set_thread_count(limits.health_threads)

    def add_task(self, task: HTTPChannel) -> None:
        """Queue a connection whose next request is complete."""
        if getattr(task.requests[0], "path", "") == HEALTH:  # an invalid request has none
            self._health.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._health.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


class _JsonErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers what waitress itself rejects in the form of the application's errors."""

    def execute(self) -> None:
        error = self.request.error
        message = f"{error.reason}: {error.body}"
        body = (json.dumps({"error": message, "where": None}) + "\n").encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(
            [("Content-Type", "application/json"), *SECURITY_HEADERS.items()]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _UploadAdjustments:
    """waitress's settings, for a request that may have a larger body."""

    def __init__(self, adjustments: Any, max_body: int) -> None:
        self._adjustments = adjustments
        self.max_request_body_size = max_body

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adjustments, name)


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Parses a request's head: raw UTF-8 in the URL, as curl sends it, is percent-encoded; a URL
    that Python rejects is answered, where waitress would drop the connection; and two statements
    of a body's length are rejected (RFC 9112, 6.1)."""

    is_upload = False

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.adj: Any = adj

    def parse_header(self, header_plus: bytes) -> None:
        line, end, headers = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda byte: b"%%%02X" % ord(byte[0]), line)
        try:
            super().parse_header(encoded + end + headers)
        except ValueError as error:
            raise ParsingError("Bad URI") from error
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding together")
        limits: ServerLimits = self.adj.limits
        if limits.max_upload_bytes and (self.command, self.path) == ("POST", UPLOAD):
            self.is_upload = True
            self.adj = _UploadAdjustments(self.adj, limits.max_upload_bytes)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose deadline counts from the first byte of a request, not from the last."""

    parser_class = _Parser
    error_task_class: Callable[..., ErrorTask] = _JsonErrorTask
    last_activity: float
    _request_began = 0.0

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if len(self._map) >= self.adj.connection_limit:
            _close_longest_waiting(self._map.values())

    def handle_read(self) -> None:
        receiving = self.request is not None
        super().handle_read()
        if self.request is None:
            return
        if not receiving:
            self._request_began = self.last_activity
        self.last_activity = self._request_began
        if self.request.is_upload:
            limits: ServerLimits = self.adj.limits
            self.last_activity += limits.upload_deadline_s - limits.head_deadline_s
            if sum(map(_is_uploading, self._map.values())) > limits.uploads:
                self.handle_close()


def _is_uploading(connection: Any) -> bool:
    """Whether a draft is being received, or waits to be checked."""
    if not isinstance(connection, _Channel):
        return False
    requests = [*connection.requests, *filter(None, [connection.request])]
    return any(request.is_upload for request in requests)


def _close_longest_waiting(sockets: Iterable[Any]) -> None:
    """Close the connection that has been waiting for its client longest: for the rest of a request,
    for the next one, or for the client to read. One whose request is being answered stays."""
    waiting = [one for one in sockets if isinstance(one, _Channel) and not one.requests]
    if waiting:
        min(waiting, key=attrgetter("last_activity")).handle_close()
