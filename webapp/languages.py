"""The language of a request: `lang=` in the URL, else the cookie, else Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, request
from flask_babel import Babel, gettext

from indexer.errors import XxgkError
from indexer.i18n import Message
from indexer.settings import TRANSLATIONS

LANGUAGES: Final = {"zh": "中文", "en": "English"}
"""Code in the URL → its name for those who read it."""
DEFAULT: Final = "zh"
WORDS: Final = Path(__file__).parent / "translations"
"""Catalogues of what the app says (GNU gettext, domain `messages`)."""
_LOCALES: Final = {"zh": "zh_Hans_CN", "en": "en"}
_WITH_LINKS: Final = ("pages.", "compare.", "coverage.", "trends.", "guide.")
_COOKIE: Final = "lang"
_A_YEAR: Final = 365 * 24 * 3600


def install_languages(app: Flask) -> None:
    """Choose the language before a view runs, and remember a choice made in the URL."""
    app.config["BABEL_DEFAULT_LOCALE"] = _LOCALES[DEFAULT]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{WORDS};{TRANSLATIONS}"
    Babel(app, locale_selector=lambda: _LOCALES[language()])
    app.url_defaults(_keep_choice)
    app.after_request(_remember)


def language() -> str:
    """The code of the request's language."""
    if "language" not in g:
        asked = (request.args.get("lang"), request.cookies.get(_COOKIE))
        g.language = next((code for code in asked if code in LANGUAGES), DEFAULT)
    return str(g.language)


def told(error: XxgkError) -> str:
    """What an error says, in the language of the request."""
    return told_message(error.message)


def told_message(message: str) -> str:
    """A message in the language of the request."""
    return message.translated(gettext) if isinstance(message, Message) else message


def _keep_choice(endpoint: str, values: dict[str, Any]) -> None:
    """A language chosen in the URL stays in the links of the page."""
    if endpoint.startswith(_WITH_LINKS) and request.args.get("lang") in LANGUAGES:
        values.setdefault("lang", request.args["lang"])


def _remember(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and chosen != request.cookies.get(_COOKIE):
        response.set_cookie(_COOKIE, chosen, max_age=_A_YEAR, samesite="Lax", httponly=True)
    response.vary.add("Cookie")
    return response
