"""Pictures of the pages of a report, made on request in a process of its own and stored nowhere."""

from __future__ import annotations

from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.page_image import PageImage, PageImageTask, can_show_pages, page_image
from indexer.ingest.readers.formats import format_of, suffix
from indexer.ingest.source_file import SourceFile
from indexer.processes.pool import Failure, PoolConfig, imap_isolated
from indexer.reports.model import Report

_SECONDS: Final = 8.0
_MEMORY: Final = 1 << 30


def pages_to_show(report: Report) -> tuple[int, ...]:
    """The recognised pages of which a picture can be made, where the library for it is installed:
    of every format but those that LibreOffice converts, which takes too long."""
    source = report.source
    known = format_of(suffix(source.member or source.path))
    is_quick = known is not None and known.how in ("read", "picture")
    if not (report.scanned and is_quick and source.location and can_show_pages()):
        return ()
    return tuple(page.page for page in report.scanned)


def picture_of(report: Report, page: int) -> bytes:
    """The picture of a page as JPEG. Raises UnreadableError where there is none."""
    if page not in pages_to_show(report):
        raise UnreadableError(Message("没有这一页的图像"))
    source = report.source
    file = SourceFile(source.path, source.location, source.member)
    config = PoolConfig(
        function=page_image,
        on_failure=_failed,
        workers=1,
        seconds=_SECONDS,
        memory=_MEMORY,
    )
    (made,) = imap_isolated([PageImageTask(file, source.sha256, page)], config)
    if made.reason:
        raise UnreadableError(made.reason)
    return made.data


def _failed(task: PageImageTask, failure: Failure) -> PageImage:
    del task, failure
    return PageImage(reason=Message("这一页的图像没有及时做出来，文件可能已损坏"))
