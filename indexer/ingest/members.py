"""What there is to read inside an archive of reports, archives inside it included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath

from indexer.errors import Message, UnreadableError
from indexer.ingest.content import INSIDE, Input, open_regular, why_not_opened
from indexer.ingest.limits import Limits, in_words
from indexer.ingest.pages import HEAD, join_pages
from indexer.ingest.readers.packed import Packed
from indexer.ingest.readers.sniff import suffix
from indexer.ingest.wanted import Ignored, is_passed_over, is_wanted


def members_of(archive: Input, limits: Limits, ignored: Ignored) -> Iterator[Input]:
    """An Input for each report in a zip; the file itself where it is no archive of reports.

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
        with Packed(open_regular(place), limits) as packed:
            if packed.content != "archive":
                yield archive
                return
            yield from _inside(packed, archive, "", limits, ignored)
    except UnreadableError as error:
        yield replace(archive, fault=error.reason)
    except OSError as error:
        yield replace(archive, fault=why_not_opened(error))


def _inside(
    packed: Packed, archive: Input, prefix: str, limits: Limits, ignored: Ignored
) -> Iterator[Input]:
    wanted = []
    for name in sorted(packed.members):
        steps = PurePosixPath(name).parts
        if any(map(is_passed_over, steps)):
            continue
        if is_wanted(name, partial(_head, packed, name)):
            wanted.append(name)
        else:
            ignored(f"{archive.path}{INSIDE}{prefix}{name}")
    for name, further in join_pages(wanted, partial(_head, packed)):
        names = tuple(PurePosixPath(page).name for page in further)
        found = replace(archive, member=prefix + name, further=names)
        if suffix(name) != ".docx" and _head(packed, name).startswith(b"PK"):
            yield from _nested(packed, found, name, limits, ignored)
        else:
            yield found


def _nested(
    outer: Packed, found: Input, name: str, limits: Limits, ignored: Ignored
) -> Iterator[Input]:
    """A zip in a zip: a Word file, or an archive once more."""
    try:
        with Packed(BytesIO(outer.read(name)), limits) as packed:
            if packed.content != "archive":
                yield found
            elif found.member.count(INSIDE) + 1 >= limits.nesting:
                raise UnreadableError(Message("压缩包嵌套过深：请解压后再索引"))
            else:
                yield from _inside(packed, found, found.member + INSIDE, limits, ignored)
    except UnreadableError as error:
        yield replace(found, fault=error.reason)


def _head(packed: Packed, name: str) -> bytes:
    """A member's first bytes; none where it is damaged, which reading it will tell."""
    try:
        return packed.read(name, head=HEAD)
    except UnreadableError:
        return b""
