"""Files read in this process: worker processes, which take long to start, have tests of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from indexer.archive import draft, update
from indexer.cli import inspect
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.ocr.scans import NO_OCR, OcrOptions
from indexer.ingest.read import ParseResult, read_report, read_reports
from indexer.ingest.source_file import SourceFile, close_archives


def read_in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Until the patch is undone, no worker process is started to read a file."""
    for user in (update, draft, inspect):
        patch.setattr(user, "read_reports", _read_reports)


def read_in_processes(patch: pytest.MonkeyPatch) -> None:
    """Until the patch is undone, files are read in worker processes, as for a user."""
    for user in (update, draft, inspect):
        patch.setattr(user, "read_reports", read_reports)


def _read_reports(
    sources: Iterable[SourceFile],
    *,
    limits: Limits = DEFAULT_LIMITS,
    ocr: OcrOptions = NO_OCR,
    **options: Any,
) -> Iterator[ParseResult]:
    scanned = []
    try:
        for source in sources:
            result = read_report(source, limits, ocr)
            if result.wanted:
                scanned.append(source)
            else:
                yield result
    finally:
        close_archives()
    if scanned:  # their pages are recognised in worker processes
        yield from read_reports(scanned, limits=limits, ocr=ocr, **options)
