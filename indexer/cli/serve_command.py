"""`xxgk serve`: the archive in a browser."""

from __future__ import annotations

import errno
import os
import socket
from ipaddress import ip_address

import click

from indexer.cli.console import tell
from indexer.cli.options import archive_of, global_options
from indexer.cli.progress import in_words, progress_shown
from indexer.cli.start import INTERRUPTED
from indexer.cli.wording import ChineseHelp, Whole
from indexer.errors import UsageError
from indexer.settings import DEFAULT_HOST, DEFAULT_PORT

THREADS = 8


@click.command("serve", cls=ChineseHelp)
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option(
    "--host",
    metavar="ADDRESS",
    default=DEFAULT_HOST,
    help=f"监听的地址，默认只限本机 {DEFAULT_HOST}",
)
@click.option(
    "--port", type=Whole(1, 65535), default=DEFAULT_PORT, help=f"端口，默认 {DEFAULT_PORT}"
)
@global_options
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], host: str, port: int) -> int:
    """在浏览器里检索。给出 PATH 时先读入这些报告。按 Ctrl-C 结束。

    \b
    例：
      xxgk serve
      xxgk serve 报告文件夹 --port 8001
    """
    _claim(host, port)
    archive = archive_of(ctx, create=bool(paths))
    if paths:
        with progress_shown() as progress:
            summary = archive.update(paths, progress=progress)
        for failure in summary.failed:
            tell(f"没有读成：{failure.path}：{failure.reason}")
        tell(in_words(summary))
    if not _is_loopback(host):
        tell(f"注意：监听 {host}，网络上的其他机器也能访问；对外服务请放在反向代理之后")

    from waitress.server import create_server  # noqa: PLC0415 - heavy

    from webapp import WebSettings, create_app  # noqa: PLC0415 - the one way up

    try:
        app = create_app(archive, settings=WebSettings.from_environment(os.environ))
        server = create_server(app, host=host, port=port, threads=THREADS)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:  # the port was taken while the reports were read
        raise UsageError(_why(error, host, port)) from error
    tell(f"检索页面：http://{_in_url(host)}:{port}/　按 Ctrl-C 结束")
    server.run()
    return INTERRUPTED


def _claim(host: str, port: int) -> None:
    """Raises UsageError where nothing can listen there, before any work is done."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # elsewhere it would let two programs share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(_why(error, host, port)) from error


def _why(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"端口 {port} 已被别的程序占用：换一个端口，例如 --port {port + 1}"
        case errno.EACCES:
            return f"没有权限使用端口 {port}：换一个 1024 以上的端口，例如 --port {DEFAULT_PORT}"
        case _:
            return f"无法监听 {host} 的端口 {port}：{error.strerror or error}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
