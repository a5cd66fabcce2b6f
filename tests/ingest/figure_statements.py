"""Statements and the figures they give, from the tables of `figure_cases`.

A row is the section in which the statement stands (`preamble`: before the first), the statement (`\\n` ends a paragraph), and its
figures: `5` a number, `5 about` with its qualifier, `0` none, `?` to be checked, `-` not stated,
`any`; `/` between answers of which each is right. What is not named is not stated. The tables
`tuned_*` have served to make the rules; `untuned_*` and `measured_*` have not. What the rules reach
on `measured_*`, the more difficult ones, stands in docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from indexer.ingest.figures import read_figures
from indexer.reports.figures import FIGURES, Figure
from indexer.reports.model import Report
from tests.ingest.reading import read_text

CASES: Final = Path(__file__).parent / "figure_cases"
TITLE: Final = "海州理工学院2022年信息公开年度报告\n\n本报告由海州理工学院编制。"
HEADINGS: Final = {
    "overview": "一、信息公开工作概述",
    "proactive": "二、主动公开情况",
    "on_request": "三、依申请公开和不予公开情况",
    "evaluation": "四、信息公开评议情况",
    "complaints": "五、因学校信息公开工作受到举报的情况",
    "improvement": "六、存在的问题和改进措施",
    "key_areas": "七、重点领域信息公开情况",
    "checklist": "八、《高等学校信息公开事项清单》落实情况",
    "other_matters": "九、需要说明的其他事项",
    "unclassified": "一、学校概况",
}
FIGURE_IDS: Final = tuple(kind.id for kind in FIGURES.values() if kind.tier < 3)
"""The figures that the tables name."""
_PLACE: Final = "此处为学校有关工作的说明。"


@dataclass(frozen=True)
class Case:
    section: str
    statement: str
    answers: Mapping[str, tuple[str, ...]]

    def text(self) -> str:
        """A short report with the statement in its section."""
        heading = f"{HEADINGS[self.section]}\n\n" if self.section in HEADINGS else ""
        return f"{TITLE}\n\n{heading}{self.statement}\n\n七、其他事项\n\n学校将继续做好工作。\n"

    def parsed(self) -> Report:
        return read_text(self.text())

    def report(self) -> Report:
        """As `parsed`, without parsing the same report again for each statement."""
        if any(sign in self.statement for sign in ("\n", "|", "**")):
            return self.parsed()
        report = _template(self.section)
        return replace(
            report,
            parts=tuple(
                replace(part, text=part.text.replace(_PLACE, self.statement))
                for part in report.parts
            ),
        )


@cache
def _template(section: str) -> Report:
    return Case(section, _PLACE, {}).parsed()


@cache
def cases(name: str) -> Sequence[Case]:
    return tuple(_cases(name))


def _cases(name: str) -> Iterator[Case]:
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            section, statement, answers = line.split("\t")
            given = dict(each.split("=") for each in answers.split(";") if each)
            yield Case(
                section,
                statement.replace("\\n", "\n"),
                {figure: tuple(answer.split("/")) for figure, answer in given.items()},
            )


def files(kind: str) -> Sequence[str]:
    """The names of the tables of a kind: tuned, untuned."""
    return sorted(path.name for path in CASES.glob(f"{kind}_*.tsv"))


def written(figure: Figure) -> str:
    """A figure as the tables write it."""
    match figure.state:
        case "number":
            return f"{figure.value} {figure.qualifier or ''}".strip()
        case "zero":
            return "0"
        case "unread":
            return "?"
    return "-"


@dataclass(frozen=True)
class Answer:
    """What was read of one figure of a statement, and what would be right."""

    case: Case
    figure: str
    right: tuple[str, ...]
    given: str

    @property
    def is_right(self) -> bool:
        return self.given in self.right or self.right == ("any",)

    @property
    def is_wrong(self) -> bool:
        """Whether it says more than that the text is to be checked."""
        return not self.is_right and self.given != "?"

    @property
    def is_asked(self) -> bool:
        """Whether only a number or a zero is right."""
        return not {"?", "-", "any"} & {*self.right}

    def __str__(self) -> str:
        return f"{self.figure}: {self.given} instead of {self.right}: {self.case.statement}"


def answers(case: Case, report: Report) -> Iterator[Answer]:
    figures = read_figures(report)
    for figure in FIGURE_IDS:
        yield Answer(case, figure, case.answers.get(figure, ("-",)), written(figures[figure]))
