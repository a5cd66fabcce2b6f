"""For other programs that look at the site: robots.txt, the sitemap, icons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from indexer.reporting.schools import list_schools
from indexer.search.engine import IndexReader
from webapp.addresses import absolute, absolute_or_path
from webapp.extension import app_state, archive
from webapp.requests import Arguments, validate

blueprint = Blueprint("site_files", __name__)

DISALLOWED: Final = (
    "/search",
    "/compare",
    "/feed.atom",
    "/inspect",
    "/export/",
    "/report-error",
    "/api/v1/",
)
"""Paths that no robot need visit: their pages can be combined without end."""
"""URLs of one sitemap (sitemaps.org)."""
_PAGES: Final = (
    "pages.home",
    "schools.page",
    "figures.page",
    "coverage.page",
    "trends.page",
    "docs.help_page",
)
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def install_noindex(app: Flask) -> None:
    """Keep generated reports out of search engines."""

    def add(response: Response) -> Response:
        if app_state().settings.sample_data:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    app.after_request(add)


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What robots may visit."""
    root = request.script_root
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in DISALLOWED)]
    if (
        sitemap := absolute(url_for("site_files.sitemap"))
    ) and not app_state().settings.sample_data:
        lines += ["", f"Sitemap: {sitemap}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """All pages, reports and schools; for more than one sitemap may hold, the list of sitemaps."""
    validate(Arguments(request.args, ()))
    with archive().reading() as reader:
        number = len(_PAGES) + len(list_schools(reader)) + len(reader.heads())
    most = app_state().settings.limits.sitemap_urls
    if number <= most:
        return _urls(0)
    parts = range(1, -(-number // most) + 1)
    urls = (url_for("site_files.part_of_sitemap", number=number) for number in parts)
    return _xml("sitemapindex", "sitemap", urls)


@blueprint.get("/sitemap-<int:number>.xml")
def part_of_sitemap(number: int) -> ResponseReturnValue:
    """One of several sitemaps, from 1."""
    validate(Arguments(request.args, ()))
    if number < 1:
        abort(404)
    return _urls(number - 1)


def _urls(part: int) -> Response:
    """One of several sitemaps, from 0."""
    most = app_state().settings.limits.sitemap_urls
    with archive().reading() as reader:
        return _xml("urlset", "url", [*islice(_all_urls(reader), part * most, (part + 1) * most)])


def _all_urls(reader: IndexReader) -> Iterator[str]:
    for endpoint in _PAGES:
        yield url_for(endpoint)
    for school in list_schools(reader):
        yield url_for("schools.school", name=school.name)
    for head in reader.heads():
        yield url_for("pages.report", report_id=head.id)


def _xml(root: str, item: str, urls: Iterator[str] | list[str]) -> Response:
    items = "".join(
        f"<{item}><loc>{escape(absolute_or_path(url))}</loc></{item}>\n" for url in urls
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{items}</{root}>\n'
    )
    return Response(text, content_type="application/xml; charset=utf-8")


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The icon where programs look for it without reading a page."""
    return current_app.send_static_file("icon-48.png")
