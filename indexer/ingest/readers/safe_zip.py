"""Zip files from untrusted sources.

Sizes are checked against the central directory before anything is unpacked, and again while
unpacking, since the directory may be false. Names are never used as paths.
"""

from __future__ import annotations

import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits, format_size
from indexer.ingest.readers.encoding import decode_name

Content = Literal["archive", "docx", "xlsx", "pptx", "odt", "ods", "ofd", "epub"]

BAD_ZIP: Final = Message("压缩结构已损坏：请重新下载，或解压后重新保存")
ENCRYPTED_ZIP: Final = Message("压缩包已加密：请解压后再索引")

MAX_PICTURE_BYTES: Final = 64 << 20
_MAX_DIRECTORY_BYTES: Final = 16 << 20
"""Fifty thousand members with names of 250 bytes."""
_SMALL_MEMBER: Final = 8 << 20
"""Bytes up to which a member is no bomb, however high its compression ratio."""
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError, ValueError)
_LANGUAGE_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1


class SafeZip:
    """An open zip: its members by unique name. A context manager."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Takes ownership of the file, and reads only its directory. Raises UnreadableError."""
        self._limits = limits
        try:
            size = file.seek(0, os.SEEK_END)
            if _directory_size(file) > _MAX_DIRECTORY_BYTES:
                raise UnreadableError(Message("压缩包目录过大，疑似压缩炸弹：请解压后再索引"))
            self._zip = zipfile.ZipFile(file)
            self._check_member_count()
            self._members, self._outside = _unique(self._zip.infolist())
            self._check_expansion(size)
        except UnreadableError:
            file.close()
            raise
        except (*_DAMAGE, NotImplementedError) as error:
            file.close()
            raise UnreadableError(BAD_ZIP) from error
        self._file = file

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    @property
    def members(self) -> Mapping[str, zipfile.ZipInfo]:
        """Files by name, without folders, in the order of the directory."""
        return self._members

    @property
    def outside(self) -> Mapping[str, str]:
        """Members whose path leads out of the zip, and that path as written."""
        return self._outside

    @property
    def content(self) -> Content:
        """What kind of file this zip is."""
        names = self._members
        if "[Content_Types].xml" in names:
            if "word/document.xml" in names:
                return "docx"
            folders = {name.partition("/")[0] for name in names}
            if "xl" in folders:
                return "xlsx"
            return "pptx" if "ppt" in folders else "docx"
        if "OFD.xml" in names:
            return "ofd"
        if "META-INF/container.xml" in names:
            return "epub"
        if "content.xml" in names and ("styles.xml" in names or "mimetype" in names):
            return "odt" if self._is_odf_text() else "ods"
        return "archive"

    def _is_odf_text(self) -> bool:
        """Whether an OpenDocument file is a text, or does not say what it is."""
        if "mimetype" not in self._members:
            return True
        return b"opendocument.text" in self.read("mimetype", head=100)

    def check_unpacked_size(self, kind: str) -> None:
        """Raises UnreadableError where the members together unpack to more than a document may."""
        if self._unpacked_size() > self._limits.unpacked:
            raise UnreadableError(Message("%(kind)s 解压后过大，疑似压缩炸弹，没有读取", kind=kind))

    def _unpacked_size(self) -> int:
        return sum(info.file_size for info in self._members.values())

    def read(self, name: str, max_bytes: int | None = None, *, head: int | None = None) -> bytes:
        """A member's bytes, or its first `head` bytes. Raises UnreadableError, KeyError."""
        info = self._members[name]
        limit = self._limits.file_size if max_bytes is None else max_bytes
        if head is None:
            self._check_member_size(info, limit)
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableError(ENCRYPTED_ZIP)
        try:
            with self._zip.open(info) as member:
                if head is not None:
                    return member.read(head)
                data = member.read(limit + 1)
        except NotImplementedError as error:
            raise UnreadableError(Message("压缩方法不受支持：请解压后再索引")) from error
        except (*_DAMAGE, RuntimeError) as error:
            raise UnreadableError(BAD_ZIP) from error
        if len(data) > limit:
            raise UnreadableError(_bomb(len(data), info.compress_size))
        return data

    def pictures(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Those of the members that there are, with their bytes. Raises UnreadableError."""
        return ((name, self.read(name, MAX_PICTURE_BYTES)) for name in names if name in self)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def _check_member_size(self, info: zipfile.ZipInfo, limit: int) -> None:
        packed = max(1, info.compress_size)
        if info.file_size > _SMALL_MEMBER and info.file_size > packed * self._limits.expansion:
            raise UnreadableError(_bomb(info.file_size, packed))
        if info.file_size > limit:
            raise UnreadableError(
                Message(
                    "解压后有 %(size)s，超过上限 %(most)s：请拆分文件",
                    size=format_size(info.file_size),
                    most=format_size(limit),
                )
            )

    def _check_member_count(self) -> None:
        count = len(self._zip.infolist())
        if count > self._limits.members:
            raise UnreadableError(
                Message(
                    "压缩包有 %(count)s 个文件，超过上限 %(most)s：请拆分",
                    count=count,
                    most=self._limits.members,
                )
            )

    def _check_expansion(self, size: int) -> None:
        whole = self._unpacked_size()
        packed = sum(info.compress_size for info in self._members.values())
        overlapping = packed > size * 2 + 1024
        if overlapping or (whole > _SMALL_MEMBER and whole > size * self._limits.expansion):
            raise UnreadableError(_bomb(whole, size))


def _bomb(unpacked: int, packed: int) -> str:
    return Message(
        "疑似压缩炸弹（%(packed)s 解压后至少 %(unpacked)s），没有解压：确认无误后请自行解压再索引",
        packed=format_size(packed),
        unpacked=format_size(unpacked),
    )


_DRIVE: Final = re.compile("[A-Za-z]:")


def leads_outside(name: str) -> bool:
    """Whether the path of a member is absolute, or leads through `..`."""
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or steps[0] == "" != name or bool(_DRIVE.match(name))


def _unique(infos: list[zipfile.ZipInfo]) -> tuple[dict[str, zipfile.ZipInfo], dict[str, str]]:
    members: dict[str, zipfile.ZipInfo] = {}
    outside: dict[str, str] = {}
    copies: Counter[str] = Counter()
    for info in infos:
        written = _written_name(info)
        name = clean_name(written)
        if not name or name.endswith("/"):
            continue
        unique = name
        while unique in members:  # continues after the last copy of that name
            copies[name] += 1
            unique = f"{name}~{copies[name] + 1}"
        members[unique] = info
        if leads_outside(written):
            outside[unique] = written
    return members, outside


def _written_name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the UTF-8 flag zipfile decodes it as cp437, which archivers on
    Chinese systems do not use."""
    name = info.filename
    if info.flag_bits & _LANGUAGE_FLAG:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    decoded = decode_name(raw)
    return name if decoded is None else decoded


def clean_name(name: str) -> str:
    """A member's name: forward slashes, NFC, no `..`; a folder's ends with a slash."""
    steps = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    folder = "/" if name.endswith(("/", "\\")) else ""
    return "/".join(step for step in steps if step not in {"", ".", ".."}) + folder


def _directory_size(file: BinaryIO) -> int:
    """Bytes of a zip's directory, from the record at its end, before zipfile loads all of it."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - 65_557)
    file.seek(start)
    tail = file.read(65_557)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    directory: int = struct.unpack_from("<L", tail, at + 12)[0]
    locator = at - 20
    if locator >= 0 and tail.startswith(b"PK\x06\x07", locator):
        record: int = struct.unpack_from("<Q", tail, locator + 8)[0]
        if record < size:
            file.seek(record)
            large = file.read(56)
            if large.startswith(b"PK\x06\x06") and len(large) == 56:
                directory = struct.unpack_from("<Q", large, 40)[0]
    return directory
