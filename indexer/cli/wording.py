"""click in Chinese: the labels of a help page, and values outside a list or a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class ChineseHelp(click.Command):
    """A command whose help page is labelled in Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Arguments are explained in the text of the help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option)
            and (record := param.get_help_record(ctx)) is not None
        ]
        with formatter.section("选项"):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示用法"
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        if isinstance(self, click.Group):
            return ["[选项]", "命令", "…"]
        return ["[选项]" if piece == "[OPTIONS]" else piece for piece in pieces]


class OneOf(click.Choice[str]):
    """One word of a list."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(words)

    def get_invalid_choice_message(
        self,
        value: Any,
        ctx: click.Context | None,  # noqa: ARG002 - click's signature
    ) -> str:
        return f"只能是 {'、'.join(self.choices)}，而不是 {value!r}"


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
            self.fail(f"应是整数，而不是 {value!r}", param, ctx)
        if number < self._low or (self._high is not None and number > self._high):
            bounds = f"{self._low} 到 {self._high}" if self._high else f"不小于 {self._low}"
            self.fail(f"应是 {bounds} 的整数，而不是 {number}", param, ctx)
        return number
