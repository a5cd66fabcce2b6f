"""A worker process as the program that started it sees it: what it is sent, what it answers."""

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

from indexer.processes.temp_dirs import LockedTempDir
from indexer.processes.worker import DeadlineExtension

_BOOT: Final = (
    "import sys; sys.path[:] = sys.argv[1:];"
    " from indexer.processes.worker import run_worker; run_worker()"
)
_ALLOCATION: Final = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""For the C library of Linux: memory of arrays is used again, in place of returning it to the
system and getting it back empty, page by page."""
_TEMP_VARIABLES: Final = ("TMPDIR", "TEMP", "TMP")


class WorkerProcess:
    """A worker, seen from the program that started it.

    It has a session of its own: an interrupt at the terminal is for the program to handle, and what
    the worker starts is killed with it.
    """

    def __init__(self, init_message: object, events: SimpleQueue[WorkerEvent]) -> None:
        """Start it. `init_message` is what `run_worker` reads first; its messages go to `events`.

        Raises OSError where the system gives no process, thread or temporary folder.
        """
        self.pending: deque[int] = deque()
        """Numbers of the tasks it was sent and has not finished, in order."""
        self.last_event = monotonic()
        """When it last sent a message, or was sent work while it was idle."""
        self.is_ready = False
        self.finished = 0
        self.extension: float | None = None
        """Time limit of its task, where that is not the usual one."""
        self._temp_dir = LockedTempDir()
        """Its temporary files, which a process that is killed leaves behind."""
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _BOOT, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **_ALLOCATION,
                **os.environ,
                **dict.fromkeys(_TEMP_VARIABLES, self._temp_dir.name),
            },
        )
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._send(init_message)
        pipes = self._popen.stdin, self._popen.stdout
        try:
            Thread(target=self._write_loop, args=pipes[:1], daemon=True).start()
            Thread(target=self._read_loop, args=(pipes[1], events), daemon=True).start()
        except RuntimeError as error:
            self.kill()
            for pipe in pipes:
                with suppress(OSError):
                    pipe.close()
            raise OSError(errno.EAGAIN, str(error)) from error

    @property
    def pid(self) -> int:
        return self._popen.pid

    def send(self, tasks: Sequence[tuple[int, Any]]) -> None:
        """Send its next tasks, by number. Does not wait until the worker takes them."""
        if not self.pending:
            self.last_event = monotonic()
        self.pending.extend(number for number, _ in tasks)
        self._send(tasks)

    def exit_code(self) -> int:
        """How it ended; waits for it, as its messages have ended."""
        return self._popen.wait()

    def kill(self) -> None:
        """End it and all that it has started."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.kill()
        self._popen.wait()
        self._outbox.put(None)
        self._temp_dir.cleanup()

    def _send(self, message: object) -> None:
        self._outbox.put(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def _write_loop(self, pipe: IO[bytes]) -> None:
        """A pipe takes no more than its reader has room for: this thread waits, not the caller."""
        with suppress(OSError), pipe:  # a dead process is noticed by the end of its messages
            while (message := self._outbox.get()) is not None:
                pipe.write(message)
                pipe.flush()

    def _read_loop(self, pipe: IO[bytes], events: SimpleQueue[WorkerEvent]) -> None:
        with pipe:
            while True:
                message = _next_message(pipe)
                events.put(WorkerEvent(self, monotonic(), message))
                if message is None:
                    return


@dataclass(frozen=True, slots=True)
class WorkerEvent:
    """A message of a worker, or its end."""

    worker: WorkerProcess
    when: float
    message: tuple[int, Any] | DeadlineExtension | str | None
    """A task's number with its result, an extension, "ready", or None at the end."""


def _next_message(pipe: IO[bytes]) -> tuple[int, Any] | DeadlineExtension | str | None:
    try:
        message: tuple[int, Any] | DeadlineExtension | str = pickle.load(pipe)  # noqa: S301 - from our own process
    except Exception:  # noqa: BLE001 - whatever a dying process left half written
        return None
    return message
