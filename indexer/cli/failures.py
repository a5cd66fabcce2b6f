"""An error becomes a message and an exit code here, nowhere else."""

from __future__ import annotations

import traceback
from typing import Final

import click

from indexer.cli.start import INTERRUPTED
from indexer.errors import QueryError, UnknownValueError, XxgkError
from indexer.search.pointing import point_at

FAULT: Final = 70


def explain(error: Exception) -> tuple[int, str]:
    """The exit code and the words for whoever reads stderr."""
    match error:
        case click.Abort():
            return INTERRUPTED, "已中断"
        case click.ClickException():
            return error.exit_code, _usage(error)
        case QueryError():
            return error.exit_code, f"检索式有误：{error}\n{point_at(error.query, error.where)}"
        case UnknownValueError(query=str(query), where=(start, end)):
            return error.exit_code, f"检索式有误：{error}\n{point_at(query, (start, end))}"
        case XxgkError():
            return error.exit_code, f"错误：{error}"
        case _:
            trace = "".join(traceback.format_exception(error)).rstrip()
            return FAULT, f"{trace}\n程序故障：这是 xxgk 的缺陷，请连同以上内容报告给我们"


def _usage(error: click.ClickException) -> str:
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    return f"错误：{_what(error)}\n用法见 {ctx.command_path if ctx else 'xxgk'} --help"


def _what(error: click.ClickException) -> str:
    """click's own errors in Chinese."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return f"没有选项 {name}；{_instead(near)}"
        case click.NoSuchCommand(command_name=name, possibilities=near):
            return f"没有命令 {name}" + (f"，是否想写 {'、'.join(near)}？" if near else "")
        case click.MissingParameter(param=click.Argument() as argument):
            return f"缺少 {argument.human_readable_name}"
        case click.BadOptionUsage(option_name=name):
            return f"选项 {name} 的写法不对：后面缺少值，或多写了值"
        case click.BadParameter(param=click.Option() as option):
            return f"{option.opts[0]} {error.message}"
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            return f"多余的参数{error.message.partition('argument')[2].lstrip('s')}"
        case _:
            return error.format_message()


def _instead(near: list[str] | None) -> str:
    if near:
        return f"是否想写 {'、'.join(near)}？"
    return "检索式以减号开头时，前面写 --，例如 xxgk search -- -举报"
