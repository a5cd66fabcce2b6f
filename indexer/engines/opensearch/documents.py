"""A report as documents, and back; and what the relevance script reads of a part.

The script reads `term_freqs`: for text, heading and title a table from terms to how often the
tokenizer chose them; in text and heading 0 stands for a term that only occurs within longer ones.
Terms are identified by a 40-bit hash: two terms of one part share a hash less often than in one
part among ten million.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import numpy as np

from indexer.analysis.normalize import ALNUM, ALNUM_RUN
from indexer.analysis.tokenizer import dictionary_terms, get_tokenizer
from indexer.engines.opensearch.schema import (
    SENTENCES,
    UNKNOWN,
    UNKNOWN_SCHOOL_ORDER,
    Json,
    figure_state,
)
from indexer.engines.opensearch.tokens import joined, paragraphs, units, with_edges
from indexer.engines.records import (
    details_record,
    figures_record,
    head_from,
    head_record,
    part_record,
    read_figures_record,
    read_part,
    read_report,
    read_source_record,
    source_record,
)
from indexer.reports.figures import Figure, all_figures
from indexer.reports.model import NormalizedText, Part, Report
from indexer.reports.section_status import STATUSES, SectionEntry, section_entries
from indexer.reports.sentence_keys import report_hashes
from indexer.search.engine import ReportHead, SourceRecord
from indexer.search.figure_columns import FigureRow, figure_row
from indexer.search.ranking import MOST_COUNTED

_LONGEST_WORD: Final = 255
"""A longer run is never suggested."""
_HASH_BYTES: Final = 5
_ENTRY_BYTES: Final = _HASH_BYTES + 1
_CHARACTER: Final = re.compile(rf"(?!{ALNUM})\S")


class DocumentBuilder:
    """Makes the documents of reports, with the dictionary of one index."""

    def __init__(self, user_words: Path | None) -> None:
        self._tokenizer = get_tokenizer(user_words)
        self._matcher = _term_matcher(user_words)

    def documents(
        self,
        report: Report,
        normalized: NormalizedText,
        key: str,
        created_at: int,
        deleted_at: int | None = None,
    ) -> Iterator[tuple[str, Json]]:
        """Ids and documents: the report first, then its parts."""
        common = _common_fields(report, created_at, deleted_at)
        statuses = section_entries(report.parts)
        stored = {
            "head": _decoded(head_record(report)),
            "source": _decoded(source_record(report, normalized)),
            "details": _decoded(details_record(report)),
            "figures": _decoded(figures_record(report)),
            "figure_row": json.dumps(figure_row(report.figures)),
            "statuses": json.dumps(
                {name: [STATUSES.index(e.status), e.ordinal] for name, e in statuses.items()}
            ),
        }
        hashes = sorted(report_hashes(normalized.texts, report.school))
        yield key, common | {"joins": "report", "stored": stored, SENTENCES: hashes}
        title = Counter(self._tokenizer.words(normalized.title))
        texts = zip(normalized.texts, normalized.headings, strict=True)
        for part, (text, heading) in zip(report.parts, texts, strict=True):
            fields = self._part(part, {"text": text, "heading": heading}, title)
            joins = {"name": "part", "parent": key}
            yield part_id(key, part.ordinal), common | {"joins": joins} | fields

    def _part(self, part: Part, texts: Mapping[str, str], title: Counter[str]) -> Json:
        words = {name: Counter(self._tokenizer.words(text)) for name, text in texts.items()}
        tables = [(words[name], self._matcher.hashes(text)) for name, text in texts.items()]
        heading_line = with_edges(texts["heading"]).encode("utf-8", "replace")
        all_words = words["text"] | words["heading"]
        return {
            "ordinal": part.ordinal,
            "section": [*part.sections] or [UNKNOWN],
            "topic": [*part.topics] or [UNKNOWN],
            "text_source": part.text_source,
            "words": sorted(word for word in all_words if 1 < len(word) <= _LONGEST_WORD),
            "term_freqs": _base64(term_freq_doc_values([*tables, (title, set())])),
            "heading_line": _base64(heading_line),
            "text_words": words["text"].total(),
            "heading_words": words["heading"].total(),
            "title_words": title.total(),
            "stored": {"part": _decoded(part_record(part))},
            **_token_fields("text", texts["text"]),
            **_token_fields("heading", texts["heading"]),
        }


def part_id(key: str, ordinal: int) -> str:
    """Id of a part's document; `key` is the id of its report's."""
    return f"{key}.{ordinal}"


def report_key(part_id: str) -> str:
    """Id of the report's document, from that of a part's."""
    return part_id.rpartition(".")[0]


def _common_fields(report: Report, created_at: int, deleted_at: int | None) -> Json:
    """What documents of reports and parts share: labels, and what they are sorted by."""
    labels: Json = {
        "school": report.school,
        "province": report.province,
        "period": report.period,
        "year": None if report.year is None else str(report.year),
    }
    optional: Json = {
        "year_number": report.year,
        "period_end": report.period_end.toordinal() if report.period_end else None,
        "first_indexed": int(report.first_indexed.timestamp()) if report.first_indexed else None,
        "deleted_at": deleted_at,
    }
    return {
        "created_at": created_at,
        "report_id": report.id,
        "school_order": UNKNOWN_SCHOOL_ORDER if report.school is None else report.school,
        **{name: UNKNOWN if value is None else value for name, value in labels.items()},
        **{name: value for name, value in optional.items() if value is not None},
        **_figure_fields(report),
    }


def _figure_fields(report: Report) -> Json:
    """The state of every figure, and the values of those that have one."""
    figures = all_figures(report.figures)
    return {
        "figure_states": [figure_state(name, figure.state) for name, figure in figures.items()],
        "figure_values": {
            name: figure.value
            for name, figure in figures.items()
            if figure.state in ("number", "zero")
        },
    }


def _token_fields(name: str, normalised: str) -> Json:
    """A text tokenized in both ways. An open edge can only match where there is a run."""
    lines = [*paragraphs(normalised)]
    return {
        name: [joined(units(line)) for line in lines],
        f"{name}_edges": [joined(with_edges(line)) for line in lines if ALNUM_RUN.search(line)],
    }


@lru_cache(maxsize=200_000)
def term_hash(term: str) -> int:
    """The number that stands for a term."""
    digest = blake2b(term.encode("utf-8", "replace"), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest)


class _TermMatcher:
    """Finds every dictionary term that a text contains, chosen by the tokenizer or not."""

    def __init__(self, user_words: Path | None) -> None:
        terms = dictionary_terms(user_words)
        self._automaton = ahocorasick_rs.AhoCorasick(terms)
        self._hashes = [term_hash.__wrapped__(term) for term in terms]

    def hashes(self, normalised: str) -> set[int]:
        """Hashes of the dictionary's terms and of the single characters in a text."""
        text = normalised.encode("utf-8", "replace").decode()  # without lone surrogates
        numbers = {match[0] for match in self._automaton.find_matches_as_indexes(text, True)}
        hashes = {self._hashes[number] for number in numbers}
        return hashes | {term_hash(char) for char in set(_CHARACTER.findall(normalised))}


