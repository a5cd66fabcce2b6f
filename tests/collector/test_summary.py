"""What a run leaves behind for a person: the bar, the table, the demo."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from collector.collect import Progress
from indexer.cli import main
from indexer.cli.collect import REPORT_COLUMNS, school_progress
from tests.collector.conftest import ROOT, Collected, rows_of


def test_the_bar_shows_schools_pages_reports_and_rate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with school_progress() as show:
        assert show is not None
        show(Progress(schools=30, done=7, pages=120, reports=45))
    said = capsys.readouterr().err
    assert "7/30" in said
    assert "120 页 · 45 份报告" in said
    assert "页/秒" in said


def test_the_manifest_has_the_columns_that_are_promised(collected: Collected) -> None:
    header = (collected.folder / "manifest.csv").read_text("utf-8-sig").split("\n")[0].strip()
    assert header.split(",") == [
        "path",
        "school",
        "period",
        "published",
        "province",
        "title",
        "source_url",
        "file_url",
        "fetched_at",
    ]
    assert tuple(rows_of(collected.table)[0]) == REPORT_COLUMNS


@pytest.mark.slow
def test_coverage_says_of_whom_nothing_was_found(collected: Collected, tmp_path: Path) -> None:
    index = ["--index", str(tmp_path / "index")]
    assert CliRunner().invoke(main, [*index, "index", str(ROOT / "seeds")]).exit_code == 0
    arguments = ["coverage", "--year", "2024", "--roster", str(collected.table)]
    said = CliRunner().invoke(main, [*index, *arguments]).stdout
    refused = next(s for s in collected.sites.values() if s.problem == "robots.txt forbids")
    assert f"{refused.school}  安徽\n  没有找到报告：网站的 robots.txt 不允许访问\n" in said


@pytest.mark.slow
def test_the_demo_collects_thirty_schools(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.collect_demo", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 0, ended.stderr
    rows = rows_of(tmp_path / "collected.csv")
    assert len(rows) == 30
    without = {row["reason"] for row in rows if row["reports"] == "0"}
    assert without
    assert "" not in without
    assert sum(int(row["reports"]) for row in rows) == len(
        rows_of(tmp_path / "reports" / "manifest.csv")
    )
