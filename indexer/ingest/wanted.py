"""Which files are tried at all, by name and first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from indexer.ingest.manifest import MANIFEST
from indexer.ingest.readers.sniff import SUPPORTED, sniff, suffix

_NEVER: Final = re.compile(r"\.|~\$|readme|__macosx$|thumbs\.db$|desktop\.ini$", re.IGNORECASE)
_NO_DOCUMENTS: Final = frozenset(
    ".css .js .json .jsonl .xml .xsl .svg .csv .tsv .py .log .ini .cfg .toml .yml .yaml .lock .exe "
    ".jpg .jpeg .png .gif .bmp .ico .webp .tif .tiff .mp3 .mp4 .woff .woff2 .ttf .db".split()
)

_INDEX_FILE: Final = re.compile(r".+\.xxgk|_[A-Za-z0-9]+_\d+\.toc")
_INDEX_MANIFEST: Final = "manifest.json"
_INDEX_FORMAT: Final = b'"xxgk-search index"'
_FORMAT_WITHIN: Final = 4096

Ignored = Callable[[str], None]
"""Told the path of every file that is passed over because of what it holds."""


def is_passed_over(name: str) -> bool:
    """Hidden files, README files, manifests, and what office programs and systems leave behind."""
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


def is_wanted(name: str, head: Callable[[], bytes]) -> bool:
    """Whether a file is tried: always with a suffix that is read, else if it begins like one.

    A text without markup is only tried where no suffix says that it is something else.
    """
    ending = suffix(name)
    if ending in SUPPORTED:
        return True
    if ending in _NO_DOCUMENTS:
        return False
    match sniff(head(), name):
        case "pdf" | "rtf" | "html" | "mhtml":
            return True
        case "text":
            return not ending and bool(head().strip())
        case "zip":
            return ending in {"", ".docm", ".dotx"}
        case "ole":
            return ending in {"", ".wps", ".dot"}
        case _:
            return False
