"""The index folder: generations on disk, one writer at a time, one atomic commit.

A generation is a folder of files that never change. The next one links the files it keeps, adds
its own, and becomes the index by the rename of the manifest: all there, or not there. Whoosh
itself neither syncs nor locks like this, so nothing of its storage is used for writing.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG
from typing import Final, TypeAlias

from indexer.engines.whoosh.lock import exclusive
from indexer.engines.whoosh.manifest import (
    EXTENSION,
    MANIFEST,
    FileRecord,
    Manifest,
    file_record,
    read_manifest,
)
from indexer.engines.whoosh.sharing import patiently
from indexer.errors import IndexDamagedError, IndexMissingError, StorageError, UnusableIndexError
from indexer.i18n import Message

USER_WORDS: Final = "user_words.txt"
"""The user's dictionary in a generation's folder."""
_GENERATIONS: Final = "generations"
_NUMBER: Final = re.compile(r"[0-9]{8,10}")
_HIGHEST: Final = 2**31 - 1
"""Whoosh keeps the number of a generation in 32 bits."""
_SINCE: Final = 1_767_225_600
"""Beginning of 2026, in seconds: from there a new index counts its generations."""
_FIRST_NUMBERS: Final = 2**30
"""A new index begins with a number up to this; the other half is left for what follows."""


Stamp: TypeAlias = tuple[int, int, int, int]
"""Device, inode, size and time of a file: it is the same file with the same content."""


def stamp_of(path: Path) -> Stamp | None:
    """None where the file is not to be had, or its file system numbers no files."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns) if state.st_ino else None


