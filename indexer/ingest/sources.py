"""Which files there are to read below the paths a user names, in an order that never changes.

Tried is every file with a suffix that we read, and every other file whose first bytes are of such
a format. Left alone: hidden files, README files, manifests, the lock files of office programs, and
folders that hold an index. Symbolic links that lead out of the folder are named, not followed.

No file system call ends the walk: what cannot be entered or opened is a fault of that folder or
file alone.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Final

from indexer.errors import UnreadableError, UsageError
from indexer.i18n import Message
from indexer.ingest.assets import HEAD as PAGE_HEAD
from indexer.ingest.assets import MOST_PAGES, PAGE_SUFFIXES, PageAssets
from indexer.ingest.file_filter import Ignored, is_archive, is_index, is_passed_over, is_wanted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.manifest import MANIFEST
from indexer.ingest.manifest_index import Manifests
from indexer.ingest.members import members_of
from indexer.ingest.pages import HEAD, join_pages
from indexer.ingest.readers.formats import suffix
from indexer.ingest.source_file import SourceFile, open_regular, why_not_opened

_DEEPEST: Final = 64
_LEADS_NOWHERE: Final = Message("是指向自己的符号链接，没有读取：请改放文件本身")
_TOO_DEEP: Final = Message("文件夹嵌套过深：请移到上层再索引")
_NOT_UNICODE: Final = Message("文件名不是 UTF-8 编码：请改名（如用 convmv）后再索引")
_NOT_ENTERED: Final = Message("没有进入文件夹的权限：请修改权限（如 chmod +x）")
_LEADS_OUT: Final = Message("是指向文件夹之外的符号链接，没有读取：请改放文件本身")


def discover(
    paths: Sequence[str | PathLike[str]],
    *,
    limits: Limits = DEFAULT_LIMITS,
    exclude: Sequence[str | PathLike[str]] = (),
    ignored: Ignored | None = None,
) -> Iterator[SourceFile]:
    """Everything to read below `paths`, each file once. Folders in `exclude` are passed over.

    What cannot even be opened comes as an Input with a `fault`. Raises UsageError at once where
    a path does not exist.
    """
    roots = [place_of(path) for path in paths]
    for root in roots:
        if not _is_there(root):
            raise UsageError(Message("没有这个文件或文件夹：%(path)s", path=root))
    excluded = frozenset(Path(path).resolve() for path in exclude)
    return _Walk(limits, excluded, ignored or (lambda _: None)).through(roots)


def place_of(path: str | PathLike[str]) -> Path:
    """What a user named. Raises UsageError for an empty name, by which Python means the working
    folder, and a user a variable that is not set."""
    if not os.fspath(path):
        raise UsageError(Message("没有这个文件或文件夹：%(path)s", path="“”"))
    return Path(path)


class _Walk:
    """One pass over the roots; remembers what it has seen."""

    def __init__(self, limits: Limits, excluded: frozenset[Path], ignored: Ignored) -> None:
        self._limits = limits
        self._excluded = excluded
        self._ignored = ignored
        self._manifests = Manifests()
        self._seen: set[Path] = set()
        self._assets: dict[Path, PageAssets] = {}

    def through(self, roots: Sequence[Path]) -> Iterator[SourceFile]:
        for root in roots:
            try:
                place = root.resolve()
                is_folder = place.is_dir()
            except (OSError, RuntimeError) as error:
                yield _faulty(root, root, _why_not_reached(error))
                continue
            if is_folder:
                yield from self._folder(place, place, 0)
            else:
                self._manifests.enter(place.parent)
                yield from self._files(place.parent, [place.name], place.parent)

    def _folder(self, folder: Path, root: Path, depth: int) -> Iterator[SourceFile]:
        """What is in a folder. A call that fails costs this folder and no other: those inside it
        are guarded in the same way."""
        try:
            yield from self._entered(folder, root, depth)
        except (OSError, RuntimeError) as error:
            yield _faulty(folder, root, _why_not_reached(error))

    def _entered(self, folder: Path, root: Path, depth: int) -> Iterator[SourceFile]:
        if folder in self._excluded:
            return
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        if entries and not _can_be_entered(folder):
            yield _faulty(folder, root, _NOT_ENTERED)
            return
        if is_index(folder, [entry.name for entry in entries]):
            return
        for fault in self._manifests.enter(folder):
            yield _faulty(folder / MANIFEST, root, fault)
        entries = [entry for entry in entries if not is_passed_over(entry.name)]
        inner = {entry.name for entry in entries if _is_folder(entry)}
        files = [entry.name for entry in entries if entry.name not in inner]
        yield from self._files(folder, files, root)
        for entry in entries:
            if entry.name in inner:
                yield from self._inner(Path(entry.path), root, depth + 1)
        for fault in self._manifests.unmet(folder):
            yield _faulty(folder / MANIFEST, root, fault)

    def _inner(self, folder: Path, root: Path, depth: int) -> Iterator[SourceFile]:
        """A folder inside the root. A link to one is met again where it leads."""
        if folder.is_symlink():
            if not folder.resolve().is_relative_to(root):
                yield _faulty(folder, root, _LEADS_OUT)
        elif depth > _DEEPEST:
            yield _faulty(folder, root, _TOO_DEEP)
        else:
            yield from self._folder(folder, root, depth)

    def _files(self, folder: Path, names: Sequence[str], root: Path) -> Iterator[SourceFile]:
        wanted = []
        assets = self._assets.setdefault(root, PageAssets(partial(_pages, root)))
        for name in names:
            place = folder / name
            below = place.relative_to(root).as_posix()
            is_asset = partial(assets.holds, below, partial(_size, place))
            if is_wanted(name, partial(_head, place), is_asset):
                wanted.append(name)
            else:
                self._ignored(_below(folder / name, root))
        for name, further in join_pages(wanted, lambda name: _head(folder / name)):
            yield from self._file(folder / name, further, root)

    def _file(self, place: Path, further: tuple[str, ...], root: Path) -> Iterator[SourceFile]:
        try:
            real = _real(place)
        except (OSError, RuntimeError) as error:  # Python 3.13 made the one of the other
            yield _faulty(place, root, _why_not_reached(error))
            return
        if not real.is_relative_to(root):
            yield _faulty(place, root, _LEADS_OUT)
            return
        if not _is_unicode(place):
            yield _faulty(place, root, _NOT_UNICODE)
            return
        if real in self._seen:
            return
        self._seen.add(real)
        found = SourceFile(path=_below(place, root), location=str(real), further=further)
        packed = is_archive(place.name, partial(_head, place))
        for source in members_of(found, self._limits, self._ignored) if packed else (found,):
            yield replace(source, overrides=self._manifests.overrides_for(source, root))


def _is_there(place: Path) -> bool:
    """False also where the system takes no such name, or closes the way to it."""
    try:
        return place.exists()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """False where that cannot be told, as of a link to itself: opening it will tell why."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _can_be_entered(folder: Path) -> bool:
    """False where a folder may be listed and nothing in it opened."""
    try:
        os.stat(os.path.join(folder, os.curdir))  # noqa: PTH116, PTH118 - pathlib drops the dot
    except PermissionError:
        return False
    return True


