"""Checks an index: lists its problems one by one, each with a way to fix it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from indexer.analysis.matching import contains
from indexer.analysis.tokenizer import get_tokenizer, vocabulary_fingerprint
from indexer.engines.whoosh.check_postings import Dictionary, postings_problems
from indexer.engines.whoosh.commit_file import EXTENSION, Commit, SegmentRecord, file_record
from indexer.engines.whoosh.lexicon import LEXICON_FILE
from indexer.engines.whoosh.literal_matcher import match_literal
from indexer.engines.whoosh.postings import as_doc_ids
from indexer.engines.whoosh.segment_builders import INDEX_NAME
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import (
    FIGURE_TABLES,
    LABELS,
    PART_COLUMNS,
    REPORT_COLUMNS,
    REPORT_HASHES,
    TEXT_FIELDS,
    IndexedPart,
    IndexedReport,
)
from indexer.engines.whoosh.store import Store
from indexer.errors import IndexMissingError, UnusableIndexError
from indexer.i18n import Message
from indexer.reports.figures import Figure
from indexer.reports.model import NormalizedText
from indexer.search.engine import Problem
from indexer.search.figure_columns import figure_row
from indexer.search.highlights import text_shifts
from indexer.search.query import Literal

_REBUILD: Final = Message("运行 xxgk index PATH --rebuild 从来源文件重建索引")
_REMOVE: Final = Message("它不属于索引：删除它")
_WHOOSH_LOCK: Final = f"{INDEX_NAME}_WRITELOCK"
"""An empty file, left by a writer of Whoosh's own that was refused."""
_SAMPLE: Final = 64
"""Parts of a segment that are compared with what is stored of them, if the check is not deep."""
_LITERAL_LENGTH: Final = 6


def problems(store: Store, *, deep: bool = False) -> list[Problem]:
    """Checks the checksum of every file and the counts of the segments, then columns and postings
    against the stored texts: of a sample, or with `deep` of all parts.

    Raises IndexMissingError if there is nothing to check.
    """
    while True:
        try:
            commit = store.newest_commit()
            found = _problems(store.generation_folder(commit), commit, deep=deep)
            if not found or store.newest_commit() == commit:
                return found
        except IndexMissingError:
            raise
        except UnusableIndexError as error:
            return [Problem(error.message, str(store.folder), _REBUILD)]
        except OSError as error:
            what = Message("无法读取索引：%(reason)s", reason=error)
            return [Problem(what, str(store.folder), _REBUILD)]
        # Else a newer generation was committed, and this one removed during the check.


def _problems(folder: Path, commit: Commit, *, deep: bool) -> list[Problem]:
    found = [*_file_problems(folder, commit)]
    if found:
        return found
    dictionary = _dictionary(folder, commit) if deep else None
    ids: Counter[str] = Counter()
    for record in commit.segments:
        try:
            segment = SegmentReader(folder / f"{record.name}{EXTENSION}")
            found += _segment_problems(segment, record, deep=deep)
            if dictionary is not None:
                found += [
                    Problem(what, where, _REBUILD)
                    for where, what in postings_problems(segment, dictionary)
                ]
            ids.update(one for n, one in enumerate(segment.ids) if n not in record.deleted)
        except UnusableIndexError as error:
            found.append(Problem(error.message, record.name, _REBUILD))
    duplicates = [report_id for report_id, count in ids.items() if count > 1]
    what = Message("同一编号的报告不止一份")
    return found + [Problem(what, report_id, _REBUILD) for report_id in duplicates]


def _file_problems(folder: Path, commit: Commit) -> Iterator[Problem]:
    for name, record in commit.files.items():
        path = folder / name
        try:
            if path.is_symlink() or not path.is_file():
                yield Problem(Message("索引文件缺失"), name, _REBUILD)
            elif file_record(path) != record:
                yield Problem(Message("索引文件的内容与校验和不符"), name, _REBUILD)
        except OSError as error:
            what = Message("无法读取索引文件：%(reason)s", reason=error.strerror or error)
            yield Problem(what, name, _REBUILD)
    # Whoosh itself opens the newest table of contents in the folder, whoever wrote it.
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in commit.files and path.name != _WHOOSH_LOCK:
            yield Problem(Message("索引文件夹里有清单之外的文件"), str(path), _REMOVE)


