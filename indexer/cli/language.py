"""The language of the terminal, and click's help pages and errors in it.

It is XXGK_LANG, else `lang` of a configuration file, else the locale; Chinese unless that is
English.

The msgids are the Chinese sentences; `indexer/translations` has the English ones.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import click

from indexer.i18n import Message
from indexer.reports.taxonomy import label
from indexer.settings import TRANSLATIONS

LANGUAGES: Final = ("zh", "en")
VARIABLE: Final = "XXGK_LANG"
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set counts (POSIX, 8.2)."""
_configured: ContextVar[str | None] = ContextVar("configured", default=None)


def configure(language: str | None) -> None:
    """Set the language of a configuration file, None if it names none."""
    _configured.set(language)


def language() -> str:
    """One of LANGUAGES."""
    chosen = os.environ.get(VARIABLE) or _configured.get()
    if chosen in LANGUAGES:
        return chosen
    locale = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return "en" if locale.lower().startswith("en") else "zh"


def translate(message: str) -> str:
    """A message in the language of the terminal: a Message, or a sentence that is its own msgid."""
    gettext = _catalogue(language()).gettext
    if isinstance(message, Message):
        return message.translated(gettext)
    return gettext(message) if message else ""


def _(template: str, /, **values: object) -> str:
    """A sentence with its values, in the language of the terminal."""
    return translate(Message(template, **values))


def add_catalogue(folder: Path) -> None:
    """Translate the messages of another package as well."""
    chosen = language()
    if chosen != "zh":
        _catalogue(chosen).add_fallback(translation("messages", str(folder), [chosen]))


def label_of(kind: str, value: str) -> str:
    """A facet, a facet's value or a state of a section as it is shown."""
    return label(kind, value, language())


def section_name(section: str) -> str:
    return label_of("section", section)


def topic_name(topic: str) -> str:
    return label_of("topic", topic)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "zh":
        return NullTranslations()
    return translation("messages", str(TRANSLATIONS), [language])


COMPLETING: Final = "_XXGK_COMPLETE"
"""Set by a shell that asks for completions: then nothing is written to stderr."""
Example = tuple[str, str]
"""A command line and what it does; "" if that is obvious."""


class LocalizedCommand(click.Command):
    """A command with its help page in the language of the terminal.

    Help texts are messages; `examples` and `notes` follow the help.
    """

    def __init__(
        self,
        *args: Any,
        examples: Sequence[Example] = (),
        notes: Sequence[str] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.examples = examples
        self.notes = notes

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("用法："))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(cleandoc(translate(self.help or "")))
        if self.examples:
            with help_section(formatter, _("例：")):
                for line, purpose in self.examples:
                    formatter.write(" " * formatter.current_indent + line)
                    formatter.write(f"  # {translate(purpose)}\n" if purpose else "\n")
        for note in self.notes:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(translate(note))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """No-op: the help text explains the arguments."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            (record[0], _help_of(param, ctx))
            for param in self.get_params(ctx)
            if isinstance(param, click.Option)
            and (record := param.get_help_record(ctx)) is not None
        ]
        with help_section(formatter, _("选项：")):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = Message("显示用法")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature
        return translate(self.short_help or self.help or "")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        if isinstance(self, click.Group):
            return [_("[选项]"), _("命令"), "…"]
        return [_("[选项]") if piece == "[OPTIONS]" else piece for piece in pieces]


@contextmanager
def help_section(formatter: click.HelpFormatter, title: str) -> Iterator[None]:
    """A title and the indented text below it. click's own `section` always adds an ASCII colon."""
    formatter.write_paragraph()
    formatter.write(f"{'':>{formatter.current_indent}}{title}\n")
    with formatter.indentation():
        yield


def _help_of(option: click.Option, ctx: click.Context) -> str:
    """What an option does, whether it may be repeated, and its default."""
    text = [translate(option.help or "")]
    if option.multiple:
        text.append(_("可重复"))
    default = option.get_default(ctx) if option.expose_value and not option.is_flag else None
    if isinstance(default, str | int) and default != "":
        text.append(_("默认 %(value)s", value=default))
    return _("；").join(text)


class Choice(click.Choice[str]):
    """One of several words."""

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__(choices)

    def get_invalid_choice_message(
        self,
        value: Any,
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> str:
        return _(
            "只能是 %(known)s，而不是 %(value)r", known=tuple(map(str, self.choices)), value=value
        )


class FloatRange(click.ParamType[float]):
    """A number from `low` to `high`, both included."""

    name = "x"

    def __init__(self, low: float, high: float) -> None:
        self._low = low
        self._high = high

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            number = float(value)
        except ValueError:
            number = self._low - 1
        if not self._low <= number <= self._high:
            self.fail(
                _(
                    "应是 %(low)g 到 %(high)g 的数，而不是 %(value)s",
                    low=self._low,
                    high=self._high,
                    value=value,
                ),
                param,
                ctx,
            )
        return number


class IntRange(click.ParamType[int]):
    """An integer from `low` to `high`, both included."""

    name = "n"

    def __init__(self, low: int, high: int | None = None) -> None:
        self._low = low
        self._high = high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            self.fail(_("应是整数，而不是 %(value)r", value=value), param, ctx)
        if self._high is not None and not self._low <= number <= self._high:
            self.fail(
                _(
                    "应是 %(low)d 到 %(high)d 的整数，而不是 %(number)d",
                    low=self._low,
                    high=self._high,
                    number=number,
                ),
                param,
                ctx,
            )
        if number < self._low:
            self.fail(
                _("应是不小于 %(low)d 的整数，而不是 %(number)d", low=self._low, number=number),
                param,
                ctx,
            )
        return number
