"""How well and how fast scans are read: the reports of `scanned_set` in one run of `xxgk index`.

    nice python -m tests.ingest.measuring_scans FOLDER [--fonts FOLDER] [--demo 24] [--worse 0]

Each is compared with what is read from its text file: characters that are wrong, missing or added,
ends of lines and cells included; school, period, sections and figures. Then how far the confidence
of a character tells whether it is right. `--fonts` has the typefaces that `scanned_set` names.
What was recognised stays in FOLDER, so that a second run only reads it.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Final

from indexer.archive import Archive, open_archive
from indexer.ingest.files import discover
from indexer.ingest.ocr.recognised import RecognisedPage
from indexer.ingest.ocr.scans import OcrOptions, Scans
from indexer.ingest.read import read_report
from indexer.ingest.readers.recognised_layout import full_width, text_lines
from indexer.reports.model import Report
from tests.ingest.scanned_set import DEGRADED, WORSE, ScannedReport, scanned_reports

_FOOT: Final = 0.88
_PAGE_NUMBER: Final = re.compile(r"[-–—一]*\d+[-–—一]*")
BINS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)


@dataclass(frozen=True)
class Measured:
    """One report as it was read, against its text file."""

    report: ScannedReport
    characters: int
    wrong: int
    facts: bool
    """School, period and sections are as from the text."""
    figures: int
    figures_right: int
    pages: int
    confidences: tuple[tuple[float, bool], ...]
    """Of each recognised character, and whether it is right."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--demo", type=int, default=24)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--worse", type=int, default=0, help="further reports, scanned badly")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    reports = [*scanned_reports(args.demo, args.first, args.worse)]
    write(reports, args.folder, args.fonts)
    _index(args.folder)
    archive = open_archive(args.folder / "index")
    measured = [*measure(reports, args.folder, archive, verbose=args.verbose)]
    for name, some in (
        ("clean", [each for each in measured if each.report.is_clean]),
        ("degraded", [each for each in measured if each.report.look in DEGRADED]),
        ("worse", [each for each in measured if each.report.look in WORSE]),
    ):
        if some:
            print(f"{name}: {summary(some)}")
    print_calibration([pair for each in measured for pair in each.confidences])


def write(reports: Iterable[ScannedReport], folder: Path, fonts: Path | None) -> None:
    """The scans and the texts as files, where they are not there yet."""
    for name in ("scans", "texts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for seed, report in enumerate(reports, start=1):
        text = folder / "texts" / f"{report.name}.txt"
        if text.exists():
            continue
        for name, content in report.files(fonts, 100 * seed).items():
            (folder / "scans" / name).write_bytes(content)
        text.write_text(report.text, "utf-8")


def _index(folder: Path) -> None:
    """One run of `xxgk index` over all scans, and what it took."""
    before, began, load = resource.getrusage(resource.RUSAGE_CHILDREN), monotonic(), os.getloadavg()
    index = folder / "index"
    known = len([*(index / "ocr").glob("*/*")])
    subprocess.run(
        [sys.executable, "-m", "indexer.cli", "--index", index, "index", folder / "scans"],
        check=False,
    )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), monotonic() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = len([*(index / "ocr").glob("*/*")]) - known
    print(
        f"{pages} pages recognised in {wall:.0f} s ({60 * pages / wall:.1f} a minute), "
        f"{cpu:.0f} s of processor time ({cpu / max(1, pages):.1f} a page), {os.cpu_count()} "
        f"processors, load {load[0]:.1f} before and {os.getloadavg()[0]:.1f} after",
        flush=True,
    )


def measure(
    reports: Sequence[ScannedReport], folder: Path, archive: Archive, *, verbose: bool = False
) -> Iterator[Measured]:
    """Each report against its text file."""
    by_name = {Path(head.path).stem: head.id for head in archive.reports()}
    texts = {Path(source.path).stem: source for source in discover([folder / "texts"])}
    scans = {Path(source.path).stem: source for source in discover([folder / "scans"])}
    options = OcrOptions("auto", folder / "index" / "ocr")
    for report in reports:
        wanted = read_report(texts[report.name]).report
        assert wanted is not None, report.name
        if report.name not in by_name:
            reason = read_report(scans[report.name], ocr=options).reason
            print(f"{report.name}: not read: {reason}")
            length = len(_text(wanted))
            yield Measured(report, length, length, False, 0, 0, 0, ())
            continue
        found = archive.report(by_name[report.name])
        one, other = _text(wanted), _text(found)
        wrong = errors(one, other)
        figures = [*_figures(wanted, found)]
        pages = _recognised(scans[report.name].read(), found, options)
        facts = _facts(wanted) == _facts(found)
        print(
            f"{report.name} ({report.form}): {len(found.scanned)} pages, {wrong} of {len(one)} "
            f"wrong, {100 * (1 - wrong / len(one)):.2f} %{'' if facts else ', OTHER FACTS'}",
            flush=True,
        )
        if not facts:
            print("   ", _facts(wanted), "→", _facts(found))
        for name, stated, read in figures:
            if stated != read:
                print("   ", name, stated, "→", read)
        if verbose:
            for difference in _differences(one, other):
                print("   ", difference)
        yield Measured(
            report,
            len(one),
            wrong,
            facts,
            len(figures),
            sum(stated == read for _, stated, read in figures),
            len(found.scanned),
            tuple(_judged(one, pages)),
        )


