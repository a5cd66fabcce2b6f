"""One writer at a time: a document says who writes, and until when."""

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

from indexer.engines.opensearch.connection import ALL_COPIES, SHARD_WAIT, Server
from indexer.engines.opensearch.errors import ServerError
from indexer.engines.opensearch.schema import Json
from indexer.errors import IndexLockedError, XxgkError
from indexer.i18n import Message

_RENEW_EVERY_S: Final = 10.0
_RENEW_RETRY_S: Final = 3.0
"""A renewal that fails is followed by another; a writer that ends waits for the one running."""
_RELEASE_RETRY_S: Final = 5.0
_POLL_S: Final = 0.25
_WRITER: Final = "writer"


class Lease:
    """The right to write, renewed in the background while a batch is written."""

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self._index = index
        self._token = uuid4().hex
        self._precondition: Json = {}
        self._released = Event()
        self._lost = Event()
        self._renewing = Lock()
        self._renewals = Thread(target=self._renew_repeatedly, name="xxgk-lease", daemon=True)

    def acquire(self) -> None:
        """Raises IndexLockedError with the holder where another writer keeps it."""
        end = time.monotonic() + self._server.settings.lease_wait_s
        while True:
            current = self._read()
            if current is None:
                is_taken = self._write({"op_type": "create"})
            elif current["_source"]["until"] < time.time():
                is_taken = self._write(precondition(current))
            else:
                is_taken = False
            if is_taken:
                self._renewals.start()
                return
            if time.monotonic() > end:
                holder = _holder(current)
                raise IndexLockedError(
                    Message(
                        "另一个进程正在写入此索引（%(holder)s）。请等它结束后再试。", holder=holder
                    ),
                    holder,
                )
            time.sleep(_POLL_S)

    def release(self) -> None:
        """Give the lease up; if the server cannot be reached, it expires."""
        self._released.set()
        if self._renewals.ident is not None:
            self._renewals.join()
        with suppress(XxgkError, ServerError):
            self._server.request(
                "DELETE",
                f"/{self._index}/_doc/{_WRITER}",
                retry_s=_RELEASE_RETRY_S,
                **self._precondition,
            )

    def verify(self) -> None:
        """Raises IndexLockedError where another writer is known to have taken over."""
        if self._lost.is_set():
            raise lease_lost()

    def renew(self, retry_s: float | None = None) -> None:
        """Extend the lease, as before a commit; raises IndexLockedError where it is lost."""
        with self._renewing:
            if self._lost.is_set() or not self._write(self._precondition, retry_s):
                self._lost.set()
                raise lease_lost()

    def _renew_repeatedly(self) -> None:
        while not self._released.wait(_RENEW_EVERY_S):
            try:
                self.renew(_RENEW_RETRY_S)
            except IndexLockedError:
                return
            except XxgkError:
                continue  # the lease lasts a while longer; the next renewal tries again

    def _read(self) -> Json | None:
        try:
            return self._server.request("GET", f"/{self._index}/_doc/{_WRITER}")
        except ServerError as error:
            if error.kind == "index_not_found_exception":
                self._create_index()
            if error.status == 404:
                return None
            raise self._server.to_user_error(error) from error

    def _create_index(self) -> None:
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        body = {"settings": settings, "mappings": {"dynamic": False}}
        try:
            self._server.request("PUT", f"/{self._index}", body, **ALL_COPIES)
        except ServerError as error:  # another writer may have been quicker
            if error.kind != "resource_already_exists_exception":
                raise self._server.to_user_error(error) from error

    def _write(self, condition: Json, retry_s: float | None = None) -> bool:
        """Sign the lease under a condition; whether the condition held."""
        settings = self._server.settings
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        holder = {"pid": os.getpid(), "host": platform.node(), "since": since}
        body = {"holder": holder, "token": self._token, "until": time.time() + settings.lease_s}
        try:
            written = self._server.request(
                "PUT",
                f"/{self._index}/_doc/{_WRITER}",
                body,
                retry_s=retry_s or settings.write_retry_s,
                timeout=SHARD_WAIT,
                **condition,
            )
        except ServerError as error:
            if error.status != 409:
                raise self._server.to_user_error(error) from error
            current = self._read()  # ours, if only the response to an earlier try was lost
            if current is None or current["_source"]["token"] != self._token:
                return False
            written = current
        self._precondition = precondition(written)
        return True


def precondition(document: Json) -> Json:
    """Parameters of a write that succeeds only while a document is as it was read or written."""
    return {"if_seq_no": document["_seq_no"], "if_primary_term": document["_primary_term"]}


def lease_lost() -> IndexLockedError:
    """Another writer has taken over."""
    return IndexLockedError(Message("写入中断太久，已由另一个进程接手。请再运行一次。"))


def _holder(lease: Json | None) -> str:
    """Who signed the lease, for the message to others."""
    try:
        known = (lease or {})["_source"]["holder"]
        return Message(
            "进程 %(pid)s，%(host)s，自 %(since)s 起",
            pid=known["pid"],
            host=known["host"],
            since=known["since"],
        )
    except (KeyError, TypeError):
        return Message("未知进程")


@contextmanager
def hold_lease(server: Server) -> Iterator[Lease]:
    """The right to write to the server's archive, for the length of a block. Raises
    IndexLockedError, UnusableIndexError."""
    lease = Lease(server, f"{server.address.archive}-lock")
    lease.acquire()
    try:
        yield lease
    finally:
        lease.release()
