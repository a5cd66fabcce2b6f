"""Thirty-odd reports as scans, for the measurement of how well scans are read.

Most are of the demo's grammar, of schools drawn at random; eight were written by hand, with other
words and layouts (`scanned_reports/`): a line with tabs is a row of a table, one after ">" is set at
the right, one after "^" in the middle. No rule was written on any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Final

from bench.demo import DemoReport, demo_reports
from bench.demo.grammar import stream
from tests.ingest.readers.typeset import Pages
from tests.ingest.scanning import Layout, Look, Row, as_file, as_pdf, scan

_WRITTEN: Final = Path(__file__).parent / "scanned_reports"
_DEMO_REPORTS: Final = 1_600
_SMALLER: Final = Layout(size=39, pitch=68, chars=32)
_SMALL: Final = Layout(size=33, pitch=58, chars=38, gap=14)
_TINY: Final = Layout(size=25, pitch=42, chars=50)
_UNINDENTED: Final = Layout(size=39, pitch=66, chars=32, indent=0, gap=40)
_FACES: Final = {
    "song": "arphic-gbsn00lp/gbsn00lp.ttf",
    "kai": "arphic-gkai00mp/gkai00mp.ttf",
    "wenkai": "lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "hei": "wqy/wqy-zenhei.ttc",
}
"""Below the folder of typefaces: of the Debian packages fonts-arphic-gbsn00lp,
fonts-arphic-gkai00mp, fonts-lxgw-wenkai and fonts-wqy-zenhei."""
CLEAN: Final = {
    "serif": Look(),
    "sans": Look(face="Sans", grey=True),
    "song": Look(face="song", layout=_SMALLER),
    "kai": Look(face="kai", grey=True),
    "small": Look(face="hei", layout=_SMALL),
    "unindented": Look(face="Sans", layout=_UNINDENTED, grey=True),
    "300": Look(dots_per_inch=300, grey=True, layout=_SMALLER),
}
DEGRADED: Final = {
    "turned": Look(turned=1.3, grey=True),
    "seal": Look(face="song", seal=True, turned=0.4),
    "all": Look(turned=-2.0, seal=True, jpeg=50, noise=9.0),
    "all-kai": Look(face="kai", turned=1.8, seal=True, jpeg=50, noise=7.0),
    "grey-seal": Look(face="Sans", seal=True, grey=True, jpeg=50, turned=0.7),
    "photo": Look(photo=True, noise=6.0, jpeg=60),
    "photo-kai": Look(face="wenkai", photo=True, noise=5.0, jpeg=70, layout=_SMALLER),
    "small-noise": Look(face="song", layout=_SMALL, noise=8.0, jpeg=50, grey=True),
    "300-turned": Look(dots_per_inch=300, turned=-1.1, noise=8.0, jpeg=50, layout=_SMALLER),
}
WORSE: Final = {
    "coarse": Look(face="song", dots_per_inch=100, noise=14.0, jpeg=30, layout=_SMALL, grey=True),
    "coarse-kai": Look(face="kai", dots_per_inch=110, noise=12.0, jpeg=25, turned=1.0, seal=True),
    "coarse-photo": Look(photo=True, dots_per_inch=110, noise=16.0, jpeg=30, layout=_SMALLER),
    "tiny": Look(face="song", layout=_TINY, noise=6.0, jpeg=60),
}
"""Scans that nobody should publish: they show which confidence a wrong character has."""
LOOKS: Final = {**CLEAN, **DEGRADED, **WORSE}
_LETTERHEAD: Final = "漓江理工大学文件"
_BY_HAND: Final = {
    "letterhead": ("letterhead", "seal"),
    "short_college": ("picture", "grey-seal"),
    "statistics_table": ("pdf", "serif"),
    "parts": ("pdf", "all"),
    "addresses": ("pdf", "photo"),
    "old_style": ("mixed", "kai"),
    "long_table": ("pdf", "turned"),
    "run_in_headings": ("pdf", "small"),
}


@dataclass(frozen=True)
class ScannedReport:
    """A report, its scan, and what of it was set."""

    name: str
    look: str
    form: str
    """pdf; mixed, a PDF whose first page is text; picture."""
    paragraphs: tuple[str | tuple[Row, ...], ...]

    @property
    def is_clean(self) -> bool:
        return self.look in CLEAN

    @property
    def text(self) -> str:
        """The report as a text file."""
        lines: list[str] = []
        for paragraph in self.paragraphs:
            if isinstance(paragraph, str):
                lines.append(paragraph.removeprefix(">").removeprefix("^"))
            else:
                lines += ("\t".join(row) for row in paragraph)
        if self.form == "letterhead":
            lines.insert(0, _LETTERHEAD)
        return "\n".join(lines)

    def look_with(self, fonts: Path | None) -> Look:
        """Its look; with Noto Serif where the folder of typefaces is not given."""
        look = LOOKS[self.look]
        if look.face in _FACES:
            face = str(fonts / _FACES[look.face]) if fonts is not None else "Serif"
            look = replace(look, face=face)
        if self.form == "letterhead":
            look = replace(look, layout=replace(look.layout, letterhead=_LETTERHEAD))
        return look

    def files(self, fonts: Path | None, seed: int) -> dict[str, bytes]:
        """The scan as the file that is indexed, by name."""
        look = self.look_with(fonts)
        match self.form:
            case "picture":
                small = replace(look, layout=Layout(size=33, pitch=60, chars=38))
                (page, *_) = scan(self.paragraphs, small, seed)
                return {f"{self.name}.jpg": as_file(page)}
            case "mixed":
                return {f"{self.name}.pdf": self._mixed(look, seed)}
        return {f"{self.name}.pdf": as_pdf(scan(self.paragraphs, look, seed), look.dots_per_inch)}

    def _mixed(self, look: Look, seed: int) -> bytes:
        """A PDF whose first paragraphs are text, and the rest pictures of pages."""
        pages = Pages()
        first, rest = self.paragraphs[:2], self.paragraphs[2:]
        for paragraph in first:
            assert isinstance(paragraph, str)
            pages.paragraph(paragraph)
        pages.page()
        for page in scan(("", *rest), look, seed):
            pages.scan(page)
            pages.page()
        return pages.bytes()


def scanned_reports(demo: int = 24, first: int = 0, worse: int = 0) -> Iterator[ScannedReport]:
    """The set: `demo` reports of the demo's grammar, and those written by hand; `worse` further
    ones of the demo are scanned badly. Another `first` draws other schools."""
    looks = [*CLEAN, *DEGRADED]
    drawn = _drawn(demo + worse, first)
    for number, report in enumerate(drawn[:demo]):
        form = "mixed" if number % 8 == 3 else "pdf"
        look = looks[number % len(looks)]
        yield ScannedReport(f"demo-{number:02d}-{look}", look, form, _paragraphs(report.text))
    for path in sorted(_WRITTEN.glob("*.txt")):
        form, look = _BY_HAND[path.stem]
        yield ScannedReport(path.stem, look, form, _paragraphs(path.read_text("utf-8")))
    for number, report in enumerate(drawn[demo:]):
        look = [*WORSE][number % len(WORSE)]
        yield ScannedReport(f"worse-{number:02d}-{look}", look, "pdf", _paragraphs(report.text))


def _drawn(count: int, first: int) -> Sequence[DemoReport]:
    """Reports of as many schools."""
    by_school: dict[str, list[DemoReport]] = {}
    for report in demo_reports(_DEMO_REPORTS):
        by_school.setdefault(report.school, []).append(report)
    draw = stream("scans", first)
    schools = sorted(by_school)
    chosen: list[DemoReport] = []
    while len(chosen) < count:
        chosen.append(draw.pick(by_school.pop(schools.pop(draw.number(0, len(schools) - 1)))))
    return chosen


def _paragraphs(text: str) -> tuple[str | tuple[Row, ...], ...]:
    lines = [line for line in text.split("\n") if line.strip()]
    found: list[str | tuple[Row, ...]] = []
    for is_table, run in groupby(lines, key=lambda line: "\t" in line):
        some = [*run]
        found += [tuple(tuple(line.split("\t")) for line in some)] if is_table else some
    return tuple(found)
