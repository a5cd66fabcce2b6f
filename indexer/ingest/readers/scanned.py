"""Recognised pages in place of the pages of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted, RecognisedText
from indexer.ingest.ocr.recognised import RecognisedPage
from indexer.ingest.ocr.scans import Scans
from indexer.ingest.readers.page_layout.document_text import page_ranges
from indexer.ingest.readers.page_layout.page import PageText, read_page
from indexer.ingest.readers.recognised_layout import full_width, raw_pages, text_lines
from indexer.reports.model import ScannedPage

_UNCERTAIN: Final = 0.85
"""Confidence below which a character is marked: one in a hundred, five of six wrong ones."""
_PORTRAIT, _LANDSCAPE = 595.0, 842.0


def page_texts(
    pages: Mapping[int, tuple[RecognisedPage, tuple[float, float]]],
) -> dict[int, list[PageText]]:
    """Recognised pages as `page_layout` reads them, by number; with each its size in points, either
    way round."""
    sized = {
        number: (page, page.width * max(size) / max(page.width, page.height))
        for number, (page, size) in pages.items()
    }
    return {number: [*read_page(raw)] for number, raw in raw_pages(sized).items()}


def picture_size(page: RecognisedPage) -> tuple[float, float]:
    """The size in points of a picture, taken for a page of A4."""
    if page.width <= page.height:
        return _PORTRAIT, _PORTRAIT * page.height / page.width
    return _LANDSCAPE, _LANDSCAPE * page.height / page.width


def replaced(
    pages: Sequence[PageText], recognised: Mapping[int, RecognisedPage]
) -> Iterator[PageText]:
    """The pages, those with a number in `recognised` as they were recognised."""
    sizes = {page.number: (page.width, page.height) for page in pages}
    texts = page_texts({number: (page, sizes[number]) for number, page in recognised.items()})
    for page in pages:
        if page.number not in recognised:
            yield page
        else:
            yield from texts.pop(page.number, ())


def recognised_pages(
    numbers: Iterable[int], page: Callable[[int], RecognisedPage | None], scans: Scans
) -> tuple[dict[int, RecognisedPage], dict[int, UnreadableError]]:
    """The pages that could be recognised, and why others could not, by number; `page` asks `scans`
    for one. Raises UnrecognisedError."""
    found: dict[int, RecognisedPage] = {}
    failed: dict[int, UnreadableError] = {}
    for number in numbers:
        try:
            recognised = page(number)
        except UnreadableError as error:
            failed[number] = error
        else:
            if recognised is not None:
                found[number] = recognised
    scans.check()
    return found, failed


def unrecognised(failed: Mapping[int, UnreadableError]) -> UnreadableError:
    """The error for pages that could not be recognised, by their numbers."""
    reason = next(iter(failed.values())).reason
    return UnreadableError(
        Message("第 %(pages)s 页：%(reason)s", pages=page_ranges([*failed]), reason=reason)
    )


def with_recognised(
    extracted: Extracted, recognised: Mapping[int, RecognisedPage], *, pages: Iterable[int]
) -> Extracted:
    """The text with what is known of its recognised pages; `pages` are the numbers of all."""
    lines = [
        RecognisedText(
            full_width(line.text),
            number + 1,
            tuple(at for at, value in enumerate(line.confidences) if value < _UNCERTAIN),
        )
        for number, page in sorted(recognised.items())
        for line in text_lines(page)
    ]
    return replace(
        extracted,
        recognised=tuple(lines),
        scanned=tuple(
            ScannedPage(number + 1, page.confidence) for number, page in sorted(recognised.items())
        ),
        is_all_recognised=set(pages) <= recognised.keys(),
    )
