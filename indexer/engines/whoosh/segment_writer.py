"""Writes a segment: reports in, a file of arrays out."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from indexer.engines.whoosh.arrays import Array, ArrayWriter
from indexer.engines.whoosh.lexicon import (
    UNIT_BITS,
    Lexicon,
    Units,
    pair_strings,
    split_units,
    unit_strings,
)
from indexer.engines.whoosh.posting_runs import (
    Postings,
    Run,
    TermSet,
    group_occurrences,
    write_postings,
)
from indexer.engines.whoosh.postings import PostingsWriter, place_width
from indexer.engines.whoosh.report_hashes import HashesWriter
from indexer.engines.whoosh.segment_schema import (
    FIGURE_TABLES,
    LABELS,
    PART_BLOBS,
    PART_COLUMNS,
    PLACED_FIELDS,
    RANKED_FIELDS,
    REPORT_BLOBS,
    REPORT_COLUMNS,
    REPORT_HASHES,
    TEXT_FIELDS,
    Blob,
    Column,
    IndexedReport,
    LabelNumbers,
    length_name,
    pairs_name,
    words_name,
)
from indexer.engines.whoosh.tuning import DEFAULT_TUNING, WhooshTuning
from indexer.reports.model import NormalizedText, Report
from indexer.search.engine import ReportHead
from indexer.search.figure_columns import figure_row

_MAX_BATCH_TEXTS: Final = 1 << 16
_FEW_CODES: Final = 1 << 14
"""So few codes are sorted sooner than a table of all codes is filled."""

Source = TypeVar("Source")


class SegmentWriter:
    """Collects reports and writes them as one segment.

    Texts and records go to the disk as they come; postings stay in memory until the segment is
    written.
    """

    def __init__(self, lexicon: Lexicon, path: Path, tuning: WhooshTuning = DEFAULT_TUNING) -> None:
        """`path` is the file to be written; it does not exist before `write`."""
        self.path = path
        self.reports = 0
        self.parts = 0
        self._arrays = ArrayWriter(path)
        self._inverters = {
            field: FieldInverter(
                lexicon,
                tokens_only=field not in TEXT_FIELDS,
                with_positions=field in PLACED_FIELDS,
                batch=tuning.inversion_characters,
            )
            for field in RANKED_FIELDS
        }
        self._max_bytes = tuning.segment_bytes
        self._labels = LabelNumbers()
        self._columns: dict[str, tuple[type[np.generic], array[int]]] = {}
        self._sizes: dict[str, array[int]] = {}
        self._hashes = {each.name: HashesWriter(each.name) for each in REPORT_HASHES}

    def add(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report; its normalised texts are computed if they are not given."""
        indexed = IndexedReport(report, normalized or NormalizedText.of(report))
        parts = [*indexed.parts()]
        for part in parts:
            self._inverters["text"].add(part.text)
            self._inverters["heading"].add(part.heading)
        self._store(parts, PART_COLUMNS, PART_BLOBS)
        self._extend("part.report", np.int32, repeat(self.reports, len(parts)))
        if parts:
            self._inverters["title"].add(indexed.normalized.title, len(parts))
        head = ReportHead.of(report)
        self._store([head], REPORT_COLUMNS, ())
        self._store([indexed], (), REPORT_BLOBS)
        for each in REPORT_HASHES:
            self._hashes[each.name].add(self.reports, each.hashes(indexed))
        row = figure_row(report.figures)
        for table in FIGURE_TABLES:
            self._extend(table.name, table.dtype, table.row(row))
        for name in LABELS:
            number = self._labels.number(name, getattr(head, name))
            self._extend(f"report.{name}", np.int32, [number])
        self._extend("report.parts", np.int32, [len(parts)])
        self.reports += 1
        self.parts += len(parts)

    def is_full(self) -> bool:
        """Whether it should be written before more is added."""
        return sum(inverter.nbytes for inverter in self._inverters.values()) > self._max_bytes

    def write(self) -> None:
        """Write the segment's file."""
        with self._arrays as arrays:
            for field, inverter in self._inverters.items():
                words = PostingsWriter(
                    arrays, words_name(field), self.parts, with_positions=field in PLACED_FIELDS
                )
                pairs = None
                if field in TEXT_FIELDS:
                    pairs = PostingsWriter(arrays, pairs_name(field), self.parts)
                arrays.append(length_name(field), inverter.write(words, pairs))
            for name, (dtype, values) in self._columns.items():
                arrays.append(name, np.array(values, dtype))
            for name, sizes in self._sizes.items():
                arrays.append(f"{name}_ends", np.cumsum(sizes, dtype=np.uint64))
            for hashes in self._hashes.values():
                hashes.write(arrays, self.reports)
            arrays.append_bytes("labels", self._labels.to_json())

    def close(self) -> None:
        """Discard a segment that will not be written."""
        self._arrays.close()

    def _store(
        self,
        sources: Sequence[Source],
        columns: Iterable[Column[Source]],
        blobs: Iterable[Blob[Source]],
    ) -> None:
        for column in columns:
            self._extend(column.name, column.dtype, map(column.value, sources))
        for blob in blobs:
            data = [*map(blob.encode, sources)]
            self._arrays.append_bytes(blob.name, b"".join(data))
            self._sizes.setdefault(blob.name, array("q")).extend(map(len, data))

    def _extend(self, name: str, dtype: type[np.generic], values: Iterable[int]) -> None:
        if name not in self._columns:
            self._columns[name] = dtype, array("q")
        self._columns[name][1].extend(values)


