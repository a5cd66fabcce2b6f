"""Which files there are to read below the paths a user names, in an order that never changes.

Included is every file with a suffix that we read, and every other file whose first bytes are of
such a format. Skipped: hidden files, README files, manifests, the lock files of office programs,
and folders that hold an index. Symbolic links to the outside are reported, not followed.

No file system call ends the walk: a folder or file that cannot be opened is an error of its own.
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
from typing import Final, Literal

from indexer.errors import UnreadableError, UsageError
from indexer.i18n import Message
from indexer.ingest.archive_members import members_of
from indexer.ingest.file_filter import (
    ASSET_SCAN_BYTES,
    MAX_SCANNED_PAGES,
    PAGE_SUFFIXES,
    OnIgnored,
    PageAssets,
    is_archive,
    is_index_folder,
    should_index,
    should_skip,
)
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.manifest import MANIFEST, ErrorList, Manifest, clean_path, read_manifest
from indexer.ingest.parse import Overrides
from indexer.ingest.readers.encoding import decode_name
from indexer.ingest.readers.formats import suffix
from indexer.ingest.source_file import (
    TITLE_SCAN_BYTES,
    SourceFile,
    display_path,
    join_pages,
    open_error,
    open_regular,
)

_MAX_DEPTH: Final = 64
_LINKS_TO_ITSELF: Final = Message("是指向自己的符号链接，没有读取：请改放文件本身")
_TOO_DEEP: Final = Message("文件夹嵌套过深：请移到上层再索引")
_NOT_UNICODE: Final = Message("文件名不是 UTF-8 编码：请改名（如用 convmv）后再索引")
_NO_PERMISSION: Final = Message("没有进入文件夹的权限：请修改权限（如 chmod +x）")
_LINKS_OUTSIDE: Final = Message("是指向文件夹之外的符号链接，没有读取：请改放文件本身")


def discover(
    paths: Sequence[str | PathLike[str]],
    *,
    limits: Limits = DEFAULT_LIMITS,
    exclude: Sequence[str | PathLike[str]] = (),
    ignored: OnIgnored | None = None,
) -> Iterator[SourceFile]:
    """Everything to read below `paths`, each file once. Folders in `exclude` are skipped.

    What cannot be opened comes as a SourceFile with an `error`. Raises UsageError at once where a
    path does not exist.
    """
    roots = [checked_path(path) for path in paths]
    for root in roots:
        if not _exists(root):
            raise UsageError(Message("没有这个文件或文件夹：%(path)s", path=root))
    excluded = frozenset(Path(path).resolve() for path in exclude)
    return _FolderWalk(limits, excluded, ignored or (lambda _: None)).files_below(roots)


def checked_path(path: str | PathLike[str]) -> Path:
    """The path a user gave. Raises UsageError for an empty one, which Python takes for the working
    folder, and which usually comes from a variable that is not set."""
    if not os.fspath(path):
        raise UsageError(Message("没有这个文件或文件夹：%(path)s", path="“”"))
    return Path(path)


class _FolderWalk:
    """One pass over the roots, with the files and manifests seen so far."""

    def __init__(self, limits: Limits, excluded: frozenset[Path], ignored: OnIgnored) -> None:
        self._limits = limits
        self._excluded = excluded
        self._ignored = ignored
        self._manifests = ManifestIndex(limits)
        self._seen: set[Path] = set()
        self._assets: dict[Path, PageAssets] = {}

    def files_below(self, roots: Sequence[Path]) -> Iterator[SourceFile]:
        for root in roots:
            try:
                path = root.resolve()
                is_folder = path.is_dir()
            except (OSError, RuntimeError) as error:
                yield _unreadable(root, root, _access_error(error))
                continue
            if is_folder:
                yield from self._folder(path, path, 0)
            else:
                self._manifests.load(path.parent)
                yield from self._files(path.parent, [path.name], path.parent)

    def _folder(self, folder: Path, root: Path, depth: int) -> Iterator[SourceFile]:
        """The files in a folder. An error ends this folder alone: those inside it are walked in the
        same way."""
        try:
            yield from self._folder_contents(folder, root, depth)
        except (OSError, RuntimeError) as error:
            yield _unreadable(folder, root, _access_error(error))

    def _folder_contents(self, folder: Path, root: Path, depth: int) -> Iterator[SourceFile]:
        if folder in self._excluded:
            return
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        if entries and not _is_traversable(folder):
            yield _unreadable(folder, root, _NO_PERMISSION)
            return
        if is_index_folder(folder, [entry.name for entry in entries]):
            return
        for error in self._manifests.load(folder):
            yield _manifest_place(folder, root, error, "fault")
        for notice in self._manifests.notices(folder):
            yield _manifest_place(folder, root, notice, "notice")
        entries = [entry for entry in entries if not should_skip(entry.name)]
        inner = {entry.name for entry in entries if _is_folder(entry)}
        files = [entry.name for entry in entries if entry.name not in inner]
        yield from self._files(folder, files, root)
        for entry in entries:
            if entry.name in inner:
                yield from self._inner(Path(entry.path), root, depth + 1)
        for error in self._manifests.unmatched_rows(folder):
            yield _manifest_place(folder, root, error, "fault")

    def _inner(self, folder: Path, root: Path, depth: int) -> Iterator[SourceFile]:
        """A folder inside the root. A link to one is skipped: the walk meets the folder itself."""
        if folder.is_symlink():
            if not folder.resolve().is_relative_to(root):
                yield _unreadable(folder, root, _LINKS_OUTSIDE)
        elif depth > _MAX_DEPTH:
            yield _unreadable(folder, root, _TOO_DEEP)
        else:
            yield from self._folder(folder, root, depth)

    def _files(self, folder: Path, names: Sequence[str], root: Path) -> Iterator[SourceFile]:
        chosen = []
        assets = self._assets.setdefault(root, PageAssets(partial(_pages, root)))
        for name in names:
            path = folder / name
            if should_index(name, partial(_head, path), partial(_is_asset, path, root, assets)):
                chosen.append(name)
            else:
                self._ignored(_shown_path(path, root))
        for name, continuation in join_pages(chosen, lambda name: _head(folder / name)):
            yield from self._file(folder / name, continuation, root)

    def _file(self, path: Path, continuation: tuple[str, ...], root: Path) -> Iterator[SourceFile]:
        try:
            real = _real(path)
        except (OSError, RuntimeError) as error:  # which of them depends on the version of Python
            yield _unreadable(path, root, _access_error(error))
            return
        if not real.is_relative_to(root):
            yield _unreadable(path, root, _LINKS_OUTSIDE)
            return
        if not _is_unicode(path):
            yield _unreadable(path, root, _NOT_UNICODE)
            return
        if real in self._seen:
            return
        self._seen.add(real)
        found = SourceFile(
            path=_shown_path(path, root), location=str(real), continuation_pages=continuation
        )
        packed = is_archive(path.name, partial(_head, path))
        for source in members_of(found, self._limits, self._ignored) if packed else (found,):
            overrides = self._manifests.overrides_for(source, root)
            yield replace(source, overrides=overrides) if overrides else source


def _exists(path: Path) -> bool:
    """False also where the system rejects the name or access to it."""
    try:
        return path.exists()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """False where that cannot be known, as of a link to itself: opening it will say why."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_traversable(folder: Path) -> bool:
    """False where a folder may be listed but nothing in it opened."""
    try:
        os.stat(os.path.join(folder, os.curdir))  # noqa: PTH116, PTH118 - pathlib drops the dot
    except PermissionError:
        return False
    return True


