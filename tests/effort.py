"""How much a test tries: a little in `make test`; much with XXGK_THOROUGH=1, as .ci/run does."""

from __future__ import annotations

import os
from typing import Final

THOROUGH: Final = bool(os.environ.get("XXGK_THOROUGH"))


def tries(quick: int, thorough: int) -> int:
    """The number of examples, queries, pages or seconds."""
    return thorough if THOROUGH else quick
