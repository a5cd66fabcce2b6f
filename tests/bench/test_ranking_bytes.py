"""The same query gives the same bytes: twice, after a rebuild, however and by whom it was read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bench.corpus import generate, write_corpus
from bench.judgements import judged_queries
from indexer.archive import open_archive
from indexer.archive.archive import Archive
from indexer.search.request import GROUPS, MATCHES, SCOPES, SORTS, SearchRequest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
REPORTS = 24
REQUESTS = [
    *(SearchRequest(judged.query) for judged in judged_queries()),
    *(SearchRequest("学生 管理", match=match) for match in MATCHES),
    *(
        SearchRequest("举报 招生 学风", scope=scope, group=group)
        for scope in SCOPES
        for group in GROUPS
    ),
    # The order of `added` depends on when the reports were indexed.
    *(SearchRequest("信息公开", sort=sort, size=100) for sort in SORTS if sort != "added"),
    *(SearchRequest("公开 OR 申请 -举报", section=("on_request",), page=page) for page in (1, 2)),
    SearchRequest(),
    SearchRequest("申清公开"),
]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    write_corpus(folder, generate(REPORTS, seed=5, schools=8))
    return folder


@pytest.fixture(scope="module")
def expected(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Sequence[str]:
    """The answers of an archive built at once, in this process."""
    archive = open_archive(tmp_path_factory.mktemp("index"), create=True)
    archive.update([reports], jobs=1)
    found = answers(archive)
    archive.close()
    return found


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = open_archive(tmp_path / "index", create=True)
    yield archive
    archive.close()


def answers(archive: Archive) -> list[str]:
    """Each answer as JSON, without what may differ: the time it took."""
    found = []
    for request in REQUESTS:
        answer = archive.search(request).to_dict()
        del answer["took_ms"]
        found.append(json.dumps(answer, ensure_ascii=False))
    return found


def test_the_answers_are_about_something(expected: Sequence[str]) -> None:
    assert sum(json.loads(answer)["total"] > 0 for answer in expected) > len(expected) / 2


def test_a_search_asked_twice_gives_the_same_bytes(
    archive: Archive, reports: Path, expected: Sequence[str]
) -> None:
    archive.update([reports], jobs=1)
    assert answers(archive) == answers(archive) == expected


def test_two_reading_processes_give_the_same_bytes(
    archive: Archive, reports: Path, expected: Sequence[str]
) -> None:
    archive.update([reports], jobs=2)
    assert answers(archive) == expected


def test_a_rebuild_gives_the_same_bytes(
    archive: Archive, expected: Sequence[str], tmp_path: Path
) -> None:
    """Before it the archive has grown batch by batch, and lost a report that was there at first."""
    folder = tmp_path / "growing"
    made = [*generate(REPORTS + 1, seed=5, schools=8)]
    lost = made.pop()
    for batch in ([lost, made[0]], made[20:], made[:9], made):
        write_corpus(folder, batch)
        archive.update([folder], jobs=1)
    (folder / lost.path).unlink()
    archive.update([folder], prune=True, jobs=1)
    assert answers(archive) == expected
    archive.update([folder], rebuild=True, jobs=1)
    assert answers(archive) == expected


def test_jieba_alone_gives_the_same_bytes(
    reports: Path, expected: Sequence[str], tmp_path: Path
) -> None:
    """In a process of its own, in which nothing was cut before."""
    without_rjieba = f"""
import sys
sys.modules["rjieba"] = None
from pathlib import Path
from indexer.archive import open_archive
from tests.bench.test_ranking_bytes import answers
archive = open_archive(Path({str(tmp_path)!r}, "index"), create=True)
archive.update([Path({str(reports)!r})], jobs=1)
print(*answers(archive), sep="\\n")
assert "jieba" in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", without_rjieba],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == expected
