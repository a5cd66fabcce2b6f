"""One generation, open for searching. See `search.engine.IndexReader`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappush, heapreplace
from pathlib import Path
from typing import Final

import numpy as np

from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import Tokenizer, get_tokenizer, words_of_a_term
from indexer.engines.records import read_head, read_source_record
from indexer.engines.whoosh.cache import ByteCache
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.facets import (
    distinct_reports,
    facet_counts,
    filtered,
    report_counts,
    value_counts,
)
from indexer.engines.whoosh.hits import PlacedHit, page_of_hits
from indexer.engines.whoosh.lists import Checkpoint
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.scoring import Scorer
from indexer.engines.whoosh.segment import TEXT_FIELDS
from indexer.engines.whoosh.view import View
from indexer.reports.model import Part, Report
from indexer.reports.section_status import SectionEntry, statuses_of_parts
from indexer.search.engine import (
    EngineHit,
    EngineResult,
    Plan,
    ReportHead,
    SourceRecord,
    Statistics,
)
from indexer.search.highlights import OffsetMap, offset_map
from indexer.search.query import Literal, Node, positive_leaves
from indexer.search.ranking import ranking_words
from indexer.search.request import Scope
from indexer.search.search_budget import search_budget

_SET_CACHE_BYTES: Final = 128 << 20
_POSTING_CACHE_BYTES: Final = 96 << 20
_SHOWN_CACHE_BYTES: Final = 32 << 20
_SHOWN_HEADS_CACHE_BYTES: Final = 4 << 20
_CUT_CACHE_BYTES: Final = 1 << 20
_WORD_BYTES: Final = 150
"""A word of a term, in the list and in the term, roughly."""
_HEAD_BYTES: Final = 2_000
"""What a shown part holds beside its two texts, roughly."""


class WhooshReader:
    """Searches one generation. Immutable but for its caches, and safe to share between threads."""

    def __init__(
        self, view: View, generation: int, folder: Path, size: int, own: Tokenizer | None
    ) -> None:
        self._view = view
        self._generation = generation
        self._folder = folder
        self._size = size
        self._own = own
        """With a user's own words; held, since their file may go while the reader is in use."""
        self._evaluator = Evaluator(view, ByteCache(_SET_CACHE_BYTES))
        self._shown: ByteCache[_Shown] = ByteCache(_SHOWN_CACHE_BYTES)
        self._shown_heads: ByteCache[ReportHead] = ByteCache(_SHOWN_HEADS_CACHE_BYTES)
        self._cut: ByteCache[list[str]] = ByteCache(_CUT_CACHE_BYTES)
        self._values: dict[str, Mapping[str | None, int]] = {}
        self._scorer = Scorer(view, self._evaluator, ByteCache(_POSTING_CACHE_BYTES))

    @property
    def generation(self) -> int:
        return self._generation

    def search(self, plan: Plan) -> EngineResult:
        with search_budget() as checkpoint:
            return self._search(plan, checkpoint)

    def _search(self, plan: Plan, checkpoint: Checkpoint) -> EngineResult:
        matching = self._matching(plan.query, plan.scope, checkpoint)
        hits = filtered(self._evaluator, (plan.scope, plan.query), matching, plan.filters)
        words: tuple[str, ...] = ()
        if plan.sort == "relevance" and len(hits):
            words = ranking_words(plan.query, self.words)
        placed = page_of_hits(self._view, self._scorer, plan, words, hits, checkpoint)
        facets = {}
        if plan.facets:  # before reports are counted: on the way they are
            facets = facet_counts(self._view, self._evaluator, matching, hits, plan)
        return EngineResult(
            total=len(hits),
            reports=distinct_reports(self._view, hits),
            spread=self._spread(plan, matching, checkpoint),
            parts=tuple(map(self._found_part, placed)),
            facets=facets,
            facet_reports=report_counts(self._view, self._evaluator, matching, plan),
        )

    def count(self, query: Node, scope: Scope = "part") -> int:
        with search_budget() as checkpoint:
            return len(self._matching(query, scope, checkpoint))

    def words(self, normalised: str) -> list[str]:
        words = self._cut.get(normalised)
        if words is None:
            if self._own is not None:
                words = self._own.words(normalised)
            else:
                words = words_of_a_term(normalised, self._was_cut)
            self._cut.put(normalised, words, _WORD_BYTES * len(words) + _WORD_BYTES)
        return words.copy()

    def _was_cut(self, word: str) -> bool:
        """Whether the segmenter chose the word anywhere in a text or heading."""
        key = word.encode("utf-8", "surrogatepass")
        families = (slot.segment.words[name] for slot in self._view.slots for name in TEXT_FIELDS)
        return any(family.cut_count(key) for family in families)

    def compounds(self, word: str) -> frozenset[str]:
        return (self._own or get_tokenizer()).compounds(word)

    def document_frequency(self, term: str) -> int:
        return self.count(Literal(term))

    def values(self, facet: str) -> Mapping[str | None, int]:
        found = self._values.get(facet)
        if found is None:
            found = value_counts(self._view, facet, self._evaluator.everything)
            self._values[facet] = found
        return found

    def heads(self) -> Sequence[ReportHead]:
        return self._heads

    @cached_property
    def _heads(self) -> list[ReportHead]:
        order = np.argsort(self._view.ranks("newest"))
        heads = [read_head(h) for slot in self._view.slots for h in slot.segment.all_heads()]
        return [heads[n] for n in order.tolist() if self._view.live_reports[n]]

    def head(self, report_id: str) -> ReportHead | None:
        number = self._view.report_numbers.get(report_id)
        return None if number is None else self._head(number)

    def report(self, report_id: str) -> Report | None:
        number = self._view.report_numbers.get(report_id)
        if number is None:
            return None
        segment, local = self._view.slot_of_report(number)
        return segment.read_report(local)

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        return {
            head.id: statuses_of_parts(report.parts)
            for head in self.heads()
            if head.year == year and (report := self.report(head.id)) is not None
        }

    def sources(self) -> Mapping[str, SourceRecord]:
        return self._sources

    @cached_property
    def _sources(self) -> dict[str, SourceRecord]:
        known = [values for slot in self._view.slots for values in slot.segment.all_sources()]
        return {
            report_id: read_source_record(report_id, known[number])
            for report_id, number in self._view.report_numbers.items()
        }

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        counts = self._words_with(prefix.encode("utf-8", "surrogatepass"))
        best: list[tuple[int, _Backwards]] = []
        for word, (in_text, in_heading) in sorted(counts.items(), key=_fewest_last):
            if len(best) == limit and (not limit or in_text + in_heading < best[0][0]):
                break
            if self._view.all_live and not (in_text and in_heading):
                count = in_text + in_heading
            else:
                count = self._scorer.parts_with_word(word)
            if not count:
                continue
            entry = (count, _Backwards(word))
            if len(best) < limit:
                heappush(best, entry)
            elif entry > best[0]:
                heapreplace(best, entry)
        return [(entry[1].word, entry[0]) for entry in sorted(best, reverse=True)]

    def _words_with(self, prefix: bytes) -> dict[str, tuple[int, int]]:
        """Words that begin with a prefix, each with the number of parts, deleted ones included,
        that hold it in their text and in their heading."""
        counts: dict[str, tuple[int, int]] = {}
        for slot in self._view.slots:
            for field in TEXT_FIELDS:
                family = slot.segment.words[field]
                start, end = family.with_prefix(prefix)
                numbers = family.cut_counts(start, end).tolist()
                for key, count in zip(family.keys(start, end), numbers, strict=True):
                    word = key.decode("utf-8", "surrogatepass")
                    if count and len(word) > 1:
                        in_text, in_heading = counts.get(word, (0, 0))
                        counts[word] = (
                            (in_text + count, in_heading)
                            if field == "text"
                            else (in_text, in_heading + count)
                        )
        return counts

    def common_words(self, limit: int) -> Sequence[str]:
        return [word for word, _ in self.vocabulary("", limit)]

    def statistics(self) -> Statistics:
        view = self._view
        live = view.live_reports
        years = np.unique(view.report_years[live])
        schools = np.unique(view.report_codes("school")[live])
        return Statistics(
            reports=int(np.count_nonzero(live)),
            parts=view.live_parts,
            schools=int(np.count_nonzero(schools)),
            years=tuple(int(year) for year in years if year),
            engine="whoosh",
            generation=self._generation,
            bytes=self._size,
            whoosh_dir=str(self._folder.absolute()),
        )

    def close(self) -> None:
        """Maps are let go of with the last reference to them."""

    def _matching(self, query: Node, scope: Scope, checkpoint: Checkpoint) -> PartSet:
        if scope == "report":
            return self._evaluator.report_parts(query, checkpoint)
        return self._evaluator.parts(query, checkpoint)

    def _spread(self, plan: Plan, matching: PartSet, checkpoint: Checkpoint) -> int:
        """Reports that hold all terms under the filters, though none of their parts does."""
        if plan.scope == "report" or len(tuple(positive_leaves(plan.query))) < 2:
            return 0
        further, has_part = self._evaluator.reports_beyond(matching, plan.query, checkpoint)
        if not len(further) or (has_part and not plan.filters):
            return len(further)
        parts = self._evaluator.parts_beyond(further, plan.query, checkpoint)
        source = ("beyond", plan.query)
        return distinct_reports(self._view, filtered(self._evaluator, source, parts, plan.filters))

    def _head(self, report: int) -> ReportHead:
        """One object for all hits of a report."""
        head = self._shown_heads.get(report)
        if head is None:
            segment, local = self._view.slot_of_report(report)
            head = read_head(segment.head(local))
            self._shown_heads.put(report, head, _HEAD_BYTES + 64 * len(head.sections))
        return head

    def _found_part(self, hit: PlacedHit) -> EngineHit:
        shown = self._stored(hit.part)
        return EngineHit(
            shown.head,
            shown.part,
            hit.score,
            hit.in_report,
            shown.text,
            shown.places,
            shown.heading,
        )

    def _stored(self, number: int) -> _Shown:
        shown = self._shown.get(number)
        if shown is None:
            segment, local = self._view.slot_of_part(number)
            head = self._head(int(self._view.report_of[number]))
            part, text = segment.part_and_text(local)
            places, heading = offset_map(part.text, text), normalize(part.heading)
            shown = _Shown(head, part, text, places, heading)
            self._shown.put(number, shown, 4 * len(text) + _HEAD_BYTES)
        return shown


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown of a part, and what its snippets are cut with."""

    head: ReportHead
    part: Part
    text: str
    """Normalised, like `heading`."""
    places: OffsetMap
    heading: str


def _fewest_last(counted: tuple[str, tuple[int, int]]) -> int:
    return -sum(counted[1])


class _Backwards:
    """A word that compares backwards, so that of equal counts the first word is the best."""

    __slots__ = ("word",)

    def __init__(self, word: str) -> None:
        self.word = word

    def __lt__(self, other: _Backwards) -> bool:
        return self.word > other.word
