"""Our segments as Whoosh sees them: its codec classes over `segment.Segment`, for reading.

Whoosh's own writers cannot write such segments, and are refused: only `writer.py` makes them.
In the word fields plain Whoosh sees the words the segmenter chose; what a part merely contains
is hidden from it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.reading import TermInfo

from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.manifest import EXTENSION
from indexer.engines.whoosh.masks import MASKED
from indexer.engines.whoosh.matcher import PartMatcher
from indexer.engines.whoosh.postings import Family, Ids
from indexer.engines.whoosh.refusals import AbsentTermError, WrittenOnce, refuse_writing
from indexer.engines.whoosh.segment import RANKED_FIELDS, Segment
from indexer.engines.whoosh.store import USER_WORDS

_LABELS = ("school", "province", "period")


class XxgkCodec(Codec):
    """Reads segments that `writer.py` made."""

    def terms_reader(self, storage: Any, segment: XxgkSegment) -> XxgkTerms:
        user_words = Path(storage.folder, USER_WORDS)
        return XxgkTerms(_opened(storage, segment), user_words if user_words.is_file() else None)

    def per_document_reader(self, storage: Any, segment: XxgkSegment) -> XxgkDocuments:
        return XxgkDocuments(_opened(storage, segment), segment)

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


def _opened(storage: Any, segment: XxgkSegment) -> Segment:
    return Segment(Path(storage.folder) / segment.make_filename(EXTENSION))


class XxgkSegment(WrittenOnce, WhooshSegment):
    """A segment in Whoosh's table of contents. Documents are parts."""

    def __init__(self, name: str, parts: int, deleted: Ids) -> None:
        self.indexname, self.segid = name.rsplit("_", 1)
        self.compound = False
        self.parts = parts
        self._deleted = frozenset(deleted.tolist())

    def codec(self) -> XxgkCodec:
        return XxgkCodec()

    def doc_count_all(self) -> NoReturn:
        """Of a segment, only Whoosh's writers ask this, when they begin: readers ask their own."""
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

    def __init__(self, opened: Segment, segment: XxgkSegment) -> None:
        self._opened = opened
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
            return np.zeros(self._opened.parts, np.int64)
        return self._opened.column(f"part.{fieldname}_words")

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        part = self._opened.read_part(docnum)
        head = self._opened.head(int(self._opened.part_report[docnum]))
        names = ("school", "province", "period", "title")
        known = {name: head[name] for name in names if head[name] is not None}
        if head["year"] is not None:
            known["year"] = str(head["year"])
        return known | {
            "id": f"{head['id']}#{part.ordinal}",
            "section": " ".join(part.sections),
            "topic": " ".join(part.topics),
            "heading": part.heading,
            "text": part.text,
        }


class XxgkTerms(TermsReader):
    """Terms and their postings: words from the families, labels from the columns."""

    def __init__(self, opened: Segment, user_words: Path | None) -> None:
        self._opened = opened
        self._user_words = user_words

    def indexed_field_names(self) -> list[str]:
        return sorted([*RANKED_FIELDS, *self._labelled])

    @cached_property
    def _labelled(self) -> dict[str, dict[bytes, Callable[[], Ids]]]:
        """Field → term → its parts, of the fields that are no text."""
        opened = self._opened
        fields: dict[str, dict[bytes, Callable[[], Ids]]] = {}
        for field, known in MASKED.items():
            masks = opened.column(f"part.{field}s")
            fields[field] = {
                label.encode(): _where(masks & (1 << bit)) for bit, label in enumerate(known)
            }
        for field in _LABELS:
            numbers = opened.column(f"report.{field}")[opened.part_report]
            fields[field] = {
                label.encode(): _where(numbers == number)
                for number, label in enumerate(opened.labels[field])
                if label is not None
            }
        years = opened.column("report.year")[opened.part_report]
        fields["year"] = {
            str(year).encode(): _where(years == year) for year in np.unique(years) if year
        }
        ordinals = opened.column("part.ordinal")
        fields["id"] = {
            f"{opened.ids[report]}#{ordinal}".encode(): _where(np.arange(len(ordinals)) == part)
            for part, (report, ordinal) in enumerate(
                zip(opened.part_report.tolist(), ordinals.tolist(), strict=True)
            )
        }
        return {
            field: {t: p for t, p in terms.items() if len(p())} for field, terms in fields.items()
        }

    def _terms_of(self, field: str, start: bytes = b"") -> Iterator[bytes]:
        if field in RANKED_FIELDS:
            family = self._opened.words[field]
            first = family.at_or_after(start)
            counts = family.cut_counts(first, len(family)).tolist()
            keys = family.keys(first, len(family))
            return (key for key, count in zip(keys, counts, strict=True) if count)
        return iter(sorted(t for t in self._labelled.get(field, {}) if t >= start))

    def _postings(self, field: str, term: bytes) -> tuple[Ids, Array]:
        """Parts and weights. Raises AbsentTermError."""
        if field in RANKED_FIELDS:
            family: Family = self._opened.words[field]
            number = family.find(term)
            if number is not None:
                weights = family.frequencies(number)
                if weights.any():
                    return family.ids(number)[weights > 0], weights[weights > 0]
        elif term in self._labelled.get(field, {}):
            ids = self._labelled[field][term]()
            return ids, np.ones(len(ids), np.uint8)
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
            lengths = self._opened.column(f"part.{fieldname}_words")[ids]
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
        """Where a word stands among those of a part."""
        if field == "title":
            stored = self._opened.head(int(self._opened.part_report[docnum]))["title"]
        else:
            stored = getattr(self._opened.read_part(docnum), field)
        words = get_tokenizer(self._user_words).words(normalize(stored or ""))
        return [position for position, one in enumerate(words) if one == word]

    def cursor(self, fieldname: str, fieldobj: Any) -> XxgkCursor:
        return XxgkCursor(self, fieldname, [*self._terms_of(fieldname)], fieldobj)


class XxgkCursor(FieldCursor):
    """Walks the terms of one field."""

    def __init__(self, reader: XxgkTerms, name: str, terms: list[bytes], field: Any) -> None:
        self._reader = reader
        self._name = name
        self._terms = terms
        self._field = field
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._terms)

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, term: bytes | str) -> Any:
        """The first term from there on."""
        sought = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._at = bisect_left(self._terms, sought)
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        return self._field.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term(self) -> bytes | None:
        return self._terms[self._at] if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return (
            self._reader.term_info(self._name, self._terms[self._at]) if self.is_valid() else None
        )


def _where(found: Array) -> Callable[[], Ids]:
    return lambda: np.flatnonzero(found)
