"""Our segments as Whoosh sees them: its codec classes over `SegmentReader`, for reading only.

Whoosh's own writers cannot write such segments, and are refused: only `writer.py` makes them. In
the text fields plain Whoosh sees the tokens of the segmenter; terms that are only contained in
other tokens are hidden from it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.formats import Positions
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo
from whoosh.system import pack_uint

from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.commit_file import EXTENSION
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import BITSET_FIELDS, LABELS, RANKED_FIELDS, length_name
from indexer.engines.whoosh.store import USER_WORDS
from indexer.engines.whoosh.whoosh_schema import AbsentTermError, WrittenOnce, refuse_writing


class XxgkCodec(Codec):
    """Reads segments that `writer.py` wrote."""

    def terms_reader(self, storage: Any, segment: XxgkSegment) -> XxgkTerms:
        user_words = Path(storage.folder, USER_WORDS)
        return XxgkTerms(_open(storage, segment), user_words if user_words.is_file() else None)

    def per_document_reader(self, storage: Any, segment: XxgkSegment) -> XxgkDocuments:
        return XxgkDocuments(_open(storage, segment), segment)

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        refuse_writing()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        refuse_writing()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        refuse_writing()

    def postings_reader(self, *arguments: Any, **options: Any) -> NoReturn:
        refuse_writing()

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        refuse_writing()


def _open(storage: Any, segment: XxgkSegment) -> SegmentReader:
    return SegmentReader(Path(storage.folder) / segment.make_filename(EXTENSION))


class XxgkSegment(WrittenOnce, WhooshSegment):
    """A segment in Whoosh's table of contents. Documents are parts."""

    def __init__(self, name: str, parts: int, deleted: DocIds) -> None:
        self.indexname, self.segid = name.rsplit("_", 1)
        self.compound = False
        self.parts = parts
        self._deleted = frozenset(deleted.tolist())

    def codec(self) -> XxgkCodec:
        return XxgkCodec()

    def doc_count_all(self) -> NoReturn:
        """Only Whoosh's writers call this of a segment, when they begin; readers have their own."""
        refuse_writing()

    def doc_count(self) -> int:
        return self.parts - self.deleted_count()

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        refuse_writing()


class XxgkDocuments(PerDocumentReader):
    """Stored fields and lengths."""

    def __init__(self, segment_reader: SegmentReader, segment: XxgkSegment) -> None:
        self._segment_reader = segment_reader
        self._segment = segment

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._segment.parts

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> frozenset[int]:
        return self._segment.deleted_docs()

    def _lengths(self, fieldname: str) -> Array:
        if fieldname not in RANKED_FIELDS:
            return np.zeros(self._segment_reader.parts, np.int64)
        return self._segment_reader.column(length_name(fieldname))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        part = self._segment_reader.read_part(docnum)
        head = self._segment_reader.head(int(self._segment_reader.part_report[docnum]))
        names = ("school", "province", "period", "title")
        values = {name: getattr(head, name) for name in names}
        stored = {name: value for name, value in values.items() if value is not None}
        if head.year is not None:
            stored["year"] = str(head.year)
        return stored | {
            "id": f"{head.id}#{part.ordinal}",
            "section": " ".join(part.sections),
            "topic": " ".join(part.topics),
            "text_source": part.text_source,
            "heading": part.heading,
            "text": part.text,
        }


