"""What reports state in numbers is read from their sentences.

The statements are in the shapes of real reports; each stands inside a report whose other figures
are not stated.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

import pytest

from indexer.ingest.figures import read_figures
from indexer.reports.figures import FIGURES
from tests.ingest.figure_statements import FIGURE_IDS, Answer, Case, answers, cases, files, written
from tests.ingest.reading import read_seeds

TUNED: Final = files("tuned")
UNTUNED: Final = files("untuned")
MEASURED: Final = files("measured")
MOST_TRAPS: Final = {1: 0.8, 2: 0.85}
REACHED: Final = {
    "measured_sentences_by_others.tsv": {1: (0.98, 0.9), 2: (0.93, 0.85)},
    "measured_traps_by_others.tsv": {1: (0.82, 0.85), 2: (0.84, 0.65)},
}
"""Of each tier the share of what is given that is right, and of what is asked that is read, on
statements with which no rule was made."""


@cache
def results(name: str) -> tuple[Answer, ...]:
    return tuple(answer for case in cases(name) for answer in answers(case, case.report()))


@pytest.mark.parametrize("name", TUNED)
def test_no_figure_is_wrong(name: str) -> None:
    assert [str(answer) for answer in results(name) if answer.is_wrong] == []


@pytest.mark.parametrize("name", [*TUNED, *UNTUNED])
def test_most_figures_are_read(name: str) -> None:
    counts = Counter(
        (FIGURES[answer.figure].tier, answer.is_right)
        for answer in results(name)
        if answer.is_asked
    )
    shares = MOST_TRAPS if name.endswith("traps_by_others.tsv") else {1: 0.95, 2: 0.9}
    for tier, least in shares.items():
        read, unread = counts[tier, True], counts[tier, False]
        assert read >= least * (read + unread), f"tier {tier}: {unread} unread of {read + unread}"


@pytest.mark.parametrize("name", UNTUNED)
def test_what_is_given_for_other_statements_is_right(name: str) -> None:
    for states, least in (({"?", "-"}, 0.98), ({"?"}, 0.99)):
        given = [answer for answer in results(name) if answer.given not in states]
        wrong = [str(answer) for answer in given if not answer.is_right]
        assert len(wrong) <= (1 - least) * len(given), wrong


@pytest.mark.parametrize("name", REACHED)
def test_statements_by_others_are_read_as_well_as_before(name: str) -> None:
    for tier, (least_right, least_read) in REACHED[name].items():
        of_tier = [each for each in results(name) if FIGURES[each.figure].tier == tier]
        given = [each.is_right for each in of_tier if each.given not in {"?", "-"}]
        asked = [each.is_right for each in of_tier if each.is_asked]
        assert sum(given) >= least_right * len(given)
        assert sum(asked) >= least_read * len(asked)
    not_stated = [each.is_right for each in results(name) if each.given == "-"]
    assert sum(not_stated) >= 0.98 * len(not_stated)


@pytest.mark.nightly
@pytest.mark.parametrize("name", [*TUNED, *UNTUNED, *MEASURED])
def test_statements_give_the_same_in_reports_that_are_parsed(name: str) -> None:
    differing = [
        str(parsed)
        for case in cases(name)
        for parsed, quick in zip(
            answers(case, case.parsed()), answers(case, case.report()), strict=True
        )
        if parsed.given != quick.given and parsed.is_wrong
    ]
    assert differing == []


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
        given = [written(figures[figure]).replace(" ", "~") for figure in FIGURE_IDS]
        wrong = [
            f"{figure}: {answer} instead of {answers}"
            for figure, answer, answers in zip(FIGURE_IDS, given, line.split(), strict=True)
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


@pytest.mark.parametrize("word", ["信息公开", "学校主动公开信息", "共计", "依申请公开信息"])
def test_repeated_words_take_no_longer_than_others(word: str) -> None:
    # A pattern that tries every way to divide them would not end.
    figures = read_figures(Case("overview", f"{word * 200}哈1条。", {}).report())
    assert written(figures["items_disclosed"]) in {"?", "-"}
