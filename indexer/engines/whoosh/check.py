"""What is wrong with an index, told one by one with its mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from indexer.analysis.matching import contains
from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer, vocabulary_fingerprint
from indexer.engines.whoosh.check_lists import Words, list_problems
from indexer.engines.whoosh.lexicon import SAVED
from indexer.engines.whoosh.lists import literal_parts
from indexer.engines.whoosh.maker import INDEX_NAME
from indexer.engines.whoosh.manifest import EXTENSION, Manifest, SegmentRecord, file_record
from indexer.engines.whoosh.masks import mask_of
from indexer.engines.whoosh.segment import LABELS, TEXT_FIELDS, Segment
from indexer.engines.whoosh.store import Store
from indexer.errors import IndexMissingError, UnusableIndexError
from indexer.i18n import Message
from indexer.reports.model import Part
from indexer.search.engine import Problem
from indexer.search.query import Literal

_REBUILD: Final = Message("运行 xxgk index PATH --rebuild 从来源文件重建索引")
_REMOVE: Final = Message("它不属于索引：删除它")
_WHOOSH_LOCK: Final = f"{INDEX_NAME}_WRITELOCK"
"""An empty file, left by a writer of Whoosh's own that was refused."""
_SAMPLE: Final = 64
"""Parts of a segment that are held against what is stored of them, unless all are asked for."""
_WINDOW: Final = 6


def problems(store: Store, *, deep: bool = False) -> list[Problem]:
    """The checksum of every file, what the segments say of themselves, then columns and lists
    against stored texts: on a sample, or with `deep` all of them.

    Raises IndexMissingError where there is nothing to check.
    """
    while True:
        try:
            manifest = store.manifest()
            found = _problems(store.generation_folder(manifest), manifest, deep=deep)
            if not found or store.manifest() == manifest:
                return found
        except IndexMissingError:
            raise
        except UnusableIndexError as error:
            return [Problem(error.message, str(store.folder), _REBUILD)]
        except OSError as error:
            what = Message("索引读不出来：%(reason)s", reason=error)
            return [Problem(what, str(store.folder), _REBUILD)]
        # Else a newer one was committed, and this one cleaned away under our eyes.


def _problems(folder: Path, manifest: Manifest, *, deep: bool) -> list[Problem]:
    found = [*_file_problems(folder, manifest)]
    if found:
        return found
    known = _words(folder, manifest) if deep else None
    ids: Counter[str] = Counter()
    for record in manifest.segments:
        try:
            segment = Segment(folder / f"{record.name}{EXTENSION}")
            found += _segment_problems(segment, record, deep=deep)
            if known is not None:
                found += [Problem(what, at, _REBUILD) for at, what in list_problems(segment, known)]
            ids.update(one for n, one in enumerate(segment.ids) if n not in record.deleted)
        except UnusableIndexError as error:
            found.append(Problem(error.message, record.name, _REBUILD))
    twice = [one for one, times in ids.items() if times > 1]
    return found + [Problem(Message("同一编号的报告不止一份"), one, _REBUILD) for one in twice]


def _file_problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for name, record in manifest.files.items():
        path = folder / name
        try:
            if path.is_symlink() or not path.is_file():
                yield Problem(Message("索引文件缺失"), name, _REBUILD)
            elif file_record(path) != record:
                yield Problem(Message("索引文件的内容与校验和不符"), name, _REBUILD)
        except OSError as error:
            what = Message("索引文件读不出来：%(reason)s", reason=error.strerror or error)
            yield Problem(what, name, _REBUILD)
    # Whoosh itself opens the newest table of contents that it finds, whoever put it there.
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in manifest.files and path.name != _WHOOSH_LOCK:
            yield Problem(Message("索引文件夹里有清单之外的文件"), str(path), _REMOVE)


def _segment_problems(segment: Segment, record: SegmentRecord, *, deep: bool) -> Iterator[Problem]:
    segment.arrays.verify()
    if (segment.parts, segment.reports) != (record.parts, record.reports):
        yield Problem(Message("段的报告数或部分数与清单不符"), record.name, _REBUILD)
    if int(segment.report_parts.sum()) != segment.parts:
        yield Problem(Message("段里各报告的部分数与总数不符"), record.name, _REBUILD)
    step = 1 if deep else max(1, segment.parts // _SAMPLE)
    for number in range(0, segment.parts, step):
        yield from _part_problems(segment, number, find=not deep)


def _part_problems(segment: Segment, number: int, *, find: bool) -> Iterator[Problem]:
    """With `find` some literals of the part are looked up as a search would; without, its lists
    are compared otherwise."""
    stored, report = segment.read_part(number), int(segment.part_report[number])
    where = f"{segment.ids[report]}#{stored.ordinal}"
    if _columns(segment, number, report) != _stored(segment, stored, report):
        yield Problem(Message("用来筛选的栏与存储的报告不一致"), where, _REBUILD)
    originals = {"text": stored.text, "heading": stored.heading}
    for field in TEXT_FIELDS:
        text = segment.text(field, number)
        if text != normalize(originals[field]):
            yield Problem(Message("存储的正文与其规范化文本不一致"), where, _REBUILD)
        for literal in _pieces(text) if find else ():
            if not contains(text, literal.text):
                continue
            if number not in literal_parts(segment, field, literal, lambda: None):
                what = Message("倒排表缺少“%(text)s”", text=literal.text)
                yield Problem(what, where, _REBUILD)


def _columns(segment: Segment, number: int, report: int) -> list[object]:
    """What filters and counts are made from."""
    return [
        *(
            int(segment.column(f"part.{name}")[number])
            for name in ("ordinal", "sections", "topics")
        ),
        int(segment.column("report.year")[report]) or None,
        *(segment.labels[n][int(segment.column(f"report.{n}")[report])] for n in LABELS),
    ]


def _stored(segment: Segment, part: Part, report: int) -> list[object]:
    """The same from what is shown."""
    head = segment.head(report)
    masks = mask_of("section", part.sections), mask_of("topic", part.topics)
    return [part.ordinal, *masks, head["year"], *(head[name] for name in LABELS)]


def _pieces(text: str) -> Iterator[Literal]:
    """A few literals out of a text, spread over it."""
    lines = [line for line in text.split("\n") if line]
    for line in lines[:: max(1, len(lines) // 4)]:
        yield Literal(line[:_WINDOW].strip() or line[0])


_known: dict[str, Words] = {}
"""The one made last, by its vocabulary."""


def _words(folder: Path, manifest: Manifest) -> Words | None:
    """What the lists were made with. None where that was another version's dictionary: such an
    index is sound, but its lists cannot be made here a second time."""
    user_words = folder / manifest.user_words if manifest.user_words else None
    if vocabulary_fingerprint(user_words) != manifest.vocabulary:
        return None
    if manifest.vocabulary not in _known:
        words = (folder / SAVED).read_text(encoding="utf-8").split("\n")
        _known.clear()
        _known[manifest.vocabulary] = Words(words, get_tokenizer(user_words))
    return _known[manifest.vocabulary]
