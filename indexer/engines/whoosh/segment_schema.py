"""What a segment stores, declared once: its fields, columns, labels and blobs.

The writer, the merge, the reader, the check and Whoosh's codec iterate over these declarations: to
store another value of a part or a report, add a `Column` or a `Blob`. `FIGURE_TABLES` have a row of
numbers for each report.

A part is a document. Beside the declared columns a segment has `part.report` (the number of the
part's report), `report.parts` (how many parts a report has), the length of every ranked field of
every part, and for each label `report.<label>`, its number in the lists of `labels` (JSON).
Every blob has its ends in `<blob>_ends`. The hashes of each of `REPORT_HASHES` are described in
`report_hashes.py`. The postings are described in `postings.py`.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np

from indexer.analysis.normalize import normalize
from indexer.engines.records import (
    details_record,
    figures_record,
    head_record,
    part_record_with_shifts,
    source_record,
)
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.postings import Mask
from indexer.reports.model import NormalizedText, Part, Report, parse_iso_time
from indexer.reports.section_status import STATUSES, section_status
from indexer.reports.sentence_keys import report_hashes
from indexer.reports.taxonomy import SECTIONS, TEXT_SOURCES, TOPICS
from indexer.search.engine import ReportHead
from indexer.search.figure_columns import FigureRow

TEXT_FIELDS: Final = ("text", "heading")
"""Fields that literals are looked for in: every term they contain has postings."""
RANKED_FIELDS: Final = (*TEXT_FIELDS, "title")
"""Fields that scores are made of: their tokens have postings with frequencies."""
PLACED_FIELDS: Final = ("text",)
"""Fields whose words of two characters have positions: nearly every longer literal contains one."""
BITSET_FIELDS: Final = {
    "section": [*SECTIONS],
    "topic": [*TOPICS],
    "text_source": [*TEXT_SOURCES],
}
"""Field → its values, by bit. A part may have several."""
_BITS: Final = {
    field: {value: 1 << bit for bit, value in enumerate(values)}
    for field, values in BITSET_FIELDS.items()
}
BITSET_VALUES: Final[tuple[tuple[str, str | None], ...]] = tuple(
    (name, value) for name, values in BITSET_FIELDS.items() for value in (*values, None)
)
"""Every field with each of its values, and with None for having none."""
LABELS: Final = ("school", "province", "period")
"""Attributes of a report that are stored as the number of a string; 0 is null."""

_COMPRESSION: Final = 3
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
"""Without zlib's own header and checksum: every block of the file has a checksum."""
_DICTIONARY_BYTES: Final = (1 << zlib.MAX_WBITS) - (1 << 10)
"""Of a text, as far back as deflate looks from the text in its record."""

Source = TypeVar("Source")


class IndexedPart(NamedTuple):
    """A part with its normalised text and heading."""

    part: Part
    text: str
    heading: str

    @classmethod
    def of(cls, part: Part) -> IndexedPart:
        return cls(part, normalize(part.text), normalize(part.heading))


@dataclass(frozen=True, slots=True)
class IndexedReport:
    """A report with its normalised texts."""

    report: Report
    normalized: NormalizedText

    def parts(self) -> Iterator[IndexedPart]:
        texts = self.normalized.texts, self.normalized.headings
        return map(IndexedPart, self.report.parts, *texts)


