"""The reports selected for a comparison: a bar that stays while searching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from indexer.search.engine import IndexReader, ReportHead
from indexer.search.request import SearchRequest
from indexer.search.resolve import resolve_filters
from webapp.present.results import pick_url
from webapp.requests import highlight_args


@dataclass(frozen=True, slots=True)
class Selected:
    """A selected report; `url` deselects it."""

    head: ReportHead
    url: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What is selected; `compare_url` is None for a single report."""

    reports: tuple[Selected, ...]
    compare_url: str | None
    clear_url: str


def selection(reader: IndexReader, request: SearchRequest, ids: Sequence[str]) -> Selection | None:
    """The bar for the reports with these ids, None where none of them is there."""
    heads = [head for report_id in ids if (head := reader.head(report_id)) is not None]
    known = [head.id for head in heads]
    if not heads:
        return None
    return Selection(
        reports=tuple(
            Selected(head, pick_url(request, [other for other in known if other != head.id]))
            for head in heads
        ),
        compare_url=url_for(
            "compare.page",
            report=known,
            section=_section(reader, request, heads),
            **highlight_args(request),
        )
        if len(known) > 1
        else None,
        clear_url=pick_url(request, ()),
    )


def _section(
    reader: IndexReader, request: SearchRequest, heads: Sequence[ReportHead]
) -> str | None:
    """The one section that the results are narrowed to, where the reports have it."""
    chosen = [*resolve_filters(SearchRequest(section=request.section), reader).get("section", ())]
    section = chosen[0] if len(chosen) == 1 else None
    return section if any(section in head.sections for head in heads) else None
