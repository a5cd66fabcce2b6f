"""One writer at a time: a lock of the operating system, which a dead process cannot keep."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from indexer.errors import IndexLockedError, StorageError
from indexer.i18n import Message

LOCK: Final = "write.lock"
HOLDER: Final = "write.holder"
PATIENCE_S: Final = 10.0
"""A second writer waits so long before it says who holds the lock."""


@contextmanager
def exclusive(folder: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the folder's write lock. Raises IndexLockedError with its holder, StorageError."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only writers need it

    # The file stays when it is released: where writers wait, each must wait for the same file.
    lock = FileLock(folder / LOCK, patience_s, preserve_lock_file=True)
    try:
        held = lock.acquire()
    except Timeout:
        holder = _holder(folder)
        raise IndexLockedError(
            Message("另一个进程正在写入此索引（%(holder)s）。请等它结束后再试。", holder=holder),
            holder,
        ) from None
    except OSError as error:
        raise StorageError(
            Message(
                "写不进索引文件夹 %(folder)s：%(reason)s。请检查写入权限。",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
    with held:
        _sign(folder)
        try:
            yield
        finally:
            with suppress(OSError):  # what counts is the lock
                (folder / HOLDER).unlink()


def _sign(folder: Path) -> None:
    """Say who writes, for the message to others; the lock itself does not depend on it."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": platform.node(), "since": now}
    try:
        (folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")
    except OSError as error:
        raise StorageError(
            Message(
                "写不进索引文件夹 %(folder)s：%(reason)s。请检查磁盘空间和写入权限。",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error


def _holder(folder: Path) -> str:
    try:
        known = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return Message(
            "进程 %(pid)s，%(host)s，自 %(since)s 起",
            pid=known["pid"],
            host=known["host"],
            since=known["since"],
        )
    except (OSError, ValueError, KeyError):
        return Message("未知进程")
