"""What is wrong with an index, told one by one with its mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from indexer.analysis.literals import contains
from indexer.analysis.normalize import normalize
from indexer.engines.whoosh.lists import literal_parts
from indexer.engines.whoosh.manifest import EXTENSION, Manifest, file_record
from indexer.engines.whoosh.segment import TEXT_FIELDS, Segment
from indexer.engines.whoosh.store import Store
from indexer.errors import IndexMissingError, UnusableIndexError
from indexer.search.engine import Problem
from indexer.search.query import Literal

_REBUILD: Final = "运行 xxgk index --rebuild 从来源文件重建索引"
_SAMPLE: Final = 64
"""Parts of a segment whose lists are held against their text, unless all are asked for."""
_WINDOW: Final = 6


def problems(store: Store, *, deep: bool = False) -> list[Problem]:
    """Checksums of every file, then lists against stored texts: on a sample, or `deep`, whole.

    Raises IndexMissingError where there is nothing to check.
    """
    try:
        manifest = store.manifest()
    except IndexMissingError:
        raise
    except UnusableIndexError as error:
        return [Problem(str(error), str(store.folder), _REBUILD)]
    folder = store.generation_folder(manifest)
    found = [*_file_problems(folder, manifest)]
    if not found:
        found += _content_problems(folder, manifest, deep=deep)
    return found


def _file_problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for name, record in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield Problem("索引文件缺失", name, _REBUILD)
        elif file_record(path) != record:
            yield Problem("索引文件的内容与校验和不符", name, _REBUILD)


def _content_problems(folder: Path, manifest: Manifest, *, deep: bool) -> Iterator[Problem]:
    for record in manifest.segments:
        try:
            segment = Segment(folder / f"{record.name}{EXTENSION}")
            segment.arrays.verify()
            step = 1 if deep else max(1, segment.parts // _SAMPLE)
            for part in range(0, segment.parts, step):
                yield from _part_problems(segment, part)
        except UnusableIndexError as error:
            yield Problem(str(error), record.name, _REBUILD)


def _part_problems(segment: Segment, part: int) -> Iterator[Problem]:
    stored = segment.read_part(part)
    where = f"{segment.ids[int(segment.part_report[part])]}#{stored.ordinal}"
    originals = {"text": stored.text, "heading": stored.heading}
    for field in TEXT_FIELDS:
        text = segment.text(field, part)
        if text != normalize(originals[field]):
            yield Problem("存储的正文与其规范化文本不一致", where, _REBUILD)
        for literal in _pieces(text):
            if not contains(text, literal.text):
                continue
            if part not in literal_parts(segment, field, literal, lambda: None):
                yield Problem(f"倒排表缺少“{literal.text}”", where, _REBUILD)


def _pieces(text: str) -> Iterator[Literal]:
    """A few literals out of a text, spread over it."""
    lines = [line for line in text.split("\n") if line]
    for line in lines[:: max(1, len(lines) // 4)]:
        yield Literal(line[:_WINDOW].strip() or line[0])
