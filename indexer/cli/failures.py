"""An error becomes a message and an exit code here, nowhere else."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Final

import click
from click.core import ParameterSource

from indexer.cli.config import FILE
from indexer.cli.language import _, say
from indexer.cli.start import INTERRUPTED, OUT_OF_RESOURCES, is_out_of_resources
from indexer.errors import QueryError, UnknownValueError, XxgkError
from indexer.search.error_caret import format_with_caret

FAULT: Final = 70


def explain(error: Exception) -> tuple[int, str]:
    """The exit code and the words for whoever reads stderr."""
    match error:
        case click.Abort():
            return INTERRUPTED, _("已中断")
        case click.ClickException():
            return error.exit_code, _usage(error)
        case QueryError():
            return error.exit_code, _pointed(error, error.query, error.where)
        case UnknownValueError(query=str(query), where=(start, end)):
            return error.exit_code, _pointed(error, query, (start, end))
        case XxgkError():
            return error.exit_code, _("错误：%(what)s", what=say(error.message))
        case _ if is_out_of_resources(error):
            told = _("系统给的内存、文件句柄或线程不够：请关闭其他程序，或放宽限制（ulimit）后再试")
            return OUT_OF_RESOURCES, _("错误：%(what)s", what=told)
        case _:
            trace = "".join(traceback.format_exception(error)).rstrip()
            ours = _("程序故障：这是 xxgk 的缺陷，请连同以上内容报告给我们")
            return FAULT, f"{trace}\n{ours}"


def _pointed(error: XxgkError, query: str, where: tuple[int, int]) -> str:
    told = _("检索式有误：%(what)s", what=say(error.message))
    return f"{told}\n{format_with_caret(query, where)}"


def _usage(error: click.ClickException) -> str:
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    told = _("错误：%(what)s", what=_what(error))
    where = _("用法见 %(command)s --help", command=ctx.command_path if ctx else "xxgk")
    return f"{told}\n{where}"


def _what(error: click.ClickException) -> str:
    """click's own errors in our words."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            told = _("没有选项 %(name)s", name=name)
            return _("%(told)s；%(instead)s", told=told, instead=_instead(near))
        case click.NoSuchCommand(command_name=name, possibilities=near):
            told = _("没有命令 %(name)s", name=name)
            return _("%(told)s；%(instead)s", told=told, instead=_meant(near)) if near else told
        case click.MissingParameter(param=click.Argument() as argument):
            return _("缺少 %(name)s", name=argument.human_readable_name)
        case click.BadOptionUsage(option_name=name):
            return _("选项 %(name)s 的写法不对：后面缺少值，或多写了值", name=name)
        case click.BadParameter(param=click.Option() as option, ctx=ctx):
            return _badly_set(option, error.message, ctx)
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            extra = error.message.partition("argument")[2].lstrip("s")
            return _("多余的参数%(extra)s", extra=extra)
        case _:
            return error.format_message()


def _badly_set(option: click.Option, fault: str, ctx: click.Context | None) -> str:
    """A value that cannot be taken, under the name by which it was given."""
    told = f"{option.opts[0]} {fault}"
    match ctx and ctx.get_parameter_source(option.name or ""):
        case ParameterSource.ENVIRONMENT:
            return f"{option.envvar} {fault}"
        case ParameterSource.DEFAULT_MAP:
            return _("%(file)s 里的 %(told)s", file=FILE, told=told)
        case _:
            return told


def _instead(near: list[str] | None) -> str:
    if near:
        return _meant(near)
    return _("检索式以减号开头时，前面写 --，例如 xxgk search -- -举报")


def _meant(near: Sequence[str]) -> str:
    return _("是否想写 %(near)s？", near=tuple(near))
