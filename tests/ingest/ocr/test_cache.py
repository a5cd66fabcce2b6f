"""What was recognised is kept: whole records only, bounded in size, checked."""

from __future__ import annotations

import os
from pathlib import Path

from indexer.archive.scanning import check_recognised
from indexer.ingest.ocr.cache import FOLDER, OcrCache, page_key
from tests.ingest.ocr.pages import set_paragraphs

PAGE = set_paragraphs(["主动公开信息一千四百三十五条。"])


def test_a_page_is_found_by_its_bytes_its_number_and_the_model(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path / FOLDER)
    key = page_key("m", b"pdf", "3")
    assert cache.get(key) is None
    cache.put(key, PAGE)
    found = cache.get(key)
    assert found is not None
    assert [line.text for line in found.lines] == [line.text for line in PAGE.lines]
    others = {page_key("n", b"pdf", "3"), page_key("m", b"png", "3"), page_key("m", b"pdf", "4")}
    assert key not in others
    assert len(others) == 3


def test_what_was_not_used_longest_is_removed_first(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path)
    keys = [page_key("m", bytes([number])) for number in range(4)]
    for age, key in enumerate(keys):
        cache.put(key, PAGE)
        (path,) = [one for one in cache.records() if one.name.startswith(key)]
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert cache.get(keys[0]) is not None  # used again
    size = sum(path.stat().st_size for path in cache.records())
    cache.prune(size // 2)
    assert [cache.get(key) is not None for key in keys] == [True, False, False, True]


def test_a_damaged_record_is_recognised_again_and_found_by_the_check(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path / FOLDER)
    assert [*check_recognised(tmp_path)] == []
    cache.put("ab12", PAGE)
    assert [*check_recognised(tmp_path)] == []
    (path,) = cache.records()
    path.write_bytes(path.read_bytes()[:40])
    assert cache.get("ab12") is None
    (problem,) = check_recognised(tmp_path)
    assert problem.where == str(path)
