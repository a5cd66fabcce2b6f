"""Entry point of a worker process: runs tasks from stdin until end of file. See `pool`."""

from __future__ import annotations

import logging
import os
import pickle
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Thread
from time import sleep
from typing import IO, Final

from indexer.processes.garbage import collect_garbage_rarely

if sys.platform != "win32":
    import resource

OUT_OF_MEMORY: Final = 75
"""Exit code of a process whose task ran out of memory."""
TEMP_PREFIX: Final = "xxgk-worker-"
"""Beginning of the name of a worker's temporary folder."""
_PARENT_CHECK_S: Final = 1.0
_RECURSION_LIMIT: Final = 3_000


@dataclass(frozen=True, slots=True)
class DeadlineExtension:
    """Sent by a worker: its task may take so many seconds from now."""

    seconds: float


_send_extension: Callable[[DeadlineExtension], None] | None = None
"""None outside a worker process."""


def extend_deadline(seconds: float) -> None:
    """Let the current task take so many seconds from now. No effect outside a worker."""
    if _send_extension is not None:
        _set_alarm(seconds)
        _send_extension(DeadlineExtension(seconds))


def run_worker() -> None:
    """Read the initial message (function, seconds, memory), then batches of (number, task).

    Without seconds (None) a task has no time limit, without memory the process has none. Sends
    (number, result) for each task as it is finished. The results have a pipe of their own, so
    nothing that a library prints gets in between.
    """
    tasks = os.fdopen(os.dup(0), "rb")
    results = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(_RECURSION_LIMIT)
    parent = os.getppid()
    try:
        function, seconds, memory = pickle.load(tasks)  # noqa: S301 - from our own parent
        if seconds is None and sys.platform != "win32":
            Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
        _limit_memory(memory)
        collect_garbage_rarely()
        global _send_extension  # noqa: PLW0603 - a process has one parent
        _send_extension = partial(_send, results)
        _send(results, "ready")
        while True:
            for number, task in pickle.load(tasks):  # noqa: S301 - likewise
                _set_alarm(seconds or 0)
                _send(results, (number, function(task)))
            _set_alarm(0)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        _remove_temp_dir()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _exit_with_parent(parent: int) -> None:
    """End soon after a parent that was killed, where no alarm does that."""
    while os.getppid() == parent:
        sleep(_PARENT_CHECK_S)
    _remove_temp_dir()
    os._exit(1)


def _remove_temp_dir() -> None:
    """Remove this process's own temporary folder: a parent that was killed cannot."""
    folder = os.environ.get("TMPDIR", "")
    if os.path.basename(folder).startswith(TEMP_PREFIX):  # noqa: PTH119 - pathlib is slow to load
        shutil.rmtree(folder, ignore_errors=True)


def _send(results: IO[bytes], message: object) -> None:
    pickle.dump(message, results, pickle.HIGHEST_PROTOCOL)
    results.flush()


def _limit_memory(size: int | None) -> None:
    """Limit the address space, where the platform does so (Linux; macOS accepts the limit and
    ignores it, Windows has none)."""
    if sys.platform == "win32" or size is None:
        return
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarm(seconds: float) -> None:
    """Let an unhandled alarm end the process where the parent is no longer there to do so."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds * 2)
