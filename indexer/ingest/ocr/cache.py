"""What was recognised, kept in a folder by the hash of the picture's bytes and the model's version.

Bounded in size: each of 256 subfolders has its share, and its least recently used pages are removed
when another is stored. A killed run leaves whole records only, so that the next one goes on where
it ended.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from indexer.ingest.ocr.recognised import RecognisedPage

MAX_BYTES: Final = 512 << 20
"""About 60,000 pages."""
_SUBFOLDERS: Final = 256
_SUFFIX: Final = ".json.gz"
_TEMP_SUFFIX: Final = ".new"


@dataclass(frozen=True, slots=True)
class OcrCache:
    """The recognised pages in a folder, which is made when the first is stored."""

    folder: Path
    max_bytes: int = MAX_BYTES

    def get(self, key: str) -> RecognisedPage | None:
        """The page with a key; None where it was not stored, or its record is damaged."""
        path = self._path(key)
        page = read_record(path)
        if page is not None:
            with suppress(OSError):
                os.utime(path)
        return page

    def put(self, key: str, page: RecognisedPage) -> None:
        """Store a page. Raises OSError."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=_TEMP_SUFFIX, delete=False) as file:
            file.write(gzip.compress(page.to_json(), 6, mtime=0))
        Path(file.name).replace(path)
        self._prune(path.parent)

    def records(self) -> Iterator[Path]:
        """The files of all pages, and what a killed run left."""
        if self.folder.is_dir():
            yield from sorted(path for path in self.folder.glob("*/*") if path.is_file())

    def _prune(self, folder: Path) -> None:
        """Remove a subfolder's least recently used records, until they have at most its share."""
        sizes = []
        for path in folder.iterdir():
            with suppress(OSError):
                status = path.stat()
                sizes.append((status.st_mtime_ns, status.st_size, path))
        excess = sum(size for _, size, _ in sizes) - self.max_bytes // _SUBFOLDERS
        for _, size, path in sorted(sizes):
            if excess <= 0:
                return
            with suppress(OSError):
                path.unlink()
                excess -= size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{_SUFFIX}"


def read_record(path: Path) -> RecognisedPage | None:
    """The page in a file; None where there is none, or it is damaged."""
    try:
        return RecognisedPage.from_json(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError, zlib.error):
        return None


def is_leftover(path: Path) -> bool:
    """Whether a killed run left this file."""
    return path.name.endswith(_TEMP_SUFFIX)


def page_key(model: str, content: bytes, detail: str = "") -> str:
    """The key of a picture: of its bytes, of a detail (the page of a PDF), and of the model."""
    digest = hashlib.sha256(content).digest()
    return hashlib.sha256(f"{model}\0{detail}\0".encode() + digest).hexdigest()
