"""A pager for long answers, and `--open`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import pytest

from indexer.cli import serve as serving
from tests.cli.conftest import Command
from tests.cli.test_processes import read_all

needs_terminal = pytest.mark.skipif(
    not hasattr(os, "openpty"), reason="no pseudo-terminals on this system"
)


def on_a_terminal(index: Path, *arguments: str, rows: int, **environment: str) -> str:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer.cli", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "XXGK_INDEX": str(index),
            "TERM": "xterm",
            "COLUMNS": "80",
            "LINES": str(rows),
            **environment,
        },
    )
    os.close(theirs)
    return read_all(ours, process)


@needs_terminal
@pytest.mark.parametrize(
    ("options", "rows", "shown"),
    [
        pytest.param((), 10, "共 5 份REPORT", id="long"),
        pytest.param((), 100, "共 5 份报告", id="short"),
        pytest.param(("--no-pager",), 10, "共 5 份报告", id="no pager", marks=pytest.mark.slow),
    ],
)
def test_a_long_answer_goes_through_the_pager_and_a_short_one_does_not(
    seeds_index: Path, options: tuple[str, ...], rows: int, shown: str
) -> None:
    pager = {"PAGER": "sed s/报告/REPORT/"}
    assert shown in on_a_terminal(seeds_index, "list", *options, rows=rows, **pager)


@needs_terminal
def test_rows_are_counted_as_the_terminal_breaks_them(seeds_index: Path) -> None:
    """A report is few lines, each of many rows, and a Chinese character takes two columns."""
    pager = {"PAGER": "sed s/报告/REPORT/"}
    report = ("show", "安徽机电 2024")
    assert "REPORT" in on_a_terminal(seeds_index, *report, rows=120, COLUMNS="40", **pager)
    assert "REPORT" not in on_a_terminal(seeds_index, *report, rows=120, COLUMNS="9000", **pager)


@needs_terminal
def test_a_terminal_gets_each_line_whole(xxgk: Command, seeds_index: Path) -> None:
    shown = on_a_terminal(
        seeds_index, "show", "安徽机电 2024", "--no-pager", rows=9, COLUMNS="40", NO_COLOR="1"
    )
    assert shown.splitlines() == xxgk("show", "安徽机电 2024").stdout.splitlines()


def test_what_is_no_terminal_sees_no_pager(xxgk: Command) -> None:
    assert "共 5 份报告" in xxgk("list", PAGER="false").stdout


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses opened in the browser."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: addresses.append(url) is None)
    return addresses


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would be served instead of being so until Ctrl-C."""
    result: dict[str, Any] = {}

    def serve(archive: object, host: str, port: int, *, on_ready: Any) -> int:
        result.update(host=host, port=port)
        on_ready("http://127.0.0.1:49152")
        return 130

    def refused(*_: object, **__: object) -> NoReturn:
        raise ConnectionRefusedError

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(urllib.request, "urlopen", refused)
    return result


def test_where_no_server_runs_one_is_started_on_a_free_port_of_this_machine(
    xxgk: Command, opened: list[str], served: dict[str, Any]
) -> None:
    result = xxgk("search", "举报 OR 投诉", "--school", "安徽机电", "--sort", "newest", "--open")
    assert result.exit_code == 130
    assert served == {"host": "127.0.0.1", "port": 0}
    (address,) = map(urlsplit, opened)
    assert (address.netloc, address.path) == ("127.0.0.1:49152", "/search")
    assert parse_qs(address.query) == {
        "q": ["举报 OR 投诉"],
        "school": ["安徽机电"],
        "sort": ["newest"],
    }


def test_a_report_is_opened_at_the_given_part(
    xxgk: Command, opened: list[str], served: dict[str, Any]
) -> None:
    report = xxgk.json("search", "信息公开工作领导小组")["hits"][0]["report_id"]
    xxgk("show", report, "--open")
    xxgk("show", f"{report}#3", "--open", XXGK_LANG="en")
    assert opened == [
        f"http://127.0.0.1:49152/reports/{report}",
        f"http://127.0.0.1:49152/reports/{report}?lang=en#s3",
    ]


def test_a_server_of_the_same_archive_is_found_and_another_is_not(
    xxgk: Command, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = xxgk.json("stats")
    answers = {"ok": True, **{name: ours[name] for name in ("generation", "reports", "parts")}}

    class Answer:
        def __enter__(self) -> Answer:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def read(self) -> bytes:
            return json.dumps(answers).encode()

    monkeypatch.setattr(urllib.request, "urlopen", lambda *_a, **_k: Answer())
    started = threading.Event()
    monkeypatch.setattr(serving, "serve", lambda *_a, **_k: started.set() or 130)
    assert xxgk("search", "--open").exit_code == 0
    assert opened == ["http://127.0.0.1:8000/search"]
    (tmp_path / "xxgk.toml").write_text("[serve]\nport = 9123\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert xxgk("search", "--open").exit_code == 0
    assert opened[1] == "http://127.0.0.1:9123/search"
    answers["reports"] += 1
    assert xxgk("search", "--open").exit_code == 130
    assert started.is_set()


def test_without_a_browser_the_address_is_shown(
    xxgk: Command, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _url: False)
    assert "http://127.0.0.1:49152/search" in xxgk("search", "--open").stderr
