"""An opened segment: its postings, columns and blobs, as `segment_schema.py` declares them."""

from __future__ import annotations

import json
import zlib
from codecs import utf_16_le_decode
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indexer.engines.records import (
    decode_json,
    read_figures_record,
    read_head,
    read_heads,
    read_part_with_shifts,
    read_report,
)
from indexer.engines.whoosh.arrays import Array, ArrayFile, true_at
from indexer.engines.whoosh.postings import DocIds, PostingsReader
from indexer.engines.whoosh.report_hashes import HashesReader
from indexer.engines.whoosh.runs import spared_by_runs
from indexer.engines.whoosh.segment_schema import (
    PART_BLOBS,
    RANKED_FIELDS,
    REPORT_BLOBS,
    REPORT_HASHES,
    TEXT_FIELDS,
    decompress_record,
    pairs_name,
    words_name,
)
from indexer.engines.whoosh.tuning import DEFAULT_TUNING, WhooshTuning
from indexer.errors import IndexDamagedError
from indexer.reports.figures import FIGURES, Figure
from indexer.reports.model import Part, Report
from indexer.search.engine import ReportHead
from indexer.search.highlights import Shifts

_TEXT_BLOBS = {"text": "texts", "heading": "headings"}


class SegmentReader:
    """Reads a segment's file. Immutable, and safe to share between threads."""

    def __init__(self, path: Path, tuning: WhooshTuning = DEFAULT_TUNING) -> None:
        self.path = path
        self.tuning = tuning
        self.arrays = ArrayFile(path)
        self.part_report = self.column("part.report")
        self.report_parts = self.column("report.parts")
        self.parts = len(self.part_report)
        self.reports = len(self.report_parts)
        self.first_parts = np.cumsum(self.report_parts) - self.report_parts
        """By report, the number of its first part."""
        self.words = {field: self.postings(words_name(field)) for field in RANKED_FIELDS}
        self.pairs = {field: self.postings(pairs_name(field)) for field in TEXT_FIELDS}
        names = [*(blob.name for blob in PART_BLOBS), *(blob.name for blob in REPORT_BLOBS)]
        self._blobs = {name: _Blobs(self.arrays, name) for name in names}
        self.hashes = {each.name: HashesReader(self.arrays, each.name) for each in REPORT_HASHES}
        self._texts = {field: self._blobs[name] for field, name in _TEXT_BLOBS.items()}
        self._spared_in_texts: Array | None = None

    def postings(self, name: str) -> PostingsReader:
        """Postings by a name of `POSTINGS`."""
        return PostingsReader(self.arrays, name, self.parts)

    def warm_up(self) -> None:
        """Read now what every look-up of a term needs."""
        for postings in (*self.words.values(), *self.pairs.values()):
            postings.warm_up()

    def read_ahead(self) -> None:
        """For a process that searches much later: verify the whole file now, and learn from its
        texts what NEAR would read of each."""
        with suppress(IndexDamagedError):
            starts, ends = self.text_ranges("text", np.arange(self.parts))
            codes = self._texts["text"].whole().view("<u2")
            self._spared_in_texts = spared_by_runs(codes, starts // 2, ends // 2)
        self.arrays.verify_ahead()

    def column(self, name: str) -> Array:
        """A whole column by name."""
        return self.arrays.column(name).whole()

    def figure_table(self, name: str) -> Array:
        """One of `FIGURE_TABLES`: a row for each report, a column for each figure."""
        return self.column(name).reshape(self.reports, len(FIGURES))

    def figures(self, report: int) -> dict[str, Figure]:
        """The figures of a report as stored."""
        return read_figures_record(self._figures(report))

    def _figures(self, report: int) -> bytes:
        return zlib.decompress(self._blobs["figures"].get(report))

    @cached_property
    def labels(self) -> dict[str, list[str | None]]:
        """The strings of each label by number; number 0 is None."""
        labels: dict[str, list[str | None]] = json.loads(self.column("labels").tobytes())
        return labels

    @cached_property
    def ids(self) -> list[str]:
        """Report ids by report number."""
        return [report_id.decode("ascii") for report_id in self.id_bytes()]

    def id_bytes(self) -> list[bytes]:
        """The same, as stored."""
        return self._blobs["report.id"].all()

    def text(self, field: str, part: int) -> str:
        """Normalised text or heading of a part."""
        stored = self._texts[field].get(part)
        return utf_16_le_decode(stored, "surrogatepass", True)[0]  # no search for the codec

    def may_contain(self, field: str, part: int, pattern: bytes) -> bool:
        """Whether the part's UTF-16 text contains the pattern, at a character's boundary."""
        return self._texts[field].contains(part, pattern, 2)

    def text_ranges(self, field: str, parts: DocIds) -> tuple[DocIds, DocIds]:
        """Start and end of each part's text or heading, in bytes."""
        return self._texts[field].ranges(parts)

    def codes(self, field: str, starts: DocIds, ends: DocIds) -> Array:
        """Texts or headings in these ranges of bytes, end to end, as 16-bit codes."""
        return self._texts[field].joined(starts, ends).view("<u2")

    def codes_at(self, field: str, starts: DocIds, ends: DocIds) -> Array:
        """All texts or headings end to end, as 16-bit codes; only these ranges of codes may be
        read."""
        return self._texts[field].verified(2 * starts, 2 * ends).view("<u2")

    def spared(self, field: str, parts: DocIds) -> Array | None:
        """The `spared_by_runs` of each part's text; None where they have not been read ahead."""
        known = self._spared_in_texts
        return known[parts] if field == "text" and known is not None else None

    @cached_property
    def non_bmp_parts(self) -> DocIds:
        """Parts whose text has a character of two 16-bit codes."""
        return true_at(self.column("part.non_bmp"))

    def head(self, report: int) -> ReportHead:
        """What lists and hits show of a report."""
        return read_head(self._blobs["heads"].get(report))

    @cached_property
    def heads(self) -> list[ReportHead]:
        """The heads of all reports, by report number."""
        return read_heads(self._blobs["heads"].all())

    def all_heads(self) -> list[dict[str, Any]]:
        """All heads by report number."""
        return self._blobs["heads"].all_json()

    def all_sources(self) -> list[list[Any]]:
        """The records of all source files by report number."""
        return self._blobs["sources"].all_json()

    def read_report(self, report: int) -> Report:
        """A whole report as stored."""
        first = int(self.first_parts[report])
        numbers = range(first, first + int(self.report_parts[report]))
        details = zlib.decompress(self._blobs["details"].get(report))
        source: list[Any] = decode_json(self._blobs["sources"].get(report))
        return read_report(
            decode_json(self._blobs["heads"].get(report)),
            source,
            tuple(map(self.read_part, numbers)),
            details,
            self._figures(report),
        )

    def read_part(self, part: int) -> Part:
        """One part as stored."""
        return self.shown_part(part)[0]

    def shown_part(self, part: int) -> tuple[Part, str, Shifts | None]:
        """One part as stored, its normalised text, and the `text_shifts` between the two."""
        text = self.text("text", part)
        record = decompress_record(self._blobs["records"].get(part), text)
        stored, shifts = read_part_with_shifts(record)
        return stored, text, shifts


class _Blobs:
    """Byte strings end to end, by number."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._data = arrays.column(name)
        self._ends_column = arrays.column(f"{name}_ends")

    @cached_property
    def _ends(self) -> Array:
        return self._ends_column.whole()

    def _range(self, number: int) -> tuple[int, int]:
        ends = self._ends
        return ends.item(number - 1) if number else 0, ends.item(number)

    def get(self, number: int) -> bytes:
        return self._data.copy(*self._range(number))

    def contains(self, number: int, pattern: bytes, width: int) -> bool:
        start, end = self._range(number)
        at = self._data.find(pattern, start, end)
        while at >= 0 and (at - start) % width:
            at = self._data.find(pattern, at + 1, end)
        return at >= 0

    def ranges(self, numbers: DocIds) -> tuple[DocIds, DocIds]:
        ends = self._ends
        starts = ends[numbers - 1].astype(np.int64)
        starts[numbers == 0] = 0
        return starts, ends[numbers].astype(np.int64)

    def joined(self, starts: DocIds, ends: DocIds) -> Array:
        if not len(starts):
            return np.empty(0, np.uint8)
        if np.array_equal(starts[1:], ends[:-1]):
            return self._data.slice(int(starts[0]), int(ends[-1]))
        return self._data.gather(starts, ends)

    def verified(self, starts: DocIds, ends: DocIds) -> Array:
        return self._data.verified(starts, ends)

    def whole(self) -> Array:
        return self._data.whole()

    def all(self) -> list[bytes]:
        data = self._data.whole().tobytes()
        ends = self._ends.tolist()
        return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def all_json(self) -> list[Any]:
        values: list[Any] = json.loads(b"[" + b",".join(self.all()) + b"]")
        return values
