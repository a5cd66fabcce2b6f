"""Pictures of pages: loose ones, and those that hold the report in a document or a web page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.picture import check_picture
from indexer.ingest.ocr.recognised import RecognisedPage
from indexer.ingest.ocr.scans import Scans, with_install_hint
from indexer.ingest.readers.page_layout.document_text import Refusals, extract_text, page_ranges
from indexer.ingest.readers.safe_zip import MAX_PICTURE_BYTES
from indexer.ingest.readers.scanned import (
    page_texts,
    picture_size,
    recognised_pages,
    unrecognised,
    with_recognised,
)
from indexer.reports.warnings import DetailedWarning, ReadingWarning

NO_TEXT: Final = Message("图片里没有认出文字")
ONLY_PICTURES: Final = Message(
    "文件里只有图片，没有文字：请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX"
)
_REFUSALS: Final = Refusals(outlined=NO_TEXT, scanned=NO_TEXT, garbled=NO_TEXT)
MAX_PICTURES: Final = 200
"""Pictures of one file that are recognised."""
MIN_SCAN_BYTES: Final = 20 << 10
"""A scanned page has more."""
_LETTER: Final = re.compile(r"[^\W_]")
_MOST_LETTERS: Final = 150
"""A document with fewer letters may be a cover whose report is in the pictures below."""
_DATA_URI: Final = re.compile(r"data:image/[\w.+-]+(?P<base64>;base64)?[^,]{0,100},", re.IGNORECASE)
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)

Sibling = Callable[[str], bytes | None]


def read_picture(data: bytes, limits: Limits, scans: Scans) -> Extracted:
    """The text of a loose picture; of a file with several only the first.

    Raises NotAReportError for a small one, UnreadableError, UnrecognisedError.
    """
    check_picture(data)
    page = scans.page(data)
    scans.check()
    assert page is not None
    return _read({0: page}, (), limits)


def read_pictures(
    pictures: Iterable[tuple[str, bytes]], limits: Limits, scans: Scans
) -> Extracted | None:
    """The text of the pictures in a file that are large enough to be pages, by their names in it;
    None where there is none. Raises UnreadableError where most could not be recognised, and
    UnrecognisedError."""
    pages: list[tuple[str, bytes]] = []
    damage: UnreadableError | None = None
    for member, data in pictures:
        try:
            check_picture(data)
            pages.append((member, data))
        except NotAReportError:
            continue
        except UnreadableError as error:
            damage = error

    def page(number: int) -> RecognisedPage | None:
        member, data = pages[number]
        return scans.page(data, number, member)

    found, failed = recognised_pages(range(len(pages)), page, scans)
    if len(failed) > len(found):
        raise unrecognised(failed)
    if not found and damage is not None:
        raise damage
    return _read(found, failed, limits) if found else None


def _read(
    pages: Mapping[int, RecognisedPage], failed: Collection[int], limits: Limits
) -> Extracted:
    sized = {number: (page, picture_size(page)) for number, page in pages.items()}
    texts = [text for page in page_texts(sized).values() for text in page]
    extracted = with_recognised(extract_text(texts, limits, None, _REFUSALS), pages, pages=pages)
    if not failed:
        return extracted
    missing = DetailedWarning(ReadingWarning.PAGES_SCANNED, page_ranges([*failed]))
    return replace(extracted, warnings=(*extracted.warnings, missing))


def with_pictures(
    text: Extracted,
    pictures: Callable[[], Iterable[tuple[str, bytes]]],
    limits: Limits,
    scans: Scans,
) -> Extracted:
    """The text of a document; where it may only be the cover of a report that is in its pictures,
    followed by theirs. `pictures` gives them with their names.

    Raises UnreadableError, also where there is no text and pictures are not read;
    UnrecognisedError.
    """
    letters = len(_LETTER.findall(text.text))
    if letters >= _MOST_LETTERS:
        return text
    if scans.is_on:
        scanned = read_pictures(islice(pictures(), MAX_PICTURES), limits, scans)
        return text if scanned is None else after(text, scanned)
    if not letters and any(len(data) >= MIN_SCAN_BYTES for _, data in pictures()):
        raise UnreadableError(with_install_hint(ONLY_PICTURES, scans.options))
    return text


def after(text: Extracted, scanned: Extracted) -> Extracted:
    """A file's own text, followed by that of its pictures."""
    return replace(
        text,
        text=f"{text.text}\n{scanned.text}".strip("\n"),
        recognised=scanned.recognised,
        scanned=scanned.scanned,
        warnings=(*text.warnings, *scanned.warnings),
        is_all_recognised=not text.text.strip(),
    )


def linked_picture(source: str, sibling: Sibling) -> tuple[str, bytes] | None:
    """The picture that a web page names, inside the page itself or a file beside it: its name and
    its bytes."""
    data = _inline(source.strip()) or _beside(source.strip(), sibling)
    return (source, data) if data else None


def _inline(source: str) -> bytes | None:
    inline = _DATA_URI.match(source)
    payload = source[inline.end() :] if inline else ""
    if inline is None or len(payload) > 2 * MAX_PICTURE_BYTES:
        return None
    try:
        raw = unquote_to_bytes(payload)
        return base64.b64decode(raw) if inline["base64"] else raw
    except (binascii.Error, ValueError):
        return None


def _beside(source: str, sibling: Sibling) -> bytes | None:
    if _ABSOLUTE.match(source) or source.startswith("/"):
        return None
    return sibling(unquote(source.partition("?")[0].partition("#")[0]))
