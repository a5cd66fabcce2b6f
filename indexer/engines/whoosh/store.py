"""The index folder: generations on disk, one writer at a time, one atomic commit.

A generation is a folder of files that never change. The next one links the files it keeps, adds
its own, and becomes the index by the rename of the commit file: completely or not at all. Whoosh
itself neither syncs nor locks like this, so its storage is not used for writing.
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

from indexer.engines.whoosh.commit_file import (
    COMMIT_FILE,
    EXTENSION,
    Commit,
    FileRecord,
    file_record,
    read_commit,
)
from indexer.engines.whoosh.locking import retry_on_sharing_violation, storage_errors, write_lock
from indexer.engines.whoosh.tuning import DEFAULT_TUNING, WhooshTuning
from indexer.errors import (
    IndexDamagedError,
    IndexMissingError,
    StorageError,
    UnusableIndexError,
)
from indexer.i18n import Message

USER_WORDS: Final = "user_words.txt"
"""The user's dictionary in a generation's folder."""
NOTE_FILE: Final = "last-update.json"
"""The note beside the index."""
_GENERATIONS: Final = "generations"
_NUMBER: Final = re.compile(r"[0-9]{8,10}")
_HIGHEST: Final = 2**31 - 1
"""Whoosh keeps the number of a generation in 32 bits."""
_EPOCH: Final = 1_767_225_600
"""Beginning of 2026, in seconds."""
_FIRST_NUMBERS: Final = 2**30
"""A new index begins with a number up to this; the other half is left for later generations."""

FileSignature: TypeAlias = tuple[int, int, int, int]
"""Device, inode, size and time of a file: it is the same file with the same content."""


def file_signature(path: Path) -> FileSignature | None:
    """None if the file cannot be examined, or its file system has no inode numbers."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns) if state.st_ino else None


