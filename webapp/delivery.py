"""An answer does not travel at all where the browser has it already.

What a page says depends on its URL, the language, the index's generation, the day (a citation
names it) and this process alone; its entity tag is made of the last four.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from indexer.errors import XxgkError
from webapp.languages import language
from webapp.services import archive

_TAGGED: Final = ("pages.", "compare.", "coverage.", "trends.", "guide.", "api.")
_NEVER: Final = frozenset({"api.healthz"})
PROCESS: Final = secrets.token_hex(4)
"""What this process was started with (settings, roster, code) may differ from the next."""
_FOR_EVER: Final = "public, max-age=31536000, immutable"


def install_delivery(app: Flask) -> None:
    """Tag answers with what they depend on, and answer 304 by the tag."""
    app.before_request(_unchanged)
    app.after_request(_tagged)


def _unchanged() -> ResponseReturnValue | None:
    """304 where the browser's copy is still right; searched for nothing."""
    tag = _tag() if request.if_none_match else None
    if tag is not None and request.if_none_match.contains_weak(tag):
        return Response(status=304)
    return None


def _tag() -> str | None:
    """The entity tag of the current request's answer; None where there is none to keep."""
    endpoint = request.endpoint or ""
    if not endpoint.startswith(_TAGGED) or endpoint in _NEVER:
        return None
    try:
        with archive().reading() as reader:  # the one that answers, not the newest by now
            generation = reader.generation
    except XxgkError:  # the view will say it
        return None
    return f"{PROCESS}.{generation}.{datetime.now().astimezone().date()}.{language()}"


def _tagged(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = _FOR_EVER
    elif response.status_code in (200, 304) and (tag := _tag()) is not None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    return response
