"""Spoiling text and bytes by chance, the same way every time for the same number."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final, TypeVar

S = TypeVar("S", str, bytes)

LARGEST: Final = 12_000
"""Characters or bytes of a mutant, so that a hundred thousand of them are read in an hour."""
_TIMES: Final = (1, 1, 1, 1, 2, 3, 30, 500)
_CHANGES: Final = (1, 1, 2, 3, 5, 8)


def mutant(seeds: Sequence[S], pieces: Sequence[S], random: Random) -> S:
    """One of the seeds with a few changes: something cut, moved, repeated, put in from `pieces`
    or from another seed."""
    made = random.choice(seeds)
    for _ in range(random.choice(_CHANGES)):
        made = _changed(made, seeds, pieces, random)[:LARGEST]
    return made


def _changed(made: S, seeds: Sequence[S], pieces: Sequence[S], random: Random) -> S:
    start, end = _range(made, random)
    piece = random.choice(pieces)
    match random.randrange(8):
        case 0:  # something is missing
            return made[:start] + made[end:]
        case 1:  # the end is missing
            return made[:start]
        case 2:  # twice, or many times
            return made[:end] + made[start:end] * random.choice(_TIMES) + made[end:]
        case 3:  # moved
            at = random.randint(0, start)
            return made[:at] + made[start:end] + made[at:start] + made[end:]
        case 4:  # another seed's end
            other = random.choice(seeds)
            return made[:start] + other[random.randint(0, len(other)) :]
        case 5:  # nested
            return made[:start] + piece * random.choice(_TIMES) + made[start:]
        case _:
            return made[:start] + piece + made[end:]


def _range(made: S, random: Random) -> tuple[int, int]:
    """A range, more often short than long."""
    start = random.randint(0, len(made))
    longest = random.choice((1, 4, 40, 400, len(made)))
    return start, min(len(made), start + random.randint(0, longest))


def damaged(data: bytes, random: Random) -> bytes:
    """Single bytes made others, as a bad disk does."""
    spoilt = bytearray(data)
    for _ in range(random.choice(_CHANGES)):
        if spoilt:
            spoilt[random.randrange(len(spoilt))] = random.choice((0, 255, random.randrange(256)))
    return bytes(spoilt)


def spoilt(seeds: Sequence[bytes], pieces: Sequence[bytes], random: Random) -> bytes:
    """Changed as `mutant` does it, or as a bad disk does."""
    if random.random() < 0.3:
        return damaged(random.choice(seeds), random)
    return mutant(seeds, pieces, random)
