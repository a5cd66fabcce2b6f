"""Temporary folders of processes that may be killed.

A folder is locked by the process that made it for as long as that lives; the lock is the operating
system's. Where that process and all its children are killed, the folder stays behind: the next
process that makes one finds it unlocked and removes it, so such folders do not pile up.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from functools import cache
from tempfile import TemporaryDirectory, gettempdir
from time import time
from typing import Final

from indexer.processes.worker import TEMP_PREFIX

if sys.platform != "win32":
    import fcntl

_MINIMUM_AGE_S: Final = 60.0
"""A younger folder may not be locked yet."""


class LockedTempDir(TemporaryDirectory[str]):
    """A new temporary folder, locked by this process."""

    def __init__(self) -> None:
        """Raises OSError where none can be made."""
        remove_abandoned()
        super().__init__(prefix=TEMP_PREFIX, ignore_cleanup_errors=True)
        self._lock = _lock(self.name)

    def cleanup(self) -> None:
        super().cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@cache
def remove_abandoned() -> None:
    """Remove the folders that killed processes of this user left behind, once per process."""
    if sys.platform == "win32":
        return
    with suppress(OSError), os.scandir(gettempdir()) as listing:
        for entry in listing:
            if entry.name.startswith(TEMP_PREFIX):
                _remove_if_abandoned(entry.path)


def _remove_if_abandoned(folder: str) -> None:
    lock = _lock(folder)
    if lock is None:
        return
    status = os.fstat(lock)
    if status.st_uid == os.getuid() and status.st_mtime < time() - _MINIMUM_AGE_S:
        shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _lock(folder: str) -> int | None:
    """A handle that locks the folder; None where another process holds the lock, or where the
    system cannot lock folders."""
    if sys.platform == "win32":
        return None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
        else:
            return handle
    return None
