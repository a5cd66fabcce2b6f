"""Public API of the library.

    import indexer
    archive = indexer.open_archive("index")
    request = indexer.SearchRequest("依申请公开", year=["2024"])
    archive.search(request)                 # a page: SearchResponse
    for hit in archive.hits(request):       # every hit with its part, from one snapshot
        print(hit.school, hit.part.text)

Types with `to_dict` give the JSON of the command line and the API. `docs/api.md` has more.

Rule: names only, imported lazily, so that a program pays only for what it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.archive import Archive as Archive
    from indexer.archive import UpdateSummary as UpdateSummary
    from indexer.archive import open_archive as open_archive
    from indexer.errors import BusyError as BusyError
    from indexer.errors import IndexDamagedError as IndexDamagedError
    from indexer.errors import IndexLockedError as IndexLockedError
    from indexer.errors import IndexMissingError as IndexMissingError
    from indexer.errors import IndexVersionError as IndexVersionError
    from indexer.errors import NotAReportError as NotAReportError
    from indexer.errors import NotFoundError as NotFoundError
    from indexer.errors import QueryError as QueryError
    from indexer.errors import SearchTimeoutError as SearchTimeoutError
    from indexer.errors import StartError as StartError
    from indexer.errors import StorageError as StorageError
    from indexer.errors import UnknownValueError as UnknownValueError
    from indexer.errors import UnreadableError as UnreadableError
    from indexer.errors import UnusableIndexError as UnusableIndexError
    from indexer.errors import UsageError as UsageError
    from indexer.errors import XxgkError as XxgkError
    from indexer.reporting.figure_rows import FigureRow as FigureRow
    from indexer.reporting.rows import CompareRow as CompareRow
    from indexer.reporting.rows import CoverageRow as CoverageRow
    from indexer.reporting.rows import TrendRow as TrendRow
    from indexer.reports.figures import Figure as Figure
    from indexer.reports.figures import Statement as Statement
    from indexer.reports.model import Link as Link
    from indexer.reports.model import Part as Part
    from indexer.reports.model import Report as Report
    from indexer.reports.model import ScannedPage as ScannedPage
    from indexer.reports.model import UncertainText as UncertainText
    from indexer.reports.sections import classify_heading as classify_heading
    from indexer.search.engine import ReportHead as ReportHead
    from indexer.search.engine import Statistics as Statistics
    from indexer.search.request import SearchRequest as SearchRequest
    from indexer.search.response import FacetValue as FacetValue
    from indexer.search.response import FilterOffer as FilterOffer
    from indexer.search.response import FiltersOffer as FiltersOffer
    from indexer.search.response import Hit as Hit
    from indexer.search.response import MissingYear as MissingYear
    from indexer.search.response import Offers as Offers
    from indexer.search.response import Possible as Possible
    from indexer.search.response import ReadAs as ReadAs
    from indexer.search.response import Relaxed as Relaxed
    from indexer.search.response import SearchResponse as SearchResponse
    from indexer.search.response import Snippet as Snippet
    from indexer.search.response import Suggestion as Suggestion
    from indexer.search.response import SynonymOffer as SynonymOffer

__version__: Final = "0.1.0"

_ARCHIVE: Final = ("Archive", "UpdateSummary", "open_archive")
_ERRORS: Final = (
    "BusyError",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexVersionError",
    "NotAReportError",
    "NotFoundError",
    "QueryError",
    "SearchTimeoutError",
    "StartError",
    "StorageError",
    "UnknownValueError",
    "UnreadableError",
    "UnusableIndexError",
    "UsageError",
    "XxgkError",
)
_ROWS: Final = ("CompareRow", "CoverageRow", "TrendRow")
_FIGURE_ROWS: Final = ("FigureRow",)
_FIGURES: Final = ("Figure", "Statement")
_MODEL: Final = ("Link", "Part", "Report", "ScannedPage", "UncertainText")
_SECTIONS: Final = ("classify_heading",)
_ENGINE: Final = ("ReportHead", "Statistics")
_REQUEST: Final = ("SearchRequest",)
_RESPONSE: Final = (
    "FacetValue",
    "FilterOffer",
    "FiltersOffer",
    "Hit",
    "MissingYear",
    "Offers",
    "Possible",
    "ReadAs",
    "Relaxed",
    "SearchResponse",
    "Snippet",
    "Suggestion",
    "SynonymOffer",
)

__all__ = [  # noqa: PLE0604 - all are strings
    *_ARCHIVE,
    *_ERRORS,
    *_ROWS,
    *_FIGURE_ROWS,
    *_FIGURES,
    *_MODEL,
    *_SECTIONS,
    *_ENGINE,
    *_REQUEST,
    *_RESPONSE,
    "__version__",
]


def __getattr__(name: str) -> object:  # noqa: C901 - one case per module
    if name in _ARCHIVE:
        from indexer import archive

        value: object = getattr(archive, name)
    elif name in _ERRORS:
        from indexer import errors

        value = getattr(errors, name)
    elif name in _ROWS:
        from indexer.reporting import rows

        value = getattr(rows, name)
    elif name in _FIGURE_ROWS:
        from indexer.reporting import figure_rows

        value = getattr(figure_rows, name)
    elif name in _FIGURES:
        from indexer.reports import figures

        value = getattr(figures, name)
    elif name in _MODEL:
        from indexer.reports import model

        value = getattr(model, name)
    elif name in _SECTIONS:
        from indexer.reports import sections

        value = getattr(sections, name)
    elif name in _ENGINE:
        from indexer.search import engine

        value = getattr(engine, name)
    elif name in _REQUEST:
        from indexer.search import request

        value = getattr(request, name)
    elif name in _RESPONSE:
        from indexer.search import response

        value = getattr(response, name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
