"""Installed programs, run on a file: without a shell, with nothing of the user's settings, held to
time, memory and size of files, and ended with all that they have started."""

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
"""LibreOffice maps far more than it uses; the limit of a worker would not let it start."""


def environment(place: Path) -> Mapping[str, str]:
    """Nothing of the user's but the way to the programs; a web proxy that answers nobody."""
    nowhere = "http://127.0.0.1:9"
    kept = {
        name: os.environ[name]
        for name in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
        if name in os.environ
    }
    return {
        **kept,
        "HOME": str(place),
        "TMPDIR": str(place),
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


def limited(limits: Limits, largest: int) -> Callable[[], None] | None:
    """What a new process runs before the program: more memory than a worker has, a processor for
    as long as it may take, and no file larger than `largest`."""
    return None if sys.platform == "win32" else partial(_limit, limits.seconds, largest)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program with what it has started: it may be a script that runs another."""
    family = [process.pid] if process.poll() is None else []
    for pid in family:  # grows meanwhile
        with suppress(OSError):  # Linux alone tells children
            family += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    if sys.platform != "win32":
        for pid in family[1:]:
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
