"""Archives other than zip: their members are read, and nothing is written outside."""

from __future__ import annotations

import bz2
import gzip
import shutil
import sys
from pathlib import Path

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.files import SourceFile, discover
from indexer.ingest.limits import Limits
from tests.ingest.archives_made import (
    HOW_TO_ENABLE,
    PROGRAMS,
    as_7z,
    as_encrypted_rar,
    as_rar,
    as_tar,
    find,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs are put on a POSIX PATH")
MEMBERS = {"甲/b.txt": "一、概述".encode(), "a.txt": b"1", "c.css": b"p {}"}


@pytest.fixture(params=PROGRAMS)
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The only unpacker there is."""
    found = find(PROGRAMS[request.param])
    if found is None:
        pytest.skip(f"{request.param} is not installed: {HOW_TO_ENABLE}")
    folder = tmp_path_factory.mktemp("bin")
    for name in (Path(found).name, *(("lsar",) if request.param == "unar" else ())):
        (folder / name).symlink_to(str(shutil.which(name)))
    request.getfixturevalue("monkeypatch").setenv("PATH", str(folder))
    return str(request.param)


@pytest.fixture(scope="module")
def sevenfold(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Archives made by 7-Zip before the PATH is changed."""
    if find(PROGRAMS["7-Zip"]) is None:
        pytest.skip(f"7-Zip is not installed: {HOW_TO_ENABLE}")
    tmp_path = tmp_path_factory.mktemp("made")
    return {
        "plain": as_7z(MEMBERS, tmp_path),
        "encrypted": as_7z(MEMBERS, tmp_path, "-psecret"),
        "sealed": as_7z(MEMBERS, tmp_path, "-psecret", "-mhe=on"),
        "bomb": as_7z({"a.txt": bytes(10 << 20)}, tmp_path),
    }


def _put(folder: Path, name: str, data: bytes) -> list[SourceFile]:
    (folder / name).write_bytes(data)
    return [*discover([folder / name])]


def _fault(folder: Path, name: str, data: bytes, limits: Limits | None = None) -> str:
    (folder / name).write_bytes(data)
    (source,) = discover([folder / name], limits=limits or Limits())
    assert source.display_path == name
    return source.error


@pytest.mark.parametrize("kind", ["7z", "rar"])
def test_members_are_read_by_whatever_program_there_is(
    sevenfold: dict[str, bytes], program: str, tmp_path: Path, kind: str
) -> None:
    data = as_rar(MEMBERS) if kind == "rar" else sevenfold["plain"]
    sources = _put(tmp_path, f"all.{kind}", data)
    assert {s.member: s.read() for s in sources} == {
        "a.txt": [b"1"],
        "甲/b.txt": ["一、概述".encode()],
    }


def test_damaged_and_encrypted_archives_are_named(
    sevenfold: dict[str, bytes], program: str, tmp_path: Path
) -> None:
    assert "加密" in _fault(tmp_path, "a.7z", sevenfold["encrypted"])
    assert "加密" in _fault(tmp_path, "b.7z", sevenfold["sealed"])
    assert "加密" in _fault(tmp_path, "c.rar", as_encrypted_rar())
    assert "损坏" in _fault(tmp_path, "d.7z", sevenfold["plain"][:-20])
    assert "损坏" in _fault(tmp_path, "e.7z", sevenfold["plain"][:20])
    assert "损坏" in _fault(tmp_path, "f.rar", b"Rar!\x1a\x07\x00junk")
    assert "损坏" in _fault(tmp_path, "f.rar", as_rar({"a.txt": bytes(9000)})[:3000])


def test_bombs_are_not_unpacked(sevenfold: dict[str, bytes], program: str, tmp_path: Path) -> None:
    assert "炸弹" in _fault(tmp_path, "a.7z", sevenfold["bomb"])
    many = as_rar({f"{number}.txt": b"1" for number in range(20)})
    assert "上限 10 个" in _fault(tmp_path, "b.rar", many, Limits(members=10))


def test_no_member_is_written_outside(program: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_bytes(b"secret")
    hostile = {
        "up": as_rar({"../../../outside/x.txt": b"1", "a.txt": b"2"}),
        "absolute": as_rar({f"{outside}/x.txt": b"1", "a.txt": b"2"}),
        "link": as_rar({"a.txt": b"2"}, links={"l.txt": f"{outside}/secret.txt"}),
        "through": as_rar({"a.txt": b"2"}, links={"d": str(outside)}),
    }
    for name, data in hostile.items():
        for source in _put(tmp_path, f"{name}.rar", data):
            assert source.error or source.read() in ([b"1"], [b"2"]), name
            assert ".." not in source.member
    assert sorted(place.name for place in outside.iterdir()) == ["secret.txt"]


def test_without_a_program_the_reason_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("a.rar", "b.7z"):
        data = as_rar(MEMBERS) if name == "a.rar" else b"7z\xbc\xaf\x27\x1c" + bytes(99)
        assert "p7zip-full" in _fault(tmp_path, name, data)


def _stand_in(folder: Path, body: str) -> None:
    place = folder / "bsdtar"
    place.write_text(f"#!{sys.executable}\nimport sys, time, os\n{body}\n")
    place.chmod(0o755)


def test_a_program_is_given_no_shell_no_settings_and_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SECRET", "1")
    _stand_in(
        tmp_path,
        f"open({str(seen)!r}, 'w').write('|'.join([*sys.argv[1:], str('SECRET' in os.environ)]))\n"
        "time.sleep(60)",
    )
    name = "a; touch b.rar"
    fault = _fault(tmp_path, name, as_rar(MEMBERS), Limits(seconds=2))
    assert "超时" in fault
    assert seen.read_text() == f"-cf|-|--format|pax|@{tmp_path / name}|False"


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert [source.member for source in _put(tmp_path, "a.tar", as_tar(MEMBERS))]
    monkeypatch.setenv("PATH", str(tmp_path))
    _stand_in(tmp_path, "sys.exit(1)")
    assert _fault(tmp_path, "a.rar", as_rar(MEMBERS))
    assert [*scratch.iterdir()] == []


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2"])
def test_tar_is_read_by_itself(tmp_path: Path, mode: str) -> None:
    sources = _put(tmp_path, "all.dat", as_tar(MEMBERS, mode))
    assert {s.member: s.read() for s in sources} == {
        "a.txt": [b"1"],
        "甲/b.txt": ["一、概述".encode()],
    }


def test_a_file_packed_by_itself_is_its_only_member(tmp_path: Path) -> None:
    for name, data in (("2024.txt.gz", gzip.compress(b"x")), ("2024.txt.bz2", bz2.compress(b"x"))):
        (source,) = _put(tmp_path, name, data)
        assert (source.display_path, source.read()) == (f"{name}!/2024.txt", [b"x"])


def test_bombs_and_damaged_ones_of_these_are_named(tmp_path: Path) -> None:
    zeros = bytes(10 << 20)
    assert "炸弹" in _fault(tmp_path, "a.txt.gz", gzip.compress(zeros))
    assert "炸弹" in _fault(tmp_path, "b.tar.gz", as_tar({"a.txt": zeros}, "w:gz"))
    assert "损坏" in _fault(tmp_path, "c.txt.gz", gzip.compress(b"12345" * 99)[:-12])
    assert "损坏" in _fault(tmp_path, "d.tar", as_tar({"a.txt": bytes(9999)})[:3000])


def test_an_archive_may_be_inside_one_other(sevenfold: dict[str, bytes], tmp_path: Path) -> None:
    inner = as_rar({"丙.txt": b"3"})
    sources = _put(tmp_path, "a.tar", as_tar({"in.rar": inner, "in.7z": sevenfold["plain"]}))
    assert {source.display_path: source.read() for source in sources} == {
        "a.tar!/in.7z!/a.txt": [b"1"],
        "a.tar!/in.7z!/甲/b.txt": ["一、概述".encode()],
        "a.tar!/in.rar!/丙.txt": [b"3"],
    }
    deep = as_tar({"b.tar": as_tar({"c.tar": as_tar({"d.tar": as_tar({"a.txt": b"1"})})})})
    (source,) = _put(tmp_path, "deep.tar", deep)
    assert "嵌套过深" in source.error


def test_an_archive_inside_another_is_refused_where_it_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(
        as_tar({"in.tar": as_tar({"a.txt": bytes(2 << 20)}), "b.txt": b"2"})
    )
    found = {
        source.member: source.error
        for source in discover([tmp_path / "a.tar"], limits=Limits(file_size=1 << 20))
    }
    assert "超过上限 1 MB" in found["in.tar"]
    assert not found["b.txt"]


def test_a_report_inside_an_archive_is_a_report_of_its_own(tmp_path: Path) -> None:
    word = as_rar({"x.docx": b"PK\x03\x04" + bytes(50), "y.caj": b"CAJ\0"})
    if not any(map(find, PROGRAMS.values())):
        pytest.skip(f"no unpacker is installed: {HOW_TO_ENABLE}")
    found = {source.member: source for source in _put(tmp_path, "a.rar", word)}
    assert set(found) == {"x.docx", "y.caj"}
    with pytest.raises(UnreadableError, match="已没有"):
        SourceFile(path="a.rar", location=str(tmp_path / "a.rar"), member="z.txt").read()
