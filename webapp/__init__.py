"""The pages and the JSON over an Archive.

    create_app(archive)    a WSGI application; `xxgk serve` runs it under waitress

Rule: no Whoosh, no parsing of reports; a URL becomes a SearchRequest, an answer becomes a page.
The URL is the whole state, every page works without script, and nothing is ever written.
"""

from __future__ import annotations

from webapp.app import create_app as create_app
from webapp.settings import WebSettings as WebSettings
