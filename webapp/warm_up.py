"""Answering a page of each kind before visitors come, so that none of them waits for what all
requests share: patterns and messages that are loaded when they are first used, and what is
computed once for a generation of the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from flask import Flask, url_for

from indexer.archive import Archive
from indexer.search.search_budget import search_budget
from webapp.extension import pin_archive
from webapp.labels import LANGUAGES

_QUERY: Final = "信息公开 年报"
_NOTHING: Final = "查无此词"
"""A query without results, whose page offers other words."""


def keep_warm(app: Flask, archive: Archive) -> None:
    """Answer a page of each kind now, and again whenever a new generation of the index is opened:
    in the background, mostly before its first visitor. Raises UnusableIndexError."""
    archive.prepare_generations(lambda pinned: _warm_up(app, pinned))


def _warm_up(app: Flask, archive: Archive) -> None:
    archive.warm_up()
    with app.test_request_context():
        urls = [*_urls(archive)]
    for url in urls:
        _answer(app, archive, url)


def _urls(archive: Archive) -> Iterator[str]:
    """Addresses of a page of each kind."""
    for language in LANGUAGES:
        yield url_for("pages.home", lang=language)
    for query in (_QUERY, _NOTHING):
        yield url_for("pages.search", q=query)
    for page in ("coverage.page", "coverage_years.page", "figures.page", "schools.page"):
        yield url_for(page)
    for page in ("trends.page", "api.trends_"):
        yield url_for(page, q=_QUERY)
    yield url_for("api.coverage_")
    with archive.reading() as reader:
        heads = reader.heads()[:2]
    for head in heads[:1]:
        yield url_for("pages.report", report_id=head.id, q=_QUERY)
        if head.school is not None:
            yield url_for("schools.school", name=head.school)
    if len(heads) > 1:
        yield url_for("compare.page", report=[head.id for head in heads])


def _answer(app: Flask, archive: Archive, url: str) -> None:
    """Answer a request that nobody made: it is not logged. A page that fails is a matter of its
    visitors, who are told."""
    with app.test_request_context(url):
        pin_archive(archive)
        with suppress(Exception), search_budget():
            answer = app.make_response(app.dispatch_request())
            app.process_response(answer).close()
