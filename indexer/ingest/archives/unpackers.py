"""Unpackers: tar, gzip and bzip2 as streams with Python; 7z, RAR and others with bsdtar, 7-Zip or
unar, whichever is installed.

bsdtar converts the archive to a tar that is read here, so no member is written under its own name.
The others unpack into a private folder, after their listing has shown that no member is a link or
has a path to the outside.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, BinaryIO, Final, cast

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives.unpacked import UnpackedArchive
from indexer.ingest.external_programs import environment, kill_tree, resource_limits
from indexer.ingest.readers.formats import is_tar
from indexer.ingest.readers.safe_zip import BAD_ZIP, ENCRYPTED_ZIP, leads_outside

MISSING: Final = Message(
    "需要 bsdtar、7-Zip 或 unar 才能解压，但没有找到：请安装（Debian/Ubuntu：libarchive-tools 或 "
    "p7zip-full；Fedora：bsdtar；macOS：brew install sevenzip；Windows：7-Zip），"
    "或自行解压后再索引"
)
LINKS_OUTSIDE: Final = Message("压缩包里有链接或指向外面的路径，没有解压：请自行解压、检查后再索引")

_BSDTAR: Final = ("bsdtar",) if sys.platform == "linux" else ("bsdtar", "tar")
_SEVEN_ZIP: Final = ("7zz", "7z", "7za", r"C:\Program Files\7-Zip\7z.exe")
_UNAR: Final = ("unar",)
_ENCRYPTED: Final = re.compile(rb"encrypt(?!ed = -)|passw|passphrase", re.IGNORECASE)
_NO_PASSWORD: Final = "xxgk"  # noqa: S105 - protects nothing
"""For programs that would otherwise wait for a user to type one."""
_LONGEST_LISTING: Final = 64 << 20
_TICK_S: Final = 0.05


class _NotUnpackedError(Exception):
    """This program failed; another may succeed. `output` is what it printed."""

    def __init__(self, output: bytes) -> None:
        super().__init__()
        self.output = output


def unpack(place: Path, make_archive: Callable[[], UnpackedArchive]) -> UnpackedArchive:
    """Unpack an archive. Raises UnreadableError where it is damaged, encrypted or a bomb, or no
    program is installed."""
    output: list[bytes] = []
    for names, way in ((_BSDTAR, _by_bsdtar), (_SEVEN_ZIP, _by_seven_zip), (_UNAR, _by_unar)):
        program = next(filter(None, map(shutil.which, names)), None)
        if program is None:
            continue
        archive = make_archive()
        try:
            way(program, place, archive)
        except _NotUnpackedError as error:
            archive.close()
            output.append(error.output)
        except BaseException:
            archive.close()
            raise
        else:
            if archive.members:
                return archive
            archive.close()
            output.append(b"")
    if not output:
        raise UnreadableError(MISSING)
    names_nothing = [text.replace(os.fsencode(place), b"") for text in output]
    raise UnreadableError(ENCRYPTED_ZIP if any(map(_ENCRYPTED.search, names_nothing)) else BAD_ZIP)


def _by_bsdtar(bsdtar: str, place: Path, archive: UnpackedArchive) -> None:
    command = [bsdtar, "-cf", "-", "--format", "pax", f"@{place}"]
    with (
        TemporaryFile() as errors,
        _start_program(command, archive, subprocess.PIPE, errors) as process,
    ):
        assert process.stdout is not None
        alarm = Timer(archive.seconds_left, kill_tree, (process,))
        alarm.start()  # reading would wait for ever for a program that prints nothing
        try:
            unpack_tar(process.stdout, archive)
            process.wait()
            is_whole = True
        except DAMAGE:
            is_whole = False
        finally:
            alarm.cancel()
            kill_tree(process)
        archive.check_time()
        if process.returncode or not is_whole:
            raise _NotUnpackedError(
                _first_bytes(errors) + _extraction_error(bsdtar, place, archive)
            )


def _extraction_error(bsdtar: str, place: Path, archive: UnpackedArchive) -> bytes:
    """The error of bsdtar when it extracts the files: only then does it mention encryption."""
    command: list[str | Path] = [bsdtar, "-xOf", place]
    with (
        TemporaryFile() as errors,
        _start_program(command, archive, subprocess.DEVNULL, errors) as process,
    ):
        _wait(process, archive, lambda: None)
        return _first_bytes(errors)


def _by_seven_zip(program: str, place: Path, archive: UnpackedArchive) -> None:
    listing = _listing(
        [program, "l", "-slt", "-sccUTF-8", f"-p{_NO_PASSWORD}", "--", place], archive
    )
    _, _, members = listing.decode("utf-8", "replace").partition("----------")
    for member in members.split("\n\n"):
        about = dict(line.partition(" = ")[::2] for line in member.strip().splitlines())
        if about.get("Encrypted") == "+":
            raise UnreadableError(ENCRYPTED_ZIP)
        linked = any(about.get(key) for key in ("Symbolic Link", "Hard Link"))
        if linked or " l" in about.get("Attributes", "") or leads_outside(about.get("Path", "")):
            raise UnreadableError(LINKS_OUTSIDE)
        _count_listed(about.get("Size", ""), archive)
    target = archive.folder / "unpacked"
    _run_unpacker(
        [program, "x", "-y", "-bd", f"-p{_NO_PASSWORD}", f"-o{target}", "--", place],
        target,
        archive,
    )


def _by_unar(program: str, place: Path, archive: UnpackedArchive) -> None:
    lister = shutil.which("lsar") or str(Path(program).with_name("lsar"))
    output = _listing([lister, "-json", place], archive)
    try:
        listing = json.loads(output)
        members = [dict(member) for member in listing["lsarContents"]]
    except (ValueError, KeyError, TypeError) as error:
        raise _NotUnpackedError(output[-10_000:]) from error
    if listing.get("lsarError"):
        raise _NotUnpackedError(b"")
    for member in members:
        if member.get("XADIsEncrypted"):
            raise UnreadableError(ENCRYPTED_ZIP)
        if member.get("XADIsLink") or leads_outside(str(member.get("XADFileName", ""))):
            raise UnreadableError(LINKS_OUTSIDE)
        _count_listed(str(member.get("XADFileSize", "")), archive)
    target = archive.folder / "unpacked"
    quiet = [program, "-quiet", "-no-directory", "-password", _NO_PASSWORD]
    _run_unpacker([*quiet, "-output-directory", target, place], target, archive)


def _count_listed(size: str, archive: UnpackedArchive) -> None:
    """Check the listed size before unpacking; since a listing may be wrong, the real one is checked
    again later."""
    if size.isdecimal() and int(size) > archive.max_size:
        raise archive.bomb_error(int(size))


def _listing(command: Sequence[str | Path], archive: UnpackedArchive) -> bytes:
    with TemporaryFile() as out, _start_program(command, archive, out, out) as process:
        _wait(process, archive, lambda: None)
        output = _first_bytes(out, _LONGEST_LISTING)
    if process.returncode:
        raise _NotUnpackedError(output[-10_000:])
    return output


def _run_unpacker(command: Sequence[str | Path], target: Path, archive: UnpackedArchive) -> None:
    """Run an unpacker, and watch the size of its files."""
    target.mkdir()
    with TemporaryFile() as out, _start_program(command, archive, out, out) as process:
        _wait(process, archive, lambda: _check_size(target, archive))
    if process.returncode:
        raise _NotUnpackedError(b"")
    _check_size(target, archive)
    for place in sorted(_regular_files(target)):
        archive.add_file(place.relative_to(target).as_posix(), place)


def _check_size(target: Path, archive: UnpackedArchive) -> None:
    size = sum(place.lstat().st_size for place in _regular_files(target) if place.exists())
    if size > archive.max_size:
        raise archive.bomb_error(size)


def _regular_files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder, followlinks=False):
        for name in names:
            place = Path(root, name)
            if stat.S_ISREG(place.lstat().st_mode):
                yield place


def _wait(
    process: subprocess.Popen[bytes], archive: UnpackedArchive, on_tick: Callable[[], None]
) -> None:
    try:
        while process.poll() is None:
            archive.check_time()
            on_tick()
            time.sleep(_TICK_S)
    except FileNotFoundError:  # a temporary file of the program
        _wait(process, archive, on_tick)
    finally:
        kill_tree(process)


def _start_program(
    command: Sequence[str | Path], archive: UnpackedArchive, out: int | IO[bytes], errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            cwd=archive.folder,
            env={**environment(archive.folder), **_UNICODE},
            preexec_fn=resource_limits(archive.limits, archive.max_size),  # noqa: PLW1509 - takes no lock
        )
    except OSError as error:
        raise _NotUnpackedError(b"") from error


_UNICODE: Final = {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}
"""Unicode names of members, and English messages."""


def _first_bytes(file: IO[bytes], size: int = 10_000) -> bytes:
    file.seek(0)
    return file.read(size)


_LARGEST_HEADER: Final = 1 << 20
"""Most bytes of a member's name and attributes."""
_BLOCK: Final = 512
DAMAGE: Final = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)
_HEADERS: Final = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)


