"""Old Word files are converted by LibreOffice, for which a script stands in."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.libreoffice import ENCRYPTED, FAILED, MISSING, NOT_WORD, TIMED_OUT
from tests.ingest.readers.word import Word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOC = OLE + bytes(500) + "WordDocument".encode("utf-16-le")
RTF = rb"{\rtf1\ansi x}"


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Puts a program called soffice on the PATH; what it does is written by `_program`."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "soffice"


def _program(place: Path, body: str) -> None:
    place.write_text(f"#!{sys.executable}\nimport os, sys, time, shutil\n{body}\n")
    place.chmod(0o755)


@pytest.mark.parametrize(("data", "name"), [(DOC, "a.doc"), (RTF, "a.rtf"), (RTF, "a.doc")])
def test_the_output_of_libreoffice_is_read(data: bytes, name: str, stand_in: Path) -> None:
    word = Word()
    word.text("某学院信息公开年度报告")
    made = stand_in.with_name("made.docx")
    made.write_bytes(word.bytes())
    _program(
        stand_in,
        "out = sys.argv[sys.argv.index('--outdir') + 1]; os.makedirs(out)\n"
        f"shutil.copy({str(made)!r}, os.path.join(out, 'input.docx'))",
    )
    assert read_bytes(data, name).text == "某学院信息公开年度报告"


def test_libreoffice_runs_with_a_profile_of_its_own_that_forbids_macros_and_links(
    stand_in: Path,
) -> None:
    seen = stand_in.with_name("seen")
    _program(
        stand_in,
        "profile = [a for a in sys.argv if a.startswith('-env:UserInstallation=file://')][0]\n"
        "profile = profile.partition('file://')[2] + '/user/registrymodifications.xcu'\n"
        f"shutil.copy(profile, {str(seen)!r})\n"
        f"open({str(seen)!r}, 'a').write(os.environ['HOME'] + os.environ['http_proxy'])",
    )
    with pytest.raises(UnreadableError):
        read_bytes(RTF, "a.rtf")
    said = seen.read_text()
    assert "DisableMacrosExecution" in said
    assert "BlockUntrustedRefererLinks" in said
    assert "xxgk-" in said.rpartition(">")[2]
    assert said.endswith("http://127.0.0.1:9")


@pytest.mark.parametrize("body", ["pass", "sys.exit(1)"])
def test_a_file_that_libreoffice_cannot_open_is_refused(body: str, stand_in: Path) -> None:
    _program(stand_in, body)
    with pytest.raises(UnreadableError) as error:
        read_bytes(DOC, "a.doc")
    assert error.value.reason == FAILED


def test_a_conversion_that_takes_too_long_is_given_up(stand_in: Path) -> None:
    _program(stand_in, "time.sleep(60)")
    with pytest.raises(UnreadableError) as error:
        read_bytes(DOC, "a.doc", Limits(seconds=0.2))
    assert error.value.reason == TIMED_OUT


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's children")
def test_a_conversion_that_is_given_up_leaves_nothing_running(stand_in: Path) -> None:
    seen = stand_in.with_name("pid")
    _program(
        stand_in,
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(seen)!r}, 'w').write(str(child.pid))\n"
        "child.wait()",
    )
    with pytest.raises(UnreadableError, match=TIMED_OUT):
        read_bytes(DOC, "a.doc", Limits(seconds=3))
    assert not Path(f"/proc/{seen.read_text()}/exe").exists()


@pytest.mark.parametrize("size", ["99", "999999999", "9" * 5_000])
def test_rtf_that_promises_more_bytes_than_it_has_is_not_given_to_libreoffice(
    stand_in: Path, size: str
) -> None:
    mark = stand_in.with_name("ran")
    _program(stand_in, f"open({str(mark)!r}, 'w')")
    with pytest.raises(UnreadableError, match=r"LibreOffice"):
        read_bytes(rb"{\rtf1\ansi x\bin%s y}" % size.encode(), "a.rtf")
    assert not mark.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_a_conversion_may_write_no_file_larger_than_is_read(stand_in: Path) -> None:
    seen = stand_in.with_name("size")
    _program(
        stand_in,
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try: open(sys.argv[-1] + '.big', 'wb').write(bytes(3 << 20))\n"
        f"except OSError: open({str(seen)!r}, 'w').write('refused')",
    )
    with pytest.raises(UnreadableError):
        read_bytes(DOC, "a.doc", Limits(file_size=1 << 20))
    assert seen.read_text() == "refused"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it may be in its usual folder")
def test_without_libreoffice_the_reason_names_it(stand_in: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        read_bytes(DOC, "a.doc")
    assert error.value.reason == MISSING


def test_other_files_in_the_same_container_are_named(stand_in: Path) -> None:
    for stream, said in (
        ("EncryptedPackage", ENCRYPTED),
        ("Workbook", "Excel"),
        ("PowerPoint Document", "PowerPoint"),
        ("Quill", NOT_WORD),
    ):
        with pytest.raises(UnreadableError, match=said):
            read_bytes(OLE + stream.encode("utf-16-le"), "a.doc")


def test_no_temporary_file_remains(
    stand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    _program(stand_in, "open(sys.argv[-1] + '.lock', 'w')")
    with pytest.raises(UnreadableError):
        read_bytes(DOC, "a.doc")
    assert [*scratch.iterdir()] == []
    assert shutil.which("soffice") is not None
