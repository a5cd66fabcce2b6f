"""Which lines of a web page are the article.

The article reaches from its first anchor to its last. Anchors are the lines in the container that a
site builder marks, headings of a report's sections, and headings whose numbers continue the count;
where there are none, the longest passage of prose that boilerplate does not interrupt. Whatever is
between two anchors belongs to the article, boilerplate aside, wherever it is in the page. Before
the first anchor and after the last the article grows until boilerplate begins. No fixed share of
the page decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.ingest.blocks import Block, starts_new_block
from indexer.ingest.headings import Heading, read_heading
from indexer.ingest.readers.html.boilerplate import (
    MUCH,
    LineKind,
    is_address,
    is_footer,
    is_full_title,
    is_linked,
    is_page_title,
    is_prose,
    is_sentence,
    line_kinds,
    names_attachment,
)
from indexer.ingest.readers.html.lines import PageLine, PageLines
from indexer.reports.numbering import Rank, read_marker

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_HEADING_CHARS: Final = 60
_MAX_CONTAINERS: Final = 50
"""Of one page that are considered; a list of articles may have thousands."""
_TITLE_LINES: Final = 4
_MAX_TITLE_CHARS: Final = 120
_MAX_GAP: Final = 3
_MIN_HEADINGS: Final = 2
_LEVELS_UP: Final = 4


@dataclass(frozen=True, slots=True)
class Article:
    """The lines of a page that are its article."""

    root: _Element
    """The element that a site builder marks as the article; the whole page where there is none."""
    known: bool
    lines: tuple[PageLine, ...] = ()
    heading: str = ""
    """The article's heading, where it is not among the lines."""
    left_out: int = 0
    """Letters of running text outside the article that are not boilerplate."""
    evidence: int = 0
    """Number of lines that are headings of a report."""


def find_article(body: _Element, page: PageLines, title: str = "") -> Article:
    """The article of a page whose `<title>` is `title`."""
    if not page.lines:
        return Article(body, known=False)
    evidence = [*_evidence(page.lines)]
    kinds = line_kinds(page, evidence, _squeezed(title))
    container = _container(page, evidence)
    inside = _lines_inside(page, container[0]) if container else range(0)
    inside = _without_tail(evidence, kinds, inside)
    anchors = _anchors(page.lines, evidence, kinds, inside)
    if not anchors:
        return Article(body, known=False, lines=tuple(page.lines))
    selection = _Selection(page, kinds, evidence, inside, anchors, _squeezed(title))
    selected = selection.line_indexes()
    return Article(
        root=container[1] if container else body,
        known=container is not None,
        lines=tuple(page.lines[at] for at in selected),
        heading=selection.heading(selected),
        left_out=selection.left_out(selected),
        evidence=sum(evidence),
    )


def section_headings(page: PageLines) -> Iterator[str]:
    """The section headings of a page, without white space."""
    for line, is_evidence in zip(page.lines, _evidence(page.lines), strict=True):
        heading = _heading_of(line) if is_evidence else None
        if heading is not None and heading.sections:
            yield _squeezed(heading.title)


def prose_letters(page: PageLines) -> int:
    """Number of letters in a page's running text outside links."""
    return sum(line.letters - line.linked for line in page.lines if is_prose(line))


def _evidence(lines: list[PageLine]) -> Iterator[bool]:
    """For each line, whether it is a heading of a report, or its number continues the count."""
    sequence = _NumberSequence()
    seen: set[str] = set()
    for at, line in enumerate(lines):
        heading = _heading_of(line)
        if heading is None:
            yield False
        elif heading.rank is None:
            key = _squeezed(heading.title)
            is_new = bool(heading.sections) and key not in seen and _is_followed(lines, at)
            if is_new:
                seen.add(key)
            yield is_new
        else:
            yield sequence.accepts(heading)


def _heading_of(line: PageLine) -> Heading | None:
    if line.is_row or not line.letters or is_linked(line):
        return None
    text = line.text[: 2 * _MAX_HEADING_CHARS]
    if len(text) > _MAX_HEADING_CHARS and read_marker(text) is None:
        return None
    return read_heading(0, Block(text))


def _is_followed(lines: list[PageLine], at: int) -> bool:
    """Whether a sentence follows a line; none follows the entry of a menu."""
    after = next((line for line in lines[at + 1 : at + 4] if line.letters), None)
    return after is not None and is_sentence(after)


