"""`manifest.csv`: what was collected, from where. A person's changes stay.

A cell differs from what was last written only where a person changed it; such a cell is never
written again. Rows and columns of others are kept as they are. A row that a person removed stays
removed, unless the whole file was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from collector.state import State
from indexer.ingest.manifest import MANIFEST, read_cells, write_cells

COLUMNS: Final = (
    "path",
    "school",
    "period",
    "published",
    "province",
    "title",
    "source_url",
    "file_url",
    "fetched_at",
)


def update_manifest(folder: Path, state: State) -> None:
    """Write what the state says into the manifest of `folder`. Raises StorageError, UsageError."""
    path = folder / MANIFEST
    wanted: dict[str, dict[str, str]] = {}
    for name, column, value in state.cells():
        wanted.setdefault(name, {})[column] = value
    written: dict[str, dict[str, str]] = {}
    for name, column, value in state.written_cells():
        written.setdefault(name, {})[column] = value
    existed = path.exists()
    columns, rows = read_cells(path)
    columns = [*columns, *(name for name in COLUMNS if name not in columns)]
    present = {row.get("path", ""): row for row in rows}
    now = {name: last for name, last in written.items() if name in wanted}
    for name, cells in wanted.items():
        row = present.get(name)
        if row is None:
            if existed and name in written:
                continue  # a person removed it
            row = present[name] = {"path": name}
            rows.append(row)
        now[name] = _merge(row, cells, written.get(name))
    gone = written.keys() - wanted.keys()
    rows = [row for row in rows if not _is_ours(row, gone, written)]
    if rows or existed:
        write_cells(path, columns, rows)
    state.set_written(
        (name, column, value) for name, cells in now.items() for column, value in cells.items()
    )


def removed_by_person(folder: Path, state: State) -> frozenset[str]:
    """The files whose rows a person removed from the manifest."""
    if not (folder / MANIFEST).exists():
        return frozenset()
    present = {row.get("path", "") for row in read_cells(folder / MANIFEST)[1]}
    return frozenset(name for name, _, _ in state.written_cells() if name not in present)


def _merge(
    row: dict[str, str], cells: dict[str, str], last: dict[str, str] | None
) -> dict[str, str]:
    """Fill a row; returns what was last written by us in each of its cells."""
    written = {}
    for column, value in cells.items():
        current = row.get(column, "")
        before = "" if last is None else last.get(column, "")
        if current == before:
            row[column] = written[column] = value
        else:
            written[column] = value if last is None and current == value else before
    return written


def _is_ours(row: dict[str, str], gone: set[str], written: dict[str, dict[str, str]]) -> bool:
    """Whether a row is of a file that is no longer kept, and unchanged."""
    name = row.get("path", "")
    if name not in gone:
        return False
    last = written[name]
    return all(row.get(column, "") == value for column, value in last.items())
