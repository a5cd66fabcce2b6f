"""Which files are read, by name and first bytes; pictures that belong to a saved page are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from indexer.ingest.manifest import MANIFEST
from indexer.ingest.readers.formats import archive_kind, format_of, is_picture, sniff, suffix

_SKIPPED_NAMES: Final = re.compile(
    r"\.|~\$|readme|__macosx$|thumbs\.db$|desktop\.ini$", re.IGNORECASE
)
_OTHER_SUFFIXES: Final = frozenset(
    ".css .js .json .jsonl .xsl .svg .csv .tsv .py .log .ini .cfg .toml .yml .yaml .lock .exe "
    ".ico .mp3 .mp4 .wav .avi .mov .wmv .flv .swf .woff .woff2 .ttf .otf .eot .db .mdb .sql "
    ".jar .apk .whl .class .pyc .dll .so .msi .msg .sh .bat .url .lnk .torrent .map".split()
)

_INDEX_FILE: Final = re.compile(r".+\.xxgk|_[A-Za-z0-9]+_\d+\.toc")
_INDEX_MANIFEST: Final = "manifest.json"
_INDEX_FORMAT: Final = b'"xxgk-search index"'
_FORMAT_SCAN_BYTES: Final = 4096

_NEEDS_CONTENT: Final = frozenset({".xml"})
"""Suffixes of documents in rare cases, usually of data."""

OnIgnored = Callable[[str], None]
"""Called with the path of every file that is skipped because of its content."""


def should_skip(name: str) -> bool:
    """Whether a file is hidden, a README, a manifest, or left behind by an office program or the
    operating system."""
    return bool(_SKIPPED_NAMES.match(name)) or name.lower() == MANIFEST


def is_index_folder(folder: Path, names: Sequence[str]) -> bool:
    """Whether a folder holds a search index, ours or Whoosh's, judged by its files."""
    return any(map(_INDEX_FILE.fullmatch, names)) or (
        _INDEX_MANIFEST in names and _INDEX_FORMAT in _first_bytes(folder / _INDEX_MANIFEST)
    )


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_FORMAT_SCAN_BYTES)
    except OSError:
        return b""


def is_archive(name: str, head: Callable[[], bytes]) -> bool:
    """Whether a file is opened as an archive; it may turn out to be no archive of reports."""
    known = format_of(suffix(name))
    if suffix(name) == ".docx" or (known is not None and known.how == "named"):
        return False
    return bool(archive_kind(head()))


def should_index(
    name: str, head: Callable[[], bytes], is_asset: Callable[[], bool] = lambda: False
) -> bool:
    """Whether a file is read: always with a suffix of a known format, else if it begins like one.

    A file that is read and turns out to be unreadable is reported with the reason. A picture may be
    a scanned report, unless `is_asset` says that it belongs to a saved page. Plain text is only
    read where no suffix says that it is something else.
    """
    ending = suffix(name)
    known = format_of(ending)
    if known is not None and known.how == "picture":
        return is_picture(head()) and not is_asset()
    if known is not None and ending not in _NEEDS_CONTENT:
        return True
    if ending in _OTHER_SUFFIXES:
        return False
    match sniff(head(), name):
        case "word-xml" | "flat-odf":
            return True
        case "pdf" | "rtf" | "html" | "mhtml" | "zip" | "ole" | "archive":
            return ending not in _NEEDS_CONTENT
        case "foreign":
            return not (is_picture(head()) and is_asset())
        case "text":
            return not ending and bool(head().strip())
        case _:
            return False


PAGE_SUFFIXES: Final = frozenset({".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".aspx"})
ASSET_SCAN_BYTES: Final = 512 << 10
"""Bytes of a page that are searched for its pictures."""
SMALL_PICTURE: Final = 100 << 10
"""Most bytes of a picture that cannot be a scanned page."""
MAX_SCANNED_PAGES: Final = 500
"""Pages of one folder that are searched."""
_ASSET_FOLDER: Final = re.compile(
    r".*(?:_files|\.files)|images?|imgs?|css|js|skins?|styles?|themes?|static|assets|icons?",
    re.IGNORECASE,
)
_PICTURE_NAME: Final = re.compile(
    rb"[^\s\"'<>()=\\/?#&;:]+\.(?:jpe?g|png|gif|bmp|webp|tiff?)(?![A-Za-z0-9])", re.IGNORECASE
)


class PageAssets:
    """The pictures that the saved pages of each folder mention."""

    def __init__(self, pages_in: Callable[[str], Iterable[bytes]]) -> None:
        """`pages_in` gives the first bytes of the pages in a folder ("" for the root)."""
        self._pages_in = pages_in
        self._mentions: dict[str, frozenset[str]] = {}

    def contains(self, path: str, size: Callable[[], int]) -> bool:
        """Whether the picture at `path`, with forward slashes, belongs to a page: a page beside it
        or in the parent folder mentions it, or it is small and in a folder of assets."""
        folder, _, name = path.rpartition("/")
        if any(map(_ASSET_FOLDER.fullmatch, folder.split("/"))) and size() <= SMALL_PICTURE:
            return True
        parent = folder.rpartition("/")[0]
        return name in self._mentioned_in(folder) or (
            bool(folder) and name in self._mentioned_in(parent)
        )

    def _mentioned_in(self, folder: str) -> frozenset[str]:
        if folder not in self._mentions:
            found = {
                mention
                for page in self._pages_in(folder)
                for mention in _PICTURE_NAME.findall(page)
            }
            self._mentions[folder] = frozenset(name for raw in found for name in _decodings(raw))
        return self._mentions[folder]


def _decodings(raw: bytes) -> Iterable[str]:
    for encoding in ("utf-8", "gb18030"):
        yield unquote(raw.decode(encoding, "replace"))