@dataclass(frozen=True, slots=True)
class Column(Generic[Source]):
    """A number of every part, or of every report."""

    name: str
    dtype: type[np.generic]
    value: Callable[[Source], int]


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A number of every figure of every report: a row for each report."""

    name: str
    dtype: type[np.generic]
    row: Callable[[FigureRow], list[int]]


@dataclass(frozen=True, slots=True)
class Blob(Generic[Source]):
    """A byte string of every part, or of every report."""

    name: str
    encode: Callable[[Source], bytes]


@dataclass(frozen=True, slots=True)
class HashSet(Generic[Source]):
    """Hashes of every report, by which the reports are found that have one."""

    name: str
    hashes: Callable[[Source], Iterable[int]]


def bits_of(field: str, values: Iterable[str]) -> int:
    """The values of a bitset field as a number."""
    return sum(map(_BITS[field].__getitem__, values))


@lru_cache(maxsize=4096)  # few combinations occur
def values_of(field: str, bits: int) -> tuple[str, ...]:
    """The values in a number, in the order of the taxonomy."""
    return tuple(value for bit, value in enumerate(BITSET_FIELDS[field]) if bits >> bit & 1)


def has_value(bits: Array, field: str, value: str | None) -> Mask:
    """For each number whether it has a value of a bitset field; None for having none."""
    found: Mask = bits == 0 if value is None else (bits & np.uint16(bits_of(field, [value]))) != 0
    return found


def compress_record(record: bytes, normalised: str) -> bytes:
    """A part's record, with the part's normalised text as the dictionary.

    A record holds the text as written, which differs from the normalised one in few characters,
    and whoever shows the one needs the other. So it takes a quarter of the space, and less time.
    """
    packer = zlib.compressobj(
        _COMPRESSION, zlib.DEFLATED, _RAW_DEFLATE, zdict=_dictionary(normalised)
    )
    return packer.compress(record) + packer.flush()


def decompress_record(compressed: bytes, normalised: str) -> bytes:
    """The record that was compressed with this text. Raises zlib.error for another one."""
    unpacker = zlib.decompressobj(_RAW_DEFLATE, zdict=_dictionary(normalised))
    return unpacker.decompress(compressed)


def _dictionary(normalised: str) -> bytes:
    return normalised.encode("utf-8", "surrogatepass")[:_DICTIONARY_BYTES]


def _utf16(normalised: str) -> bytes:
    """Two bytes for nearly every character."""
    return normalised.encode("utf-16-le", "surrogatepass")


def _compressed_part(one: IndexedPart) -> bytes:
    return compress_record(part_record_with_shifts(one.part, one.text), one.text)


def _day_number(iso: str | None) -> int:
    return date.fromisoformat(iso).toordinal() if iso else 0


def _seconds(iso: str | None) -> int:
    """Since 1970; 0 is unknown."""
    moment = parse_iso_time(iso)
    return int(moment.timestamp()) if moment else 0


PART_COLUMNS: Final[tuple[Column[IndexedPart], ...]] = (
    Column("part.ordinal", np.int32, lambda one: one.part.ordinal),
    Column("part.sections", np.uint16, lambda one: bits_of("section", one.part.sections)),
    Column("part.topics", np.uint16, lambda one: bits_of("topic", one.part.topics)),
    Column(
        "part.text_sources", np.uint8, lambda one: bits_of("text_source", [one.part.text_source])
    ),
    Column("part.non_bmp", np.uint8, lambda one: len(_utf16(one.text)) != 2 * len(one.text)),
    Column("part.status", np.uint8, lambda one: STATUSES.index(section_status(one.part, one.text))),
)
REPORT_COLUMNS: Final[tuple[Column[ReportHead], ...]] = (
    Column("report.year", np.int32, lambda head: head.year or 0),
    Column("report.period_end", np.int32, lambda head: _day_number(head.period_end)),
    Column("report.first_indexed", np.int64, lambda head: _seconds(head.first_indexed)),
)
FIGURE_TABLES: Final = (
    FigureTable("report.figure_states", np.uint8, lambda row: row[0]),
    FigureTable("report.figure_values", np.int64, lambda row: row[1]),
    FigureTable("report.figure_qualifiers", np.uint8, lambda row: row[2]),
)
"""End to end in the file, so many numbers a report as there are figures."""
PART_BLOBS: Final[tuple[Blob[IndexedPart], ...]] = (
    Blob("texts", lambda one: _utf16(one.text)),
    Blob("headings", lambda one: _utf16(one.heading)),
    Blob("records", _compressed_part),
)
REPORT_BLOBS: Final[tuple[Blob[IndexedReport], ...]] = (
    Blob("report.id", lambda one: one.report.id.encode("ascii")),
    Blob("heads", lambda one: head_record(one.report)),
    Blob("sources", lambda one: source_record(one.report, one.normalized)),
    Blob("details", lambda one: zlib.compress(details_record(one.report), _COMPRESSION)),
    Blob("figures", lambda one: zlib.compress(figures_record(one.report), _COMPRESSION)),
)
REPORT_HASHES: Final[tuple[HashSet[IndexedReport], ...]] = (
    HashSet("sentences", lambda one: report_hashes(one.normalized.texts, one.report.school)),
)


def words_name(field: str) -> str:
    """Name of the postings of a field's words, characters and runs."""
    return f"{field}.words"


def pairs_name(field: str) -> str:
    """Name of the postings of a text field's pairs that are no words."""
    return f"{field}.pairs"


POSTINGS: Final = (*map(words_name, RANKED_FIELDS), *map(pairs_name, TEXT_FIELDS))


def length_name(field: str) -> str:
    """Name of the column of a ranked field's lengths, in words."""
    return f"part.{field}_words"


class LabelNumbers:
    """The strings of each label by number, in the order in which they were first seen."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str | None, int]] = {name: {None: 0} for name in LABELS}

    def number(self, name: str, label: str | None) -> int:
        numbers = self._numbers[name]
        return numbers.setdefault(label, len(numbers))

    def to_json(self) -> bytes:
        """For the array `labels`."""
        lists = {name: [*numbers] for name, numbers in self._numbers.items()}
        return json.dumps(lists, ensure_ascii=False).encode()
