"""Files that someone else has open for a moment.

Windows neither replaces a file while it is being read nor opens one while it is being replaced;
POSIX systems do both. A commit and a reader that meet wait for each other.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final, TypeVar

Result = TypeVar("Result")

BUSY_S: Final = 5.0 if sys.platform == "win32" else 0.0
"""So long a file may be in use. Elsewhere a refusal is about permissions, and final."""
_PAUSE_S: Final = 0.01


def patiently(act: Callable[[], Result]) -> Result:
    """Do something with a file, again where it was in use. Raises what `act` raises."""
    end = time.monotonic() + BUSY_S
    while True:
        try:
            return act()
        except PermissionError:
            if time.monotonic() >= end:
                raise
            time.sleep(_PAUSE_S)
