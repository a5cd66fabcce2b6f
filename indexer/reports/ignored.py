"""A file that is named and left out: readable, but no report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IgnoredFile:
    """A file that is no report, or of a kind that is not read: named, and no failure."""

    path: str
    """Path below the indexed folder, as it is shown."""
    reason: str
