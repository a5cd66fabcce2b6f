"""The web pages and the JSON API of an Archive.

    create_app(archive)    a WSGI application; `xxgk serve` runs it under waitress

Rule: imports no Whoosh and parses no reports; turns a URL into a SearchRequest, and the response
into a page. The URL is the only state, every page works without scripts, nothing is written.
"""

from __future__ import annotations

from webapp.app import create_app as create_app
from webapp.settings import WebSettings as WebSettings
