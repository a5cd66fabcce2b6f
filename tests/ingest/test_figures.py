"""What reports state in numbers is read from their sentences and tables.

The cases are statements in the shapes of real reports; each stands inside a whole report, whose
other figures are not stated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from indexer.ingest.figures import read_figures
from indexer.reports.figures import FIGURES, Figure
from indexer.reports.model import Report
from tests.ingest.reading import read_seeds, read_text

CASES: Final = Path(__file__).parent / "figure_cases"
FILES: Final = tuple(sorted(path.name for path in CASES.glob("*.tsv")))
HEADINGS: Final = {
    "overview": "一、信息公开工作概述",
    "proactive": "二、主动公开情况",
    "on_request": "三、依申请公开和不予公开情况",
    "evaluation": "四、信息公开评议情况",
    "complaints": "五、因学校信息公开工作受到举报的情况",
    "improvement": "六、存在的问题和改进措施",
}
ASKED: Final = tuple(kind.id for kind in FIGURES.values() if kind.tier < 3)


@dataclass(frozen=True)
class Case:
    section: str
    statement: str
    answers: Mapping[str, tuple[str, ...]]

    def report(self) -> Report:
        return read_text(
            "海州理工学院2022年信息公开年度报告\n\n本报告由海州理工学院编制。\n\n"
            f"{HEADINGS[self.section]}\n\n{self.statement}\n\n七、其他事项\n\n学校将继续做好工作。\n"
        )


def cases(name: str) -> Iterator[Case]:
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        section, statement, answers = line.split("\t")
        given = dict(each.split("=") for each in answers.split(";") if each)
        yield Case(section, statement, {k: tuple(v.split("/")) for k, v in given.items()})


def written(figure: Figure) -> str:
    """A figure as the case files write it."""
    match figure.state:
        case "number":
            return f"{figure.value} {figure.qualifier or ''}".strip()
        case "zero":
            return "0"
        case "unread":
            return "?"
    return "-"


Result = tuple[Case, str, tuple[str, ...], str]


@cache
def results(name: str) -> tuple[Result, ...]:
    return tuple(
        (case, figure, case.answers.get(figure, ("-",)), written(figures[figure]))
        for case in cases(name)
        for figures in (read_figures(case.report()),)
        for figure in ASKED
    )


@pytest.mark.parametrize("name", FILES)
def test_no_figure_is_wrong(name: str) -> None:
    wrong = [
        f"{figure}: {given} instead of {answers}: {case.statement}"
        for case, figure, answers, given in results(name)
        if given not in answers and given != "?"
    ]
    assert wrong == []


@pytest.mark.parametrize("name", FILES)
def test_most_figures_are_read(name: str) -> None:
    counts = Counter(
        (FIGURES[figure].tier, given in answers)
        for _case, figure, answers, given in results(name)
        if answers != ("-",)
    )
    for tier, least in ((1, 0.95), (2, 0.9)):
        read, unread = counts[tier, True], counts[tier, False]
        assert read >= least * (read + unread), f"tier {tier}: {unread} unread of {read + unread}"


SEEDS: Final = (
    "1 - 0 0 0 -/? -/? 4827/?",
    "0 - 0 0 0 - 123/? 403/?",
    "0 0/- 0 - - 1435 -/? 396~about/?",
    "0 - 0 0 0 - 372 625",
    "0 - 0 - - - 400 1333",
)
"""What each sample gives for the figures of the first two tiers."""


def test_the_five_samples_give_their_figures() -> None:
    for report, line in zip(read_seeds(), SEEDS, strict=True):
        figures = read_figures(report)
        given = [written(figures[figure]).replace(" ", "~") for figure in ASKED]
        wrong = [
            f"{figure}: {answer} instead of {answers}"
            for figure, answer, answers in zip(ASKED, given, line.split(), strict=True)
            if answer not in answers.split("/")
        ]
        assert wrong == []


def test_the_span_of_a_figure_is_that_of_its_sentence() -> None:
    for report in read_seeds():
        texts = {part.ordinal: part.text for part in report.parts}
        for figure in read_figures(report).values():
            if figure.span and figure.ordinal:
                start, end = figure.span
                assert texts[figure.ordinal][start:end] == figure.sentence


def answers_of(section: str, text: str) -> dict[str, str]:
    """What a text gives, without what it does not state."""
    figures = read_figures(Case(section, text, {}).report())
    given = {name: written(figure) for name, figure in figures.items()}
    return {name: answer for name, answer in given.items() if answer != "-"}


TABLES: Final = {
    "a label and a value": (
        "项目\t数量\n收到信息公开申请数\t3\n予以公开\t2\n不予公开\t1\n行政复议\t0\n行政诉讼\t0",
        "requests_received=3;requests_granted=2;requests_refused=1;reconsiderations=0;lawsuits=0",
    ),
    "a unit between them": (
        "指标\t单位\t数量\n主动公开信息数\t条\t870\n举报投诉数量\t件\t0",
        "items_disclosed=870;complaints=0",
    ),
    "groups of applicants and their total": (
        (
            "一、本年新收信息公开申请数量\t3\t1\t0\t0\t0\t0\t4\n"
            "二、上年结转信息公开申请数量\t1\t0\t0\t0\t0\t0\t1\n"
            "（一）予以公开\t3\t1\t0\t0\t0\t0\t4\n"
            "四、结转下年度继续办理\t1\t0\t0\t0\t0\t0\t1"
        ),
        "requests_received=4;requests_carried_in=1;requests_granted=4;requests_carried_over=1",
    ),
    "a total that is not the sum": (
        "一、本年新收信息公开申请数量\t3\t1\t0\t0\t0\t0\t6",
        "requests_received=?",
    ),
    "empty cells": ("一、本年新收信息公开申请数量\t\t\t\t\t\t\t", ""),
    "a header above the values": (
        "申请总数\t予以公开\t不予公开\n6\t5\t1",
        "requests_received=6;requests_granted=5;requests_refused=1",
    ),
    "prose against the table": (
        "2022年学校共收到信息公开申请5件。\n\n收到信息公开申请数\t3",
        "requests_received=?",
    ),
}


@pytest.mark.parametrize(("text", "answers"), TABLES.values(), ids=TABLES)
def test_rows_of_tables_give_their_figures(text: str, answers: str) -> None:
    assert answers_of("on_request", text) == dict(
        each.split("=") for each in answers.split(";") if each
    )


OUTCOMES: Final = {
    "本年度收到信息公开申请9件，其中予以公开5件，部分公开2件，无法提供1件，不予公开1件。": (
        "requests_received=9;requests_granted=5;requests_partly_granted=2;requests_unavailable=1;"
        "requests_refused=1"
    ),
    "新收信息公开申请4件，上年结转2件，结转下年度继续办理1件。": (
        "requests_received=4;requests_carried_in=2;requests_carried_over=1"
    ),
    "学校未收到信息公开申请，未收取任何费用。": "requests_received=0;fees=0",
}


@pytest.mark.parametrize(("text", "answers"), OUTCOMES.items())
def test_outcomes_are_read_where_they_are_stated(text: str, answers: str) -> None:
    assert answers_of("on_request", text) == dict(each.split("=") for each in answers.split(";"))


def test_statements_that_contradict_each_other_are_given_with_both_sentences() -> None:
    case = Case("on_request", "学校收到信息公开申请4件。全年未收到信息公开申请。", {})
    figure = read_figures(case.report())["requests_received"]
    assert (figure.state, figure.value, figure.conflict) == ("unread", None, True)
    assert figure.sentence == "学校收到信息公开申请4件。"
    assert [(other.value, other.sentence) for other in figure.others] == [
        (0, "全年未收到信息公开申请。")
    ]


def test_a_heading_gives_the_noun_of_a_text_that_only_denies() -> None:
    figure = read_figures(Case("complaints", "无。", {}).report())["complaints"]
    assert (figure.state, figure.in_heading, figure.sentence) == ("zero", True, "无。")


def test_the_office_is_found_but_no_mobile_number() -> None:
    text = "信息公开办公室联系电话：0312-5088123，手机13900001111，邮箱xxgk@hz.example.cn。"
    figure = read_figures(Case("overview", text, {}).report())["contact"]
    assert (figure.state, figure.value) == ("text", ("xxgk@hz.example.cn", "0312-5088123"))


def test_the_json_form_has_every_member() -> None:
    figure = read_figures(Case("overview", "全年主动公开信息820余条。", {}).report())
    assert figure["items_disclosed"].to_dict() == {
        "state": "number",
        "value": 820,
        "qualifier": "about",
        "sentence": "全年主动公开信息820余条。",
        "ordinal": 2,
        "span": [0, 14],
        "in_heading": False,
        "conflict": False,
        "others": [],
        "corrected": False,
    }
