"""One writer at a time: a lock of the operating system, which a dead process cannot keep."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from indexer.errors import IndexLockedError, Message, StorageError

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[str]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


LOCK: Final = "write.lock"
HOLDER: Final = "write.holder"
PATIENCE_S: Final = 10.0
"""A second writer waits so long before it says who holds the lock."""
_PAUSE_S: Final = 0.05


@contextmanager
def exclusive(folder: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the folder's write lock. Raises IndexLockedError with its holder, StorageError."""
    try:
        file = (folder / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise StorageError(
            Message(
                "写不进索引文件夹 %(folder)s：%(reason)s。请检查写入权限。",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
    with file:
        end = time.monotonic() + patience_s
        while not _try_lock(file):
            if time.monotonic() > end:
                holder = _holder(folder)
                raise IndexLockedError(
                    Message(
                        "另一个进程正在写入此索引（%(holder)s）。请等它结束后再试。", holder=holder
                    ),
                    holder,
                )
            time.sleep(_PAUSE_S)
        _sign(folder)
        try:
            yield
        finally:
            with suppress(OSError):  # the lock is what counts, and it goes with the file
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
