"""The directory of schools, and one school through the years."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.reporting.schools import (
    SchoolFilters,
    filter_schools,
    list_schools,
    school_years,
    section_versions,
    sections_of,
    stored_name,
)
from indexer.reports.model import Part
from indexer.search.engine import IndexReader
from tests.reporting.conftest import make_report

OpenReader = Callable[..., IndexReader]


def named(*schools: str) -> list[object]:
    return [make_report(f"r{n}", school=school) for n, school in enumerate(schools)]


@pytest.mark.parametrize(
    ("school", "initial"),
    [
        ("合肥学院", "H"),
        ("沈阳大学", "S"),
        ("重庆大学", "C"),
        ("厦门理工学院", "X"),
        ("石家庄学院", "S"),
        ("长沙学院", "C"),
        ("无锡学院", "W"),
        ("信阳学院", "X"),
        ("MIT 学院", "M"),
        ("《青》学院", "#"),
    ],
)
def test_a_school_stands_under_the_initial_of_its_name(
    open_reader: OpenReader, school: str, initial: str
) -> None:
    (entry,) = list_schools(open_reader(*named(school)))
    assert entry.initial == initial


def test_schools_are_listed_by_pinyin_with_their_years_and_province(
    open_reader: OpenReader,
) -> None:
    reader = open_reader(
        make_report("a", school="沈阳大学", province=None, year=2024),
        make_report("b", school="沈阳大学", province="辽宁", year=2022),
        make_report("c", school="安庆学院"),
        make_report("d", school=None),
    )
    entries = list_schools(reader)
    assert [(e.name, e.province, e.reports, e.years) for e in entries] == [
        ("安庆学院", "安徽", 1, (2024,)),
        ("沈阳大学", "辽宁", 2, (2022, 2024)),
    ]


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ("湘潭", ["湘潭大学", "湘潭理工学院"]),
        ("xtdx", ["湘潭大学"]),
        ("大学", ["湘潭大学", "沈阳大学"]),
        ("没有的", []),
        ("", ["沈阳大学", "湘潭大学", "湘潭理工学院"]),
    ],
)
def test_schools_are_found_by_name_and_pinyin(
    open_reader: OpenReader, find: str, found: list[str]
) -> None:
    reader = open_reader(*named("湘潭大学", "湘潭理工学院", "沈阳大学"))
    names = [entry.name for entry in filter_schools(reader, SchoolFilters(find=find))]
    assert sorted(names) == sorted(found)


def test_a_school_is_known_by_any_spelling_of_its_full_name(open_reader: OpenReader) -> None:
    reader = open_reader(*named("湖北开放大学（湖北科技职业学院）"))
    for name in ("湖北开放大学(湖北科技职业学院)", "湖北科技职业学院"):
        assert stored_name(reader, name) == "湖北开放大学（湖北科技职业学院）"
    assert stored_name(reader, "湖北") is None


def test_years_without_a_report_stand_between_those_with_one() -> None:
    reports = [make_report("new"), make_report("old", year=2021), make_report("odd", year=None)]
    strip = school_years(reports, [2020])
    assert [(each.year, bool(each.row)) for each in strip] == [
        (2024, True),
        (2023, False),
        (2022, False),
        (2021, True),
        (2020, False),
        (None, True),
    ]


def text(words: str) -> tuple[Part, ...]:
    return (Part(1, ("on_request",), (), "三、依申请公开", words),)


def test_each_version_of_a_section_is_compared_with_the_report_before() -> None:
    reports = [
        make_report("c", year=2024, parts=text("收到申请 5 件。全部按期答复。")),
        make_report("b", year=2023, parts=text("收到申请 3 件。没有收费。")),
        make_report("a", year=2022, parts=()),
    ]
    newest, middle, oldest = section_versions(
        reports, "on_request", most=5, characters=100, in_all=500
    )
    assert newest.previous is not None
    assert newest.previous.id == "b"
    assert newest.differences is not None
    assert [newest.text[c.start : c.end] for c in newest.differences.right] == [
        "5",
        "全部按期答复。",
    ]
    assert [newest.previous_text[c.start : c.end] for c in newest.differences.left] == [
        "3",
        "没有收费。",
    ]
    assert middle.differences is None
    assert (oldest.text, oldest.previous) == ("", None)


def test_the_oldest_version_shown_is_still_compared() -> None:
    reports = [make_report(str(n), year=2024 - n, parts=text(f"{n} 件。")) for n in range(4)]
    versions = section_versions(reports, "on_request", most=2, characters=100, in_all=500)
    assert [bool(version.differences) for version in versions] == [True, True]


def test_a_long_section_is_cut() -> None:
    (version,) = section_versions(
        [make_report("a", parts=text("甲" * 500))], "on_request", most=1, characters=100, in_all=500
    )
    assert version.is_cut
    assert len(version.text) == 100


def test_sections_come_in_the_order_of_the_taxonomy() -> None:
    reports = [make_report("a"), make_report("b", parts=text("无"))]
    assert sections_of(reports) == ["overview", "on_request", "evaluation", "complaints"]


def test_long_versions_are_fewer_but_two_at_least() -> None:
    reports = [make_report(str(n), year=2024 - n, parts=text("甲" * 90)) for n in range(5)]
    few = section_versions(reports, "on_request", most=5, characters=100, in_all=310)
    assert len(few) == 3
    assert few[-1].differences is not None
    assert len(section_versions(reports, "on_request", most=5, characters=100, in_all=10)) == 2
