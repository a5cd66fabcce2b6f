"""The command as a process of its own: streams, exit codes, signals."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn

import pytest

from indexer.archive import open_archive
from indexer.processes.worker_process import WorkerProcess
from tests.cli.conftest import ROOT, SEEDS, Command
from tests.cli.test_serving_is_guarded import a_free_port

Process = subprocess.Popen[bytes]
Start = Callable[..., Process]


def finished(process: Process) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out.decode("utf-8"), err.decode("utf-8")


def test_output_is_utf_8_whatever_the_console(start: Start) -> None:
    code, out, err = finished(
        start("search", "信息公开工作领导小组", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    )
    assert (code, err) == (0, "")
    assert "襄阳科技职业学院" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("--match", "exact", "不存在的词语"), 1, marks=pytest.mark.slow),
        pytest.param(("(招生",), 2, marks=pytest.mark.slow),
        (("招生", "--index", "no-index"), 3),
    ],
)
def test_the_process_ends_with_the_exit_code(
    start: Start, arguments: tuple[str, ...], code: int
) -> None:
    assert finished(start("search", *arguments))[0] == code


def test_a_missing_index_is_reported_on_stderr(tmp_path: Path) -> None:
    result = Command(tmp_path)("search", "招生")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "xxgk index" in result.stderr


def test_a_broken_pipe_is_silent(start: Start) -> None:
    process = start("search", "的", "--format", "jsonl", "--size", "100")
    assert process.stdout is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(timeout=120) == 0


def small_report(folder: Path) -> Path:
    report = folder / "某某大学2024年信息公开年度报告.txt"
    report.write_text("某某大学2024年信息公开年度报告\n一、概述\n本学年。\n", encoding="utf-8")
    return report


FORMATS = [
    "text",
    pytest.param("json", marks=pytest.mark.slow),
    pytest.param("csv", marks=pytest.mark.slow),
]


@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX systems")
@pytest.mark.parametrize("output_format", FORMATS)
def test_a_closed_stdout_is_no_error(seeds_index: Path, output_format: str) -> None:
    command = f'"$0" -m indexer.cli search 的 --format {output_format} >&-'
    found = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable],
        stderr=subprocess.PIPE,
        env={**os.environ, "XXGK_INDEX": str(seeds_index)},
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX systems")
@pytest.mark.slow
@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_command_whose_streams_are_closed_does_its_work(tmp_path: Path, closed: str) -> None:
    report, index = small_report(tmp_path), tmp_path / "index"
    found = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m indexer.cli index "$1" {closed}', sys.executable, str(report)],
        env={**os.environ, "XXGK_INDEX": str(index)},
        check=False,
    )
    assert found.returncode == 0
    assert open_archive(index).statistics().reports == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_under_stdout_and_stderr_leaves_the_exit_code(seeds_index: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [sys.executable, "-m", "indexer.cli", "search", "的"],
            stdout=full,
            stderr=full,
            env={**os.environ, "XXGK_INDEX": str(seeds_index)},
            check=False,
        )
    assert found.returncode == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("output_format", FORMATS)
def test_a_full_disk_under_stdout_is_reported(seeds_index: Path, output_format: str) -> None:
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [sys.executable, "-m", "indexer.cli", "search", "的", "--format", output_format],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "XXGK_INDEX": str(seeds_index)},
            check=False,
        )
    assert found.returncode == 3
    message = found.stderr.decode()
    assert message.startswith("错误：结果没有写完")
    assert "Traceback" not in message


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals on this system")
def test_colour_is_for_terminals_and_never_under_no_color(seeds_index: Path) -> None:
    def on_a_terminal(**environment: str) -> str:
        ours, theirs = os.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "indexer.cli", "search", "信息公开工作领导小组"],
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "XXGK_INDEX": str(seeds_index), **environment},
        )
        os.close(theirs)
        return read_all(ours, process)

    assert "\x1b[" in on_a_terminal(TERM="xterm")
    assert "\x1b[" not in on_a_terminal(TERM="xterm", NO_COLOR="1")


def read_all(terminal: int, process: Process) -> str:
    pieces = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:  # the other side is closed
        pass
    os.close(terminal)
    process.wait(timeout=120)
    return b"".join(pieces).decode("utf-8")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals on this system")
@pytest.mark.slow
def test_a_progress_bar_is_shown_on_a_terminal_only(elsewhere: Command, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    report = str(small_report(tmp_path))
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer.cli", "index", report],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "XXGK_INDEX": str(elsewhere.index), "TERM": "xterm"},
    )
    os.close(theirs)
    assert "1/1" in read_all(ours, process)
    result = elsewhere("index", report, "--rebuild")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_a_watch_follows_a_folder_until_it_is_interrupted(tmp_path: Path, start: Start) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    process = start("index", str(folder), "--watch", XXGK_INDEX=str(tmp_path / "index"))
    assert process.stdout is not None
    assert process.stderr is not None
    assert "没有文件" in process.stdout.readline().decode()
    assert "正在等待变化" in process.stderr.readline().decode()
    seed = SEEDS / "003_cf6dcf5aa17e2594.txt"
    (folder / seed.name).write_bytes(seed.read_bytes())
    assert "现有 1 份报告" in process.stdout.readline().decode()
    process.send_signal(signal.SIGINT)
    assert finished(process)[0] == 130


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_the_server_answers_and_sees_what_is_indexed_until_it_is_interrupted(
    tmp_path: Path, start: Start
) -> None:
    port, index = free_port(), tmp_path / "index"
    seed, further = sorted(SEEDS.iterdir())[:2]
    process = start("serve", str(seed), "--port", str(port), XXGK_INDEX=str(index))
    assert process.stderr is not None
    result = iter(lambda: process.stderr.readline().decode(), "")  # type: ignore[union-attr]
    assert any(f"http://127.0.0.1:{port}/" in line for line in result)
    reports = f"http://127.0.0.1:{port}/api/v1/reports"
    assert len(fetched(reports)) == 1
    open_archive(index).update([further])
    assert len(fetched(reports)) == 2
    process.send_signal(signal.SIGINT)
    assert finished(process)[0] == 130


def fetched(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.loads(answer.read())


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that is worked in")
def test_a_missing_working_folder_is_reported(seeds_index: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    result = subprocess.run(
        ["sh", "-c", 'rmdir "$PWD"; exec "$0" -m indexer.cli search 公开', sys.executable],
        cwd=gone,
        env={**os.environ, "XXGK_INDEX": str(seeds_index), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 2
    assert "当前文件夹" in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_a_lack_of_threads_to_serve_with_is_reported(
    xxgk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuses)
    result = xxgk("serve", "--port", str(a_free_port()))
    assert result.exit_code == 3
    assert "线程" in result.stderr


@pytest.mark.parametrize("host", ["", "no such host", "a" * 70, "é" * 70])
def test_an_invalid_host_is_reported(xxgk: Command, host: str) -> None:
    result = xxgk("serve", "--host", host)
    assert result.exit_code == 2
    assert f"无法监听 {host}" in result.stderr


def test_a_busy_port_is_reported_with_another_port_to_use(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = finished(start("serve", "--port", str(port)))
    assert code == 2
    assert f"端口 {port} 已被" in err
    assert "--port" in err


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.skipif(os.name == "nt", reason="the shell of POSIX systems")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param("--help", marks=pytest.mark.slow),
        "search --help",
        pytest.param("config", marks=pytest.mark.slow),
    ],
)
def test_a_pipe_that_nobody_reads_is_silent(seeds_index: Path, arguments: str) -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m indexer.cli {arguments} | :; exit ${{PIPESTATUS[0]}}"],
        env={**os.environ, "XXGK_INDEX": str(seeds_index)},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    "arguments", ["--version", pytest.param("search --help", marks=pytest.mark.slow)]
)
def test_a_full_disk_under_the_help_is_reported(arguments: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "indexer.cli", *arguments.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr.decode().startswith("错误：结果没有写完")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals on this system")
def test_without_a_thread_for_the_progress_bar_the_cursor_comes_back() -> None:
    program = """
