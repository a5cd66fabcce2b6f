"""Pictures that belong to a saved page, as opposed to pages of a report that were scanned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import unquote

PAGE_SUFFIXES: Final = frozenset({".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml", ".aspx"})
HEAD: Final = 512 << 10
"""Bytes of a page in which its pictures are looked for."""
SMALL: Final = 100 << 10
"""A scanned page has more bytes."""
MOST_PAGES: Final = 500
"""Pages of one folder that are looked into."""
_FOLDER: Final = re.compile(
    r".*(?:_files|\.files)|images?|imgs?|css|js|skins?|styles?|themes?|static|assets|icons?",
    re.IGNORECASE,
)
_PICTURE: Final = re.compile(
    rb"[^\s\"'<>()=\\/?#&;:]+\.(?:jpe?g|png|gif|bmp|webp|tiff?)(?![A-Za-z0-9])", re.IGNORECASE
)


class PageAssets:
    """The pictures that the pages of each folder name."""

    def __init__(self, pages_in: Callable[[str], Iterable[bytes]]) -> None:
        """`pages_in` gives the beginnings of the pages in a folder ("" for the uppermost)."""
        self._pages_in = pages_in
        self._named: dict[str, frozenset[str]] = {}

    def holds(self, path: str, size: Callable[[], int]) -> bool:
        """Whether the picture at `path`, with forward slashes, is part of a page: one beside it or
        in the folder above names it, or it is small and lies among a page's other pictures."""
        folder, _, name = path.rpartition("/")
        if any(map(_FOLDER.fullmatch, folder.split("/"))) and size() <= SMALL:
            return True
        above = folder.rpartition("/")[0]
        return name in self._of(folder) or (bool(folder) and name in self._of(above))

    def _of(self, folder: str) -> frozenset[str]:
        if folder not in self._named:
            found = {
                mention for page in self._pages_in(folder) for mention in _PICTURE.findall(page)
            }
            self._named[folder] = frozenset(name for raw in found for name in _readings(raw))
        return self._named[folder]


def _readings(raw: bytes) -> Iterable[str]:
    for encoding in ("utf-8", "gb18030"):
        yield unquote(raw.decode(encoding, "replace"))
