"""PDF files with a text layer.

Rule: `document`, `characters` and `drawings` speak to pdfium and give plain values; what these mean
on a page is found out without it. Links, title and annotations are extras: none of them ever
costs the text.
"""

from indexer.ingest.readers.pdf.reader import (
    DAMAGED,
    ENCRYPTED,
    GARBLED,
    OUTLINED,
    SCANNED,
    read_pdf,
)

__all__ = ["DAMAGED", "ENCRYPTED", "GARBLED", "OUTLINED", "SCANNED", "read_pdf"]
