"""`xxgk mcp`: the archive for programs that speak the Model Context Protocol, over stdin and
stdout."""

from __future__ import annotations

import click

from indexer.cli.context import archive_of
from indexer.cli.language import LocalizedCommand
from indexer.cli.options import global_options
from indexer.errors import UsageError
from indexer.i18n import Message


@click.command(
    "mcp",
    cls=LocalizedCommand,
    help=Message(
        "供 AI 助手检索：以 Model Context Protocol（MCP）在标准输入、标准输出上应答。只读，不联网。"
        "一般由助手的程序启动，标准输入结束时退出。"
    ),
    examples=(("xxgk --index /srv/xxgk/index mcp", Message("写进助手程序的配置")),),
    notes=(
        Message("每次应答最多 50 条、20,000 字；报告的文字标明是引文，不是指令。"),
        Message("需要 pip install 'xxgk-search[mcp]'。"),
    ),
)
@click.option(
    "--sample-data",
    is_flag=True,
    envvar="XXGK_SAMPLE_DATA",
    help=Message("每次应答都标明：生成的示例数据（XXGK_SAMPLE_DATA）"),
)
@global_options
@click.pass_context
def mcp_command(ctx: click.Context, /, sample_data: bool) -> int:
    """Answer until stdin ends."""
    try:
        from indexer.cli.mcp_server import serve
    except ModuleNotFoundError as error:
        raise UsageError(
            Message("xxgk mcp 需要 MCP 的开发包：请运行 python -m pip install 'xxgk-search[mcp]'")
        ) from error
    from indexer.cli.mcp_answers import NOTICE, SAMPLE, Source

    archive = archive_of(ctx)
    archive.statistics()  # an index that cannot be used ends the command
    serve(Source(archive, f"{SAMPLE} {NOTICE}" if sample_data else NOTICE))
    return 0
