"""HTTP client with retries."""

from __future__ import annotations

import base64
import json
import logging
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from indexer.engines.opensearch.address import Address, OpenSearchTuning
from indexer.engines.opensearch.errors import (
    ResponseTimeoutError,
    ServerError,
    UnreachableError,
    not_opensearch,
    parse_error,
    redirected,
    to_user_error,
    unavailable,
    untrusted_certificate,
)
from indexer.engines.opensearch.schema import Json
from indexer.errors import UnusableIndexError, UsageError, XxgkError
from indexer.i18n import Message
from indexer.search.search_budget import checkpoint, remaining_s, timeout_error

SHARD_WAIT: Final = "10s"
"""A server waits so long with a write for a shard whose node died, not a minute as it would by
itself: it may have missed that another copy took over, and leases expire meanwhile."""
ALL_COPIES: Final[Json] = {"wait_for_active_shards": "all", "timeout": SHARD_WAIT}
"""For a new index: it is filled once each shard has its copies, so that the first documents, too,
survive a node. If a node is down, index with the available copies."""
_SHARE_OF_ONE_NODE: Final = 0.6
"""Of the time a request has left, where there are several nodes: one that hangs leaves time to
ask another."""
_SHORTEST_TIMEOUT_S: Final = 0.5
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 3.0
_CONNECTIONS: Final = 32
"""To each node, so that the threads of a server do not wait for each other."""

Answer = TypeVar("Answer")


