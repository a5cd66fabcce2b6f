"""One thing to read: a file, a member of an archive, or an article on several pages."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives import Archive, open_archive
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, format_size
from indexer.ingest.manifest import overrides_hash
from indexer.ingest.parse import Overrides
from indexer.ingest.readers.formats import suffix
from indexer.reports.model import Source

MEMBER_SEPARATOR: Final = "!/"
"""Between an archive and what is inside it."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What `discover` yields: small, so that it can be sent to another process."""

    path: str
    """Path below the indexed folder, with forward slashes."""
    location: str
    """Absolute path of the file, of the archive for a member."""
    member: str = ""
    """Name inside the archive; `inner.zip!/name.txt` in an archive inside it."""
    continuation_pages: tuple[str, ...] = ()
    """Names of the article's other pages, in the folder of the first."""
    overrides: Overrides | None = None
    """The file's row in a manifest."""
    error: str = ""
    """Why this cannot be read, where that is known already."""
    manifest: Literal["", "fault", "notice"] = ""
    """Where `error` is about one place in a manifest: whether something that it states is not read,
    or only columns of a person's own are not used."""

    @property
    def display_path(self) -> str:
        """The path for messages and manifests."""
        return display_path(self.path, self.member)

    @property
    def report_id(self) -> str:
        return report_id(self.path, self.member)

    @property
    def overrides_hash(self) -> str:
        """Changes with the manifest's row; "" where there is none."""
        return overrides_hash(self.overrides)

    def read(self, limits: Limits = DEFAULT_LIMITS) -> list[bytes]:
        """The bytes of each page. Raises UnreadableError."""
        if self.error:
            raise UnreadableError(self.error)
        if not self.member:
            first = Path(self.location)
            paths = [first, *(first.with_name(name) for name in self.continuation_pages)]
            return [read_file(path, limits.file_size) for path in paths]
        *inner, name = self.member.split(MEMBER_SEPARATOR)
        folder = name.rpartition("/")[0]
        pages = [
            name,
            *(f"{folder}/{page}" if folder else page for page in self.continuation_pages),
        ]
        archive = _OPEN_ARCHIVE.get(self.location, tuple(inner), limits)
        return [_member(archive, page) for page in pages]

    def sibling(self, name: str) -> bytes | None:
        """The bytes of a file beside it, or in a folder beside it; None where there is none."""
        relative = PurePosixPath(name.replace("\\", "/"))
        if self.member or not name or relative.is_absolute() or ".." in relative.parts:
            return None
        folder = Path(self.location).resolve().parent
        try:
            path = (folder / relative).resolve()
            if not path.is_relative_to(folder):
                return None
            return read_file(path, DEFAULT_LIMITS.file_size)
        except (OSError, ValueError, UnreadableError):
            return None

    def sha256(self, limits: Limits = DEFAULT_LIMITS) -> str:
        """Hash of the bytes as they are now. Raises UnreadableError."""
        return sha256_of(self.read(limits))

    def source(self, pages: list[bytes]) -> Source:
        """The file as a report records it; `pages` is the result of `read`."""
        return Source(
            path=self.path,
            location=self.location,
            sha256=sha256_of(pages),
            size=sum(map(len, pages)),
            member=self.member,
            overrides=self.overrides_hash,
        )


def display_path(path: str, member: str) -> str:
    """A file as messages and manifests name it: `2024.zip!/某大学.txt`."""
    return f"{path}{MEMBER_SEPARATOR}{member}" if member else path


def sha256_of(pages: list[bytes]) -> str:
    """SHA-256 of the pages one after the other, as hexadecimal digits."""
    digest = hashlib.sha256()
    for page in pages:
        digest.update(page)
    return digest.hexdigest()


def read_file(path: Path, largest: int) -> bytes:
    """The bytes of a regular file. Raises UnreadableError where there are more than `largest`,
    even if the file grows meanwhile."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if size <= largest else b""
            if len(data) > size:
                data += file.read(largest - size)
    except OSError as error:
        raise UnreadableError(open_error(error)) from error
    if size > largest or len(data) > largest:
        raise UnreadableError(
            Message(
                "文件有 %(size)s，超过上限 %(most)s：请拆分或压缩图片后再索引",
                size=format_size(size),
                most=format_size(largest),
            )
        )
    return data


def open_regular(path: Path) -> BinaryIO:
    """A file opened for reading; never a pipe or device, where reading could wait for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableError(Message("不是普通文件，没有读取"))
    return path.open("rb")


def open_error(error: OSError) -> str:
    match error:
        case PermissionError():
            return Message("没有读取权限：请修改文件权限")
        case FileNotFoundError():
            return Message("文件已不存在")
        case OSError(errno=errno.ENAMETOOLONG):
            return Message("路径过长，系统打不开：请缩短文件夹名，或移到上层再索引")
        case _:
            return Message("无法打开：%(reason)s", reason=error.strerror or error)


