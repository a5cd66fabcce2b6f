"""At which resolution the pages of a PDF are recognised best, and what each costs.

    nice python -m tests.ingest.measuring_resolutions FOLDER [--reports NAME,NAME]

FOLDER is that of `measuring_scans`, which composed the reports. Blanks and ends of lines do not
count here.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import process_time
from typing import Final

from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.ocr.picture import recognise
from indexer.ingest.ocr.recognised import RecognisedPage
from indexer.ingest.readers.page_layout.document_text import Refusals, extract_text
from indexer.ingest.readers.pdf import render_page
from indexer.ingest.readers.pdf.document import open_document
from indexer.ingest.readers.pictures import NO_TEXT
from indexer.ingest.readers.scanned import page_texts, picture_size
from tests.ingest.measuring_scans import errors

RESOLUTIONS: Final = (100, 150, 200, 250, 300)
REPORTS: Final = "parts,run_in_headings,addresses,demo-15-300-turned"
"""Degraded, of small type, photographed, and scanned at 300 dots an inch."""
_WIDTH_OF_A4: Final = 8.27


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", default=REPORTS)
    args = parser.parse_args()
    names = args.reports.split(",")
    wanted = {
        name: "".join((args.folder / "texts" / f"{name}.txt").read_text("utf-8").split())
        for name in names
    }
    for dots in RESOLUTIONS:
        wrong = pages = 0
        seconds = 0.0
        each = []
        for name in names:
            data = (args.folder / "scans" / f"{name}.pdf").read_bytes()
            began = process_time()
            found = recognised(data, dots)
            seconds += process_time() - began
            here = errors(wanted[name], text_of(found))
            each.append(f"{name} {here}")
            wrong, pages = wrong + here, pages + len(found)
        length = sum(map(len, wanted.values()))
        print(
            f"{dots} dots an inch: {100 * (1 - wrong / length):.2f} % of {length} characters right "
            f"on {pages} pages, {seconds / pages:.1f} s of processor time a page; wrong: "
            f"{', '.join(each)}",
            flush=True,
        )


def recognised(data: bytes, dots: int) -> list[RecognisedPage]:
    with open_document(data) as document:
        count = document.page_count
    width = round(_WIDTH_OF_A4 * dots)
    return [recognise(render_page(data, number, width=width)) for number in range(count)]


def text_of(pages: list[RecognisedPage]) -> str:
    sized = {number: (page, picture_size(page)) for number, page in enumerate(pages)}
    texts = [text for page in page_texts(sized).values() for text in page]
    refusals = Refusals(NO_TEXT, NO_TEXT, NO_TEXT)
    return "".join(extract_text(texts, DEFAULT_LIMITS, None, refusals).text.split())


if __name__ == "__main__":
    main()
