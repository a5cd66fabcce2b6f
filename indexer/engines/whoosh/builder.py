"""Builds one segment: reports in, a file of arrays out.

Arrays of a segment, beside the families `text.words`, `text.pairs`, `heading.words`,
`heading.pairs` and `title.words`:

- by part: `part.report`, `part.ordinal`, `part.sections` and `part.topics` (bit masks in the
  order of the taxonomy), `part.{text,heading,title}_words` (lengths in words).
- by report: `report.{school,province,period}` (numbers into the lists of `labels`, 0 is null),
  `report.year`, `report.period_end` (0 is null), `report.parts`, `report.id_ends`, `report.ids`.
- `texts`, `headings`: normalised, UTF-16 (two bytes for nearly every character), with `_ends`.
- `records`: each part as JSON, packed by itself, since a hit shows one (see `packing.py`);
  `details`: per report its outline and warnings, compressed. `heads` and `sources`: per report what
  lists show of it, and its file, as JSON. Each with `_ends`.
- `labels`: JSON lists of schools, provinces and periods.
"""

from __future__ import annotations

import json
import zlib
from array import array
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from indexer.analysis.normalize import normalize
from indexer.engines.records import details_record, head_record, part_record, source_record
from indexer.engines.whoosh.arrays import ArrayWriter
from indexer.engines.whoosh.inverter import FieldInverter
from indexer.engines.whoosh.lexicon import Lexicon
from indexer.engines.whoosh.masks import mask_of
from indexer.engines.whoosh.packing import packed
from indexer.engines.whoosh.postings import FamilyWriter
from indexer.engines.whoosh.segment import LABELS
from indexer.reports.model import Part, Report

_TYPES: Final = {"part.sections": np.uint16, "part.topics": np.uint16}
_COMPRESSION: Final = 6
_MOST_BYTES: Final = 160 << 20
"""A segment is written when its lists take so much memory: some 6,000 reports."""


class Labels:
    """Strings by number, in the order they were met; 0 is null."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = {None: 0}

    def number(self, label: str | None) -> int:
        return self._numbers.setdefault(label, len(self._numbers))

    def listed(self) -> list[str | None]:
        return [*self._numbers]


class SegmentBuilder:
    """Collects reports and writes them as one segment.

    Texts and records go to the disk as they come; postings are held until the segment is written.
    """

    def __init__(self, lexicon: Lexicon, path: Path) -> None:
        """`path` is the file to be, which is not there before `write`."""
        self.path = path
        self._arrays = ArrayWriter(path)
        self._text = FieldInverter(lexicon)
        self._heading = FieldInverter(lexicon)
        self._title = FieldInverter(lexicon, containing=False)
        self._labels = {name: Labels() for name in LABELS}
        self._columns: dict[str, array[int]] = {}
        self._sizes: dict[str, array[int]] = {}
        self.reports = 0
        self.parts = 0

    def add(self, report: Report) -> None:
        """Take in a report."""
        for part in report.parts:
            self._add_part(part)
        if report.parts:
            self._title.add(normalize(report.title), len(report.parts))
        self._blob("details", zlib.compress(details_record(report), _COMPRESSION))
        self._blob("heads", head_record(report))
        self._blob("sources", source_record(report))
        self._blob("report.id", report.id.encode("ascii"))
        for name in LABELS:
            self._record(f"report.{name}", [self._labels[name].number(getattr(report, name))])
        self._record("report.year", [report.year or 0])
        self._record("report.period_end", [_day_number(report.period_end)])
        self._record("report.parts", [len(report.parts)])
        self.reports += 1

    def is_full(self) -> bool:
        """Whether it should be written before more is added."""
        return self._text.bytes_held + self._heading.bytes_held > _MOST_BYTES

    def write(self) -> None:
        """Write the segment's file."""
        with self._arrays as arrays:
            for name, inverter in (("text", self._text), ("heading", self._heading)):
                words = FamilyWriter(arrays, f"{name}.words", self.parts)
                pairs = FamilyWriter(arrays, f"{name}.pairs", self.parts)
                arrays.append(f"part.{name}_words", inverter.write(words, pairs))
                words.finish()
                pairs.finish()
            titles = FamilyWriter(arrays, "title.words", self.parts)
            arrays.append("part.title_words", self._title.write(titles, None))
            titles.finish()
            for name, values in self._columns.items():
                arrays.append(name, np.array(values, _TYPES.get(name, np.int32)))
            for name, sizes in self._sizes.items():
                arrays.append(f"{name}_ends", np.cumsum(sizes, dtype=np.uint64))
            labels = {name: self._labels[name].listed() for name in LABELS}
            arrays.append_bytes("labels", json.dumps(labels, ensure_ascii=False).encode())

    def close(self) -> None:
        """Give up a segment that is not to be written."""
        self._arrays.close()

    def _add_part(self, part: Part) -> None:
        text, heading = normalize(part.text), normalize(part.heading)
        self._text.add(text)
        self._heading.add(heading)
        self._blob("texts", text.encode("utf-16-le", "surrogatepass"))
        self._blob("headings", heading.encode("utf-16-le", "surrogatepass"))
        self._blob("records", packed(part_record(part), text))
        self._record("part.report", [self.reports])
        self._record("part.ordinal", [part.ordinal])
        self._record("part.sections", [mask_of("section", part.sections)])
        self._record("part.topics", [mask_of("topic", part.topics)])
        self.parts += 1

    def _record(self, name: str, values: list[int]) -> None:
        self._columns.setdefault(name, array("q")).extend(values)

    def _blob(self, name: str, piece: bytes) -> None:
        self._arrays.append_bytes(name, piece)
        self._sizes.setdefault(name, array("q")).append(len(piece))


def _day_number(day: date | None) -> int:
    return day.toordinal() if day else 0
