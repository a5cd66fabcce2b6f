"""Small things that any template may ask for."""

from __future__ import annotations

from typing import Any

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
    assert request.endpoint is not None
    args: dict[str, Any] = {**request.args.to_dict(flat=False), **changes}
    return url_for(request.endpoint, **(request.view_args or {}), **args)
