"""What is measured of this project alone: its server under many clients, its commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.clients import CLIENTS, measure_clients
from bench.commands import index_seeds, measure_commands
from bench.peers import Query
from indexer.archive import open_archive


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample reports."""
    folder = tmp_path_factory.mktemp("product") / "index"
    index_seeds(folder)
    return folder


def test_every_client_is_answered_without_error(seeds: Path) -> None:
    queries = [
        Query("common", ("信息公开",)),
        Query("four terms", ("学校", "学生"), without=("食堂",)),
        Query("near", ("学校", "学生"), near=20),
        Query("filtered", ("学校",), year=2023, section="proactive"),
        Query("deep page", ("学校",), page=100),
    ]
    found = measure_clients(seeds, queries, 0.2)
    assert CLIENTS == 16
    assert found["errors"] == 0
    assert found["per_s"] > 0
    assert 0 < found["p50_ms"] <= found["p95_ms"]


def test_an_answer_other_than_the_page_counts_as_an_error(seeds: Path) -> None:
    unreadable = Query("near", ("学校", "学生"), near=0)
    found = measure_clients(seeds, [unreadable], 0.1)
    assert found["errors"] >= CLIENTS
    assert found["errors_by_kind"] == {"400": found["errors"]}
    assert found["per_s"] == 0


def test_a_report_is_added_ten_times(seeds: Path, tmp_path: Path) -> None:
    found = measure_commands(seeds, 12, tmp_path)
    for figure in ("add_one_s", "search_cold_s"):
        assert 0 < found[figure]["p50_s"] <= found[figure]["p95_s"]
    archive = open_archive(seeds)
    assert archive.statistics().reports == 15
    archive.close()


def test_none_of_it_is_measured_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--reports", "3", "--engines", "xxgk", "--each", "1"])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["engines"]["xxgk"].keys().isdisjoint({"clients", "commands"})
