"""What was done with a query beside searching it as typed, a plain sentence each.

Every sentence comes with the one link that undoes it, or does what it offers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from indexer.search.response import SearchResponse
from webapp.params import listed
from webapp.present.links import search_url


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence, and a link with its words."""

    sentence: str
    action: str
    url: str


def notes(answer: SearchResponse) -> list[Note]:
    """What the reader of these results should know of how they came about."""
    return [*_read_as(answer), *_relaxed(answer), *_spread(answer)]


def _read_as(answer: SearchResponse) -> Iterator[Note]:
    read = answer.read_as
    if read is not None:
        yield Note(
            _(
                "“%(terms)s”是学校的名称，已改为只看%(schools)s的报告。",
                terms=listed(read.terms),
                schools=listed(read.school),
            ),
            _("只在正文里查这几个字"),
            search_url(answer.request, match="exact"),
        )


def _relaxed(answer: SearchResponse) -> Iterator[Note]:
    relaxed = answer.relaxed
    if relaxed is None:
        return
    words = listed(relaxed.words)
    if relaxed.required == len(relaxed.words):
        found = _("以下结果含有全部这些词：%(words)s。", words=words)
    else:
        found = _(
            "以下结果至少含有其中 %(number)d 个词：%(words)s。",
            number=relaxed.required,
            words=words,
        )
    if answer.request.match == "words":
        yield Note(
            _("分词匹配。") + found, _("改为自动匹配"), search_url(answer.request, match="auto")
        )
        return
    yield Note(
        _("没有内容与检索式完全一致，已改为分词匹配。") + found,
        _("只看精确匹配"),
        search_url(answer.request, match="exact"),
    )


def _spread(answer: SearchResponse) -> Iterator[Note]:
    if answer.spread:
        yield Note(
            ngettext(
                "另有 %(num)d 份报告含有全部检索词，但分散在不同的栏目。",
                "另有 %(num)d 份报告含有全部检索词，但分散在不同的栏目。",
                answer.spread,
            ),
            _("把它们也列出来"),
            search_url(answer.request, scope="report"),
        )
    elif answer.request.scope == "report":
        yield Note(
            _("检索词可以分散在同一报告的不同栏目。"),
            _("要求各词在同一栏目"),
            search_url(answer.request, scope="part"),
        )
