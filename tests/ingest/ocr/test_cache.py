"""What was recognised is kept: whole records only, bounded in size, checked."""

from __future__ import annotations

import os
from pathlib import Path

from indexer.archive import Archive
from indexer.archive.scanning import check_recognised, ocr_options
from indexer.engines.oracle import OracleEngine
from indexer.ingest.ocr.cache import OcrCache, page_key
from indexer.settings import user_folder
from tests.ingest.ocr.pages import set_paragraphs

PAGE = set_paragraphs(["主动公开信息一千四百三十五条。"])


def test_a_page_is_found_by_its_bytes_its_number_and_the_model(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path)
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
    keys = [f"ab{number}" for number in range(4)]
    OcrCache(tmp_path).put(keys[0], PAGE)
    (path,) = OcrCache(tmp_path).records()
    two_pages_each = 256 * 2 * path.stat().st_size
    cache = OcrCache(tmp_path, two_pages_each)
    for age, key in enumerate(keys):
        cache.put(key, PAGE)
        os.utime(path.with_name(path.name.replace(keys[0], key)), (age + 1, age + 1))
        assert cache.get(keys[0]) is not None  # used again
    assert [cache.get(key) is not None for key in keys] == [True, False, False, True]


def test_the_size_is_bounded_at_any_moment_of_a_run(tmp_path: Path) -> None:
    bound = 256 * 300
    cache = OcrCache(tmp_path, bound)
    for number in range(800):
        cache.put(page_key("m", number.to_bytes(2, "big")), PAGE)
    sizes = [path.stat().st_size for path in cache.records()]
    assert bound // 2 < sum(sizes) <= bound < 800 * max(sizes)


def test_a_damaged_record_is_recognised_again_and_found_by_the_check(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path)
    assert [*check_recognised(tmp_path)] == []
    cache.put("ab12", PAGE)
    assert [*check_recognised(tmp_path)] == []
    (path,) = cache.records()
    path.write_bytes(path.read_bytes()[:40])
    assert cache.get("ab12") is None
    (problem,) = check_recognised(tmp_path)
    assert problem.where == str(path)


def test_an_index_without_a_folder_keeps_what_is_recognised_elsewhere(tmp_path: Path) -> None:
    """As one on OpenSearch: in the folder that it is given, which its check covers."""
    kept = tmp_path / "state" / "ocr"
    engine = OracleEngine()
    with engine.writer():
        pass
    archive = Archive(engine, recognised=kept)
    OcrCache(kept).put("ab12", PAGE)
    assert [*archive.check()] == []
    (path,) = OcrCache(kept).records()
    path.write_bytes(b"damaged")
    assert [problem.where for problem in archive.check()] == [str(path)]
    with ocr_options("auto", kept) as options:
        assert options.folder in (kept, None)


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    below_a_file = tmp_path / "file"
    below_a_file.write_text("")
    with ocr_options("auto", below_a_file / "ocr") as options:
        assert options.folder != below_a_file / "ocr"


def test_the_state_of_a_user_is_in_the_folder_that_the_system_has_for_it() -> None:
    if os.name == "posix":
        assert user_folder({"XDG_STATE_HOME": "/s"}) == Path("/s/xxgk")
    assert user_folder({}).name == "xxgk"
