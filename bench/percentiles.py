"""Many times in two figures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles
from typing import Final

PER_SECOND: Final = {"s": 1, "ms": 1000}


def percentiles(seconds: Sequence[float], unit: str, prefix: str = "") -> dict[str, float]:
    """`p50_…` and `p95_…` in the unit, "s" or "ms". One time at least is needed."""
    cuts = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [*seconds] * 19
    return {
        f"{prefix}p{percent}_{unit}": round(cuts[percent // 5 - 1] * PER_SECOND[unit], 3)
        for percent in (50, 95)
    }
