"""Bulk requests: documents are sent in the background, and every item's result is checked."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from indexer.engines.opensearch.connection import SHARD_WAIT, Server, ndjson
from indexer.engines.opensearch.errors import ServerError, parse_error
from indexer.engines.opensearch.lease import lease_lost
from indexer.engines.opensearch.schema import Json
from indexer.errors import StorageError
from indexer.i18n import Message

_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5
_RETRIES: Final = 40
"""Pauses from the first, doubled up to the longest: three minutes together."""
_BUSY: Final = 429
"""The only status of an item that `streaming_bulk` retries."""


@dataclass(frozen=True, slots=True)
class BulkItem:
    """A document to be written, or to be deleted where it has no body."""

    id: str
    routing: str
    body: Json | None


class BulkWriter:
    """Sends items in the background, one batch at a time, in the order given.

    Every item carries the writer's version as its external version: the server refuses a writer
    with a lower one, which lost its lease unnoticed.
    """

    def __init__(self, server: Server, index: str, version: int) -> None:
        self._server = server
        self._client = _BulkClient(server, index)
        self._version = version
        self._executor = ThreadPoolExecutor(1, "xxgk-bulk")
        self._pending: Future[None] | None = None

    def send(self, items: Iterable[BulkItem]) -> None:
        """Take items; the ones before are written by now. Raises what went wrong with those:
        StorageError, IndexLockedError, UnusableIndexError."""
        batch = [*items]
        self.wait()
        self._pending = self._executor.submit(self._write, batch)

    def wait(self) -> None:
        """Until everything sent is written. Raises like `send`."""
        if self._pending is not None:
            pending, self._pending = self._pending, None
            pending.result()

    def close(self) -> None:
        """End the thread, after the batch that is being written, whatever its result."""
        self._executor.shutdown(wait=True)

    def _write(self, batch: list[BulkItem]) -> None:
        from opensearchpy.helpers import streaming_bulk  # noqa: PLC0415 - optional, slow to load

        failures = streaming_bulk(
            self._client,
            batch,
            chunk_size=len(batch),
            max_chunk_bytes=self._server.settings.bulk_bytes,
            expand_action_callback=self._action,
            raise_on_error=False,
            max_retries=_RETRIES,
            initial_backoff=_FIRST_PAUSE_S,  # type: ignore[arg-type]  # any number will do
            max_backoff=_LONGEST_PAUSE_S,
            yield_ok=False,
        )
        try:
            for _, result in failures:
                self._check(next(iter(result.values())))
        except ServerError as error:
            raise self._rejected(batch[0].id, error) from error

    def _action(self, item: BulkItem) -> tuple[Json, Json | None]:
        metadata = {
            "_id": item.id,
            "routing": item.routing,
            "version": self._version,
            "version_type": "external_gte",
        }
        return {"delete" if item.body is None else "index": metadata}, item.body

    def _check(self, result: Json) -> None:
        """Raise for an item that was rejected, or that was still refused by the last retry."""
        if "error" not in result:  # a document to be deleted that does not exist
            return
        error = parse_error(result["status"], result["error"])
        if not error.is_retryable:
            raise self._rejected(result["_id"], error)
        raise StorageError(
            Message(
                "OpenSearch（%(place)s）持续繁忙，%(count)d 个文档没有写入（%(reason)s）。"
                "请稍后再试；原有索引未受影响。",
                place=self._server.address,
                count=self._client.refused,
                reason=error,
            )
        )

    def _rejected(self, document: str, error: ServerError) -> Exception:
        # A higher version, or an index that was deleted: another writer took over.
        if error.status == 409 or error.kind == "index_not_found_exception":
            return lease_lost()
        if error.is_write_blocked or error.is_auth_error:
            return self._server.to_user_error(error)
        return StorageError(
            Message(
                "OpenSearch 不接受文档 %(document)s（%(kind)s：%(reason)s）。原有索引未受影响。",
                document=document,
                kind=error.kind,
                reason=error.reason,
            )
        )


class _BulkClient:
    """The client given to `streaming_bulk`: our server, which retries a request while no node
    answers, and our JSON."""

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self._index = index
        self.transport = self.serializer = self
        self.refused = 0
        """Items of the last response that another try may write."""

    @staticmethod
    def dumps(value: Json) -> str:
        return ndjson([value]).decode().rstrip("\n")

    def bulk(self, body: str) -> Json:
        """The server's response. Items that another try or another node may write, as where a
        node died with them, get the status that `streaming_bulk` retries."""
        settings = self._server.settings
        response = self._server.request(
            "POST",
            f"/{self._index}/_bulk",
            body.encode(),
            retry_s=settings.write_retry_s,
            timeout=SHARD_WAIT,
            request_timeout=max(settings.bulk_timeout_s, self._server.address.timeout_s),
        )
        self.refused = 0
        for item in response["items"]:
            result: Json = next(iter(item.values()))
            if "error" in result and parse_error(result["status"], result["error"]).is_retryable:
                result["status"] = _BUSY
                self.refused += 1
        return response
