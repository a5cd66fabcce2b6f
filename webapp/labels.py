"""The language of a request (`lang=` in the URL, else the cookie, else Chinese), and the names of
sections, topics, facets and states in it.

Only the language switch sets the cookie: a shared link with `lang=` changes no later visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, has_app_context, request
from flask_babel import Babel, Domain, gettext, lazy_gettext, ngettext
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from indexer.errors import XxgkError
from indexer.i18n import Message
from indexer.reports.taxonomy import facet_label, label, state_label
from indexer.search.figure_filter import FIELD, condition_label
from indexer.settings import TRANSLATIONS

LANGUAGES: Final = {"zh": "中文", "en": "English"}
"""Code in the URL → the language's own name."""
DEFAULT: Final = "zh"
CATALOGUES: Final = Path(__file__).parent / "translations"
"""Message catalogues of the app (GNU gettext, domain `messages`)."""
_LOCALES: Final = {"zh": "zh_Hans_CN", "en": "en"}
_WITH_LINKS: Final = (
    "coverage_years.",
    "pages.",
    "compare.",
    "coverage.",
    "figures.",
    "trends.",
    "schools.",
    "about.",
    "inspect.",
    "cite.",
    "docs.",
)
"""Endpoints whose pages are linked in the chosen language."""
_COOKIE: Final = "lang"
_A_YEAR: Final = 365 * 24 * 3600


def install_languages(app: Flask) -> None:
    """Choose the language before a view runs."""
    app.config["BABEL_DEFAULT_LOCALE"] = _LOCALES[DEFAULT]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{CATALOGUES};{TRANSLATIONS}"
    _Babel(app, locale_selector=lambda: _LOCALES[language()])
    app.jinja_env.globals.update(_=_in_template, gettext=_in_template)
    app.url_defaults(_link_in_chosen_language)
    app.after_request(_vary_by_cookie)


class _Domain(Domain):  # type: ignore[misc]
    """The messages of an app; the language's catalogue is looked up once for each request."""

    def get_translations(self) -> Any:
        if not has_app_context():
            return super().get_translations()
        if "translations" not in g:
            g.translations = super().get_translations()
        return g.translations


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Domain:
        return _Domain(domain=self.domain)


def _in_template(text: str, /, **variables: Any) -> Markup:
    """`gettext` for templates: safe as HTML, its variables escaped."""
    message = _markup(text, language())
    return message % variables if "%" in message else message


@lru_cache(2048)
def _markup(text: str, _language: str) -> Markup:
    """A message in the language of the request."""
    return Markup(gettext(text))  # noqa: S704 - our own text


def language() -> str:
    """The code of the request's language."""
    code: str | None = g.get("language")
    if code is None:
        choices = (request.args.get("lang"), request.cookies.get(_COOKIE))
        code = g.language = next((one for one in choices if one in LANGUAGES), DEFAULT)
    return code


def translate_error(error: XxgkError) -> str:
    """An error's message in the language of the request."""
    return translate(error.message)


def translate(message: str) -> str:
    """A message in the language of the request."""
    return message.translated(gettext) if isinstance(message, Message) else message


def thousands(number: int) -> str:
    """12345 → 12,345, as both languages write it."""
    return f"{number:,}"


_DATED: Final[Mapping[str, Any]] = {
    "by_deadline": lazy_gettext("不晚于 10 月 31 日"),
    "later": lazy_gettext("晚于 10 月 31 日"),
    "undated": lazy_gettext("未找到日期"),
    "signed": lazy_gettext("日期取自落款"),
    "unjudged": lazy_gettext("未作判断"),
}


class _Separated(int):
    """A number that is written with thousands separators."""

    def __str__(self) -> str:
        return thousands(int(self))


def counted(singular: str, plural: str, number: int, **variables: Any) -> str:
    """`ngettext` with the number as readers write it, where the message has `%(num)s`."""
    variables.pop("num", None)
    return str(ngettext(singular, plural, _Separated(number), **variables))


def join_words(words: Iterable[str]) -> str:
    """Words with the separator of the request's language."""
    return str(_("、")).join(words)


def facet_title(facet: str) -> str:
    return facet_label(facet, language())


def state_name(state: str) -> str:
    """The name of a state in the coverage matrix."""
    return state_label(state, language())


def dated_name(how: str) -> str:
    """A choice of dates in the coverage matrix."""
    return str(_DATED.get(how, how))


def section_name(section: str) -> str:
    return value_name("section", section)


def topic_name(topic: str) -> str:
    return value_name("topic", topic)


def value_name(facet: str, value: str) -> str:
    """A filter's value as a reader sees it."""
    if facet == FIELD:
        return condition_label(value, language())
    if facet == "since":
        return str(_("%(day)s 起", day=value))
    return label(facet, value, language())


def labels(sections: Iterable[str], topics: Iterable[str]) -> list[str]:
    """The names of a part's sections and topics."""
    return [*map(section_name, sections), *map(topic_name, topics)]


def _link_in_chosen_language(endpoint: str, values: dict[str, Any]) -> None:
    given = request.args
    if "lang" in given and given["lang"] in LANGUAGES and endpoint.startswith(_WITH_LINKS):
        values.setdefault("lang", given["lang"])


def _vary_by_cookie(response: Response) -> Response:
    response.vary.add("Cookie")
    return response


def remember(response: BaseResponse, code: str) -> None:
    """Use a language for later visits."""
    response.set_cookie(_COOKIE, code, max_age=_A_YEAR, samesite="Lax", httponly=True)
