"""Tar, gzip and bzip2: read as a stream, with the tools of the language alone."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zlib
from pathlib import PurePosixPath
from typing import IO, BinaryIO, Final, cast

from indexer.errors import UnreadableError
from indexer.ingest.archives.spool import Spool
from indexer.ingest.readers.formats import is_tar
from indexer.ingest.readers.safe_zip import BAD_ZIP

_LARGEST_HEADER: Final = 1 << 20
"""Bytes of a member's name and attributes."""
_BLOCK: Final = 512
DAMAGE: Final = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)
_HEADERS: Final = frozenset(
    {
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)


class _Member(tarfile.TarInfo):
    """A member whose name is not read to memory where it is longer than any name."""

    def _proc_member(self, tarfile_: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _LARGEST_HEADER:
            raise tarfile.ReadError("a header of more than 1 MB")
        return cast("tarfile.TarInfo", super()._proc_member(tarfile_))  # type: ignore[misc]


def unpack_tar(stream: IO[bytes], spool: Spool) -> None:
    """The regular files of a tar; links and devices are left out. Raises what DAMAGE holds."""
    with tarfile.open(
        fileobj=stream,
        mode="r|",
        tarinfo=_Member,
        encoding="utf-8",
        errors="surrogateescape",
    ) as tar:
        for member in tar:
            spool.check_time()
            source = tar.extractfile(member) if member.isreg() else None
            if source is not None:
                spool.add(member.name, source)
            tar.members.clear()  # type: ignore[attr-defined]


def unpack_stream(file: BinaryIO, kind: str, name: str, spool: Spool) -> None:
    """A tar, or a file that was packed by itself. Raises UnreadableError."""
    opened: IO[bytes] = file
    match kind:
        case "gzip":
            opened = cast("IO[bytes]", gzip.GzipFile(fileobj=file))
        case "bzip2":
            opened = bz2.BZ2File(file)
    stream = io.BufferedReader(cast("io.RawIOBase", opened), _BLOCK * 20)
    try:
        if is_tar(stream.peek(_BLOCK)):
            unpack_tar(cast("IO[bytes]", stream), spool)
        else:
            spool.add(_name_of_single(name), cast("IO[bytes]", stream))
    except DAMAGE as error:
        raise UnreadableError(BAD_ZIP) from error
    finally:
        stream.detach()  # else it would close the file


def _name_of_single(name: str) -> str:
    """What is packed in `2024.txt.gz` is `2024.txt`."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.stem if path.suffix.lower() in {".gz", ".bz2"} else path.name
