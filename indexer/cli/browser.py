"""`--open`: what was found, in the browser. Loaded only then."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import webbrowser
from typing import Final
from urllib.parse import urlencode

from indexer.archive import Archive
from indexer.cli import serve_command
from indexer.cli.config import default_map
from indexer.cli.console import tell
from indexer.cli.language import _, language
from indexer.cli.serving import serve
from indexer.search.request import FACETS, SearchRequest
from indexer.settings import DEFAULT_HOST, DEFAULT_PORT

_PATIENCE: Final = 1.0
"""Seconds to wait for a server that may be running."""
_KEPT: Final = ("match", "scope", "sort")
_DEFAULT: Final = SearchRequest()


def open_report(archive: Archive, report_id: str, ordinal: int | None = None) -> int:
    """Show a report, at one of its parts. Gives the exit code."""
    return _open(archive, f"/reports/{report_id}", f"#s{ordinal}" if ordinal else "")


def open_search(archive: Archive, request: SearchRequest) -> int:
    """Show a search, with its filters. Gives the exit code."""
    args = [("q", request.query)] if request.query else []
    args += [(facet, value) for facet in FACETS for value in getattr(request, facet)]
    args += [
        (name, getattr(request, name))
        for name in _KEPT
        if getattr(request, name) != getattr(_DEFAULT, name)
    ]
    return _open(archive, "/search", f"?{urlencode(args)}" if args else "")


def _open(archive: Archive, path: str, rest: str) -> int:
    """By the server that runs on the usual port, or on that of a configuration file, where it
    serves this very archive; else by one of our own, on a free port of this machine, until
    Ctrl-C."""
    if language() == "en":
        rest = f"{rest}&lang=en" if rest.startswith("?") else f"?lang=en{rest}"
    port = default_map(serve_command.command, "serve").get("port", DEFAULT_PORT)
    usual = f"http://{DEFAULT_HOST}:{port}"
    if _serves(usual, archive):
        _show(f"{usual}{path}{rest}")
        return 0
    return serve(archive, DEFAULT_HOST, 0, ready=lambda root: _show(f"{root}{path}{rest}"))


def _serves(root: str, archive: Archive) -> bool:
    """Whether a server of this archive, at this generation, answers there."""
    try:
        with urllib.request.urlopen(f"{root}/healthz", timeout=_PATIENCE) as answer:  # noqa: S310 - http, ours
            told = json.load(answer)
    except (OSError, ValueError):
        return False
    ours = archive.statistics()
    here = {"generation": ours.generation, "reports": ours.reports, "parts": ours.parts}
    return isinstance(told, dict) and here.items() <= told.items()


def _show(url: str) -> None:
    if not webbrowser.open(url):
        tell(_("没有找到浏览器，请自己打开：%(url)s", url=url))
    else:
        tell(_("已在浏览器里打开：%(url)s", url=url))
