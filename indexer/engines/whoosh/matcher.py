"""The parts with a term, as Whoosh walks through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import Any

from whoosh.formats import Positions
from whoosh.matching import ListMatcher
from whoosh.system import pack_uint

PositionsOf = Callable[[int], Sequence[int]]
"""Document → the positions of the term in it."""


class PartMatcher(ListMatcher):
    """Parts and weights; the positions, which phrases need, come from the stored text."""

    def __init__(
        self, *arguments: Any, positions_of: PositionsOf | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._positions_of = positions_of

    def copy(self) -> PartMatcher:
        return copy(self)

    def supports(self, astype: str) -> bool:
        counted = astype in {"weight", "frequency"}
        return counted or (self._positions_of is not None and astype.startswith("position"))

    def value_as(self, astype: str) -> Any:
        match astype:
            case "weight":
                return self.weight()
            case "frequency":
                return int(self.weight())
            case "positions" if self._positions_of is not None:
                return list(self._positions_of(self.id()))
            case "position_boosts" if self._positions_of is not None:
                return [(position, 1.0) for position in self._positions_of(self.id())]
            case _:
                return super().value_as(astype)

    def value(self) -> bytes:
        """As Whoosh's own postings have it."""
        if self._positions_of is None:
            return bytes(pack_uint(int(self.weight())))
        return bytes(Positions().encode(self._positions_of(self.id())))

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        each = copy(self)
        each.reset()
        while each.is_active():
            yield each.id(), each.value()
            each.next()
