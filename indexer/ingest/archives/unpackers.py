"""7z, RAR and other archives by an installed program: bsdtar, 7-Zip or unar, whichever there is.

bsdtar rewrites the archive as a tar that is read here, so nothing of it reaches the disk under its
own name. The others unpack into a private folder, after their listing has shown that no member is a
link or leads out of it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives.spool import Spool
from indexer.ingest.archives.tar import DAMAGE, unpack_tar
from indexer.ingest.programs import end, environment, limited
from indexer.ingest.readers.safe_zip import BAD_ZIP, ENCRYPTED_ZIP

MISSING: Final = Message(
    "需要 bsdtar、7-Zip 或 unar 才能解压，但没有找到：请安装（Debian/Ubuntu：libarchive-tools 或 "
    "p7zip-full；Fedora：bsdtar；macOS：brew install sevenzip；Windows：7-Zip），"
    "或自行解压后再索引"
)
LEADS_OUT: Final = Message("压缩包里有链接或指向外面的路径，没有解压：请自行解压、检查后再索引")

_BSDTAR: Final = ("bsdtar",) if sys.platform == "linux" else ("bsdtar", "tar")
_SEVEN_ZIP: Final = ("7zz", "7z", "7za", r"C:\Program Files\7-Zip\7z.exe")
_UNAR: Final = ("unar",)
_ENCRYPTED: Final = re.compile(rb"encrypt(?!ed = -)|passw|passphrase", re.IGNORECASE)
_NO_PASSWORD: Final = "xxgk"  # noqa: S105 - of nothing
"""Given where a program would wait for one to be typed."""
_LONGEST_LISTING: Final = 64 << 20
_GLANCE_S: Final = 0.05
_DRIVE: Final = re.compile(r"[A-Za-z]:")


class _NotUnpackedError(Exception):
    """This program could not; another may. `said` is what it printed."""

    def __init__(self, said: bytes) -> None:
        super().__init__()
        self.said = said


def unpack(place: Path, make_spool: Callable[[], Spool]) -> Spool:
    """The members of an archive. Raises UnreadableError: damaged, encrypted, a bomb, or no program
    is installed."""
    said: list[bytes] = []
    for names, way in ((_BSDTAR, _rewrite), (_SEVEN_ZIP, _by_seven_zip), (_UNAR, _by_unar)):
        program = next(filter(None, map(shutil.which, names)), None)
        if program is None:
            continue
        spool = make_spool()
        try:
            way(program, place, spool)
        except _NotUnpackedError as error:
            spool.close()
            said.append(error.said)
        except BaseException:
            spool.close()
            raise
        else:
            if spool.members:
                return spool
            spool.close()
            said.append(b"")
    if not said:
        raise UnreadableError(MISSING)
    names_nothing = [text.replace(os.fsencode(place), b"") for text in said]
    raise UnreadableError(ENCRYPTED_ZIP if any(map(_ENCRYPTED.search, names_nothing)) else BAD_ZIP)


def _rewrite(bsdtar: str, place: Path, spool: Spool) -> None:
    command = [bsdtar, "-cf", "-", "--format", "pax", f"@{place}"]
    with TemporaryFile() as errors, _start(command, spool, subprocess.PIPE, errors) as process:
        assert process.stdout is not None
        alarm = Timer(spool.seconds_left, end, (process,))
        alarm.start()  # a program that says nothing would be waited for
        try:
            unpack_tar(process.stdout, spool)
            process.wait()
            is_whole = True
        except DAMAGE:
            is_whole = False
        finally:
            alarm.cancel()
            end(process)
        spool.check_time()
        if process.returncode or not is_whole:
            raise _NotUnpackedError(_beginning(errors) + _why_not(bsdtar, place, spool))


def _why_not(bsdtar: str, place: Path, spool: Spool) -> bytes:
    """What bsdtar says when it is to write the files out: it does not say of encrypted ones that
    it cannot copy them."""
    command: list[str | Path] = [bsdtar, "-xOf", place]
    with (
        TemporaryFile() as errors,
        _start(command, spool, subprocess.DEVNULL, errors) as process,
    ):
        _wait(process, spool, lambda: None)
        return _beginning(errors)


def _by_seven_zip(program: str, place: Path, spool: Spool) -> None:
    listing = _listing([program, "l", "-slt", "-sccUTF-8", f"-p{_NO_PASSWORD}", "--", place], spool)
    _, _, members = listing.decode("utf-8", "replace").partition("----------")
    for member in members.split("\n\n"):
        about = dict(line.partition(" = ")[::2] for line in member.strip().splitlines())
        if about.get("Encrypted") == "+":
            raise UnreadableError(ENCRYPTED_ZIP)
        linked = any(about.get(key) for key in ("Symbolic Link", "Hard Link"))
        if linked or " l" in about.get("Attributes", "") or _leads_out(about.get("Path", "")):
            raise UnreadableError(LEADS_OUT)
        _count_listed(about.get("Size", ""), spool)
    target = spool.folder / "unpacked"
    _fill(
        [program, "x", "-y", "-bd", f"-p{_NO_PASSWORD}", f"-o{target}", "--", place], target, spool
    )


def _by_unar(program: str, place: Path, spool: Spool) -> None:
    lister = shutil.which("lsar") or str(Path(program).with_name("lsar"))
    said = _listing([lister, "-json", place], spool)
    try:
        listing = json.loads(said)
        members = [dict(member) for member in listing["lsarContents"]]
    except (ValueError, KeyError, TypeError) as error:
        raise _NotUnpackedError(said[-10_000:]) from error
    if listing.get("lsarError"):
        raise _NotUnpackedError(b"")
    for member in members:
        if member.get("XADIsEncrypted"):
            raise UnreadableError(ENCRYPTED_ZIP)
        if member.get("XADIsLink") or _leads_out(str(member.get("XADFileName", ""))):
            raise UnreadableError(LEADS_OUT)
        _count_listed(str(member.get("XADFileSize", "")), spool)
    target = spool.folder / "unpacked"
    quiet = [program, "-quiet", "-no-directory", "-password", _NO_PASSWORD]
    _fill([*quiet, "-output-directory", target, place], target, spool)


def _count_listed(size: str, spool: Spool) -> None:
    """Held to before anything is unpacked, since a listing may lie, and again while it is."""
    if size.isdecimal() and int(size) > spool.most:
        raise spool.bomb(int(size))


def _leads_out(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" != name or bool(_DRIVE.match(name))


def _listing(command: Sequence[str | Path], spool: Spool) -> bytes:
    with TemporaryFile() as out, _start(command, spool, out, out) as process:
        _wait(process, spool, lambda: None)
        said = _beginning(out, _LONGEST_LISTING)
    if process.returncode:
        raise _NotUnpackedError(said[-10_000:])
    return said


def _fill(command: Sequence[str | Path], target: Path, spool: Spool) -> None:
    """Run an unpacker, and look meanwhile how much there is of it."""
    target.mkdir()
    with TemporaryFile() as out, _start(command, spool, out, out) as process:
        _wait(process, spool, lambda: _weigh(target, spool))
    if process.returncode:
        raise _NotUnpackedError(b"")
    _weigh(target, spool)
    for place in sorted(_regular_files(target)):
        spool.adopt(place.relative_to(target).as_posix(), place)


def _weigh(target: Path, spool: Spool) -> None:
    size = sum(place.lstat().st_size for place in _regular_files(target) if place.exists())
    if size > spool.most:
        raise spool.bomb(size)


def _regular_files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder, followlinks=False):
        for name in names:
            place = Path(root, name)
            if stat.S_ISREG(place.lstat().st_mode):
                yield place


def _wait(process: subprocess.Popen[bytes], spool: Spool, glance: Callable[[], None]) -> None:
    try:
        while process.poll() is None:
            spool.check_time()
            glance()
            time.sleep(_GLANCE_S)
    except FileNotFoundError:  # a file that the program made and took away again
        _wait(process, spool, glance)
    finally:
        end(process)


def _start(
    command: Sequence[str | Path], spool: Spool, out: int | IO[bytes], errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            cwd=spool.folder,
            env={**environment(spool.folder), **_UNICODE},
            preexec_fn=limited(spool.limits, spool.most),  # noqa: PLW1509 - takes no lock
        )
    except OSError as error:
        raise _NotUnpackedError(b"") from error


_UNICODE: Final = {"LC_ALL": "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"}
"""Names of members are Unicode, and messages English."""


def _beginning(file: IO[bytes], size: int = 10_000) -> bytes:
    file.seek(0)
    return file.read(size)
