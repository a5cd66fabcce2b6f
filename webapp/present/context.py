"""Small things that any template may ask for."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request, url_for

from indexer.search.request import SearchRequest
from indexer.search.response import Suggestion
from webapp.faults import Fault
from webapp.present.links import search_url


def other_language(code: str) -> str:
    """This page in another language."""
    if request.endpoint is None or request.method != "GET":
        return url_for("pages.home", lang=code)
    return _here(lang=[code])


def mended(fault: Fault, value: str) -> str:
    """This page with a value that can be taken instead of the one at fault."""
    values = [value if v == fault.value else v for v in request.args.getlist(fault.parameter)]
    return _here(**{fault.parameter: values})


def suggestion_url(suggestion: Suggestion, asked: SearchRequest) -> str:
    """The search that a suggestion stands for."""
    return search_url(asked, query=suggestion.text)


def _here(**changes: list[str]) -> str:
    """This address with other arguments. They are written by us and not by `url_for`, which takes
    `name` for a piece of the path and `_scheme` for an order, whoever wrote them into the URL."""
    assert request.endpoint is not None
    path = url_for(request.endpoint, **(request.view_args or {})).partition("?")[0]
    return f"{path}?{urlencode({**request.args.to_dict(flat=False), **changes}, doseq=True)}"
