"""The one that speaks to the server: requests, their repetition, and its errors in our words."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from indexer.engines.opensearch.address import Address
from indexer.engines.opensearch.mapping import Json
from indexer.errors import (
    IndexMissingError,
    Message,
    SearchTimeoutError,
    StorageError,
    UnusableIndexError,
    UsageError,
    XxgkError,
)

READ_PATIENCE_S: Final = 30.0
WRITE_PATIENCE_S: Final = 180.0
"""So long is a request repeated while a node is gone or busy; copies take over meanwhile."""
BULK_TIMEOUT_S: Final = 90.0
"""For one bulk, at least: the server itself waits a minute for a shard whose node has died, and a
bulk that is sent twice makes a busy server busier."""
UNKNOWN_PATIENCE_S: Final = 2.0
"""A server that never answered: its address is probably wrong."""
DEADLINE_S: Final = 10.0
"""A search that takes longer is given up by the server."""
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 3.0
_LATER: Final = frozenset({429, 502, 503, 504})
"""Answers that another try, or another node, may change."""
_CONNECTIONS: Final = 32
"""To each node, so that threads of a server do not wait for each other."""

Answer = TypeVar("Answer")


class Refused(Exception):  # noqa: N818 - an answer of the server, not yet an error of ours
    """The server's answer where it is no success."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"{status} {kind}: {reason}")
        self.status = status
        self.kind = kind
        self.reason = reason


class Unreachable(Exception):  # noqa: N818
    """No node answered."""


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
                "OpenSearch 引擎需要 opensearch-py，请运行：pip install 'xxgk-search[opensearch]'"
            ) from error
        # It tells of every failed try, 404 among them; what fails in the end is told by us.
        logging.getLogger("opensearch").setLevel(logging.CRITICAL)
        address = self.address
        login = (address.user, address.password or "") if address.user is not None else None
        options: Json = {"verify_certs": True, "ca_certs": address.ca} if address.secure else {}
        return opensearchpy.OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in address.hosts],
            use_ssl=address.secure,
            http_auth=login,
            timeout=address.timeout_s,
            max_retries=len(address.hosts),  # where a connection is refused; the rest is ours
            pool_maxsize=_CONNECTIONS,
            **options,
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
        began = time.monotonic()
        end = began + patience_s
        pause = _FIRST_PAUSE_S
        while True:
            try:
                return attempt()
            except (Unreachable, Refused) as trouble:
                if isinstance(trouble, Refused) and trouble.status not in _LATER:
                    raise
                if isinstance(trouble, Unreachable) and not self._was_reached:
                    end = min(end, began + UNKNOWN_PATIENCE_S)
                if time.monotonic() + pause > end:
                    raise self._given_up(trouble) from None
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
                method, path, params={**params}, body=body, headers=headers
            )
        except errors.SSLError:
            raise UnusableIndexError(
                f"{self.address} 的证书不能信任。请在地址末尾加 ?ca=证书文件"
            ) from None
        except errors.ConnectionError:
            raise Unreachable from None
        except errors.TransportError as error:
            self._was_reached = True
            raise self._refused(error.status_code, error.info) from None
        self._was_reached = True
        return answer if isinstance(answer, dict) else {"answer": answer}

    def _refused(self, status: object, info: object) -> Refused:
        number = status if isinstance(status, int) else 0
        if number in (401, 403) and not (isinstance(info, dict) and "index" in str(info)):
            raise UnusableIndexError(f"{self.address} 拒绝了用户名、密码或权限（{number}）")
        return refusal(number, info.get("error") if isinstance(info, dict) else info)

    def _given_up(self, trouble: Exception) -> XxgkError:
        if isinstance(trouble, Refused):
            return UnusableIndexError(
                Message(
                    "OpenSearch（%(place)s）暂时不能完成请求（%(status)s %(kind)s）。"
                    "请稍后再试，并检查集群是否正常。",
                    place=self.address,
                    status=trouble.status,
                    kind=trouble.kind,
                )
            )
        return UnusableIndexError(
            Message(
                "连不上 OpenSearch（%(place)s）。请检查地址、网络，以及服务是否在运行。",
                place=self.address,
            )
        )

    def searches(
        self, index: str, bodies: Sequence[Json], *, patience_s: float = READ_PATIENCE_S
    ) -> list[Json]:
        """Several searches of one index at once; none is answered by a part of its shards.

        Raises SearchTimeoutError, UnusableIndexError.
        """
        header = {"index": index, "allow_partial_search_results": False}
        deadline = {"timeout": f"{DEADLINE_S:g}s"}
        lines = ndjson(line for body in bodies for line in (header, deadline | body))

        def attempt() -> list[Json]:
            responses: list[Json] = self._try("POST", "/_msearch", lines, {})["responses"]
            for response in responses:
                if "error" in response:
                    raise refusal(response.get("status", 0), response["error"])
                if response["timed_out"]:
                    raise _too_slow()
            return responses

        try:
            return self.patiently(attempt, patience_s)
        except Refused as refused:
            raise self.explained(refused) from refused

    def explained(self, refused: Refused) -> XxgkError:
        """A refusal that nobody dealt with, in our words."""
        if "Time exceeded" in refused.reason:
            return _too_slow()
        if refused.kind == "index_not_found_exception":
            return missing(self.address)
        if refused.kind == "cluster_block_exception":
            return StorageError(
                f"OpenSearch（{self.address}）拒绝写入：磁盘将满或索引被设为只读。"
                "请腾出磁盘空间后再试；原有索引未受影响。"
            )
        if "too_many" in refused.kind or "maxClauseCount" in refused.reason:
            return UsageError("NEAR 两边的词太长，OpenSearch 不能一次检索。请缩短它们。")
        return XxgkError(f"OpenSearch（{self.address}）不接受请求：{refused}")


def missing(place: object) -> IndexMissingError:
    """No index under this address."""
    return IndexMissingError(
        Message("%(place)s 里没有索引。请先运行 xxgk index 文件夹 建立索引。", place=place)
    )


def refusal(status: int, error: object) -> Refused:
    """The server's error with its innermost cause, which is what says most."""
    if not isinstance(error, dict):
        return Refused(status, "", str(error))
    causes = [cause for cause in error.get("root_cause") or [error] if isinstance(cause, dict)]
    cause = causes[0] if causes else error
    inner = error.get("caused_by") or cause.get("caused_by") or {}
    reason = " ".join(str(one.get("reason")) for one in (cause, inner) if one.get("reason"))
    return Refused(status, str(cause.get("type", "")), reason)


def ndjson(lines: Iterable[object]) -> bytes:
    """One JSON value a line. A half of a surrogate pair, which UTF-8 cannot hold, goes escaped."""
    return b"".join(_line(line) for line in lines)


def _line(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _too_slow() -> SearchTimeoutError:
    return SearchTimeoutError(
        Message(
            "检索超过 %(seconds)g 秒，已中止。请加上更少见的词，或用筛选缩小范围。",
            seconds=DEADLINE_S,
        )
    )
