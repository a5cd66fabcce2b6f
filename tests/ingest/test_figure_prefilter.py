"""The tests that rule sentences out before any rule reads them rule out no figure."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

import pytest

from indexer.ingest.figures.contact import read_contacts
from indexer.ingest.figures.items import read_items
from indexer.ingest.figures.of_a_kind import counts_of_a_kind
from indexer.ingest.figures.outcomes import read_details
from indexer.ingest.figures.prefilter import (
    may_be_about_requests,
    may_count_items,
    may_give_contacts,
    may_give_details,
)
from indexer.ingest.figures.requests import read_requests
from indexer.ingest.figures.sentences import Context, sentences_of
from indexer.ingest.figures.words import table
from indexer.reports.model import Part
from tests.ingest.figure_statements import HEADINGS, cases, files

SCHOOL: Final = "海州理工学院"
TABLES: Final = ("requests", "items", "clause_words", "channels", "contacts")
PIECES: Final = re.compile(r"[^，、；。：（）()\d]+|\d+|[，、；。：（）()]")
WORDS: Final = re.compile("[\u4e00-\u9fff]+")
UNITS: Final = "条件篇项期则份次起"


def texts() -> Iterator[tuple[str, str]]:
    """The section and the text of each statement of the tables."""
    for name in chain.from_iterable(map(files, ("tuned", "untuned", "measured"))):
        for case in cases(name):
            yield case.section, case.statement


def mixed_texts(number: int) -> Iterator[tuple[str, str]]:
    """Texts mixed of the pieces of statements, the words of the rules, counts and stops."""
    chance = random.Random(20)
    pieces = list(chain.from_iterable(PIECES.findall(text) for _section, text in texts()))
    words = [word for name in TABLES for row in table(name).values() for word in WORDS.findall(row)]
    for _ in range(number):
        parts = (
            chance.choice(
                (
                    chance.choice(pieces),
                    chance.choice(pieces),
                    chance.choice(words),
                    f"{chance.choice((0, 1, 2, 12, 356, 2022))}{chance.choice(UNITS)}",
                    chance.choice("，，；。、：（）共无未一为"),
                )
            )
            for _ in range(chance.randint(2, 16))
        )
        yield chance.choice([*HEADINGS]), "".join(parts)


def check(section: str, text: str) -> None:
    """That the rules whose test fails give nothing."""
    part = Part(1, (section,), (), HEADINGS.get(section, ""), text)
    context = Context(school=SCHOOL)
    read = {sentence.start for sentence in sentences_of(part, text, part.heading, 0)}
    for sentence in sentences_of(part, text, part.heading, 0, lambda *_: True):
        if not sentence.before:
            context.channels = frozenset()
        about_requests = [*read_requests(sentence), *counts_of_a_kind(sentence)]
        counted = {each.figure for each in about_requests if each.state == "number"}
        details = [*read_details(sentence, counted)]
        contacts = [*read_contacts(sentence)]
        are_items_possible = may_count_items(sentence, context)
        channels = context.channels
        items = [*read_items(sentence, context)]
        assert may_be_about_requests(sentence) or not about_requests, sentence
        assert may_give_details(sentence, counted) or not details, sentence
        assert may_give_contacts(sentence) or not contacts, sentence
        assert are_items_possible or not items, sentence
        has_next = sentence.words.endswith(("；", ";"))
        assert are_items_possible or not has_next or context.channels == channels, sentence
        if sentence.start not in read:
            assert [*about_requests, *details, *contacts, *items] == [], sentence


def test_no_statement_with_a_figure_is_ruled_out() -> None:
    for section, text in texts():
        check(section, text)


@pytest.mark.parametrize(
    "number", [2_000, pytest.param(30_000, marks=pytest.mark.nightly)], ids=["some", "many"]
)
def test_no_mixed_sentence_with_a_figure_is_ruled_out(number: int) -> None:
    for section, text in mixed_texts(number):
        check(section, text)


@pytest.mark.parametrize(
    "text",
    [
        "编印校报2期、工作简报1期，下发文件31件，会议纪要10份。",
        "校领导接待日每月3次，接待师生7人次。",
        "学校将认真对待每一条意见。",
    ],
)
def test_sentences_about_other_things_are_not_read(text: str) -> None:
    """Else they cost time for nothing."""
    part = Part(1, ("overview",), (), "一、信息公开工作概述", text)
    assert list(sentences_of(part, text, part.heading, 0)) == []


@pytest.mark.parametrize(
    "text",
    [
        "对历史信息进行清理，下线失效文件5件。",
        "信息公开工作办公室牵头梳理台账，2项任务已完成。",
        "突发事件信息第一时间通过校园广播发布，指南期间发布提示2条。",
    ],
)
def test_no_rule_reads_counts_whose_phrase_names_nothing(text: str) -> None:
    part = Part(1, ("overview",), (), "一、信息公开工作概述", text)
    (sentence,) = sentences_of(part, text, part.heading, 0)
    assert not may_be_about_requests(sentence)
    assert not may_give_details(sentence, ())
    assert not may_give_contacts(sentence)
    assert not may_count_items(sentence, Context())
