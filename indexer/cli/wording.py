"""click in the language of the terminal: help pages, and values outside a list or a range."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from inspect import cleandoc
from typing import Any, Final

import click

from indexer.cli.config import default_map
from indexer.cli.language import _, say
from indexer.i18n import Message

COMPLETING: Final = "_XXGK_COMPLETE"
"""Set by a shell that asks for completions: then nothing may complain."""
Example = tuple[str, str]
"""A command line, and what it is good for; "" where it says so itself."""


class Spoken(click.Command):
    """A command whose help is said in the language of the terminal, and whose options may be set
    in a configuration file.

    Help texts are messages; `examples` stand below the help, `notes` below these.
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

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if parent is not None and not os.environ.get(COMPLETING):
            extra.setdefault("default_map", default_map(self, info_name or ""))
        return super().make_context(info_name, args, parent, **extra)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("用法："))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(cleandoc(say(self.help or "")))
        if self.examples:
            with chapter(formatter, _("例：")):
                for line, purpose in self.examples:
                    formatter.write(" " * formatter.current_indent + line)
                    formatter.write(f"  # {say(purpose)}\n" if purpose else "\n")
        for note in self.notes:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(say(note))

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Arguments are explained in the text of the help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            (record[0], _help_of(param, ctx))
            for param in self.get_params(ctx)
            if isinstance(param, click.Option)
            and (record := param.get_help_record(ctx)) is not None
        ]
        with chapter(formatter, _("选项：")):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = Message("显示用法")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature
        return say(self.short_help or self.help or "")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        if isinstance(self, click.Group):
            return [_("[选项]"), _("命令"), "…"]
        return [_("[选项]") if piece == "[OPTIONS]" else piece for piece in pieces]


@contextmanager
def chapter(formatter: click.HelpFormatter, title: str) -> Iterator[None]:
    """A title and what stands below it. click's own `section` knows one kind of colon."""
    formatter.write_paragraph()
    formatter.write(f"{'':>{formatter.current_indent}}{title}\n")
    with formatter.indentation():
        yield


def _help_of(option: click.Option, ctx: click.Context) -> str:
    """What an option is for, whether it repeats, and its default, from a file or our own."""
    told = [say(option.help or "")]
    if option.multiple:
        told.append(_("可重复"))
    default = option.get_default(ctx) if option.expose_value and not option.is_flag else None
    if isinstance(default, str | int) and default != "":
        told.append(_("默认 %(value)s", value=default))
    return _("；").join(told)


class OneOf(click.Choice[str]):
    """One word of a list."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(words)

    def get_invalid_choice_message(
        self,
        value: Any,
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> str:
        return _(
            "只能是 %(known)s，而不是 %(value)r", known=tuple(map(str, self.choices)), value=value
        )


class Whole(click.ParamType[int]):
    """A whole number from `low` to `high`, both included."""

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
