"""Figures of whole reports, in which other sentences stand around the statements."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

import pytest

from indexer.ingest.figures import read_figures
from indexer.reports.figures import Figure
from indexer.reports.model import Report
from tests.ingest.figure_statements import (
    HEADINGS,
    TITLE,
    Case,
    answers,
    cases,
)
from tests.ingest.reading import read_text

STATEMENTS: Final = "tuned_statements.tsv"
OTHERS: Final = "tuned_other_sentences.tsv"
DIGITS: Final = {
    **{digit: value for value, digit in enumerate("〇一二三四五六七八九")},
    **{digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
POWERS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}
HALFWIDTH: Final = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
DENIALS: Final = ("没", "未", "无", "不存在", "零", "0", "空白", "不涉及")
NOUNS: Final = {
    "requests_received": ("申请", "新收"),
    "requests_refused": ("不予",),
    "complaints": ("举报", "投诉"),
    "reconsiderations": ("复议",),
    "lawsuits": ("诉",),
}


def numbers_in(sentence: str) -> Iterator[float]:
    """Every number of a sentence, in figures or in Chinese."""
    words = re.sub(r"(?<=\d),(?=\d{3})", "", sentence.translate(HALFWIDTH))
    yield from map(float, re.findall(r"\d+", words))
    words = re.sub(r"\s", "", words)
    for digits, power in re.findall(r"(\d+(?:\.\d+)?)([万千百]?)", words):
        yield float(digits) * POWERS.get(power, 1)
        yield float(digits)
    for written in re.findall(f"[{''.join(DIGITS)}{''.join(POWERS)}]+", words):
        yield from_chinese(written)


def from_chinese(written: str) -> int:
    total, digit = 0, 0
    for character in written:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character == "万":
            total, digit = (total + digit) * POWERS[character], 0
        else:
            total, digit = total + (digit or 1) * POWERS[character], 0
    return total + digit


def states_its_value(id_: str, figure: Figure, title: str) -> bool:
    """Whether its sentence contains its value, or a negation and its noun."""
    sentence = figure.sentence or ""
    match figure.value:
        case 0:
            where = sentence + title if figure.in_heading else sentence
            has_noun = any(noun in where for noun in NOUNS.get(id_, ("",)))
            return (has_noun and any(word in sentence for word in DENIALS)) or 0 in {
                *numbers_in(sentence)
            }
        case int():
            return figure.value in {*numbers_in(sentence)}
        case tuple():
            folded = (
                re.sub(r"\s", "", sentence)
                .translate(HALFWIDTH)
                .replace("（", "(")
                .replace("）", ")")
            )
            return all(text.translate(HALFWIDTH) in folded for text in figure.value)
    return True


def composed(statements: Sequence[Case], numbers: random.Random) -> Report:
    """A report of these statements, each in its section among sentences about other things."""
    text = f"{TITLE}\n"
    for section, heading in HEADINGS.items():
        others = [
            case.statement for case in cases(OTHERS) if case.section == section and not case.answers
        ]
        paragraphs = numbers.sample(others, k=min(4, len(others)))
        for case in statements:
            if case.section == section:
                paragraphs.insert(numbers.randrange(len(paragraphs) + 1), case.statement)
        text += f"\n{heading}\n\n" + "\n\n".join(paragraphs) + "\n"
    return read_text(text)


def check_sentences(seeds: range) -> None:
    """Every figure that is given leads to a sentence of its part that states it."""
    wrong = []
    for seed in seeds:
        numbers = random.Random(seed)
        report = composed(numbers.sample(cases(STATEMENTS), k=6), numbers)
        texts = {part.ordinal: part.text for part in report.parts}
        titles = " ".join(entry.text for entry in report.outline)
        for id_, figure in read_figures(report).items():
            if figure.state == "not_stated":
                continue
            assert figure.span is not None
            assert figure.ordinal is not None
            start, end = figure.span
            written = texts[figure.ordinal][start:end]
            is_row = "|" in written or "\t" in written
            is_slice = re.sub(r"[|\s]", "", written) == re.sub(r"\s", "", figure.sentence or "")
            if not (is_slice if is_row else written == figure.sentence):
                wrong.append(f"{id_}: {figure.sentence!r} is not {written!r}")
            elif figure.state != "unread" and not states_its_value(id_, figure, titles):
                wrong.append(f"{id_}: {figure.value} is not in {figure.sentence!r}")
    assert wrong == []


def test_each_given_figure_stands_in_its_sentence() -> None:
    check_sentences(range(40))


@pytest.mark.nightly
def test_each_given_figure_of_a_thousand_reports_stands_in_its_sentence() -> None:
    check_sentences(range(1000))


def check_surroundings(chosen: Sequence[Case]) -> None:
    """Sentences about other things change no figure."""
    wrong = []
    for seed, case in enumerate(chosen):
        report = composed([case], random.Random(seed))
        wrong += [
            str(answer)
            for answer, alone in zip(
                answers(case, report), answers(case, case.report()), strict=True
            )
            if answer.given != alone.given and not answer.is_right
        ]
    assert wrong == []


def test_other_sentences_of_a_report_change_no_figure() -> None:
    check_surroundings(cases(STATEMENTS)[::25])


@pytest.mark.nightly
def test_other_sentences_of_a_report_change_no_figure_of_any_statement() -> None:
    # What stands alone below a heading has its noun there; a line without a stop continues.
    chosen = [
        case
        for case in cases(STATEMENTS)
        if len(case.statement) > 10 and not case.statement.endswith("：无")
    ]
    check_surroundings([case for case in chosen if "\n" not in case.statement])
