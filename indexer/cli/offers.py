"""The offers beside a search result, as commands to copy."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from indexer.cli.language import _
from indexer.search.response import SearchResponse

_PLAIN: Final = re.compile(r"[\w.,:/@%+=-]+")
"""Needs no quotes in a shell; Chinese does not."""


def offer_lines(response: SearchResponse) -> Iterator[str]:
    """What is not there, then other ways to ask, each with what it finds."""
    offers = response.offers
    for missing in offers.missing:
        yield _(
            "%(school)s没有 %(year)s 年的报告；有 %(years)s 年的",
            school=missing.school or _("本库"),
            year=missing.year,
            years=tuple(map(str, missing.years)),
        )
    for offer in offers.filters:
        command = _command(offer.query, {offer.facet: offer.values})
        yield _(
            "可改用筛选：%(command)s（%(total)s 条）", command=command, total=f"{offer.total:,}"
        )
    if together := offers.all:
        command = _command(together.query, together.filters)
        yield _(
            "一并筛选：%(command)s（%(total)s 条）", command=command, total=f"{together.total:,}"
        )
    words = [_("%(text)s（%(total)s 条）", text=o.text, total=f"{o.total:,}") for o in offers.words]
    if words:
        yield _("报告里的说法：%(terms)s", terms=tuple(words))


def _command(query: str, filters: Mapping[str, Sequence[str]]) -> str:
    words = ["xxgk", "search", *([query] if query else [])]
    for facet, values in filters.items():
        words += [word for value in values for word in (f"--{facet}", value)]
    return " ".join(word if _PLAIN.fullmatch(word) else shlex.quote(word) for word in words)
