"""PDF files with a text layer.

Rule: only this package calls pdfium. It fills the raw pages of `page_layout`, which decides what
they say. Links, title and annotations are extras: a broken one never costs the text.
"""

from indexer.ingest.readers.pdf.reader import (
    DAMAGED,
    ENCRYPTED,
    GARBLED,
    OUTLINED,
    SCANNED,
    read_pdf,
)
from indexer.ingest.readers.pdf.render import render_page

__all__ = ["DAMAGED", "ENCRYPTED", "GARBLED", "OUTLINED", "SCANNED", "read_pdf", "render_page"]