def _segment_problems(
    segment: SegmentReader, record: SegmentRecord, *, deep: bool
) -> Iterator[Problem]:
    segment.arrays.verify()
    if (segment.parts, segment.reports) != (record.parts, record.reports):
        yield Problem(Message("段的报告数或部分数与清单不符"), record.name, _REBUILD)
    if int(segment.report_parts.sum()) != segment.parts:
        yield Problem(Message("段里各报告的部分数与总数不符"), record.name, _REBUILD)
    step = 1 if deep else max(1, segment.parts // _SAMPLE)
    for number in range(0, segment.parts, step):
        yield from _part_problems(segment, number, search=not deep)
    step = 1 if deep else max(1, segment.reports // _SAMPLE)
    yield from _report_problems(segment, range(0, segment.reports, step))


def _report_problems(segment: SegmentReader, reports: Iterable[int]) -> Iterator[Problem]:
    """Of these reports, those whose hashes or figures are not those of what is stored."""
    by_report = {each.name: segment.hashes[each.name].by_report() for each in REPORT_HASHES}
    for number in reports:
        report = segment.read_report(number)
        indexed = IndexedReport(report, NormalizedText.of(report))
        for each in REPORT_HASHES:
            if by_report[each.name].get(number, []) != sorted(each.hashes(indexed)):
                what = Message("用来查找相同句子的散列值与存储的报告不一致")
                yield Problem(what, report.id, _REBUILD)
        if not _figures_match(segment, number, report.figures):
            yield Problem(Message("用来筛选的指标与存储的报告不一致"), report.id, _REBUILD)


def _figures_match(segment: SegmentReader, report: int, figures: Mapping[str, Figure]) -> bool:
    """Whether the tables of figures, which filters and totals use, have the values stored."""
    row = figure_row(figures)
    return all(
        segment.figure_table(table.name)[report].tolist() == table.row(row)
        for table in FIGURE_TABLES
    )


def _part_problems(segment: SegmentReader, number: int, *, search: bool) -> Iterator[Problem]:
    """With `search` some literals of the part are searched for; a deep check compares the postings
    otherwise."""
    stored, _, shifts = segment.shown_part(number)
    part = IndexedPart.of(stored)
    report = int(segment.part_report[number])
    where = f"{segment.ids[report]}#{part.part.ordinal}"
    if not _columns_match(segment, number, report, part):
        yield Problem(Message("用来筛选的栏与存储的报告不一致"), where, _REBUILD)
    if shifts != text_shifts(stored.text, part.text):
        what = Message("存储的正文与其规范化文本的对应位置有误")
        yield Problem(what, where, _REBUILD)
    for field in TEXT_FIELDS:
        text = segment.text(field, number)
        if text != getattr(part, field):
            yield Problem(Message("存储的正文与其规范化文本不一致"), where, _REBUILD)
        for literal in _sample_literals(text) if search else ():
            if not contains(text, literal.text):
                continue
            if number not in as_doc_ids(match_literal(segment, field, literal)):
                what = Message("倒排表缺少“%(text)s”", text=literal.text)
                yield Problem(what, where, _REBUILD)


def _columns_match(segment: SegmentReader, number: int, report: int, part: IndexedPart) -> bool:
    """Whether the columns, which filters and counts use, have the values of what is stored."""
    head = segment.head(report)
    return (
        all(segment.column(one.name)[number] == one.value(part) for one in PART_COLUMNS)
        and all(segment.column(one.name)[report] == one.value(head) for one in REPORT_COLUMNS)
        and all(
            segment.labels[name][segment.column(f"report.{name}")[report]] == getattr(head, name)
            for name in LABELS
        )
    )


def _sample_literals(text: str) -> Iterator[Literal]:
    """A few literals out of a text, spread over it."""
    lines = [line for line in text.split("\n") if line]
    for line in lines[:: max(1, len(lines) // 4)]:
        yield Literal(line[:_LITERAL_LENGTH].strip() or line[0])


_dictionaries: dict[str, Dictionary] = {}
"""The last one, by its vocabulary."""


def _dictionary(folder: Path, commit: Commit) -> Dictionary | None:
    """The words that the postings were made with. None if that was another version's dictionary:
    such an index is valid, but its postings cannot be recomputed."""
    user_words = folder / commit.user_words if commit.user_words else None
    if vocabulary_fingerprint(user_words) != commit.vocabulary:
        return None
    if commit.vocabulary not in _dictionaries:
        words = (folder / LEXICON_FILE).read_text(encoding="utf-8").split("\n")
        _dictionaries.clear()
        _dictionaries[commit.vocabulary] = Dictionary(words, get_tokenizer(user_words))
    return _dictionaries[commit.vocabulary]
