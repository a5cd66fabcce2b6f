"""A server under sixteen clients while a writer commits: no error, and every answer is what the
oracle gives for the generation that the answer's entity tag names."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.reports.model import Report
from indexer.search.engine import SearchEngine
from indexer.search.request import SearchRequest
from tests.cli.conftest import Start
from tests.cli.test_processes import free_port
from tests.effort import tries
from tests.engines.corpora import bring_to, report

SECONDS: Final = float(os.environ.get("XXGK_WRITING_SECONDS") or tries(1, 3))
"""XXGK_WRITING_SECONDS=60 is the long run."""
CLIENTS: Final = 16
VERSIONS: Final = 3
"""Contents that follow each other, over and over."""
FEWEST: Final = 2 * VERSIONS
"""Commits in any run, however slow the machine is."""
QUERIES: Final = (
    *(
        "公开",
        "没有收到举报",
        "第1稿",
        "第2稿 OR 第0稿",
        "信息 NEAR/5 公开",
        "-举报",
        "",
        "领导小组",
    ),
    *("year:2021", "青江2大学", "heading:概述 公开", "怎么举报"),
)


def reports_of(version: int) -> list[Report]:
    """Twenty reports; the version is in the text of each third, and one is missing."""
    found = []
    for number in range(20):
        draft = f"第{version if number % 3 == 0 else 9}稿"
        parts = [
            {"text": f"信息公开领导小组，{draft}公开{number}条。", "heading": "一、概述"},
            {"text": "没有收到举报。" * (1 + version % 2), "sections": ["complaints"]},
        ]
        facts = {"school": f"青江{number % 4}大学", "year": 2019 + number % 5}
        found.append(report({"id": f"r{number}", "parts": parts, **facts}))
    del found[version]
    return found


def commit(engine: SearchEngine, version: int) -> None:
    bring_to(engine, reports_of(version), {f"r{number}" for number in range(20)})


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "took_ms": 0}


class Client:
    """Asks one question after the other over one connection, and judges the answers."""

    def __init__(self, port: int, number: int, first: int, true: list[list[Any]]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._chance = random.Random(number)
        self._first = first
        self._true = true
        self._tags: dict[int, str] = {}
        self.generations: set[int] = set()
        self.answers = 0

    def ask_until(self, done: Event) -> None:
        while not done.is_set() or self.answers < len(QUERIES):
            self.ask(self._chance.randrange(len(QUERIES)))

    def ask(self, which: int) -> None:
        held = self._tags.get(which) if self._chance.random() < 0.3 else None
        url = "/api/v1/search?" + urlencode({"q": QUERIES[which]})
        self._connection.request("GET", url, headers={"If-None-Match": held} if held else {})
        response = self._connection.getresponse()
        body, tag = response.read(), response.headers["ETag"]
        self.answers += 1
        if response.status == 304:
            assert tag == held
            return
        assert response.status == 200, body.decode()
        generation = int(tag.split(".")[1])
        version = (generation - self._first) % VERSIONS
        assert timeless(json.loads(body)) == self._true[version][which], (QUERIES[which], tag)
        self._tags[which] = tag
        self.generations.add(generation)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise on Windows")
def test_every_answer_is_right_for_its_generation_while_a_writer_commits(
    tmp_path: Path, start: Start
) -> None:
    true = []
    for version in range(VERSIONS):
        oracle = OracleEngine()
        commit(oracle, version)
        found = (Archive(oracle).search(SearchRequest(query, group="part")) for query in QUERIES)
        true.append([timeless(one.to_dict()) for one in found])
    engine, port = WhooshEngine(tmp_path / "index"), free_port()
    commit(engine, 0)
    process = start("serve", "--port", str(port), XXGK_INDEX=str(tmp_path / "index"))
    assert process.stderr is not None
    assert any(f":{port}/" in line.decode() for line in iter(process.stderr.readline, b""))
    Thread(target=process.stderr.read, daemon=True).start()  # its log would fill the pipe
    first, done = engine.generation(), Event()
    clients = [Client(port, number, first, true) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        asking = [threads.submit(client.ask_until, done) for client in clients]
        try:
            commits, end = 0, time.monotonic() + SECONDS
            while commits < FEWEST or time.monotonic() < end:
                commits += 1
                commit(engine, commits % VERSIONS)
        finally:
            done.set()
        for one in asking:
            one.result()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=120) == 130
    assert len(set[int]().union(*(client.generations for client in clients))) >= VERSIONS
    assert not engine.check(deep=True)
