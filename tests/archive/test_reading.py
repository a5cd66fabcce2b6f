"""One generation at a time, shared by threads; whole results; the state of the files."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.archive import Archive, open_archive
from indexer.engines.oracle import OracleEngine
from indexer.errors import IndexMissingError, UsageError
from indexer.search.engine import IndexReader
from indexer.search.request import SearchRequest

Put = Callable[..., Path]


class Watched(OracleEngine):
    """Counts the readers that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open = 0

    def reader(self):  # type: ignore[no-untyped-def]
        reader = super().reader()
        self.open += 1

        def close() -> None:
            self.open -= 1

        reader.close = close  # type: ignore[method-assign]
        return reader


def test_a_response_keeps_the_generation_it_began_with(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt", year=2023)
    archive.update([folder])
    with archive.reading() as reader:
        put("b.txt", year=2024)
        archive.update([folder])
        assert len(reader.heads()) == 1
        with archive.reading() as newer:
            assert len(newer.heads()) == 2


def test_a_replaced_reader_is_closed_by_its_last_user(folder: Path, put: Put) -> None:
    engine = Watched()
    archive = Archive(engine)
    put("a.txt", year=2023)
    archive.update([folder])
    assert engine.open == 1
    with archive.reading(), archive.reading():
        put("b.txt", year=2024)
        archive.update([folder])
        assert engine.open == 2
    assert engine.open == 1
    archive.close()
    assert engine.open == 0
    assert archive.statistics().reports == 2


def test_another_archive_on_the_same_engine_sees_what_was_committed(folder: Path, put: Put) -> None:
    engine = OracleEngine()
    writing, reading = Archive(engine), Archive(engine)
    for year in (2022, 2023, 2024):
        put(f"{year}.txt", year=year)
        writing.update([folder])
        assert reading.search(SearchRequest()).generation == engine.generation()


def test_threads_share_one_reader(folder: Path, put: Put) -> None:
    engine = Watched()
    archive = Archive(engine)
    put("a.txt")
    archive.update([folder])

    def seen(_: int) -> IndexReader:
        with archive.reading() as reader:
            return reader

    with ThreadPoolExecutor(8) as threads:
        assert len({id(reader) for reader in threads.map(seen, range(200))}) == 1
    assert engine.open == 1


def test_all_hits_come_with_their_parts(archive: Archive, folder: Path, put: Put) -> None:
    for year in (2022, 2023, 2024):
        put(f"{year}.txt", year=year)
    archive.update([folder])
    request = SearchRequest("信息公开", size=1, page=2)
    hits = [*archive.hits(request)]
    assert len(hits) == archive.search(request).total
    assert all(hit.ordinal == hit.part.ordinal for hit in hits)
    assert all("信息公开" in hit.part.heading + hit.part.text for hit in hits)


def test_all_hits_may_be_more_than_a_page(archive: Archive, folder: Path, put: Put) -> None:
    for year in (2022, 2023, 2024):
        put(f"{year}.txt", year=year)
    archive.update([folder])
    request = SearchRequest("学校 OR 学院", sort="newest")
    found = [hit.id for hit in archive.hits(request, page_size=2)]
    assert len(found) == len({*found}) == archive.search(request).total > 6
    by_report = SearchRequest("学校 OR 学院", group="report")
    assert {hit.report_id for hit in archive.hits(by_report, page_size=2)} == {
        head.id for head in archive.reports()
    }


def test_files_that_differ_from_what_was_indexed_are_reported(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("same.txt", year=2022)
    put("gone.txt", year=2023).with_name("gone.txt")
    put("edited.txt", year=2024)
    archive.update([folder])
    assert [*archive.stale_sources()] == []
    (folder / "gone.txt").unlink()
    put("edited.txt", year=2021)
    told = {Path(problem.where).name: problem for problem in archive.stale_sources()}
    assert told.keys() == {"gone.txt", "edited.txt"}
    assert str(folder) in told["gone.txt"].fix
    assert "--prune" in told["gone.txt"].fix


def test_an_unchanged_article_of_several_pages_is_not_stale(
    archive: Archive, folder: Path, put: Put
) -> None:
    page = (
        "<html><head><title>青江职业学院2024年信息公开年度报告</title></head><body><p>{}</p></body>"
    )
    put("x.htm", page.format("一、信息公开工作概述</p><p>学校成立了工作小组。"))
    put("x_1.htm", page.format("二、主动公开情况</p><p>学校公布了招生章程。"))
    assert archive.update([folder]).added == 1
    assert [*archive.stale_sources()] == []
    put("x_1.htm", page.format("二、主动公开情况</p><p>别的内容。"))
    assert len([*archive.stale_sources()]) == 1


def test_an_index_is_created_only_on_request(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="xxgk index"):
        open_archive(tmp_path)
    assert open_archive(tmp_path, create=True).search(SearchRequest()).total == 0
    assert open_archive(tmp_path).statistics().reports == 0


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="whoosh"):
        open_archive(tmp_path, engine="lucene")


def test_no_thread_uses_a_closed_reader(folder: Path, put: Put) -> None:
    class Closing(OracleEngine):
        """Its readers know whether they have been closed."""

        def reader(self):  # type: ignore[no-untyped-def]
            reader = super().reader()
            reader.closed = False  # type: ignore[attr-defined]

            def close() -> None:
                reader.closed = True  # type: ignore[attr-defined]

            reader.close = close  # type: ignore[method-assign]
            return reader

    archive = Archive(Closing())
    put("0.txt", year=2010)
    archive.update([folder])

    def read(_: int) -> bool:
        with archive.reading() as reader:
            before = len(reader.heads())
            return not reader.closed and len(reader.heads()) == before  # type: ignore[attr-defined]

    with ThreadPoolExecutor(6) as threads:
        for number in range(1, 8):
            put(f"{number}.txt", year=2010 + number)
            reads = [threads.submit(read, number) for number in range(100)]
            archive.update([folder])
            assert all(task.result() for task in reads)
    assert archive.statistics().reports == 8
