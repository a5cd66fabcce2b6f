"""One worker process, seen from the program that started it."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO, Any, Final

from indexer.processes.scratch import Scratch
from indexer.processes.worker import MoreTime

_BOOT: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; from indexer.processes.worker import serve; serve()"
)
_TEMPORARY: Final = ("TMPDIR", "TEMP", "TMP")


class Process:
    """A fresh interpreter that runs `worker.serve`, in a session of its own: an interrupt at the
    terminal is ours to handle, and what it starts dies with it."""

    def __init__(self, greeting: object, news: SimpleQueue[News]) -> None:
        """Start it; what it says is put to `news`. `greeting` is what `serve` reads first.

        Raises OSError where the system gives no process, thread or temporary folder.
        """
        self.pending: deque[int] = deque()
        """Numbers of the tasks it has been given and not answered, in order."""
        self.since = monotonic()
        """When it was last heard of, or given work."""
        self.ready = False
        self.answered = 0
        self.seconds: float | None = None
        """What its task may take, where that is not what every task may."""
        self._scratch = Scratch()
        """Its temporary files, which a process that is killed leaves behind."""
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _BOOT, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **dict.fromkeys(_TEMPORARY, self._scratch.name)},
        )
        self._send(greeting)
        try:
            Thread(target=self._hear, args=(news,), daemon=True).start()
        except RuntimeError as error:
            self.kill()
            raise OSError(errno.EAGAIN, str(error)) from error

    def give(self, tasks: Sequence[tuple[int, Any]]) -> None:
        """Send an idle process its next tasks, by number."""
        self.pending.extend(number for number, _ in tasks)
        self.since = monotonic()
        self._send(tasks)

    def exit_code(self) -> int:
        """How it ended; waits for it, as its answers have ended."""
        return self._popen.wait()

    def kill(self) -> None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.kill()
        self._popen.wait()
        if self._popen.stdin is not None:
            with suppress(OSError):
                self._popen.stdin.close()
        self._scratch.cleanup()

    def _send(self, message: object) -> None:
        pipe = self._popen.stdin
        assert pipe is not None
        with suppress(OSError):  # a dead process is noticed by the end of its answers
            pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
            pipe.flush()

    def _hear(self, news: SimpleQueue[News]) -> None:
        pipe = self._popen.stdout
        assert pipe is not None
        with pipe:
            while True:
                message = _next_message(pipe)
                news.put(News(self, monotonic(), message))
                if message is None:
                    return


@dataclass(frozen=True, slots=True)
class News:
    """What a process was heard to say."""

    process: Process
    when: float
    message: tuple[int, Any] | MoreTime | str | None
    """An answer with its task's number, "ready", a wish for time, or None at the end."""


def _next_message(pipe: IO[bytes]) -> tuple[int, Any] | MoreTime | str | None:
    try:
        message: tuple[int, Any] | MoreTime | str = pickle.load(pipe)  # noqa: S301 - from our own process
    except Exception:  # noqa: BLE001 - whatever a dying process left half written
        return None
    return message
