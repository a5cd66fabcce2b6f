"""The far side of `process`: it answers tasks until its input ends."""

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
from typing import Final

if sys.platform != "win32":
    import resource

OUT_OF_MEMORY: Final = 75
"""Exit code of a process that a task drove out of memory."""
SCRATCH: Final = "xxgk-worker-"
"""Beginning of the name of a process's temporary folder."""
_PULSE_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class MoreTime:
    """What a process says of its task: it may take so many seconds from now."""

    seconds: float


_say: Callable[[MoreTime], None] | None = None
"""Tells the parent; None outside a worker process."""


def allow(seconds: float) -> None:
    """Let the task at hand take so many seconds from now. Without effect outside a worker."""
    if _say is not None:
        _limit_life(seconds)
        _say(MoreTime(seconds))


def serve() -> None:
    """Read a (function, seconds, memory) greeting, then batches of (number, task). With no
    seconds a task may take its time, with no memory (None) what the system gives.

    Answers (number, answer) one by one as they are done. Nothing that a library prints gets
    between: the answers have a pipe of their own.
    """
    tasks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(3_000)
    parent = os.getppid()
    try:
        function, seconds, memory = pickle.load(tasks)  # noqa: S301 - from our own parent
        if not seconds and sys.platform != "win32":
            Thread(target=_die_with, args=(parent,), daemon=True).start()
        _limit_memory(memory)
        global _say  # noqa: PLW0603 - a process has one parent
        _say = partial(_send, answers)
        _send(answers, "ready")
        while True:
            for number, task in pickle.load(tasks):  # noqa: S301 - likewise
                _limit_life(seconds)
                _send(answers, (number, function(task)))
            _limit_life(0)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        _tidy()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _die_with(parent: int) -> None:
    """End soon after the parent, whose order nobody waits for, where no alarm does that."""
    while os.getppid() == parent:
        sleep(_PULSE_S)
    _tidy()
    os._exit(1)


def _tidy() -> None:
    """Remove the temporary folder that is this process's own: a parent that was killed cannot."""
    scratch = os.environ.get("TMPDIR", "")
    if os.path.basename(scratch).startswith(SCRATCH):  # noqa: PTH119 - pathlib is slow to load
        shutil.rmtree(scratch, ignore_errors=True)


def _send(answers: object, message: object) -> None:
    pickle.dump(message, answers, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
    answers.flush()  # type: ignore[attr-defined]


def _limit_memory(size: int | None) -> None:
    """Hold the process to an address space, where the platform does so (Linux; not macOS,
    which takes the limit and ignores it, nor Windows)."""
    if sys.platform == "win32" or size is None:
        return
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_life(seconds: float) -> None:
    """Die of an unhandled alarm should the parent no longer be there to end a late task."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds * 2)
