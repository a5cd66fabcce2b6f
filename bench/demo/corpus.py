"""The demo's reports, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bench.bodies import NUMERALS
from bench.demo.contradictions import Contradiction, planned_contradiction
from bench.demo.grammar import lines, stream, table
from bench.demo.schools import YEARS, DemoSchool, demo_schools, has_report
from bench.demo.truth import Truth
from bench.demo.writer import Writer
from bench.draw import Draw
from bench.facts import in_chinese

_README: Final = Path(__file__).parents[1] / "data" / "README-corpus.md"
_TITLES: Final = ("信息公开年度报告", "信息公开工作年度报告", "信息公开工作报告")
_OPENING: Final = 3
"""The paragraph that opens the overview, after title, introduction and heading."""
_SUBHEADINGS: Final = ("organisation", "rules", "platforms", "training")


@dataclass(frozen=True, slots=True)
class DemoReport:
    """A report's text, and what it states."""

    path: str
    text: str
    school: str
    province: str
    year: int
    period: str
    published: date | None
    figures: Mapping[str, Truth]
    """The figures of tiers 1 and 2 and the outcomes of applications."""
    contradictions: tuple[Contradiction, ...]
    """The office's mistakes, which the consistency check finds."""


def demo_reports(reports: int) -> Iterator[DemoReport]:
    """`reports` reports: all years of the first school, then of the next. Raises ValueError where
    there are not enough schools."""
    wanted = [
        (school, year) for school in demo_schools() for year in YEARS if has_report(school, year)
    ]
    if reports > len(wanted):
        raise ValueError(f"the schools of the demo have {len(wanted)} reports, not {reports}")
    for school, year in wanted[:reports]:
        yield _report(school, year)


def write_demo(folder: Path, reports: Iterable[DemoReport]) -> None:
    """Write each report as a UTF-8 text file, and a README that says they are generated."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_bytes(_README.read_bytes())
    for report in reports:
        file = folder / report.path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(report.text.encode())


def _report(school: DemoSchool, year: int) -> DemoReport:
    writer = Writer(school, year, _number_before(school, year))
    habit = stream("layout", school.number)
    title = f"{writer.period}{habit.pick(_TITLES)}"
    title = f"{school.name}{title}" if habit.chance(0.5) else f"{school.name}\n{title}"
    intro = "".join(writer.pick("preamble", key) for key in ("first", "dates"))
    text = [title, intro + (writer.pick("preamble", "where") if habit.chance(0.4) else "")]
    names = ["overview", "proactive", "on_request", "evaluation", "complaints", "improvement"]
    if stream("lacks", school.number).chance(0.06):
        names.remove("evaluation")
    if habit.chance(0.7):
        names.append("other_matters")
    if habit.chance(0.35):
        names.append("checklist")
    style = habit.pick(("level2", "level2", "run_in", "none"))
    for number, name in zip(NUMERALS, names, strict=False):
        text.append(f"{number}、{writer.heading(name)}")
        text += _section(writer, name, style)
    text[_OPENING] += writer.second_statement()
    published = _publication(stream("published", school.number, year), school, writer)
    if published:
        text += [school.name, in_chinese(published)]
    return DemoReport(
        path=f"{year}/{school.number:03d}.txt",
        text="\n".join(text) + "\n",
        school=school.name,
        province=school.province,
        year=year,
        period=f"{year - 1}-{year}" if school.academic else str(year),
        published=published,
        figures=writer.figures(),
        contradictions=writer.contradictions(),
    )


def _number_before(school: DemoSchool, year: int) -> int | None:
    """How many applications the report of the year before states, where this year's is to give
    another number for it."""
    if planned_contradiction(school, year) != "last_year" or not has_report(school, year - 1):
        return None
    stated = _report(school, year - 1).figures["requests_received"]
    return stated.value if stated.state in ("number", "zero") else None


def _section(writer: Writer, name: str, style: str) -> Iterator[str]:
    match name:
        case "overview":
            yield writer.pick("overview", "opening")
            yield from _overview(writer)
        case "proactive":
            yield from writer.output()
            yield from _topics(writer, style)
        case "on_request":
            yield from writer.requests()
        case "complaints":
            yield from writer.complaints()
        case "improvement":
            yield from _improvement(writer)
        case "evaluation":
            yield "".join(writer.some("sections", "evaluation", 2))
        case _:
            yield writer.pick("sections", name)


def _overview(writer: Writer) -> Iterator[str]:
    for number, name in zip(NUMERALS, _SUBHEADINGS, strict=False):
        yield f"（{number}）{writer.choice(table('sentences')['subheadings'][name], name)}"
        yield "".join(writer.some("overview", name, 3))


def _topics(writer: Writer, style: str) -> Iterator[str]:
    headings = table("sentences")["topic_headings"]
    for at, (name, forms) in enumerate(headings.items()):
        title = writer.choice(forms, name)
        text = "".join(writer.some("topics", name, 2))
        match style:
            case "level2":
                yield from (f"（{NUMERALS[at]}）{title}", text)
            case "run_in":
                yield f"{at + 1}.{title}公开。{text}"
            case _:
                yield text


def _improvement(writer: Writer) -> Iterator[str]:
    for key, opening in (("problems", "主要问题"), ("measures", "改进措施")):
        listed = writer.some("sections", key, 3)
        items = "；".join(
            f"{numeral}是{text}" for numeral, text in zip(NUMERALS, listed, strict=False)
        )
        yield f"{opening}：{items}。"
    school, year = writer.school, writer.year
    if stream("circulating", school.number).chance(0.1) and year >= 2021:
        yield lines("sentences", "sections", "circulating")[0]


def _publication(draw: Draw, school: DemoSchool, writer: Writer) -> date | None:
    if draw.chance(0.07):
        return None
    year = writer.year
    if not school.academic:
        return date(year + 1, draw.number(1, 3), draw.number(1, 28))
    if draw.chance(school.tardiness):
        return date(year, draw.pick((11, 11, 12)), draw.number(1, 28))
    return date(year, draw.pick((9, 10, 10, 10)), draw.number(12, 30))
