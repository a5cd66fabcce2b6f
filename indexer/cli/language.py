"""The language of the terminal: XXGK_LANG, else `lang` of a configuration file, else the locale;
Chinese where that is not English.

The ids of the messages are the Chinese words; `indexer/translations` has the English ones.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final

from indexer.i18n import Message
from indexer.reports.taxonomy import SECTIONS, SECTIONS_EN, TOPICS, TOPICS_EN
from indexer.settings import TRANSLATIONS

LANGUAGES: Final = ("zh", "en")
VARIABLE: Final = "XXGK_LANG"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set counts (POSIX, 8.2)."""
_configured: ContextVar[str | None] = ContextVar("configured", default=None)


def configure(language: str | None) -> None:
    """Take the language of a configuration file, None where it names none."""
    _configured.set(language)


def language() -> str:
    """One of LANGUAGES."""
    chosen = os.environ.get(VARIABLE) or _configured.get()
    if chosen in LANGUAGES:
        return chosen
    locale = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return "en" if locale.lower().startswith("en") else "zh"


def say(message: str) -> str:
    """A message in the language of the terminal: a Message, or a sentence that is its own id."""
    translate = _catalogue(language()).gettext
    if isinstance(message, Message):
        return message.translated(translate)
    return translate(message) if message else ""


def _(template: str, /, **values: object) -> str:
    """A sentence with its values, in the language of the terminal."""
    return say(Message(template, **values))


def also_say(words: Path) -> None:
    """Take the words of a room above this one too, where it has been entered."""
    chosen = language()
    if chosen != "zh":
        _catalogue(chosen).add_fallback(translation("messages", str(words), [chosen]))


def section_name(section: str) -> str:
    return (SECTIONS_EN if language() == "en" else SECTIONS)[section]


def topic_name(topic: str) -> str:
    return (TOPICS_EN if language() == "en" else TOPICS)[topic]


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "zh":
        return NullTranslations()
    return translation("messages", str(TRANSLATIONS), [language])
