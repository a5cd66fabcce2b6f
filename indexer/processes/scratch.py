"""Temporary folders for processes that may be killed.

A folder is locked by the process that made it for as long as that lives; the lock is the operating
system's. Where it is killed together with all that it started, nobody is left to remove the folder:
the next one finds it unlocked and does, so that nothing grows.
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

from indexer.processes.worker import SCRATCH

if sys.platform != "win32":
    import fcntl

_YOUNG_S: Final = 60.0
"""One that was made just now may not be locked yet."""


class Scratch(TemporaryDirectory[str]):
    """A new temporary folder."""

    def __init__(self) -> None:
        """Raises OSError where none can be made."""
        sweep()
        super().__init__(prefix=SCRATCH, ignore_cleanup_errors=True)
        self._lock = _locked(self.name)

    def cleanup(self) -> None:
        super().cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@cache
def sweep() -> None:
    """Remove what killed processes of this user left; once is enough."""
    if sys.platform == "win32":
        return
    with suppress(OSError), os.scandir(gettempdir()) as listing:
        for entry in listing:
            if entry.name.startswith(SCRATCH):
                _remove_if_left(entry.path)


def _remove_if_left(folder: str) -> None:
    lock = _locked(folder)
    if lock is None:
        return
    about = os.fstat(lock)
    if about.st_uid == os.getuid() and about.st_mtime < time() - _YOUNG_S:
        shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _locked(folder: str) -> int | None:
    """A handle that locks the folder; None where another holds it, or folders have no locks."""
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
