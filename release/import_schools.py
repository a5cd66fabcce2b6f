"""Replace the table of known schools by the ministry's list of schools (全国高等学校名单).

    python release/import_schools.py LIST.xlsx [ADULT.csv ...] > schools.tsv

Each file has the columns 学校名称, 所在地 and 办学层次, as the ministry publishes them; a list of
adult schools has no levels. Titles above the header and rows that name a province are skipped.

What the list does not have is taken from the table in use: former names, short names, the kind
独立学院, campuses, military schools, and schools that closed or were renamed but whose reports are
in archives. The closed or renamed ones are printed on stderr, so that a person can see which are
former names of a school in the list, and which are errors.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Final

import openpyxl

from indexer.reports.schools import KINDS, KnownSchool, places, provinces, schools

NAME: Final = "学校名称"
PLACE: Final = "所在地"
LEVEL: Final = "办学层次"
_NOT_LISTED: Final = frozenset({"军队院校", "校区"})
"""Kinds that the ministry's list does not have."""


def read_list(path: Path) -> list[dict[str, str]]:
    """The rows of a list with a name, by column."""
    rows = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    cells = [[_clean(cell) for cell in row] for row in rows]
    header = next((number for number, row in enumerate(cells) if NAME in row), None)
    if header is None:
        raise SystemExit(f"{path}: there is no column {NAME}")
    columns = cells[header]
    if PLACE not in columns:
        raise SystemExit(f"{path}: there is no column {PLACE}")
    listed = (dict(zip(columns, row, strict=False)) for row in cells[header + 1 :])
    return [row for row in listed if row.get(NAME) and row.get(PLACE) and row[NAME] != NAME]


def known_schools(
    rows: Iterable[Mapping[str, str]], before: Mapping[str, KnownSchool]
) -> dict[str, KnownSchool]:
    """The schools of the list and of the table in use; if both have a school, its province and kind
    are those of the list."""
    table = dict(before)
    for row in rows:
        old = before.get(row[NAME], KnownSchool(None, None))
        kind = _kind(row)
        kind = old.kind if old.kind == "独立学院" and kind == "本科" else kind
        table[row[NAME]] = replace(old, province=_province(row[PLACE]) or old.province, kind=kind)
    return {
        name: replace(
            school, former_names=tuple(one for one in school.former_names if one not in table)
        )
        for name, school in table.items()
    }


def unlisted(rows: Iterable[Mapping[str, str]], before: Mapping[str, KnownSchool]) -> list[str]:
    """The schools of the table in use that should be in the list but are not."""
    listed = {row[NAME] for row in rows}
    return [
        name
        for name, school in before.items()
        if name not in listed and school.kind not in _NOT_LISTED
    ]


def table_text(head: Sequence[str], table: Mapping[str, KnownSchool]) -> str:
    """The file: its comments, then a row for each school in the table's order."""
    places_, kinds = (*provinces(), None), (*KINDS, None)
    rows = sorted(
        table.items(),
        key=lambda row: (places_.index(row[1].province), kinds.index(row[1].kind), row[0]),
    )
    lines = [
        "\t".join(
            (
                name,
                school.province or "-",
                school.kind or "-",
                " ".join(school.former_names) or "-",
                " ".join(school.short_names) or "-",
            )
        )
        for name, school in rows
    ]
    return "".join(f"{line}\n" for line in (*head, *lines))


def _province(place: str) -> str | None:
    """The province of a 所在地: 石家庄市, 北京市, 恩施土家族苗族自治州."""
    sizes = range(len(place), 1, -1)
    return next((places()[place[:size]] for size in sizes if place[:size] in places()), None)


def _kind(row: Mapping[str, str]) -> str:
    name, level = row[NAME], row.get(LEVEL, "")
    if level == "本科":
        return "职业本科" if "职业" in name and name.endswith("大学") else "本科"
    return "专科" if level == "专科" else "成人高校"


def _clean(cell: str) -> str:
    """A cell without blanks, with the kind of brackets that names have in our table."""
    return "".join(cell.split()).replace("(", "（").replace(")", "）")


def _csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.reader(file)]


def _xlsx(path: Path) -> list[list[str]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    finally:
        book.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the new table to stdout, and the schools that a person should check to stderr."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lists", nargs="+", type=Path, metavar="LIST", help=".xlsx or .csv")
    rows = [row for path in parser.parse_args(arguments).lists for row in read_list(path)]
    old = resources.files("indexer.reports").joinpath("data", "schools.tsv")
    lines = old.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(table_text(head, known_schools(rows, schools())))
    print("Not in the list, kept:", *unlisted(rows, schools()), sep="\n  ", file=sys.stderr)
    print("State in the head of the file which list it comes from.", file=sys.stderr)


if __name__ == "__main__":
    main()
