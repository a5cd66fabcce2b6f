"""Which files are found, and in which order."""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from indexer.errors import UnreadableError, UsageError
from indexer.ingest.files import SourceFile, discover
from indexer.ingest.limits import Limits
from indexer.ingest.parse import Overrides
from indexer.ingest.readers import read_bytes
from tests.ingest.archives_made import as_tar

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file system")


def _make(root: Path, *names: str, data: bytes = b"text") -> None:
    for name in names:
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _zip(members: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


def _shown(*roots: Path, **options: object) -> list[str]:
    return [source.display_path for source in discover(roots, **options)]  # type: ignore[arg-type]


def _faults(*roots: Path) -> dict[str, str]:
    return {source.display_path: source.error for source in discover(roots) if source.error}


def test_files_come_in_the_order_of_their_names_folders_last(tmp_path: Path) -> None:
    _make(tmp_path, "b.txt", "a/z.txt", "a/b/c.md", "c.pdf", "A.html")
    assert _shown(tmp_path) == ["A.html", "b.txt", "c.pdf", "a/z.txt", "a/b/c.md"]


def test_a_file_named_by_itself_is_below_its_folder(tmp_path: Path) -> None:
    _make(tmp_path, "x/a.txt")
    (source,) = discover([tmp_path / "x" / "a.txt"])
    assert source.path == "a.txt"
    assert source.location == str((tmp_path / "x" / "a.txt").resolve())


def test_the_same_file_by_two_ways_comes_once(tmp_path: Path) -> None:
    _make(tmp_path, "x/a.txt")
    assert _shown(tmp_path, tmp_path / "x", tmp_path / "x" / "a.txt") == ["x/a.txt"]


def test_a_path_that_is_not_there_is_wrong_usage_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有这个文件或文件夹"):
        discover([tmp_path, tmp_path / "missing"])


def test_what_is_no_report_is_left_alone(tmp_path: Path) -> None:
    _make(tmp_path, "manifest.csv", data=b"path\n")
    _make(
        tmp_path,
        *("README.md", "readme.txt", "Readme_zh.md", ".hidden.txt", ".git/a.txt"),
        *("~$a.docx", "Thumbs.db", "__MACOSX/a.txt"),
        *("a.css", "b.jpg", "c.py", "d.xml", "e.bin"),
    )
    ignored: list[str] = []
    assert _shown(tmp_path, ignored=ignored.append) == []
    assert ignored == ["a.css", "b.jpg", "c.py", "d.xml", "e.bin"]


def _reason(source: SourceFile) -> str:
    with pytest.raises(UnreadableError) as refused:
        read_bytes(source.read()[0], source.member or source.path)
    return refused.value.reason


NOT_READ = {
    "a.caj": (b"CAJ\0" + bytes(9), "CAJViewer"),
    "b.ceb": (b"Foxit" + bytes(9), "Apabi"),
    "c.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "XLSX"),
    "d.epub": (_zip({"META-INF/container.xml": b"x"}), "PDF"),
    "e.pptx": (_zip({"[Content_Types].xml": b"x", "ppt/a.xml": b"x"}), "PDF"),
    "f.ods": (_zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": b"x"}), "PDF"),
    "g.jpg": (b"\xff\xd8\xff\xe0" + bytes(30 << 10), "OCR"),
    "h.djvu": (b"AT&TFORM" + bytes(9), "PDF"),
    "i.xz": (b"\xfd7zXZ\0" + bytes(9), "解压"),
    "j.ppt": (b"whatever", "PDF"),
    "k": (b"II*\0" + bytes(30 << 10), "OCR"),
    "l.png": (b"\x89PNG" + bytes(9), "图片很小"),
    "m.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "XLSX"),
    "n.epub": (b"PK\x03\x04" + bytes(99), "PDF"),
}  # fmt: skip


def test_what_looks_like_a_document_and_is_not_read_is_named_with_the_fix(tmp_path: Path) -> None:
    for name, (data, _) in NOT_READ.items():
        _make(tmp_path, name, data=data)
    (tmp_path / "z.zip").write_bytes(_zip({name: data for name, (data, _) in NOT_READ.items()}))
    found = [*discover([tmp_path])]
    assert [source.display_path for source in found] == [
        *NOT_READ,
        *(f"z.zip!/{n}" for n in NOT_READ),
    ]
    for source in found:
        assert NOT_READ[source.member or source.path][1] in _reason(source), source.display_path


def test_the_pictures_of_a_saved_page_are_no_reports(tmp_path: Path) -> None:
    page = '<html><img src="img/logo.png"><img src="%E5%9B%BE.gif"><p>概述</p></html>'.encode()
    picture, scan = b"\x89PNG" + bytes(99), b"\x89PNG" + bytes(200 << 10)
    files = {
        "page.html": page,
        "page_files/a.png": picture,
        "page_files/b.css": b"p {}",
        "page_files/c.js": b"var a",
        "img/logo.png": scan,
        "图.gif": picture,
        "skin/d.png": picture,
        "skin/scan.png": scan,
        "scan.png": picture,
    }
    for name, data in files.items():
        _make(tmp_path, name, data=data)
    wanted = ["page.html", "scan.png", "skin/scan.png"]
    assert _shown(tmp_path) == wanted
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "all.zip").write_bytes(_zip(files))
    assert _shown(tmp_path / "x") == [f"all.zip!/{name}" for name in wanted]


def test_files_without_a_known_suffix_are_tried_by_what_they_hold(tmp_path: Path) -> None:
    _make(tmp_path, "page.aspx", data=b"<!DOCTYPE html><html></html>")
    _make(tmp_path, "1.信息公开年度报告", data="一、概述".encode())
    _make(tmp_path, "data.bin", data=b"%PDF-1.4")
    _make(tmp_path, "notes.log", "empty", data=b"")
    assert _shown(tmp_path) == ["1.信息公开年度报告", "data.bin", "page.aspx"]


@pytest.mark.parametrize(
    "files",
    [
        {"manifest.json": b'{"format": "xxgk-search index", "version": 9}'},
        {"MAIN_abcdef.xxgk": b"x"},
        {"_MAIN_28770152.toc": b"x"},
    ],
)
def test_an_index_below_the_sources_is_known_by_its_own_files(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    _make(tmp_path, "a.txt", "old/lexicon.txt", "old/generations/1/lexicon.txt", "x/manifest.json")
    for name, data in files.items():
        _make(tmp_path, f"old/{name}", data=data)
    _make(tmp_path, "x/b.txt")
    assert _shown(tmp_path) == ["a.txt", "x/b.txt"]


@pytest.fixture
def shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that may be listed and not entered, also where the tests run as root."""
    folder = tmp_path / "shut"

    def guarded(call: Callable[..., Any]) -> Callable[..., Any]:
        def guard(path: Any, *args: Any, **options: Any) -> Any:
            if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(f"{folder}/"):
                raise PermissionError(errno.EACCES, "Permission denied", path)
            return call(path, *args, **options)

        return guard

    for module, name in ((os, "stat"), (os, "lstat"), (os, "readlink"), (io, "open")):
        monkeypatch.setattr(module, name, guarded(getattr(module, name)))
    return folder


@posix_only
def test_a_folder_that_may_not_be_entered_costs_one_folder(tmp_path: Path, shut: Path) -> None:
    _make(tmp_path, "a.txt", "z/b.txt")
    shut.mkdir()
    for name in ("c.txt", "manifest.csv", "inner"):
        (shut / name).mkdir()
    assert _shown(tmp_path) == ["a.txt", "shut", "z/b.txt"]
    assert "没有进入文件夹的权限" in _faults(tmp_path)["shut"]


@posix_only
def test_a_path_that_is_too_long_for_the_system_costs_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(tmp_path, "a.txt", "z/b.txt")
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    for _ in range(17):  # 17 names of 250 bytes are more than the 4,096 of PATH_MAX
        Path("d" * 250).mkdir()
        os.chdir("d" * 250)
        Path("c.txt").write_bytes(b"text")
    found = [*discover([tmp_path])]
    readable = [source.path for source in found if not source.error]
    assert (readable[0], readable[-1]) == ("a.txt", "z/b.txt")
    assert any("路径过长" in source.error for source in found)


def test_excluded_folders_are_passed_over(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "index/b.txt")
    assert _shown(tmp_path, exclude=[tmp_path / "index"]) == ["a.txt"]


@posix_only
def test_links_that_lead_out_are_named_and_not_followed(tmp_path: Path) -> None:
    _make(tmp_path, "outside/secret.txt", "root/a.txt", "root/x/b.txt")
    root = tmp_path / "root"
    (root / "out.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (root / "outdir").symlink_to(tmp_path / "outside")
    (root / "within").symlink_to(root / "x")
    (root / "loop").symlink_to(root)
    assert _shown(root) == ["a.txt", "out.txt", "outdir", "x/b.txt"]
    assert set(_faults(root)) == {"out.txt", "outdir"}


@posix_only
def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    assert _shown(tmp_path) == ["a.txt", "gone.txt", "loop.txt"]
    assert set(_faults(tmp_path)) == {"loop.txt"}
    gone = next(source for source in discover([tmp_path]) if source.path == "gone.txt")
    with pytest.raises(UnreadableError, match="不存在"):
        gone.read()


@posix_only
def test_a_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    _make(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert _shown(tmp_path / "link") == ["a.txt"]


@posix_only
def test_a_pipe_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (source,) = discover([tmp_path])
    with pytest.raises(UnreadableError, match="不是普通文件"):
        source.read()


@posix_only
@pytest.mark.parametrize("name", ["pipe", "pipe.zip", "manifest.csv", "page.htm"])
def test_a_pipe_of_any_name_hangs_nobody(tmp_path: Path, name: str) -> None:
    _make(tmp_path, "a.txt", "page_1.htm")
    os.mkfifo(tmp_path / name)
    assert "a.txt" in [source.path for source in discover([tmp_path]) if not source.error]


@posix_only
def test_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket.txt")
        (source,) = discover([tmp_path])
        with pytest.raises(UnreadableError, match="不是普通文件"):
            source.read()


@posix_only
def test_a_manifest_that_is_a_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    _make(tmp_path, "root/a.txt")
    (tmp_path / "secret.csv").write_text("path,school\na.txt,秘密\n")
    (tmp_path / "root" / "manifest.csv").symlink_to(tmp_path / "secret.csv")
    (source,) = [source for source in discover([tmp_path / "root"]) if not source.error]
    assert source.overrides is None
    assert "符号链接" in _faults(tmp_path / "root")["manifest.csv"]


def test_a_manifest_leads_to_no_file_outside_its_folder(tmp_path: Path) -> None:
    _make(tmp_path, "secret.txt", "root/a.txt")
    rows = "path,school\n../secret.txt,x\n/etc/passwd,x\nC:\\a.txt,x\na.zip!/../../b,x\n"
    (tmp_path / "root" / "manifest.csv").write_text(rows)
    found = [*discover([tmp_path / "root"])]
    assert [source.path for source in found if not source.error] == ["a.txt"]
    assert len([source for source in found if "没有找到" in source.error]) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes are Linux's")
def test_a_name_that_is_not_unicode_is_shown_and_named(tmp_path: Path) -> None:
    name = os.fsdecode("报告".encode("gbk") + b".txt")
    try:
        (tmp_path / name).write_bytes(b"x")
    except OSError:  # a file system that takes Unicode only has no such names
        return
    assert "UTF-8" in _faults(tmp_path)["报告.txt"]


def test_files_above_the_limit_are_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(3 << 20)
    (source,) = discover([tmp_path])
    with pytest.raises(UnreadableError, match="3 MB，超过上限 2 MB"):
        source.read(Limits(file_size=2 << 20))


def test_pages_of_one_article_are_one_input(tmp_path: Path) -> None:
    _make(tmp_path, "a.htm", "a_1.htm", data=b"<title>x</title>")
    (source,) = discover([tmp_path])
    assert source.read() == [b"<title>x</title>"] * 2
    assert source.source(source.read()).size == 32


def test_every_member_of_an_archive_is_an_input(tmp_path: Path) -> None:
    inner = _zip({"丙.txt": b"3"})
    data = _zip({"x/b.txt": b"2", "a.txt": b"1", "README.md": b"", "c.png": b"", "in.zip": inner})
    (tmp_path / "all.zip").write_bytes(data)
    sources = [*discover([tmp_path])]
    assert [source.display_path for source in sources] == [
        "all.zip!/a.txt",
        "all.zip!/in.zip!/丙.txt",
        "all.zip!/x/b.txt",
    ]
    assert [source.read() for source in sources] == [[b"1"], [b"3"], [b"2"]]
    assert len({source.report_id for source in sources}) == 3
    assert sources[1].source([b"3"]).member == "in.zip!/丙.txt"


def test_pages_of_an_article_in_an_archive_are_one_input(tmp_path: Path) -> None:
    page = b"<html><title>x</title>"
    (tmp_path / "all.zip").write_bytes(_zip({"d/a.htm": page, "d/a_1.htm": page}))
    (source,) = discover([tmp_path])
    assert source.read() == [page, page]


def test_an_archive_is_told_by_what_it_holds(tmp_path: Path) -> None:
    word = _zip({"[Content_Types].xml": b"", "word/document.xml": b""})
    (tmp_path / "a.docx").write_bytes(word)
    (tmp_path / "b.zip").write_bytes(word)
    (tmp_path / "c.zip").write_bytes(_zip({"d.docx": word, "e.zip": word}))
    assert _shown(tmp_path) == ["a.docx", "b.zip", "c.zip!/d.docx", "c.zip!/e.zip"]


def test_archives_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    nested = b""
    for depth in range(4):
        nested = _zip({f"{depth}.zip": nested} if nested else {"a.txt": b"1"})
    (tmp_path / "deep.zip").write_bytes(nested)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(99))
    faults = _faults(tmp_path)
    assert "损坏" in faults["broken.zip"]
    assert "嵌套过深" in faults["deep.zip!/3.zip!/2.zip"]


def test_an_archive_changed_on_disk_is_read_anew(tmp_path: Path) -> None:
    place = tmp_path / "a.zip"
    place.write_bytes(_zip({"a.txt": b"1"}))
    (source,) = discover([place])
    assert source.read() == [b"1"]
    place.write_bytes(_zip({"a.txt": b"22"}))
    assert source.read() == [b"22"]
    place.write_bytes(_zip({"b.txt": b"333"}))
    with pytest.raises(UnreadableError, match="已没有"):
        source.read()


def test_the_nearest_manifest_speaks_for_a_file(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "x/b.txt", "x/c.txt")
    (tmp_path / "manifest.csv").write_text("path,school\na.txt,甲\nx/b.txt,乙\nx/c.txt,丙\n")
    (tmp_path / "x" / "manifest.csv").write_text("path,school\nb.txt,丁\n")
    said = {s.display_path: s.overrides for s in discover([tmp_path]) if not s.error}
    assert said == {
        "a.txt": Overrides(school="甲"),
        "x/b.txt": Overrides(school="丁"),
        "x/c.txt": Overrides(school="丙"),
    }


def test_a_manifest_speaks_for_members_and_for_a_file_named_by_itself(tmp_path: Path) -> None:
    (tmp_path / "r.zip").write_bytes(_zip({"甲.txt": b"1"}))
    _make(tmp_path, "a.txt", "b.txt")
    (tmp_path / "manifest.csv").write_text("path,school\nr.zip!/甲.txt,甲\na.txt,乙\n")
    said = {s.display_path: s.overrides for s in discover([tmp_path])}
    assert said["r.zip!/甲.txt"] == Overrides(school="甲")
    assert said["b.txt"] is None
    (alone,) = discover([tmp_path / "a.txt"])
    assert alone.overrides == Overrides(school="乙")
    assert alone.overrides_hash


def test_rows_without_their_file_and_cells_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    (tmp_path / "manifest.csv").write_text("path,period\na.txt,去年\nb.txt,\n")
    faults = [source.error for source in discover([tmp_path]) if source.path == "manifest.csv"]
    assert len(faults) == 2
    assert "去年" in faults[0]
    assert "b.txt" in faults[1]


def test_a_fault_is_what_reading_raises() -> None:
    with pytest.raises(UnreadableError, match="此故"):
        SourceFile(path="a", location="/a", error="此故").read()


@pytest.mark.parametrize(
    "written",
    [
        "../../etc/a.txt",
        "甲/../../乙.txt",
        "/tmp/a.txt",
        "C:\\甲\\a.txt",
        "\\\\host\\a.txt",
        "..\\a.txt",
    ],
)
def test_a_member_whose_path_leads_out_of_its_archive_is_refused_and_named(
    written: str, tmp_path: Path
) -> None:
    members = {written: "一、概述".encode(), "乙/好.txt": "一、概述".encode()}
    nested = {"内.zip": _zip(members), "好.txt": b"1"}
    (tmp_path / "a.zip").write_bytes(_zip(members))
    (tmp_path / "b.zip").write_bytes(_zip(nested))
    (tmp_path / "c.tar").write_bytes(as_tar(members))
    found = [*discover([tmp_path])]
    refused = [source for source in found if source.error]
    assert [source.display_path.partition("!")[0] for source in refused] == [
        "a.zip",
        "b.zip",
        "c.tar",
    ]
    assert all(f"路径 {written} 指向压缩包之外" in source.error for source in refused)
    assert [source.display_path for source in found if not source.error] == [
        "a.zip!/乙/好.txt",
        "b.zip!/内.zip!/乙/好.txt",
        "b.zip!/好.txt",
        "c.tar!/乙/好.txt",
    ]


def test_a_path_with_dots_in_a_name_stays_in_its_archive(tmp_path: Path) -> None:
    members = {"./a..b/2024...txt": "一、概述".encode()}
    (tmp_path / "a.zip").write_bytes(_zip(members))
    assert [source.error for source in discover([tmp_path])] == [""]
