"""Generated reports: any number, each with its correct metadata, identical on every machine.

    python -m bench.corpus --reports 1000 FOLDER

Report `k` is drawn from its own random stream, which the seed and `k` determine: it does not depend
on how many reports are generated, in which order, or by how many processes. Words are drawn by
their frequency in jieba's dictionary (pinned by the lock file) and inserted into our own sentences,
so that common terms occur in nearly every section and rare ones in a single one.

No report is real, and the README of a generated folder says so. `bench.demo` generates reports that
are meant to be read.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bench.bodies import NUMERALS, Bodies, TopicStyle, sections
from bench.draw import Draw
from bench.facts import Period, School, in_chinese
from bench.facts import schools as all_schools
from bench.sentences import Teller

YEARS: Final = range(2010, 2025)
SCHOOLS_AT_ONCE: Final = 300
"""Number of schools before more are added: 1,000 reports come from 300 schools, 45,000 from
3,000."""

README: Final = Path(__file__).with_name("data") / "README-corpus.md"
TITLE_WORDS: Final = ("年度报告", "工作年度报告", "工作报告", "工作年报", "情况报告")

_FULLWIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_TRADITIONAL: Final = str.maketrans(
    "学报开关门机构设规财务会议负责网络实际进员监诉讼评议师资产业办处条导协调动态标准众点",
    "學報開關門機構設規財務會議負責網絡實際進員監訴訟評議師資產業辦處條導協調動態標準眾點",
)
_NUMBER_IN_CHINESE: Final = re.compile(r"(?<=[\u4e00-\u9fff])(\d[\d.%]*)(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class GeneratedReport:
    """A report's text and its correct metadata."""

    number: int
    path: str
    """Below the folder it is written to."""
    text: str
    title: str
    school: str
    province: str
    period: str
    year: int
    period_start: date | None
    """Null where the text does not say; likewise the next two."""
    period_end: date | None
    published: date | None
    sections: tuple[str, ...]
    """In the order of the text, `preamble` first; both labels of a heading that has two."""
    topics: tuple[str, ...]
    """In the order of their headings; empty if the report has none."""


def generate(
    reports: int,
    *,
    seed: int = 0,
    schools: int | None = None,
    years: Sequence[int] = YEARS,
    first: int = 0,
) -> Iterator[GeneratedReport]:
    """`reports` reports from number `first` on, one per school and year.

    `schools` is the number of schools (default 300; more are added when each of them has a report
    for every one of `years`). Raises ValueError if there are not enough schools.
    """
    for number in range(first, first + reports):
        yield _report(number, seed, schools or SCHOOLS_AT_ONCE, years)