def _real(path: Path) -> Path:
    """The path of the file itself where `path`, in a folder that is no link, is a link. Raises
    OSError or RuntimeError for a link to itself."""
    try:
        return path.resolve(strict=True) if path.is_symlink() else path
    except FileNotFoundError:
        return path.resolve()  # a broken link: opening it will raise the reason


def _access_error(error: OSError | RuntimeError) -> str:
    """A link to itself is a RuntimeError before Python 3.13, an OSError since then."""
    if isinstance(error, OSError) and error.errno != errno.ELOOP:
        return open_error(error)
    return _LINKS_TO_ITSELF


def _unreadable(path: Path, root: Path, reason: str) -> SourceFile:
    location = os.fsencode(path).decode("utf-8", "replace")
    return SourceFile(path=_shown_path(path, root), location=location, error=reason)


def _manifest_place(
    folder: Path, root: Path, reason: str, kind: Literal["fault", "notice"]
) -> SourceFile:
    return replace(_unreadable(folder / MANIFEST, root, reason), manifest=kind)


def _shown_path(path: Path, root: Path) -> str:
    """The path below the root for display: forward slashes, NFC, valid Unicode. Names that a
    Chinese archiver left in GBK are decoded as such."""
    raw = os.fsencode(path.relative_to(root).as_posix() if path != root else path.name)
    decoded = decode_name(raw)
    if decoded is None:
        return raw.decode("utf-8", "replace")
    return unicodedata.normalize("NFC", decoded)


