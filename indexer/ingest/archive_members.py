"""The files to read inside an archive of reports, including archives inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives import Archive, open_archive
from indexer.ingest.file_filter import (
    ASSET_SCAN_BYTES,
    MAX_SCANNED_PAGES,
    PAGE_SUFFIXES,
    SMALL_PICTURE,
    OnIgnored,
    PageAssets,
    is_archive,
    should_index,
    should_skip,
)
from indexer.ingest.limits import Limits, format_size
from indexer.ingest.readers.formats import suffix
from indexer.ingest.source_file import (
    MEMBER_SEPARATOR,
    TITLE_SCAN_BYTES,
    SourceFile,
    join_pages,
    open_error,
    open_regular,
)

_MOST_SHOWN: Final = 200
"""Characters of a member's path."""


def members_of(archive: SourceFile, limits: Limits, ignored: OnIgnored) -> Iterator[SourceFile]:
    """A SourceFile for each report in an archive; the file itself where it is a document.

    A damaged, encrypted or dangerous archive comes as one SourceFile with an error.
    """
    path = Path(archive.location)
    try:
        size = path.stat().st_size
        if size > limits.archive_size:
            raise UnreadableError(
                Message(
                    "压缩包有 %(size)s，超过上限 %(most)s：请拆分",
                    size=format_size(size),
                    most=format_size(limits.archive_size),
                )
            )
        with open_archive(open_regular(path), path.name, limits) as packed:
            if packed.content != "archive":
                yield archive
                return
            yield from _inside(packed, archive, "", limits, ignored)
    except UnreadableError as error:
        yield replace(archive, error=error.reason)
    except OSError as error:
        yield replace(archive, error=open_error(error))


def _inside(
    packed: Archive, archive: SourceFile, prefix: str, limits: Limits, ignored: OnIgnored
) -> Iterator[SourceFile]:
    chosen = []
    assets = PageAssets(partial(_pages, packed))
    for name in sorted(packed.members):
        steps = PurePosixPath(name).parts
        if any(map(should_skip, steps)):
            continue
        if name in packed.outside:
            yield replace(archive, member=prefix + name, error=_outside(packed.outside[name]))
            continue
        is_asset = partial(assets.contains, name, partial(_size, packed, name))
        if should_index(name, partial(_head, packed, name), is_asset):
            chosen.append(name)
        else:
            ignored(f"{archive.path}{MEMBER_SEPARATOR}{prefix}{name}")
    for name, continuation in join_pages(chosen, partial(_head, packed)):
        names = tuple(PurePosixPath(page).name for page in continuation)
        found = replace(archive, member=prefix + name, continuation_pages=names)
        if is_archive(name, partial(_head, packed, name)):
            yield from _nested(packed, found, name, limits, ignored)
        else:
            yield found


def _outside(written: str) -> Message:
    return Message(
        "它在压缩包里的路径 %(path)s 指向压缩包之外，没有读取：请自行解压、检查后再索引",
        path=written[:_MOST_SHOWN],
    )


def _nested(
    outer: Archive, found: SourceFile, name: str, limits: Limits, ignored: OnIgnored
) -> Iterator[SourceFile]:
    """A zip in an archive: a Word file, or another archive."""
    try:
        with open_archive(BytesIO(outer.read(name)), name, limits) as packed:
            if packed.content != "archive":
                yield found
            elif found.member.count(MEMBER_SEPARATOR) + 1 >= limits.nesting:
                raise UnreadableError(Message("压缩包嵌套过深：请解压后再索引"))
            else:
                yield from _inside(packed, found, found.member + MEMBER_SEPARATOR, limits, ignored)
    except UnreadableError as error:
        yield replace(found, error=error.reason)


def _pages(packed: Archive, folder: str) -> Iterator[bytes]:
    """The beginnings of the pages in a folder of an archive."""
    pages = (
        name
        for name in packed.members
        if name.rpartition("/")[0] == folder and suffix(name) in PAGE_SUFFIXES
    )
    for name in islice(pages, MAX_SCANNED_PAGES):
        with suppress(UnreadableError):
            yield packed.read(name, head=ASSET_SCAN_BYTES)


def _size(packed: Archive, name: str) -> int:
    """The size of a member; of a large one, any number above SMALL_PICTURE."""
    try:
        return len(packed.read(name, head=SMALL_PICTURE + 1))
    except UnreadableError:
        return 0


def _head(packed: Archive, name: str) -> bytes:
    """A member's first bytes; none where it is damaged: reading it will raise the reason."""
    try:
        return packed.read(name, head=TITLE_SCAN_BYTES)
    except UnreadableError:
        return b""
