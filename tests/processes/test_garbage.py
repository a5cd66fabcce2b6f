"""Processes of our own look for cycles of objects rarely."""

from __future__ import annotations

import subprocess
import sys

_SCRIPT = """
import gc
from indexer.processes.garbage import collect_garbage_rarely
before = gc.get_threshold()[0]
collect_garbage_rarely()
assert gc.get_threshold()[0] > 10 * before
assert gc.get_freeze_count() > 0 and gc.isenabled()
"""


def test_what_is_loaded_is_not_visited_again_and_cycles_are_still_found() -> None:
    subprocess.run([sys.executable, "-c", _SCRIPT], check=True)
