"""`xxgk serve` answers under the names of its address alone, and writes the log it is told to."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


@pytest.fixture
def port(seeds_index: Path, log: Path) -> Iterator[int]:
    """Of a server of the seeds."""
    free = a_free_port()
    command = ["-m", "indexer.cli", "--index", str(seeds_index), "serve"]
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(free), "--log", str(log)],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stderr is not None
    while f":{free}/" not in process.stderr.readline():
        assert process.poll() is None
    yield free
    process.kill()
    process.wait()
    process.stderr.close()


def status(port: int, path: str, host: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": host, "User-Agent": "someone"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_server_for_this_machine_answers_its_names_and_logs_no_person(
    port: int, log: Path
) -> None:
    assert status(port, "/search?q=%E4%B8%BE%E6%8A%A5", f"localhost:{port}") == 200
    assert status(port, "/healthz", f"127.0.0.1:{port}") == 200
    assert status(port, "/search", f"evil.example:{port}") == 400
    lines = log.read_text("utf-8").splitlines()
    noted = [json.loads(line) for line in lines]
    assert [one["endpoint"] for one in noted] == ["pages.search", "api.healthz"]
    for private in ("127.0.0.1", "someone", "%E4", "举报"):
        assert private not in "".join(lines)