class _OpenArchiveCache(threading.local):
    """The archive read last, kept open: reading its directory again for each of ten thousand
    members would cost more than the members. One per thread."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._open: list[Archive] = []

    def get(self, location: str, inner: tuple[str, ...], limits: Limits) -> Archive:
        """The archive at `location`, or the one inside it at `inner`. Raises UnreadableError."""
        try:
            state = Path(location).stat()
            key = (location, inner, limits, state.st_mtime_ns, state.st_size)
            if key != self._key:
                self.clear()
                path = Path(location)
                self._open.append(open_archive(open_regular(path), path.name, limits))
                for name in inner:
                    data = BytesIO(_member(self._open[-1], name))
                    self._open.append(open_archive(data, name, limits))
                self._key = key
        except OSError as error:
            raise UnreadableError(open_error(error)) from error
        return self._open[-1]

    def clear(self) -> None:
        self._key = ()
        while self._open:
            self._open.pop().close()


_OPEN_ARCHIVE: Final = _OpenArchiveCache()


def close_archives() -> None:
    """Close the archive that was read last."""
    _OPEN_ARCHIVE.clear()


def _member(archive: Archive, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise UnreadableError(Message("压缩包里已没有这个文件")) from error


_MAX_SLUG: Final = 40
_HASH_DIGITS: Final = 12
"""48 bits: among 45,000 files of one name, two ids meet once in 270,000 archives."""


def report_id(path_below_folder: str, member: str = "") -> str:
    """An ASCII, URL-safe id such as `000_85b6c2abdc44f796-3f2a9c1b04de`.

    `path_below_folder` has forward slashes; `member` is the name inside an archive. The readable
    part is the ASCII of the file's name, or `report`. An id depends on where the file lies, not on
    what was read from it: it survives a rebuild, a correction of school or period and a move of
    the whole folder; renaming the file changes it.
    """
    outer = unicodedata.normalize("NFC", path_below_folder)
    inside = unicodedata.normalize("NFC", member)
    digest = hashlib.sha256(f"{outer}\0{inside}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{_slug(inside or outer)}-{digest[:_HASH_DIGITS]}"


def _slug(path: str) -> str:
    stem = unicodedata.normalize("NFKC", PurePosixPath(path).stem)
    words = re.findall(r"[A-Za-z0-9_]+", stem)
    return "-".join(words)[:_MAX_SLUG].strip("-_") or "report"


_PAGE_SUFFIXES: Final = frozenset({".htm", ".html", ".shtml", ".xhtml"})
_TITLE: Final = re.compile(rb"<title[^>]*>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)
_REPORT: Final = tuple("报告".encode(encoding) for encoding in ("utf-8", "gb18030"))
_PAGE_COUNTER: Final = re.compile(rb"[\s\d()_\-/]+")
_MAX_PAGES: Final = 100
TITLE_SCAN_BYTES: Final = 16_384
"""Bytes of a page that hold its `<title>`."""


def join_pages(
    names: Sequence[str], head: Callable[[str], bytes]
) -> list[tuple[str, tuple[str, ...]]]:
    """Each name with its continuation pages, in the order of `names`.

    Sites cut long articles into pages: `x.htm`, `x_1.htm`, `x_2.htm`. A continuation page has the
    same title as the first, or is a chapter below a report's title, so two reports with similar
    names stay two. `head` gives the first bytes of a file.
    """
    present = set(names)
    continuation: dict[str, tuple[str, ...]] = {}
    for name in names:
        pages = _continuation_pages(name, present)
        if pages and _belong_together(*(_title(head(page)) for page in (name, *pages))):
            continuation[name] = pages
    taken = {page for pages in continuation.values() for page in pages}
    return [(name, continuation.get(name, ())) for name in names if name not in taken]


def _continuation_pages(name: str, present: set[str]) -> tuple[str, ...]:
    ending = suffix(name)
    if ending not in _PAGE_SUFFIXES:
        return ()
    stem = name[: -len(ending)]
    written = name[-len(ending) :]
    first = next((n for n in (1, 2) if f"{stem}_{n}{written}" in present), None)
    if first is None:
        return ()
    pages = []
    for number in range(first, first + _MAX_PAGES):
        page = f"{stem}_{number}{written}"
        if page not in present:
            break
        pages.append(page)
    return tuple(pages)


def _belong_together(first: bytes | None, *others: bytes | None) -> bool:
    """Whether pages with these titles are one article: they have one title, or chapters' titles
    follow a report's."""
    if all(title == first for title in others):
        return True
    return _names_report(first) and not any(not title or _names_report(title) for title in others)


def _names_report(title: bytes | None) -> bool:
    return title is not None and any(word in title for word in _REPORT)


def _title(head: bytes) -> bytes | None:
    found = _TITLE.search(head)
    return _PAGE_COUNTER.sub(b"", found.group(1)) if found else None
