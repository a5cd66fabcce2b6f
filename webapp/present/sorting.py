"""Tables that are sorted by a click on a heading: the headings are links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

Row = TypeVar("Row")
REVERSED: Final = "-"
"""Before a column: its rows in the other direction."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column as a link that sorts by it."""

    column: str
    url: str
    direction: str | None
    """`ascending` or `descending` where the table is sorted by it (aria-sort)."""


def orders(columns: Sequence[str]) -> tuple[str, ...]:
    """The valid values of a parameter that chooses the order, the default first."""
    return ("", *columns, *(f"{REVERSED}{column}" for column in columns))


def headings(
    columns: Sequence[str], chosen: str, ascending: Sequence[str], url: Callable[[str], str]
) -> Mapping[str, Heading]:
    """Each column's heading. The columns in `ascending` begin with the smallest value, the others
    with the largest; a second click reverses the rows."""
    return {column: _heading(column, chosen, column in ascending, url) for column in columns}


def _heading(column: str, chosen: str, is_ascending: bool, url: Callable[[str], str]) -> Heading:
    direction = None
    if chosen.removeprefix(REVERSED) == column:
        is_up = is_ascending != chosen.startswith(REVERSED)
        direction = "ascending" if is_up else "descending"
    return Heading(column, url(f"{REVERSED}{column}" if chosen == column else column), direction)


def sorted_rows(
    rows: Sequence[Row],
    chosen: str,
    keys: Mapping[str, Callable[[Row], Any]],
    ascending: Sequence[str],
) -> list[Row]:
    """The rows in the order that a parameter chooses; equals stay as they are."""
    column = chosen.removeprefix(REVERSED)
    if column not in keys:
        return [*rows]
    is_up = (column in ascending) != chosen.startswith(REVERSED)
    return sorted(rows, key=keys[column], reverse=not is_up)