class _NumberSequence:
    """The last heading number of each rank; a higher rank restarts the lower ones."""

    def __init__(self) -> None:
        self._last: dict[Rank, int] = {}

    def accepts(self, heading: Heading) -> bool:
        """Whether a numbered heading is one of a report's; if so, counts it."""
        rank, number = heading.rank, heading.number
        if rank is None:
            return False
        last = self._last.get(rank, 0)
        if number is None:
            return bool(heading.sections)
        fits = number == 1 or last < number <= last + _MAX_GAP
        if rank > Rank.HAN:
            fits = number == last + 1 and (last > 0 or Rank.HAN in self._last)
        if not (fits or heading.sections):
            return False
        self._last = {other: n for other, n in self._last.items() if other < rank}
        self._last[rank] = number
        return True


def _container(page: PageLines, evidence: list[bool]) -> tuple[int, _Element] | None:
    """The site builder's container with the most headings, then the most letters."""
    best: tuple[int, _Element] | None = None
    most = (0, 0)
    for number, element in page.containers[:_MAX_CONTAINERS]:
        inside = _lines_inside(page, number)
        size = (sum(evidence[at] for at in inside), sum(page.lines[at].letters for at in inside))
        if size > most:
            best, most = (number, element), size
    return best


def _lines_inside(page: PageLines, block: int) -> range:
    """The lines in a block; they are consecutive."""
    indexes = [at for at, line in enumerate(page.lines) if page.is_inside(line.block, block)]
    return range(indexes[0], indexes[-1] + 1) if indexes else range(0)


def _without_tail(evidence: list[bool], kinds: list[LineKind], inside: range) -> range:
    """The lines of a container up to the page's footer, since its tag may never be closed."""
    last = max((at for at in inside if evidence[at]), default=inside.start - 1)
    for at in range(last + 1, inside.stop):
        if kinds[at] is LineKind.END:
            return range(inside.start, at)
    return inside


def _anchors(
    lines: list[PageLine], evidence: list[bool], kinds: list[LineKind], inside: range
) -> list[int]:
    """The lines that certainly belong to the article."""
    headings = [at for at, is_evidence in enumerate(evidence) if is_evidence]
    if inside:
        titles = {_squeezed(lines[at].text) for at in headings if at in inside}
        outside = [
            at for at in headings if at not in inside and _squeezed(lines[at].text) not in titles
        ]
        return sorted([inside[0], inside[-1], *outside])
    passage = _longest_passage(lines, kinds)
    holds_headings = any(evidence[at] for at in passage)
    if len(headings) >= _MIN_HEADINGS and not holds_headings:
        return headings
    prose = [at for at in passage if is_prose(lines[at])]
    return sorted({*headings, *prose}) or passage


def _longest_passage(lines: list[PageLine], kinds: list[LineKind]) -> list[int]:
    """The uninterrupted lines with the most text."""
    best: list[int] = []
    most = 0
    passage: list[int] = []
    size = 0
    for at, kind in enumerate([*kinds, LineKind.END]):
        if kind in {LineKind.END, LineKind.MENU}:
            if size > most:
                best, most = passage, size
            passage, size = [], 0
        elif kind is LineKind.TEXT and lines[at].letters:
            passage.append(at)
            weight = lines[at].letters - lines[at].linked
            size += 10 * weight if is_prose(lines[at]) else weight
    return best


