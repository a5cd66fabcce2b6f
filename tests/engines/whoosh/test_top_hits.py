"""The best hits, chosen without sorting all: as if all were sorted, ties included."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.scoring import lowest_keys, top_k
from indexer.search.engine import Plan
from indexer.search.query import And, Literal
from indexer.search.request import SORTS, Sort
from tests.engines.corpora import report

few_values = st.lists(st.integers(0, 3), max_size=600)
"""So few different scores that there are ties at every bound."""


@given(few_values, st.integers(0, 12), st.randoms(use_true_random=False))
def test_the_best_are_the_first_of_all_sorted(
    values: list[int], wanted: int, chance: object
) -> None:
    scores, keys = np.array(values, np.float64), np.arange(len(values))
    chance.shuffle(keys)  # type: ignore[attr-defined]
    expected = sorted(range(len(values)), key=lambda at: (-values[at], keys[at]))[:wanted]
    assert top_k(scores, lambda positions: keys[positions], wanted).tolist() == expected


@given(st.permutations(range(40)), st.integers(0, 50))
def test_the_lowest_keys_come_in_order(keys: list[int], wanted: int) -> None:
    expected = sorted(range(40), key=keys.__getitem__)[:wanted]
    assert lowest_keys(np.array(keys), wanted).tolist() == expected


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_equal_hits_are_the_whole_answer_in_pieces(tmp_path: Path, sort: Sort) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.writer() as writer:
        for number in range(40):
            described = {"id": f"r{number}", "school": f"青江{number % 7}大学"}
            year, parts = 2015 + number % 4, ["没有收到举报"] * 10
            writer.put(report(described | {"year": year, "parts": parts}))
    reader = engine.reader()

    def hits(offset: int, limit: int) -> list[tuple[str, int]]:
        plan = Plan(Literal("举报"), sort=sort, offset=offset, limit=limit)
        return [(hit.report.id, hit.part.ordinal) for hit in reader.search(plan).parts]

    whole = hits(0, 400)
    assert len({*whole}) == 400
    assert [hit for offset in range(0, 400, 10) for hit in hits(offset, 10)] == whole


def test_a_frequent_word_scores_the_same_however_often_it_was_searched(tmp_path: Path) -> None:
    """Always for few parts; in the end for all."""
    rare = [
        "食堂",
        "宿舍",
        "采购",
        "招标",
        "诉讼",
        "复议",
        "培训",
        "预算",
        "决算",
        "就业",
        "图书",
        "校车",
    ]
    engine = WhooshEngine(tmp_path)
    with engine.writer() as writer:
        for number in range(12 * 20):
            text = "公开" * (1 + number % 7) + ("，" + rare[number % 12]) * (number < 36)
            writer.put(report({"id": f"r{number}", "parts": [text, "公开，" * (number % 3)]}))
    reader = engine.reader()
    plans = [Plan(And((Literal("公开"), Literal(word)))) for word in rare]
    plans.append(Plan(Literal("公开"), limit=500))
    for plan in plans:
        alone = WhooshEngine(tmp_path).reader().search(plan)
        assert alone.total == 3 or plan is plans[-1]
        assert reader.search(plan).parts == alone.parts
