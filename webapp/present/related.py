"""The same search as results, trends, coverage and figures: each page links to the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, url_for
from flask_babel import gettext as _

from indexer.reporting.coverage import COLUMNS
from indexer.search.request import SearchRequest
from webapp.requests import search_url, trends_url


@dataclass(frozen=True, slots=True)
class Related:
    """A page that shows the same in another way; `url` is None for the present one."""

    name: str
    url: str | None


def related(request: SearchRequest, here: str) -> list[Related]:
    """The pages about a search; `here` is the endpoint that is shown."""
    pages = {
        "pages.search": (_("检索结果"), search_url(request)),
        "trends.page": (_("趋势"), trends_url(request)),
        "coverage.page": (_("栏目一览"), url_for("coverage.page", **_coverage_args(request))),
    }
    if "figures.page" in current_app.view_functions:
        pages["figures.page"] = (_("关键数据"), url_for("figures.page", **_filters(request)))
    return [
        Related(name, None if endpoint == here else url) for endpoint, (name, url) in pages.items()
    ]


def _coverage_args(request: SearchRequest) -> dict[str, Any]:
    """What the matrix can show of a search: a year, provinces, a section, a school."""
    args: dict[str, Any] = {"province": [*request.province]}
    if len(request.year) == 1 and request.year[0].isdigit():
        args["year"] = request.year[0]
    if len(request.section) == 1 and request.section[0] in COLUMNS:
        args["section"] = request.section[0]
    if len(request.school) == 1:
        args["name"] = request.school[0]
    return args


def _filters(request: SearchRequest) -> dict[str, Any]:
    values = {name: [*getattr(request, name)] for name in _OF_FIGURES}
    return {name: chosen for name, chosen in values.items() if chosen}


_OF_FIGURES: Final = ("school", "province", "year", "figure", "since")
"""The filters of whole reports: figures have no section."""
