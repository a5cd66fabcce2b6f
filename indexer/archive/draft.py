"""A file that someone wants to have looked at before it is published: read like a source file, in a
process of its own, and stored nowhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.file_filter import is_archive, should_index
from indexer.ingest.limits import Limits
from indexer.ingest.parse import Overrides
from indexer.ingest.read import read_reports
from indexer.ingest.source_file import SourceFile
from indexer.reports.model import Report

MAX_BYTES: Final = 20 << 20
"""The largest draft."""
SECONDS: Final = 30.0
"""Time for reading one."""
_LIMITS: Final = Limits(
    seconds=SECONDS, seconds_per_page=0, max_seconds=SECONDS, file_size=MAX_BYTES
)
_HEAD_BYTES: Final = 4096


def read_draft(path: Path, name: str, school: str | None = None) -> Report:
    """The report in a file; `name` is the one under which it was handed in, and `school` is stated
    by whoever did.

    Raises UnreadableError for a format that is not read or a damaged file, NotAReportError for a
    text that is no report and whose school is not stated.
    """
    head = partial(_head, path)
    if not should_index(name, head):
        raise UnreadableError(Message("不是能读取的格式：请用 Word、PDF、HTML 或纯文本"))
    if is_archive(name, head):
        raise UnreadableError(Message("是压缩包：请只选其中的一个文件"))
    overrides = Overrides(school=school) if school else None
    source = SourceFile(path=name, location=str(path), overrides=overrides)
    (result,) = read_reports([source], jobs=1, limits=_LIMITS)
    if result.report is not None:
        return result.report
    raise (NotAReportError if result.is_ignored else UnreadableError)(result.reason)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)
