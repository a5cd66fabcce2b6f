"""One writer at a time: a document that says who writes and until when."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Final
from uuid import uuid4

from indexer.engines.opensearch.connection import ALL_COPIES, SHARD_WAIT, WRITE_PATIENCE_S, Server
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.refusals import Refused
from indexer.errors import IndexLockedError, XxgkError
from indexer.i18n import Message

LEASE_S: Final = 60.0
"""A writer that was not heard of for so long counts as dead."""
PATIENCE_S: Final = 10.0
"""A second writer waits so long before it says who holds the lease."""
_BEAT_S: Final = 10.0
_BEAT_PATIENCE_S: Final = 3.0
"""A beat that fails is followed by another; a writer that ends waits for the one under way."""
_PAUSE_S: Final = 0.25
_WRITER: Final = "writer"


class Lease:
    """A lease that is held and kept fresh while a batch is written."""

    def __init__(self, server: Server, place: str) -> None:
        self._server = server
        self._place = place
        self._token = uuid4().hex
        self._version: Json = {}
        self._over = Event()
        self._lost = Event()
        self._renewing = Lock()
        self._beats = Thread(target=self._beat, name="xxgk-lease", daemon=True)

    def acquire(self) -> None:
        """Raises IndexLockedError with the holder where another keeps it."""
        end = time.monotonic() + PATIENCE_S
        while True:
            standing = self._standing()
            if standing is None:
                taken = self._write({"op_type": "create"})
            elif standing["_source"]["until"] < time.time():
                taken = self._write(_version(standing))
            else:
                taken = False
            if taken:
                self._beats.start()
                return
            if time.monotonic() > end:
                holder = _holder(standing)
                raise IndexLockedError(
                    Message(
                        "另一个进程正在写入此索引（%(holder)s）。请等它结束后再试。", holder=holder
                    ),
                    holder,
                )
            time.sleep(_PAUSE_S)

    def release(self) -> None:
        """Give it back; where the server cannot be reached it runs out by itself."""
        self._over.set()
        if self._beats.ident is not None:
            self._beats.join()
        with suppress(XxgkError, Refused):
            self._server.ask(
                "DELETE", f"/{self._place}/_doc/{_WRITER}", patience_s=5, **self._version
            )

    def verify(self) -> None:
        """Raises IndexLockedError where another is known to have taken it over."""
        if self._lost.is_set():
            raise taken_over()

    def confirm(self, patience_s: float = WRITE_PATIENCE_S) -> None:
        """Make it last once more, for a commit; raises IndexLockedError where it is lost."""
        with self._renewing:
            if self._lost.is_set() or not self._write(self._version, patience_s):
                self._lost.set()
                raise taken_over()

    def _standing(self) -> Json | None:
        try:
            return self._server.ask("GET", f"/{self._place}/_doc/{_WRITER}")
        except Refused as refused:
            if refused.kind == "index_not_found_exception":
                self._make_place()
            if refused.status == 404:
                return None
            raise self._server.explained(refused) from refused

    def _make_place(self) -> None:
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        body = {"settings": settings, "mappings": {"dynamic": False}}
        try:
            self._server.ask("PUT", f"/{self._place}", body, **ALL_COPIES)
        except Refused as refused:  # another writer may have been quicker
            if refused.kind != "resource_already_exists_exception":
                raise self._server.explained(refused) from refused

    def _write(self, condition: Json, patience_s: float = WRITE_PATIENCE_S) -> bool:
        """Sign the lease under a condition; whether it held."""
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        holder = {"pid": os.getpid(), "host": platform.node(), "since": since}
        body = {"holder": holder, "token": self._token, "until": time.time() + LEASE_S}
        try:
            answer = self._server.ask(
                "PUT",
                f"/{self._place}/_doc/{_WRITER}",
                body,
                patience_s=patience_s,
                timeout=SHARD_WAIT,
                **condition,
            )
        except Refused as refused:
            if refused.status != 409:
                raise self._server.explained(refused) from refused
            standing = self._standing()  # ours, where only the answer of a first try was lost
            if standing is None or standing["_source"]["token"] != self._token:
                return False
            answer = standing
        self._version = _version(answer)
        return True

    def _beat(self) -> None:
        while not self._over.wait(_BEAT_S):
            try:
                self.confirm(_BEAT_PATIENCE_S)
            except IndexLockedError:
                return
            except XxgkError:
                continue  # it stands until it runs out; the next beat tries again


def taken_over() -> IndexLockedError:
    """Another writes in our place."""
    return IndexLockedError(Message("写入中断太久，已由另一个进程接手。请再运行一次。"))


def _holder(standing: Json | None) -> str:
    """Who signed the lease, for the message to others."""
    try:
        known = (standing or {})["_source"]["holder"]
        return Message(
            "进程 %(pid)s，%(host)s，自 %(since)s 起",
            pid=known["pid"],
            host=known["host"],
            since=known["since"],
        )
    except (KeyError, TypeError):
        return Message("未知进程")


def _version(answer: Json) -> Json:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


@contextmanager
def leased(server: Server, archive: str) -> Iterator[Lease]:
    """Hold the right to write to an archive. Raises IndexLockedError, UnusableIndexError."""
    place = f"{archive}-lock"
    lease = Lease(server, place)
    lease.acquire()
    try:
        yield lease
    finally:
        lease.release()
