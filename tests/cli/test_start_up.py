"""What a command costs before it does anything: it loads only what it needs, and starts quietly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Start

NOT_FOR_A_SEARCH = {
    *("whoosh", "jieba", "rjieba", "ahocorasick_rs", "watchfiles", "filelock"),
    *("lxml", "pypdfium2", "docx", "openpyxl", "opencc", "pypinyin"),
    *("flask", "flask_babel", "jinja2", "werkzeug", "waitress", "rich"),
    *("asyncio", "concurrent", "multiprocessing", "decimal", "email", "http", "ssl", "sqlite3"),
    *("webapp", "indexer.ingest", "indexer.archive.update", "indexer.engines.whoosh.writer"),
    *("indexer.engines.oracle", "indexer.engines.opensearch.connection", "opensearchpy"),
    *("subprocess", "urllib.request", "urllib3", "tomllib", "logging"),
}
NOT_FOR_HELP = NOT_FOR_A_SEARCH | {"numpy", "indexer.archive", "indexer.engines"}

LOADED_BY = """
import sys
from indexer.cli import main
before = set()
for arguments in {commands!r}:
    main.main(["--index", {index!r}, *arguments], standalone_mode=False)
    print(" ".join(arguments), *set(sys.modules) - before, sep="\t", file=sys.stderr)
    before = set(sys.modules)
"""


def loaded_by(index: Path, *commands: tuple[str, ...]) -> dict[str, set[str]]:
    """Command → the modules that it loaded, in a process that ran all of them in this order."""
    run = subprocess.run(
        [sys.executable, "-c", LOADED_BY.format(index=str(index), commands=commands)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    lines = [line.split("\t") for line in run.stderr.decode().splitlines()]
    assert len(lines) == len(commands)
    return {command: set(modules) for command, *modules in lines}


def test_a_search_loads_no_heavy_module_it_does_not_need(seeds_index: Path) -> None:
    loaded = loaded_by(
        seeds_index,
        ("search", "依申请公开"),
        ("search", "信息公开 OA", "--format", "json"),
        ("search", "学校", "--section", "举报", "--year", "2023..2024", "--format", "csv"),
        ("list",),
        ("show", "安徽机电 2024"),
    )
    assert {name: modules & NOT_FOR_A_SEARCH for name, modules in loaded.items()} == {
        name: set() for name in loaded
    }


def test_help_loads_no_engine(seeds_index: Path) -> None:
    loaded = loaded_by(seeds_index, ("--version",), (), ("search", "--help"))
    assert {name: modules & NOT_FOR_HELP for name, modules in loaded.items()} == {
        name: set() for name in loaded
    }


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 的参数从不是字节")
def test_arguments_are_utf_8_in_the_c_locale_too(start: Start) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0"}
    found = start("search", "依申请公开", "--format", "json", **plain)
    out, _ = found.communicate(timeout=120)
    assert found.returncode == 0
    assert '"query": "依申请公开"' in out.decode("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows 的参数从不是字节")
def test_paths_are_utf_8_in_the_c_locale_too(start: Start, tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0"}
    (tmp_path / "报告.txt").write_text(
        "某某大学2023年信息公开年度报告\n一、概述\n学校公开。\n", "utf-8"
    )
    indexed = start("index", str(tmp_path / "报告.txt"), XXGK_INDEX=str(tmp_path / "新"), **plain)
    assert indexed.wait(timeout=120) == 0


CTRL_C_WHILE_CLICK_LOADS = """
import os, signal, sys
class CtrlC:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, CtrlC())
from indexer.cli import main
print("still here")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 SIGINT")
def test_ctrl_c_while_modules_load_ends_quietly() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CTRL_C_WHILE_CLICK_LOADS],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (run.returncode, run.stdout, run.stderr) == (130, b"", b"")


def test_loading_the_commands_leaves_ctrl_c_as_it_was() -> None:
    program = "import signal, indexer.cli; print(signal.getsignal(2) is signal.default_int_handler)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, timeout=120
    )
    assert run.stdout.decode().strip() == "True"


@pytest.mark.skipif(os.name == "nt", reason="Windows 没有 ulimit")
@pytest.mark.parametrize("limit", ["-v 61440", pytest.param("-v 102400", marks=pytest.mark.slow)])
def test_a_system_without_memory_or_handles_is_a_sentence_and_code_3(
    seeds_index: Path, limit: str
) -> None:
    ended = subprocess.run(
        ["bash", "-c", f'ulimit {limit}; exec "$0" -m indexer.cli search 公开', sys.executable],
        env={**os.environ, "XXGK_INDEX": str(seeds_index)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 3, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "ulimit" in ended.stderr
