"""Documents on their way to the server: in bulks, each item answered for."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from indexer.engines.opensearch.connection import (
    BULK_TIMEOUT_S,
    SHARD_WAIT,
    WRITE_PATIENCE_S,
    Server,
    ndjson,
)
from indexer.engines.opensearch.lease import taken_over
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.refusals import Refused, refusal
from indexer.errors import StorageError
from indexer.i18n import Message

_MOST_BYTES: Final = 6 << 20
"""Of one request; servers take up to a hundred million, but memory is theirs to plan."""
_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5
_RETRIES: Final = 40
"""Pauses from the first, doubled up to the longest: three minutes together."""
_BUSY: Final = 429
"""The only status of an item that `streaming_bulk` sends again."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be written, or with no body removed."""

    id: str
    routing: str
    body: Json | None


class Bulk:
    """Sends items in the background, one batch at a time, in the order given.

    Every write carries the writer's stamp as its version: one with a lower stamp, who lost the
    lease and does not know it yet, is refused.
    """

    def __init__(
        self, server: Server, index: str, stamp: int, *, most_bytes: int = _MOST_BYTES
    ) -> None:
        self._server = server
        self._client = _BulkClient(server, index)
        self._stamp = stamp
        self._most_bytes = most_bytes
        self._sender = ThreadPoolExecutor(1, "xxgk-bulk")
        self._under_way: Future[None] | None = None

    def send(self, items: Iterable[Item]) -> None:
        """Take items; those given before are written by now. Raises what went wrong with them:
        StorageError, IndexLockedError, UnusableIndexError."""
        batch = [*items]
        self.settle()
        self._under_way = self._sender.submit(self._write, batch)

    def settle(self) -> None:
        """Wait for what is under way."""
        if self._under_way is not None:
            under_way, self._under_way = self._under_way, None
            under_way.result()

    def close(self) -> None:
        """Let go of the thread; what is under way is waited for, how it ends is not asked."""
        self._sender.shutdown(wait=True)

    def _write(self, batch: list[Item]) -> None:
        from opensearchpy.helpers import streaming_bulk  # noqa: PLC0415 - an extra, and heavy

        failures = streaming_bulk(
            self._client,
            batch,
            chunk_size=len(batch),
            max_chunk_bytes=self._most_bytes,
            expand_action_callback=self._action,
            raise_on_error=False,
            max_retries=_RETRIES,
            initial_backoff=_FIRST_PAUSE_S,  # type: ignore[arg-type]  # any number will do
            max_backoff=_LONGEST_PAUSE_S,
            yield_ok=False,
        )
        try:
            for _, outcome in failures:
                self._check(next(iter(outcome.values())))
        except Refused as refused:
            raise self._not_taken(batch[0].id, refused) from refused

    def _action(self, item: Item) -> tuple[Json, Json | None]:
        place = {
            "_id": item.id,
            "routing": item.routing,
            "version": self._stamp,
            "version_type": "external_gte",
        }
        return {"delete" if item.body is None else "index": place}, item.body

    def _check(self, result: Json) -> None:
        """Raise for an item that was not written, or was refused to the last retry."""
        if "error" not in result:  # a document that was to be removed and is not there
            return
        refused = refusal(result["status"], result["error"])
        if not refused.passes:
            raise self._not_taken(result["_id"], refused)
        raise StorageError(
            Message(
                "OpenSearch（%(place)s）一直太忙，%(count)d 个文档没有写入（%(reason)s）。"
                "请稍后再试；原有索引未受影响。",
                place=self._server.address,
                count=self._client.refused,
                reason=refused,
            )
        )

    def _not_taken(self, document: str, refused: Refused) -> Exception:
        # A higher stamp, or an index that was swept away: another writer was here.
        if refused.status == 409 or refused.kind == "index_not_found_exception":
            return taken_over()
        if refused.blocks or refused.denies:
            return self._server.explained(refused)
        return StorageError(
            Message(
                "OpenSearch 不接受文档 %(document)s（%(kind)s：%(reason)s）。原有索引未受影响。",
                document=document,
                kind=refused.kind,
                reason=refused.reason,
            )
        )


class _BulkClient:
    """What `streaming_bulk` takes for a client: our server, which repeats a request while no node
    answers, and our JSON."""

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self._index = index
        self.transport = self.serializer = self
        self.refused = 0
        """Items of the last answer that may be taken by another try."""

    @staticmethod
    def dumps(value: Json) -> str:
        return ndjson([value]).decode().rstrip("\n")

    def bulk(self, body: str) -> Json:
        """The server's answer. An item that may be taken by another try or another node, as where
        a node died with it, has the status that `streaming_bulk` sends again."""
        answer = self._server.ask(
            "POST",
            f"/{self._index}/_bulk",
            body.encode(),
            patience_s=WRITE_PATIENCE_S,
            timeout=SHARD_WAIT,
            request_timeout=max(BULK_TIMEOUT_S, self._server.address.timeout_s),
        )
        self.refused = 0
        for outcome in answer["items"]:
            result: Json = next(iter(outcome.values()))
            if "error" in result and refusal(result["status"], result["error"]).passes:
                result["status"] = _BUSY
                self.refused += 1
        return answer
