"""The roster: the schools of which reports are expected, from a CSV file of the operator."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.errors import UsageError
from indexer.i18n import Message

_SCHOOL: Final = ("school", "学校", "学校名称", "院校", "院校名称", "高校名称")
_REASON: Final = ("explanation", "reason")
"""Columns of the table of `xxgk collect --report`, which is a roster too."""
_SEARCHED: Final = "years_found"
_PROVINCE: Final = ("province", "省份", "省", "所在省份", "所在地")


@dataclass(frozen=True, slots=True)
class Expected:
    """A school on the roster."""

    school: str
    province: str | None
    nothing_found: str | None = None
    """Why `xxgk collect`, which looked for its reports, did not find one; "" where it does not say;
    None where nobody looked."""


def read_roster(path: Path) -> tuple[Expected, ...]:
    """The schools of a UTF-8 CSV file, without duplicates, in its order.

    The column `school` (学校, 学校名称) is needed, `province` (省份) is not. The table of
    `xxgk collect --report` is a roster that also says why nothing was found. Raises UsageError
    where the file cannot be read or has no such column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = {name.strip().lower(): name for name in rows.fieldnames or ()}
            school = next((columns[name] for name in _SCHOOL if name in columns), None)
            province = next((columns[name] for name in _PROVINCE if name in columns), None)
            if school is None:
                raise UsageError(Message("学校名册 %(file)s 缺少 school（或 学校）一列", file=path))
            found = [
                Expected(
                    name,
                    (row.get(province) or "").strip() or None if province else None,
                    _nothing_found(row),
                )
                for row in rows
                if (name := (row.get(school) or "").strip())
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            Message("无法读取学校名册 %(file)s：%(reason)s", file=path, reason=error)
        ) from error
    return tuple({one.school: one for one in found}.values())


def _nothing_found(row: dict[str, str]) -> str | None:
    if _SEARCHED not in row:
        return None
    return next((text for name in _REASON if (text := (row.get(name) or "").strip())), "")
