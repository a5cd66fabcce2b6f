"""Zip files, opened with the distrust they deserve.

Sizes are taken from the directory before anything is unpacked, and held to while unpacking, since
a directory may lie. Names are never used as paths.
"""

from __future__ import annotations

import os
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits, in_words

Content = Literal["archive", "docx", "xlsx", "pptx", "odt", "ods", "ofd", "epub"]

BAD_ZIP: Final = Message("压缩结构已损坏：请重新下载，或解压后重新保存")
ENCRYPTED_ZIP: Final = Message("压缩包已加密：请解压后再索引")

_LARGEST_DIRECTORY: Final = 16 << 20
"""Fifty thousand members with names of 250 bytes."""
_HARMLESS: Final = 8 << 20
"""A member this small is no bomb, however well it packs."""
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError, ValueError)
_LANGUAGE_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1


class SafeZip:
    """An open zip: its members by unique name. A context manager."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Takes the file over, and reads its directory alone. Raises UnreadableError."""
        self._limits = limits
        try:
            size = file.seek(0, os.SEEK_END)
            if _directory_size(file) > _LARGEST_DIRECTORY:
                raise UnreadableError(Message("压缩包目录过大，疑似压缩炸弹：请解压后再索引"))
            self._zip = zipfile.ZipFile(file)
            self._refuse_crowd()
            self._members = _unique(self._zip.infolist())
            self._refuse_bomb(size)
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
        """Files by name, folders left out, in the order of the directory."""
        return self._members

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
        """Whether an OpenDocument file says that it is a text, or does not say what it is."""
        if "mimetype" not in self._members:
            return True
        return b"opendocument.text" in self.read("mimetype", head=100)

    def unpacked_size(self) -> int:
        """What all members say they unpack to."""
        return sum(info.file_size for info in self._members.values())

    def read(self, name: str, largest: int | None = None, *, head: int | None = None) -> bytes:
        """A member's bytes, or its first `head` bytes. Raises UnreadableError, KeyError."""
        info = self._members[name]
        limit = self._limits.file_size if largest is None else largest
        if head is None:
            self._refuse_large(info, limit)
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

    def _refuse_large(self, info: zipfile.ZipInfo, limit: int) -> None:
        packed = max(1, info.compress_size)
        if info.file_size > _HARMLESS and info.file_size > packed * self._limits.expansion:
            raise UnreadableError(_bomb(info.file_size, packed))
        if info.file_size > limit:
            raise UnreadableError(
                Message(
                    "解压后有 %(size)s，超过上限 %(most)s：请拆分文件",
                    size=in_words(info.file_size),
                    most=in_words(limit),
                )
            )

    def _refuse_crowd(self) -> None:
        count = len(self._zip.infolist())
        if count > self._limits.members:
            raise UnreadableError(
                Message(
                    "压缩包有 %(count)s 个文件，超过上限 %(most)s：请拆分",
                    count=count,
                    most=self._limits.members,
                )
            )

    def _refuse_bomb(self, size: int) -> None:
        whole = self.unpacked_size()
        packed = sum(info.compress_size for info in self._members.values())
        overlapping = packed > size * 2 + 1024
        if overlapping or (whole > _HARMLESS and whole > size * self._limits.expansion):
            raise UnreadableError(_bomb(whole, size))


def _bomb(unpacked: int, packed: int) -> str:
    return Message(
        "疑似压缩炸弹（%(packed)s 解压后至少 %(unpacked)s），没有解压：确认无误后请自行解压再索引",
        packed=in_words(packed),
        unpacked=in_words(unpacked),
    )


def _unique(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    copies: Counter[str] = Counter()
    for info in infos:
        name = _name(info)
        if not name or name.endswith("/"):
            continue
        unique = name
        while unique in members:  # goes on where the last copy of that name was put
            copies[name] += 1
            unique = f"{name}~{copies[name] + 1}"
        members[unique] = info
    return members


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the flag that says UTF-8 zipfile takes it for cp437, which the
    archivers of Chinese systems never meant."""
    name = info.filename
    if not info.flag_bits & _LANGUAGE_FLAG:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    steps = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    folder = "/" if name.endswith("/") else ""
    return "/".join(step for step in steps if step not in {"", ".", ".."}) + folder


def _directory_size(file: BinaryIO) -> int:
    """Size of a zip's directory, read from its end, before zipfile takes all of it to memory."""
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
