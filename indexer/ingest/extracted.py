"""The result of a reader: the text of a file, and the metadata of its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.reports.model import ScannedPage
from indexer.reports.warnings import AnyWarning


@dataclass(frozen=True, slots=True)
class ExtractedLink:
    """A link; links are in the order of the text."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """A line recognised from the picture of a page."""

    text: str
    page: int
    """From 1."""
    uncertain: tuple[int, ...] = ()
    """Indices of its characters that were recognised with little confidence."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, before it is parsed."""

    text: str
    """Lines end with "\\n", cells of a table row are separated by "\\t". Blank lines are kept: one
    may be a page break; a form feed is a known one. A source that wraps its lines has been
    reflowed to paragraphs: a single newline is a boundary."""
    title: str | None = None
    """The format's own title: HTML `<title>`, a document property."""
    published: date | None = None
    """Date of publication stated by the page around the text."""
    url: str | None = None
    """Address of the page, where it is known."""
    site_names: tuple[str, ...] = ()
    """Names of the site: from a meta element, a WeChat account, the copyright notice."""
    links: tuple[ExtractedLink, ...] = ()
    recognised: tuple[RecognisedText, ...] = ()
    """The lines of the text that were recognised from pictures of pages."""
    scanned: tuple[ScannedPage, ...] = ()
    """The pages they stand on."""
    is_all_recognised: bool = False
    """Whether no other text is in the file."""
    warnings: tuple[AnyWarning, ...] = ()
    """Text of the file that was not read, or may be wrong."""
