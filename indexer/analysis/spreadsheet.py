"""Cells that a spreadsheet must not take for a formula (OWASP, CSV injection).

A program may fold full-width signs and skip blanks and invisible characters before it looks at a
cell's first character; so does the test here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SIGNS: Final = ("=", "+", "-", "@")
_FIRST_SHOWN: Final = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]"
)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might calculate the cell."""
    first = _FIRST_SHOWN.search(cell)
    return first is not None and unicodedata.normalize("NFKC", first[0]).startswith(_SIGNS)


def neutralise_formula(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet might calculate it."""
    return f"'{cell}" if is_formula(cell) else cell


def restore_formula(cell: str) -> str:
    """The cell as it was before `neutralise_formula`."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell
