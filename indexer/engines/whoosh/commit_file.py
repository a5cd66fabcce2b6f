"""The commit file: which generation is the index, and the checksum of every file it consists of.

It is read before anything else; no file is opened that it does not list, and no pickle of a foreign
index is ever loaded. On disk it keeps the name it has always had, so that an older program finds it
and says that the index is newer.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from indexer.engines.whoosh.locking import retry_on_sharing_violation
from indexer.engines.whoosh.tuning import DEFAULT_TUNING
from indexer.errors import IndexDamagedError, IndexMissingError, IndexVersionError
from indexer.i18n import Message

FORMAT: Final = "xxgk-search index"
VERSION: Final = 8
"""Of the files. An index of another version is refused and rebuilt from its sources."""
COMMIT_FILE: Final = "manifest.json"
EXTENSION: Final = ".xxgk"
"""Of a segment's file."""
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a generation."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of a generation; `deleted` are the numbers of its deleted reports."""

    name: str
    parts: int
    reports: int
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """One generation of an index."""

    generation: int
    vocabulary: str
    """Fingerprint of the words that the segments were built with."""
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


def read_commit(folder: Path, timeout_s: float = DEFAULT_TUNING.sharing_timeout_s) -> Commit:
    """The newest commit of an index. Raises the UnusableIndexError that fits."""
    try:
        data = retry_on_sharing_violation((folder / COMMIT_FILE).read_bytes, timeout_s)
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            Message("%(place)s 里没有索引。请先运行 xxgk index 文件夹 建立索引。", place=folder)
        ) from None
    except OSError as error:
        raise IndexDamagedError(
            Message(
                "无法读取索引清单（%(place)s）：%(reason)s。请检查磁盘和读取权限。",
                place=folder / COMMIT_FILE,
                reason=error.strerror or error,
            )
        ) from error
    try:
        return _parse(data)
    except _ForeignError as error:
        raise IndexVersionError(
            Message(
                "%(place)s 里的索引由另一版本的程序写成（版本 %(version)r，本程序为 %(ours)s）。"
                "请运行 xxgk index PATH --rebuild 从来源文件重建索引。",
                place=folder,
                version=error.version,
                ours=VERSION,
            ),
            is_older=type(error.version) is int and error.version < VERSION,
        ) from None
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        raise IndexDamagedError(
            Message(
                "索引清单已损坏（%(place)s）。"
                "请运行 xxgk index PATH --rebuild 从来源文件重建索引。",
                place=folder / COMMIT_FILE,
            )
        ) from None


class _ForeignError(Exception):
    """Well-formed, but not of this format and version."""

    def __init__(self, version: object) -> None:
        super().__init__(version)
        self.version = version


@lru_cache(maxsize=4)
def _parse(data: bytes) -> Commit:
    """Cached, since the same bytes are read before every search."""
    body = json.loads(data)
    checksum = body.pop("checksum")
    if body.get("format") != FORMAT or body.get("version") != VERSION:
        raise _ForeignError(body.get("version"))
    if checksum != _checksum(body):
        raise ValueError(checksum)
    commit = _from_body(body)
    if data != commit.to_bytes():
        raise ValueError("commit file is not in canonical form")
    return commit


def _from_body(body: dict[str, Any]) -> Commit:
    """Raises ValueError and the like for wrong values; a file's name in a foreign index must not
    be a path to elsewhere."""
    user_words = body["user_words"]
    commit = Commit(
        generation=_count(body["generation"]),
        vocabulary=str(body["vocabulary"]),
        user_words=None if user_words is None else _file_name(user_words),
        segments=tuple(
            SegmentRecord(
                _file_name(segment["name"]),
                _count(segment["parts"]),
                _count(segment["reports"]),
                tuple(map(_count, segment["deleted"])),
            )
            for segment in body["segments"]
        ),
        files={
            _file_name(name): FileRecord(_count(record["bytes"]), str(record["sha256"]))
            for name, record in body["files"].items()
        },
    )
    named = {f"{segment.name}{EXTENSION}" for segment in commit.segments}
    if not named | ({user_words} - {None}) <= commit.files.keys():
        raise ValueError("a file without a checksum")
    if any(number >= one.reports for one in commit.segments for number in one.deleted):
        raise ValueError("a deleted report that does not exist")
    return commit


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(value)
    return value


def _file_name(name: object) -> str:
    if not isinstance(name, str) or not _PLAIN_NAME.fullmatch(name):
        raise ValueError(name)
    return name


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