def _is_unicode(path: Path) -> bool:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _head(path: Path) -> bytes:
    """A file's first bytes; none where it cannot be opened: reading it will raise the reason."""
    try:
        with open_regular(path) as file:
            return file.read(TITLE_SCAN_BYTES)
    except (OSError, UnreadableError):
        return b""


def _pages(root: Path, folder: str) -> Iterator[bytes]:
    """The beginnings of the pages in a folder below the root."""
    try:
        pages = [path for path in (root / folder).iterdir() if suffix(path.name) in PAGE_SUFFIXES]
    except OSError:
        return
    for path in sorted(pages)[:MAX_SCANNED_PAGES]:
        with suppress(OSError, UnreadableError), open_regular(path) as file:
            yield file.read(ASSET_SCAN_BYTES)


def _is_asset(path: Path, root: Path, assets: PageAssets) -> bool:
    return assets.contains(path.relative_to(root).as_posix(), partial(_size, path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class ManifestIndex:
    """The manifests of the folders walked so far, and which of their rows matched a file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._by_folder: dict[Path, Manifest] = {}
        self._matched: set[tuple[Path, str]] = set()

    def load(self, folder: Path) -> tuple[str, ...]:
        """Read the folder's manifest, where it has one; returns what could not be read in it."""
        path = folder / MANIFEST
        if folder in self._by_folder or not _is_file(path):
            return ()
        manifest = read_manifest(path, self._limits)
        self._by_folder[folder] = manifest
        return manifest.errors

    def notices(self, folder: Path) -> tuple[str, ...]:
        """What is worth knowing about the folder's manifest, though nothing is wrong."""
        manifest = self._by_folder.get(folder)
        return manifest.notices if manifest is not None else ()

    def overrides_for(self, source: SourceFile, root: Path) -> Overrides | None:
        """The row for a file in the nearest manifest between it and the root of the walk."""
        if not self._by_folder:
            return None
        file = Path(source.location)
        for folder in file.parents:
            manifest = self._by_folder.get(folder)
            if manifest is not None:
                below = file.relative_to(folder).as_posix()
                path = clean_path(display_path(below, source.member))
                row = manifest.rows.get(path)
                if row is not None:
                    self._matched.add((folder, path))
                    return row.overrides
            if folder == root:
                break
        return None

    def unmatched_rows(self, folder: Path) -> tuple[str, ...]:
        """Rows of the folder's manifest that match no file."""
        manifest = self._by_folder.get(folder)
        if manifest is None:
            return ()
        unmatched = ErrorList()
        for path, row in manifest.rows.items():
            if (folder, path) not in self._matched:
                unmatched.add(
                    Message("第 %(line)d 行所列的文件没有找到：%(path)s", line=row.line, path=path)
                )
        return unmatched.messages()


def _is_file(path: Path) -> bool:
    """False also where access is denied."""
    try:
        return path.is_file()
    except OSError:
        return False
