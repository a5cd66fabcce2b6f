"""The id of a report depends on the path of its file."""

from __future__ import annotations

import re
import unicodedata

import pytest

from indexer.ingest.source_file import report_id


def test_an_id_is_the_name_and_a_hash_of_the_path() -> None:
    assert re.fullmatch(r"000_85b6c2ab-[0-9a-f]{12}", report_id("000_85b6c2ab.txt"))


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("2023/report 1.final.txt", "report-1-final"),
        ("某大学信息公开年度报告.pdf", "report"),
        ("某大学2023—2024学年.pdf", "2023-2024"),
        ("ａｂｃ.txt", "abc"),
        ("x" * 90 + ".txt", "x" * 40),
        ("../../etc/passwd", "passwd"),
        ("<script>.txt", "script"),
    ],
)
def test_an_id_is_ascii_and_fits_a_url(path: str, slug: str) -> None:
    made = report_id(path)
    assert made.rpartition("-")[0] == slug
    assert re.fullmatch(r"[A-Za-z0-9_-]+", made)


def test_files_of_one_name_in_two_folders_differ() -> None:
    assert report_id("a/x.txt") != report_id("b/x.txt") != report_id("x.txt")


def test_a_member_differs_from_a_file_of_the_same_path() -> None:
    assert report_id("a.zip", "x.txt") != report_id("a.zip/x.txt")
    assert report_id("a.zip", "x.txt").startswith("x-")


def test_both_ways_of_writing_an_accent_are_one_name() -> None:
    name = "café.txt"
    assert report_id(unicodedata.normalize("NFD", name)) == report_id(name)
