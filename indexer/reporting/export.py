"""Results as rows of a table: the same columns from the command line and from the web."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.search.engine import ReportHead
from indexer.search.response import Hit

HIT_COLUMNS: Final = (
    "school",
    "province",
    "period",
    "year",
    "published",
    "sections",
    "topics",
    "heading",
    "snippet",
    "text",
    "url",
    "source_url",
    "path",
)
REPORT_COLUMNS: Final = (
    "id",
    "school",
    "province",
    "period",
    "year",
    "period_start",
    "period_end",
    "published",
    "title",
    "sections",
    "source_url",
    "path",
    "published_from",
)
_SEPARATOR: Final = "; "


def hit_row(hit: Hit) -> dict[str, str]:
    """One hit with the whole text of its part, a cell for each of HIT_COLUMNS."""
    snippet = " … ".join(snippet.text for snippet in hit.snippets)
    return _cells({**hit.to_dict(), "snippet": snippet, "text": hit.part.text}, HIT_COLUMNS)


def report_row(head: ReportHead) -> dict[str, str]:
    """One report, a cell for each of REPORT_COLUMNS."""
    return _cells({name: getattr(head, name) for name in REPORT_COLUMNS}, REPORT_COLUMNS)


def _cells(values: Mapping[str, Any], columns: Iterable[str]) -> dict[str, str]:
    return {column: neutralise_formula(_text(values[column])) for column in columns}


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return _SEPARATOR.join(map(str, value))
        case _:
            return str(value)
