"""`xxgk` itself: the list of commands, what is common to them, and how a run ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

from indexer import __version__
from indexer.cli.console import prepare_streams, silence_stdout
from indexer.cli.failures import explain
from indexer.cli.options import global_options
from indexer.cli.start import ensure_utf8
from indexer.cli.wording import ChineseHelp
from indexer.errors import XxgkError

COMMANDS: Final = {
    "index": "读入报告，建立或更新索引",
    "search": "检索：命中的部分、片段与分面计数",
    "list": "列出报告；也可列出缺某一部分的报告",
    "show": "看一份报告的全文",
    "suggest": "补全学校、部分与常用词",
    "inspect": "看一个文件会被读成什么样",
    "check": "检查索引是否完好",
    "stats": "索引的规模",
    "serve": "在浏览器里检索",
}
"""Command → one line of help. A command's module is loaded when it runs, and not before."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""What writing an answer meets on a full disk; the index's own disk is a StorageError."""


class Xxgk(ChineseHelp, click.Group):
    """A group that loads its commands when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [*COMMANDS]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"indexer.cli.{cmd_name}_command").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("命令"):
            formatter.write_dl([*COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            code = super().invoke(ctx)
            if sys.stdout is not None:  # None where the caller closed it
                sys.stdout.flush()
        except BrokenPipeError:  # the reader has what it wanted
            silence_stdout()
            return 0
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            silence_stdout()
            raise XxgkError(f"结果没有写完：{error.strerror}") from error
        return code

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run, explain what went wrong, and end with the exit code of the contract."""
        if args is None:
            ensure_utf8()
        prepare_streams()
        extra.setdefault("windows_expand_args", False)  # a `*` belongs to the query
        try:
            code = int(super().main(args, prog_name or "xxgk", standalone_mode=False, **extra) or 0)
        except Exception as error:  # noqa: BLE001 - the one place where errors end
            code, message = explain(error)
            click.echo(message, err=True, color=False)
        if standalone_mode:
            sys.exit(code)
        return code


@click.group(
    "xxgk", cls=Xxgk, invoke_without_command=True, context_settings={"max_content_width": 100}
)
@global_options
@click.version_option(__version__, "--version", prog_name="xxgk", help="显示版本")
@click.pass_context
def main(ctx: click.Context) -> int:
    """检索高校信息公开年度报告。

    \b
    例：
      xxgk index 报告文件夹              读入报告
      xxgk search 依申请公开 --year 2024  检索
      xxgk serve                         在浏览器里检索
      xxgk search --help                 看一个命令的用法
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0
