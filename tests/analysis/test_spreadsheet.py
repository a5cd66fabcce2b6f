"""No cell of a table is a formula, however its first character is written or hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.spreadsheet import neutralise_formula, restore_formula

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@cmd",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "\u200b=1",
    "\u2009=1",
    " =1",
    "\u3000＝1",
    "\ufeff=1",
    "\x00=1",
    "\u202e=1",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_formulas_are_neutralised(cell: str) -> None:
    assert neutralise_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "2024", "a=1", "（-1）", "'=1", "—1", "无"])
def test_other_cells_are_unchanged(cell: str) -> None:
    assert neutralise_formula(cell) == cell


@given(st.one_of(st.text(), st.sampled_from(FORMULAS)))
def test_a_neutralised_cell_can_be_restored(cell: str) -> None:
    if not cell.startswith("'"):
        assert restore_formula(neutralise_formula(cell)) == cell
