"""What a reader hands over: the text of a file, and what the format itself said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.reports.warnings import AnyWarning


@dataclass(frozen=True, slots=True)
class ExtractedLink:
    """A link target in the order of the text."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text out of a file, before anything is understood of it."""

    text: str
    """Lines end with "\\n"; cells of a table row are set apart by "\\t"; blank lines are kept,
    since a page break may show as one. A form feed marks a page break that is known as such. A
    source that wraps its lines has been put back to paragraphs: a single newline is a boundary."""
    title: str | None = None
    """The format's own title: HTML `<title>`, a document property."""
    published: date | None = None
    """Publish date stated by the page around the text."""
    url: str | None = None
    """Address of the page, where the file states it."""
    site_names: tuple[str, ...] = ()
    """What the page calls its site: a meta element, a WeChat account, the copyright's owner."""
    links: tuple[ExtractedLink, ...] = ()
    warnings: tuple[AnyWarning, ...] = ()
    """What of the file's text was not read, or not read well."""
