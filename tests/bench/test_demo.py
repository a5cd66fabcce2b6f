"""The demo's reports are plausible, and what is read from them is what they state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from bench.demo import DemoReport, demo_reports, write_demo
from indexer.engines.oracle import OracleEngine
from indexer.ingest.extracted import Extracted
from indexer.ingest.figures import read_figures
from indexer.ingest.parse import parse_report
from indexer.reporting.figure_checks import KIND_LABELS, figure_checks
from indexer.reports.figures import Figure
from indexer.reports.model import Report, Source
from indexer.reports.numbering import from_chinese

SIZES: Final = [40, pytest.param(1000, marks=pytest.mark.slow)]
NEGATION: Final = re.compile("未|没有|无|不存在|0|零")
NOUNS: Final = {
    "requests_received": re.compile("申请"),
    "requests_refused": re.compile("不予公开"),
    "complaints": re.compile("举报|投诉"),
    "reconsiderations": re.compile("复议"),
    "lawsuits": re.compile("诉讼"),
    "requests_granted": re.compile("予以公开"),
    "requests_partly_granted": re.compile("部分公开"),
    "requests_unavailable": re.compile("无法提供"),
    "requests_carried_in": re.compile("结转"),
    "requests_carried_over": re.compile("结转"),
    "fees": re.compile("费"),
}


@cache
def reports(size: int) -> tuple[tuple[DemoReport, Report, dict[str, Figure]], ...]:
    return tuple(_read(size))


def _read(size: int) -> Iterator[tuple[DemoReport, Report, dict[str, Figure]]]:
    for made in demo_reports(size):
        read = parse_report(Extracted(made.text), Source(made.path), report_id=made.path)
        yield made, read, read_figures(read)


@pytest.mark.parametrize("size", SIZES)
def test_no_given_figure_differs_from_what_the_report_states(size: int) -> None:
    wrong = [
        (made.path, name, truth, figures[name])
        for made, _, figures in reports(size)
        for name, truth in made.figures.items()
        if not truth.allows(figures[name])
    ]
    assert wrong == []


@pytest.mark.parametrize("size", SIZES)
def test_most_stated_figures_are_read(size: int) -> None:
    is_read = Counter(
        figures[name].state != "unread"
        for made, _, figures in reports(size)
        for name, truth in made.figures.items()
        if truth.state in ("number", "zero")
    )
    assert is_read[True] > 0.95 * is_read.total()


@pytest.mark.parametrize("size", SIZES)
def test_the_sentence_of_a_figure_states_it(size: int) -> None:
    wrong = [
        (name, figure.sentence)
        for _, _, figures in reports(size)
        for name, figure in figures.items()
        if figure.state in ("number", "zero") and not states(name, figure)
    ]
    assert wrong == []


def states(name: str, figure: Figure) -> bool:
    """Whether the sentence contains the number, or a negation and the figure's noun."""
    sentence = figure.sentence or ""
    if figure.state == "number":
        digits = {int(number) for number in re.findall(r"\d+", sentence)}
        return figure.value in digits | chinese(sentence)
    return bool(NEGATION.search(sentence)) and (
        figure.in_heading or bool(NOUNS[name].search(sentence))
    )


def chinese(sentence: str) -> set[int | None]:
    found = re.findall("[一二两三四五六七八九十]+", sentence)
    return {from_chinese(word.replace("两", "二")) for word in found}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fact", ["school", "province", "year", "period", "published"])
def test_the_facts_of_a_report_are_read(size: int, fact: str) -> None:
    meant = [getattr(made, fact) for made, _, _ in reports(size)]
    assert [getattr(read, fact) for _, read, _ in reports(size)] == meant


def test_figures_of_every_kind_of_answer_occur() -> None:
    found = {truth.state for made, _, _ in reports(40) for truth in made.figures.values()}
    assert found >= {"number", "zero", "not_stated", "unclear"}


def checked(made: Sequence[DemoReport]) -> set[tuple[str, str, str]]:
    """What the consistency check finds in these reports."""
    engine = OracleEngine()
    with engine.writer() as writer:
        for one in made:
            writer.put(parse_report(Extracted(one.text), Source(one.path), report_id=one.path))
    reader = engine.reader()
    return {
        (check.head.id, check.kind, check.stated.figure)
        for check in figure_checks(reader, [head.id for head in reader.heads()])
    }


def known(made: Sequence[DemoReport]) -> set[tuple[str, str, str]]:
    return {(one.path, each.kind, each.figure) for one in made for each in one.contradictions}


def test_the_contradictions_of_a_report_are_found() -> None:
    made = [*demo_reports(120)]
    faulty = [at for at, one in enumerate(made) if one.contradictions]
    with_year_before = [made[at] for each in faulty for at in (each - 1, each)]
    assert len({kind for _, kind, _ in known(made)}) > 1
    assert checked(with_year_before) == known(made)


@pytest.mark.slow
def test_the_consistency_check_finds_the_contradictions_and_no_others() -> None:
    made = [*demo_reports(1000)]
    found = known(made)
    assert {kind for _, kind, _ in found} == {*KIND_LABELS}
    assert 10 < len(found) < 40
    assert checked(made) == found


def test_a_school_keeps_most_of_its_sentences() -> None:
    made = [one for one, _, _ in reports(40)]
    before, after = (set(re.split("[。；]", one.text)) for one in made[:2])
    assert 0.3 < len(before & after) / len(after) < 1


def test_the_reports_are_the_same_every_time() -> None:
    assert [*demo_reports(3)] == [made for made, _, _ in reports(40)][:3]


def test_no_more_reports_are_given_than_there_are() -> None:
    with pytest.raises(ValueError, match="the schools of the demo have"):
        list(demo_reports(100_000))


def test_the_folder_says_that_its_reports_are_generated(tmp_path: Path) -> None:
    write_demo(tmp_path, [made for made, _, _ in reports(40)][:2])
    assert "虚构" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert len([*tmp_path.glob("*/*.txt")]) == 2
