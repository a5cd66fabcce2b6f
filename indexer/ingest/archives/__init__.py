"""Archives of reports: zip, tar, gzip and bzip2 with Python, 7z and RAR with an installed program.

Rule: an archive is a mapping of names to bytes. Names in it are never used as paths, nothing in it
is run, and its unpacked size is limited while it is unpacked.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives.unpacked import UnpackedArchive
from indexer.ingest.archives.unpackers import unpack, unpack_stream
from indexer.ingest.limits import Limits
from indexer.ingest.readers.formats import HEAD, archive_kind
from indexer.ingest.readers.safe_zip import Content, SafeZip
from indexer.processes.temp_dirs import LockedTempDir


class Archive(Protocol):
    """Files by unique name. A context manager."""

    @property
    def members(self) -> Mapping[str, object]: ...

    @property
    def outside(self) -> Mapping[str, str]: ...

    @property
    def content(self) -> Content: ...

    def read(self, name: str, largest: int | None = None, *, head: int | None = None) -> bytes: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...


def open_archive(file: BinaryIO, name: str, limits: Limits) -> Archive:
    """Opens an archive and takes ownership of `file`. `name` is the name of a single packed file.

    Raises UnreadableError.
    """
    kind = archive_kind(file.read(HEAD))
    file.seek(0)
    if kind in {"zip", ""}:
        return SafeZip(file, limits)
    with file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if kind not in {"tar", "gzip", "bzip2"}:
            return _by_program(file, size, limits)
        archive = UnpackedArchive(size, limits)
        try:
            unpack_stream(file, kind, name, archive)
        except BaseException:
            archive.close()
            raise
        return archive


def _by_program(file: BinaryIO, size: int, limits: Limits) -> Archive:
    """A program needs a path: that of the file, or of a copy where it is inside another archive."""
    name = getattr(file, "name", None)
    if isinstance(name, str | os.PathLike):
        return unpack(Path(name).absolute(), lambda: UnpackedArchive(size, limits))
    try:
        with LockedTempDir() as scratch:
            copy = Path(scratch) / "archive"
            with copy.open("wb") as written:
                shutil.copyfileobj(file, written)
            return unpack(copy, lambda: UnpackedArchive(size, limits))
    except OSError as error:
        raise UnreadableError(
            Message("没有临时空间可供解压：%(reason)s", reason=error.strerror or error)
        ) from error