class Store:
    """An index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._swept = 0
        """The highest number that was swept away. It is not used again: a process of the writer
        that was killed may go on for a moment, and write where that generation was."""

    def exists(self) -> bool:
        """Whether there is a manifest at all, sound or not."""
        try:
            (self.folder / MANIFEST).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True  # reading it will say why it cannot be used
        return True

    def stamp(self) -> Stamp | None:
        """What changes whenever a generation is committed: cheap to ask before every search."""
        return stamp_of(self.folder / MANIFEST)

    def manifest(self) -> Manifest:
        """The newest generation's. Raises UnusableIndexError."""
        return read_manifest(self.folder)

    def generation_folder(self, manifest: Manifest) -> Path:
        """Where the files of a generation are."""
        return self.folder / manifest.folder

    def verify_sizes(self, manifest: Manifest) -> None:
        """Raises IndexDamagedError where a file of the generation is not there, has another size,
        or lies elsewhere."""
        folder = self.generation_folder(manifest)
        for name, record in manifest.files.items():
            try:
                state = (folder / name).lstat()
            except OSError:
                state = None
            if state is None or not S_ISREG(state.st_mode) or state.st_size != record.bytes:
                raise IndexDamagedError(
                    Message(
                        "索引文件缺失或大小不符（%(name)s）。"
                        "请运行 xxgk index PATH --rebuild 重建索引。",
                        name=name,
                    )
                )

    def verify_whole(self, manifest: Manifest, name: str) -> None:
        """Raises IndexDamagedError where a file does not have its checksum. For the small ones
        that are read whole; the blocks of arrays have checksums of their own."""
        try:
            sound = file_record(self.generation_folder(manifest) / name) == manifest.files[name]
        except OSError:
            sound = False
        if not sound:
            raise IndexDamagedError(
                Message(
                    "索引文件已损坏（%(place)s）。请运行 xxgk index PATH --rebuild 重建索引。",
                    place=name,
                )
            )

    def user_words(self) -> Path | None:
        """The user's dictionary of the index; also of one that is damaged or was written by another
        version, where its newest generation has one. Raises IndexDamagedError where the dictionary
        itself is damaged."""
        try:
            manifest = self.manifest()
        except IndexMissingError:
            return None
        except UnusableIndexError:
            newest = max(self._numbered(), default=None)
            path = newest[1] / USER_WORDS if newest else None
            return path if path and path.is_file() else None
        if manifest.user_words is None:
            return None
        self.verify_whole(manifest, manifest.user_words)
        return self.generation_folder(manifest) / manifest.user_words

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing. Raises IndexLockedError and StorageError."""
        with storage_errors(self.folder):
            if self.folder.is_symlink() and not self.folder.exists():
                raise StorageError(
                    Message(
                        "索引文件夹 %(folder)s 是指向 %(target)s 的符号链接，那里没有文件夹："
                        "请先建立它，或用 --index 指定别处。",
                        folder=self.folder,
                        target=self.folder.readlink(),
                    )
                )
            if self.folder.exists() and not self.folder.is_dir():
                raise StorageError(
                    Message(
                        "%(folder)s 是文件，不能用作索引文件夹：请用 --index 指定一个文件夹。",
                        folder=self.folder,
                    )
                )
            make_folder(self.folder)
        with exclusive(self.folder):
            self._sweep()
            yield

    def new_folder(self, generation: int) -> Path:
        """An empty folder for the generation to come; what a killed writer left is removed."""
        folder = self.folder / _GENERATIONS / f"{generation:08d}"
        with storage_errors(self.folder):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder

    def next_generation(self) -> int:
        """A number above every generation that was ever committed and is still known of.

        A new index begins with the seconds of the clock, whatever its year: one that was removed
        and made again while a server had it open is never taken for the old one.
        """
        known = [self._swept, *(number for number, _ in self._numbered()), *self._committed()]
        return max(known) + 1 if any(known) else 1 + (int(time.time()) - _SINCE) % _FIRST_NUMBERS

    def commit(self, manifest: Manifest, base: Manifest | None) -> None:
        """Make a generation, whose files are all in its folder, the index.

        When this returns, it is on disk; until the rename the old generation stands. The files
        that `base` had are on disk already.
        """
        folder = self.generation_folder(manifest)
        draft = self.folder / f"{MANIFEST}.draft"
        with storage_errors(self.folder):
            for name in manifest.files.keys() - (base.files.keys() if base else ()):
                sync_file(folder / name)
            for synced in (folder, folder.parent, self.folder):
                sync_folder(synced)
            with draft.open("wb") as file:
                file.write(manifest.to_bytes())
                file.flush()
                os.fsync(file.fileno())
            kept = {manifest.generation, *self._committed()}
            patiently(lambda: draft.replace(self.folder / MANIFEST))
        with _unconfirmed(self.folder):
            sync_folder(self.folder)
        self._clean(kept)

    def discard(self, folder: Path) -> None:
        """Remove a generation's folder that was not committed. One that the manifest names by
        now stays: an interrupt or a failing disk may come between the rename and its return."""
        try:
            committed = self.generation_folder(self.manifest()) == folder
        except IndexMissingError:
            committed = False
        except UnusableIndexError:
            return  # who knows; the next writer sweeps
        if not committed:
            shutil.rmtree(folder, ignore_errors=True)

    def _committed(self) -> list[int]:
        """The generation that is the index, where that can be told."""
        try:
            return [self.manifest().generation]
        except UnusableIndexError:
            return []

    def _sweep(self) -> None:
        """Remove what killed writers left behind; the caller holds the lock.

        Without a manifest that can be read, the three oldest generations stay: it names one of
        them, and may be read again tomorrow.
        """
        numbers = sorted(number for number, _ in self._numbered())
        self._swept = max(numbers, default=0)
        sound = [n for newest in self._committed() for n in numbers if n <= newest]
        self._clean({*(sound or numbers[:3])})

    def _clean(self, kept: set[int]) -> None:
        """Remove all generations but those. Maps that readers hold stay readable where the system
        unlinks open files; elsewhere the removal fails quietly and is tried again by the next
        writer."""
        for number, path in self._numbered():
            if number not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _numbered(self) -> list[tuple[int, Path]]:
        """The folders of generations, committed or not. Folders with other names are not ours."""
        try:
            there = [*(self.folder / _GENERATIONS).iterdir()]
        except OSError:
            return []
        numbered = [(int(path.name), path) for path in there if _NUMBER.fullmatch(path.name)]
        return [(number, path) for number, path in numbered if number < _HIGHEST]


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy, put on disk, where the file system has no hard
    links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        sync_file(target)


def make_folder(path: Path) -> None:
    """A folder with those above it, their entries put on disk; nothing where it is there."""
    missing = [path] if not path.is_dir() else []
    while missing and not missing[-1].parent.is_dir():
        missing.append(missing[-1].parent)
    path.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)


def recorded_files(
    folder: Path, segments: Iterable[str], known: Manifest | None
) -> dict[str, FileRecord]:
    """Records of the files in a generation's folder; those already known are not read again.

    Of segments these alone: a builder of a writer that was killed may have outlived it by a
    moment and left another.
    """
    kept = known.files if known else {}
    wanted = {f"{name}{EXTENSION}" for name in segments}
    return {
        path.name: kept.get(path.name) or file_record(path)
        for path in sorted(folder.iterdir())
        if path.suffix != EXTENSION or path.name in wanted
    }


def sync_file(path: Path) -> None:
    """Have the system put a file's bytes on disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have the system put a folder's entries on disk, where it can be asked to."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """What the disk refuses becomes a StorageError that names the mend."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            Message(
                "写不进索引文件夹 %(folder)s：%(reason)s。"
                "请检查磁盘空间和写入权限；原有索引未受影响。",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error


@contextmanager
def _unconfirmed(folder: Path) -> Iterator[None]:
    """The rename was made, and the disk did not say that it keeps it."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            Message(
                "新索引已经写好，但磁盘没有确认已保存（%(folder)s：%(reason)s）。"
                "请检查磁盘，再运行 xxgk check。",
                folder=folder,
                reason=error.strerror or error,
            )
        ) from error
