"""What is measured of this project alone: its server under many clients, its commands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.additions import measure_additions
from bench.clients import CLIENTS, measure_clients
from bench.commands import copy_of, index_folder, index_seeds, measure_start_up
from bench.corpus import generate, write_corpus
from bench.memory import PeakMemory, memory_of
from bench.peers import Query
from bench.waiting import measure_waiting
from indexer.archive import open_archive

linux = pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 的 /proc 说得出内存")


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
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["max_ms"] + 1


def test_an_answer_other_than_the_page_counts_as_an_error(seeds: Path) -> None:
    unreadable = Query("near", ("学校", "学生"), near=0)
    found = measure_clients(seeds, [unreadable], 0.1)
    assert found["errors"] >= CLIENTS
    assert found["errors_by_kind"] == {"400": found["errors"]}
    assert found["per_s"] == 0


def test_reports_are_added_one_by_one_and_found_by_a_running_server(
    seeds: Path, tmp_path: Path
) -> None:
    growing = copy_of(seeds, tmp_path / "growing")
    found = measure_additions(growing, 12, 2, tmp_path / "more")
    for figure in ("add_one_s", "found_after_s"):
        assert 0 < found[figure]["p50_s"] <= found[figure]["max_s"] + 0.001
    for index, reports in ((growing, 7), (seeds, 5)):
        archive = open_archive(index)
        assert archive.statistics().reports == reports
        archive.close()


def test_a_search_is_started_as_a_process(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.commands.STARTS", 1)
    found = measure_start_up(seeds)
    assert all(times["p50_s"] > 0 for times in found.values())


def test_a_light_query_is_timed_alone_and_while_hard_ones_run(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.waiting._ALONE_S", 0.1)
    hard = [Query("near", ("学校", "学生"), near=20), Query("common", ("息公开工",))]
    found = measure_waiting(seeds, hard, Query("rare", ("食堂",)))
    assert found["errors"] == 0
    assert set(found["by_kind"]) == {"near", "common"}
    assert found["light_meanwhile_max_ms"] - found["light_p50_ms"] == pytest.approx(
        found["longest_wait_ms"], abs=0.2
    )


def test_a_folder_of_text_files_is_built_by_the_command(tmp_path: Path) -> None:
    write_corpus(tmp_path / "texts", generate(3))
    built = index_folder(tmp_path / "index", tmp_path / "texts")
    assert built.seconds > 0
    assert built.megabytes > 0
    archive = open_archive(tmp_path / "index")
    assert archive.statistics().reports == 3
    archive.close()


@linux
def test_memory_is_that_of_a_process_and_all_it_started() -> None:
    import subprocess

    hold = "held = bytearray(30_000_000); input()"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    with subprocess.Popen([sys.executable, "-c", nested], stdin=subprocess.PIPE) as process:
        with PeakMemory(process.pid) as memory:
            while memory_of(process.pid).get("anonymous_mb", 31) < 30:
                pass
        assert process.stdin is not None
        process.stdin.close()
    assert memory.figures("build_").keys() == {"build_peak_mb", "build_peak_anonymous_mb"}


def test_of_a_process_that_is_gone_no_memory_is_told() -> None:
    assert memory_of(2**22 + 1) == {}