def summary(measured: Sequence[Measured]) -> str:
    characters = sum(each.characters for each in measured)
    wrong = sum(each.wrong for each in measured)
    figures = sum(each.figures for each in measured)
    right = sum(each.figures_right for each in measured)
    return (
        f"{len(measured)} reports, {sum(each.pages for each in measured)} scanned pages, "
        f"{100 * (1 - wrong / max(1, characters)):.2f} % of {characters} characters right, "
        f"school, period and sections as from the text in "
        f"{sum(each.facts for each in measured)}, {right} of {figures} figures as from the text"
    )


def print_calibration(judged: Sequence[tuple[float, bool]]) -> None:
    """Confidence against being right, and what each threshold would mark."""
    errors = sum(not right for _, right in judged)
    print(f"\n{len(judged)} recognised characters, {errors} wrong\nconfidence  characters  wrong")
    for low, high in pairwise(BINS):
        some = [right for value, right in judged if low <= value < high]
        wrong = sum(not right for right in some)
        share = f"{100 * wrong / len(some):.1f} %" if some else "–"
        print(f"{low:.3f}–{min(high, 1):.3f}  {len(some):6}  {wrong:5}  {share}")
    print("threshold  marked  of them wrong (precision)  of the wrong ones marked (recall)")
    for threshold in BINS[1:-1]:
        marked = [right for value, right in judged if value < threshold]
        wrong = sum(not right for right in marked)
        print(
            f"{threshold:.3f}  {len(marked)} ({100 * len(marked) / max(1, len(judged)):.2f} %)  "
            f"{100 * wrong / max(1, len(marked)):.0f} %  {100 * wrong / max(1, errors):.0f} %"
        )


def _recognised(
    files: Sequence[bytes], report: Report, options: OcrOptions
) -> list[RecognisedPage]:
    scans = Scans(options)
    is_pdf = files[0].startswith(b"%PDF")
    numbers = [each.page - 1 if is_pdf else 0 for each in report.scanned]
    found = (scans.page(files[0], number) for number in numbers)
    return [page for page in found if page is not None]


def _judged(wanted: str, pages: Sequence[RecognisedPage]) -> Iterator[tuple[float, bool]]:
    """The confidence of each recognised character, and whether it is in the text; page numbers
    are left out."""
    truth = "".join(wanted.split())
    for page in pages:
        for line in text_lines(page):
            pairs = [
                (char, confidence)
                for char, confidence in zip(full_width(line.text), line.confidences, strict=True)
                if not char.isspace()
            ]
            found = "".join(char for char, _ in pairs)
            if line.corners[0][1] > _FOOT * page.height and _PAGE_NUMBER.fullmatch(found):
                continue
            right = set(range(len(found)))
            if found not in truth:
                matcher = SequenceMatcher(None, found, truth, autojunk=False)
                blocks = (
                    range(each.a, each.a + each.size) for each in matcher.get_matching_blocks()
                )
                right = {at for block in blocks for at in block}
            yield from ((confidence, at in right) for at, (_, confidence) in enumerate(pairs))


def _text(report: Report) -> str:
    """Every heading and paragraph on a line, blanks left out; cells of a row are divided."""
    lines = (line for part in report.parts for line in (part.heading, *part.text.split("\n")))
    cells = ("\t".join(cell.strip() for cell in line.split("\t")).rstrip() for line in lines)
    return "\n".join(line.replace(" ", "").replace("\u3000", "") for line in cells if line)


def _facts(report: Report) -> object:
    return report.school, report.period, report.sections


def _figures(wanted: Report, found: Report) -> Iterator[tuple[str, object, object]]:
    """The figures that one of the two states."""
    for name, figure in wanted.figures.items():
        other = found.figures[name]
        states = {figure.state, other.state}
        if states != {"not_stated"}:
            yield name, (figure.state, figure.value), (other.state, other.value)


def errors(wanted: str, found: str) -> int:
    """Characters to replace, insert or delete."""
    return sum(
        max(b - a, d - c)
        for tag, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes()
        if tag != "equal"
    )


def _differences(wanted: str, found: str) -> Iterator[str]:
    for tag, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if tag != "equal":
            yield f"{wanted[max(0, a - 6) : a]}[{wanted[a:b]!r} → {found[c:d]!r}]{wanted[b : b + 6]}"


if __name__ == "__main__":
    main()
