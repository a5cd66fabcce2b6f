"""How good the order of relevance is: the judged set and known items.

python -m bench.ranking              the figures, a table and one JSON object on the last line
python -m bench.ranking --worst 10   and the queries that are answered worst
python -m bench.ranking --sweep      and how they change with each constant of the ranking
python -m bench.ranking --engine opensearch    the figures of the other engine, on a node of its own
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

from bench.cluster import running
from bench.corpus import generate, write_corpus
from bench.judgements import BEST, JudgedQuery, PlainPart, judged_queries, plain_parts
from bench.known_items import KnownItem, known_items
from bench.metrics import DEPTH, mean, ndcg, reciprocal_rank
from indexer.archive.archive import Archive
from indexer.archive.opening import open_archive
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.search import ranking
from indexer.search.engine import SearchEngine, walk_reports
from indexer.search.request import SearchRequest
from indexer.search.response import Hit
from indexer.settings import DEFAULT_ENGINE, ENGINES

SEEDS: Final = Path(__file__).parents[1] / "seeds"
REPORTS: Final = 300
SCHOOLS: Final = 75
"""Four reports a school, so that the words of a query must tell the year."""
SEED: Final = 3

SWEEP: Final[Mapping[str, Sequence[float]]] = {
    "K1": (0.6, 0.9, 1.2, 1.6, 2.0),
    "BOOST.heading": (0, 1, 1.5, 2.5, 4, 6),
    "BOOST.title": (0, 0.25, 0.5, 1),
    "LENGTH_INFLUENCE.text": (0, 0.3, 0.5, 0.7, 0.9),
    "LENGTH_INFLUENCE.heading": (0, 0.3, 0.6),
    "HEADING_LIFT": (0, 0.25, 0.5, 1, 2),
    "PREAMBLE_FACTOR": (0.4, 0.5, 0.6, 0.7, 0.8, 1),
    "CLOSENESS_LIFT": (0, 0.2, 0.4, 0.8, 1.5),
    "CLOSENESS_HALF": (3, 10, 30),
}
"""Values tried for each constant of `indexer/search/ranking.py`, the others left alone."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How one query was answered."""

    query: JudgedQuery
    rr: float
    ndcg: float


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
        """Each known item with the part that came first."""
        found = []
        for item in self._items:
            hits = self._hits(item.query, 1)
            found.append((item, self._by_id[hits[0].id] if hits else None))
        return found

    def figures(self) -> dict[str, Any]:
        """What a run prints."""
        judged, known = self.judged(), self.known()
        return {
            "parts": len(self.parts),
            "judged": _by_kind(judged),
            "known_items": _known_figures(known),
        }

    def _judge(self, query: JudgedQuery, grades: Mapping[str, int]) -> Judged:
        found = [grades.get(hit.id, 0) for hit in self._hits(query.query, DEPTH)]
        return Judged(query, reciprocal_rank(found, BEST), ndcg(found, grades.values()))

    def _hits(self, query: str, size: int) -> Sequence[Hit]:
        return self._archive.search(SearchRequest(query, size=size, facets=False)).hits


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether what came first for a known item is what was meant.

    Where a school has the section in several years, any of them is: the words of a query seldom
    say which year, and the newest then stands first. `part` alone asks for the year too.
    """

    section: bool
    """Of that school, from a section with the same labels."""
    passage: bool
    """With the same topics as well."""
    part: bool
    """The very part the words were cut from."""

    @classmethod
    def of(cls, item: KnownItem, first: PlainPart | None) -> Outcome:
        if first is None:
            return cls(False, False, False)
        meant = item.part
        section = (first.school, first.sections) == (meant.school, meant.sections)
        return cls(section, section and first.topics == meant.topics, first == meant)


def _by_kind(judged: Iterable[Judged]) -> dict[str, dict[str, float]]:
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds["all"].append(one)
        kinds[one.query.kind].append(one)
    return {
        kind: {
            "queries": len(found),
            "mrr": mean(one.rr for one in found),
            "ndcg": mean(one.ndcg for one in found),
        }
        for kind, found in kinds.items()
    }


def _known_figures(
    known: Iterable[tuple[KnownItem, PlainPart | None]],
) -> dict[str, dict[str, float]]:
    forms: dict[str, list[Outcome]] = defaultdict(list)
    for item, first in known:
        outcome = Outcome.of(item, first)
        forms["all"].append(outcome)
        forms[item.form].append(outcome)
    return {
        form: {
            "items": len(found),
            "section_first": mean(outcome.section for outcome in found),
            "passage_first": mean(outcome.passage for outcome in found),
            "part_first": mean(outcome.part for outcome in found),
        }
        for form, found in forms.items()
    }


@contextmanager
def constant(name: str, value: float) -> Iterator[None]:
    """A constant of the ranking (`K1`, `BOOST.heading`) set for the length of a block."""
    table, _, field = name.partition(".")
    before = getattr(ranking, table)
    setattr(ranking, table, {**before, field: value} if field else value)
    try:
        yield
    finally:
        setattr(ranking, table, before)


@contextmanager
def bench_archive(
    reports: int = REPORTS, engine: str | SearchEngine = DEFAULT_ENGINE
) -> Iterator[Archive]:
    """The sample reports and generated ones, indexed in a temporary folder, or by an engine that
    has a place of its own."""
    with TemporaryDirectory(prefix="xxgk-ranking-") as folder:
        sources = Path(folder, "reports")
        write_corpus(sources, generate(reports, seed=SEED, schools=SCHOOLS))
        archive = open_archive(Path(folder, "index"), create=True, engine=engine)
        summary = archive.update([SEEDS, sources], jobs=1)
        assert not summary.failed, summary.failed[0]
        yield archive
        archive.close()


@contextmanager
def _engine(name: str) -> Iterator[str | SearchEngine]:
    """An engine to judge; OpenSearch gets a node for the length of the block."""
    if name != "opensearch":
        yield name
        return
    with running() as cluster:
        yield OpenSearchEngine(f"{cluster.url}/ranking")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ranking", description="Judge the order.")
    parser.add_argument("--reports", type=int, default=REPORTS, help="generated ones")
    parser.add_argument("--items", type=int, default=1000, help="known items asked for")
    parser.add_argument("--worst", type=int, default=0, help="so many of the worst queries")
    parser.add_argument("--sweep", action="store_true", help="try other constants")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT_ENGINE)
    asked = parser.parse_args(arguments)
    with _engine(asked.engine) as engine, bench_archive(asked.reports, engine) as archive:
        bench = RankingBench(archive, asked.items)
        figures = bench.figures()
        _print_table(figures)
        _print_worst(bench, asked.worst)
        if asked.sweep:
            figures["sweep"] = _sweep(bench)
    print(json.dumps(figures, ensure_ascii=False))


def _print_table(figures: Mapping[str, Any]) -> None:
    print(f"{figures['parts']} parts".ljust(16), *(f"{name:>9}" for name in ("n", "MRR", "nDCG")))
    for kind, found in figures["judged"].items():
        print(kind.ljust(16), *(f"{value:9}" for value in found.values()))
    print("known items".ljust(16), *(f"{name:>9}" for name in ("n", "section", "passage", "part")))
    for form, found in figures["known_items"].items():
        print(form.ljust(16), *(f"{value:9}" for value in found.values()))


def _print_worst(bench: RankingBench, count: int) -> None:
    if not count:
        return
    for one in sorted(bench.judged(), key=lambda one: one.ndcg)[:count]:
        print(f"{one.ndcg:.3f} {one.rr:.3f} {one.query.kind}: {one.query.query}")
    missed = [found for found in bench.known() if not Outcome.of(*found).section]
    for item, first in missed[:count]:
        came = f"{first.school} {first.sections} {first.heading}" if first else "nothing"
        print(f"{item.form}: {item.query} → {came}, not {item.part.sections} {item.part.heading}")


def _sweep(bench: RankingBench) -> list[dict[str, Any]]:
    found = []
    print("constant".ljust(26), *(f"{name:>8}" for name in ("value", "MRR", "nDCG", "passage")))
    for name, values in SWEEP.items():
        for value in values:
            with constant(name, value):
                figures = bench.figures()
            line = {
                "constant": name,
                "value": value,
                "mrr": figures["judged"]["all"]["mrr"],
                "ndcg": figures["judged"]["all"]["ndcg"],
                "passage": figures["known_items"]["all"]["passage_first"],
            }
            print(name.ljust(26), *(f"{figure:8}" for figure in [*line.values()][1:]))
            found.append(line)
    return found


if __name__ == "__main__":
    main()
