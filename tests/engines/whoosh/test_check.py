"""`check`: what is wrong is named where it is, and a sound index is called sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from indexer.engines.whoosh import check, postings
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.postings import FamilyWriter, FlatLists
from tests.engines.corpora import Batch, lives, report

Spoil = Callable[[list[bytes], FlatLists], FlatLists]


def made(place: Path, *texts: str) -> WhooshEngine:
    engine = WhooshEngine(place)
    with engine.writer() as writer:
        for number, text in enumerate(texts):
            writer.put(report({"id": f"r{number}", "title": "信息公开年报", "parts": [text, "无"]}))
    return engine


def spoilt(
    patch: pytest.MonkeyPatch, key: str, spoil: Callable[[FlatLists, int], FlatLists]
) -> None:
    """Segments are written with the list of `key` spoilt; checksums are made afterwards."""
    append = FamilyWriter.append

    def spoiling(self: FamilyWriter, keys: list[bytes], lists: FlatLists) -> None:
        if key.encode() in keys:
            lists = spoil(lists, keys.index(key.encode()))
        append(self, keys, lists)

    patch.setattr(postings.FamilyWriter, "append", spoiling)


def moved(lists: FlatLists, term: int) -> FlatLists:
    """The last posting of the term stands at the next part."""
    parts = lists.parts.copy()
    parts[int(lists.counts[: term + 1].sum()) - 1] += 1
    return replace(lists, parts=parts)


def more_frequent(lists: FlatLists, term: int) -> FlatLists:
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
    assert "--rebuild" in found[0].mend
    monkeypatch.undo()
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "r", "parts": ["2023年没有收到举报"]}))
    assert not engine.check(deep=True)


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


def test_a_column_that_does_not_fit_the_report_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = made(tmp_path / "index", "没有收到举报")
    assert not engine.check()
    monkeypatch.setattr(check, "_columns", lambda *_: [np.nan])
    assert "筛选" in engine.check()[0].what


def test_a_file_that_is_not_the_index_s_is_told(tmp_path: Path) -> None:
    """Whoosh opens the newest table of contents it finds, and that is a pickle."""
    engine = made(tmp_path / "index", "没有收到举报")
    generation = next((tmp_path / "index" / "generations").iterdir())
    (generation / "_MAIN_999999999.toc").write_bytes(b"a stranger's")
    (problem,) = engine.check()
    assert problem.where.endswith("_MAIN_999999999.toc")
    assert "删除" in problem.mend


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
    problems_of, commits = check._problems, iter(range(3))

    def overtaken(*arguments: object, **options: object) -> object:
        if next(commits, None) is not None:
            for _ in range(2):
                made(tmp_path / "index", "没有收到举报")
        return problems_of(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(check, "_problems", overtaken)
    assert not engine.check(deep=True)
