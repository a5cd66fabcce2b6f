"""Numbers as lists write them."""

from __future__ import annotations

import pytest

from indexer.reports.numbering import to_chinese, to_letters, to_roman


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "零"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"),
        (100, "一百"), (105, "一百零五"), (110, "一百一十"), (1001, "一千零一"), (12345, "12345"),
    ],
)  # fmt: skip
def test_a_number_is_written_in_chinese(number: int, written: str) -> None:
    assert to_chinese(number) == written


def test_numbers_are_written_in_roman_numerals_and_letters() -> None:
    assert [to_roman(n) for n in (1, 4, 9, 14, 1999, 4000)] == [
        "I", "IV", "IX", "XIV", "MCMXCIX", "4000",
    ]  # fmt: skip
    assert [to_letters(n) for n in (0, 1, 26, 27)] == ["", "A", "Z", "AA"]
