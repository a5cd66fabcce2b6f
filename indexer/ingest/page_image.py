"""The picture of a page that a text was recognised from, made anew from the source file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.picture import decode
from indexer.ingest.ocr.scans import OcrOptions, Scans, UnrecognisedError
from indexer.ingest.read import extract
from indexer.ingest.readers.embedded import GONE, embedded_picture
from indexer.ingest.readers.formats import HEAD, is_picture, sniff
from indexer.ingest.readers.pdf import render_page
from indexer.ingest.source_file import SourceFile, sha256_of

_WIDTH: Final = 1_000
"""Pixels: a page is shown beside its text, large enough to be read."""
_QUALITY: Final = 70
_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class PageImageTask:
    """A page, from 1, of a source file whose bytes have this hash."""

    source: SourceFile
    sha256: str
    page: int


@dataclass(frozen=True, slots=True)
class PageImage:
    """A JPEG, or the reason why there is none."""

    data: bytes = b""
    reason: str = ""


def can_show_pages() -> bool:
    """Whether the library is installed that makes pictures; it comes with the extra `ocr`."""
    return find_spec("PIL") is not None


def page_image(task: PageImageTask) -> PageImage:
    """The picture of a page. An error fails this picture alone."""
    try:
        files = task.source.read(_LIMITS)
        if sha256_of(files) != task.sha256:
            raise UnreadableError(Message("原件已改动"))
        return PageImage(_jpeg(files[0], task))
    except UnreadableError as error:
        return PageImage(reason=error.reason)


def _jpeg(content: bytes, task: PageImageTask) -> bytes:
    from PIL import Image  # noqa: PLC0415 - comes with the recogniser

    head = content[:HEAD]
    if sniff(head, task.source.member or task.source.path) == "pdf":
        pixels = render_page(content, task.page - 1, width=_WIDTH)
    elif is_picture(head) and task.page == 1:
        pixels = decode(content)
    else:
        pixels = decode(_inside(content, task))
    picture = Image.fromarray(pixels)
    picture.thumbnail((_WIDTH, 4 * _WIDTH))
    file = BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _inside(content: bytes, task: PageImageTask) -> bytes:
    """The picture of a page in a document: as if none of its pages were recognised yet, it is
    asked which they are. Raises UnreadableError."""
    source = task.source
    with TemporaryDirectory() as empty:
        scans = Scans(OcrOptions("auto", Path(empty)), sibling=source.sibling)
        with suppress(UnrecognisedError):
            extract(source, [content], _LIMITS, scans)
    members = {page.page: page.member for page in scans.wanted}
    if task.page - 1 not in members:
        raise UnreadableError(GONE)
    return embedded_picture(content, members[task.page - 1], source.sibling, _LIMITS)
