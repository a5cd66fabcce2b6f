"""The one that speaks to the server: requests, and their repetition while that may help."""

from __future__ import annotations

import base64
import json
import logging
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from indexer.engines.opensearch.address import Address
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.refusals import (
    Refused,
    TimedOut,
    Unreachable,
    explained,
    given_up,
    not_opensearch,
    not_trusted,
    redirected,
    refusal,
)
from indexer.errors import UnusableIndexError, UsageError, XxgkError
from indexer.i18n import Message
from indexer.search.search_budget import checkpoint, remaining_s, too_slow

READ_PATIENCE_S: Final = 30.0
WRITE_PATIENCE_S: Final = 180.0
"""So long is a request repeated while a node is gone or busy; copies take over meanwhile."""
BULK_TIMEOUT_S: Final = 90.0
"""For one bulk, at least: a bulk that is sent twice makes a busy server busier."""
SHARD_WAIT: Final = "10s"
"""So long a server waits with a write for a shard whose node has died, by itself a minute: it may
have missed that another copy took over, and a lease runs out meanwhile."""
ALL_COPIES: Final[Json] = {"wait_for_active_shards": "all", "timeout": SHARD_WAIT}
"""For an index that is made: it is filled when each shard has its copies, so that what is written
first outlives a node as well. Where a node is away it is filled with those there are."""
UNREACHABLE_PATIENCE_S: Final = 20.0
"""While no node answers at all: a server that is starting again, not one that is gone."""
UNKNOWN_PATIENCE_S: Final = 2.0
"""A server that never answered, whose address is probably wrong; or one that was given up."""
_CONNECT_TIMEOUT_S: Final = 5.0
"""For a host that does not even refuse the connection."""
_SHARE_OF_ONE_NODE: Final = 0.6
"""Of the time a request has left, where there are several nodes: one that hangs leaves time to
ask another."""
_SHORTEST_TIMEOUT_S: Final = 0.5
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 3.0
_CONNECTIONS: Final = 32
"""To each node, so that threads of a server do not wait for each other."""

Answer = TypeVar("Answer")


