"""Figures that a person states in the manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.ingest.manifest import Manifest, read_manifest, write_manifest
from indexer.reports.figures import Figure
from indexer.search.engine import walk_reports

TEXT = """某某学院2023-2024学年信息公开工作年度报告
一、概述
本报告统计期限为2023年9月1日至2024年8月31日。
二、主动公开情况
学校主动公开信息。
三、依申请公开情况
本学年共收到信息公开申请3件。
四、举报、复议、诉讼情况
未收到有效投诉。
"""


def read(tmp_path: Path, text: str) -> Manifest:
    path = tmp_path / "manifest.csv"
    path.write_text(text, "utf-8")
    return read_manifest(path)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12),
        ("1,435", 1435),
        ("１２", 12),
        ("0", 0),
        ("zero", 0),
        ("ZERO", 0),
        ("报告写明没有", 0),
        ("not_stated", None),
        ("报告未提及", None),
    ],
)
def test_a_cell_is_a_number_zero_or_not_stated(
    cell: str, value: int | None, tmp_path: Path
) -> None:
    manifest = read(tmp_path, f'path,figure:requests_received\na.txt,"{cell}"\n')
    assert manifest.errors == ()
    assert dict(manifest.rows["a.txt"].overrides.figures) == {"requests_received": value}


@pytest.mark.parametrize(
    "column", ["figure:lawsuits", "Figure:Lawsuits", " figure: lawsuits ", "figure：行政诉讼"]
)
def test_a_column_is_named_as_people_write_it(column: str, tmp_path: Path) -> None:
    manifest = read(tmp_path, f"path,{column}\na.txt,2\n")
    assert dict(manifest.rows["a.txt"].overrides.figures) == {"lawsuits": 2}


@pytest.mark.parametrize("cell", ["三件", "-1", "1.5", "1,43", "unread", "9999999999999"])
def test_a_cell_that_cannot_be_read_is_named_and_the_rest_counts(cell: str, tmp_path: Path) -> None:
    manifest = read(
        tmp_path, f'path,school,figure:complaints,figure:fees\n\na.txt,某学院,"{cell}",0\n'
    )
    overrides = manifest.rows["a.txt"].overrides
    assert (overrides.school, dict(overrides.figures)) == ("某学院", {"fees": 0})
    (error,) = manifest.errors
    assert error == f"第 3 行：figure:complaints “{cell}” 不是整数、zero 或 not_stated"


def test_a_figure_that_is_a_text_has_no_number(tmp_path: Path) -> None:
    manifest = read(tmp_path, "path,figure:contact\na.txt,5\nb.txt,not_stated\n")
    assert manifest.errors == ("第 2 行：figure:contact “5” 不是数目：这一指标只能写 not_stated",)
    assert dict(manifest.rows["b.txt"].overrides.figures) == {"contact": None}


def test_an_unknown_figure_is_named_with_the_nearest(tmp_path: Path) -> None:
    manifest = read(tmp_path, "path,school,figure:lawsuit\na.txt,甲学院,1\n")
    assert manifest.rows["a.txt"].overrides.school == "甲学院"
    (error,) = manifest.errors
    assert "figure:lawsuit”" in error
    assert "figure:lawsuits" in error


@pytest.mark.parametrize("digits", ["9" * 13, "9" * 40, "9" * 5_000, "99999999999万"])
def test_a_number_that_is_no_count_of_anything_is_to_be_checked(
    digits: str, tmp_path: Path
) -> None:
    text = TEXT.replace("3件", f"{digits}件")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    archive = Archive(OracleEngine())
    assert archive.update(tmp_path).failed == ()
    figure = figures_of(archive)["requests_received"]
    assert (figure.state, figure.value) == ("unread", None)


def figures_of(archive: Archive) -> dict[str, Figure]:
    with archive.reading() as reader:
        (report,) = walk_reports(reader)
    return dict(report.figures)


def test_a_correction_replaces_what_was_read_and_can_be_taken_back(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    manifest = tmp_path / "manifest.csv"
    archive = Archive(OracleEngine())
    archive.update(tmp_path)
    read_ = figures_of(archive)
    assert (read_["requests_received"].state, read_["requests_received"].value) == ("number", 3)

    manifest.write_text(
        "path,figure:requests_received,figure:complaints,figure:lawsuits\na.txt,5,zero,not_stated\n"
    )
    assert archive.update(tmp_path).updated == 1
    corrected = figures_of(archive)
    assert corrected["requests_received"] == Figure("number", 5, corrected=True)
    assert corrected["lawsuits"] == Figure(corrected=True)
    complaints = corrected["complaints"]
    assert (complaints.state, complaints.value, complaints.corrected) == ("zero", 0, True)
    assert complaints.sentence == read_["complaints"].sentence
    assert archive.update(tmp_path).unchanged == 1

    manifest.unlink()
    assert archive.update(tmp_path).updated == 1
    assert figures_of(archive) == read_


def test_corrections_are_kept_when_the_manifest_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "manifest.csv").write_text(
        "path,figure:requests_received,figure:complaints,figure:fees\na.txt,5,0,not_stated\n"
    )
    archive = Archive(OracleEngine())
    archive.update(tmp_path)
    with archive.reading() as reader:
        written = tmp_path / "written.csv"
        write_manifest(written, walk_reports(reader))
    assert dict(read_manifest(written).rows["a.txt"].overrides.figures) == {
        "requests_received": 5,
        "complaints": 0,
        "fees": None,
    }
