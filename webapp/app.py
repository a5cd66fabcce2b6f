"""The application factory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.analysis.tokenizer import get_tokenizer
from indexer.archive import Archive
from indexer.search.search_budget import search_budget
from webapp import (
    about,
    api,
    cite,
    compare,
    contact,
    coverage,
    coverage_years,
    docs_pages,
    exports,
    feed,
    figure_box,
    figures,
    inspect,
    language_switch,
    originals,
    page_images,
    pages,
    schools,
    site_files,
    trends,
)
from webapp.access_log import LoggingFlask, install_access_log
from webapp.addresses import checked_base_url
from webapp.delivery import install_compression, install_conditional_requests, install_stream_limit
from webapp.error_handlers import install_error_handlers
from webapp.extension import install_state
from webapp.inspect import install_upload_limit
from webapp.labels import install_languages
from webapp.links import LinkingFlask
from webapp.security import HostCheck, checked_origins, install_cors, install_security_headers
from webapp.settings import WebSettings
from webapp.site_files import install_noindex
from webapp.template_helpers import install_template_helpers, install_templates

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


_MODULES: Final = (
    pages,
    about,
    cite,
    schools,
    feed,
    inspect,
    site_files,
    figures,
    figure_box,
    contact,
    compare,
    coverage,
    coverage_years,
    trends,
    exports,
    language_switch,
    originals,
    page_images,
    docs_pages,
    api,
)


class _App(LinkingFlask, LoggingFlask):
    """An app that logs its internal errors, and builds its links in little time."""


def create_app(archive: Archive, *, settings: WebSettings | None = None) -> Flask:
    """A WSGI application over an archive. It only reads; any number of threads may run it.

    Raises UsageError for a roster that cannot be read, an invalid CORS origin or base URL.
    """
    settings = settings or WebSettings()
    checked_base_url(settings.base_url)
    get_tokenizer()  # loading it stops all threads for a tenth of a second: not during a request
    app = _App(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 0  # no view reads a body, but one
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install_state(app, archive, settings)
    install_access_log(app)
    install_upload_limit(app)
    install_languages(app)
    install_security_headers(app)
    install_noindex(app)
    install_cors(app, checked_origins(settings.cors))
    install_compression(app)
    install_conditional_requests(app)
    install_error_handlers(app)
    install_stream_limit(app, settings.limits.streams)
    install_template_helpers(app)
    install_templates(app)
    for module in _MODULES:
        app.register_blueprint(module.blueprint)
    app.wsgi_app = _within_budget(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.wsgi_app = HostCheck(app.wsgi_app, settings.hosts)  # type: ignore[method-assign]
    if settings.proxies:
        number = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=number, x_prefix=number
        )
    return app


def _within_budget(app: WSGIApplication) -> WSGIApplication:
    """The app with one deadline for each request, from its arguments to the page; each piece of a
    streamed answer has its own."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with search_budget():
            return app(environ, start_response)

    return answer
