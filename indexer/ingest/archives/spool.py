"""An archive unpacked into a private folder, under file names of our own."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import IO, Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits, in_words
from indexer.processes.temp_dirs import LockedTempDir

LATE: Final = Message("解压超时：请自行解压后再索引")
_CHUNK: Final = 1 << 16
_HARMLESS: Final = 8 << 20
"""What unpacks to this much is no bomb, however well it packs."""


class Spool:
    """Members by unique name, in the order in which they were added. A context manager."""

    content: Literal["archive"] = "archive"

    def __init__(self, packed_size: int, limits: Limits) -> None:
        """`packed_size` is that of the archive. Raises UnreadableError where there is no disk."""
        self.limits = limits
        self.most = min(max(_HARMLESS, packed_size * limits.expansion), limits.unpacked_archive)
        """Bytes that it may unpack to."""
        self._packed_size = packed_size
        self._deadline = monotonic() + limits.seconds
        try:
            self._temp_dir = LockedTempDir()
        except OSError as error:
            raise UnreadableError(
                Message("没有临时空间可供解压：%(reason)s", reason=error.strerror or error)
            ) from error
        self.folder = Path(self._temp_dir.name)
        self._members: dict[str, Path] = {}
        self._size = 0
        self._count = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._temp_dir.cleanup()

    @property
    def members(self) -> Mapping[str, object]:
        return self._members

    def read(self, name: str, largest: int | None = None, *, head: int | None = None) -> bytes:
        """A member's bytes, or its first `head` bytes. Raises UnreadableError, KeyError."""
        place = self._members[name]
        limit = self.limits.file_size if largest is None else largest
        try:
            with place.open("rb") as file:
                if head is not None:
                    return file.read(head)
                data = file.read(limit + 1)
        except OSError as error:
            raise UnreadableError(Message("解压的文件已不存在：请重试")) from error
        if len(data) > limit:
            raise UnreadableError(
                Message(
                    "解压后有 %(size)s，超过上限 %(most)s：请拆分文件",
                    size=in_words(place.stat().st_size),
                    most=in_words(limit),
                )
            )
        return data

    def add(self, name: str, source: IO[bytes]) -> None:
        """Unpack one member to disk. Raises UnreadableError where a limit is exceeded, and
        whatever reading `source` raises."""
        place = self.folder / f"member-{self._count}"
        with place.open("xb") as file:
            while chunk := source.read(_CHUNK):
                self.count(len(chunk))
                file.write(chunk)
        self.adopt(name, place)

    def adopt(self, name: str, place: Path) -> None:
        """Take a file that a program has unpacked."""
        self._count += 1
        if self._count > self.limits.members:
            raise UnreadableError(
                Message("压缩包里的文件超过上限 %(most)s 个：请拆分", most=self.limits.members)
            )
        cleaned = clean_name(name)
        if not cleaned:
            return
        unique, copy = cleaned, 1
        while unique in self._members:
            copy += 1
            unique = f"{cleaned}~{copy}"
        self._members[unique] = place

    def count(self, size: int) -> None:
        """So many bytes more are unpacked. Raises UnreadableError where they are too many, or
        came too late."""
        self._size += size
        if self._size > self.most:
            raise self.bomb(self._size)
        self.check_time()

    def bomb(self, unpacked: int) -> UnreadableError:
        return UnreadableError(
            Message(
                "疑似压缩炸弹（%(packed)s 解压后至少 %(unpacked)s），没有解压："
                "确认无误后请自行解压再索引",
                packed=in_words(self._packed_size),
                unpacked=in_words(unpacked),
            )
        )

    def check_time(self) -> None:
        if monotonic() > self._deadline:
            raise UnreadableError(LATE)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._deadline - monotonic())


def clean_name(name: str) -> str:
    """A member's name: forward slashes, NFC, no step that leads elsewhere; names that a Chinese
    archiver left in GBK are read as such."""
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        name = raw.decode("utf-8", "replace")
    steps = unicodedata.normalize("NFC", name.replace("\\", "/")).split("/")
    return "/".join(step for step in steps if step not in {"", ".", ".."})
