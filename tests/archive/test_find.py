"""Reports as wholes: by id, by school and year, by filters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.errors import NotFoundError, UnknownValueError, UsageError
from indexer.search.request import SearchRequest
from tests.archive.composing import composed

Put = Callable[..., Path]


@pytest.fixture
def filled(archive: Archive, folder: Path, put: Put) -> Archive:
    put("a.txt", school="青江职业学院", year=2023)
    put("b.txt", school="青江职业学院", year=2024)
    put("c.txt", school="白河师范学院", year=2024)
    extra = "\n四、信息公开评议情况\n师生评议满意。\n"
    put("d.txt", composed("赤山大学", 2022) + extra)
    archive.update([folder])
    return archive


@pytest.mark.parametrize(
    "text",
    [
        "青江职业学院 2024",
        "青江 2024",
        "青江职业学院2024年",
        "青江,2024",
        "青江职业学院 2024 年度",
        "青江/2024",
        "青江 ２０２４",
    ],
)
def test_a_report_is_found_by_school_and_year(filled: Archive, text: str) -> None:
    report = filled.find_report(text)
    assert (report.school, report.year) == ("青江职业学院", 2024)


def test_a_report_is_found_by_its_period(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt", composed().replace("2024年信息", "2023—2024学年信息", 1))
    archive.update([folder])
    for text in ("青江 2023-2024", "青江 2023—2024学年", "青江 2023 至 2024 学年", "青江 2024"):
        assert archive.find_report(text).period == "2023-2024"


def test_a_report_is_found_by_its_id(filled: Archive) -> None:
    for head in filled.reports():
        assert filled.find_report(head.id).id == head.id
        assert filled.report(head.id).id == head.id


def test_a_school_with_one_report_needs_no_year(filled: Archive) -> None:
    assert filled.find_report("白河师范学院").year == 2024


def test_a_school_with_several_reports_needs_one(filled: Archive) -> None:
    with pytest.raises(UsageError, match="2024、2023"):
        filled.find_report("青江职业学院")


@pytest.mark.parametrize("text", ["青江 2019", "玄武大学 2024", "nothing-0123456789ab", "", "2024"])
def test_a_text_that_names_no_report_is_not_found(filled: Archive, text: str) -> None:
    with pytest.raises(NotFoundError):
        filled.find_report(text)


def test_an_unknown_id_is_not_found(filled: Archive) -> None:
    with pytest.raises(NotFoundError, match="xxgk list"):
        filled.report("nothing-0123456789ab")


def found(archive: Archive, *, lacks: tuple[str, ...] = (), **filters: object) -> list[str]:
    return [head.path for head in archive.reports(SearchRequest(**filters), lacks=lacks)]  # type: ignore[arg-type]


def test_reports_come_newest_first(filled: Archive) -> None:
    years = [head.year for head in filled.reports()]
    assert years == [2024, 2024, 2023, 2022]


def test_reports_are_filtered_like_parts(filled: Archive) -> None:
    assert found(filled, school=["青江"]) == ["b.txt", "a.txt"]
    assert found(filled, school=["青江"], year=["2024"]) == ["b.txt"]
    assert found(filled, year=["2022..2023"]) == ["a.txt", "d.txt"]
    assert found(filled, section=["评议"]) == ["d.txt"]
    assert found(filled, topic=["admissions"], year=["2022"]) == ["d.txt"]
    assert found(filled, topic=["finance"]) == []
    assert len(found(filled, province=["unknown"])) == 4


def test_reports_that_lack_a_section_are_found(filled: Archive) -> None:
    assert sorted(found(filled, lacks=("evaluation",))) == ["a.txt", "b.txt", "c.txt"]
    assert found(filled, lacks=("评议", "on_request")) == []
    assert len(found(filled, lacks=("complaints",))) == 4


def test_an_unknown_filter_value_names_the_nearest(filled: Archive) -> None:
    with pytest.raises(UnknownValueError) as caught:
        filled.reports(SearchRequest(school=["青河职业学院"]))
    assert caught.value.nearest[0] == "青江职业学院"
    with pytest.raises(UnknownValueError):
        filled.reports(lacks=["complaint-s"])
