"""Responses of the server that are no success: which are worth a retry, and the rest as our own
errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.engines.opensearch.schema import Json
from indexer.errors import (
    IndexMissingError,
    StorageError,
    UnusableIndexError,
    UsageError,
    XxgkError,
)
from indexer.i18n import Message
from indexer.search.search_budget import timeout_error

_BUSY: Final = frozenset({429, 502, 503, 504})
_NODE_FAILURES: Final = frozenset(
    {
        "connect_transport_exception",
        "node_closed_exception",
        "node_disconnected_exception",
        "node_not_connected_exception",
        "receive_timeout_transport_exception",
        "send_request_transport_exception",
        "transport_exception",
    }
)
"""A node died or left before it answered another one (500). A search meets this when the node
that found the hits is gone before they are fetched."""
_SHARD_FAILURES: Final = frozenset(
    {
        "already_closed_exception",
        "illegal_index_shard_state_exception",
        "index_shard_closed_exception",
        "index_shard_not_started_exception",
        "index_shard_recovering_exception",
        "index_shard_relocated_exception",
        "search_context_missing_exception",
        "shard_not_found_exception",
        "shard_not_in_primary_mode_exception",
    }
)
"""A copy of a shard moved to another node meanwhile (404 or 500)."""


class ServerError(Exception):
    """An error response of the server, which the caller may handle or turn into one of ours."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"{status} {kind}: {reason}")
        self.status = status
        self.kind = kind
        self.reason = reason

    @property
    def is_retryable(self) -> bool:
        """Whether another try, or another node, may succeed."""
        return self.status in _BUSY or self.kind in _NODE_FAILURES or self.kind in _SHARD_FAILURES

    @property
    def is_auth_error(self) -> bool:
        """Whether the user is unknown or lacks the permission."""
        return self.status == 401 or (self.status == 403 and not self.is_write_blocked)

    @property
    def is_write_blocked(self) -> bool:
        """Whether the index takes no writes at the moment."""
        return self.kind == "cluster_block_exception"


class UnreachableError(Exception):
    """No node answered."""


class ResponseTimeoutError(UnreachableError):
    """A node took the request and did not answer in time."""


def parse_error(status: int, error: object) -> ServerError:
    """The server's error with its most telling cause: a retryable one, else the first, with the
    reason of the innermost."""
    if not isinstance(error, dict):
        return ServerError(status, "", str(error))
    causes = [*_causes(error), error]
    retryable = _NODE_FAILURES | _SHARD_FAILURES
    cause = next((cause for cause in causes if cause.get("type") in retryable), causes[0])
    inner = error.get("caused_by") or cause.get("caused_by") or {}
    reasons = dict.fromkeys(str(each["reason"]) for each in (cause, inner) if each.get("reason"))
    return ServerError(status, str(cause.get("type", "")), " ".join(reasons))


def _causes(error: Json) -> Iterator[Json]:
    """What an error names as its causes; some name no root causes."""
    failures = [failure.get("reason") for failure in error.get("failed_shards") or ()]
    for cause in [*(error.get("root_cause") or ()), *failures, error.get("caused_by")]:
        if isinstance(cause, dict):
            yield cause
            yield from _causes(cause)


def to_user_error(error: ServerError, address: object) -> XxgkError:
    """A server error that no caller handled, as one of ours."""
    if "Time exceeded" in error.reason:
        return timeout_error()
    if error.is_auth_error:
        return _access_denied(error, address)
    if error.kind == "index_not_found_exception":
        return missing_index(address)
    if error.is_write_blocked:
        return StorageError(
            Message(
                "OpenSearch（%(place)s）拒绝写入：磁盘将满或索引被设为只读。"
                "请腾出磁盘空间后再试；原有索引未受影响。",
                place=address,
            )
        )
    if "too_many" in error.kind or "maxClauseCount" in error.reason:
        return UsageError(Message("NEAR 两边的词太长，OpenSearch 不能一次检索。请缩短它们。"))
    if error.is_retryable or error.status >= 500:
        return unavailable(error, address)
    return XxgkError(
        Message("OpenSearch（%(place)s）不接受请求：%(reason)s", place=address, reason=error)
    )


def unavailable(error: ServerError | UnreachableError, address: object) -> UnusableIndexError:
    """A failure that retries did not overcome."""
    if isinstance(error, UnreachableError):
        return UnusableIndexError(
            Message(
                "无法连接 OpenSearch（%(place)s）。请检查地址（http 或 https）、网络，"
                "以及服务是否在运行。",
                place=address,
            )
        )
    return UnusableIndexError(
        Message(
            "OpenSearch（%(place)s）暂时不能完成请求（%(status)s %(kind)s）。"
            "请稍后再试，并检查集群是否正常。",
            place=address,
            status=error.status,
            kind=error.kind,
        )
    )


def untrusted_certificate(reason: str, address: object) -> UnusableIndexError:
    """The server's certificate is for another host, or of an unknown authority."""
    return UnusableIndexError(
        Message(
            "%(place)s 的证书不能信任（%(reason)s）。请用地址末尾的 ?ca=证书文件 给出签发它的机构，"
            "主机名须与证书上的一致。",
            place=address,
            reason=reason,
        )
    )


def not_opensearch(address: object) -> UnusableIndexError:
    """A server that speaks HTTP, but is not OpenSearch."""
    return UnusableIndexError(
        Message("%(place)s 的服务不是 OpenSearch。请检查地址。", place=address)
    )


def redirected(status: int, address: object) -> UnusableIndexError:
    """A proxy or a log-in page that redirects requests."""
    return UnusableIndexError(
        Message(
            "%(place)s 把请求转到了别处（%(status)s）。"
            "请直接填写 OpenSearch 的地址，不经过登录页或反向代理的跳转。",
            place=address,
            status=status,
        )
    )


def missing_index(address: object) -> IndexMissingError:
    """There is no index at this address."""
    return IndexMissingError(
        Message("%(place)s 里没有索引。请先运行 xxgk index 文件夹 建立索引。", place=address)
    )


def _access_denied(error: ServerError, address: object) -> UnusableIndexError:
    return UnusableIndexError(
        Message(
            "%(place)s 拒绝了用户名、密码或权限（%(status)s）", place=address, status=error.status
        )
    )
