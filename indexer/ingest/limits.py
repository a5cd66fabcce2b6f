"""Limits on time, memory and size of what is read. A file that exceeds one fails with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_MB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits under which files are read. All sizes are bytes."""

    seconds: float = 60.0
    """Time for one file, from bytes to Report."""
    seconds_per_page: float = 0.2
    """Further time for each page of a PDF."""
    max_seconds: float = 480.0
    """Time for the longest PDF."""
    memory: int = 448 * _MB
    """Address space of one worker process, where the platform can limit it."""
    file_size: int = 100 * _MB
    """The largest file that is opened, except archives, which are read member by member."""
    archive_size: int = 4096 * _MB
    """The largest archive of reports."""
    text_size: int = 16 * _MB
    """The largest file of a text format (.txt, .md, .html)."""
    characters: int = 5_000_000
    """The longest text of one file; the longest report seen has 60,000."""
    members: int = 50_000
    """Files in one archive."""
    unpacked: int = 512 * _MB
    """Size of the members of one office document, unpacked."""
    unpacked_archive: int = 2048 * _MB
    """Size of an archive that is unpacked to disk (7z, RAR, tar), unpacked."""
    expansion: int = 200
    """Ratio of a member's size to its packed size: 3 to 10 for text, up to 60 for the XML of a
    large Word table, 1,000 for a zip bomb."""
    nesting: int = 2
    """Archives inside archives."""
    pages: int = 2_000
    """Pages of a PDF."""
    cells: int = 2_000_000
    """Cells of a workbook."""
    headings: int = 3_000
    """Headings of one report; the longest seen has about 200."""
    parts: int = 2_000
    """Parts of one report; the longest seen has about 60."""
    manifest_size: int = 64 * _MB
    """The largest manifest."""
    manifest_rows: int = 200_000
    """Rows of one manifest: the whole national archive has 45,000 reports."""

    def seconds_for(self, pages: int) -> float:
        """Time for a PDF of so many pages."""
        longest = max(self.seconds, self.max_seconds)
        return min(longest, self.seconds + pages * self.seconds_per_page)


DEFAULT_LIMITS: Final = Limits()


def format_size(size: int) -> str:
    """A size in bytes for a message: 1.5 MB."""
    return f"{size / _MB:.1f} MB".replace(".0 MB", " MB")
