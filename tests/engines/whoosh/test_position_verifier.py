"""Literals, NEAR and distances from positions are those that the plain texts give."""

from __future__ import annotations

import random
from typing import Final

import numpy as np
import pytest

from indexer.analysis.matching import contains, is_near
from indexer.analysis.normalize import ALNUM_RUN, is_alnum, normalize_term
from indexer.analysis.user_dictionary import CHINESE
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.literal_matcher import match_literal, match_near
from indexer.engines.whoosh.position_verifier import find_anchors, position_verifier
from indexer.engines.whoosh.postings import as_doc_ids
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.engines.whoosh.verifier import smallest_gaps
from indexer.search import ranking
from indexer.search.query import Literal
from tests.engines.corpora import report

PIECES: Final = (
    *("信息公开", "公开", "学校", "领导小组", "申请", "工作", "的", "了", "开学", "校工"),
    *("2023", "A4", "OA 2", " ", "，", "。", "\n", "\t", "𠀀", "12.5", "https://a.cn/b/cdefghijk/"),
)
LONG: Final = 33_000
"""Characters of a text in which two share a place."""


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> SegmentReader:
    chance = random.Random(7)
    parts = ["".join(chance.choices(PIECES, k=chance.randint(0, 30))) for _ in range(60)]
    long = "".join(chance.choices(PIECES[:10], k=LONG))[:LONG]
    place = tmp_path_factory.mktemp("archive")
    engine = WhooshEngine(place)
    with engine.writer() as writer:
        writer.put(report({"id": "r", "parts": [*parts[:30], long, *parts[30:]]}))
    assert not engine.check(deep=True)
    (path,) = place.rglob("*.xxgk")
    all_together = WhooshTuning(single_candidates=0, occurrences_per_text=1 << 40)
    return SegmentReader(path, all_together)


def texts(segment: SegmentReader) -> list[str]:
    return [segment.text("text", part) for part in range(segment.parts)]


def literals(segment: SegmentReader, count: int, longest: int) -> list[Literal]:
    """Pieces out of the texts, some turned round, some open at an edge."""
    chance, found = random.Random(3), []
    lines = [line for text in texts(segment) for line in text[:500].split("\n") if line]
    while len(found) < count:
        line = chance.choice(lines)
        start = chance.randrange(len(line))
        piece = line[start : start + chance.randint(1, longest)]
        term = normalize_term(piece if chance.random() < 0.8 else piece[::-1])
        if term:
            found.append(Literal(term, chance.random() < 0.1, chance.random() < 0.1))
    return found


def test_literals_are_found_where_the_texts_have_them(segment: SegmentReader) -> None:
    plain = texts(segment)
    for literal in literals(segment, 300, 9):
        edges = literal.open_left, literal.open_right
        expected = [n for n, text in enumerate(plain) if contains(text, literal.text, *edges)]
        assert as_doc_ids(match_literal(segment, "text", literal)).tolist() == expected, literal


@pytest.mark.parametrize("distance", [1, 4, 30])
@pytest.mark.parametrize("is_read_ahead", [False, True])
def test_literals_are_near_where_the_texts_have_them_near(
    segment: SegmentReader, distance: int, is_read_ahead: bool
) -> None:
    plain = texts(segment)
    segment = SegmentReader(segment.path, segment.tuning)
    if is_read_ahead:
        segment.read_ahead()
    plain_literals = [Literal(each.text) for each in literals(segment, 160, 4)]
    for left, right in zip(plain_literals[::2], plain_literals[1::2], strict=True):
        expected = [
            n for n, text in enumerate(plain) if is_near(text, left.text, right.text, distance)
        ]
        found = match_near(segment, "text", left, right, distance)
        assert found.tolist() == expected, (left.text, right.text)


def test_distances_of_literals_are_those_of_the_texts(segment: SegmentReader) -> None:
    plain, parts, asked = texts(segment), np.arange(0, segment.parts, 2), 0
    chance, some = random.Random(5), literals(segment, 200, 4)
    while asked < 30:
        wanted = tuple(dict.fromkeys(chance.sample(some, chance.randint(2, 3))))
        anchors = find_anchors(segment, "text", wanted)
        verifier = position_verifier(segment, "text", parts, anchors)
        if verifier is None:
            continue
        asked += 1
        gaps = [ranking.smallest_gap(plain[part], wanted) for part in parts.tolist()]
        found = smallest_gaps(segment, parts, verifier, wanted).tolist()
        assert found == [-1 if gap is None else gap for gap in gaps], wanted


def test_runs_spare_a_text_at_least_what_they_do_not_count(segment: SegmentReader) -> None:
    segment.read_ahead()
    spared = segment.spared("text", np.arange(segment.parts))
    assert spared is not None
    for text, most in zip(texts(segment), spared.tolist(), strict=True):
        runs = [found.span() for found in ALNUM_RUN.finditer(text)]
        assert sum(end - start - 1 for start, end in runs) <= most


def test_no_chinese_character_and_none_below_zero_belongs_to_a_run() -> None:
    """What the search for runs in wide gaps passes over."""
    low, high = map(ord, CHINESE)
    others = [*range(ord("0")), *range(low, high + 1), ord("。")]
    assert not any(is_alnum(chr(point)) for point in others)
