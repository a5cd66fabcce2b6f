"""Installed programs that are run on a file: without a shell or the user's settings, with limits on
time, memory and size of files, and killed with all their children.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from indexer.ingest.limits import Limits

if sys.platform != "win32":
    import resource

_ADDRESS_SPACE: Final = 3 << 30
"""LibreOffice maps far more memory than it uses; a worker's limit would keep it from starting."""


def environment(home: Path) -> Mapping[str, str]:
    """The paths to programs and libraries, and a web proxy that does not exist."""
    nowhere = "http://127.0.0.1:9"
    kept = {
        name: os.environ[name]
        for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
        if name in os.environ
    }
    return {
        **kept,
        "HOME": str(home),
        "TMPDIR": str(home),
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


def resource_limits(limits: Limits, largest: int) -> Callable[[], None] | None:
    """A function for the new process that sets its limits: more memory than a worker has, twice the
    processor time of a file, and no file larger than `largest`."""
    return None if sys.platform == "win32" else partial(_limit, limits.seconds, largest)


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and its children: it may be a script that runs another."""
    pids = [process.pid] if process.poll() is None else []
    for pid in pids:  # it grows while we iterate
        with suppress(OSError):  # only Linux lists children
            pids += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    if sys.platform != "win32":
        for pid in pids[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    process.kill()


def _limit(seconds: float, largest: int) -> None:
    if sys.platform == "win32":
        return
    for which, wanted in (
        (resource.RLIMIT_AS, _ADDRESS_SPACE),
        (resource.RLIMIT_CPU, math.ceil(seconds) * 2),
        (resource.RLIMIT_FSIZE, largest),
    ):
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(which)[1]
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(which, (most, hard))
