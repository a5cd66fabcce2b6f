"""The application factory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.analysis.tokenizer import get_tokenizer
from indexer.archive import Archive
from indexer.reporting.roster import read_roster
from indexer.search.search_budget import search_budget
from webapp import api, compare, coverage, exports, filters, guide, originals, pages, trends
from webapp.compression import install_compression
from webapp.cors import checked_origins, install_cors
from webapp.delivery import install_delivery
from webapp.downloads import install_downloads
from webapp.failures import install_failures
from webapp.headers import install_headers
from webapp.hosts import HostCheck
from webapp.journal import NotedFlask, install_journal
from webapp.languages import install_languages
from webapp.services import Services, install
from webapp.settings import WebSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def create_app(archive: Archive, *, settings: WebSettings | None = None) -> Flask:
    """A WSGI application over an archive. It only reads; any number of threads may run it.

    Raises UsageError where the roster of the settings cannot be read, or an origin is none.
    """
    chosen = settings or WebSettings()
    get_tokenizer()  # loading it stops all threads for a tenth of a second: not while one is asked
    app = NotedFlask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 0  # nothing here takes a body
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    expected = read_roster(chosen.roster) if chosen.roster else ()
    listed = _day_of(chosen.roster) if chosen.roster else None
    install(app, Services(archive, chosen, expected, listed))
    install_journal(app)
    install_languages(app)
    install_headers(app)
    install_cors(app, checked_origins(chosen.cors))
    install_compression(app)
    install_delivery(app)
    install_failures(app)
    install_downloads(app, chosen.limits.streams)
    filters.install_filters(app)
    for room in (pages, compare, coverage, trends, exports, originals, guide, api):
        app.register_blueprint(room.blueprint)
    app.wsgi_app = _within_budget(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = HostCheck(app.wsgi_app, chosen.hosts)  # type: ignore[method-assign]
    if chosen.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, chosen.proxies, chosen.proxies, chosen.proxies, 0, chosen.proxies
        )
    return app


def _within_budget(app: WSGIApplication) -> WSGIApplication:
    """The app with one deadline over each request, from its arguments to the page; what is sent
    while it is made has its own for each piece."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with search_budget():
            return app(environ, start_response)

    return answer


def _day_of(file: Path) -> date:
    """The day on which a file was last changed."""
    return datetime.fromtimestamp(file.stat().st_mtime).astimezone().date()