class XxgkTerms(TermsReader):
    """Terms and their postings: words from the postings, the other fields from columns."""

    def __init__(self, segment_reader: SegmentReader, user_words: Path | None) -> None:
        self._segment_reader = segment_reader
        self._user_words = user_words

    def indexed_field_names(self) -> list[str]:
        return sorted([*RANKED_FIELDS, *self._column_terms])

    @cached_property
    def _column_terms(self) -> dict[str, dict[bytes, Callable[[], DocIds]]]:
        """Field → term → its parts, of the fields that are no text."""
        segment = self._segment_reader
        fields: dict[str, dict[bytes, Callable[[], DocIds]]] = {}
        for field, values in BITSET_FIELDS.items():
            bits = segment.column(f"part.{field}s")
            fields[field] = {
                value.encode(): _where(bits & (1 << bit)) for bit, value in enumerate(values)
            }
        for field in LABELS:
            codes = segment.column(f"report.{field}")[segment.part_report]
            fields[field] = {
                label.encode(): _where(codes == code)
                for code, label in enumerate(segment.labels[field])
                if label is not None
            }
        years = segment.column("report.year")[segment.part_report]
        fields["year"] = {
            str(year).encode(): _where(years == year) for year in np.unique(years) if year
        }
        ordinals = segment.column("part.ordinal")
        fields["id"] = {
            f"{segment.ids[report]}#{ordinal}".encode(): _where(np.arange(len(ordinals)) == part)
            for part, (report, ordinal) in enumerate(
                zip(segment.part_report.tolist(), ordinals.tolist(), strict=True)
            )
        }
        return {
            field: {t: p for t, p in terms.items() if len(p())} for field, terms in fields.items()
        }

    def _terms_of(self, field: str, start: bytes = b"") -> Iterator[bytes]:
        if field in RANKED_FIELDS:
            reader = self._segment_reader.words[field]
            first = reader.lower_bound(start)
            doc_freqs = reader.token_doc_freqs(first, len(reader)).tolist()
            keys = reader.keys(first, len(reader))
            return (key for key, doc_freq in zip(keys, doc_freqs, strict=True) if doc_freq)
        return iter(sorted(t for t in self._column_terms.get(field, {}) if t >= start))

    def _postings(self, field: str, term: bytes) -> tuple[DocIds, Array]:
        """Parts and weights. Raises AbsentTermError."""
        if field in RANKED_FIELDS:
            reader = self._segment_reader.words[field]
            number = reader.find(term)
            if number is not None:
                weights = reader.frequencies(number)
                if weights.any():
                    return reader.docs(number)[weights > 0], weights[weights > 0]
        elif term in self._column_terms.get(field, {}):
            docs = self._column_terms[field][term]()
            return docs, np.ones(len(docs), np.uint8)
        raise AbsentTermError(f"{field}:{term!r}")

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        try:
            self._postings(*term)
        except AbsentTermError:
            return False
        return True

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self.indexed_field_names():
            yield from ((field, term) for term in self._terms_of(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((fieldname, term) for term in self._terms_of(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        ids, weights = self._postings(fieldname, text)
        lengths = np.ones(len(ids))
        if fieldname in RANKED_FIELDS:
            lengths = self._segment_reader.column(length_name(fieldname))[ids]
        return TermInfo(
            weight=float(weights.sum()),
            df=len(ids),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(weights.max()),
            minid=int(ids[0]),
            maxid=int(ids[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self._postings(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PartMatcher:
        ids, weights = self._postings(fieldname, text)
        return PartMatcher(
            ids.tolist(),
            weights.astype(np.float64).tolist(),
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
            positions_of=partial(self._positions, fieldname, text.decode())
            if fieldname in RANKED_FIELDS
            else None,
        )

    def _positions(self, field: str, word: str, docnum: int) -> list[int]:
        """Positions of a word among the words of a part."""
        if field == "title":
            report = int(self._segment_reader.part_report[docnum])
            stored = self._segment_reader.head(report).title
        else:
            stored = getattr(self._segment_reader.read_part(docnum), field)
        words = get_tokenizer(self._user_words).words(normalize(stored or ""))
        return [position for position, other in enumerate(words) if other == word]

    def cursor(self, fieldname: str, fieldobj: Any) -> XxgkCursor:
        return XxgkCursor(self, fieldname, [*self._terms_of(fieldname)], fieldobj)


class XxgkCursor(FieldCursor):
    """Walks the terms of one field."""

    def __init__(self, reader: XxgkTerms, name: str, terms: list[bytes], field: Any) -> None:
        self._reader = reader
        self._name = name
        self._terms = terms
        self._field = field
        self._index = 0

    def is_valid(self) -> bool:
        return self._index < len(self._terms)

    def first(self) -> Any:
        self._index = 0
        return self.text()

    def find(self, term: bytes | str) -> Any:
        """Go to the first term that is not below `term`."""
        key = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._index = bisect_left(self._terms, key)
        return self.text()

    def next(self) -> Any:
        self._index += 1
        return self.text()

    def text(self) -> Any:
        return self._field.from_bytes(self._terms[self._index]) if self.is_valid() else None

    def term(self) -> bytes | None:
        return self._terms[self._index] if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return (
            self._reader.term_info(self._name, self._terms[self._index])
            if self.is_valid()
            else None
        )


def _where(mask: Array) -> Callable[[], DocIds]:
    return lambda: np.flatnonzero(mask)


PositionsOf = Callable[[int], Sequence[int]]
"""Document → the positions of the term in it."""


class PartMatcher(ListMatcher):
    """Parts and weights; the positions, which phrases need, come from the stored text."""

    def __init__(
        self, *arguments: Any, positions_of: PositionsOf | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._positions_of = positions_of

    def copy(self) -> PartMatcher:
        return copy(self)

    def supports(self, astype: str) -> bool:
        counted = astype in {"weight", "frequency"}
        return counted or (self._positions_of is not None and astype.startswith("position"))

    def value_as(self, astype: str) -> Any:
        match astype:
            case "weight":
                return self.weight()
            case "frequency":
                return int(self.weight())
            case "positions" if self._positions_of is not None:
                return list(self._positions_of(self.id()))
            case "position_boosts" if self._positions_of is not None:
                return [(position, 1.0) for position in self._positions_of(self.id())]
            case _:
                return super().value_as(astype)

    def value(self) -> bytes:
        """In the format of Whoosh's own postings."""
        if self._positions_of is None:
            return bytes(pack_uint(int(self.weight())))
        return bytes(Positions().encode(self._positions_of(self.id())))

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        each = copy(self)
        each.reset()
        while each.is_active():
            yield each.id(), each.value()
            each.next()