class _Member(tarfile.TarInfo):
    """A member with a limit on the length of its name, which would be read into memory."""

    def _proc_member(self, tarfile_: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _LARGEST_HEADER:
            raise tarfile.ReadError("a header of more than 1 MB")
        return cast("tarfile.TarInfo", super()._proc_member(tarfile_))  # type: ignore[misc]


def unpack_tar(stream: IO[bytes], archive: UnpackedArchive) -> None:
    """Unpack the regular files of a tar, not links and devices. Raises one of DAMAGE."""
    with tarfile.open(
        fileobj=stream,
        mode="r|",
        tarinfo=_Member,
        encoding="utf-8",
        errors="surrogateescape",
    ) as tar:
        for member in tar:
            archive.check_time()
            source = tar.extractfile(member) if member.isreg() else None
            if source is not None:
                archive.add(member.name, source)
            tar.members.clear()  # type: ignore[attr-defined]


def unpack_stream(file: BinaryIO, kind: str, name: str, archive: UnpackedArchive) -> None:
    """Unpack a tar, or a single packed file. Raises UnreadableError."""
    opened: IO[bytes] = file
    match kind:
        case "gzip":
            opened = cast("IO[bytes]", gzip.GzipFile(fileobj=file))
        case "bzip2":
            opened = bz2.BZ2File(file)
    stream = io.BufferedReader(cast("io.RawIOBase", opened), _BLOCK * 20)
    try:
        if is_tar(stream.peek(_BLOCK)):
            unpack_tar(cast("IO[bytes]", stream), archive)
        else:
            archive.add(_name_of_single(name), cast("IO[bytes]", stream))
    except DAMAGE as error:
        raise UnreadableError(BAD_ZIP) from error
    finally:
        stream.detach()  # else it would close the file


def _name_of_single(name: str) -> str:
    """`2024.txt.gz` contains `2024.txt`."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.stem if path.suffix.lower() in {".gz", ".bz2"} else path.name