def write_corpus(folder: Path, reports: Iterable[GeneratedReport]) -> int:
    """Write each report as a UTF-8 text file, and a README that says they are generated.

    Returns the size of the texts in bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_bytes(README.read_bytes())
    written = 0
    for report in reports:
        file = folder / report.path
        file.parent.mkdir(exist_ok=True)
        written += file.write_bytes(report.text.encode())
    return written


def _report(number: int, seed: int, at_once: int, years: Sequence[int]) -> GeneratedReport:
    draw = Draw((seed << 40) + number)
    school, year = _school_and_year(number, at_once, years)
    period = Period.drawn(draw, year)
    tell = Teller(draw, _facts(school, period))
    title = _title(draw, school, period)
    sections = _sections(draw)
    bodies = Bodies(
        draw,
        tell,
        scale=0.35 + 1.6 * draw.random() ** 2 + 0.2 * draw.random(),
        topic_style=draw.pick(_TOPIC_STYLES),
        says_nothing=draw.chance(0.6),
    )
    dated = draw.chance(0.85)
    lines = [title, _introduction(draw, tell, school, sections, dated)]
    topics: tuple[str, ...] = ()
    mark = draw.pick(_HEADING_MARKS)
    for place, section in enumerate(sections):
        if section == "checklist" and draw.chance(0.3):
            lines.append(tell.line("headings", "attachment"))
            continue
        lines.append(mark.format(NUMERALS[place]) + tell.line("headings", section))
        body = bodies.write(section)
        lines += body.paragraphs
        topics += body.topics
    published = period.publishing_day(draw) if draw.chance(0.7) else None
    if published:
        lines += [school.name, in_chinese(published)]
    text = _in_style(draw, lines)
    return GeneratedReport(
        number=number,
        path=f"{year}/{number:06d}.txt",
        text=text,
        title="".join(text.split("\n")[: title.count("\n") + 1]),
        school=school.name,
        province=school.province,
        period=period.label,
        year=year,
        period_start=period.start if dated else None,
        period_end=period.end if dated else None,
        published=published,
        sections=("preamble", *(label for name in sections for label in _labels(name))),
        topics=topics,
    )


_TOPIC_STYLES: Final[tuple[TopicStyle, ...]] = (
    *(("level2",) * 7),
    *(("level3",) * 5),
    *(("run_in",) * 4),
    *(("none",) * 4),
)
_HEADING_MARKS: Final = (*(("{}、",) * 17), "{}、 ", "\u3000\u3000{}、", "第{}部分 ")


def _school_and_year(number: int, at_once: int, years: Sequence[int]) -> tuple[School, int]:
    """Schools begin in different years, so that even a small corpus has all years."""
    block, place = divmod(number, at_once * len(years))
    turn, within = divmod(place, at_once)
    index = block * at_once + within
    known = all_schools()
    if index >= len(known):
        raise ValueError(f"there are {len(known)} schools, too few for report {number}")
    return known[index], years[(turn + 7 * within) % len(years)]


def _facts(school: School, period: Period) -> dict[str, str]:
    return {
        "school": school.name,
        "authority": school.authority,
        "prov": school.province,
        "sign": school.sign,
        "y": str(period.year),
        "py": str(period.year - 1),
        "when": period.words,
        "start": in_chinese(period.start),
        "end": in_chinese(period.end),
    }


def _title(draw: Draw, school: School, period: Period) -> str:
    words = f"信息公开{draw.pick(TITLE_WORDS)}"
    form = draw.pick(
        ("{school}{period}{words}", "{school}\n{period}{words}", "{period}{school}{words}")
    )
    return form.format(school=school.name, period=period.words, words=words)


def _sections(draw: Draw) -> list[str]:
    found = [name for name, known in sections().items() if draw.chance(known["share"])]
    if draw.chance(0.04) and "evaluation" in found and "complaints" in found:
        at = found.index("evaluation")
        found[at : at + 2] = ["evaluation_complaints"]
    return found


def _labels(section: str) -> tuple[str, ...]:
    return ("evaluation", "complaints") if section == "evaluation_complaints" else (section,)


def _introduction(
    draw: Draw, tell: Teller, school: School, sections: Sequence[str], dated: bool
) -> str:
    alone = school.name_tells_province and draw.chance(0.1)
    text = tell.line("sentences", "preamble_alone" if alone else "preamble")
    if draw.chance(0.3):
        named = "、".join(tell.line("headings", section) for section in sections)
        text += f"全文包括{named}等{len(sections)}个部分。"
    if dated:
        text += tell.line("sentences", "dates")
    return text


def _in_style(draw: Draw, lines: Sequence[str]) -> str:
    """The habits of one report's typist: blanks around digits, full-width digits, a paragraph
    in traditional characters."""
    spaced, wide, traditional = draw.chance(0.4), draw.chance(0.05), draw.chance(0.03)
    found = list(lines)
    for at in range(2, len(found)):
        if wide and draw.chance(0.3):
            found[at] = found[at].translate(_FULLWIDTH)
        if traditional and draw.chance(0.2) and len(found[at]) > 60:
            found[at] = found[at].translate(_TRADITIONAL)
    text = "\n".join(found)
    return (_NUMBER_IN_CHINESE.sub(r" \1 ", text) if spaced else text) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description="Write a corpus.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    options = parser.parse_args(arguments)
    written = write_corpus(options.folder, generate(options.reports))
    print(
        f"{options.reports} reports, {written / 1e6:.1f} MB, in {options.folder}", file=sys.stderr
    )


if __name__ == "__main__":
    main()
