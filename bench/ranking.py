"""Measures the order by relevance on the judged set and known items.

python -m bench.ranking              the figures as a table, and as JSON on the last line
python -m bench.ranking --worst 10   and the queries with the worst results
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.corpus import generate, write_corpus
from bench.judgements import (
    BEST,
    DEPTH,
    JudgedQuery,
    KnownItem,
    judged_queries,
    known_items,
    mean,
    ndcg,
    reciprocal_rank,
)
from bench.prepared import PlainPart, plain_parts
from indexer.archive import open_archive
from indexer.archive.archive import Archive
from indexer.search.engine import SearchEngine, walk_reports
from indexer.search.request import SearchRequest
from indexer.search.response import Hit
from indexer.settings import DEFAULT_ENGINE

SEEDS: Final = Path(__file__).parents[1] / "seeds"
REPORTS: Final = 300
SCHOOLS: Final = 75
"""Four reports a school, so that the words of a query must decide the year."""
SEED: Final = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """The result of one query."""

    query: JudgedQuery
    rr: float
    ndcg: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the first hit for a known item is the right one.

    If a school has the section in several years, any of them is right: the words of a query seldom
    say which year, and the newest then comes first. Only `part` requires the right year as well.
    """

    section: bool
    """Of that school, from a section with the same labels."""
    passage: bool
    """With the same topics as well."""
    part: bool
    """The very part the words were taken from."""

    @classmethod
    def of(cls, item: KnownItem, first: PlainPart | None) -> Outcome:
        if first is None:
            return cls(False, False, False)
        meant = item.part
        section = (first.school, first.sections) == (meant.school, meant.sections)
        return cls(section, section and first.topics == meant.topics, first == meant)


class RankingBench:
    """The judged set and known items over one archive."""

    def __init__(self, archive: Archive, items: int) -> None:
        self._archive = archive
        with archive.reading() as reader:
            self.parts = [*plain_parts(walk_reports(reader))]
        self._by_id = {part.id: part for part in self.parts}
        self._grades = [(query, query.grades(self.parts)) for query in judged_queries()]
        self._items = [*known_items(self.parts, items)]

    def judged(self) -> list[Judged]:
        return [self._judge(query, grades) for query, grades in self._grades]

    def known(self) -> list[tuple[KnownItem, PlainPart | None]]:
        """Each known item with the part that was ranked first."""
        first_hits = ((item, self._hits(item.query, 1)) for item in self._items)
        return [(item, self._by_id[hits[0].id] if hits else None) for item, hits in first_hits]

    def figures(self) -> dict[str, Any]:
        """The figures that a run prints."""
        judged = _with_all((one.query.kind, one) for one in self.judged())
        known = _with_all((item.form, Outcome.of(item, first)) for item, first in self.known())
        return {
            "parts": len(self.parts),
            "judged": {
                kind: {
                    "queries": len(found),
                    "mrr": mean(one.rr for one in found),
                    "ndcg": mean(one.ndcg for one in found),
                }
                for kind, found in judged.items()
            },
            "known_items": {
                form: {
                    "items": len(found),
                    "section_first": mean(outcome.section for outcome in found),
                    "passage_first": mean(outcome.passage for outcome in found),
                    "part_first": mean(outcome.part for outcome in found),
                }
                for form, found in known.items()
            },
        }

    def _judge(self, query: JudgedQuery, grades: Mapping[str, int]) -> Judged:
        found = [grades.get(hit.id, 0) for hit in self._hits(query.query, DEPTH)]
        return Judged(query, reciprocal_rank(found, BEST), ndcg(found, grades.values()))

    def _hits(self, query: str, size: int) -> Sequence[Hit]:
        return self._archive.search(SearchRequest(query, size=size, facets=False)).hits


def _with_all(named: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """The values by name, and all of them together under `all`."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, value in named:
        found["all"].append(value)
        found[name].append(value)
    return found


@contextmanager
def bench_archive(
    reports: int = REPORTS, engine: str | SearchEngine = DEFAULT_ENGINE
) -> Iterator[Archive]:
    """The sample reports and generated ones, indexed in a temporary folder or by `engine`."""
    with TemporaryDirectory(prefix="xxgk-ranking-") as folder:
        sources = Path(folder, "reports")
        write_corpus(sources, generate(reports, seed=SEED, schools=SCHOOLS))
        archive = open_archive(Path(folder, "index"), create=True, engine=engine)
        summary = archive.update([SEEDS, sources], jobs=1)
        assert not summary.failed, summary.failed[0]
        yield archive
        archive.close()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ranking", description="Judge the order.")
    parser.add_argument("--reports", type=int, default=REPORTS, help="generated ones")
    parser.add_argument("--items", type=int, default=1000, help="known items searched for")
    parser.add_argument("--worst", type=int, default=0, help="list this many of the worst queries")
    options = parser.parse_args(arguments)
    with bench_archive(options.reports) as archive:
        bench = RankingBench(archive, options.items)
        figures = bench.figures()
        _print_table(figures)
        if options.worst:
            _print_worst(bench, options.worst)
    print(json.dumps(figures, ensure_ascii=False))


def _print_table(figures: Mapping[str, Any]) -> None:
    print(f"{figures['parts']} parts")
    for what in ("judged", "known_items"):
        print(what.ljust(16), *(f"{name:>13}" for name in figures[what]["all"]))
        for kind, found in figures[what].items():
            print(kind.ljust(16), *(f"{value:13}" for value in found.values()))


def _print_worst(bench: RankingBench, count: int) -> None:
    for one in sorted(bench.judged(), key=lambda one: one.ndcg)[:count]:
        print(f"{one.ndcg:.3f} {one.rr:.3f} {one.query.kind}: {one.query.query}")
    missed = [found for found in bench.known() if not Outcome.of(*found).section]
    for item, first in missed[:count]:
        came = f"{first.school} {first.sections} {first.heading}" if first else "nothing"
        print(f"{item.form}: {item.query} → {came}, not {item.part.sections} {item.part.heading}")


if __name__ == "__main__":
    main()
