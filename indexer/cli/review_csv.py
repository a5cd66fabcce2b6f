"""CSV tables of extracted metadata, for review and correction."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.archive import Archive, FileOutcome
from indexer.cli.language import _, translate
from indexer.cli.output import echo_err
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
_BACKUP: Final = "manifest.bak.csv"


Row = dict[str, str]


class ReviewRows:
    """The rows of `--report`, collected while files are read."""

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
            | (_metadata(outcome.report) if outcome.report else {})
        )

    def write(self, path: Path, archive: Archive) -> None:
        """Write the table: what failed and what manifests have wrong, then ignored files and unused
        columns of manifests, then the others by rising confidence.

        Raises StorageError.
        """
        rows = sorted((_complete(row, archive) for row in self._rows), key=_by_confidence)
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS, restval="")
                writer.writeheader()
                for row in rows:
                    writer.writerow({name: neutralise_formula(cell) for name, cell in row.items()})
        except OSError as error:
            raise StorageError(
                Message("无法写入 %(path)s：%(reason)s", path=path, reason=error.strerror)
            ) from error


def _metadata(report: Report) -> Row:
    return {
        "confidence": f"{report.confidence:.2f}",
        "warnings": "；".join(translate(warning.message) for warning in report.warnings),
        "school": report.school or "",
        "province": report.province or "",
        "period": report.period or "",
        "published": report.published.isoformat() if report.published else "",
        "title": report.title,
        "sections": "; ".join(report.sections),
    }


def _complete(row: Row, archive: Archive) -> Row:
    """The row of an unchanged file is filled from the index."""
    if row["status"] != "unchanged":
        return row
    return row | _metadata(archive.report(row["id"]))


def _by_confidence(row: Row) -> tuple[int, float, str]:
    """Sort key: files order a report first, then by confidence."""
    order = {"failed": 0, "manifest": 0, "ignored": 1, "notice": 1}
    rank = order.get(row["status"], len(order))
    return rank, float(row.get("confidence", "1")), row["path"]


def write_manifests(archive: Archive, roots: Iterable[str]) -> None:
    """Write `manifest.csv` into each indexed folder, beside each indexed file.

    An existing one, which the update has read, is copied to `manifest.bak.csv`.
    """
    for folder in dict.fromkeys(_folder(Path(root)) for root in roots):
        path = folder / MANIFEST
        if path.exists():
            shutil.copy2(path, folder / _BACKUP)
            echo_err(_("原有的 %(path)s 已改名为 %(backup)s", path=path, backup=_BACKUP))
        count = write_manifest(path, _reports_below(archive, folder))
        echo_err(
            _(
                "已写 %(path)s：%(count)d 行；改正后再运行 xxgk index %(folder)s",
                path=path,
                count=count,
                folder=folder,
            )
        )


def _folder(root: Path) -> Path:
    path = root.resolve()
    return path if path.is_dir() else path.parent


def _reports_below(archive: Archive, folder: Path) -> Iterator[Report]:
    """The reports whose file is in the folder, with paths relative to it."""
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
