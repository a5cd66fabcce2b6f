"""What there is to read inside an archive of reports, archives inside it included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePosixPath

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.archives.opening import Archive, open_archive
from indexer.ingest.assets import HEAD as PAGE_HEAD
from indexer.ingest.assets import MOST_PAGES, PAGE_SUFFIXES, SMALL, PageAssets
from indexer.ingest.file_filter import Ignored, is_archive, is_passed_over, is_wanted
from indexer.ingest.limits import Limits, in_words
from indexer.ingest.pages import HEAD, join_pages
from indexer.ingest.readers.formats import suffix
from indexer.ingest.source_file import INSIDE, SourceFile, open_regular, why_not_opened


def members_of(archive: SourceFile, limits: Limits, ignored: Ignored) -> Iterator[SourceFile]:
    """An Input for each report in an archive; the file itself where it is no archive of reports.

    A damaged, encrypted or poisonous archive comes as one Input with a fault.
    """
    place = Path(archive.location)
    try:
        size = place.stat().st_size
        if size > limits.archive_size:
            raise UnreadableError(
                Message(
                    "压缩包有 %(size)s，超过上限 %(most)s：请拆分",
                    size=in_words(size),
                    most=in_words(limits.archive_size),
                )
            )
        with open_archive(open_regular(place), place.name, limits) as packed:
            if packed.content != "archive":
                yield archive
                return
            yield from _inside(packed, archive, "", limits, ignored)
    except UnreadableError as error:
        yield replace(archive, fault=error.reason)
    except OSError as error:
        yield replace(archive, fault=why_not_opened(error))


def _inside(
    packed: Archive, archive: SourceFile, prefix: str, limits: Limits, ignored: Ignored
) -> Iterator[SourceFile]:
    wanted = []
    assets = PageAssets(partial(_pages, packed))
    for name in sorted(packed.members):
        steps = PurePosixPath(name).parts
        if any(map(is_passed_over, steps)):
            continue
        is_asset = partial(assets.holds, name, partial(_size, packed, name))
        if is_wanted(name, partial(_head, packed, name), is_asset):
            wanted.append(name)
        else:
            ignored(f"{archive.path}{INSIDE}{prefix}{name}")
    for name, further in join_pages(wanted, partial(_head, packed)):
        names = tuple(PurePosixPath(page).name for page in further)
        found = replace(archive, member=prefix + name, further=names)
        if is_archive(name, partial(_head, packed, name)):
            yield from _nested(packed, found, name, limits, ignored)
        else:
            yield found


def _nested(
    outer: Archive, found: SourceFile, name: str, limits: Limits, ignored: Ignored
) -> Iterator[SourceFile]:
    """A zip in an archive: a Word file, or an archive once more."""
    try:
        with open_archive(BytesIO(outer.read(name)), name, limits) as packed:
            if packed.content != "archive":
                yield found
            elif found.member.count(INSIDE) + 1 >= limits.nesting:
                raise UnreadableError(Message("压缩包嵌套过深：请解压后再索引"))
            else:
                yield from _inside(packed, found, found.member + INSIDE, limits, ignored)
    except UnreadableError as error:
        yield replace(found, fault=error.reason)


def _pages(packed: Archive, folder: str) -> Iterator[bytes]:
    """The beginnings of the pages in a folder of an archive."""
    pages = (
        name
        for name in packed.members
        if name.rpartition("/")[0] == folder and suffix(name) in PAGE_SUFFIXES
    )
    for name in islice(pages, MOST_PAGES):
        with suppress(UnreadableError):
            yield packed.read(name, head=PAGE_HEAD)


def _size(packed: Archive, name: str) -> int:
    """How large a member is, as far as that matters for a picture."""
    try:
        return len(packed.read(name, head=SMALL + 1))
    except UnreadableError:
        return 0


def _head(packed: Archive, name: str) -> bytes:
    """A member's first bytes; none where it is damaged, which reading it will tell."""
    try:
        return packed.read(name, head=HEAD)
    except UnreadableError:
        return b""
