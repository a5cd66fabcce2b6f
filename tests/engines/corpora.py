"""Reports for the engine tests: built from short descriptions, and drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from indexer.reports.model import Part, Report, Source


def part(ordinal: int, described: Mapping[str, Any]) -> Part:
    """A part from its description: `text` alone is enough."""
    return Part(
        ordinal=ordinal,
        sections=tuple(described.get("sections", ("overview",))),
        topics=tuple(described.get("topics", ())),
        heading=described.get("heading", ""),
        text=described.get("text", ""),
    )


def report(described: Mapping[str, Any]) -> Report:
    """A report from its description: `id` and `parts` are enough. A part may be its text alone."""
    end = described.get("period_end")
    parts = [
        {"text": part} if isinstance(part, str) else part for part in described.get("parts", ())
    ]
    return Report(
        id=described["id"],
        school=described.get("school"),
        province=described.get("province"),
        period=described.get("period"),
        year=described.get("year"),
        period_start=None,
        period_end=date.fromisoformat(end) if end else None,
        published=None,
        title=described.get("title", ""),
        source_url=None,
        source=Source(path=f"{described['id']}.txt"),
        parts=tuple(part(ordinal, given) for ordinal, given in enumerate(parts, start=1)),
    )
