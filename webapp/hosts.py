"""Under which names the app may be asked.

A page that a browser was lured to may have its own name lead to this machine, and so read what
listens on its loopback address (DNS rebinding). The browser then sends that name: an app that is
asked under a name which is not its own answers nothing. A Host header that is none is refused
before anything makes a link of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from webapp.headers import ALWAYS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
"""The names of this machine for itself."""
_HOST: Final = re.compile(
    r"(?P<name>\[[0-9A-Fa-f:.]{2,45}\]|\w+(?:-+\w+)*(?:\.\w+(?:-+\w+)*)*)\.?(?::(?P<port>\d{1,5}))?",
    re.ASCII,
)
_LONGEST: Final = 260
_HIGHEST_PORT: Final = 65_535


class HostCheck:
    """A WSGI application in front of another. It answers 400 to what is asked under no name, or
    under none of `known`, where there are any; `.example.cn` there is every name below it."""

    def __init__(self, app: WSGIApplication, known: Collection[str] = ()) -> None:
        self._app = app
        self._known = {name.lower() for name in known}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        needs_none = "HTTP_HOST" in environ or environ.get("SERVER_PROTOCOL") != "HTTP/1.1"
        if (not host and needs_none) or self._is_welcome(host):
            return self._app(environ, start_response)
        message = "Host 不是本服务的名称（XXGK_HOSTS）· this service is not known by that Host name"
        body = (json.dumps({"error": message, "where": None}, ensure_ascii=False) + "\n").encode()
        about = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("400 Bad Request", [*about, *ALWAYS.items()])
        return [body]

    def _is_welcome(self, host: str) -> bool:
        found = _HOST.fullmatch(host) if len(host) <= _LONGEST else None
        if found is None or int(found["port"] or 0) > _HIGHEST_PORT:
            return False
        name = found["name"].lower()
        fitting = {name, *(name[at:] for at, char in enumerate(name) if char == ".")}
        return not self._known or not fitting.isdisjoint(self._known)
