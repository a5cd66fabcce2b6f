"""Sections and topics of a part as bit masks: one bit a label, in the order of the taxonomy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.postings import Mask
from indexer.reports.taxonomy import SECTIONS, TOPICS

MASKED: Final = {"section": [*SECTIONS], "topic": [*TOPICS]}
"""Field → its labels, by bit."""

LABELLED: Final[tuple[tuple[str, str | None], ...]] = tuple(
    (name, label) for name, labels in MASKED.items() for label in (*labels, None)
)
"""Field and label of every label, and of having none."""
_WORD: Final = 64


def packed_bits(mask: Mask) -> npt.NDArray[np.uint64]:
    """A mask as bits, 64 a number, zeros behind its end."""
    packed = np.zeros(-(-len(mask) // _WORD) * _WORD // 8, np.uint8)
    bits = np.packbits(mask)
    packed[: len(bits)] = bits
    return packed.view(np.uint64)


def mask_of(field: str, labels: Iterable[str]) -> int:
    """The mask that has the bits of the labels."""
    return sum(1 << MASKED[field].index(label) for label in labels)