class Store:
    """An index folder."""

    def __init__(self, folder: Path, tuning: WhooshTuning = DEFAULT_TUNING) -> None:
        self.folder = folder
        self.tuning = tuning
        self._commit_file = folder / COMMIT_FILE
        self._highest_collected = 0
        """Highest number of a removed generation. It is not used again: a worker of a writer that
        was killed may live for a moment, and write to that generation's folder."""

    def read_note(self) -> str | None:
        """The note beside the index; None where there is none, or it cannot be read."""
        try:
            return (self.folder / NOTE_FILE).read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return None

    def write_note(self, text: str) -> None:
        """Replace the note as a whole. Raises OSError."""
        draft = self.folder / f"{NOTE_FILE}.draft"
        _write_synced(draft, text.encode())
        draft.replace(self.folder / NOTE_FILE)

    def exists(self) -> bool:
        """Whether there is a commit file, valid or not."""
        try:
            (self.folder / COMMIT_FILE).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True  # reading it will say why it cannot be used
        return True

    def signature(self) -> FileSignature | None:
        """Changes whenever a generation is committed; cheap enough to read before every search."""
        return file_signature(self._commit_file)

    def newest_commit(self) -> Commit:
        """Raises UnusableIndexError."""
        return read_commit(self.folder, self.tuning.sharing_timeout_s)

    def generation_folder(self, commit: Commit) -> Path:
        """The folder of a generation's files."""
        return self.folder / commit.folder

    def verify_sizes(self, commit: Commit) -> None:
        """Raises IndexDamagedError if a file of the generation is missing, has another size, or is
        a link."""
        folder = self.generation_folder(commit)
        for name, record in commit.files.items():
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

    def verify_checksum(self, commit: Commit, name: str) -> None:
        """Raises IndexDamagedError if a file does not have its checksum. For small files that are
        read whole; the blocks of arrays have checksums of their own."""
        try:
            is_valid = file_record(self.generation_folder(commit) / name) == commit.files[name]
        except OSError:
            is_valid = False
        if not is_valid:
            raise IndexDamagedError(
                Message(
                    "索引文件已损坏（%(place)s）。请运行 xxgk index PATH --rebuild 重建索引。",
                    place=name,
                )
            )

    def user_words(self) -> Path | None:
        """The user's dictionary of the index; of an index that is damaged or of another version,
        that of its newest generation. Raises IndexDamagedError if the dictionary itself is
        damaged."""
        try:
            commit = self.newest_commit()
        except IndexMissingError:
            return None
        except UnusableIndexError:
            newest = max(self._generations(), default=None)
            path = newest[1] / USER_WORDS if newest else None
            return path if path and path.is_file() else None
        if commit.user_words is None:
            return None
        self.verify_checksum(commit, commit.user_words)
        return self.generation_folder(commit) / commit.user_words

    @contextmanager
    def lock_for_writing(self) -> Iterator[None]:
        """Raises IndexLockedError, StorageError."""
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
        with write_lock(self.folder, self.tuning.lock_timeout_s):
            self._collect_garbage()
            yield

    def new_folder(self, generation: int) -> Path:
        """An empty folder for the next generation; what a killed writer left there is removed."""
        folder = self.folder / _GENERATIONS / f"{generation:08d}"
        with storage_errors(self.folder):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder

    def next_generation(self) -> int:
        """A number above those of all generations that are still known.

        A new index begins with a number from the clock, whatever the year: an index that was
        removed and built again while a server had it open is never taken for the old one.
        """
        known = [
            self._highest_collected,
            *(number for number, _ in self._generations()),
            *self._committed(),
        ]
        return max(known) + 1 if any(known) else 1 + (int(time.time()) - _EPOCH) % _FIRST_NUMBERS

    def commit(self, commit: Commit, base: Commit | None) -> None:
        """Make a generation, whose files are all in its folder, the index.

        When this returns, it is on disk; until the rename the old generation is the index. The
        files that `base` has are on disk already.
        """
        folder = self.generation_folder(commit)
        draft = self.folder / f"{COMMIT_FILE}.draft"
        with storage_errors(self.folder):
            for name in commit.files.keys() - (base.files.keys() if base else ()):
                sync_file(folder / name)
            for synced in (folder, folder.parent, self.folder):
                sync_folder(synced)
            _write_synced(draft, commit.to_bytes())
            remaining = {commit.generation, *self._committed()}
            retry_on_sharing_violation(
                lambda: draft.replace(self.folder / COMMIT_FILE), self.tuning.sharing_timeout_s
            )
        with _unconfirmed_commit_errors(self.folder):
            sync_folder(self.folder)
        self._remove_except(remaining)

    def discard(self, folder: Path) -> None:
        """Remove the folder of a generation that was not committed. One that was, stays: an
        interrupt or a failing disk may come between the rename and its return."""
        try:
            is_committed = self.generation_folder(self.newest_commit()) == folder
        except IndexMissingError:
            is_committed = False
        except UnusableIndexError:
            return  # state unknown; left for the next writer's cleanup
        if not is_committed:
            shutil.rmtree(folder, ignore_errors=True)

    def _committed(self) -> list[int]:
        """The generation that is the index, if the commit file can be read."""
        try:
            return [self.newest_commit().generation]
        except UnusableIndexError:
            return []

    def _collect_garbage(self) -> None:
        """Remove what killed writers left behind; the caller holds the lock.

        Without a readable commit file, the three oldest generations stay: it names one of them,
        and may be readable again later.
        """
        numbers = sorted(number for number, _ in self._generations())
        self._highest_collected = max(numbers, default=0)
        committed = [n for newest in self._committed() for n in numbers if n <= newest]
        self._remove_except({*(committed or numbers[:3])})

    def _remove_except(self, remaining: set[int]) -> None:
        """Remove all other generations. Readers keep their mmaps where the system unlinks open
        files; elsewhere the removal fails silently and the next writer tries again."""
        for number, path in self._generations():
            if number not in remaining:
                shutil.rmtree(path, ignore_errors=True)

    def _generations(self) -> list[tuple[int, Path]]:
        """Number and folder of each generation, committed or not. Other folders are ignored."""
        try:
            paths = [*(self.folder / _GENERATIONS).iterdir()]
        except OSError:
            return []
        numbered = [(int(path.name), path) for path in paths if _NUMBER.fullmatch(path.name)]
        return [(number, path) for number, path in numbered if number < _HIGHEST]


def link_or_copy(source: Path, target: Path) -> None:
    """A hard link; a synced copy if the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        sync_file(target)


def make_folder(path: Path) -> None:
    """Make a folder and its missing parents, and sync their entries."""
    missing = [path] if not path.is_dir() else []
    while missing and not missing[-1].parent.is_dir():
        missing.append(missing[-1].parent)
    path.mkdir(parents=True, exist_ok=True)
    for folder in reversed(missing):
        sync_folder(folder.parent)


def record_files(
    folder: Path, segments: Iterable[str], base: Commit | None
) -> dict[str, FileRecord]:
    """Records of the files in a generation's folder; those of `base` are not read again.

    Only the given segments are recorded: a worker may have outlived a killed writer for a moment
    and left another one.
    """
    known = base.files if base else {}
    wanted = {f"{name}{EXTENSION}" for name in segments}
    return {
        path.name: known.get(path.name) or file_record(path)
        for path in sorted(folder.iterdir())
        if path.suffix != EXTENSION or path.name in wanted
    }


def _write_synced(path: Path, data: bytes) -> None:
    """Write a file and fsync it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """fsync a file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """fsync a folder's entries, where the system supports it."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _unconfirmed_commit_errors(folder: Path) -> Iterator[None]:
    """The rename was made, but the disk did not confirm it."""
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
