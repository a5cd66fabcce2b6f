"""What processes hold in memory, where Linux's /proc tells.

PSS counts a page that several processes share once in all: it may be added up over a family of
processes. Anonymous memory is a process's own; the rest is files mapped, which the system can let
go of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

_PROC: Final = Path("/proc")
_EVERY_S: Final = 0.2
_LINES: Final = {"pss_mb": "Pss", "anonymous_mb": "Pss_Anon", "file_mb": "Pss_File"}
_FIELD: Final = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)


def memory_of(pid: int) -> dict[str, float]:
    """Megabytes of a process and all it started: `pss_mb`, of them `anonymous_mb`, `file_mb`.

    Empty where the system does not tell.
    """
    total: dict[str, float] = {}
    for each in _family(pid):
        for name, megabytes in _memory(each).items():
            total[name] = total.get(name, 0.0) + megabytes
    return total


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in _PROC.glob(f"{pid}/task/*/children"):
        try:
            started = children.read_text(encoding="ascii").split()
        except OSError:  # ended meanwhile
            continue
        for child in started:
            yield from _family(int(child))


def _memory(pid: int) -> dict[str, float]:
    try:
        told = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return {}
    kilobytes = dict(_FIELD.findall(told))
    return {name: int(kilobytes[line]) / 1e3 for name, line in _LINES.items() if line in kilobytes}


class PeakMemory:
    """The most a process and all it started held, looked at five times a second."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.peak: dict[str, float] = {}
        """Like `memory_of`, each figure at its own highest; empty where the system is silent."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def figures(self, prefix: str) -> dict[str, float]:
        """`{prefix}peak_mb` and what of it was anonymous, where they are known."""
        names = {"pss_mb": "peak_mb", "anonymous_mb": "peak_anonymous_mb"}
        return {
            f"{prefix}{shown}": round(self.peak[name], 1)
            for name, shown in names.items()
            if name in self.peak
        }

    def _watch(self) -> None:
        while True:
            for name, megabytes in memory_of(self._pid).items():
                self.peak[name] = max(megabytes, self.peak.get(name, 0.0))
            if self._over.wait(_EVERY_S):
                return
