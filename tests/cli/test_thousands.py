"""Counts of four digits and more have separators in the text of a command; years have none."""

from __future__ import annotations

from pathlib import Path

from indexer.archive import UpdateSummary
from indexer.cli.index import summary_text
from tests.cli.conftest import Command


def test_coverage_separates_thousands(xxgk: Command, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    names = [f"第{number}大学" for number in range(1200)]
    roster.write_text("\n".join(["school", *names]), encoding="utf-8")
    text = xxgk("coverage", "--year", "2024", "--roster", str(roster), "--name", "大学").stdout
    assert text.splitlines()[0].startswith("2024 年：")
    assert "1,20" in text.splitlines()[0]


def test_the_summary_of_an_update_separates_thousands() -> None:
    summary = UpdateSummary(45_000, 0, 1_000, 0, (), (), (), 46_000, 690_000, 1.5, 1)
    assert summary_text(summary) == (
        "新增 45,000，未变 1,000；现有 46,000 份报告，690,000 个段落；用时 1.5 秒"
    )
