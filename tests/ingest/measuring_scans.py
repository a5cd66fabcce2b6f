"""How well scans are read: composed reports are set, scanned, recognised and compared.

    python -m tests.ingest.measuring_scans --reports 10 --first 1 --looks clean,seal --keep FOLDER

For each look it prints the share of characters that are right (insertions and deletions count as
errors), and of reports whose school, period and sections are those of the text itself. Recognised
pages are kept in the folder, so that a second run only reads them.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from time import process_time
from typing import Final

from indexer.ingest.files import discover
from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.ocr.scans import OcrOptions
from indexer.ingest.read import ParseResult, read_report
from indexer.ingest.recognise_pages import PageTask, recognise_page
from indexer.reports.model import Report
from tests.ingest.composing import compose
from tests.ingest.scanning import Look, as_pdf, scan

_RESIDUE: Final = re.compile(r"\[bookmark:[^\]]*\]|\*\*|^#+ *", re.MULTILINE)
LOOKS: Final = {
    "clean": Look(),
    "sans": Look(face="Sans", grey=True),
    "turned": Look(turned=1.3, grey=True),
    "seal": Look(seal=True),
    "degraded": Look(turned=-2.0, seal=True, jpeg=50, noise=9.0),
    "grey-seal": Look(face="Sans", seal=True, grey=True, jpeg=50, turned=0.7),
    "photo": Look(photo=True, noise=6.0, jpeg=60),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--looks", default=",".join(LOOKS))
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    for name in args.looks.split(","):
        errors = characters = pages = right = 0
        seconds = 0.0
        for seed in range(args.first, args.first + args.reports):
            text, scanned, count, took = _read_both(seed, LOOKS[name], args.keep)
            wanted, found = _text(text), _text(scanned)
            wrong = _errors(wanted, found)
            same = _facts(text) == _facts(scanned)
            errors, characters, pages = errors + wrong, characters + len(wanted), pages + count
            right, seconds = right + same, seconds + took
            print(f"  {name} {seed}: {count} pages, {wrong} of {len(wanted)} wrong", flush=True)
            if args.verbose:
                for line in _differences(wanted, found):
                    print("     ", line)
            if not same:
                print("     ", _facts(text), _facts(scanned), scanned.reason)
        print(
            f"{name}: {100 * (1 - errors / max(1, characters)):.2f} % of characters right, "
            f"{right}/{args.reports} reports as from the text, {pages} pages, "
            f"{seconds / max(1, pages):.1f} s of processor time a page",
            flush=True,
        )


def _read_both(seed: int, look: Look, keep: Path) -> tuple[ParseResult, ParseResult, int, float]:
    with tempfile.TemporaryDirectory() as folder:
        paragraphs = [*_printed(compose(seed).text)]
        pages = scan(paragraphs, look, seed)
        (Path(folder) / "report.pdf").write_bytes(as_pdf(pages))
        (Path(folder) / "report.txt").write_text("\n".join(paragraphs), "utf-8")
        files = {source.path: source for source in discover([folder])}
        text = read_report(files["report.txt"])
        options = OcrOptions("auto", keep)
        began = process_time()
        first = read_report(files["report.pdf"], ocr=options)
        for wanted in first.wanted:
            recognise_page(PageTask(files["report.pdf"], wanted), keep, DEFAULT_LIMITS)
        scanned = read_report(files["report.pdf"], ocr=options)
        return text, scanned, len(pages), process_time() - began


def _printed(text: str) -> Iterator[str]:
    """The paragraphs of a text as they would be printed, without residue of its format."""
    for line in _RESIDUE.sub("", text).split("\n"):
        if line.strip() and "\t" not in line:
            yield line.strip()


def _text(result: ParseResult) -> str:
    assert isinstance(result.report, Report), result.reason
    return "\n".join(
        line
        for part in result.report.parts
        for line in (part.heading, *part.text.split("\n"))
        if line
    ).replace(" ", "")


def _facts(result: ParseResult) -> object:
    report = result.report
    return report and (report.school, report.period, report.sections)


def _errors(wanted: str, found: str) -> int:
    """Characters to replace, insert or delete; line ends count as characters."""
    return sum(
        max(b - a, d - c)
        for tag, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes()
        if tag != "equal"
    )


def _differences(wanted: str, found: str) -> Iterator[str]:
    for tag, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if tag != "equal":
            yield f"{wanted[a - 6 : a]}[{wanted[a:b]!r} → {found[c:d]!r}]{wanted[b : b + 6]}"


if __name__ == "__main__":
    main()
