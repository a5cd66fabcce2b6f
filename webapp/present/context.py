"""Small things that any template may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from indexer.search.request import SearchRequest
from indexer.search.response import Suggestion
from webapp.faults import ParameterError
from webapp.names import FACET_TITLES, value_name
from webapp.params import listed
from webapp.present.links import search_url
from webapp.present.matrix import STATE_NAMES


def other_language(code: str) -> str:
    """This page in another language."""
    if request.endpoint is None or request.method != "GET":
        return url_for("pages.home", lang=code)
    return _here(lang=[code])


def mended(fault: ParameterError, value: str) -> str:
    """This page with a value that can be taken instead of the one at fault."""
    values = [value if v == fault.value else v for v in request.args.getlist(fault.parameter)]
    return _here(**{fault.parameter: values})


def suggestion_url(suggestion: Suggestion, asked: SearchRequest) -> str:
    """The search that a suggestion stands for."""
    return search_url(asked, query=suggestion.text)


DATE_ORIGINS: Mapping[str, str] = {
    "page": lazy_gettext("网页的发布日期"),
    "signature": lazy_gettext("落款日期"),
    "manifest": lazy_gettext("登记的日期"),
}
"""Where the day of publication was found, as a page says it."""
_PRINTED: Final[Mapping[str, str]] = {
    "q": lazy_gettext("检索式"),
    **FACET_TITLES,
    "name": lazy_gettext("学校名称包含"),
    "state": lazy_gettext("状态"),
    "late": lazy_gettext("只看日期晚于 10 月 31 日的"),
}
"""Parameters that a printed page names."""


def printed_facts() -> list[tuple[str, str]]:
    """What stands at the head of a printed page: what was asked, where it is, and the day."""
    asked = [
        (str(title), listed(_value_name(name, value) for value in values))
        for name, title in _PRINTED.items()
        if (values := [value for value in request.args.getlist(name) if value.strip()])
    ]
    today = datetime.now().astimezone().date().isoformat()
    return [*asked, (_("网址"), request.url), (_("打印日期"), today)]


def _value_name(name: str, value: str) -> str:
    if name == "state":
        return str(STATE_NAMES.get(value, value))
    if name == "late":
        return str(_("是"))
    return value_name(name, value) if name in FACET_TITLES else value


def _here(**changes: list[str]) -> str:
    """This address with other arguments. They are written by us and not by `url_for`, which takes
    `name` for a piece of the path and `_scheme` for an order, whoever wrote them into the URL."""
    assert request.endpoint is not None
    path = url_for(request.endpoint, **(request.view_args or {})).partition("?")[0]
    return f"{path}?{urlencode({**request.args.to_dict(flat=False), **changes}, doseq=True)}"
