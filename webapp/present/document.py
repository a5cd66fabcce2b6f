"""A report as a page shows it: its outline, its paragraphs, every highlight numbered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, Final, Literal, TypeAlias, TypeVar

from indexer.reporting.passages import anchor_of
from indexer.reporting.shared_wording import Sentence
from indexer.reports.model import Link, OutlineEntry, Part, Report, TextSource
from indexer.search.engine import SentenceUse
from indexer.search.highlights import highlight, highlight_heading
from indexer.search.query import TextLeaf
from indexer.search.search_budget import checkpoint

_OUTLINE_LEVELS: Final = 3
"""Headings below this level are not in the outline."""
_LOWEST_HEADING: Final = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `mark` is its number among the highlights of the report, 0 for none."""

    text: str
    mark: int = 0
    shared: SentenceUse | None = None
    """Of a sentence that is also in the reports of other schools."""
    ends_sentence: bool = False
    """Whether the shared sentence ends with it."""
    uncertain: bool = False
    """Whether it was recognised with little confidence."""
    stated: int = 0
    """1 for the first piece of the sentences that a page points at, 2 for the others."""


Range = TypeVar("Range", bound=tuple[Any, ...])
Run: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or a table."""

    kind: Literal["paragraph", "heading", "table"]
    runs: Run = ()
    """The text of a paragraph or heading."""
    lead: Run = ()
    """A heading at the start of the paragraph."""
    rows: tuple[tuple[Run, ...], ...] = ()
    level: int = 0
    """Of a heading, as in HTML: 2 for the heading of a section."""
    anchor: str = ""
    passage: str = ""
    """Anchor of a paragraph (`reporting.passages`)."""
    row_passages: tuple[str, ...] = ()
    """Anchors of the rows of a table."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part."""

    ordinal: int
    heading: Run
    level: int
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    marks: int
    """Highlights in its heading and text."""
    text_source: TextSource = "text"
    uncertain_pages: tuple[int, ...] = ()
    """The scanned pages with characters that were recognised with little confidence."""
    uncertain: int = 0
    """How many of these characters there are."""


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A heading in the outline; `text` is "" for the text before the first heading."""

    level: int
    text: str
    anchor: str
    marks: int
    """Highlights of the part that it begins; 0 for a lower heading."""
    first_mark: int
    """Number of the first of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report as a page shows it."""

    sections: tuple[Section, ...]
    outline: tuple[OutlineLine, ...]
    marks: int


Spans: TypeAlias = Mapping[int, Sequence[tuple[int, int]]]
"""Part → ranges of its text."""


def document(
    report: Report,
    leaves: Sequence[TextLeaf],
    sentences: Sequence[Sentence] = (),
    stated: Spans | None = None,
) -> Document:
    """The report with the terms highlighted; `sentences` are those shown as shared, `stated` those
    that the page points at, in order."""
    builder = _Builder(report.outline, leaves, sentences, stated or {})
    sections = [builder.section(part) for part in report.parts]
    return Document(tuple(sections), tuple(builder.outline), builder.marks)


@dataclass
class _Builder:
    """Builds part after part, counting highlights."""

    entries: Iterable[OutlineEntry]
    leaves: Sequence[TextLeaf]
    sentences: Sequence[Sentence]
    stated: Spans
    marks: int = 0
    has_stated: bool = False
    outline: list[OutlineLine] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._entry_at = {(entry.ordinal, entry.paragraph): entry for entry in self.entries}
        self._shared_in: defaultdict[int, list[_Shared]] = defaultdict(list)
        for each in self.sentences:
            self._shared_in[each.ordinal].append((each.start, each.end, each.use))

    def section(self, part: Part) -> Section:
        checkpoint()
        marks_before = self.marks
        own = self._entry_at.get((part.ordinal, -1))
        level = own.level if own else 1
        lines_before = len(self.outline)
        heading = self._run(part.heading, _Ranges(highlight_heading(part.heading, self.leaves)))
        blocks = tuple(self._blocks(part))
        line = OutlineLine(
            level, part.heading, f"s{part.ordinal}", self.marks - marks_before, marks_before + 1
        )
        self.outline.insert(lines_before, line)
        return Section(
            ordinal=part.ordinal,
            heading=heading,
            level=_html_level(level),
            sections=part.sections,
            topics=part.topics,
            blocks=blocks,
            links=_web_links(part.links),
            marks=self.marks - marks_before,
            text_source=part.text_source,
            uncertain_pages=tuple(sorted({each.page for each in part.uncertain})),
            uncertain=sum(each.end - each.start for each in part.uncertain),
        )

    def _blocks(self, part: Part) -> Iterator[Block]:
        lines = [*_lines(part.text)]
        marks = _Ranges(
            highlight(part.text, self.leaves),
            self._shared_in[part.ordinal],
            self.stated.get(part.ordinal, ()),
            [(each.start, each.end) for each in part.uncertain],
        )
        numbered = [(number, start, text) for number, (start, text) in enumerate(lines)]
        passages = 0
        for is_table, group in groupby(numbered, key=lambda line: "\t" in line[2]):
            if is_table:
                rows = tuple(self._row(start, text, marks) for _, start, text in group)
                numbers = range(passages + 1, passages + len(rows) + 1)
                anchors = tuple(anchor_of(part.ordinal, number) for number in numbers)
                passages += len(rows)
                yield Block("table", rows=rows, row_passages=anchors)
                continue
            for number, start, text in group:
                if text.strip():
                    passages += 1
                    entry = self._entry_at.get((part.ordinal, number))
                    block = self._line(entry, start, text, marks)
                    yield replace(block, passage=anchor_of(part.ordinal, passages))

    def _row(self, start: int, text: str, marks: _Ranges) -> tuple[Run, ...]:
        cells: list[Run] = []
        for cell in text.split("\t"):
            cells.append(self._run(cell, marks.within(start, start + len(cell))))
            start += len(cell) + 1
        return tuple(cells)

    def _line(
        self,
        entry: OutlineEntry | None,
        start: int,
        text: str,
        marks: _Ranges,
    ) -> Block:
        inside = marks.within(start, start + len(text))
        if entry is None:
            return Block("paragraph", self._run(text, inside))
        if entry.level <= _OUTLINE_LEVELS:
            self.outline.append(OutlineLine(entry.level, entry.text, entry.anchor, 0, 0))
        if text.strip() == entry.text.strip() or not text.startswith(entry.text):
            return Block(
                "heading",
                self._run(text, inside),
                level=_html_level(entry.level),
                anchor=entry.anchor,
            )
        cut = len(entry.text)
        lead = self._run(text[:cut], inside.within(0, cut))
        return Block(
            "paragraph",
            self._run(text[cut:], inside.within(cut, len(text))),
            lead=lead,
            anchor=entry.anchor,
        )

    def _run(self, text: str, ranges: _Ranges) -> Run:
        pieces: list[Piece] = []
        end_of_last = 0
        for start, end in ranges.marks:
            self.marks += 1
            pieces += _shared_pieces(text, end_of_last, start, ranges.shared)
            use, ends = _use_of(start, end, ranges.shared)
            pieces.append(Piece(text[start:end], self.marks, use, ends))
            end_of_last = end
        pieces += _shared_pieces(text, end_of_last, len(text), ranges.shared)
        if ranges.uncertain:
            pieces = [*_with_uncertain(pieces, ranges.uncertain)]
        return tuple(self._pointed_at(pieces, ranges.stated) if ranges.stated else pieces)

    def _pointed_at(
        self, pieces: Iterable[Piece], stated: Sequence[tuple[int, int]]
    ) -> Iterator[Piece]:
        """The pieces, cut where a sentence that is pointed at begins or ends. A highlight is not
        cut, since its number is an anchor."""
        start = 0
        for piece in pieces:
            end = start + len(piece.text)
            inside = _overlapping(stated, start, end)
            if piece.mark and inside:
                yield replace(piece, stated=self._next_stated())
            elif inside:
                yield from self._cut(piece, start, inside)
            else:
                yield piece
            start = end

    def _cut(self, piece: Piece, start: int, stated: Sequence[tuple[int, int]]) -> Iterator[Piece]:
        edges = {edge - start for span in stated for edge in span}
        cuts = sorted({0, len(piece.text), *(e for e in edges if 0 < e < len(piece.text))})
        for first, last in pairwise(cuts):
            is_stated = any(begin <= start + first < end for begin, end in stated)
            yield replace(
                piece,
                text=piece.text[first:last],
                ends_sentence=piece.ends_sentence and last == len(piece.text),
                stated=self._next_stated() if is_stated else 0,
            )

    def _next_stated(self) -> int:
        is_first, self.has_stated = not self.has_stated, True
        return 1 if is_first else 2


_Shared: TypeAlias = tuple[int, int, SentenceUse]
"""Start and end of a shared sentence, and where it occurs."""


@dataclass(frozen=True, slots=True)
class _Ranges:
    """What is marked in a text; ranges of one kind are in order and do not overlap. A shared
    sentence may end after the text."""

    marks: Sequence[tuple[int, int]]
    shared: Sequence[_Shared] = ()
    stated: Sequence[tuple[int, int]] = ()
    uncertain: Sequence[tuple[int, int]] = ()

    def within(self, start: int, end: int) -> _Ranges:
        """The ranges between two offsets, relative to the first."""
        return _Ranges(
            _inside(self.marks, start, end),
            [
                (max(first, start) - start, last - start, use)
                for first, last, use in _overlapping(self.shared, start, end)
            ],
            _inside(self.stated, start, end),
            _inside(self.uncertain, start, end),
        )


def _inside(ranges: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    return [
        (max(first, start) - start, min(last, end) - start)
        for first, last in _overlapping(ranges, start, end)
    ]


def _overlapping(ranges: Sequence[Range], start: int, end: int) -> Sequence[Range]:
    first = bisect_right(ranges, start, key=itemgetter(1))
    return ranges[first : bisect_left(ranges, end, key=itemgetter(0))]


def _with_uncertain(
    pieces: Iterable[Piece], uncertain: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    """The pieces, cut around the uncertain characters; a highlight with one is not cut, since its
    number is an anchor."""
    start = 0
    for piece in pieces:
        end = start + len(piece.text)
        inside = _overlapping(uncertain, start, end)
        if piece.mark or not inside:
            yield replace(piece, uncertain=bool(inside))
            start = end
            continue
        edges = {edge - start for span in inside for edge in span}
        cuts = sorted({0, len(piece.text), *(e for e in edges if 0 < e < len(piece.text))})
        for first, last in pairwise(cuts):
            yield replace(
                piece,
                text=piece.text[first:last],
                ends_sentence=piece.ends_sentence and last == len(piece.text),
                uncertain=any(begin <= start + first < close for begin, close in inside),
            )
        start = end


def _shared_pieces(text: str, start: int, end: int, shared: Sequence[_Shared]) -> Iterator[Piece]:
    """Text without highlights, cut where a shared sentence begins or ends."""
    for first, last, use in _overlapping(shared, start, end):
        if start < first:
            yield Piece(text[start:first])
        yield Piece(text[max(start, first) : min(last, end)], 0, use, last <= end)
        start = min(last, end)
    if start < end:
        yield Piece(text[start:end])


def _use_of(start: int, end: int, shared: Sequence[_Shared]) -> tuple[SentenceUse | None, bool]:
    """The shared sentence that a highlight begins in, and whether it ends there."""
    for first, last, use in _overlapping(shared, start, end):
        return (use, last <= end) if first <= start else (None, False)
    return None, False


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their offsets."""
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _html_level(level: int) -> int:
    """The page's title has level 1."""
    return min(level + 1, _LOWEST_HEADING)


def _web_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """The links to web addresses, each once; no other kind is shown as a link."""
    return tuple(
        dict.fromkeys(link for link in links if link.url.startswith(("http://", "https://")))
    )