class FieldInverter:
    """Inverts one field of a segment. Texts are added in the order of their parts.

    Every word, character, alphanumeric run and pair that a text contains gets a posting; with
    `tokens_only` only the tokens of the segmenter do. With `with_positions` words of two characters
    have positions. Texts are inverted in batches of so many
    characters; until they are written, postings take three or four bytes each.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        *,
        tokens_only: bool = False,
        with_positions: bool = False,
        batch: int = DEFAULT_TUNING.inversion_characters,
    ) -> None:
        self.nbytes = 0
        """Memory of the postings, roughly."""
        self._lexicon = lexicon
        self._tokens_only = tokens_only
        self._with_positions = with_positions
        self._batch = batch
        self._alnum_runs: dict[str, int] = {}
        """Numbers of the alphanumeric runs that were seen."""
        self._pending: list[str] = []
        self._pending_characters = 0
        self._repeats: list[int] = []
        self._inverted_parts = 0
        self._units: list[Run] = []
        self._pair_words: list[Run] = []
        self._pairs: list[Run] = []
        self._long_words: list[Run] = []
        self._lengths: list[Array] = []

    def add(self, normalised: str, repeat: int = 1) -> None:
        """Add the normalised text of the next part, or of the next `repeat` parts."""
        self._pending.append(normalised)
        self._repeats.append(repeat)
        self._pending_characters += len(normalised)
        if self._pending_characters > self._batch or len(self._pending) == _MAX_BATCH_TEXTS:
            self._invert_pending()

    def write(self, words: PostingsWriter, pairs: PostingsWriter | None) -> Array:
        """Write the postings of words, characters and runs, and of pairs that are no words; returns
        the length of each part's text in words."""
        self._invert_pending()
        runs, long_words = [*self._alnum_runs], self._lexicon.long_words
        unit, word, long, other = map(
            TermSet.of, (self._units, self._pair_words, self._long_words, self._pairs)
        )
        self._units, self._pair_words, self._long_words, self._pairs = [], [], [], []
        terms = [
            unit.with_strings(lambda codes: unit_strings(codes, runs)),
            word.with_strings(lambda codes: pair_strings(codes, runs)),
            long.with_strings(lambda codes: [long_words[code] for code in codes.tolist()]),
        ]
        write_postings(words, terms, with_frequencies=True)
        words.finish()
        if pairs is not None:
            others = other.with_strings(lambda codes: pair_strings(codes, runs))
            write_postings(pairs, [others], with_frequencies=False)
            pairs.finish()
        return np.concatenate([np.empty(0, np.uint32), *self._lengths])

    def _invert_pending(self) -> None:
        if not self._pending:
            return
        texts, repeats = self._pending, np.array(self._repeats)
        self._pending, self._repeats, self._pending_characters = [], [], 0
        joined, units = split_units(texts, self._lexicon.tokenizer.cut, self._alnum_runs)
        ranks = _ranks(units.codes)
        self._keep(self._units, _unit_postings(units, ranks), repeats)
        pairs = _pair_postings(units, ranks, with_positions=self._with_positions)
        is_word = self._lexicon.are_words(pairs.codes)
        self._keep(self._pair_words, pairs.select(is_word), repeats)
        if not self._tokens_only:
            self._keep(self._pairs, pairs.without_positions().select(~is_word), repeats)
        self._keep(self._long_words, self._long_word_postings(joined, units), repeats)
        lengths = np.bincount(units.doc_ids[units.token_len > 0], minlength=len(texts))
        self._lengths.append(np.repeat(lengths, repeats).astype(np.uint32))
        self._inverted_parts += int(repeats.sum())

    def _long_word_postings(self, joined: str, units: Units) -> Postings:
        numbers, starts, ends = self._lexicon.matches(joined)
        at = np.searchsorted(units.offsets, starts)
        is_token = units.token_len[at] == ends - starts
        return group_occurrences((numbers,), units.doc_ids[at], is_token, numbers)

    def _keep(self, runs: list[Run], postings: Postings, repeats: Array) -> None:
        if self._tokens_only:
            postings = postings.tokens_only()
        if (repeats > 1).any():
            postings = postings.repeat(repeats)
        runs.append(Run(postings, self._inverted_parts))
        self.nbytes += postings.nbytes


def _unit_postings(units: Units, ranks: Array) -> Postings:
    is_term = units.is_term
    is_token = units.token_len[is_term] == 1
    return group_occurrences(
        (ranks[is_term],), units.doc_ids[is_term], is_token, units.codes[is_term]
    )


def _pair_postings(units: Units, ranks: Array, *, with_positions: bool) -> Postings:
    is_pair = units.is_term[:-1] & units.is_term[1:]
    firsts, seconds = units.codes[:-1][is_pair], units.codes[1:][is_pair]
    codes = (firsts.astype(np.int64) << UNIT_BITS) | seconds
    is_token = units.token_len[:-1][is_pair] == 2
    texts = units.doc_ids[:-1][is_pair]
    places = None
    if with_positions:
        places = (units.own_offsets[:-1][is_pair] // place_width(units.sizes)[texts]).astype(
            np.uint16
        )
    keys = ranks[:-1][is_pair], ranks[1:][is_pair]
    return group_occurrences(keys, texts, is_token, codes, places)


def _ranks(codes: Array) -> Array:
    """The codes numbered in their order: the fewer bits, the faster they are sorted."""
    if len(codes) < _FEW_CODES:
        return np.unique(codes, return_inverse=True)[1]
    is_used = np.zeros(int(codes.max(initial=0)) + 1, np.int32)
    is_used[codes] = 1
    return (np.cumsum(is_used, dtype=np.int32) - 1)[codes]
