"""The oracle as an engine: reports in memory, one dictionary per generation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.oracle.semantics import (
    PreparedPart,
    Scored,
    facet_counts,
    matches,
    newest,
    passes_filters,
    passes_report_filters,
    prepare_part,
    report_counts,
    report_matches,
    sort_hits,
)
from indexer.engines.oracle.shared_sentences import (
    KeysOfReports,
    repetitions,
    sentence_use,
    sharing_reports,
)
from indexer.errors import IndexMissingError
from indexer.i18n import Message
from indexer.reports.figures import Figure, all_figures
from indexer.reports.model import NormalizedText, Report
from indexer.reports.section_status import SectionEntry, section_entries
from indexer.reports.sentence_keys import report_keys
from indexer.search.engine import (
    PARTS_PER_REPORT,
    EngineHit,
    EngineResult,
    Plan,
    Problem,
    Repetition,
    ReportHead,
    SentenceUse,
    SourceRecord,
    Statistics,
)
from indexer.search.figure_columns import FigureColumns, figure_row
from indexer.search.query import Literal, Node, positive_leaves
from indexer.search.request import Scope


class OracleEngine:
    """Reports in memory. See `search.engine.SearchEngine`."""

    name = "oracle"

    def __init__(self) -> None:
        self._stored: Mapping[str, _Stored] = {}
        self._generation = 0
        self._note: str | None = None

    def exists(self) -> bool:
        return self._generation > 0

    def generation(self) -> int:
        if not self.exists():
            raise IndexMissingError(Message("还没有索引：先运行 xxgk index 建立"))
        return self._generation

    def user_words(self) -> Path | None:
        return None

    def read_note(self) -> str | None:
        return self._note

    def write_note(self, text: str) -> None:
        self._note = text

    def check(self, *, deep: bool = False) -> Sequence[Problem]:  # noqa: ARG002 - of the Protocol
        self.generation()
        return ()

    def reader(self) -> OracleReader:
        return OracleReader(self.generation(), self._stored)

    @contextmanager
    def writer(
        self,
        *,
        rebuild: bool = False,
        jobs: int | None = None,  # noqa: ARG002 - of the Protocol
    ) -> Iterator[OracleWriter]:
        draft = OracleWriter({} if rebuild else dict(self._stored))
        yield draft
        self._stored = draft.stored
        self._generation += 1


@dataclass(frozen=True, slots=True, eq=False)
class _Stored:
    report: Report
    head: ReportHead
    parts: tuple[PreparedPart, ...]
    keys: frozenset[str]
    """Of its sentences."""


class OracleWriter:
    """See `search.engine.IndexWriter`."""

    def __init__(self, stored: dict[str, _Stored]) -> None:
        self.stored = stored

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        del normalized  # the oracle computes everything itself
        head = ReportHead.of(report)
        parts = tuple(prepare_part(report, head, part) for part in report.parts)
        keys = report_keys((part.text for part in parts), report.school)
        self.stored[report.id] = _Stored(report, head, parts, keys)

    def remove(self, report_ids: Iterable[str]) -> None:
        for report_id in report_ids:
            self.stored.pop(report_id, None)


class OracleReader:
    """One generation. See `search.engine.IndexReader`."""

    def __init__(self, generation: int, stored: Mapping[str, _Stored]) -> None:
        self._generation = generation
        self._stored = dict(stored)
        self._parts = [part for one in stored.values() for part in one.parts]

    @property
    def generation(self) -> int:
        return self._generation

    def search(self, plan: Plan) -> EngineResult:
        matching = self._matching(plan.query, plan.scope)
        passing = [part for part in matching if passes_report_filters(part, plan)]
        hits = [part for part in passing if passes_filters(part, plan.filters)]
        in_report = Counter(hit.head.id for hit in hits)
        in_order = sort_hits(hits, plan, self._parts)
        return EngineResult(
            total=len(hits),
            reports=len(in_report),
            spread=self._spread(plan, matching) if plan.scope == "part" else 0,
            parts=tuple(_page(in_order, plan, in_report)),
            facets=facet_counts(passing, plan.filters) if plan.facets else {},
            facet_reports=report_counts(passing, plan.filters, plan.report_counts),
        )

    def count(self, query: Node, scope: Scope = "part") -> int:
        return len(self._matching(query, scope))

    def words(self, normalised: str) -> list[str]:
        return get_tokenizer().words(normalised)

    def compounds(self, word: str) -> frozenset[str]:
        return get_tokenizer().compounds(word)

    def document_frequency(self, term: str) -> int:
        return self.count(Literal(term))

    def values(self, facet: str) -> Mapping[str | None, int]:
        return Counter(label for part in self._parts for label in part.labels[facet])

    def heads(self) -> Sequence[ReportHead]:
        return sorted((one.head for one in self._stored.values()), key=newest)

    def head(self, report_id: str) -> ReportHead | None:
        one = self._stored.get(report_id)
        return one.head if one else None

    def report(self, report_id: str) -> Report | None:
        one = self._stored.get(report_id)
        return one.report if one else None

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        return {
            head.id: section_entries(report.parts)
            for head in self.heads()
            if head.year == year and (report := self.report(head.id)) is not None
        }

    def sentence_uses(self, keys: Sequence[str]) -> Sequence[SentenceUse]:
        return [sentence_use(self._keys, key) for key in keys]

    def sharing_reports(
        self, keys: Collection[str], limit: int, *, not_of: str | None
    ) -> Sequence[tuple[str, int]]:
        return sharing_reports(self._keys, keys, not_of)[:limit]

    def repetitions(self) -> Mapping[str, Repetition]:
        return repetitions(self._keys)

    @cached_property
    def _keys(self) -> KeysOfReports:
        """Newest first."""
        return [(head, self._stored[head.id].keys) for head in self.heads()]

    def figures(self) -> FigureColumns:
        heads = self.heads()
        return FigureColumns.of(
            heads, [figure_row(self._stored[head.id].report.figures) for head in heads]
        )

    def report_figures(self, report_ids: Iterable[str]) -> Mapping[str, Mapping[str, Figure]]:
        return {
            report_id: all_figures(self._stored[report_id].report.figures)
            for report_id in report_ids
            if report_id in self._stored
        }

    def sources(self) -> Mapping[str, SourceRecord]:
        return {one.head.id: SourceRecord.of(one.report) for one in self._stored.values()}

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        holders = Counter(
            word
            for part in self._parts
            for word in part.words["text"].keys() | part.words["heading"].keys()
            if len(word) > 1 and word.startswith(prefix)
        )
        return sorted(holders.items(), key=lambda found: (-found[1], found[0]))[:limit]

    def common_words(self, limit: int) -> Sequence[str]:
        return [word for word, _ in self.vocabulary("", limit)]

    def statistics(self) -> Statistics:
        heads = self.heads()
        return Statistics(
            reports=len(heads),
            parts=len(self._parts),
            schools=len({head.school for head in heads if head.school is not None}),
            years=tuple(sorted({head.year for head in heads if head.year is not None})),
            engine=OracleEngine.name,
            generation=self._generation,
            bytes=sum(len(one.report.text.encode()) for one in self._stored.values()),
        )

    def close(self) -> None:
        """Nothing to release."""

    def warm_up(self) -> None:
        """Nothing to prepare."""

    def _matching(self, query: Node, scope: Scope) -> list[PreparedPart]:
        """The parts that a query matches, before filters."""
        if scope == "part":
            return [part for part in self._parts if matches(part, query)]
        leaves = tuple(positive_leaves(query))
        return [
            part
            for one in self._stored.values()
            if report_matches(one.parts, query)
            for part in one.parts
            if not leaves or any(matches(part, leaf) for leaf in leaves)
        ]

    def _spread(self, plan: Plan, matching: Iterable[PreparedPart]) -> int:
        """Reports that contain all terms under the filters, but not in one part."""
        if len(tuple(positive_leaves(plan.query))) < 2:
            return 0
        as_wholes = self._matching(plan.query, "report")
        found = {
            part.head.id
            for part in as_wholes
            if passes_filters(part, plan.filters) and passes_report_filters(part, plan)
        }
        return len(found - {part.head.id for part in matching})


def _page(
    in_order: Sequence[Scored], plan: Plan, in_report: Mapping[str, int]
) -> Iterator[EngineHit]:
    end = plan.offset + plan.limit
    if plan.group == "part":
        for hit, score in in_order[plan.offset : end]:
            yield EngineHit(hit.head, hit.part, score)
        return
    by_report: dict[str, list[Scored]] = {}
    for hit, score in in_order:
        by_report.setdefault(hit.head.id, []).append((hit, score))
    for report_id, best in [*by_report.items()][plan.offset : end]:
        for hit, score in best[:PARTS_PER_REPORT]:
            yield EngineHit(hit.head, hit.part, score, in_report[report_id])
