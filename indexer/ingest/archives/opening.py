"""An archive opened by what it is: its members by name, and their bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives.spool import Spool
from indexer.ingest.archives.tar import unpack_stream
from indexer.ingest.archives.unpackers import unpack
from indexer.ingest.limits import Limits
from indexer.ingest.readers.formats import HEAD, archive_kind
from indexer.ingest.readers.safe_zip import Content, SafeZip


class Archive(Protocol):
    """Files by unique name. A context manager."""

    @property
    def members(self) -> Mapping[str, object]: ...

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
    """Takes the file over. `name` names what is packed by itself. Raises UnreadableError."""
    kind = archive_kind(file.read(HEAD))
    file.seek(0)
    if kind in {"zip", ""}:
        return SafeZip(file, limits)
    with file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if kind not in {"tar", "gzip", "bzip2"}:
            return _by_program(file, size, limits)
        spool = Spool(size, limits)
        try:
            unpack_stream(file, kind, name, spool)
        except BaseException:
            spool.close()
            raise
        return spool


def _by_program(file: BinaryIO, size: int, limits: Limits) -> Archive:
    """A program needs a path: that of the file, or of a copy of what was in another archive."""
    name = getattr(file, "name", None)
    if isinstance(name, str | os.PathLike):
        return unpack(Path(name).absolute(), lambda: Spool(size, limits))
    try:
        with TemporaryDirectory(prefix="xxgk-", ignore_cleanup_errors=True) as scratch:
            copy = Path(scratch) / "archive"
            with copy.open("wb") as written:
                shutil.copyfileobj(file, written)
            return unpack(copy, lambda: Spool(size, limits))
    except OSError as error:
        raise UnreadableError(
            Message("没有临时空间可供解压：%(reason)s", reason=error.strerror or error)
        ) from error
