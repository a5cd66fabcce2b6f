"""Files that several processes use: the write lock, and waiting for a file that is in use."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from indexer.engines.whoosh.tuning import DEFAULT_TUNING
from indexer.errors import IndexLockedError, StorageError
from indexer.i18n import Message

Result = TypeVar("Result")

LOCK_FILE: Final = "write.lock"
HOLDER_FILE: Final = "write.holder"
_PAUSE_S: Final = 0.01


@contextmanager
def write_lock(folder: Path, timeout_s: float = DEFAULT_TUNING.lock_timeout_s) -> Iterator[None]:
    """Hold the folder's write lock, which is the operating system's: a dead process has none.

    Raises IndexLockedError with the lock's holder, StorageError.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only writers need it

    # The file stays when it is released: all who wait must wait for the same file.
    lock = FileLock(folder / LOCK_FILE, timeout_s, preserve_lock_file=True)
    with storage_errors(folder):
        try:
            held = lock.acquire()
        except Timeout:
            holder = _read_holder(folder)
            raise IndexLockedError(
                Message(
                    "另一个进程正在写入此索引（%(holder)s）。请等它结束后再试。", holder=holder
                ),
                holder,
            ) from None
    with held:
        _write_holder(folder)
        try:
            yield
        finally:
            with suppress(OSError):  # what counts is the lock
                (folder / HOLDER_FILE).unlink()


def _write_holder(folder: Path) -> None:
    """Record who writes, for the message to others; the lock itself does not depend on it."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": platform.node(), "since": now}
    with storage_errors(folder):
        (folder / HOLDER_FILE).write_text(json.dumps(holder), encoding="utf-8")


def _read_holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER_FILE).read_text(encoding="utf-8"))
        return Message(
            "进程 %(pid)s，%(host)s，自 %(since)s 起",
            pid=holder["pid"],
            host=holder["host"],
            since=holder["since"],
        )
    except (OSError, ValueError, KeyError):
        return Message("未知进程")


def retry_on_sharing_violation(action: Callable[[], Result], timeout_s: float) -> Result:
    """Do something with a file, again while it is in use. Raises what `action` raises.

    Windows neither replaces a file that is being read nor opens one that is being replaced, so a
    commit and a reader that meet have to wait for each other; POSIX systems do both.
    """
    end = time.monotonic() + timeout_s
    while True:
        try:
            return action()
        except PermissionError:
            if time.monotonic() >= end:
                raise
            time.sleep(_PAUSE_S)


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Raise a StorageError, which says how to fix it, for an OSError."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            Message(
                "无法写入索引文件夹 %(folder)s：%(reason)s。"
                "请检查磁盘空间和写入权限；原有索引未受影响。",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
