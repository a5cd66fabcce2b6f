"""One engine under many threads that take turns at every few instructions: no answer is wrong.

The caches are so small that nothing stays in them for long, and generations change meanwhile.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.reports.model import Report
from indexer.search.engine import SearchEngine
from indexer.search.request import SORTS, SearchRequest
from tests.effort import tries
from tests.engines.corpora import bring_to, report

QUERIES: Final = int(os.environ.get("XXGK_THREAD_QUERIES") or tries(100, 500))
"""XXGK_THREAD_QUERIES=10000 is the long run."""
THREADS: Final = 8
COMMITS: Final = 4
SMALL_CACHES: Final = WhooshTuning(
    set_cache_bytes=4_000,
    score_cache_bytes=4_000,
    part_cache_bytes=4_000,
    head_cache_bytes=4_000,
    segmentation_cache_bytes=4_000,
)
"""Some sets of parts, no more."""

PIECES: Final = (
    *("学校成立信息公开工作领导小组。", "没有收到举报。", "收到依申请公开5条，", "OA2系统，A4纸。"),
    *(
        "财务信息主动公开 1435 条。",
        "评议情况良好，",
        "信息公开指南，",
        "𠀀学校公开。",
        "招生章程；",
    ),
)
ASKED: Final = tuple(
    SearchRequest(query, match=match, sort=sort, scope=scope, group=group, school=school)  # type: ignore[arg-type]
    for number, query in enumerate(
        (
            *("公开", "的 OR 了", "信息公开工作", "收到依申请", "1435", "OA*", "*35", "没有 -举报"),
            *("信息 NEAR/9 公开", "heading:概述", "year:2021..", "(举报 OR 评议) 信息", "", "指南"),
            *("怎么查询招生", "学校 招生 财务", "青江3大学 公开", "-公开", "条", "领导小组 没有"),
        )
    )
    for match, sort, scope, group, school in (
        ("auto", SORTS[number % len(SORTS)], "part", "part", ()),
        ("exact", "relevance", "report", "report", ("青江1大学", "青江2大学")),
        ("words", "relevance", "part", "report", ()),
    )
    if match != "words" or ":" not in query
)


def reports_of(version: int) -> list[Report]:
    """Forty reports; some change with the version, one is missing."""
    found = []
    for number in range(40):
        chance = random.Random(number * 100 + (version if number % 4 == 0 else 0))
        texts = ["".join(chance.choices(PIECES, k=chance.randint(2, 12))) for _ in range(3)]
        parts = [{"text": text, "heading": "一、概述"} for text in texts]
        facts = {"school": f"青江{number % 7}大学", "year": 2018 + number % 6, "province": "安徽"}
        found.append(report({"id": f"r{number}", "parts": parts, **facts}))
    del found[version]
    return found


def commit(engine: SearchEngine, version: int) -> None:
    bring_to(engine, reports_of(version), {f"r{number}" for number in range(40)})


def answer(archive: Archive, request: SearchRequest) -> tuple[int, Any]:
    found = archive.search(request)
    return found.generation, {**found.to_dict(), "took_ms": 0}


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads are interrupted a thousand times as often as usual."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hurried")
def test_every_answer_of_a_shared_engine_is_right_across_reloads(tmp_path: Path) -> None:
    engine, oracle = WhooshEngine(tmp_path / "index", tuning=SMALL_CACHES), OracleEngine()
    true: list[list[Any]] = []
    for version in range(COMMITS):
        commit(oracle, version)
        true.append([answer(Archive(oracle), request)[1] for request in ASKED])
    assert all(before != after for before, after in pairwise(true))
    commit(engine, 0)
    first, archive = engine.generation(), Archive(engine)

    def ask(number: int) -> tuple[int, int, bool]:
        which = random.Random(number).randrange(len(ASKED))
        generation, found = answer(archive, ASKED[which])
        return which, generation, found == true[generation - first][which]

    with ThreadPoolExecutor(THREADS) as threads:
        waiting = []
        for version in range(COMMITS):
            if version:
                commit(engine, version)
            waiting += [threads.submit(ask, number) for number in range(QUERIES // COMMITS)]
        done = [task.result() for task in waiting]
    wrong = [(ASKED[which], generation) for which, generation, is_right in done if not is_right]
    assert not wrong
    assert {generation for _, generation, _ in done} >= {first, first + COMMITS - 1}
