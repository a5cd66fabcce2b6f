"""Where a page goes on by itself: the same text in a `Refresh` header and in a meta element."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 2_000
"""Characters that are read."""
_DELAY: Final = re.compile(r"([0-9]*)[0-9.]* ?[;,]? ?(?:url ?= ?)?", re.IGNORECASE)


def refresh_target(content: str, *, most_seconds: int | None = None) -> str:
    """The address, as written, in text such as `0; url=list.htm`; "" where the page only reloads,
    or stays for longer than `most_seconds`."""
    squeezed = " ".join(content.split())[:_LONGEST]
    delay = _DELAY.match(squeezed)
    assert delay is not None
    if most_seconds is not None and int(delay.group(1)[:9] or 0) > most_seconds:
        return ""
    target = squeezed[delay.end() :].strip("\"' ")
    return re.split("[\"']", target)[0].strip()
