"""Documents on their way to the server: in bulks, each item answered for."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
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
from indexer.errors import Message, StorageError

_MOST_BYTES: Final = 6 << 20
"""Of one request; servers take up to a hundred million, but memory is theirs to plan."""
_FIRST_PAUSE_S: Final = 0.2
_LONGEST_PAUSE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be written, or with no body removed."""

    id: str
    routing: str
    body: Json | None


class Bulk:
    """Sends items in the background, one request at a time, in the order given.

    Every write carries the writer's stamp as its version: one with a lower stamp, who lost the
    lease and does not know it yet, is refused.
    """

    def __init__(self, server: Server, index: str, stamp: int) -> None:
        self._server = server
        self._index = index
        self._stamp = stamp
        self._sender = ThreadPoolExecutor(1, "xxgk-bulk")
        self._under_way: Future[None] | None = None

    def send(self, items: Iterable[Item]) -> None:
        """Take items; those given before are written by now. Raises what went wrong with them:
        StorageError, IndexLockedError, UnusableIndexError."""
        lines: list[tuple[Item, bytes]] = []
        size = 0
        for item in items:
            line = self._line(item)
            if lines and size + len(line) > _MOST_BYTES:
                self._start(lines)
                lines, size = [], 0
            lines.append((item, line))
            size += len(line)
        if lines:
            self._start(lines)

    def settle(self) -> None:
        """Wait for what is under way."""
        if self._under_way is not None:
            under_way, self._under_way = self._under_way, None
            under_way.result()

    def close(self) -> None:
        """Let go of the thread; what is under way is waited for, how it ends is not asked."""
        self._sender.shutdown(wait=True)

    def _start(self, lines: list[tuple[Item, bytes]]) -> None:
        self.settle()
        self._under_way = self._sender.submit(self._write, lines)

    def _line(self, item: Item) -> bytes:
        place = {
            "_id": item.id,
            "routing": item.routing,
            "version": self._stamp,
            "version_type": "external_gte",
        }
        return ndjson([{"delete": place}] if item.body is None else [{"index": place}, item.body])

    def _write(self, lines: list[tuple[Item, bytes]]) -> None:
        end = time.monotonic() + WRITE_PATIENCE_S
        pause = _FIRST_PAUSE_S
        while True:
            body = b"".join(line for _, line in lines)
            try:
                answer = self._server.ask(
                    "POST",
                    f"/{self._index}/_bulk",
                    body,
                    patience_s=WRITE_PATIENCE_S,
                    timeout=SHARD_WAIT,
                    request_timeout=max(BULK_TIMEOUT_S, self._server.address.timeout_s),
                )
            except Refused as refused:
                raise self._not_taken(lines[0][0], refused) from refused
            lines, trouble = self._again(lines, answer)
            if not lines:
                return
            if time.monotonic() + pause > end:
                raise StorageError(
                    Message(
                        "OpenSearch（%(place)s）一直太忙，%(count)d 个文档没有写入（%(reason)s）。"
                        "请稍后再试；原有索引未受影响。",
                        place=self._server.address,
                        count=len(lines),
                        reason=trouble,
                    )
                )
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _again(
        self, lines: Sequence[tuple[Item, bytes]], answer: Json
    ) -> tuple[list[tuple[Item, bytes]], Refused | None]:
        """The items that the server was too busy for, and its reason. Raises for those it does
        not take at all."""
        if not answer["errors"]:
            return [], None
        busy: list[tuple[Item, bytes]] = []
        trouble: Refused | None = None
        for line, outcome in zip(lines, answer["items"], strict=True):
            result: Json = next(iter(outcome.values()))
            if "error" not in result:
                continue
            refused = refusal(result["status"], result["error"])
            if not refused.passes:
                raise self._not_taken(line[0], refused)
            busy.append(line)
            trouble = refused
        return busy, trouble

    def _not_taken(self, item: Item, refused: Refused) -> Exception:
        # A higher stamp, or an index that was swept away: another writer was here.
        if refused.status == 409 or refused.kind == "index_not_found_exception":
            return taken_over()
        if refused.blocks or refused.denies:
            return self._server.explained(refused)
        return StorageError(
            Message(
                "OpenSearch 不接受文档 %(document)s（%(kind)s：%(reason)s）。原有索引未受影响。",
                document=item.id,
                kind=refused.kind,
                reason=refused.reason,
            )
        )
