"""The index folder: generations on disk, one writer at a time, one atomic commit.

A generation is a folder of files that never change. The next one links the files it keeps, adds
its own, and becomes the index by the rename of the manifest: all there, or not there. Whoosh
itself neither syncs nor locks like this, so nothing of its storage is used for writing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from indexer.engines.whoosh.lock import exclusive
from indexer.engines.whoosh.manifest import (
    MANIFEST,
    FileRecord,
    Manifest,
    file_record,
    read_manifest,
)
from indexer.errors import StorageError, UnusableIndexError

_GENERATIONS: Final = "generations"
_KEPT_GENERATIONS: Final = 2
"""The newest, and the one before it for readers that are just opening it."""


class Store:
    """An index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def exists(self) -> bool:
        """Whether there is a manifest at all, sound or not."""
        return (self.folder / MANIFEST).exists()

    def manifest(self) -> Manifest:
        """The newest generation's. Raises UnusableIndexError."""
        return read_manifest(self.folder)

    def generation_folder(self, manifest: Manifest) -> Path:
        """Where the files of a generation are."""
        return self.folder / manifest.folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing. Raises IndexLockedError and StorageError."""
        with storage_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        with exclusive(self.folder):
            yield

    def new_folder(self, generation: int) -> Path:
        """An empty folder for the generation to come; what a killed writer left is removed."""
        folder = self.folder / _GENERATIONS / f"{generation:08d}"
        with storage_errors(self.folder):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder

    def next_generation(self) -> int:
        """A number above every generation that was ever committed and is still known of."""
        try:
            newest = self.manifest().generation
        except UnusableIndexError:
            newest = 0
        there = (self.folder / _GENERATIONS).glob("[0-9]*")
        return max([newest, *(int(path.name) for path in there if path.name.isdigit())]) + 1

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
            for synced in (folder, folder.parent):
                sync_folder(synced)
            with draft.open("wb") as file:
                file.write(manifest.to_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / MANIFEST)
            sync_folder(self.folder)
        self._clean(manifest.generation)

    def discard(self, folder: Path) -> None:
        """Remove a generation's folder that was not committed."""
        shutil.rmtree(folder, ignore_errors=True)

    def _clean(self, newest: int) -> None:
        """Remove old generations. Maps that readers hold stay readable where the system unlinks
        open files; elsewhere the removal fails quietly and is tried again at the next commit."""
        for path in (self.folder / _GENERATIONS).iterdir():
            if path.name.isdigit() and int(path.name) <= newest - _KEPT_GENERATIONS:
                shutil.rmtree(path, ignore_errors=True)


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def recorded_files(folder: Path, known: Manifest | None) -> dict[str, FileRecord]:
    """Records of every file in a generation's folder; those already known are not read again."""
    kept = known.files if known else {}
    return {
        path.name: kept.get(path.name) or file_record(path) for path in sorted(folder.iterdir())
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
            f"写不进索引文件夹 {folder}：{error.strerror or error}。"
            "请检查磁盘空间和写入权限；原有索引未受影响。"
        ) from error