class Server:
    """A cluster. Safe to share between threads."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._was_reached = False

    @cached_property
    def _transport(self) -> Any:
        try:
            import opensearchpy  # noqa: PLC0415 - an extra, and heavy
        except ImportError as error:
            raise UsageError(
                Message(
                    "OpenSearch 引擎需要 opensearch-py，请运行：%(command)s",
                    command="pip install 'xxgk-search[opensearch]'",
                )
            ) from error
        # It tells of every failed try, 404 among them; what fails in the end is told by us.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        address = self.address
        return opensearchpy.OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.hosts],
            use_ssl=address.secure,
            ssl_context=_trusting(address.ca) if address.secure else None,
            headers=_login(address),
            timeout=address.timeout_s,
            max_retries=len(address.hosts),  # where a connection is refused; the rest is ours
            pool_maxsize=_CONNECTIONS,
        ).transport

    def ask(
        self,
        method: str,
        path: str,
        body: Json | bytes | None = None,
        *,
        patience_s: float = READ_PATIENCE_S,
        **params: object,
    ) -> Json:
        """One request, repeated while that may help. Raises `Refused` for the answers a caller
        deals with (404, 409 and other refusals), UnusableIndexError where no node answers."""
        return self.patiently(lambda: self._try(method, path, body, params), patience_s)

    def patiently(self, attempt: Callable[[], Answer], patience_s: float) -> Answer:
        """What an attempt gives, made again and again while the server is busy or a node away."""
        left_s = remaining_s()
        if left_s is not None:
            patience_s = min(patience_s, max(left_s, 1.0))
        began = time.monotonic()
        end = began + patience_s
        unreachable_since: float | None = None
        pause = _FIRST_PAUSE_S
        tries, is_gone = 0, False
        while True:
            tries += 1
            tried_at = time.monotonic()
            checkpoint()
            try:
                return attempt()
            except (Unreachable, Refused) as trouble:
                if isinstance(trouble, Refused) and not trouble.passes:
                    raise
                if isinstance(trouble, Unreachable):
                    limit_s = UNREACHABLE_PATIENCE_S if self._was_reached else UNKNOWN_PATIENCE_S
                    unreachable_since = unreachable_since or tried_at
                    is_gone = unreachable_since + limit_s <= end
                    end = min(end, unreachable_since + limit_s)
                else:
                    unreachable_since, is_gone, end = None, False, began + patience_s
                # One hanging node may take all the time there is: another is asked in any case.
                is_last = tries > 1 or not self._was_reached
                if is_last and time.monotonic() + pause > end:
                    if isinstance(trouble, TimedOut) and left_s is not None:
                        raise too_slow() from None
                    self._was_reached = not is_gone
                    raise given_up(trouble, self.address) from None
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _try(
        self, method: str, path: str, body: Json | bytes | None, params: dict[str, object]
    ) -> Json:
        transport = self._transport
        from opensearchpy import exceptions as errors  # noqa: PLC0415 - the same

        headers = {"content-type": "application/x-ndjson"} if isinstance(body, bytes) else None
        try:
            answer = transport.perform_request(
                method,
                path,
                # Without the last the client takes `timeout`, which is the server's, for its own.
                params={**params, "request_timeout": self._timeout(params.get("request_timeout"))},
                body=body,
                headers=headers,
            )
        except errors.ConnectionTimeout:
            raise TimedOut from None
        except errors.ConnectionError as error:
            raise _unreached(error.info, self.address) from None
        except errors.TransportError as error:
            self._was_reached = True
            raise self._refused(error.status_code, error.info) from None
        except errors.SerializationError:
            raise not_opensearch(self.address) from None
        self._was_reached = True
        return answer if isinstance(answer, dict) else {"answer": answer}

    def _timeout(self, asked_s: object) -> Any:
        """For one try, as the client's urllib3 takes it; within what the request that runs has
        left."""
        from opensearchpy.connection import http_urllib3  # noqa: PLC0415 - the same

        seconds = asked_s if isinstance(asked_s, int | float) else self.address.timeout_s
        if (left_s := remaining_s()) is not None:
            share = 1.0 if len(self.address.hosts) == 1 else _SHARE_OF_ONE_NODE
            seconds = min(seconds, max(left_s * share, _SHORTEST_TIMEOUT_S))
        urllib3 = http_urllib3.urllib3  # type: ignore[attr-defined]
        return urllib3.Timeout(connect=min(seconds, _CONNECT_TIMEOUT_S), read=seconds)

    def _refused(self, status: object, info: object) -> Refused | XxgkError:
        number = status if isinstance(status, int) else 0
        if 300 <= number < 400:
            return redirected(number, self.address)
        refused = refusal(number, info.get("error") if isinstance(info, dict) else info)
        return explained(refused, self.address) if refused.denies else refused

    def searches(
        self, index: str, bodies: Sequence[Json], *, patience_s: float = READ_PATIENCE_S
    ) -> list[Json]:
        """Several searches of one index at once; none is answered by a part of its shards.

        Raises SearchTimeoutError, UnusableIndexError.
        """
        if not bodies:
            return []  # the server refuses a request without a search
        header = {"index": index, "allow_partial_search_results": False}

        def attempt() -> list[Json]:
            left_s = remaining_s()
            deadline = {} if left_s is None else {"timeout": f"{max(1, int(left_s * 1000))}ms"}
            lines = ndjson(line for body in bodies for line in (header, deadline | body))
            responses: list[Json] = self._try("POST", "/_msearch", lines, {})["responses"]
            for response in responses:
                if "error" in response:
                    raise refusal(response.get("status", 0), response["error"])
                if response["timed_out"]:
                    raise too_slow()
            return responses

        try:
            return self.patiently(attempt, patience_s)
        except Refused as refused:
            raise self.explained(refused) from refused

    def explained(self, refused: Refused) -> XxgkError:
        """A refusal that nobody dealt with, in our words."""
        return explained(refused, self.address)


def _trusting(ca: str | None) -> ssl.SSLContext:
    """TLS with the authorities of a file, else of the system. Raises UsageError."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # also where the file holds no certificate
        raise UsageError(
            Message("证书文件 %(file)s 用不了：%(reason)s", file=ca, reason=error.strerror or error)
        ) from error


def _login(address: Address) -> dict[str, str]:
    """User and password as a header, in UTF-8, which the client's own does not speak."""
    if address.user is None:
        return {}
    pair = f"{address.user}:{address.password or ''}".encode()
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _unreached(reason: object, place: object) -> Unreachable | UnusableIndexError:
    """Why no connection came about, out of the client's errors, each wrapping the one below."""
    while isinstance(reason, Exception) and reason.args:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return not_trusted(reason.verify_message, place)
        reason = reason.args[-1]
    return Unreachable()


def ndjson(lines: Iterable[object]) -> bytes:
    """One JSON value a line. A half of a surrogate pair, which UTF-8 cannot hold, goes escaped."""
    return b"".join(_line(line) for line in lines)


def _line(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"
