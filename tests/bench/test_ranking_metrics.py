"""The measures of an order, against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from bench.judgements import DEPTH, mean, ndcg, reciprocal_rank


@pytest.mark.parametrize(
    ("grades", "rank"),
    [
        ([3, 0, 0], 1),
        ([2, 1, 3], 1 / 3),
        ([0, 3, 3], 1 / 2),
        ([2, 2, 1], 0),
        ([], 0),
        ([0] * (DEPTH - 1) + [3], 1 / DEPTH),
        ([0] * DEPTH + [3], 0),
    ],
)
def test_the_first_hit_of_the_wanted_grade_counts(grades: list[int], rank: float) -> None:
    assert reciprocal_rank(grades, 3) == rank


def test_the_best_order_gains_all_there_is_to_gain() -> None:
    assert ndcg([3, 2, 1, 0], [1, 2, 3]) == 1


def test_a_swapped_pair_costs_what_the_logarithms_say() -> None:
    """Gains 7, 3 and 1; discounts 1, log2(3) and 2."""
    swapped = 3 + 7 / math.log2(3) + 1 / 2
    best = 7 + 3 / math.log2(3) + 1 / 2
    assert ndcg([2, 3, 1], [3, 2, 1]) == pytest.approx(swapped / best)


def test_what_was_not_found_counts_as_missing() -> None:
    assert ndcg([3], [3, 3]) == pytest.approx(7 / (7 + 7 / math.log2(3)))
    assert ndcg([], [3]) == 0


def test_only_the_first_ten_places_count() -> None:
    assert ndcg([0] * DEPTH + [3], [3]) == 0
    assert ndcg([3] * DEPTH, [3] * 1000) == 1


def test_a_mean_has_four_digits() -> None:
    assert mean([1, 0, 0]) == 0.3333
    assert mean([True, True]) == 1
