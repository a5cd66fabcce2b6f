"""The door to the library.

    import indexer
    archive = indexer.open_archive("index")
    request = indexer.SearchRequest("依申请公开", year=["2024"])
    archive.search(request)                 # a page: SearchResponse
    for hit in archive.hits(request):       # every hit with its part, of one generation
        print(hit.school, part.text)

Whatever has `to_dict` gives the JSON of the command line and the API. `docs/api.md` has more.

Rule: names only, each loaded when it is first asked for, so that a program pays for what it uses.
"""

from __future__ import annotations

from importlib import import_module
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
    from indexer.reports.model import Link as Link
    from indexer.reports.model import Part as Part
    from indexer.reports.model import Report as Report
    from indexer.reports.sections import classify_heading as classify_heading
    from indexer.search.engine import ReportHead as ReportHead
    from indexer.search.engine import Statistics as Statistics
    from indexer.search.request import SearchRequest as SearchRequest
    from indexer.search.response import FacetValue as FacetValue
    from indexer.search.response import Hit as Hit
    from indexer.search.response import ReadAs as ReadAs
    from indexer.search.response import Relaxed as Relaxed
    from indexer.search.response import SearchResponse as SearchResponse
    from indexer.search.response import Snippet as Snippet
    from indexer.search.response import Suggestion as Suggestion

__version__: Final = "0.1.0"

_HOMES: Final = {
    "indexer.archive": ("Archive", "UpdateSummary", "open_archive"),
    "indexer.errors": (
        "IndexDamagedError",
        "IndexLockedError",
        "IndexMissingError",
        "IndexVersionError",
        "NotAReportError",
        "NotFoundError",
        "QueryError",
        "BusyError",
        "SearchTimeoutError",
        "StartError",
        "StorageError",
        "UnknownValueError",
        "UnreadableError",
        "UnusableIndexError",
        "UsageError",
        "XxgkError",
    ),
    "indexer.reports.model": ("Link", "Part", "Report"),
    "indexer.reports.sections": ("classify_heading",),
    "indexer.search.engine": ("ReportHead", "Statistics"),
    "indexer.search.request": ("SearchRequest",),
    "indexer.search.response": (
        "FacetValue",
        "Hit",
        "ReadAs",
        "Relaxed",
        "SearchResponse",
        "Snippet",
        "Suggestion",
    ),
}
_HOME: Final = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: PLE0604 - strings all
    *_HOME,
    "__version__",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
