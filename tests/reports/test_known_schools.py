"""The table of known schools: each row can be relied on, and a former name is a name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from importlib import resources

from indexer.reports.provinces import province_of_school
from indexer.reports.school_names import find_schools, read_name
from indexer.reports.schools import KINDS, leading_place, places, provinces, school_names, schools

EVERYDAY = frozenset(
    "重大 工大 科大 师大 农大 医大 理工 交大 政法 大学 学院 学校 人事 人民 中华 中国 中央 开放 山水 文理"
    " 工商 工程 东方 南方 北方 西部 海洋 机电 交通 公开 信息 财务 招生 教学".split()
)
"""Words of reports, and short names that several schools share."""


def rows() -> list[list[str]]:
    path = resources.files("indexer.reports").joinpath("data", "schools.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_each_row_has_five_cells_without_stray_blanks() -> None:
    """Several former or short names are separated by one blank."""
    for row in rows():
        assert len(row) == 5, row
        assert all(cell and cell == " ".join(cell.split()) for cell in row), row
        assert not any(" " in cell for cell in row[:3]), row


def test_names_are_written_as_reports_write_them() -> None:
    """In composed characters, with fullwidth brackets, and ending as schools' names end."""
    name = re.compile(r"[\u4e00-\u9fff·-]+(?:（[\u4e00-\u9fff]+）)?[\u4e00-\u9fff]*")
    for known in school_names():
        assert unicodedata.is_normalized("NFC", known)
        assert name.fullmatch(known), known


def test_no_name_occurs_twice() -> None:
    """Neither as a name nor as a former name nor as a short name."""
    every = Counter(
        name
        for row in rows()
        for name in (row[0], *(cell for cell in f"{row[3]} {row[4]}".split() if cell != "-"))
    )
    assert [name for name, count in every.items() if count > 1] == []


def test_provinces_and_kinds_are_known() -> None:
    assert {row[1] for row in rows()} <= {*provinces(), "-"}
    assert {row[2] for row in rows()} <= {*KINDS, "-"}


def test_rows_are_sorted_by_province_kind_and_name() -> None:
    places, kinds = [*provinces(), "-"], [*KINDS, "-"]
    order = [(places.index(row[1]), kinds.index(row[2]), row[0]) for row in rows()]
    assert order == sorted(order)


def test_no_short_name_is_an_everyday_word() -> None:
    assert not EVERYDAY & {short for known in schools().values() for short in known.short_names}


def test_a_former_name_is_a_known_name_with_its_schools_province() -> None:
    for name, known in schools().items():
        for former in known.former_names:
            read = read_name(former)
            assert read is not None
            assert read.is_certain
            assert province_of_school(former) == province_of_school(name)


def test_every_known_name_is_found_in_a_title() -> None:
    missed = {
        name: found
        for name in school_names()
        if (found := find_schools(f"{name}2022—2023学年信息公开年度报告")) != [name]
    }
    assert missed == {}


def test_a_place_belongs_to_one_province_and_agrees_with_the_known_schools() -> None:
    """Schools that are named after another province's place have it by exception only."""
    path = resources.files("indexer.reports").joinpath("data", "places.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    named = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [province for province, _ in named] == [*provinces()]
    every = Counter(place for _, all_ in named for place in all_.split())
    assert [place for place, count in every.items() if count > 1] == []
    elsewhere = {
        name
        for name, known in school_names().items()
        if known.province and (place := leading_place(name)) in places()
        if places()[place] != known.province
        and not re.search("（|.(?:大学|学院).+(?:学院|分校|校区)$", name)
    }
    assert elsewhere == {"四川外国语大学", "四川外语学院", "四川美术学院"}
