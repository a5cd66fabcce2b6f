"""CSV files for spreadsheets, and cells that a spreadsheet must not take for a formula (OWASP, CSV
injection).

A program may fold full-width signs and skip blanks and invisible characters before it looks at a
cell's first character; so does the test here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from indexer.errors import StorageError
from indexer.i18n import Message

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


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Iterable[str]]) -> int:
    """Write a table to a file; returns the number of rows.

    UTF-8 with a byte order mark, by which Excel recognises it. The file is written completely or
    not at all. Raises StorageError.
    """
    count, draft = 0, path.with_name(f"{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for row in rows:
                writer.writerow(row)
                count += 1
        draft.replace(path)
    except OSError as error:
        raise StorageError(
            Message("无法写入 %(path)s：%(reason)s", path=path, reason=error.strerror or error)
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return count
