"""The manifest: which generation is the index, and the checksum of every file it is made of.

It is read before anything else; nothing that it does not vouch for is opened, and no pickle of a
foreign index is ever loaded.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from indexer.errors import IndexDamagedError, IndexMissingError, IndexVersionError, Message

FORMAT: Final = "xxgk-search index"
VERSION: Final = 2
"""Of the files. An index of another version is refused and made again from its sources."""
MANIFEST: Final = "manifest.json"
EXTENSION: Final = ".xxgk"
"""Of a segment's file."""
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a generation."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of a generation; `deleted` are its deleted reports, by its own numbers."""

    name: str
    parts: int
    reports: int
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of an index."""

    generation: int
    vocabulary: str
    """Fingerprint of the words the segments were built with."""
    user_words: str | None
    """File of the user's own words in the generation's folder."""
    segments: tuple[SegmentRecord, ...]
    files: dict[str, FileRecord]
    """Every file of the generation's folder."""

    @property
    def folder(self) -> str:
        """The generation's folder below the index, with forward slashes."""
        return f"generations/{self.generation:08d}"

    def to_bytes(self) -> bytes:
        """As written: JSON with a checksum over all the rest."""
        body = {"format": FORMAT, "version": VERSION} | asdict(self)
        return json.dumps(
            body | {"checksum": _checksum(body)}, ensure_ascii=False, indent=1
        ).encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index. Raises the UnusableIndexError that fits."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            Message("%(place)s 里没有索引。请先运行 xxgk index 文件夹 建立索引。", place=folder)
        ) from None
    except OSError as error:
        raise IndexDamagedError(
            Message(
                "索引清单读不出来（%(place)s）：%(reason)s", place=folder / MANIFEST, reason=error
            )
        ) from error
    try:
        body = json.loads(data)
        checksum = body.pop("checksum")
    except (ValueError, AttributeError, KeyError, TypeError):
        raise _damaged(folder) from None
    if body.get("format") != FORMAT or body.get("version") != VERSION:
        raise IndexVersionError(
            Message(
                "%(place)s 里的索引由另一版本的程序写成（版本 %(version)r，本程序为 %(ours)s）。"
                "请运行 xxgk index --rebuild 从来源文件重建索引。",
                place=folder,
                version=body.get("version"),
                ours=VERSION,
            )
        )
    if checksum != _checksum(body):
        raise _damaged(folder)
    return _from_body(body)


def _damaged(folder: Path) -> IndexDamagedError:
    return IndexDamagedError(
        Message(
            "索引清单已损坏（%(place)s）。请运行 xxgk index --rebuild 从来源文件重建索引。",
            place=folder / MANIFEST,
        )
    )


def _from_body(body: dict[str, Any]) -> Manifest:
    return Manifest(
        generation=body["generation"],
        vocabulary=body["vocabulary"],
        user_words=body["user_words"],
        segments=tuple(
            SegmentRecord(s["name"], s["parts"], s["reports"], tuple(s["deleted"]))
            for s in body["segments"]
        ),
        files={name: FileRecord(**record) for name, record in body["files"].items()},
    )


def _checksum(body: dict[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def file_record(path: Path) -> FileRecord:
    """Size and hash of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileRecord(size, digest.hexdigest())
