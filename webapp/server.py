"""The server that `xxgk serve` runs: waitress, within limits that hold with no proxy in front.

Nobody can take what others need by being large or slow. A request is small, since nothing is ever
sent to us; its head has to come whole within `PATIENCE_S`, which drops of one byte do not prolong;
a connection that says nothing is closed after as long. Whole results, which are sent while they
are made, are held to a number by `webapp.downloads`. `/healthz` has threads of its own, so
that it answers however many requests there are.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer
from waitress.server import create_server as create_waitress
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from webapp.headers import ALWAYS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS: Final = 24
"""More than long searches and whole results together may hold, so that some are always free."""
HEALTH_THREADS: Final = 2
"""For HEALTH alone."""
HEALTH: Final = "/healthz"
CONNECTIONS: Final = 500
"""Open at once; more wait in the system's queue."""
PATIENCE_S: Final = 20
LARGEST_HEAD: Final = 64 << 10
"""Bytes of a request's line and headers: a query of a thousand characters is 12 KB at most."""
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
LARGEST_BODY: Final = 16 << 10
"""Bytes of a body, which is taken only to be thrown away."""


def create_server(app: WSGIApplication, host: str, port: int, *, patience: int = PATIENCE_S) -> Any:
    """A waitress server of an app, listening; `run()` serves, `effective_port` tells port 0.

    Raises OSError where nothing can listen there, ValueError for a host that is none.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it tells of each that waits
    sockets: dict[int, Any] = {}
    server = create_waitress(
        app,
        map=sockets,
        host=host,
        port=port,
        _dispatcher=_Dispatcher(),
        connection_limit=CONNECTIONS,
        channel_timeout=patience,
        cleanup_interval=max(1, patience // 4),
        max_request_header_size=LARGEST_HEAD,
        max_request_body_size=LARGEST_BODY,
        asyncore_use_poll=True,  # select knows no socket above 1,024, and an index opens files too
        clear_untrusted_proxy_headers=False,  # the app itself believes as many as it was told
        ident=None,
    )
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = _Channel
    return server


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads for requests, and a few for HEALTH alone."""

    def __init__(self) -> None:
        super().__init__()
        self._health = ThreadedTaskDispatcher()
        self.set_thread_count(THREADS)
        self._health.set_thread_count(HEALTH_THREADS)

    def add_task(self, task: HTTPChannel) -> None:
        """Queue a connection whose next request is complete."""
        if getattr(task.requests[0], "path", "") == HEALTH:  # none where it is no request
            self._health.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._health.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


class _RefusalTask(ErrorTask):  # type: ignore[misc]
    """Answers what waitress itself refuses as the application answers bad input."""

    def execute(self) -> None:
        refused = self.request.error
        message = f"{refused.reason}: {refused.body}"
        body = (json.dumps({"error": message, "where": None}) + "\n").encode()
        self.status = f"{refused.code} {refused.reason}"
        self.response_headers.extend([("Content-Type", "application/json"), *ALWAYS.items()])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request's head: raw UTF-8 in the address, as curl sends it, is percent-encoded;
    where Python does not take the address, waitress would drop the connection unanswered; and a
    body whose length is stated twice over is refused (RFC 9112, 6.1)."""

    def parse_header(self, header_plus: bytes) -> None:
        line, end, headers = header_plus.partition(b"\r\n")
        encoded = _NOT_ASCII.sub(lambda found: b"%%%02X" % ord(found[0]), line)
        try:
            super().parse_header(encoded + end + headers)
        except ValueError as error:
            raise ParsingError("Bad URI") from error
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding together")


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose clock runs from the first byte of a request, not from the last."""

    parser_class = _Parser
    error_task_class: Callable[..., ErrorTask] = _RefusalTask
    last_activity: float
    _began = 0.0

    def handle_read(self) -> None:
        receiving = self.request is not None
        super().handle_read()
        if self.request is None:
            return
        if not receiving:
            self._began = self.last_activity
        self.last_activity = self._began
