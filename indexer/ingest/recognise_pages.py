"""Recognises one page in a worker process, within limits on time and memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits, format_size
from indexer.ingest.ocr.cache import OcrCache
from indexer.ingest.ocr.picture import decode, recognise
from indexer.ingest.ocr.scans import PagePicture
from indexer.ingest.readers.embedded import embedded_picture
from indexer.ingest.readers.formats import HEAD, is_picture
from indexer.ingest.readers.pdf import render_page
from indexer.ingest.source_file import SourceFile
from indexer.processes.pool import Failure, PoolConfig

MEMORY: Final = 4 << 30
"""Address space of a worker; it uses about a quarter of it."""
SECONDS: Final = 300.0
"""Time for one page; a loaded machine needs a minute."""


_NO_ROOM: Final = "failed to map segment"
"""What the system says where there is no memory to load a library."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """A page of a source file."""

    source: SourceFile
    picture: PagePicture


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page that is in the cache now, or the reason why it is not."""

    key: str
    reason: str = ""


def recognise_page(task: PageTask, folder: Path, limits: Limits) -> PageResult:
    """Recognise a page and store it. An internal error fails this page alone."""
    picture, kept = task.picture, OcrCache(folder)
    try:
        if kept.get(picture.key) is None:  # another file may have the same picture
            content = task.source.read(limits)[picture.file]
            kept.put(picture.key, recognise(_pixels(task, content, limits)))
    except UnreadableError as error:
        return PageResult(picture.key, error.reason)
    except MemoryError:
        raise
    except Exception as error:  # other pages are still read
        if _NO_ROOM in str(error):
            raise MemoryError from error
        return PageResult(
            picture.key,
            Message("识别文字时出错（%(error)s）", error=f"{type(error).__name__}: {error}"),
        )
    return PageResult(picture.key)


def _pixels(task: PageTask, content: bytes, limits: Limits) -> Any:
    picture = task.picture
    if picture.member:
        content = embedded_picture(content, picture.member, task.source.sibling, limits)
    elif not is_picture(content[:HEAD]):
        return render_page(content, picture.page)
    return decode(content)


def pool_config(workers: int, folder: Path, limits: Limits) -> PoolConfig[PageTask, PageResult]:
    """Workers that recognise pages, each with one thread."""
    return PoolConfig(
        function=partial(recognise_page, folder=folder, limits=limits),
        on_failure=_failed,
        workers=workers,
        seconds=SECONDS,
        memory=MEMORY,
        batch_size=1,
    )


def _failed(task: PageTask, failure: Failure) -> PageResult:
    reason = Message("识别文字时进程意外终止，图片可能已损坏")
    match failure:
        case "timeout":
            reason = Message("识别文字超过 %(seconds).0f 秒，已中止", seconds=SECONDS)
        case "memory":
            reason = Message("识别文字所需内存超过上限 %(most)s，已中止", most=format_size(MEMORY))
    return PageResult(task.picture.key, reason)
