"""Archives for tests. RAR is made here, its files stored as they are: no free program makes one."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import zlib
from pathlib import Path

PROGRAMS = {"bsdtar": ("bsdtar",), "7-Zip": ("7zz", "7z", "7za"), "unar": ("unar",)}
HOW_TO_ENABLE = "install libarchive-tools, p7zip-full and unar to run it"


def find(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def as_7z(members: dict[str, bytes], folder: Path, *options: str) -> bytes:
    """By 7-Zip, where it is installed."""
    program = find(PROGRAMS["7-Zip"])
    assert program is not None
    source = folder / "made-7z"
    for name, data in members.items():
        place = source / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    made = folder / "made.7z"
    subprocess.run(
        [program, "a", "-mx1", "-bd", *options, str(made), "."],
        cwd=source,
        check=True,
        capture_output=True,
    )
    data = made.read_bytes()
    made.unlink()
    shutil.rmtree(source)
    return data


def as_tar(members: dict[str, bytes], mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as tar:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file.getvalue()


def as_rar(members: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    """RAR 5: a main block, a block for each file, the end."""
    blocks = [_block(1, 0, b"\0")]
    for name, data in members.items():
        blocks.append(_file(name, data))
    for name, target in (links or {}).items():
        aim = target.encode()
        record = b"\x05\x01\x00" + _vint(len(aim)) + aim
        blocks.append(_file(name, b"", _vint(len(record)) + record))
    return b"Rar!\x1a\x07\x01\x00" + b"".join(blocks) + _block(5, 0, b"\0")


def as_encrypted_rar() -> bytes:
    """One whose headers are encrypted: an encryption block, then what nobody can read."""
    about = _vint(0) + _vint(0) + b"\x0f" + bytes(range(16))
    return b"Rar!\x1a\x07\x01\x00" + _block(4, 0, about) + bytes(range(256))


def _file(name: str, data: bytes, extra: bytes = b"") -> bytes:
    raw = name.encode()
    about = (
        _vint(0x4)
        + _vint(len(data))
        + _vint(0o100644)
        + zlib.crc32(data).to_bytes(4, "little")
        + _vint(0)
        + _vint(1)
        + _vint(len(raw))
        + raw
    )
    return _block(2, 0x2, about, extra, data)


def _block(kind: int, flags: int, about: bytes, extra: bytes = b"", data: bytes = b"") -> bytes:
    sizes = b""
    if extra:
        flags |= 0x1
        sizes += _vint(len(extra))
    if flags & 0x2:
        sizes += _vint(len(data))
    body = _vint(kind) + _vint(flags) + sizes + about + extra
    header = _vint(len(body)) + body
    return zlib.crc32(header).to_bytes(4, "little") + header + data


def _vint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])
