"""The OpenSearch node of the tests: one for all test processes of a session.

A supervisor process starts it as soon as tests that need it are collected, for it takes seconds. When the session
ends, however it ends, the supervisor kills the node and removes its folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.search.engine import SearchEngine
from tests.engines.cluster import CannotStartError, ask, running

ROOT: Final = Path(__file__).parents[2]
_READY: Final = "url"
_FAILED: Final = "failed"


def opensearch_engine(_folder: Path | None = None) -> OpenSearchEngine:
    """An empty engine on the session's node; skips the test where there is none."""
    return OpenSearchEngine(f"{server_url()}/t-{uuid4().hex[:12]}")


def forget(engine: SearchEngine) -> None:
    """Delete all indexes of an engine from the node."""
    assert isinstance(engine, OpenSearchEngine)
    found = ask(server_url(), f"/_cat/indices/{engine.address.archive}-*?format=json&h=index")
    for one in found:
        ask(server_url(), f"/{one['index']}", "DELETE")


def start_node() -> Path:
    """Start the session's node, unless another process of the session has. Its folder."""
    folder = _session_folder()
    with suppress(FileExistsError):
        (folder / "started").touch(exist_ok=False)
        subprocess.Popen(
            [sys.executable, "-m", "tests.engines.servers", str(folder), str(_session())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return folder


@cache
def server_url() -> str:
    """Address of the session's node. Skips the test where it cannot be started."""
    if os.name == "nt":
        pytest.skip("OpenSearch is started for tests on Linux and macOS only")
    pytest.importorskip("opensearchpy", reason="pip install 'xxgk-search[opensearch]'")
    folder = start_node()
    while True:
        if (folder / _READY).exists():
            return (folder / _READY).read_text(encoding="utf-8")
        if (folder / _FAILED).exists():
            pytest.skip((folder / _FAILED).read_text(encoding="utf-8"))
        time.sleep(0.1)


def _session() -> int:
    """The process whose end is the end of the session: under xdist the parent of the workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _session_folder() -> Path:
    folder = Path(tempfile.gettempdir(), f"xxgk-test-opensearch-{os.getuid()}-{_session()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _watch(folder: Path, session: int) -> None:
    try:
        with running(heap="512m", quick=True) as cluster:
            _tell(folder / _READY, cluster.url)
            while _lives(session):
                time.sleep(0.5)
    except CannotStartError as error:
        _tell(folder / _FAILED, str(error))
        while _lives(session):
            time.sleep(0.5)
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def _tell(path: Path, text: str) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    _watch(Path(sys.argv[1]), int(sys.argv[2]))
