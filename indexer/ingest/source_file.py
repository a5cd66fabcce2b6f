"""One thing to read: a file, a member of an archive, or an article on several pages."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives.opening import Archive, open_archive
from indexer.ingest.identity import report_id
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, in_words
from indexer.ingest.manifest import overrides_hash
from indexer.ingest.parse import Overrides
from indexer.reports.model import Source

INSIDE: Final = "!/"
"""Between an archive and what is inside it."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What `discover` finds: small, and free to be sent to another process."""

    path: str
    """Path below the indexed folder, with forward slashes."""
    location: str
    """Absolute path of the file, of the archive for a member."""
    member: str = ""
    """Name inside the archive; `inner.zip!/name.txt` in an archive inside it."""
    further: tuple[str, ...] = ()
    """Names of the article's further pages, beside the first."""
    overrides: Overrides | None = None
    """What a manifest says."""
    fault: str = ""
    """Why it is known already that this cannot be read."""

    @property
    def shown(self) -> str:
        """The path for messages and manifests."""
        return display_path(self.path, self.member)

    @property
    def report_id(self) -> str:
        return report_id(self.path, self.member)

    @property
    def overrides_hash(self) -> str:
        """Tells whether the manifest's row has changed; "" where there is none."""
        return overrides_hash(self.overrides)

    def read(self, limits: Limits = DEFAULT_LIMITS) -> list[bytes]:
        """The bytes of each page. Raises UnreadableError."""
        if self.fault:
            raise UnreadableError(self.fault)
        if not self.member:
            first = Path(self.location)
            places = [first, *(first.with_name(name) for name in self.further)]
            return [read_file(place, limits.file_size) for place in places]
        *inner, name = self.member.split(INSIDE)
        folder = name.rpartition("/")[0]
        pages = [name, *(f"{folder}/{page}" if folder else page for page in self.further)]
        archive = _SHELF.take(self.location, tuple(inner), limits)
        return [_member(archive, page) for page in pages]

    def sha256(self, limits: Limits = DEFAULT_LIMITS) -> str:
        """Hash of what would be read now. Raises UnreadableError."""
        return hash_of(self.read(limits))

    def source(self, pages: list[bytes]) -> Source:
        """The file as a report names it; `pages` is what `read` gave."""
        return Source(
            path=self.path,
            location=self.location,
            sha256=hash_of(pages),
            size=sum(map(len, pages)),
            member=self.member,
            overrides=self.overrides_hash,
        )


def display_path(path: str, member: str) -> str:
    """A file as messages and manifests name it: `2024.zip!/某大学.txt`."""
    return f"{path}{INSIDE}{member}" if member else path


def hash_of(pages: list[bytes]) -> str:
    """SHA-256 of the pages one after the other, as hexadecimal digits."""
    digest = hashlib.sha256()
    for page in pages:
        digest.update(page)
    return digest.hexdigest()


def read_file(place: Path, largest: int) -> bytes:
    """A regular file's bytes. Its size is looked at first, and held to should it grow.

    Raises UnreadableError.
    """
    try:
        with open_regular(place) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(largest + 1) if size <= largest else b""
    except OSError as error:
        raise UnreadableError(why_not_opened(error)) from error
    if size > largest or len(data) > largest:
        raise UnreadableError(
            Message(
                "文件有 %(size)s，超过上限 %(most)s：请拆分或压缩图片后再索引",
                size=in_words(size),
                most=in_words(largest),
            )
        )
    return data


def open_regular(place: Path) -> BinaryIO:
    """A file opened for reading; never a pipe or device, on which a reader would hang."""
    if not stat.S_ISREG(place.stat().st_mode):
        raise UnreadableError(Message("不是普通文件，没有读取"))
    return place.open("rb")


def why_not_opened(error: OSError) -> str:
    match error:
        case PermissionError():
            return Message("没有读取权限：请修改文件权限")
        case FileNotFoundError():
            return Message("文件已不存在")
        case OSError(errno=errno.ENAMETOOLONG):
            return Message("路径过长，系统打不开：请缩短文件夹名，或移到上层再索引")
        case _:
            return Message("无法打开：%(reason)s", reason=error.strerror or error)


class _Shelf(threading.local):
    """The archive read last, kept open: reading its directory anew for each of ten thousand
    members would cost more than the members."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._open: list[Archive] = []

    def take(self, location: str, inner: tuple[str, ...], limits: Limits) -> Archive:
        """The archive at a path below other archives. Raises UnreadableError."""
        try:
            state = Path(location).stat()
            key = (location, inner, limits, state.st_mtime_ns, state.st_size)
            if key != self._key:
                self.clear()
                place = Path(location)
                self._open.append(open_archive(open_regular(place), place.name, limits))
                for name in inner:
                    data = BytesIO(_member(self._open[-1], name))
                    self._open.append(open_archive(data, name, limits))
                self._key = key
        except OSError as error:
            raise UnreadableError(why_not_opened(error)) from error
        return self._open[-1]

    def clear(self) -> None:
        self._key = ()
        while self._open:
            self._open.pop().close()


_SHELF: Final = _Shelf()


def close_archives() -> None:
    """Let go of the archive that was read last."""
    _SHELF.clear()


def _member(archive: Archive, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise UnreadableError(Message("压缩包里已没有这个文件")) from error
