"""Which files are tried at all, by name and first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from indexer.ingest.manifest import MANIFEST
from indexer.ingest.readers.formats import archive_kind, format_of, is_picture, sniff, suffix

_NEVER: Final = re.compile(r"\.|~\$|readme|__macosx$|thumbs\.db$|desktop\.ini$", re.IGNORECASE)
_NO_DOCUMENTS: Final = frozenset(
    ".css .js .json .jsonl .xsl .svg .csv .tsv .py .log .ini .cfg .toml .yml .yaml .lock .exe "
    ".ico .mp3 .mp4 .wav .avi .mov .wmv .flv .swf .woff .woff2 .ttf .otf .eot .db .mdb .sql "
    ".jar .apk .whl .class .pyc .dll .so .msi .msg .sh .bat .url .lnk .torrent .map".split()
)

_INDEX_FILE: Final = re.compile(r".+\.xxgk|_[A-Za-z0-9]+_\d+\.toc")
_INDEX_MANIFEST: Final = "manifest.json"
_INDEX_FORMAT: Final = b'"xxgk-search index"'
_FORMAT_WITHIN: Final = 4096

_TOLD_BY_CONTENT: Final = frozenset({".xml"})
"""Suffixes of a document now and then, and of data mostly."""

Ignored = Callable[[str], None]
"""Told the path of every file that is passed over because of what it holds."""


def is_passed_over(name: str) -> bool:
    """Hidden files, README files, manifests, and what office programs and systems leave after."""
    return bool(_NEVER.match(name)) or name.lower() == MANIFEST


def is_index(folder: Path, names: Sequence[str]) -> bool:
    """Whether a folder is one of a search index, ours or Whoosh's, told by its own files."""
    return any(map(_INDEX_FILE.fullmatch, names)) or (
        _INDEX_MANIFEST in names and _INDEX_FORMAT in _beginning(folder / _INDEX_MANIFEST)
    )


def _beginning(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            return file.read(_FORMAT_WITHIN)
    except OSError:
        return b""


def is_archive(name: str, head: Callable[[], bytes]) -> bool:
    """Whether a file is opened for what is in it; what is no archive of reports shows then."""
    known = format_of(suffix(name))
    if suffix(name) == ".docx" or (known is not None and known.how == "named"):
        return False
    return bool(archive_kind(head()))


def is_wanted(
    name: str, head: Callable[[], bytes], is_asset: Callable[[], bool] = lambda: False
) -> bool:
    """Whether a file is tried: always with a suffix of a known format, else if it begins like one.

    What is tried and cannot be read is named with the reason. A picture may be a scanned report;
    one that belongs to a saved page is none, which `is_asset` tells. A text without markup is only
    tried where no suffix says that it is something else.
    """
    ending = suffix(name)
    known = format_of(ending)
    if known is not None and known.how == "picture":
        return is_picture(head()) and not is_asset()
    if known is not None and ending not in _TOLD_BY_CONTENT:
        return True
    if ending in _NO_DOCUMENTS:
        return False
    match sniff(head(), name):
        case "word-xml" | "flat-odf":
            return True
        case "pdf" | "rtf" | "html" | "mhtml" | "zip" | "ole" | "archive":
            return ending not in _TOLD_BY_CONTENT
        case "foreign":
            return not (is_picture(head()) and is_asset())
        case "text":
            return not ending and bool(head().strip())
        case _:
            return False
