"""The newest reports of a search as an Atom feed (RFC 4287).

Its order is that in which reports entered the archive. Ids are made from reports and searches, not
from addresses, so that a feed reader knows an entry again wherever the site moves.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from indexer.search.request import FILTERS, SearchRequest
from webapp.addresses import absolute_or_path
from webapp.labels import facet_title, join_words, value_name
from webapp.present.results import Result, results
from webapp.requests import (
    ON_PAGES,
    PAGE,
    Arguments,
    feed_args,
    feed_url,
    read_search,
    run_search,
    search_url,
)

blueprint = Blueprint("feed", __name__)

_ENTRIES: Final = 50
"""Reports in a feed, at most."""
_UNKNOWN: Final = "1970-01-01T00:00:00Z"
"""Of a report that entered before the archive recorded it: no reader takes it for new."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report with what matches in it."""

    id: str
    title: str
    url: str
    updated: str
    """When it entered the archive."""
    published: str | None
    """When the school published it."""
    school: str | None
    labels: tuple[str, ...]
    summary: str


@blueprint.get("/feed.atom")
def atom() -> ResponseReturnValue:
    """The reports that a search finds, the ones that entered the archive last first."""
    arguments = Arguments(request.args, ON_PAGES)
    asked = read_search(arguments, PAGE)
    newest = replace(
        asked, sort="added", group="report", page=1, size=_ENTRIES, facets=False, suggestions=False
    )
    answer = run_search(arguments, newest)
    if answer.relaxed and asked.match != "words":  # what is merely similar is no news
        answer = replace(answer, hits=())
    found = results(replace(answer, request=asked))  # whose addresses the entries link to
    entries = [_entry(one) for one in found]
    text = render_template(
        "feed.xml",
        id=_feed_id(asked),
        title=_xml(_title(asked)),
        entries=entries,
        updated=max((entry.updated for entry in entries), default=_UNKNOWN),
        page_url=absolute_or_path(search_url(asked)),
        own_url=absolute_or_path(feed_url(asked)),
    )
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def _entry(found: Result) -> Entry:
    head = found.head
    name = head.school or head.title or head.path
    labels = (value_name("section", s) for item in found.hits for s in item.hit.sections)
    return Entry(
        id=f"urn:xxgk:report:{head.report_id}",
        title=_xml(f"{name} {head.period}" if head.period else name),
        url=absolute_or_path(found.url),
        updated=head.first_indexed or _UNKNOWN,
        published=f"{head.published}T00:00:00+08:00" if head.published else None,
        school=_xml(head.school) if head.school else None,
        labels=tuple(dict.fromkeys(labels)),
        summary=_xml("\n".join(_passages(found))),
    )


def _passages(found: Result) -> list[str]:
    """Heading and snippets of each hit."""
    hits = [item.hit for item in found.hits]
    return [" ".join((hit.heading, *(s.text for s in hit.snippets))).strip() for hit in hits]


def _title(search_request: SearchRequest) -> str:
    """The query and the filters in words; "" for a search for everything."""
    filters = [
        f"{facet_title(name)} {join_words(value_name(name, value) for value in values)}"
        for name in FILTERS
        if (values := getattr(search_request, name))
    ]
    return " · ".join(piece for piece in (search_request.query, *filters) if piece)


def _feed_id(search_request: SearchRequest) -> str:
    written = urlencode(sorted(feed_args(search_request).items()), doseq=True)
    return f"urn:xxgk:feed:{hashlib.sha256(written.encode()).hexdigest()[:32]}"


def _xml(text: str) -> str:
    """The text without what no XML document can hold; the template escapes the rest."""
    return _NOT_XML.sub("\ufffd", text)
