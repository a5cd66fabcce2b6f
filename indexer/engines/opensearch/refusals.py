"""The server's answers that are no success: which of them pass, and the others in our words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.engines.opensearch.mapping import Json
from indexer.errors import (
    IndexMissingError,
    StorageError,
    UnusableIndexError,
    UsageError,
    XxgkError,
)
from indexer.i18n import Message
from indexer.search.search_budget import too_slow

_BUSY: Final = frozenset({429, 502, 503, 504})
_NODE_WENT: Final = frozenset(
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
"""A node that was asked by another one died, or left, before it answered (500). A search meets it
whose hits were found there and are now to be fetched."""
_SHARD_WENT: Final = frozenset(
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


class Refused(Exception):  # noqa: N818 - an answer of the server, not yet an error of ours
    """The server's answer where it is no success."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"{status} {kind}: {reason}")
        self.status = status
        self.kind = kind
        self.reason = reason

    @property
    def passes(self) -> bool:
        """Whether another try, or another node, may give another answer."""
        return self.status in _BUSY or self.kind in _NODE_WENT or self.kind in _SHARD_WENT

    @property
    def denies(self) -> bool:
        """Whether the user is not known or may not do this."""
        return self.status == 401 or (self.status == 403 and not self.blocks)

    @property
    def blocks(self) -> bool:
        """Whether the index takes no writes for now."""
        return self.kind == "cluster_block_exception"


class Unreachable(Exception):  # noqa: N818
    """No node answered."""


class TimedOut(Unreachable):
    """A node took the request and did not answer in time."""


def refusal(status: int, error: object) -> Refused:
    """The server's error by the cause that says most: one that passes, else the first that is
    known, with the reason of the innermost."""
    if not isinstance(error, dict):
        return Refused(status, "", str(error))
    causes = [*_causes(error), error]
    passing = (cause for cause in causes if cause.get("type") in _NODE_WENT | _SHARD_WENT)
    cause = next(passing, causes[0])
    inner = error.get("caused_by") or cause.get("caused_by") or {}
    reasons = dict.fromkeys(str(one["reason"]) for one in (cause, inner) if one.get("reason"))
    return Refused(status, str(cause.get("type", "")), " ".join(reasons))


def _causes(error: Json) -> Iterator[Json]:
    """What an error names as its causes; not every one names its root causes."""
    failures = [failure.get("reason") for failure in error.get("failed_shards") or ()]
    for cause in [*(error.get("root_cause") or ()), *failures, error.get("caused_by")]:
        if isinstance(cause, dict):
            yield cause
            yield from _causes(cause)


def explained(refused: Refused, place: object) -> XxgkError:
    """A refusal that nobody dealt with, in our words."""
    if "Time exceeded" in refused.reason:
        return too_slow()
    if refused.denies:
        return _denied(refused, place)
    if refused.kind == "index_not_found_exception":
        return missing(place)
    if refused.blocks:
        return StorageError(
            Message(
                "OpenSearch（%(place)s）拒绝写入：磁盘将满或索引被设为只读。"
                "请腾出磁盘空间后再试；原有索引未受影响。",
                place=place,
            )
        )
    if "too_many" in refused.kind or "maxClauseCount" in refused.reason:
        return UsageError(Message("NEAR 两边的词太长，OpenSearch 不能一次检索。请缩短它们。"))
    if refused.passes or refused.status >= 500:
        return given_up(refused, place)
    return XxgkError(
        Message("OpenSearch（%(place)s）不接受请求：%(reason)s", place=place, reason=refused)
    )


def given_up(trouble: Refused | Unreachable, place: object) -> UnusableIndexError:
    """What did not pass however long it was waited for."""
    if isinstance(trouble, Unreachable):
        return UnusableIndexError(
            Message(
                "连不上 OpenSearch（%(place)s）。请检查地址（是 http 还是 https）、网络，"
                "以及服务是否在运行。",
                place=place,
            )
        )
    return UnusableIndexError(
        Message(
            "OpenSearch（%(place)s）暂时不能完成请求（%(status)s %(kind)s）。"
            "请稍后再试，并检查集群是否正常。",
            place=place,
            status=trouble.status,
            kind=trouble.kind,
        )
    )


def not_trusted(reason: str, place: object) -> UnusableIndexError:
    """A server with a certificate that is not its own, or of nobody we know."""
    return UnusableIndexError(
        Message(
            "%(place)s 的证书不能信任（%(reason)s）。请用地址末尾的 ?ca=证书文件 给出签发它的机构，"
            "主机名须与证书上的一致。",
            place=place,
            reason=reason,
        )
    )


def not_opensearch(place: object) -> UnusableIndexError:
    """A server that speaks HTTP, but not as OpenSearch does."""
    return UnusableIndexError(
        Message("%(place)s 那里答话的不是 OpenSearch。请检查地址。", place=place)
    )


def redirected(status: int, place: object) -> UnusableIndexError:
    """A server, a proxy or a log-in page in front of it, that sends requests elsewhere."""
    return UnusableIndexError(
        Message(
            "%(place)s 把请求转到了别处（%(status)s）。"
            "请直接填写 OpenSearch 的地址，不经过登录页或反向代理的跳转。",
            place=place,
            status=status,
        )
    )


def missing(place: object) -> IndexMissingError:
    """No index under this address."""
    return IndexMissingError(
        Message("%(place)s 里没有索引。请先运行 xxgk index 文件夹 建立索引。", place=place)
    )


def _denied(refused: Refused, place: object) -> UnusableIndexError:
    return UnusableIndexError(
        Message(
            "%(place)s 拒绝了用户名、密码或权限（%(status)s）", place=place, status=refused.status
        )
    )
