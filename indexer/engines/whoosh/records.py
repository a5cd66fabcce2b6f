"""What a segment stores of reports and parts as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from indexer.reports.model import Link, OutlineEntry, Part, Report, Source
from indexer.search.engine import ReportHead

_DATES = ("period_start", "period_end", "published")


def part_record(part: Part) -> bytes:
    """A part as stored."""
    links = [[link.text, link.url] for link in part.links]
    labels = [part.ordinal, part.sections, part.topics]
    return _dump([*labels, part.heading, part.text, links, part.opens_section])


def read_part(record: bytes) -> Part:
    """A part out of its record."""
    ordinal, sections, topics, heading, text, links, opens = json.loads(record)
    return Part(
        ordinal,
        tuple(sections),
        tuple(topics),
        heading,
        text,
        tuple(Link(*link) for link in links),
        opens,
    )


def head_record(report: Report) -> bytes:
    """All that is known of a report but its parts."""
    outline = [
        [entry.level, entry.text, entry.anchor, entry.ordinal, entry.paragraph]
        for entry in report.outline
    ]
    known = report.summary() | {
        "source": asdict(report.source),
        "outline": outline,
        "confidence": report.confidence,
        "doubts": report.doubts,
        "text_hash": report.text_hash,
    }
    return _dump(known)


def read_head(known: dict[str, Any]) -> ReportHead:
    """The head of a report out of its record."""
    names = ReportHead.__dataclass_fields__
    values = {name: known[name] for name in names}
    return ReportHead(**values | {"sections": tuple(known["sections"])})


def read_report(known: dict[str, Any], parts: tuple[Part, ...]) -> Report:
    """A whole report out of its record and its parts."""
    same = ("id", "school", "province", "period", "year", "title", "source_url", "confidence")
    values: dict[str, Any] = {name: known[name] for name in same}
    values |= {name: _date(known[name]) for name in _DATES}
    return Report(
        **values,
        source=Source(**known["source"]),
        parts=parts,
        outline=tuple(OutlineEntry(*entry) for entry in known["outline"]),
        doubts=tuple(known["doubts"]),
    )


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
