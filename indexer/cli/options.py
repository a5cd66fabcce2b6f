"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

import indexer
from indexer.cli.commands import COMMANDS
from indexer.cli.config import for_all
from indexer.cli.wording import OneOf
from indexer.i18n import Message
from indexer.search.request import MATCHES, SCOPES
from indexer.settings import ENGINES, Settings

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_FILTERS: Final = (
    ("--school", "S", Message("学校：全名，或不会混淆的一部分")),
    ("--section", "ID", Message("部分：complaints，或中文名 举报")),
    ("--topic", "ID", Message("清单类别：finance，或中文名 财务")),
    ("--year", "Y", Message("年份：2024、2020..2024，或 unknown")),
    ("--province", "P", Message("省、自治区、直辖市：安徽")),
)
_PAGER: Final = "xxgk.pager"


def settings_of(ctx: click.Context) -> Settings:
    """The configuration files, the environment over them, and over that the global options given
    so far."""
    root = ctx.find_root()
    if not isinstance(root.obj, Settings):
        in_files = {
            f"XXGK_{name.upper().replace('-', '_')}": str(value)
            for name, value in for_all(COMMANDS).items()
        }
        given = {name: value for name, value in os.environ.items() if value}
        root.obj = Settings.from_environment({**in_files, **given})
    return root.obj


def archive_of(
    ctx: click.Context, *, create: bool = False, user_words: str | None = None
) -> indexer.Archive:
    """The archive that the global options name. Raises UnusableIndexError."""
    settings = settings_of(ctx)
    return indexer.open_archive(
        settings.index,
        create=create,
        engine=settings.engine,
        opensearch_url=settings.opensearch_url,
        user_words=user_words,
    )


def may_page(ctx: click.Context) -> bool:
    """Whether a long answer may go through a pager."""
    chosen = ctx.find_root().meta.get(_PAGER)
    if chosen is not None:
        return bool(chosen)
    return bool(for_all(COMMANDS).get("pager", True))


def browser() -> Any:
    """The module behind `--open`, which loads the web app: `indexer.cli.browser`."""
    return import_module("indexer.cli.browser")


def _lay_over(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None and param.name is not None:
        ctx.find_root().obj = replace(settings_of(ctx), **{param.name: value})
        ctx.find_root().meta[f"xxgk.{param.name}"] = value


def _forbid_pager(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's signature
    if value:
        ctx.find_root().meta[_PAGER] = False


def completion_of(what: str) -> Complete:
    """What a shell is offered; loaded when a shell asks."""

    def later(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001 - click's signature
        found: list[CompletionItem] = import_module("indexer.cli.completing").complete(
            what, ctx, typed
        )
        return found

    return later


def global_options(command: Decorated) -> Decorated:
    """--index, --engine, --opensearch-url, --no-pager: taken before the command as well as after
    it."""
    for option in (
        click.option(
            "--no-pager",
            is_flag=True,
            help=Message("长的结果也不分屏"),
            expose_value=False,
            callback=_forbid_pager,
        ),
        click.option(
            "--opensearch-url",
            metavar="URL",
            help=Message("OpenSearch 的地址（XXGK_OPENSEARCH_URL）"),
            expose_value=False,
            callback=_lay_over,
        ),
        click.option(
            "--engine",
            type=OneOf(ENGINES),
            metavar="|".join(ENGINES),
            help=Message("引擎（XXGK_ENGINE）"),
            expose_value=False,
            callback=_lay_over,
        ),
        click.option(
            "--index",
            metavar="DIR",
            help=Message("索引文件夹（XXGK_INDEX，默认 ./index）"),
            expose_value=False,
            callback=_lay_over,
            shell_complete=lambda _ctx, _param, _typed: [CompletionItem("", type="dir")],
        ),
    ):
        command = option(command)
    return command


def filter_options(command: Decorated) -> Decorated:
    """The five filters; each may be given several times."""
    for name, metavar, text in reversed(_FILTERS):
        complete = completion_of(name.lstrip("-"))
        command = click.option(
            name, metavar=metavar, multiple=True, help=text, shell_complete=complete
        )(command)
    return command


def query_options(command: Decorated) -> Decorated:
    """QUERY, the filters, and how the query is read: --match, --scope."""
    for option in (
        click.option(
            "--scope",
            type=OneOf(SCOPES),
            metavar="|".join(SCOPES),
            default="part",
            help=Message("各词须在同一部分（part），或在同一报告（report）"),
        ),
        click.option(
            "--match",
            type=OneOf(MATCHES),
            metavar="|".join(MATCHES),
            default="auto",
            help=Message("exact 只按原文；words 按词；auto 按原文，找不到时按词"),
        ),
        filter_options,
        click.argument("query", nargs=-1, shell_complete=completion_of("query")),
    ):
        command = option(command)
    return command


def sections_option(command: Decorated) -> Decorated:
    """--section: which parts of a report are shown; it may be given several times."""
    return click.option(
        "--section",
        metavar="ID",
        multiple=True,
        help=Message("只看这一部分：complaints，或中文名 举报"),
        shell_complete=completion_of("section"),
    )(command)


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """--format, the first one the default."""
    return click.option(
        "--format",
        "form",
        type=OneOf(formats),
        metavar="|".join(formats),
        default=formats[0],
        help=Message("输出格式"),
    )
