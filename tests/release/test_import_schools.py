"""The table of known schools can be replaced by the ministry's list."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from indexer.reports.schools import KnownSchool, schools

SCRIPT = Path(__file__).parents[2] / "release" / "import_schools.py"
HEADER = ("序号", "学校名称", "学校标识码", "主管部门", "所在地", "办学层次", "备注")
LIST = (
    ("全国普通高等学校名单",),
    HEADER,
    ("河北省（2所）",),
    ("1", "虚构大学", "1", "河北省", "石家庄市", "本科", ""),
    ("2", "虚构职业技术大学", "2", "河北省", "秦皇岛市", "本科", "民办"),
    ("重庆市（2所）",),
    ("3", "虚构学院(北碚)", "3", "重庆市", "重庆市", "专科", ""),
    ("4", "虚构大学新月学院", "4", "湖北省教育厅", "恩施土家族苗族自治州", "本科", "民办"),
)
BEFORE = {
    "虚构大学": KnownSchool(None, None, ("虚构师范学院", "虚构职业技术大学"), ("虚大",)),
    "虚构大学新月学院": KnownSchool("河北", "独立学院"),
    "虚构关闭学院": KnownSchool("山西", "专科"),
    "虚构大学（威海）": KnownSchool("山东", "校区"),
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("import_schools", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["xlsx", "csv"])
def listed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"list.{request.param}"
    if request.param == "csv":
        path.write_text("".join(",".join(row) + "\n" for row in LIST), encoding="utf-8-sig")
        return path
    book = openpyxl.Workbook()
    for row in LIST:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_list_gives_names_provinces_and_kinds(script: ModuleType, listed: Path) -> None:
    table = script.known_schools(script.read_list(listed), {})
    assert {name: (one.province, one.kind) for name, one in table.items()} == {
        "虚构大学": ("河北", "本科"),
        "虚构职业技术大学": ("河北", "职业本科"),
        "虚构学院（北碚）": ("重庆", "专科"),
        "虚构大学新月学院": ("湖北", "本科"),
    }


def test_what_the_list_lacks_is_kept(script: ModuleType, listed: Path) -> None:
    """Former and short names, independent colleges, campuses, and schools that closed."""
    rows = script.read_list(listed)
    table = script.known_schools(rows, BEFORE)
    assert table["虚构大学"] == KnownSchool("河北", "本科", ("虚构师范学院",), ("虚大",))
    assert table["虚构大学新月学院"].kind == "独立学院"
    assert table["虚构大学（威海）"] == BEFORE["虚构大学（威海）"]
    assert script.unlisted(rows, BEFORE) == ["虚构关闭学院"]


def test_a_list_without_levels_is_of_adult_schools(script: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "adult.csv"
    path.write_text("学校名称,所在地\n虚构开放大学,西宁市\n", encoding="utf-8")
    table = script.known_schools(script.read_list(path), {})
    assert table == {"虚构开放大学": KnownSchool("青海", "成人高校")}


def test_a_file_that_is_no_such_list_is_refused(script: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("school,province\n虚构大学,河北\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="学校名称"):
        script.read_list(path)


def test_the_table_in_use_is_written_as_it_stands(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("学校名称,所在地,办学层次\n安徽大学,合肥市,本科\n", encoding="utf-8")
    script.main([str(path)])
    written = capsys.readouterr()
    file = SCRIPT.parents[1] / "indexer" / "reports" / "data" / "schools.tsv"
    assert written.out == file.read_text(encoding="utf-8")
    assert written.err.count("\n  ") > 0.9 * len(schools())
