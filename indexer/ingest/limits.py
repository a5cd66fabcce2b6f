"""What one file may cost. A file that exceeds a limit is a failure with a reason, not a stall."""

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
    most_seconds: float = 480.0
    """Time for the longest PDF."""
    memory: int = 448 * _MB
    """Address space of one worker process, where the platform can hold it to that."""
    file_size: int = 100 * _MB
    """The largest file that is opened, archives aside, which are read member by member."""
    archive_size: int = 4096 * _MB
    """The largest archive of reports."""
    text_size: int = 16 * _MB
    """The largest file of a text format (.txt, .md, .html)."""
    characters: int = 5_000_000
    """The longest text taken out of one file; the longest report seen has 60,000."""
    members: int = 50_000
    """Files in one archive."""
    unpacked: int = 512 * _MB
    """What the members of one office document may unpack to."""
    unpacked_archive: int = 2048 * _MB
    """What an archive that is unpacked to disk (7z, RAR, tar) may unpack to."""
    expansion: int = 200
    """How many times its packed size an archive's member may have. Text packs 3 to 10 times,
    the XML of a large Word table up to 60; a bomb 1,000."""
    nesting: int = 2
    """Archives inside archives."""
    pages: int = 2_000
    """Pages of a PDF."""
    cells: int = 2_000_000
    """Cells of a workbook."""

    def seconds_for(self, pages: int) -> float:
        """Time for a PDF of so many pages."""
        longest = max(self.seconds, self.most_seconds)
        return min(longest, self.seconds + pages * self.seconds_per_page)


DEFAULT_LIMITS: Final = Limits()


def in_words(size: int) -> str:
    """A size for a message: 1.5 MB."""
    return f"{size / _MB:.1f} MB".replace(".0 MB", " MB")
