"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar

import click

import indexer
from indexer.cli.wording import OneOf
from indexer.settings import ENGINES, Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_FILTERS: Final = (
    ("--school", "S", "学校：全名，或不会混淆的一部分"),
    ("--section", "ID", "部分：complaints，或中文名 举报"),
    ("--topic", "ID", "清单类别：finance，或中文名 财务"),
    ("--year", "Y", "年份：2024、2020..2024，或 unknown"),
    ("--province", "P", "省、自治区、直辖市：安徽"),
)


def settings_of(ctx: click.Context) -> Settings:
    """The environment, with the global options given so far laid over it."""
    root = ctx.find_root()
    if not isinstance(root.obj, Settings):
        root.obj = Settings.from_environment(os.environ)
    return root.obj


def archive_of(
    ctx: click.Context, *, create: bool = False, user_words: str | None = None
) -> indexer.Archive:
    """The archive that the global options name. Raises UnusableIndexError."""
    settings = settings_of(ctx)
    return indexer.open_archive(
        settings.index, create=create, engine=settings.engine, user_words=user_words
    )


def _lay_over(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None and param.name is not None:
        ctx.find_root().obj = replace(settings_of(ctx), **{param.name: value})


def global_options(command: Decorated) -> Decorated:
    """--index, --engine, --opensearch-url: taken before the command as well as after it."""
    for option in (
        click.option(
            "--opensearch-url",
            metavar="URL",
            help="OpenSearch 的地址（XXGK_OPENSEARCH_URL）",
            expose_value=False,
            callback=_lay_over,
        ),
        click.option(
            "--engine",
            type=OneOf(ENGINES),
            metavar="|".join(ENGINES),
            help="引擎（XXGK_ENGINE）",
            expose_value=False,
            callback=_lay_over,
        ),
        click.option(
            "--index",
            metavar="DIR",
            help="索引文件夹（XXGK_INDEX，默认 ./index）",
            expose_value=False,
            callback=_lay_over,
        ),
    ):
        command = option(command)
    return command


def filter_options(command: Decorated) -> Decorated:
    """The five filters; each may be given several times."""
    for name, metavar, text in reversed(_FILTERS):
        command = click.option(name, metavar=metavar, multiple=True, help=f"{text}；可重复")(
            command
        )
    return command


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """--format, the first one the default."""
    return click.option(
        "--format",
        "form",
        type=OneOf(formats),
        metavar="|".join(formats),
        default=formats[0],
        help=f"输出格式，默认 {formats[0]}",
    )
