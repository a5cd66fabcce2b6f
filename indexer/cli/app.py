"""`xxgk` itself: the list of commands, what they share, and how a run ends."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from indexer import __version__
from indexer.cli.context import COMMANDS, FILE, default_map, global_values
from indexer.cli.language import (
    COMPLETING,
    LocalizedCommand,
    _,
    configure,
    help_section,
    translate,
)
from indexer.cli.options import global_options
from indexer.cli.output import prepare_streams, silence_stderr, silence_stdout
from indexer.cli.startup import (
    INTERRUPTED,
    OUT_OF_RESOURCES,
    is_out_of_resources,
    restart_in_utf8,
)
from indexer.errors import QueryError, StorageError, UnknownValueError, UsageError, XxgkError
from indexer.i18n import Message
from indexer.search.error_caret import format_with_caret

INTERNAL_ERROR: Final = 70
_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""Errors of writing an answer to a full disk; for the index's own disk it is a StorageError."""


class Xxgk(LocalizedCommand, click.Group):
    """A group that imports a command when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = _command(cmd_name)
        if not os.environ.get(COMPLETING):
            ctx.default_map = {**(ctx.default_map or {}), cmd_name: default_map(command, cmd_name)}
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click knows no command before it is imported
            raise click.NoSuchCommand(
                error.command_name, possibilities=COMMANDS, ctx=ctx
            ) from error

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with help_section(formatter, _("命令：")):
            formatter.write_dl([(name, translate(text)) for name, text in COMMANDS.items()])

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _writing_to_stdout():  # --help and --version write while arguments are parsed
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _writing_to_stdout():
            code = super().invoke(ctx)
            sys.stdout.flush()
        return code

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run, report an error, and end with the exit code of the contract."""
        if args is None:
            restart_in_utf8()
        prepare_streams()
        extra.setdefault("windows_expand_args", False)  # a `*` belongs to the query
        try:
            configure(None)
            _check_working_folder()
            configure(global_values().get("lang"))
            code = int(super().main(args, prog_name or "xxgk", standalone_mode=False, **extra) or 0)
        except Exception as error:  # noqa: BLE001 - the one place where errors end
            code, message = explain(error)
            if not os.environ.get(COMPLETING):
                _report(message)
        if standalone_mode:
            sys.exit(code)
        return code


def _command(name: str) -> click.Command:  # noqa: C901, PLR0912 - one case per command
    """Import a command; no other is imported."""
    match name:
        case "index":
            from indexer.cli.index import index_command as command
        case "search":
            from indexer.cli.search import search_command as command
        case "list":
            from indexer.cli.reports import list_command as command
        case "show":
            from indexer.cli.reports import show_command as command
        case "trends":
            from indexer.cli.search import trends_command as command
        case "figures":
            from indexer.cli.figures import figures_command as command
        case "watch":
            from indexer.cli.watch import watch_command as command
        case "coverage":
            from indexer.cli.coverage import coverage_command as command
        case "compare":
            from indexer.cli.compare import compare_command as command
        case "suggest":
            from indexer.cli.suggest import suggest_command as command
        case "inspect":
            from indexer.cli.inspect import inspect_command as command
        case "check":
            from indexer.cli.check import check_command as command
        case "stats":
            from indexer.cli.check import stats_command as command
        case "serve":
            from indexer.cli.serve import serve_command as command
        case "mcp":
            from indexer.cli.mcp import mcp_command as command
        case "collect":
            from indexer.cli.collect import collect_command as command
        case "config":
            from indexer.cli.config import config_command as command
        case _:
            from indexer.cli.suggest import completion_command as command
    return command


@contextmanager
def _writing_to_stdout() -> Iterator[None]:
    """End the command quietly when the pipe breaks. Raises StorageError when the disk is full."""
    try:
        yield
    except BrokenPipeError as error:  # the reader has what it wanted
        silence_stdout()
        raise click.exceptions.Exit(0) from error
    except OSError as error:
        if error.errno not in _DISK_FULL:
            raise
        silence_stdout()
        raise StorageError(
            Message("结果没有写完：%(reason)s。请腾出空间，或写到别处", reason=error.strerror)
        ) from error


def _report(message: str) -> None:
    """Write a message to stderr; if that fails too, only the exit code is left."""
    try:
        click.echo(message, err=True, color=False)
    except OSError:
        silence_stderr()


