"""`xxgk serve`: the archive in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from indexer.cli.console import tell
from indexer.cli.language import _
from indexer.cli.options import archive_of, global_options
from indexer.cli.progress import announce_rebuild, ignored, in_words, not_read, progress_shown
from indexer.cli.serving import claim, is_loopback, serve
from indexer.cli.wording import Spoken, Whole
from indexer.i18n import Message
from indexer.settings import DEFAULT_HOST, DEFAULT_PORT


@click.command(
    "serve",
    cls=Spoken,
    help=Message("在浏览器里检索。给出 PATH 时先读入这些报告。按 Ctrl-C 结束。"),
    examples=(
        ("xxgk serve", ""),
        ("xxgk serve seeds --port 8001", ""),
        ("xxgk serve --cors https://lab.example.cn", Message("让这个网站的脚本能读数据接口")),
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@click.option(
    "--host", metavar="ADDRESS", default=DEFAULT_HOST, help=Message("监听的地址；默认的只限本机")
)
@click.option("--port", type=Whole(1, 65535), default=DEFAULT_PORT, help=Message("端口"))
@click.option(
    "--cors",
    metavar="ORIGIN",
    multiple=True,
    envvar="XXGK_CORS",
    help=Message("这个来源的网页脚本可以读数据接口，* 是任何来源（XXGK_CORS）"),
)
@click.option(
    "--hosts",
    metavar="NAME",
    multiple=True,
    envvar="XXGK_HOSTS",
    help=Message("只应答这些主机名，.example.cn 连同其下各级（XXGK_HOSTS）"),
)
@click.option(
    "--proxies",
    type=Whole(0, 9),
    metavar="N",
    envvar="XXGK_PROXIES",
    help=Message("前面有几层反向代理，信它们的 X-Forwarded-*（XXGK_PROXIES）"),
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="FILE",
    envvar="XXGK_ROSTER",
    help=Message("应有报告的学校名册，CSV（XXGK_ROSTER）"),
)
@click.option(
    "--log",
    metavar="FILE",
    envvar="XXGK_LOG",
    help=Message("每个请求记一行 JSON，- 是标准错误；不记谁、不记问了什么（XXGK_LOG）"),
)
@click.option(
    "--log-queries",
    is_flag=True,
    envvar="XXGK_LOG_QUERIES",
    help=Message("日志里也记问了什么（XXGK_LOG_QUERIES）"),
)
@click.option(
    "--sample-data",
    is_flag=True,
    envvar="XXGK_SAMPLE_DATA",
    help=Message("每一页都标明：生成的示例数据（XXGK_SAMPLE_DATA）"),
)
@global_options
@click.pass_context
def command(
    ctx: click.Context, /, paths: tuple[str, ...], host: str, port: int, **given: Any
) -> int:
    """Serve until interrupted."""
    claim(host, port)
    archive = archive_of(ctx, create=bool(paths))
    if paths:
        announce_rebuild(archive)
        with progress_shown() as progress:
            summary = archive.update(paths, progress=progress)
        for file in summary.ignored:
            tell(ignored(file.path, file.reason))
        for failure in summary.failed:
            tell(not_read(failure.path, failure.reason))
        tell(in_words(summary))
    archive.statistics()  # an index that cannot be read ends the command before it serves
    if not is_loopback(host):
        tell(
            _(
                "注意：监听 %(host)s，网络上的其他机器也能访问；对外服务请放在反向代理之后",
                host=host,
            )
        )
    return serve(archive, host, port, **{name: value for name, value in given.items() if value})
