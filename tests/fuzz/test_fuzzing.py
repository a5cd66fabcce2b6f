"""Whatever strangers send is answered or clearly refused: no crash, no hang, no endless memory.

A few inputs of each target by default. A long run is asked for by its number of inputs:

    XXGK_FUZZ=100000 python -m pytest tests/fuzz
    XXGK_FUZZ=100000 XXGK_FUZZ_SERIES=1 python -m pytest tests/fuzz -k pdf     other inputs

It reads in a worker process under the limits that hold for every file, so that an input that
brings the process down, or is not done in a minute, is a fault that is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import Final

import pytest

from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.readers.libreoffice import find_office
from indexer.processes.pool import Failure, PoolConfig, imap_isolated
from tests.effort import tries
from tests.fuzz import files
from tests.fuzz.targets import TARGETS, Task, attempt

INPUTS: Final = int(os.environ.get("XXGK_FUZZ") or 0)
"""Inputs of each target in a long run; read here, before the tests' clean environment."""
SERIES: Final = int(os.environ.get("XXGK_FUZZ_SERIES") or 0)
FEW: Final = tries(12, 25)
ENOUGH: Final = 5
"""Faults of one target after which no more are sought."""
MEMORY: Final = 1 << 30
"""For targets that hold an index and its dictionaries beside what they read."""
OFFICE: Final = 4 << 30
"""For LibreOffice, which makes the files that are spoilt in the same process."""
FILES: Final = frozenset({*files.KINDS, "zip", "old", "manifest"})


@pytest.mark.parametrize("name", [name for name in TARGETS if INPUTS or name != "office"])
def test_no_input_by_chance_does_harm(name: str) -> None:
    if name == "office" and find_office() is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    faults = [*islice(filter(None, _outcomes(name)), ENOUGH)]
    assert not faults, "\n\n".join(faults)


def _outcomes(name: str) -> Iterator[str]:
    if not INPUTS:
        return map(attempt, _tasks(name, FEW))
    config: PoolConfig[Task, str] = PoolConfig(
        function=attempt,
        on_failure=_lost,
        workers=1,
        seconds=DEFAULT_LIMITS.seconds,
        memory=DEFAULT_LIMITS.memory if name in FILES else OFFICE if name == "office" else MEMORY,
    )
    return imap_isolated(_tasks(name, INPUTS // TARGETS[name].costs), config)


def _tasks(name: str, count: int) -> Iterator[Task]:
    return ((name, SERIES, number) for number in range(count))


def _lost(task: Task, failure: Failure) -> str:
    """The limit of memory did what it is there for; it is told of a file, and no fault. So did
    that of time, where LibreOffice comes to no end: its faults are not ours."""
    is_borne = failure == "memory" or (failure == "timeout" and task[0] == "office")
    return "" if is_borne else f"{task}: the process {failure}"
