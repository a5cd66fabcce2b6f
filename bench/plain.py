"""Every part as plain normalised text, in a file: what is true of a query is read off it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.peers import Query
from indexer.analysis.literals import contains, is_near
from indexer.analysis.normalize import WALL, normalize, normalize_term
from indexer.reports.model import Report

_WALL_ON_A_LINE = "\r"
"""Stands for a wall: normalised text has no other line end and no tab."""


class PlainPart(NamedTuple):
    """What a part is found by."""

    id: str
    """`report#ordinal`."""
    year: int | None
    sections: tuple[str, ...]
    text: str
    """Heading and text, normalised, a wall between them."""


def plain_lines(report: Report) -> Iterator[str]:
    """A report's parts, a line each."""
    for part in report.parts:
        text = f"{normalize(part.heading)}{WALL}{normalize(part.text)}"
        fields = (
            f"{report.id}#{part.ordinal}",
            str(report.year or ""),
            " ".join(part.sections),
            text.replace(WALL, _WALL_ON_A_LINE),
        )
        yield "\t".join(fields) + "\n"


class PlainTexts:
    """The parts of a corpus, read from their file one by one: it may be larger than memory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def parts(self) -> Iterator[PlainPart]:
        with self._path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
            for line in lines:
                part, year, sections, text = line[:-1].split("\t")
                yield PlainPart(
                    part,
                    int(year) if year else None,
                    tuple(sections.split()),
                    text.replace(_WALL_ON_A_LINE, WALL),
                )

    def sample(self, wanted: int) -> list[str]:
        """About so many texts, evenly spread over the corpus; at least one."""
        with self._path.open("rb") as lines:
            count = sum(1 for _ in lines)
        step = max(1, count // wanted)
        return [part.text for part in islice(self.parts(), 0, None, step)]

    def matches(self, queries: Sequence[Query]) -> list[set[str]]:
        """For each query the parts that match it, all found in one pass over the texts."""
        found: list[set[str]] = [set() for _ in queries]
        asked = [_Asked(query) for query in queries]
        for part in self.parts():
            for each, matching in zip(asked, found, strict=True):
                if each.matches(part):
                    matching.add(part.id)
        return found


class _Asked:
    """A query with its terms normalised."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._terms = [*map(normalize_term, query.terms)]
        self._without = [*map(normalize_term, query.without)]

    def matches(self, part: PlainPart) -> bool:
        query = self._query
        return (
            query.year in (None, part.year)
            and (query.section is None or query.section in part.sections)
            and _all_in(part.text, self._terms)
            and not any(contains(part.text, term) for term in self._without)
            and self._is_near(part.text)
        )

    def _is_near(self, text: str) -> bool:
        distance = self._query.near
        return distance is None or is_near(text, self._terms[0], self._terms[1], distance)


def _all_in(text: str, terms: Iterable[str]) -> bool:
    return all(contains(text, term) for term in terms)
