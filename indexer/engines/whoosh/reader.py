"""One generation, open for searching. See `search.engine.IndexReader`."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

import numpy as np

from indexer.analysis.tokenizer import Tokenizer, get_tokenizer, words_of_a_term
from indexer.engines.records import read_source_record
from indexer.engines.whoosh.arrays import sorted_unique
from indexer.engines.whoosh.doc_set import ByteCache, DocIdSet, RankedHit
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.facets import FacetCounter
from indexer.engines.whoosh.hits import hits_page
from indexer.engines.whoosh.scoring import Scorer
from indexer.engines.whoosh.segment_schema import (
    BITSET_FIELDS,
    FIGURE_TABLES,
    TEXT_FIELDS,
    has_value,
)
from indexer.engines.whoosh.sentence_index import SentenceIndex
from indexer.engines.whoosh.snapshot import IndexSnapshot
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.reports.figures import Figure, all_figures
from indexer.reports.model import Part, Report
from indexer.reports.section_status import STATUSES, SectionEntry
from indexer.search.engine import (
    EngineHit,
    EngineResult,
    Plan,
    Repetition,
    ReportHead,
    SentenceUse,
    SourceRecord,
    Statistics,
)
from indexer.search.figure_columns import FigureColumns
from indexer.search.highlights import OffsetMap, offset_map_of
from indexer.search.query import Literal, Node, positive_leaves
from indexer.search.ranking import ranking_words
from indexer.search.request import Scope
from indexer.search.search_budget import search_budget

_WORD_BYTES: Final = 150
"""Of a word of a term, in the list and in the term, roughly."""
_HEAD_BYTES: Final = 2_000
"""Of a cached part without its two texts, roughly."""


class WhooshReader:
    """Searches one generation. Immutable except for caches, and safe to share between threads."""

    def __init__(
        self,
        snapshot: IndexSnapshot,
        generation: int,
        folder: Path,
        size: int,
        user_tokenizer: Tokenizer | None,
        tuning: WhooshTuning,
    ) -> None:
        """`size` is that of the index in bytes; `user_tokenizer` knows the user's own words, if the
        index has some: it is kept, since their file may be removed while the reader is in use."""
        self._snapshot = snapshot
        self._generation = generation
        self._folder = folder
        self._size = size
        self._user_tokenizer = user_tokenizer
        self._evaluator = Evaluator(snapshot, ByteCache(tuning.set_cache_bytes))
        self._sentences = SentenceIndex(snapshot)
        self._facets = FacetCounter(snapshot, self._evaluator)
        self._scorer = Scorer(snapshot, self._evaluator, ByteCache(tuning.score_cache_bytes))
        self._part_cache: ByteCache[_CachedPart] = ByteCache(tuning.part_cache_bytes)
        self._head_cache: ByteCache[ReportHead] = ByteCache(tuning.head_cache_bytes)
        self._word_cache: ByteCache[list[str]] = ByteCache(tuning.segmentation_cache_bytes)

    @property
    def generation(self) -> int:
        return self._generation

    def warm_up(self) -> None:
        Thread(target=self._snapshot.read_ahead, name="read-index", daemon=True).start()

    def search(self, plan: Plan) -> EngineResult:
        with search_budget():
            return self._search(plan)

    def _search(self, plan: Plan) -> EngineResult:
        matching = self._matching(plan.query, plan.scope)
        hits = self._evaluator.filter((plan.scope, plan.query), matching, plan.filters, plan)
        words: tuple[str, ...] = ()
        if plan.sort == "relevance" and len(hits):
            words = ranking_words(plan.query, self.words)
        page = hits_page(self._snapshot, self._scorer, plan, words, hits)
        facets = {}
        if plan.facets:  # first, since this may count the reports too
            facets = self._facets.counts(plan, matching, hits)
        return EngineResult(
            total=len(hits),
            reports=self._facets.report_count(hits),
            spread=self._count_spread(plan, matching),
            parts=tuple(map(self._hit, page)),
            facets=facets,
            facet_reports=self._facets.report_counts(plan, matching),
        )

    def count(self, query: Node, scope: Scope = "part") -> int:
        with search_budget():
            return len(self._matching(query, scope))

    def words(self, normalised: str) -> list[str]:
        words = self._word_cache.get(normalised)
        if words is None:
            if self._user_tokenizer is not None:
                words = self._user_tokenizer.words(normalised)
            else:
                words = words_of_a_term(normalised, self._is_token)
            self._word_cache.put(normalised, words, _WORD_BYTES * len(words) + _WORD_BYTES)
        return words.copy()

    def _is_token(self, word: str) -> bool:
        """Whether the word is a token of any text or heading."""
        key = word.encode("utf-8", "surrogatepass")
        readers = (
            context.segment.words[field]
            for context in self._snapshot.segments
            for field in TEXT_FIELDS
        )
        return any(reader.token_doc_freq(key) for reader in readers)

    def compounds(self, word: str) -> frozenset[str]:
        return (self._user_tokenizer or get_tokenizer()).compounds(word)

    def document_frequency(self, term: str) -> int:
        return self.count(Literal(term))

    def values(self, facet: str) -> Mapping[str | None, int]:
        return self._facets.values(facet, self._evaluator.everything)

    def heads(self) -> Sequence[ReportHead]:
        return self._heads

    @cached_property
    def _heads(self) -> list[ReportHead]:
        order = np.argsort(self._snapshot.ranks("newest"))
        heads = [head for context in self._snapshot.segments for head in context.segment.heads]
        return [heads[n] for n in order.tolist() if self._snapshot.live_reports[n]]

    def head(self, report_id: str) -> ReportHead | None:
        number = self._snapshot.report_numbers.get(report_id)
        return None if number is None else self._head(number)

    def report(self, report_id: str) -> Report | None:
        number = self._snapshot.report_numbers.get(report_id)
        if number is None:
            return None
        segment, local = self._snapshot.locate_report(number)
        return segment.read_report(local)

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        snapshot = self._snapshot
        reports = snapshot.live_reports & (snapshot.report_years == (year or 0))
        parts = np.flatnonzero(reports[snapshot.report_of])
        of_report = snapshot.report_of[parts]
        ordinals, sections, statuses = (
            snapshot.column(f"part.{name}")[parts] for name in ("ordinal", "sections", "status")
        )
        entries: dict[int, dict[str, SectionEntry]] = {
            report: {} for report in np.flatnonzero(reports).tolist()
        }
        for section in BITSET_FIELDS["section"]:
            found = np.flatnonzero(has_value(sections, "section", section))
            if not len(found):
                continue
            having, first = np.unique(of_report[found], return_index=True)
            best = np.minimum.reduceat(statuses[found], first)
            columns = (having, best, ordinals[found[first]])
            for report, status, ordinal in zip(*(c.tolist() for c in columns), strict=True):
                entries[report][section] = _section_entry(status, ordinal)
        return {snapshot.ids[report]: by_section for report, by_section in entries.items()}

    def sentence_uses(self, keys: Sequence[str]) -> Sequence[SentenceUse]:
        return [self._sentences.use(key) for key in keys]

    def sharing_reports(
        self, keys: Collection[str], limit: int, *, not_of: str | None
    ) -> Sequence[tuple[str, int]]:
        return self._sentences.sharing(keys, limit, not_of)

    def repetitions(self) -> Mapping[str, Repetition]:
        return self._sentences.repetitions

    def figures(self) -> FigureColumns:
        return self._figures

    @cached_property
    def _figures(self) -> FigureColumns:
        order = np.argsort(self._snapshot.ranks("newest"))
        live = order[self._snapshot.live_reports[order]]
        tables = (self._snapshot.figure_table(table.name)[live] for table in FIGURE_TABLES)
        return FigureColumns(self.heads(), *tables)

    def report_figures(self, report_ids: Iterable[str]) -> Mapping[str, Mapping[str, Figure]]:
        figures = {}
        for report_id in report_ids:
            number = self._snapshot.report_numbers.get(report_id)
            if number is not None:
                segment, local = self._snapshot.locate_report(number)
                figures[report_id] = all_figures(segment.figures(local))
        return figures

    def sources(self) -> Mapping[str, SourceRecord]:
        return self._sources

    @cached_property
    def _sources(self) -> dict[str, SourceRecord]:
        records = [r for c in self._snapshot.segments for r in c.segment.all_sources()]
        return {
            report_id: read_source_record(report_id, records[number])
            for report_id, number in self._snapshot.report_numbers.items()
        }

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        doc_freqs = self._prefix_doc_freqs(prefix.encode("utf-8", "surrogatepass"))
        best: list[tuple[int, str]] = []
        for word, by_field in sorted(doc_freqs.items(), key=lambda item: -sum(item[1])):
            if len(best) == limit and (not limit or sum(by_field) < -best[-1][0]):
                break
            if self._snapshot.all_live and not all(by_field):
                count = sum(by_field)
            else:
                count = self._scorer.token_doc_freq(word)
            if count:
                insort(best, (-count, word))
                del best[limit:]
        return [(word, -negative) for negative, word in best]

    def _prefix_doc_freqs(self, prefix: bytes) -> dict[str, list[int]]:
        """Words that begin with a prefix; for each of the text fields, how many parts, deleted ones
        included, have the word as a token."""
        by_word: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(TEXT_FIELDS))
        for context in self._snapshot.segments:
            for number, field in enumerate(TEXT_FIELDS):
                reader = context.segment.words[field]
                start, end = reader.prefix_range(prefix)
                doc_freqs = reader.token_doc_freqs(start, end).tolist()
                for key, doc_freq in zip(reader.keys(start, end), doc_freqs, strict=True):
                    word = key.decode("utf-8", "surrogatepass")
                    if doc_freq and len(word) > 1:
                        by_word[word][number] += doc_freq
        return by_word

    def common_words(self, limit: int) -> Sequence[str]:
        return [word for word, _ in self.vocabulary("", limit)]

    def statistics(self) -> Statistics:
        snapshot = self._snapshot
        live = snapshot.live_reports
        years = sorted_unique(snapshot.report_years[live])
        schools = sorted_unique(snapshot.report_codes("school")[live])
        return Statistics(
            reports=int(np.count_nonzero(live)),
            parts=snapshot.live_parts,
            schools=int(np.count_nonzero(schools)),
            years=tuple(int(year) for year in years if year),
            engine="whoosh",
            generation=self._generation,
            bytes=self._size,
            whoosh_dir=str(self._folder.absolute()),
        )

    def close(self) -> None:
        """Mmaps close when the last reference to them is dropped."""

    def _matching(self, query: Node, scope: Scope) -> DocIdSet:
        if scope == "report":
            return self._evaluator.report_parts(query)
        return self._evaluator.parts(query)

    def _count_spread(self, plan: Plan, matching: DocIdSet) -> int:
        """Reports that match under the filters, but only with terms in different parts."""
        if plan.scope == "report" or len(tuple(positive_leaves(plan.query))) < 2:
            return 0
        reports, have_parts = self._evaluator.further_reports(matching, plan.query)
        if not len(reports) or (have_parts and not plan.has_filters):
            return len(reports)
        parts = self._evaluator.positive_parts(reports, plan.query)
        return self._facets.report_count(
            self._evaluator.filter(("further", plan.query), parts, plan.filters, plan)
        )

    def _head(self, report: int) -> ReportHead:
        """One object for all hits of a report."""
        head = self._head_cache.get(report)
        if head is None:
            segment, local = self._snapshot.locate_report(report)
            head = segment.head(local)
            self._head_cache.put(report, head, _HEAD_BYTES + 64 * len(head.sections))
        return head

    def _hit(self, hit: RankedHit) -> EngineHit:
        cached = self._cached_part(hit.part)
        return EngineHit(
            cached.head,
            cached.part,
            hit.score,
            hit.in_report,
            cached.text,
            cached.offsets,
            cached.heading,
        )

    def _cached_part(self, number: int) -> _CachedPart:
        cached = self._part_cache.get(number)
        if cached is None:
            segment, local = self._snapshot.locate_part(number)
            head = self._head(int(self._snapshot.report_of[number]))
            part, text, shifts = segment.shown_part(local)
            offsets = offset_map_of(part.text, text, shifts)
            heading = segment.text("heading", local)
            cached = _CachedPart(head, part, text, offsets, heading)
            self._part_cache.put(number, cached, 4 * len(text) + _HEAD_BYTES)
        return cached


@lru_cache(maxsize=4096)  # few differ
def _section_entry(status: int, ordinal: int) -> SectionEntry:
    return SectionEntry(STATUSES[status], ordinal)


class _CachedPart(NamedTuple):
    """A part with what its snippets are cut from."""

    head: ReportHead
    part: Part
    text: str
    """Normalised, like `heading`."""
    offsets: OffsetMap
    heading: str
