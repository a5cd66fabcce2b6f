"""`xxgk` itself: the list of commands, what is common to them, and how a run ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from indexer import __version__
from indexer.cli.commands import COMMANDS
from indexer.cli.config import for_all
from indexer.cli.console import prepare_streams, silence_stderr, silence_stdout
from indexer.cli.failures import explain
from indexer.cli.language import _, configure, say
from indexer.cli.options import global_options
from indexer.cli.start import ensure_utf8
from indexer.cli.wording import COMPLETING, Spoken, chapter
from indexer.errors import StorageError, UsageError
from indexer.i18n import Message

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""What writing an answer meets on a full disk; the index's own disk is a StorageError."""


class Xxgk(Spoken, click.Group):
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click knows of no command before it is loaded
            raise click.NoSuchCommand(
                error.command_name, possibilities=COMMANDS, ctx=ctx
            ) from error

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with chapter(formatter, _("命令：")):
            formatter.write_dl([(name, say(about)) for name, about in COMMANDS.items()])

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
        """Run, explain what went wrong, and end with the exit code of the contract."""
        if args is None:
            ensure_utf8()
        prepare_streams()
        extra.setdefault("windows_expand_args", False)  # a `*` belongs to the query
        try:
            configure(None)
            _stand_somewhere()
            configure(for_all(COMMANDS).get("lang"))
            code = int(super().main(args, prog_name or "xxgk", standalone_mode=False, **extra) or 0)
        except Exception as error:  # noqa: BLE001 - the one place where errors end
            code, message = explain(error)
            if not os.environ.get(COMPLETING):
                _report(message)
        if standalone_mode:
            sys.exit(code)
        return code


@contextmanager
def _writing_to_stdout() -> Iterator[None]:
    """End the command quietly when the pipe breaks. Raises StorageError when the disk is full."""
    try:
        yield
    except BrokenPipeError as error:  # the reader has what it wanted
        silence_stdout()
        raise click.exceptions.Exit(0) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        silence_stdout()
        raise StorageError(
            Message("结果没有写完：%(reason)s。请腾出空间，或写到别处", reason=error.strerror)
        ) from error


def _report(message: str) -> None:
    """Write a message to stderr; where that fails too, only the exit code tells."""
    try:
        click.echo(message, err=True, color=False)
    except OSError:
        silence_stderr()


def _stand_somewhere() -> None:
    """Raises UsageError where the working folder is gone, from which every path is told."""
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
        ("xxgk index seeds", Message("读入报告：文件、文件夹或 zip")),
        ("xxgk search 依申请公开 --year 2024", Message("检索")),
        ("xxgk serve", Message("在浏览器里检索")),
        ("xxgk search --help", Message("看一个命令的用法")),
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
