"""Addresses of our own pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import url_for

from indexer.search.request import SearchRequest
from webapp.params import marking_args, to_args


def search_url(request: SearchRequest, **changes: Any) -> str:
    """The search page for a request with some of its fields changed.

    Any change but that of the page leads to the first page: the rest of a list is another list.
    """
    changes.setdefault("page", 1)
    return url_for("pages.search", **to_args(replace(request, **changes)))


def trends_url(request: SearchRequest, **changes: Any) -> str:
    """The trends of a request with some of its fields changed."""
    args = to_args(replace(request, **changes, page=1))
    return url_for("trends.page", **{"match": "auto", **args})


def report_url(report_id: str, request: SearchRequest | None = None, anchor: str = "") -> str:
    """A report, with the query's terms marked in it."""
    return url_for(
        "pages.report",
        report_id=report_id,
        **(marking_args(request) if request else {}),
        _anchor=anchor or None,
    )
