"""Web articles that a site cut into several pages: `x.htm`, `x_1.htm`, `x_2.htm` are one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from indexer.ingest.readers.formats import suffix

_PAGED: Final = frozenset({".htm", ".html", ".shtml", ".xhtml"})
_TITLE: Final = re.compile(rb"<title[^>]*>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)
_PAGE_MARK: Final = re.compile(rb"[\s\d()_\-/]+")
_MOST: Final = 100
HEAD: Final = 16_384
"""Bytes of a page that hold its `<title>`."""


def join_pages(
    names: Sequence[str], head: Callable[[str], bytes]
) -> list[tuple[str, tuple[str, ...]]]:
    """Each name with its further pages, in the order of `names`.

    A further page is named like the first with `_1` or `_2` and so on counted up, and bears the
    same title: two reports named alike by chance stay two. `head` gives a file's first bytes.
    """
    present = set(names)
    further: dict[str, tuple[str, ...]] = {}
    for name in names:
        pages = _further_pages(name, present)
        if pages and len({_title(head(page)) for page in (name, *pages)}) == 1:
            further[name] = pages
    taken = {page for pages in further.values() for page in pages}
    return [(name, further.get(name, ())) for name in names if name not in taken]


def _further_pages(name: str, present: set[str]) -> tuple[str, ...]:
    ending = suffix(name)
    if ending not in _PAGED:
        return ()
    stem = name[: -len(ending)]
    written = name[-len(ending) :]
    first = next((n for n in (1, 2) if f"{stem}_{n}{written}" in present), None)
    if first is None:
        return ()
    pages = []
    for number in range(first, first + _MOST):
        page = f"{stem}_{number}{written}"
        if page not in present:
            break
        pages.append(page)
    return tuple(pages)


def _title(head: bytes) -> bytes | None:
    found = _TITLE.search(head)
    return _PAGE_MARK.sub(b"", found.group(1)) if found else None
