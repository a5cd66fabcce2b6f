"""Which lines of a web page are the article.

The article reaches from its first sure line to its last. Sure are: what stands in the container of
a site builder, headings of a report's sections, and numbers that count on; where there are none,
the longest passage of prose without boilerplate in it. What stands between two sure lines belongs
to the article wherever it stands in the page, boilerplate aside; from the first and the last one it
grows over what is next to them up to where boilerplate begins. No share of the page decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.ingest.blocks import Block, opens_anew
from indexer.ingest.headings import Heading, read_heading
from indexer.ingest.readers.html.boilerplate import (
    MUCH,
    Kind,
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
from indexer.ingest.readers.html.markup import markup_of
from indexer.reports.numbering import Rank, read_marker

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_HEADING: Final = 60
_MOST_CONTAINERS: Final = 50
"""Of one page that are looked at; a list of articles may have thousands."""
_TITLE_LINES: Final = 4
_LONGEST_TITLE: Final = 120
_SKIPPED: Final = 3
_LEAST_EVIDENCE: Final = 2
_LEVELS_UP: Final = 4


@dataclass(frozen=True, slots=True)
class Article:
    """The lines of a page that are its article."""

    root: _Element
    """The element that a site builder marked as the article; the whole page where none is."""
    known: bool
    lines: tuple[PageLine, ...] = ()
    heading: str = ""
    """The article's heading where it stands apart from the lines."""
    left_out: int = 0
    """Letters of running text outside the article that are no boilerplate."""
    evidence: int = 0
    """How many lines are headings of a report."""


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
    kept = selection.kept()
    return Article(
        root=container[1] if container else body,
        known=container is not None,
        lines=tuple(page.lines[at] for at in kept),
        heading=selection.heading(kept),
        left_out=selection.left_out(kept),
        evidence=sum(evidence),
    )


def section_headings(page: PageLines) -> Iterator[str]:
    """The headings of sections, without white space."""
    for line, is_evidence in zip(page.lines, _evidence(page.lines), strict=True):
        heading = _heading_of(line) if is_evidence else None
        if heading is not None and heading.sections:
            yield _squeezed(heading.title)


def prose_letters(page: PageLines) -> int:
    """Letters of a page's running text outside of links."""
    return sum(line.letters - line.linked for line in page.lines if is_prose(line))


