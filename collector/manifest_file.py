"""`manifest.csv`: what was collected, from where. A person's changes stay.

A cell differs from what was last written only where a person changed it; such a cell is never
written again. Rows and columns of others are kept as they are. A row that a person removed stays
removed, unless the whole file was.
"""

from __future__ import annotations

from collections import defaultdict
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
    existed = path.exists()
    columns, rows = read_cells(path)
    columns = [*columns, *(name for name in COLUMNS if name not in columns)]
    present = {row["path"] for row in rows}
    written: dict[str, dict[str, str] | None] = {}
    kept: list[dict[str, str]] = []
    for row in rows:
        name, last = row["path"], state.written(row["path"])
        cells = state.cells(name)
        if cells is not None:
            now = _merge(row, cells, last)
            if now != last:
                written[name] = now
        elif last is not None:
            written[name] = None
            if all(row.get(column, "") == value for column, value in last.items()):
                continue  # of a file that is no longer kept
        kept.append(row)
    for name in state.paths():
        if name in present or (existed and state.written(name) is not None):
            continue  # a person removed the row
        row = {"path": name}
        written[name] = _merge(row, state.cells(name) or {}, None)
        kept.append(row)
    if kept or existed:
        write_cells(path, columns, kept)
    with state.database.transaction():
        for name, now_written in written.items():
            state.set_written(name, now_written)


def stated_schools(folder: Path) -> dict[str, frozenset[str]]:
    """The schools that the manifest states of each file, with "" for a row without one; those of an
    archive's members together."""
    path = folder / MANIFEST
    schools: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_cells(path)[1] if path.exists() else ():
        schools[row["path"].partition("!/")[0]].add(row.get("school", ""))
    return {name: frozenset(stated) for name, stated in schools.items()}


def removed_by_person(folder: Path, state: State) -> frozenset[str]:
    """The files whose rows a person removed from the manifest."""
    if not (folder / MANIFEST).exists():
        return frozenset()
    present = {row["path"] for row in read_cells(folder / MANIFEST)[1]}
    return frozenset(name for name in state.written_paths() if name not in present)


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
