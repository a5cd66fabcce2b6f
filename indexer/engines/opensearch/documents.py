"""A report as documents, and back."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from indexer.analysis.normalize import ALNUM_RUN, normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.opensearch.mapping import LAST_SCHOOL, UNKNOWN, Json
from indexer.engines.opensearch.units import edged, joined, paragraphs, units
from indexer.engines.opensearch.weights import contained, packed
from indexer.engines.records import (
    details_record,
    head_record,
    part_record,
    read_head,
    read_part,
    read_report,
    read_source_record,
    source_record,
)
from indexer.reports.model import Part, Report
from indexer.search.engine import ReportHead, SourceRecord

_LONGEST_WORD: Final = 255
"""A longer run is no word that anybody is offered."""


class DocumentMaker:
    """Makes the documents of reports, with the words of one index."""

    def __init__(self, user_words: Path | None) -> None:
        self._words = get_tokenizer(user_words)
        self._contained = contained(user_words)

    def documents(
        self, report: Report, key: str, born: int, died: int | None = None
    ) -> Iterator[tuple[str, Json]]:
        """Ids and documents: the report first, then its parts."""
        common = _common(report, born, died)
        head = head_record(report).decode("utf-8", "surrogatepass")
        records = {
            "head": head,
            "source": source_record(report).decode("utf-8", "surrogatepass"),
            "details": details_record(report).decode("utf-8", "surrogatepass"),
            "parts": str(len(report.parts)),
        }
        yield key, common | {"joins": "report", "stored": records}
        title = Counter(self._words.words(normalize(report.title)))
        for part in report.parts:
            yield part_id(key, part.ordinal), self._part(part, key, common, head, title)

    def _part(self, part: Part, key: str, common: Json, head: str, title: Counter[str]) -> Json:
        text, heading = normalize(part.text), normalize(part.heading)
        chosen = {name: Counter(self._words.words(t)) for name, t in _named(text, heading)}
        tables = [(chosen[name], self._contained.hashes(t)) for name, t in _named(text, heading)]
        return common | {
            "joins": {"name": "part", "parent": key},
            "ordinal": part.ordinal,
            "section": [*part.sections] or [UNKNOWN],
            "topic": [*part.topics] or [UNKNOWN],
            "words": sorted(word for word in chosen["text"] | chosen["heading"] if _is_shown(word)),
            "weights": _encoded(packed([*tables, (title, set())])),
            "heading_line": _encoded(edged(heading).encode("utf-8", "replace")),
            "text_words": chosen["text"].total(),
            "heading_words": chosen["heading"].total(),
            "title_words": title.total(),
            "stored": {"head": head, "part": part_record(part).decode("utf-8", "surrogatepass")},
            **_tokens("text", text),
            **_tokens("heading", heading),
        }


def part_id(key: str, ordinal: int) -> str:
    """Id of a part's document; `key` is that of its report."""
    return f"{key}.{ordinal}"


def _common(report: Report, born: int, died: int | None) -> Json:
    """What reports and parts both have: labels, and what puts them in order."""
    known: Json = {
        "school": report.school,
        "province": report.province,
        "period": report.period,
        "year": None if report.year is None else str(report.year),
    }
    common = {name: UNKNOWN if value is None else value for name, value in known.items()}
    optional: Json = {
        "year_number": report.year,
        "ends": report.period_end.toordinal() if report.period_end else None,
        "died": died,
    }
    return {
        "born": born,
        "report_id": report.id,
        "school_order": LAST_SCHOOL if report.school is None else report.school,
        **common,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _named(text: str, heading: str) -> tuple[tuple[str, str], ...]:
    return ("text", text), ("heading", heading)


def _tokens(name: str, normalised: str) -> Json:
    """The two ways to cut a text. Where no run is, no edge can be asked for."""
    lines = [*paragraphs(normalised)]
    return {
        name: [joined(units(line)) for line in lines],
        f"{name}_edges": [joined(edged(line)) for line in lines if ALNUM_RUN.search(line)],
    }


def _is_shown(word: str) -> bool:
    return 1 < len(word) <= _LONGEST_WORD


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def head_of(stored: Json) -> ReportHead:
    """A report's head, from its own document or a part's."""
    return read_head(json.loads(stored["head"]))


def part_of(stored: Json) -> Part:
    """The part of a part's document."""
    return read_part(stored["part"].encode("utf-8", "surrogatepass"))


def source_of(report_id: str, stored: Json) -> SourceRecord:
    """The file a report was read from."""
    return read_source_record(report_id, json.loads(stored["source"]))


def report_of(stored: Json, parts: Sequence[Part]) -> Report:
    """A whole report, from its document and its parts."""
    known: dict[str, Any] = json.loads(stored["head"])
    details = stored["details"].encode("utf-8", "surrogatepass")
    return read_report(known, json.loads(stored["source"]), tuple(parts), details)
