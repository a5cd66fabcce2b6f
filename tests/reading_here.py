"""Updates that read files in this process: worker processes, which take long to start, have tests
of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from indexer.archive import update
from indexer.ingest.read import ParseResult, read_report
from indexer.ingest.source_file import SourceFile


def read_in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Until the patch is undone, updates start no worker process."""
    patch.setattr(update, "read_reports", _read_reports)


def _read_reports(sources: Iterable[SourceFile], **_options: object) -> Iterator[ParseResult]:
    return map(read_report, sources)