class Server:
    """A cluster. Safe to share between threads."""

    def __init__(self, address: Address, settings: OpenSearchTuning | None = None) -> None:
        self.address: Final = address
        self.settings: Final = settings or OpenSearchTuning()
        self.was_reached = False

    @cached_property
    def _transport(self) -> Any:
        try:
            import opensearchpy  # noqa: PLC0415 - optional, and slow to load
        except ImportError as error:
            raise UsageError(
                Message(
                    "OpenSearch 引擎需要 opensearch-py，请运行：%(command)s",
                    command="pip install 'xxgk-search[opensearch]'",
                )
            ) from error
        # It logs every failed try, 404 included; we report what fails in the end.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        address = self.address
        return opensearchpy.OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.hosts],
            use_ssl=address.secure,
            ssl_context=_tls_context(address.ca) if address.secure else None,
            headers=_auth_headers(address),
            timeout=address.timeout_s,
            max_retries=len(address.hosts),  # of refused connections; all other retries are ours
            pool_maxsize=_CONNECTIONS,
        ).transport

    def request(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        retry_s: float | None = None,
        **params: object,
    ) -> Json:
        """One request, retried while that may help, for `read_retry_s` by default. Raises
        `ServerError` for responses that a caller may handle (404, 409 and others), and
        UnusableIndexError where no node answers."""
        return self.retry(lambda: self.send_once(method, path, body, params), retry_s)

    def retry(self, attempt: Callable[[], Answer], retry_s: float | None = None) -> Answer:
        """The result of an attempt, repeated while the server is busy or a node is down, within
        the deadline of the request that runs."""
        if retry_s is None:
            retry_s = self.settings.read_retry_s
        left_s = remaining_s()
        if left_s is not None:
            retry_s = min(retry_s, max(left_s, 1.0))
        began = time.monotonic()
        end = began + retry_s
        unreachable_since: float | None = None
        pause = _FIRST_PAUSE_S
        tries, is_gone = 0, False
        while True:
            tries += 1
            tried_at = time.monotonic()
            checkpoint()
            try:
                return attempt()
            except (UnreachableError, ServerError) as error:
                if isinstance(error, ServerError) and not error.is_retryable:
                    raise
                if isinstance(error, UnreachableError):
                    unreachable_since = unreachable_since or tried_at
                    limit = unreachable_since + self._unreachable_retry_s()
                    is_gone = limit <= end
                    end = min(end, limit)
                else:
                    unreachable_since, is_gone, end = None, False, began + retry_s
                # A hanging node may use up all the time: another one is tried in any case.
                is_last = tries > 1 or not self.was_reached
                if is_last and time.monotonic() + pause > end:
                    if isinstance(error, ResponseTimeoutError) and left_s is not None:
                        raise timeout_error() from None
                    self.was_reached = not is_gone
                    raise unavailable(error, self.address) from None
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _unreachable_retry_s(self) -> float:
        settings = self.settings
        known, unknown = settings.unreachable_retry_s, settings.unknown_retry_s
        return known if self.was_reached else unknown

    def send_once(self, method: str, path: str, body: Json | bytes | None, params: Json) -> Json:
        """One try of a request. Raises `UnreachableError`, `ServerError`, UnusableIndexError."""
        transport = self._transport
        from opensearchpy import exceptions  # noqa: PLC0415 - optional, and slow to load

        headers = {"content-type": "application/x-ndjson"} if isinstance(body, bytes) else None
        try:
            response = transport.perform_request(
                method,
                path,
                # Without the last the client takes `timeout`, which is the server's, for its own.
                params={**params, "request_timeout": self._timeout(params.get("request_timeout"))},
                body=body,
                headers=headers,
            )
        except exceptions.ConnectionTimeout:
            raise ResponseTimeoutError from None
        except exceptions.ConnectionError as error:
            raise _connection_error(error.info, self.address) from None
        except exceptions.TransportError as error:
            self.was_reached = True
            raise self._response_error(error.status_code, error.info) from None
        except exceptions.SerializationError:
            raise not_opensearch(self.address) from None
        self.was_reached = True
        return response if isinstance(response, dict) else {"answer": response}

    def _timeout(self, wanted_s: float | None) -> Any:
        """Of one try, as the client's urllib3 takes it; within what the request that runs has
        left."""
        from opensearchpy.connection import http_urllib3  # noqa: PLC0415 - optional, slow to load

        seconds = wanted_s or self.address.timeout_s
        if (left_s := remaining_s()) is not None:
            share = 1.0 if len(self.address.hosts) == 1 else _SHARE_OF_ONE_NODE
            seconds = min(seconds, max(left_s * share, _SHORTEST_TIMEOUT_S))
        urllib3 = http_urllib3.urllib3  # type: ignore[attr-defined]
        connect = min(seconds, self.settings.connect_timeout_s)
        return urllib3.Timeout(connect=connect, read=seconds)

    def _response_error(self, status: object, info: object) -> ServerError | XxgkError:
        number = status if isinstance(status, int) else 0
        if 300 <= number < 400:
            return redirected(number, self.address)
        error = parse_error(number, info.get("error") if isinstance(info, dict) else info)
        return self.to_user_error(error) if error.is_auth_error else error

    def multi_search(
        self, index: str, bodies: Sequence[Json], *, retry_s: float | None = None
    ) -> list[Json]:
        """Several searches of one index in one request, each answered by all of its shards.

        Raises SearchTimeoutError, UnusableIndexError.
        """
        if not bodies:
            return []  # the server refuses an empty request
        header = {"index": index, "allow_partial_search_results": False}

        def attempt() -> list[Json]:
            left_s = remaining_s()
            deadline = {} if left_s is None else {"timeout": f"{max(1, int(left_s * 1000))}ms"}
            lines = ndjson(line for body in bodies for line in (header, deadline | body))
            responses: list[Json] = self.send_once("POST", "/_msearch", lines, {})["responses"]
            for response in responses:
                if "error" in response:
                    raise parse_error(response.get("status", 0), response["error"])
                if response["timed_out"]:
                    raise timeout_error()
            return responses

        try:
            return self.retry(attempt, retry_s)
        except ServerError as error:
            raise self.to_user_error(error) from error

    def to_user_error(self, error: ServerError) -> XxgkError:
        """A server error that no caller handled, as one of ours."""
        return to_user_error(error, self.address)


def _tls_context(ca: str | None) -> ssl.SSLContext:
    """TLS with the authorities in a file, else the system's. Raises UsageError."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # also for a file without a certificate
        raise UsageError(
            Message(
                "无法使用证书文件 %(file)s：%(reason)s", file=ca, reason=error.strerror or error
            )
        ) from error


def _auth_headers(address: Address) -> dict[str, str]:
    """User and password as a header in UTF-8, which the client itself does not support."""
    if address.user is None:
        return {}
    pair = f"{address.user}:{address.password or ''}".encode()
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _connection_error(reason: object, address: object) -> UnreachableError | UnusableIndexError:
    """Why there is no connection, from the client's errors, each of which wraps another."""
    while isinstance(reason, Exception) and reason.args:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return untrusted_certificate(reason.verify_message, address)
        reason = reason.args[-1]
    return UnreachableError()


def ndjson(lines: Iterable[object]) -> bytes:
    """One JSON value a line. A lone surrogate, which UTF-8 cannot encode, is escaped."""
    return b"".join(_line(line) for line in lines)


def _line(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"
