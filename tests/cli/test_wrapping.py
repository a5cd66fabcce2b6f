"""Where a line of an answer is broken on a terminal."""

from __future__ import annotations

import click
import pytest

from indexer.cli.wrapping import columns_of, wrapped

SENTENCE = "学校成立了信息公开工作领导小组，由校长 Zhang San 担任组长（2023-2024 学年）。"


@pytest.mark.parametrize("columns", range(24, 90, 3))
def test_no_row_is_wider_than_the_terminal_and_nothing_is_lost(columns: int) -> None:
    line = "    " + SENTENCE.replace("信息公开", click.style("信息公开", fg="red", bold=True))
    rows = [*wrapped(line, columns)]
    assert all(columns_of(row) <= columns for row in rows)
    assert all(row.startswith("    ") and row[4] != " " for row in rows)
    joined = click.unstyle("".join(row[4:] for row in rows))
    assert joined.replace(" ", "") == SENTENCE.replace(" ", "")


def test_a_word_of_letters_stays_whole_and_no_row_begins_with_a_comma() -> None:
    for columns in range(24, 60):
        rows = [row.strip() for row in wrapped("  " + SENTENCE, columns)]
        assert any("2023-2024" in row for row in rows)
        assert not [row for row in rows if row[0] in "，。）"]


def test_a_line_that_fits_or_is_not_indented_stays_as_it_is() -> None:
    assert [*wrapped("  短。", 40)] == ["  短。"]
    assert [*wrapped(SENTENCE, 24)] == [SENTENCE]
    assert [*wrapped("    " + SENTENCE, 10)] == ["    " + SENTENCE]


def test_colour_takes_no_room() -> None:
    assert columns_of(click.style("公开 A4", fg="red", bold=True)) == 7