def _check_working_folder() -> None:
    """Raises UsageError if the working folder is gone, for paths cannot be resolved then."""
    try:
        Path.cwd()
    except OSError as error:
        raise UsageError(Message("当前文件夹已不存在或不可进入：请先 cd 到别处")) from error


@click.group(
    "xxgk",
    cls=Xxgk,
    invoke_without_command=True,
    context_settings={"max_content_width": 100},
    help=Message("检索高校信息公开年度报告。"),
    examples=(
        ("xxgk index seeds", Message("读入报告：文件、文件夹或压缩包")),
        ("xxgk search 依申请公开 --year 2024", Message("检索")),
        ("xxgk serve", Message("在浏览器里检索")),
        ("xxgk search --help", Message("查看一个命令的用法")),
    ),
)
@global_options
@click.version_option(__version__, "--version", prog_name="xxgk", help=Message("显示版本"))
@click.pass_context
def main(ctx: click.Context) -> int:
    """The group itself: without a command it shows its help."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


def explain(error: Exception) -> tuple[int, str]:
    """The exit code and the message of an error."""
    match error:
        case click.Abort():
            return INTERRUPTED, _("已中断")
        case click.ClickException():
            return error.exit_code, _usage(error)
        case QueryError():
            return error.exit_code, _query_error(error, error.query, error.where)
        case UnknownValueError(query=str(query), where=(start, end)):
            return error.exit_code, _query_error(error, query, (start, end))
        case XxgkError():
            return error.exit_code, _("错误：%(what)s", what=translate(error.message))
        case _ if is_out_of_resources(error):
            reason = _(
                "系统给的内存、文件句柄或线程不够：请关闭其他程序，或放宽限制（ulimit）后再试"
            )
            return OUT_OF_RESOURCES, _("错误：%(what)s", what=reason)
        case _:
            trace = "".join(traceback.format_exception(error)).rstrip()
            request = _("程序故障：这是 xxgk 的缺陷，请连同以上内容报告给我们")
            return INTERNAL_ERROR, f"{trace}\n{request}"


def _query_error(error: XxgkError, query: str, where: tuple[int, int]) -> str:
    reason = _("检索式有误：%(what)s", what=translate(error.message))
    return f"{reason}\n{format_with_caret(query, where)}"


def _usage(error: click.ClickException) -> str:
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    reason = _("错误：%(what)s", what=_reason(error))
    usage = _("用法见 %(command)s --help", command=ctx.command_path if ctx else "xxgk")
    return f"{reason}\n{usage}"


def _reason(error: click.ClickException) -> str:
    """click's own errors in our words."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=nearest):
            reason = _("没有选项 %(name)s", name=name)
            advice = (
                _did_you_mean(nearest)
                if nearest
                else _("检索式以减号开头时，前面写 --，例如 xxgk search -- -举报")
            )
            return _("%(reason)s；%(advice)s", reason=reason, advice=advice)
        case click.NoSuchCommand(command_name=name, possibilities=nearest):
            reason = _("没有命令 %(name)s", name=name)
            if not nearest:
                return reason
            return _("%(reason)s；%(advice)s", reason=reason, advice=_did_you_mean(nearest))
        case click.MissingParameter(param=click.Argument() as argument):
            return _("缺少 %(name)s", name=argument.human_readable_name)
        case click.BadOptionUsage(option_name=name):
            return _("选项 %(name)s 的写法不对：后面缺少值，或多写了值", name=name)
        case click.BadParameter(param=click.Option() as option, ctx=ctx):
            return _bad_value(option, error.message, ctx)
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            extra = error.message.partition("argument")[2].lstrip("s")
            return _("多余的参数%(extra)s", extra=extra)
        case _:
            return error.format_message()


def _bad_value(option: click.Option, reason: str, ctx: click.Context | None) -> str:
    """A value that is not valid, under the name by which it was given."""
    match ctx and ctx.get_parameter_source(option.name or ""):
        case ParameterSource.ENVIRONMENT:
            return f"{option.envvar} {reason}"
        case ParameterSource.DEFAULT_MAP:
            return _("%(file)s 里的 %(problem)s", file=FILE, problem=f"{option.opts[0]} {reason}")
        case _:
            return f"{option.opts[0]} {reason}"


def _did_you_mean(nearest: Sequence[str]) -> str:
    return _("是否想写 %(near)s？", near=tuple(nearest))