def visible_pieces(element: _Element, without: frozenset[_Element] = frozenset()) -> Iterator[str]:
    """The pieces of an element's visible text, in order; without recursion, as pages nest
    deeper than Python calls may."""
    stack: list[_Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif item not in without and not markup_of(item).is_unseen:
            for child in reversed(item):
                stack.append(child.tail or "")
                stack.append(child)
            stack.append(item.text or "")


def _evidence(lines: list[PageLine]) -> Iterator[bool]:
    """Of each line whether it is a heading of a report, or its number counts on."""
    counter = _Counter()
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
            yield counter.counts(heading)


def _heading_of(line: PageLine) -> Heading | None:
    if line.is_row or not line.letters or is_linked(line):
        return None
    text = line.text[: 2 * _LONGEST_HEADING]
    if len(text) > _LONGEST_HEADING and read_marker(text) is None:
        return None
    return read_heading(0, Block(text))


def _is_followed(lines: list[PageLine], at: int) -> bool:
    """Whether a sentence stands below a line: a menu's entry has none."""
    after = next((line for line in lines[at + 1 : at + 4] if line.letters), None)
    return after is not None and is_sentence(after)


class _Counter:
    """The last number of each form; a higher form starts the lower ones anew."""

    def __init__(self) -> None:
        self._last: dict[Rank, int] = {}

    def counts(self, heading: Heading) -> bool:
        """Whether a numbered heading is one of a report's."""
        rank, number = heading.rank, heading.number
        if rank is None:
            return False
        last = self._last.get(rank, 0)
        if number is None:
            return bool(heading.sections)
        fits = number == 1 or last < number <= last + _SKIPPED
        if rank > Rank.HAN:
            fits = number == last + 1 and (last > 0 or Rank.HAN in self._last)
        if not (fits or heading.sections):
            return False
        self._last = {form: n for form, n in self._last.items() if form < rank}
        self._last[rank] = number
        return True


def _container(page: PageLines, evidence: list[bool]) -> tuple[int, _Element] | None:
    """The container of a site builder that holds most: of headings, then of letters."""
    found: tuple[int, _Element] | None = None
    most = (0, 0)
    for number, element in page.containers[:_MOST_CONTAINERS]:
        inside = _lines_inside(page, number)
        size = (sum(evidence[at] for at in inside), sum(page.lines[at].letters for at in inside))
        if size > most:
            found, most = (number, element), size
    return found


def _lines_inside(page: PageLines, block: int) -> range:
    """The lines that stand in a block; they follow each other."""
    places = [at for at, line in enumerate(page.lines) if page.is_inside(line.block, block)]
    return range(places[0], places[-1] + 1) if places else range(0)


def _without_tail(evidence: list[bool], kinds: list[Kind], inside: range) -> range:
    """A container that was never closed ends where the page's end begins."""
    sure = max((at for at in inside if evidence[at]), default=inside.start - 1)
    for at in range(sure + 1, inside.stop):
        if kinds[at] is Kind.END:
            return range(inside.start, at)
    return inside


def _anchors(
    lines: list[PageLine], evidence: list[bool], kinds: list[Kind], inside: range
) -> list[int]:
    """The lines of which it is sure that they are the article's."""
    headings = [at for at, is_evidence in enumerate(evidence) if is_evidence]
    if inside:
        titles = {_squeezed(lines[at].text) for at in headings if at in inside}
        apart = [
            at for at in headings if at not in inside and _squeezed(lines[at].text) not in titles
        ]
        return sorted([inside[0], inside[-1], *apart])
    passage = _longest_passage(lines, kinds)
    holds_headings = any(evidence[at] for at in passage)
    if len(headings) >= _LEAST_EVIDENCE and not holds_headings:
        return headings
    prose = [at for at in passage if is_prose(lines[at])]
    return sorted({*headings, *prose}) or passage


def _longest_passage(lines: list[PageLine], kinds: list[Kind]) -> list[int]:
    """The lines with most text among those that no boilerplate parts."""
    best: list[int] = []
    most = 0
    passage: list[int] = []
    size = 0
    for at, kind in enumerate([*kinds, Kind.END]):
        if kind in {Kind.END, Kind.MENU}:
            if size > most:
                best, most = passage, size
            passage, size = [], 0
        elif kind is Kind.TEXT and lines[at].letters:
            passage.append(at)
            weight = lines[at].letters - lines[at].linked
            size += 10 * weight if is_prose(lines[at]) else weight
    return best


class _Selection:
    """The article while it is put together from its sure lines."""

    def __init__(
        self,
        page: PageLines,
        kinds: list[Kind],
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

    def kept(self) -> list[int]:
        """The article's lines."""
        between = (
            at
            for at in range(self._first, self._last + 1)
            if at in self._inside or self._kinds[at] in {Kind.TEXT, Kind.ASIDE}
        )
        above = self._above()
        if self._first in self._inside:
            titles = [place for place, at in enumerate(above) if self._is_title(at)]
            above = above[: titles[-1] + 1] if titles else []
        return [*reversed(above), *between, *self._below()]

    def _above(self) -> list[int]:
        """What belongs to the article before its first sure line, the nearest first."""
        kept: list[int] = []
        pending: list[int] = []
        is_titled = self._is_title(self._first)
        for at in range(self._first - 1, -1, -1):
            line = self._lines[at]
            if self._is_stop(at) or (is_footer(line) and not is_prose(line)):
                break
            if self._kinds[at] in {Kind.NOTE, Kind.ASIDE}:
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
                or (not is_titled and self._is_whole)
            ):
                kept.extend(pending)
                pending = []
            is_titled = is_titled or self._is_title(at)
        return kept

    @property
    def _is_whole(self) -> bool:
        """Whether the article's lines stand side by side with all else of the page."""
        return self._root <= 1

    def _below(self) -> list[int]:
        """What belongs to the article after its last sure line, the nearest first."""
        kept: list[int] = []
        pending: list[int] = []
        for at in range(self._last + 1, len(self._lines)):
            line = self._lines[at]
            if self._is_stop(at) or is_footer(line):
                break
            if self._kinds[at] in {Kind.NOTE, Kind.ASIDE}:
                continue
            is_near = self._is_near(at, kept[-1] if kept else self._last)
            if is_address(line) and not is_near:
                break
            if self._last in self._inside and not kept and not is_prose(line):
                break  # what goes on after a site builder's container goes on at once
            pending.append(at)
            in_root = self._page.is_inside(line.block, self._root)
            if in_root or self._belongs_below(at) or (not kept and self._evidence[self._last]):
                kept.extend(pending)
                pending = []
        return kept

    def _is_stop(self, at: int) -> bool:
        return self._kinds[at] in {Kind.END, Kind.MENU}

    def _is_near(self, at: int, before: int) -> bool:
        """Whether a line stands in the same block as one before it, and that is not the page."""
        parents = self._page.parents
        one, other = self._lines[at].block, self._lines[before].block
        return one == other or (parents[one] == parents[other] and parents[one] > 0)

    def _belongs_below(self, at: int) -> bool:
        line = self._lines[at]
        if is_sentence(line) or names_attachment(line):
            return True
        return bool(line.letters) and opens_anew(line.text) and not is_linked(line)

    def _is_title(self, at: int) -> bool:
        line = self._lines[at]
        return is_full_title(line) or is_page_title(line, self._title)

    def heading(self, kept: list[int]) -> str:
        """The article's heading where it stands before the article, as site builders put it."""
        first = [self._lines[at].text for at in kept[:_TITLE_LINES]]
        opening = _squeezed("".join(text for text in first if len(text) <= _LONGEST_TITLE))
        near = self._lines[kept[0]].block if not self._inside else self._root
        for _ in range(_LEVELS_UP):
            near = max(self._page.parents[near], 0) if near > 0 else near
        is_titled = any(map(self._is_title, kept[: 2 * _TITLE_LINES]))
        found, element = "", -2
        for at in range(kept[0]):
            line = self._lines[at]
            words = _squeezed(line.text)
            if line.heading < 0 or not words:
                continue
            if line.heading == element and found:
                found = f"{found} {line.text}"
                continue
            if not 4 <= len(words) <= _LONGEST_TITLE or words in opening:
                continue
            is_near = near > 0 and self._page.is_inside(line.block, near)
            is_free = is_near and line.region < 0 and self._kinds[at] is Kind.TEXT
            if self._title.startswith(words) or is_full_title(line) or (is_free and not is_titled):
                found, element = line.text, line.heading
        return found

    def left_out(self, kept: list[int]) -> int:
        """Letters of running text that were left out and are no boilerplate; in blocks that name
        themselves so, if they are many."""
        chosen = set(kept)
        counts = {Kind.TEXT: 0, Kind.MENU: 0}
        for at, line in enumerate(self._lines):
            if at in chosen or self._kinds[at] not in counts or not is_prose(line):
                continue
            if not is_footer(line) and not is_address(line):
                counts[self._kinds[at]] += line.letters - line.linked
        return counts[Kind.TEXT] + (counts[Kind.MENU] if counts[Kind.MENU] >= MUCH else 0)


def _squeezed(text: str) -> str:
    return "".join(text.split())
