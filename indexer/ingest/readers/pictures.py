"""Pictures of pages: loose ones, and those that hold the report in a Word file or a web page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.picture import DAMAGED_PICTURE, check_size
from indexer.ingest.ocr.recognised import RecognisedPage
from indexer.ingest.ocr.scans import Scans
from indexer.ingest.readers.page_layout.document_text import Refusals, extract_text
from indexer.ingest.readers.safe_zip import SafeZip
from indexer.ingest.readers.scanned import page_texts, picture_size, with_recognised

NO_TEXT: Final = Message("图片里没有认出文字")
_REFUSALS: Final = Refusals(outlined=NO_TEXT, scanned=NO_TEXT, garbled=NO_TEXT)
MAX_PICTURE_BYTES: Final = 64 << 20
MAX_PICTURES: Final = 200
"""Pictures of one file that are recognised."""
_DATA_URI: Final = re.compile(r"data:image/[\w.+-]+(?P<base64>;base64)?[^,]{0,100},", re.IGNORECASE)
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)

Sibling = Callable[[str], bytes | None]


def read_picture(data: bytes, limits: Limits, scans: Scans) -> Extracted:
    """The text of a loose picture; of a file with several only the first.

    Raises NotAReportError for a small one, UnreadableError, UnrecognisedError.
    """
    check_size(*picture_pixels(data))
    return _read([scans.page(data)], limits, scans)


def read_pictures(
    pictures: Sequence[tuple[str, bytes]], limits: Limits, scans: Scans
) -> Extracted | None:
    """The text of the pictures in a file that are large enough to be pages, by their names in it;
    None where there is none. Raises UnreadableError where none could be recognised, and
    UnrecognisedError."""
    pages: list[RecognisedPage | None] = []
    failure: UnreadableError | None = None
    for member, data in pictures[:MAX_PICTURES]:
        try:
            check_size(*picture_pixels(data))
            pages.append(scans.page(data, member=member))
        except NotAReportError:
            continue
        except UnreadableError as error:
            failure = error
    if not pages:
        if failure is not None:
            raise failure
        return None
    return _read(pages, limits, scans)


def _read(pages: Sequence[RecognisedPage | None], limits: Limits, scans: Scans) -> Extracted:
    scans.check()
    known = {number: page for number, page in enumerate(pages) if page is not None}
    sized = {number: (page, picture_size(page)) for number, page in known.items()}
    texts = [text for page in page_texts(sized).values() for text in page]
    return with_recognised(extract_text(texts, limits, None, _REFUSALS), known, pages=known)


def after(text: Extracted, scanned: Extracted) -> Extracted:
    """A file's own text, followed by that of its pictures."""
    return replace(
        text,
        text=f"{text.text}\n{scanned.text}".strip("\n"),
        recognised=scanned.recognised,
        scanned=scanned.scanned,
        is_all_recognised=not text.text.strip(),
    )


def picture_pixels(data: bytes) -> tuple[int, int]:
    """Width and height, from the header. Raises UnreadableError."""
    from PIL import Image  # noqa: PLC0415 - comes with the recogniser

    try:
        with Image.open(BytesIO(data)) as picture:
            width, height = picture.size
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        OverflowError,
        Image.DecompressionBombError,
    ) as error:
        raise UnreadableError(DAMAGED_PICTURE) from error
    return width, height


def linked_picture(source: str, sibling: Sibling) -> bytes | None:
    """The picture that a web page names: inside the page itself, or a file beside it."""
    written = source.strip()
    if inline := _DATA_URI.match(written):
        payload = written[inline.end() :]
        if len(payload) > 2 * MAX_PICTURE_BYTES:
            return None
        try:
            raw = unquote_to_bytes(payload)
            return base64.b64decode(raw) if inline["base64"] else raw
        except (binascii.Error, ValueError):
            return None
    if _ABSOLUTE.match(written) or written.startswith("/"):
        return None
    return sibling(unquote(written.partition("?")[0].partition("#")[0]))


def embedded_picture(content: bytes, member: str, sibling: Sibling, limits: Limits) -> bytes:
    """The bytes of a picture in a file, by its name there. Raises UnreadableError."""
    if content.startswith(b"PK"):
        with SafeZip(BytesIO(content), limits) as zip_file:
            if member in zip_file.members:
                return zip_file.read(member, MAX_PICTURE_BYTES)
    elif (data := linked_picture(member, sibling)) is not None:
        return data
    raise UnreadableError(Message("文件里的图片已不存在"))
