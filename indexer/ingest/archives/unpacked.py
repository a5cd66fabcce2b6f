"""An archive unpacked into a private folder, under names that we choose."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import IO, Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits, format_size
from indexer.ingest.readers.encoding import decode_name
from indexer.ingest.readers.safe_zip import clean_name, leads_outside
from indexer.processes.temp_dirs import LockedTempDir

TIMEOUT: Final = Message("解压超时：请自行解压后再索引")
_CHUNK: Final = 1 << 16
_HARMLESS_SIZE: Final = 8 << 20
"""An archive that unpacks to less is never taken for a zip bomb, however well it is packed."""


class UnpackedArchive:
    """Members by unique name, in the order in which they were added. A context manager."""

    content: Literal["archive"] = "archive"

    def __init__(self, packed_size: int, limits: Limits) -> None:
        """`packed_size` is that of the archive. Raises UnreadableError where there is no room."""
        self.limits = limits
        self.max_size = min(
            max(_HARMLESS_SIZE, packed_size * limits.expansion), limits.unpacked_archive
        )
        """Most bytes of its members, unpacked."""
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
        self._outside: dict[str, str] = {}
        self._size = 0
        self._count = 0

    def __enter__(self) -> UnpackedArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._temp_dir.cleanup()

    @property
    def members(self) -> Mapping[str, object]:
        return self._members

    @property
    def outside(self) -> Mapping[str, str]:
        """Members whose path leads out of the archive, and that path as written."""
        return self._outside

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
                    size=format_size(place.stat().st_size),
                    most=format_size(limit),
                )
            )
        return data

    def add(self, name: str, source: IO[bytes]) -> None:
        """Unpack one member to disk. Raises UnreadableError where a limit is exceeded, and
        whatever reading `source` raises."""
        place = self.folder / f"member-{self._count}"
        with place.open("xb") as file:
            while chunk := source.read(_CHUNK):
                self.count_bytes(len(chunk))
                file.write(chunk)
        self.add_file(name, place)

    def add_file(self, name: str, place: Path) -> None:
        """Add a file that is unpacked already."""
        self._count += 1
        if self._count > self.limits.members:
            raise UnreadableError(
                Message("压缩包里的文件超过上限 %(most)s 个：请拆分", most=self.limits.members)
            )
        written = _decoded_name(name)
        cleaned = clean_name(written).rstrip("/")
        if not cleaned:
            return
        unique, copy = cleaned, 1
        while unique in self._members:
            copy += 1
            unique = f"{cleaned}~{copy}"
        self._members[unique] = place
        if leads_outside(written):
            self._outside[unique] = written

    def count_bytes(self, size: int) -> None:
        """Count unpacked bytes. Raises UnreadableError beyond the limits of size and time."""
        self._size += size
        if self._size > self.max_size:
            raise self.bomb_error(self._size)
        self.check_time()

    def bomb_error(self, unpacked: int) -> UnreadableError:
        return UnreadableError(
            Message(
                "疑似压缩炸弹（%(packed)s 解压后至少 %(unpacked)s），没有解压："
                "确认无误后请自行解压再索引",
                packed=format_size(self._packed_size),
                unpacked=format_size(unpacked),
            )
        )

    def check_time(self) -> None:
        if monotonic() > self._deadline:
            raise UnreadableError(TIMEOUT)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._deadline - monotonic())


def _decoded_name(name: str) -> str:
    """A member's name; one that a Chinese archiver left in GBK is decoded as such."""
    raw = name.encode("utf-8", "surrogateescape")
    decoded = decode_name(raw)
    return raw.decode("utf-8", "replace") if decoded is None else decoded