import threading
def refuse(self):
    raise RuntimeError("can't start new thread")
threading.Thread.start = refuse
from indexer.cli.index import update_with_progress
class Archive:
    is_outdated = False
    def update(self, paths, progress):
        print("worked")
update_with_progress(Archive(), [])
"""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    shown = read_all(ours, process)
    assert "worked" in shown
    assert shown.rfind("\x1b[?25h") >= shown.rfind("\x1b[?25l")


@pytest.mark.parametrize("reason", ["OS file watch limit reached", "No path was found"])
def test_a_watch_that_the_system_refuses_is_reported(
    elsewhere: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise OSError(reason)

    monkeypatch.setattr("watchfiles.watch", refuses)
    result = elsewhere("index", str(small_report(tmp_path)), "--watch")
    assert result.exit_code == 3
    assert reason in result.stderr
    assert elsewhere.json("stats")["reports"] == 1


@pytest.mark.usefixtures("in_worker_processes")
def test_a_system_that_gives_no_process_is_reported(
    elsewhere: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> NoReturn:
        raise BlockingIOError(errno.EAGAIN, "there are enough")

    monkeypatch.setattr(WorkerProcess, "__init__", refuses)
    result = elsewhere("index", str(small_report(tmp_path)))
    assert result.exit_code == 3
    assert "there are enough" in result.stderr
    assert "请关闭其他程序" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_index_that_cannot_be_read_is_not_served(xxgk: Command, tmp_path: Path) -> None:
    shutil.copytree(xxgk.index, tmp_path / "index")
    (tmp_path / "index" / "manifest.json").write_text("{", "utf-8")
    result = Command(tmp_path / "index")("serve", "--port", str(a_free_port()))
    assert result.exit_code == 3
    assert "Traceback" not in result.stderr


def test_a_home_that_may_not_be_entered_has_no_configuration(
    xxgk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Path.stat

    def refuses(path: Path, **_: object) -> os.stat_result:
        if path.name == "xxgk.toml":
            raise PermissionError(13, "Permission denied", str(path))
        return found(path)

    monkeypatch.setattr(Path, "stat", refuses)
    assert xxgk("stats").exit_code == 0
    assert xxgk("config").exit_code == 0