def _real(place: Path) -> Path:
    """Where a file really is. Raises OSError or RuntimeError for a link to itself."""
    try:
        return place.resolve(strict=place.is_symlink())
    except FileNotFoundError:
        return place.resolve()  # a link to nothing: opening it will tell


def _why_not_reached(error: OSError | RuntimeError) -> str:
    """A link to itself is a RuntimeError before Python 3.13, and an OSError since."""
    if isinstance(error, OSError) and error.errno != errno.ELOOP:
        return why_not_opened(error)
    return _LEADS_NOWHERE


def _faulty(place: Path, root: Path, fault: str) -> SourceFile:
    location = os.fsencode(place).decode("utf-8", "replace")
    return SourceFile(path=_below(place, root), location=location, fault=fault)


def _below(place: Path, root: Path) -> str:
    """The path below the root as it is shown: forward slashes, NFC, Unicode whatever the disk
    holds; names that a Chinese archiver left in GBK are read as such."""
    raw = os.fsencode(place.relative_to(root).as_posix() if place != root else place.name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return unicodedata.normalize("NFC", raw.decode(encoding))
    return raw.decode("utf-8", "replace")


def _is_unicode(place: Path) -> bool:
    try:
        str(place).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _head(place: Path) -> bytes:
    """A file's first bytes; none where it cannot be opened, which reading it will tell."""
    try:
        with open_regular(place) as file:
            return file.read(HEAD)
    except (OSError, UnreadableError):
        return b""


def _pages(root: Path, folder: str) -> Iterator[bytes]:
    """The beginnings of the pages in a folder below the root."""
    try:
        pages = [
            place for place in (root / folder).iterdir() if suffix(place.name) in PAGE_SUFFIXES
        ]
    except OSError:
        return
    for place in sorted(pages)[:MOST_PAGES]:
        with suppress(OSError, UnreadableError), open_regular(place) as file:
            yield file.read(PAGE_HEAD)


def _size(place: Path) -> int:
    try:
        return place.stat().st_size
    except OSError:
        return 0
