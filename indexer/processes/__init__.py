"""Worker processes: fresh interpreters that take tasks and return results over their pipes.

`pool.imap_isolated` is the way in. Rule: imports errors alone. The callers say what is done in a
worker, and no worker outlives its caller.
"""

from __future__ import annotations

import os


def available_cpus() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
