"""`check`: what is wrong is named where it is, and a sound index is called sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from indexer.engines.whoosh import check, postings
from indexer.engines.whoosh.arrays import Array, ArrayWriter
from indexer.engines.whoosh.commit_file import FileRecord
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.postings import PostingsBatch, PostingsWriter
from indexer.engines.whoosh.segment_schema import FIGURE_TABLES, PART_COLUMNS, REPORT_COLUMNS
from tests.engines.corpora import Batch, lives, report

Spoil = Callable[[list[bytes], PostingsBatch], PostingsBatch]


def made(place: Path, *texts: str) -> WhooshEngine:
    engine = WhooshEngine(place)
    with engine.writer() as writer:
        for number, text in enumerate(texts):
            described = {"id": f"r{number}", "title": "信息公开年报", "school": "青江大学"}
            writer.put(report(described | {"parts": [text, "无"]}))
    return engine


def spoilt(
    patch: pytest.MonkeyPatch, key: str, spoil: Callable[[PostingsBatch, int], PostingsBatch]
) -> None:
    """Segments are written with the list of `key` spoilt; checksums are made afterwards."""
    append = PostingsWriter.append

    def spoiling(self: PostingsWriter, keys: list[bytes], lists: PostingsBatch) -> None:
        if key.encode() in keys:
            lists = spoil(lists, keys.index(key.encode()))
        append(self, keys, lists)

    patch.setattr(postings.PostingsWriter, "append", spoiling)


def moved(lists: PostingsBatch, term: int) -> PostingsBatch:
    """The last posting of the term stands at the next part."""
    parts = lists.docs.copy()
    parts[int(lists.counts[: term + 1].sum()) - 1] += 1
    return replace(lists, docs=parts)


def more_frequent(lists: PostingsBatch, term: int) -> PostingsBatch:
    assert lists.frequencies is not None
    frequencies = lists.frequencies.copy()
    frequencies[int(lists.counts[: term + 1].sum()) - 1] += 1
    return replace(lists, frequencies=frequencies)


@pytest.mark.parametrize("key", ["举报", "没有收到", "收", "2023", "到举"])
@pytest.mark.parametrize("spoil", [moved, more_frequent])
def test_a_list_that_does_not_fit_its_texts_is_found_by_the_deep_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, spoil: Spoil
) -> None:
    if (key, spoil) == ("到举", more_frequent):
        return  # a pair has no frequencies
    spoilt(monkeypatch, key, spoil)  # type: ignore[arg-type]
    engine = made(tmp_path / "index", "2023年没有收到举报", "公开")
    found = engine.check(deep=True)
    assert found
    assert "不一致" in found[0].what
    assert "--rebuild" in found[0].fix
    monkeypatch.undo()
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "r", "parts": ["2023年没有收到举报"]}))
    assert not engine.check(deep=True)


def shifted(lists: PostingsBatch, term: int) -> PostingsBatch:
    assert lists.positions is not None
    positions = lists.positions.copy()
    positions[0] += 1
    return replace(lists, positions=positions)


def joined_to_the_next(lists: PostingsBatch, term: int) -> PostingsBatch:
    """The first position is no longer the last one of its part, and the second part has none."""
    assert lists.positions is not None
    positions = lists.positions.copy()
    positions[0] &= postings.LAST - 1
    return replace(lists, positions=positions)


@pytest.mark.parametrize("spoil", [shifted, joined_to_the_next])
def test_a_position_that_does_not_fit_its_text_is_found_by_the_deep_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Spoil
) -> None:
    spoilt(monkeypatch, "举报", spoil)  # type: ignore[arg-type]
    engine = made(tmp_path / "index", "2023年没有收到举报", "没有收到举报。")
    assert "位置与正文不一致" in engine.check(deep=True)[0].what


@settings(max_examples=5)
@given(lives)
def test_a_sound_index_is_called_sound(
    tmp_path_factory: pytest.TempPathFactory, life: list[Batch]
) -> None:
    place = tmp_path_factory.mktemp("sound")
    engine = WhooshEngine(place)
    for batch in life:
        batch.apply(engine)
        assert not engine.check(deep=True)
    shutil.rmtree(place)


COLUMNS = [column.name for column in (*PART_COLUMNS, *REPORT_COLUMNS, *FIGURE_TABLES)]


@pytest.mark.parametrize("name", [*COLUMNS, "report.school"])
def test_a_column_that_does_not_fit_the_report_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    append = ArrayWriter.append

    def spoiling(self: ArrayWriter, array: str, values: Array) -> None:
        append(self, array, 1 - values if array == name else values)

    with monkeypatch.context() as patch:
        patch.setattr(ArrayWriter, "append", spoiling)
        engine = made(tmp_path / "index", "没有收到举报")
    assert "筛选" in engine.check()[0].what


def test_a_file_that_is_not_the_index_s_is_told(tmp_path: Path) -> None:
    """Whoosh opens the newest table of contents it finds, and that is a pickle."""
    engine = made(tmp_path / "index", "没有收到举报")
    generation = next((tmp_path / "index" / "generations").iterdir())
    (generation / "_MAIN_999999999.toc").write_bytes(b"a stranger's")
    (problem,) = engine.check()
    assert problem.where.endswith("_MAIN_999999999.toc")
    assert "删除" in problem.fix


def test_a_file_in_place_of_which_a_link_lies_is_refused(tmp_path: Path) -> None:
    engine = made(tmp_path / "index", "没有收到举报")
    segment = next((tmp_path / "index").rglob("*.xxgk"))
    segment.rename(tmp_path / "elsewhere")
    segment.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match=segment.name):
        engine.reader()
    assert engine.check()


def test_a_generation_that_is_cleaned_away_while_it_is_checked_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = made(tmp_path / "index", "没有收到举报")
    record_of, commits = check.file_record, iter(range(3))

    def overtaken(path: Path) -> FileRecord:
        if next(commits, None) is not None:
            for _ in range(2):
                made(tmp_path / "index", "没有收到举报")
        return record_of(path)

    monkeypatch.setattr(check, "file_record", overtaken)
    assert not engine.check(deep=True)
