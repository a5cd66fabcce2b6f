"""What was understood of each file, as tables for a person to look through and correct."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.archive import Archive, FileOutcome
from indexer.cli.console import tell
from indexer.cli.language import _, say
from indexer.errors import StorageError
from indexer.i18n import Message
from indexer.ingest.manifest import MANIFEST, write_manifest
from indexer.reports.model import Report

COLUMNS: Final = (
    "path",
    "status",
    "confidence",
    "warnings",
    "reason",
    "id",
    "school",
    "province",
    "period",
    "published",
    "title",
    "sections",
)
_KEPT: Final = "manifest.bak.csv"


Row = dict[str, str]


class AccountRows:
    """The rows of `--report`, gathered while files are read."""

    def __init__(self) -> None:
        self._rows: list[Row] = []

    def note(self, outcome: FileOutcome) -> None:
        self._rows.append(
            {
                "path": outcome.path,
                "status": outcome.status,
                "reason": outcome.reason,
                "id": outcome.report_id or "",
            }
            | (_understood(outcome.report) if outcome.report else {})
        )

    def write(self, place: Path, archive: Archive) -> None:
        """Write the table: failed and ignored files, then the least certain.

        Raises StorageError.
        """
        rows = sorted((_completed(row, archive) for row in self._rows), key=_least_certain_first)
        try:
            with place.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS, restval="")
                writer.writeheader()
                for row in rows:
                    writer.writerow({name: neutralise_formula(cell) for name, cell in row.items()})
        except OSError as error:
            raise StorageError(
                Message("无法写入 %(place)s：%(reason)s", place=place, reason=error.strerror)
            ) from error


def _understood(report: Report) -> Row:
    return {
        "confidence": f"{report.confidence:.2f}",
        "warnings": "；".join(say(warning.message) for warning in report.warnings),
        "school": report.school or "",
        "province": report.province or "",
        "period": report.period or "",
        "published": report.published.isoformat() if report.published else "",
        "title": report.title,
        "sections": "; ".join(report.sections),
    }


def _completed(row: Row, archive: Archive) -> Row:
    """For a file that was not read again, what is stored of it."""
    if row["status"] != "unchanged":
        return row
    return row | _understood(archive.report(row["id"]))


def _least_certain_first(row: Row) -> tuple[int, float, str]:
    """Files without a report, whose reason is to be read first; then by confidence."""
    without = {"failed": 0, "ignored": 1}
    rank = without.get(row["status"], len(without))
    return rank, float(row.get("confidence", "1")), row["path"]


def write_manifests(archive: Archive, roots: Iterable[str]) -> None:
    """Write `manifest.csv` into each indexed folder, beside each indexed file.

    One that is there already was taken into account; it is kept as `manifest.bak.csv`.
    """
    for folder in dict.fromkeys(_folder(Path(root)) for root in roots):
        place = folder / MANIFEST
        if place.exists():
            place.replace(folder / _KEPT)
            tell(_("原有的 %(place)s 已改名为 %(kept)s", place=place, kept=_KEPT))
        count = write_manifest(place, _reports_below(archive, folder))
        tell(
            _(
                "已写 %(place)s：%(count)d 行；改正后再运行 xxgk index %(folder)s",
                place=place,
                count=count,
                folder=folder,
            )
        )


def _folder(root: Path) -> Path:
    place = root.resolve()
    return place if place.is_dir() else place.parent


def _reports_below(archive: Archive, folder: Path) -> Iterator[Report]:
    """The reports whose file is below the folder, their paths as seen from there."""
    with archive.reading() as reader:
        records = [
            record
            for record in reader.sources().values()
            if Path(record.location).is_relative_to(folder)
        ]
        for record in sorted(records, key=lambda record: (record.location, record.member)):
            report = reader.report(record.report_id)
            if report is not None:
                path = Path(record.location).relative_to(folder).as_posix()
                yield replace(report, source=replace(report.source, path=path))
