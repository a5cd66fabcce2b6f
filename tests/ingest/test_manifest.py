"""Manifests, read and written."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.errors import StorageError
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.manifest import (
    COLUMNS,
    Manifest,
    clean_path,
    overrides_hash,
    read_cells,
    read_manifest,
    write_cells,
    write_manifest,
)
from indexer.ingest.parse import Overrides
from indexer.reports.model import Report, Source

HEAD = ",".join(COLUMNS)


def _read(
    tmp_path: Path, text: str, encoding: str = "utf-8", limits: Limits = DEFAULT_LIMITS
) -> Manifest:
    path = tmp_path / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return read_manifest(path, limits)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_manifest_is_read_as_spreadsheets_save_it(encoding: str, tmp_path: Path) -> None:
    row = "甲/a.pdf,某师范大学,2022-2023,2023-10-30,湖北,https://a.cn/1,某报告"
    manifest = _read(tmp_path, f"{HEAD}\r\n{row}\r\n", encoding)
    assert manifest.errors == ()
    assert manifest.rows["甲/a.pdf"].overrides == Overrides(
        school="某师范大学",
        period="2022-2023",
        published=date(2023, 10, 30),
        province="湖北",
        source_url="https://a.cn/1",
        title="某报告",
    )


def test_every_cell_but_the_path_may_be_empty_or_missing(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "School,Path\n某学院,a.txt\n,b.txt\n某学院,\nx\n")
    assert manifest.rows["a.txt"].overrides == Overrides(school="某学院")
    assert manifest.rows["b.txt"].overrides == Overrides()
    assert len(manifest.rows) == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2022", "2022"),
        ("2022年", "2022"),
        ("2022-2023", "2022-2023"),
        ("2022—2023学年", "2022-2023"),
        ("２０２２～２０２３", "2022-2023"),
        ("2022 至 2023 学年度", "2022-2023"),
    ],
)
def test_periods_are_read_as_people_write_them(written: str, read: str, tmp_path: Path) -> None:
    manifest = _read(tmp_path, f"path,period\na.txt,{written}\n")
    assert manifest.rows["a.txt"].overrides.period == read


@pytest.mark.parametrize("written", ["2023-10-30", "2023/10/30", "2023.10.30", "2023年10月30日"])
def test_dates_are_read_as_people_write_them(written: str, tmp_path: Path) -> None:
    manifest = _read(tmp_path, f"path,published\na.txt,{written}\n")
    assert manifest.rows["a.txt"].overrides.published == date(2023, 10, 30)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("北京市", "北京"),
        ("四川省", "四川"),
        ("內蒙古自治區", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("广 西", "广西"),
        ("皖", "安徽"),
    ],
)
def test_provinces_are_read_as_people_write_them(written: str, read: str, tmp_path: Path) -> None:
    manifest = _read(tmp_path, f"path,province\na.txt,{written}\n")
    assert manifest.errors == ()
    assert manifest.rows["a.txt"].overrides.province == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("清华大學", "清华大学"),
        ("中国石油大学(华东)", "中国石油大学（华东）"),
        (" 蘭州 交通大學 ", "兰州交通大学"),
        ("某某大学信息公开办公室", "某某大学信息公开办公室"),
        ("University of Nottingham", "University of Nottingham"),
    ],
)
def test_schools_are_written_like_those_read_from_reports(
    written: str, read: str, tmp_path: Path
) -> None:
    manifest = _read(tmp_path, f"path,school\na.txt,{written}\n")
    assert manifest.rows["a.txt"].overrides.school == read


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("province", "外星"),
        ("province", "市"),
        ("province", "成都"),
        ("period", "去年"),
        ("period", "2022-2025"),
        ("published", "2023-02-30"),
        ("source_url", "ftp://a.cn"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_the_rest_counts(
    column: str, cell: str, tmp_path: Path
) -> None:
    manifest = _read(tmp_path, f"path,school,{column}\n\na.txt,某学院,{cell}\n")
    assert manifest.rows["a.txt"].overrides == Overrides(school="某学院")
    (fault,) = manifest.errors
    assert fault.startswith("第 3 行")
    assert column in fault


def test_columns_have_chinese_names_too(tmp_path: Path) -> None:
    head = "文件,学校全称,统计期间,发布日期,省份,来源网址,标题,备注,figure:行政诉讼"
    row = "a.txt,某学院,2022-2023,2023-10-30,湖北,https://a.cn/1,某报告,已核对,2"
    manifest = _read(tmp_path, f"{head}\n{row}\n")
    assert manifest.errors == ()
    assert manifest.rows["a.txt"].overrides == Overrides(
        school="某学院",
        period="2022-2023",
        published=date(2023, 10, 30),
        province="湖北",
        source_url="https://a.cn/1",
        title="某报告",
        figures=(("lawsuits", 2),),
    )


@pytest.mark.parametrize(
    ("column", "named"),
    [
        ("学校", "“学校”与前面的列都是 school"),
        ("school", "“school”与前面的列都是 school"),
    ],
)
def test_a_second_column_for_one_thing_is_an_error(column: str, named: str, tmp_path: Path) -> None:
    manifest = _read(tmp_path, f"path,school,{column},,\na.txt,某学院,2023,,\n")
    (error,) = manifest.errors
    assert error.startswith("第 1 行：")
    assert named in error
    assert manifest.rows["a.txt"].overrides == Overrides(school="某学院")


def test_a_persons_own_columns_are_named_once_and_no_error(tmp_path: Path) -> None:
    head = "path,school,编号,负责人,Checked by,备注,period_note,编号,"
    manifest = _read(tmp_path, f"{head}\na.txt,某学院,1,张三,x,y,z,2,\n")
    assert manifest.errors == ()
    assert manifest.notices == (
        "没有用到的列（可以保留）：编号、负责人、Checked by、period_note、编号 (2)",
    )
    assert manifest.rows["a.txt"].overrides == Overrides(school="某学院")


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        ("shcool", "school"),
        ("Schools", "school"),
        ("学校名", "school"),
        ("统计时间", "period"),
        ("peroid", "period"),
        ("publised", "published"),
        ("requests_received", "figure:requests_received"),
        ("lawsuit", "figure:lawsuits"),
        ("行政诉讼", "figure:lawsuits"),
        ("year", "period"),
        ("年份", "period"),
    ],
)
def test_a_column_that_may_be_misspelt_is_named_with_the_one_that_is_meant(
    column: str, meant: str, tmp_path: Path
) -> None:
    manifest = _read(tmp_path, f"path,{column}\na.txt,2023\n")
    assert manifest.errors == ()
    (notice,) = manifest.notices
    assert f"“{column}”" in notice
    assert meant in notice


def test_no_column_is_suggested_that_the_manifest_has(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "path,school,period,schools,year\na.txt,某学院,2022,x,2022\n")
    assert manifest.notices == ("没有用到的列（可以保留）：schools、year",)


@pytest.mark.parametrize(
    "column",
    [
        "figure:request_received",
        "figures:requests_received",
        "Figur：requests_received",
        "figure.requests_received",
        "指标:行政诉讼",
        "figure:",
    ],
)
def test_a_misspelt_column_of_a_figure_is_an_error(column: str, tmp_path: Path) -> None:
    manifest = _read(tmp_path, f"path,school,{column}\na.txt,某学院,5\n")
    (error,) = manifest.errors
    assert error.startswith("第 1 行：没有指标“")
    assert "最接近的是 figure:" in error
    assert manifest.notices == ()


def test_a_row_without_a_path_is_named(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "path,school\na.txt,甲\n\n,乙\n,\n")
    assert manifest.errors == ("第 4 行：没有写 path，这一行没有读取",)


def test_a_row_with_more_cells_than_columns_is_not_read(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "path,title,school\na.txt,甲,乙,丙\nb.txt,丁,戊,,\n")
    assert [*manifest.rows] == ["b.txt"]
    (error,) = manifest.errors
    assert error.startswith("第 2 行：比第一行多出几格")


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ('a.txt,"甲学院,2022\nb.txt,乙学院,2022\nc.txt,丙学院,2022\n', []),
        ('a.txt,"甲学院\nb.txt,"乙学院",2022\nc.txt,丙学院,2022\n', ["c.txt"]),
        ('"a.txt,甲学院,2022\n', []),
        ('"a.txt\r\nb.txt",甲学院,2022\r\nc.txt,丙学院,2022\r\n', ["c.txt"]),
    ],
)
def test_a_row_with_a_line_break_in_a_cell_is_not_read(
    rows: str, read: list[str], tmp_path: Path
) -> None:
    manifest = _read(tmp_path, f"path,school,period\n\n{rows}")
    assert [*manifest.rows] == read
    (error,) = manifest.errors
    assert error.startswith("第 3 行：")
    assert "换行" in error


def test_a_file_named_twice_is_an_error(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "path,school\na.txt,甲\n./a.txt,乙\n")
    assert manifest.rows["a.txt"].overrides.school == "甲"
    assert manifest.errors == ("第 3 行：a.txt 已在第 2 行出现",)


def test_many_errors_are_counted_and_the_first_listed(tmp_path: Path) -> None:
    rows = "".join(f"{number}.txt,去年\n" for number in range(1000))
    manifest = _read(tmp_path, f"path,period\n{rows}")
    assert len(manifest.errors) == 21
    assert "第 2 行" in manifest.errors[0]
    assert "980" in manifest.errors[-1]
    assert len(manifest.rows) == 1000


def test_rows_beyond_the_limit_are_not_read(tmp_path: Path) -> None:
    text = "path,school\na.txt,甲\nb.txt,乙\nc.txt,丙\nd.txt,丁\n"
    manifest = _read(tmp_path, text, limits=Limits(manifest_rows=2))
    assert [*manifest.rows] == ["a.txt", "b.txt"]
    assert manifest.errors == ("超过 2 行，其余的没有读取：请拆分清单",)


def test_a_manifest_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").mkdir()
    manifest = read_manifest(tmp_path / "manifest.csv")
    assert not manifest.rows
    assert [str(error).partition("：")[0] for error in manifest.errors] == ["无法读取"]


@pytest.mark.parametrize("text", ["", "学校,期间\n甲,乙\n", "\0\1\2\3" * 20])
def test_a_file_that_is_no_manifest_is_an_error(text: str, tmp_path: Path) -> None:
    manifest = _read(tmp_path, text)
    assert not manifest.rows
    assert manifest.errors


def _report(**said: str) -> Report:
    return Report(
        id="a",
        school=said.get("school"),
        province=None,
        period="2023",
        year=2023,
        period_start=None,
        period_end=None,
        published=date(2023, 10, 30),
        title=said.get("title", ""),
        source_url=None,
        source=Source(said.get("path", "a.txt"), member=said.get("member", "")),
        parts=(),
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    place = tmp_path / "manifest.csv"
    reports = [
        _report(school="某学院", title="=cmd|' /C calc'!A0"),
        _report(path="b.zip", member="甲,乙.txt", title='带"引号"'),
    ]
    assert write_manifest(place, reports) == 2
    rows = read_manifest(place).rows
    assert rows["a.txt"].overrides.title == "=cmd|' /C calc'!A0"
    assert rows["b.zip!/甲,乙.txt"].overrides.title == '带"引号"'
    assert rows["a.txt"].overrides.period == "2023"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(sign: str, tmp_path: Path) -> None:
    place = tmp_path / "manifest.csv"
    write_manifest(place, [_report(title=f"{sign}1+1")])
    text = place.read_text(encoding="utf-8-sig")
    assert f",'{sign}1+1" in text
    assert place.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_manifest_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="无法写入"):
        write_manifest(tmp_path / "no" / "manifest.csv", [])


def test_the_hash_of_a_row_tells_whether_it_changed() -> None:
    assert overrides_hash(None) == ""
    assert overrides_hash(Overrides()) != ""
    assert overrides_hash(Overrides(school="甲")) != overrides_hash(Overrides(title="甲"))


def test_paths_are_compared_in_one_form() -> None:
    assert clean_path(" .\\甲\\.\\a.txt") == "甲/a.txt"


def test_a_manifest_that_cannot_be_written_whole_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "manifest.csv"
    place.write_text("path,school\na.txt,改正过的学院\n", "utf-8")

    def until_the_disk_is_full() -> Iterator[Report]:
        yield _report()
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageError, match=r"manifest\.csv"):
        write_manifest(place, until_the_disk_is_full())
    assert "改正过的学院" in place.read_text("utf-8")
    assert [*tmp_path.iterdir()] == [place]


def test_writing_a_manifest_keeps_the_columns_that_say_more(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("path,school,file_url\na.html,旧名,https://a.edu.cn/a.pdf\n", encoding="utf-8")
    columns, rows = read_cells(path)
    assert columns == ["path", "school", "file_url"]
    assert write_cells(path, [*columns, "fetched_at"], rows) == 1
    assert read_cells(path) == (
        ["path", "school", "file_url", "fetched_at"],
        [
            {
                "path": "a.html",
                "school": "旧名",
                "file_url": "https://a.edu.cn/a.pdf",
                "fetched_at": "",
            }
        ],
    )


def test_a_manifest_with_chinese_columns_is_written_under_our_names(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text("路径,学校,备注,OA编号\n./a.txt,旧名,已核对,7\n", encoding="utf-8")
    assert read_cells(path)[0] == ["path", "school", "note", "OA编号"]
    assert write_manifest(path, [_report(school="某学院", title="两行\n标题")]) == 1
    manifest = read_manifest(path)
    assert manifest.errors == ()
    assert manifest.rows["a.txt"].overrides.title == "两行 标题"
    row = read_cells(path)[1][0]
    assert (row["note"], row["OA编号"]) == ("已核对", "7")
