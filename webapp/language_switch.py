"""The link to the other language: it alone makes a language last."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from webapp.labels import LANGUAGES, remember
from webapp.requests import Arguments, validate

blueprint = Blueprint("language", __name__)

_MOST_QUERY: Final = 8_000
"""Characters of a query string that the link repeats; a longer one is no page to come back to."""
_CODES: Final = ", ".join(LANGUAGES)


@blueprint.get(f"/language/<any({_CODES}):code>")
def choose(code: str) -> ResponseReturnValue:
    """Go back to the page, from now on in this language."""
    arguments = Arguments(request.args, {"to"})
    to = arguments.text("to")
    validate(arguments)
    response: BaseResponse = redirect(request.script_root + _page_of_this_site(to), 303)
    remember(response, code)
    response.headers["Cache-Control"] = "no-store"
    return response


def switch_url(code: str) -> str:
    """The link that shows this page in another language, and later ones too."""
    is_page = request.endpoint is not None and request.method == "GET"
    is_long = len(request.query_string) > _MOST_QUERY
    to = request.path if is_long else request.full_path.rstrip("?")
    to = to if is_page else ""
    return url_for("language.choose", code=code, to=_page_of_this_site(to))


def _page_of_this_site(to: str) -> str:
    """A path of this site without the language; the home page for the address of another."""
    parts = urlsplit(to.replace("\\", "/"))
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return "/"
    query = [(name, value) for name, value in parse_qsl(parts.query, True) if name != "lang"]
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{urlencode(query)}" if query else path
