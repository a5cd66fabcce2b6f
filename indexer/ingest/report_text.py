"""The texts in and around a report from which its metadata are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from indexer.ingest.extracted import Extracted
from indexer.ingest.lines import visible
from indexer.ingest.titles import find_title, format_title
from indexer.reports.model import Part
from indexer.reports.warnings import DetailedWarning, ReadingWarning

_SIGNATURE_LINES: Final = 6


class ReportText:
    """The text of a report, its titles and signature, and the titles of its page and file."""

    def __init__(self, extracted: Extracted, parts: tuple[Part, ...], path: str) -> None:
        lines = [line for part in parts for line in _lines(part)]
        self.whole = "\n".join(lines)
        opening = parts[0].text if parts and parts[0].sections == ("preamble",) else ""
        self.head = opening.split("\n") if opening else []
        self.title = find_title(self.head)
        self.opening = [line for line in self.head if len(line) > 30]
        self.stem = visible(PurePosixPath(path).stem)
        self.site_title = visible(extracted.title or "")
        self.site_names = [visible(name) for name in extracted.site_names]
        self.format_title = format_title(self.site_title)
        self.signature = lines[-_SIGNATURE_LINES:]
        self.page_date = extracted.published
        self.has_unread_pages = any(
            isinstance(warning, DetailedWarning) and warning.kind is ReadingWarning.PAGES_SCANNED
            for warning in extracted.warnings
        )


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    yield from part.text.split("\n")