class _Selection:
    """The lines of the article, selected from its anchors outward."""

    def __init__(
        self,
        page: PageLines,
        kinds: list[LineKind],
        evidence: list[bool],
        inside: range,
        anchors: list[int],
        title: str,
    ) -> None:
        self._page = page
        self._lines = page.lines
        self._kinds = kinds
        self._evidence = evidence
        self._inside = inside
        self._first, self._last = anchors[0], anchors[-1]
        self._title = title
        first, last = self._lines[self._first].block, self._lines[self._last].block
        self._root = page.common_block(first, last)

    def line_indexes(self) -> list[int]:
        """The article's lines, by their index in the page."""
        between = (
            at
            for at in range(self._first, self._last + 1)
            if at in self._inside or self._kinds[at] in {LineKind.TEXT, LineKind.ASIDE}
        )
        above = self._above()
        if self._first in self._inside:
            titles = [n for n, at in enumerate(above) if self._is_title(at)]
            above = above[: titles[-1] + 1] if titles else []
        return [*reversed(above), *between, *self._below()]

    def _above(self) -> list[int]:
        """The article's lines before its first anchor, the nearest first."""
        selected: list[int] = []
        pending: list[int] = []
        is_titled = self._is_title(self._first)
        for at in range(self._first - 1, -1, -1):
            line = self._lines[at]
            if self._is_stop(at) or (is_footer(line) and not is_prose(line)):
                break
            if self._kinds[at] in {LineKind.NOTE, LineKind.ASIDE}:
                continue
            pending.append(at)
            in_root = self._root > 1 and self._page.is_inside(line.block, self._root)
            in_root = in_root or (line.block > 1 and self._page.is_inside(self._root, line.block))
            if is_linked(line) and not in_root:
                continue
            if (
                in_root
                or is_sentence(line)
                or self._is_title(at)
                or (not is_titled and self._is_unenclosed)
            ):
                selected.extend(pending)
                pending = []
            is_titled = is_titled or self._is_title(at)
        return selected

    @property
    def _is_unenclosed(self) -> bool:
        """Whether no block of the page encloses the article alone."""
        return self._root <= 1

    def _below(self) -> list[int]:
        """The article's lines after its last anchor, the nearest first."""
        selected: list[int] = []
        pending: list[int] = []
        for at in range(self._last + 1, len(self._lines)):
            line = self._lines[at]
            if self._is_stop(at) or is_footer(line):
                break
            if self._kinds[at] in {LineKind.NOTE, LineKind.ASIDE}:
                continue
            is_near = self._is_near(at, selected[-1] if selected else self._last)
            if is_address(line) and not is_near:
                break
            if self._last in self._inside and not selected and not is_prose(line):
                break  # text that continues after a site builder's container does so at once
            pending.append(at)
            in_root = self._page.is_inside(line.block, self._root)
            if in_root or self._belongs_below(at) or (not selected and self._evidence[self._last]):
                selected.extend(pending)
                pending = []
        return selected

    def _is_stop(self, at: int) -> bool:
        return self._kinds[at] in {LineKind.END, LineKind.MENU}

    def _is_near(self, at: int, before: int) -> bool:
        """Whether a line and one before it share a block that is not the whole page."""
        parents = self._page.parents
        one, other = self._lines[at].block, self._lines[before].block
        return one == other or (parents[one] == parents[other] and parents[one] > 0)

    def _belongs_below(self, at: int) -> bool:
        line = self._lines[at]
        if is_sentence(line) or names_attachment(line):
            return True
        return bool(line.letters) and starts_new_block(line.text) and not is_linked(line)

    def _is_title(self, at: int) -> bool:
        line = self._lines[at]
        return is_full_title(line) or is_page_title(line, self._title)

    def heading(self, selected: list[int]) -> str:
        """The article's heading, where the page has it before the article."""
        first = [self._lines[at].text for at in selected[:_TITLE_LINES]]
        opening = _squeezed("".join(text for text in first if len(text) <= _MAX_TITLE_CHARS))
        near = self._lines[selected[0]].block if not self._inside else self._root
        for _ in range(_LEVELS_UP):
            near = max(self._page.parents[near], 0) if near > 0 else near
        is_titled = any(map(self._is_title, selected[: 2 * _TITLE_LINES]))
        heading, element = "", -2
        for at in range(selected[0]):
            line = self._lines[at]
            words = _squeezed(line.text)
            if line.heading < 0 or not words:
                continue
            if line.heading == element and heading:
                heading = f"{heading} {line.text}"
                continue
            if not 4 <= len(words) <= _MAX_TITLE_CHARS or words in opening:
                continue
            is_near = near > 0 and self._page.is_inside(line.block, near)
            is_free = is_near and line.region < 0 and self._kinds[at] is LineKind.TEXT
            if self._title.startswith(words) or is_full_title(line) or (is_free and not is_titled):
                heading, element = line.text, line.heading
        return heading

    def left_out(self, selected: list[int]) -> int:
        """Letters of running text that were left out and are not boilerplate; those in blocks
        named as boilerplate count if they are many."""
        chosen = set(selected)
        counts = {LineKind.TEXT: 0, LineKind.MENU: 0}
        for at, line in enumerate(self._lines):
            if at in chosen or self._kinds[at] not in counts or not is_prose(line):
                continue
            if not is_footer(line) and not is_address(line):
                counts[self._kinds[at]] += line.letters - line.linked
        in_menus = counts[LineKind.MENU]
        return counts[LineKind.TEXT] + (in_menus if in_menus >= MUCH else 0)


def _squeezed(text: str) -> str:
    return "".join(text.split())
