"""Sections and topics of a part as bit masks: one bit a label, in the order of the taxonomy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indexer.reports.taxonomy import SECTIONS, TOPICS

MASKED: Final = {"section": [*SECTIONS], "topic": [*TOPICS]}
"""Field → its labels, by bit."""


def mask_of(field: str, labels: Iterable[str]) -> int:
    """The mask that has the bits of the labels."""
    return sum(1 << MASKED[field].index(label) for label in labels)
