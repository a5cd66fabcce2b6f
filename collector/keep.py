"""Files on disk: names that a person can read, written whole and then renamed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from indexer.errors import StorageError
from indexer.i18n import Message

PRIVATE: Final = ".collect"
"""The folder of the state and of files that are being written; hidden, so it is not indexed."""
MAX_BYTES: Final = 200
"""Of a path below the folder of all schools."""
_MAX_FOLDER: Final = 90
_LONGEST_SUFFIX: Final = 12
_MAX_TRIES: Final = 1_000

_FORBIDDEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff\ufffd]+"
)
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\..*)?", re.IGNORECASE
)
_SKIPPED: Final = re.compile(r"\.|~|readme|__macosx|thumbs|desktop|manifest", re.IGNORECASE)
"""Beginnings of names that are not read as reports."""
_HTML: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|div|table|script|frameset|p|a)\b",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"\.(pdf|docx?|wps|ofd|rtf|odt|zip|rar|7z|xlsx?|html?|shtml|txt|ceb)$", re.IGNORECASE
)
_DISPOSITION_EXTENDED: Final = re.compile(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", re.IGNORECASE)
_DISPOSITION: Final = re.compile(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))', re.IGNORECASE)


def clean_name(text: str) -> str:
    """A text as a name of a file on any system, without its ending."""
    name = unicodedata.normalize("NFC", text)
    name = " ".join(_FORBIDDEN.sub(" ", name).split()).strip(" .")
    name = re.sub(r"_(\d{1,3})$", r"-\1", name)  # `_1` numbers the pages of an article
    if not name or _SKIPPED.match(name) or _RESERVED.fullmatch(name):
        name = f"报告 {name}".strip()
    return name


def shorten(name: str, size: int) -> str:
    """At most so many bytes of UTF-8, cut between characters."""
    data = name.encode("utf-8")[: max(size, 1)]
    return data.decode("utf-8", "ignore").rstrip(" .") or "x"


def folder_name(school: str) -> str:
    """The folder of a school."""
    return shorten(clean_name(school), _MAX_FOLDER)


def file_name(title: str, year: int | None, suffix: str, folder: str) -> str:
    """`2024-标题.html`."""
    stem = clean_name(_NAMED.sub("", title.strip()) or "报告")
    if year is not None and not stem.startswith(f"{year}-"):
        stem = f"{year}-{stem}"
    left = MAX_BYTES - len(folder.encode("utf-8")) - 1 - _LONGEST_SUFFIX - len(suffix)
    return shorten(stem, left) + suffix


def suffix_of(body: bytes, url: str, headers_name: str = "") -> str:
    """The ending by what a file is; its name decides only between kinds that begin alike."""
    head = body[:2048]
    named = _NAMED.search(headers_name) or _NAMED.search(
        unquote(urlsplit(url).path, errors="replace")
    )
    ending = f".{named.group(1).lower()}" if named else ""
    if head.lstrip()[:5] == b"%PDF-" or b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(body, ending)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ending if ending in {".doc", ".wps", ".xls"} else ".doc"
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(b"Rar!"):
        return ".rar"
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return ".7z"
    if is_html(body):
        return ".html"
    return ending or ".txt"


def is_html(body: bytes) -> bool:
    """Whether a body is a web page, whatever the server calls it."""
    head = body[:4096]
    if head.startswith(
        (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
    ):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    return _HTML.search(head) is not None


def _kind_of_zip(body: bytes, ending: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            names = packed.namelist()[:2_000]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ending or ".zip"
    if any(name.startswith("word/") for name in names):
        return ".docx"
    if any(name.startswith("xl/") for name in names):
        return ".xlsx"
    if "OFD.xml" in names:
        return ".ofd"
    if "content.xml" in names and "mimetype" in names:
        return ".odt"
    return ".zip"


def disposition_name(header: str) -> str:
    """The name in a Content-Disposition header: RFC 5987, percent-encoded, or as it is. Only the
    last step of a path counts."""
    if found := _DISPOSITION_EXTENDED.search(header):
        charset = found.group(1) or "utf-8"
        try:
            name = unquote(found.group(2).strip().strip('"'), encoding=charset, errors="strict")
        except (LookupError, UnicodeDecodeError):
            name = _unquoted(found.group(2))
    elif found := _DISPOSITION.search(header):
        name = _unquoted(_decoded_words((found.group(1) or found.group(2) or "").strip()))
    else:
        return ""
    return name.replace("\\", "/").rpartition("/")[2].strip()


def _decoded_words(text: str) -> str:
    """`=?UTF-8?B?5bm05oql?=`, as for mail, read as text."""
    if not text.startswith("=?"):
        return text
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError, HeaderParseError):
        return text


def _unquoted(text: str) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return unquote(text, encoding=encoding, errors="strict")
        except UnicodeDecodeError:
            continue
    return text


def digest(bodies: Sequence[bytes]) -> str:
    """SHA-256 of a file and its continuation pages."""
    total = hashlib.sha256()
    for body in bodies:
        total.update(body)
    return total.hexdigest()


class Folder:
    """The folder of all schools."""

    def __init__(self, root: Path) -> None:
        """Raises StorageError where it cannot be made."""
        self.root = root
        self.private = root / PRIVATE
        self._drafts = self.private / "drafts"
        try:
            shutil.rmtree(self._drafts, ignore_errors=True)
            self._drafts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _storage_error(self._drafts, error) from error
        self._count = 0

    def draft(self, names: Sequence[str], bodies: Sequence[bytes]) -> Path:
        """A new folder with these files, to be examined; `move` or `discard` it.

        Raises StorageError.
        """
        self._count += 1
        folder = self._drafts / str(self._count)
        try:
            folder.mkdir()
            for name, body in zip(names, bodies, strict=True):
                (folder / name).write_bytes(body)
        except OSError as error:
            raise _storage_error(folder, error) from error
        return folder

    def discard(self, draft: Path) -> None:
        shutil.rmtree(draft, ignore_errors=True)

    def place(
        self, school: str, name: str, bodies: Sequence[bytes], is_free: Callable[[str], bool]
    ) -> tuple[str, ...]:
        """Names below the root for a file and its continuation pages, which no other file has.

        `is_free` says whether a path that exists may be replaced: it is this file's own. A file
        with the same content is one that was written just before a crawl was killed.
        """
        stem, dot, suffix = name.rpartition(".")
        for number in range(1, _MAX_TRIES):
            numbered = f"{stem} ({number})" if number > 1 else stem
            paths = tuple(
                f"{school}/{numbered}{f'_{page}' if page else ''}{dot}{suffix}"
                for page in range(len(bodies))
            )
            if all(
                is_free(path) or not (self.root / path).exists() or self._is_same(path, body)
                for path, body in zip(paths, bodies, strict=True)
            ):
                return paths
        raise StorageError(Message("同名的文件太多：%(name)s", name=name))

    def _is_same(self, path: str, body: bytes) -> bool:
        try:
            file = self.root / path
            return file.stat().st_size == len(body) and file.read_bytes() == body
        except OSError:
            return False

    def move(self, draft: Path, names: Sequence[str], paths: Sequence[str]) -> None:
        """Rename the files of a draft to their places. Raises StorageError."""
        try:
            for name, path in zip(names, paths, strict=True):
                target = self.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                if not target.parent.resolve().is_relative_to(self.root.resolve()):
                    raise StorageError(
                        Message("%(path)s 指向收集的文件夹之外，没有写入", path=target.parent)
                    )
                os.replace(draft / name, target)  # noqa: PTH105 - atomic also where the target exists
        except OSError as error:
            raise _storage_error(self.root / paths[0], error) from error
        self.discard(draft)

    def remove(self, path: str) -> None:
        """Remove a file that another has taken the place of."""
        (self.root / path).unlink(missing_ok=True)

    def has(self, path: str) -> bool:
        return (self.root / path).is_file()


def _storage_error(path: Path, error: OSError) -> StorageError:
    return StorageError(Message("无法写入 %(path)s：%(reason)s", path=path, reason=error.strerror))
