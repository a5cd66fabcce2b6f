"""Addresses of this site as others see them: absolute where `--base-url` says where it is, and
never made from the Host header, which a client chooses."""

from __future__ import annotations

import re
from typing import Any, Final

from flask import request, url_for

from indexer.errors import UsageError
from indexer.i18n import Message
from webapp.extension import app_state

_BASE_URL: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(?:/[A-Za-z0-9._~/-]*)?", re.ASCII)
_CANONICAL_ARGS: Final[dict[str, tuple[str, ...]]] = {
    "coverage.page": ("year",),
    "schools.page": ("initial", "province", "page"),
}
"""Endpoint → the arguments that make another page of it, not another view of the same."""


def checked_base_url(url: str) -> str:
    """The URL without a final slash. Raises UsageError if it is not that of a site."""
    if url and not _BASE_URL.fullmatch(url):
        raise UsageError(
            Message(
                "base-url 应是网站的地址，例如 https://xxgk.example.cn 或带路径，而不是 %(url)r",
                url=url,
            )
        )
    return url.rstrip("/")


def absolute(path: str) -> str | None:
    """The absolute URL of a path of this site; None without a base URL."""
    base = app_state().settings.base_url.rstrip("/")
    return base + path.removeprefix(request.script_root) if base else None


def absolute_or_path(path: str) -> str:
    """The absolute URL of a path of this site; the path itself without a base URL."""
    return absolute(path) or path


def canonical() -> str | None:
    """The one address of the current page, whatever the query and the language; None without a base
    URL, and for errors."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    args: dict[str, Any] = {
        name: value
        for name in _CANONICAL_ARGS.get(request.endpoint, ())
        if (value := request.args.get(name))
    }
    path = url_for(request.endpoint, **(request.view_args or {}), **args)
    return absolute(_without_language(path))


def _without_language(path: str) -> str:
    """`url_for` adds the language of the request's own address."""
    return re.sub(r"([?&])lang=\w+&?", r"\1", path).rstrip("?&")
