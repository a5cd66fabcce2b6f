"""One opened segment: its families, columns and stored texts. `builder.py` says what is in it."""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from indexer.engines.records import loaded, read_part, read_report
from indexer.engines.whoosh.arrays import Array, ArrayFile
from indexer.engines.whoosh.packing import unpacked
from indexer.engines.whoosh.postings import Family, Ids
from indexer.reports.model import Part, Report

TEXT_FIELDS: Final = ("text", "heading")
RANKED_FIELDS: Final = ("text", "heading", "title")
LABELS: Final = ("school", "province", "period")


class Segment:
    """Reads a segment's file. Immutable, and safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.arrays = ArrayFile(path)
        self.part_report = self._whole("part.report")
        self.report_parts = self._whole("report.parts")
        self.parts = len(self.part_report)
        self.reports = len(self.report_parts)
        self.first_part = np.cumsum(self.report_parts) - self.report_parts
        self.words = {
            field: Family(self.arrays, f"{field}.words", self.parts) for field in RANKED_FIELDS
        }
        self.pairs = {
            field: Family(self.arrays, f"{field}.pairs", self.parts) for field in TEXT_FIELDS
        }
        self._texts = {
            "text": _Blobs(self.arrays, "texts"),
            "heading": _Blobs(self.arrays, "headings"),
        }
        self._records = _Blobs(self.arrays, "records")
        self._details = _Blobs(self.arrays, "details")
        self._heads = _Blobs(self.arrays, "heads")
        self._sources = _Blobs(self.arrays, "sources")
        self._ids = _Blobs(self.arrays, "report.id")

    def prepare(self) -> None:
        """Read now what every look-up of a term needs."""
        for family in (*self.words.values(), *self.pairs.values()):
            family.prepare()

    def _whole(self, name: str) -> Array:
        return self.arrays.column(name).whole()

    def column(self, name: str) -> Array:
        """A whole column by the name it has in `builder.py`."""
        return self._whole(name)

    @cached_property
    def labels(self) -> dict[str, list[str | None]]:
        """School, province and period by number; number 0 is None."""
        labels: dict[str, list[str | None]] = json.loads(self._whole("labels").tobytes())
        return labels

    @cached_property
    def ids(self) -> list[str]:
        """Report ids by report number."""
        return [piece.decode("ascii") for piece in self.id_bytes()]

    def id_bytes(self) -> list[bytes]:
        """The same, as stored."""
        return self._ids.all()

    def text(self, field: str, part: int) -> str:
        """Normalised text or heading of a part."""
        return self._texts[field].get(part).decode("utf-16-le", "surrogatepass")

    def may_contain(self, field: str, part: int, pattern: bytes) -> bool:
        """Whether the part's UTF-16 text holds the pattern, at a character's boundary."""
        return self._texts[field].contains(part, pattern, 2)

    def text_ranges(self, field: str, parts: Ids) -> tuple[Ids, Ids]:
        """Where each of the parts' text or heading begins and ends, in bytes."""
        return self._texts[field].ranges(parts)

    def codes(self, field: str, starts: Ids, ends: Ids) -> Array:
        """Texts or headings in these ranges of bytes, end to end, as 16-bit codes."""
        return self._texts[field].joined(starts, ends).view("<u2")

    def head(self, report: int) -> dict[str, Any]:
        """What lists and hits show of a report."""
        known: dict[str, Any] = loaded(self._heads.get(report))
        return known

    def all_heads(self) -> list[dict[str, Any]]:
        """All heads by report number."""
        return self._heads.all_json()

    def source(self, report: int) -> list[Any]:
        """The record of the file a report was read from."""
        values: list[Any] = loaded(self._sources.get(report))
        return values

    def all_sources(self) -> list[list[Any]]:
        """All records of files by report number."""
        return self._sources.all_json()

    def read_report(self, report: int) -> Report:
        """A whole report as stored."""
        first = int(self.first_part[report])
        numbers = range(first, first + int(self.report_parts[report]))
        details = zlib.decompress(self._details.get(report))
        parts = tuple(map(self.read_part, numbers))
        return read_report(self.head(report), self.source(report), parts, details)

    def read_part(self, part: int) -> Part:
        """One part as stored."""
        return self.part_and_text(part)[0]

    def part_and_text(self, part: int) -> tuple[Part, str]:
        """One part as stored, and its normalised text."""
        text = self.text("text", part)
        return read_part(unpacked(self._records.get(part), text)), text


class _Blobs:
    """Byte strings end to end, by number."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._data = arrays.column(name)
        self._ends = arrays.column(f"{name}_ends")

    def _range(self, number: int) -> tuple[int, int]:
        if not number:
            return 0, self._ends.item(0)
        start, end = self._ends.slice(number - 1, number + 1).tolist()
        return start, end

    def get(self, number: int) -> bytes:
        start, end = self._range(number)
        return self._data.slice(start, end).tobytes()

    def contains(self, number: int, pattern: bytes, width: int) -> bool:
        start, end = self._range(number)
        at = self._data.find(pattern, start, end)
        while at >= 0 and (at - start) % width:
            at = self._data.find(pattern, at + 1, end)
        return at >= 0

    def ranges(self, numbers: Ids) -> tuple[Ids, Ids]:
        ends = self._ends.whole()
        starts = ends[numbers - 1].astype(np.int64)
        starts[numbers == 0] = 0
        return starts, ends[numbers].astype(np.int64)

    def joined(self, starts: Ids, ends: Ids) -> Array:
        if not len(starts):
            return np.empty(0, np.uint8)
        if np.array_equal(starts[1:], ends[:-1]):
            return self._data.slice(int(starts[0]), int(ends[-1]))
        return self._data.gather(starts, ends)

    def all(self) -> list[bytes]:
        data = self._data.whole().tobytes()
        ends = self._ends.whole().tolist()
        return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def all_json(self) -> list[Any]:
        values: list[Any] = json.loads(b"[" + b",".join(self.all()) + b"]")
        return values