@lru_cache(maxsize=2)
def _term_matcher(user_words: Path | None) -> _TermMatcher:
    """Built once per process for each dictionary."""
    return _TermMatcher(user_words)


def term_freq_doc_values(tables: Iterable[tuple[Counter[str], set[int]]]) -> bytes:
    """The tables of text, heading and title: for each the total number of its words, the number
    of entries, and the entries by ascending hash."""
    return b"".join(_table(words, contained) for words, contained in tables)


def _table(words: Mapping[str, int] | Counter[str], contained: set[int]) -> bytes:
    counts = dict.fromkeys(contained, 0)
    for word, count in words.items():
        counts[term_hash(word)] = min(count, MOST_COUNTED)
    entries = np.array([hash_ << 8 | count for hash_, count in counts.items()], dtype=">u8")
    entries.sort()
    body = entries.view(np.uint8).reshape(-1, 8)[:, -_ENTRY_BYTES:].tobytes()
    return sum(words.values()).to_bytes(4) + len(counts).to_bytes(4) + body


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decoded(record: bytes) -> str:
    return record.decode("utf-8", "surrogatepass")


def _encoded(record: str) -> bytes:
    return record.encode("utf-8", "surrogatepass")


def head_of(stored: Json) -> ReportHead:
    """A report's head, from its document."""
    return head_from(json.loads(stored["head"]))


def part_of(stored: Json) -> Part:
    """The part, from its document."""
    return read_part(_encoded(stored["part"]))


def source_of(report_id: str, stored: Json) -> SourceRecord:
    """The file a report was read from, from the report's document."""
    return read_source_record(report_id, json.loads(stored["source"]))


def figures_of(stored: Json) -> dict[str, Figure]:
    """Every figure of a report, from the report's document."""
    return all_figures(read_figures_record(_encoded(stored["figures"])))


def figure_row_of(stored: Json) -> FigureRow:
    """The row of figures, from the report's document."""
    states, values, qualifiers = json.loads(stored["figure_row"])
    return states, values, qualifiers


def statuses_of(stored: Json) -> dict[str, SectionEntry]:
    """Section id → status and first part, from the report's document."""
    entries: dict[str, list[int]] = json.loads(stored["statuses"])
    return {
        section: SectionEntry(STATUSES[status], ordinal)
        for section, (status, ordinal) in entries.items()
    }


def report_of(stored: Json, parts: Sequence[Part]) -> Report:
    """A whole report, from its document and its parts."""
    head: dict[str, Any] = json.loads(stored["head"])
    details, figures = _encoded(stored["details"]), _encoded(stored["figures"])
    return read_report(head, json.loads(stored["source"]), tuple(parts), details, figures)
