"""`xxgk serve`, and `--open` of other commands: the archive in a browser."""

from __future__ import annotations

import errno
import json
import os
import socket
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import click

from indexer.archive import Archive
from indexer.cli.context import archive_of, default_map
from indexer.cli.index import report_files, summary_text, update_with_progress
from indexer.cli.language import (
    IntRange,
    LocalizedCommand,
    _,
    add_catalogue,
    language,
)
from indexer.cli.options import global_options
from indexer.cli.output import echo_err
from indexer.cli.startup import INTERRUPTED
from indexer.errors import StartError, UsageError
from indexer.i18n import Message
from indexer.processes.garbage import collect_garbage_rarely
from indexer.search.request import FILTERS, SearchRequest
from indexer.settings import DEFAULT_HOST, DEFAULT_PORT

OnReady = Callable[[str], None]
"""Called with the server's address once it listens."""
_TIMEOUT_S: Final = 1.0
"""How long to wait for a server that may be running."""
_PASSED_ON: Final = ("match", "scope", "sort")
"""Parameters of a search, beside query and filters, that `--open` passes on."""
_DEFAULT: Final = SearchRequest()


@click.command(
    "serve",
    cls=LocalizedCommand,
    help=Message("在浏览器里检索。给出 PATH 时先读入这些报告。按 Ctrl-C 结束。"),
    examples=(
        ("xxgk serve", ""),
        ("xxgk serve seeds --port 8001", ""),
        ("xxgk serve --cors https://lab.example.cn", Message("让这个网站的脚本能读数据接口")),
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH...]", type=click.Path())
@click.option(
    "--host", metavar="ADDRESS", default=DEFAULT_HOST, help=Message("监听的地址；默认只限本机")
)
@click.option("--port", type=IntRange(1, 65535), default=DEFAULT_PORT, help=Message("端口"))
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
    type=IntRange(0, 9),
    metavar="N",
    envvar="XXGK_PROXIES",
    help=Message("前面有几层反向代理，采信它们的 X-Forwarded-*（XXGK_PROXIES）"),
)
@click.option(
    "--base-url",
    metavar="URL",
    envvar="XXGK_BASE_URL",
    help=Message("网站对外的地址，用于引用、订阅与导出（XXGK_BASE_URL）"),
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="FILE",
    envvar="XXGK_ROSTER",
    help=Message("应有报告的学校名册，CSV（XXGK_ROSTER）"),
)
@click.option(
    "--contact",
    metavar="ADDRESS",
    envvar="XXGK_CONTACT",
    help=Message("读者报告识别错误的去处：邮件地址或 https 网址（XXGK_CONTACT）"),
)
@click.option(
    "--log",
    metavar="FILE",
    envvar="XXGK_LOG",
    help=Message("每个请求记一行 JSON，- 是标准错误；不记访问者和检索内容（XXGK_LOG）"),
)
@click.option(
    "--log-queries",
    is_flag=True,
    envvar="XXGK_LOG_QUERIES",
    help=Message("日志里也记检索内容（XXGK_LOG_QUERIES）"),
)
@click.option(
    "--inspect",
    is_flag=True,
    envvar="XXGK_INSPECT",
    help=Message("让访问者检查稿件：上传的文件读完即删（XXGK_INSPECT）"),
)
@click.option(
    "--sample-data",
    is_flag=True,
    envvar="XXGK_SAMPLE_DATA",
    help=Message("每一页都标明：生成的示例数据（XXGK_SAMPLE_DATA）"),
)
@global_options
@click.pass_context
def serve_command(
    ctx: click.Context, /, paths: tuple[str, ...], host: str, port: int, **web_settings: Any
) -> int:
    """Serve until interrupted."""
    check_port(host, port)
    archive = archive_of(ctx, create=bool(paths))
    if paths:
        summary = update_with_progress(archive, paths)
        report_files(summary)
        echo_err(summary_text(summary))
    if not is_loopback(host):
        echo_err(
            _(
                "注意：监听 %(host)s，网络上的其他机器也能访问；对外服务请放在反向代理之后",
                host=host,
            )
        )
    chosen = {name: value for name, value in web_settings.items() if value}
    return serve(archive, host, port, **chosen)


def serve(
    archive: Archive,
    host: str,
    port: int,
    *,
    on_ready: OnReady | None = None,
    **web_settings: Any,
) -> int:
    """Serve until Ctrl-C; port 0 is any free one. Returns the exit code.

    `web_settings` override those of the environment.

    Raises UsageError if the address cannot be listened on or a setting is not valid, StartError if
    the system gives no threads.
    """
    from webapp import WebSettings, create_app  # noqa: PLC0415 - Flask is for this command only
    from webapp.inspect import UPLOAD_BYTES  # noqa: PLC0415 - as above
    from webapp.labels import CATALOGUES  # noqa: PLC0415 - as above
    from webapp.server import create_server  # noqa: PLC0415 - as above
    from webapp.warm_up import keep_warm  # noqa: PLC0415 - as above

    add_catalogue(CATALOGUES)
    try:
        chosen = replace(WebSettings.from_environment(os.environ), **web_settings)
        if is_loopback(host) and not chosen.hosts and not chosen.proxies:
            chosen = replace(chosen, hosts=("localhost", "127.0.0.1", "[::1]", _url_host(host)))
        _open_log(chosen.log)
        limits = replace(chosen.limits, max_upload_bytes=UPLOAD_BYTES if chosen.inspect else 0)
        app = create_app(archive, settings=chosen)
        collect_garbage_rarely()
        keep_warm(app, archive)  # an index that cannot be read ends the command before it serves
        collect_garbage_rarely()  # what was loaded for that stays as well
        server = create_server(app, host, port, limits=limits)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:  # the port was taken in between
        raise bind_error(error, host, port) from error
    except RuntimeError as error:
        if "thread" not in str(error):
            raise
        text = Message("系统没有给出服务所需的线程：请关闭其他程序后再试")
        raise StartError(text) from error
    root = f"http://{_url_host(host)}:{port or server.effective_port}"
    if on_ready:
        on_ready(root)
    echo_err(_("检索页面：%(url)s/　按 Ctrl-C 结束", url=root))
    server.run()
    return INTERRUPTED


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _open_log(path: str) -> None:
    from webapp.access_log import log_to  # noqa: PLC0415 - as above

    if not path:
        return
    try:
        log_to(path)
    except OSError as error:
        text = Message("无法写入日志 %(path)s：%(reason)s", path=path, reason=error.strerror)
        raise UsageError(text) from error


def check_port(host: str, port: int) -> None:
    """Raises UsageError if the address cannot be listened on, before any work is done."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # on Windows it would let two programs share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except UnicodeError as error:  # a name too long for the domain name system
        text = "Name or service not known"
        raise bind_error(socket.gaierror(socket.EAI_NONAME, text), host, port) from error
    except OSError as error:
        raise bind_error(error, host, port) from error


def bind_error(error: OSError, host: str, port: int) -> UsageError:
    """Why the address cannot be listened on, and what to do."""
    match error.errno:
        case errno.EADDRINUSE:
            text = Message(
                "端口 %(port)d 已被别的程序占用：换一个端口，例如 --port %(next)d",
                port=port,
                next=port + 1,
            )
        case errno.EACCES:
            text = Message(
                "没有权限使用端口 %(port)d：换一个 1024 以上的端口，例如 --port %(next)d",
                port=port,
                next=DEFAULT_PORT,
            )
        case _:
            text = Message(
                "无法监听 %(host)s 的端口 %(port)d：%(reason)s",
                host=host,
                port=port,
                reason=error.strerror or error,
            )
    return UsageError(text)


def _url_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def open_report(archive: Archive, report_id: str, ordinal: int | None = None) -> int:
    """Show a report, at one of its parts. Returns the exit code."""
    return _open(archive, f"/reports/{report_id}", f"#s{ordinal}" if ordinal else "")


def open_search(archive: Archive, request: SearchRequest) -> int:
    """Show a search, with its filters. Returns the exit code."""
    args = [("q", request.query)] if request.query else []
    args += [(name, value) for name in FILTERS for value in getattr(request, name)]
    args += [
        (name, getattr(request, name))
        for name in _PASSED_ON
        if getattr(request, name) != getattr(_DEFAULT, name)
    ]
    return _open(archive, "/search", f"?{urlencode(args)}" if args else "")


def _open(archive: Archive, path: str, rest: str) -> int:
    """Use the server on the default port, or the port of a configuration file, if it serves this
    archive; else start one on a free port of this machine, until Ctrl-C."""
    if language() == "en":
        rest = f"{rest}&lang=en" if rest.startswith("?") else f"?lang=en{rest}"
    port = default_map(serve_command, "serve").get("port", DEFAULT_PORT)
    running = f"http://{DEFAULT_HOST}:{port}"
    if _serves(running, archive):
        _show(f"{running}{path}{rest}")
        return 0
    return serve(archive, DEFAULT_HOST, 0, on_ready=lambda root: _show(f"{root}{path}{rest}"))


def _serves(root: str, archive: Archive) -> bool:
    """Whether the server at `root` serves this archive at this generation."""
    try:
        with urllib.request.urlopen(f"{root}/healthz", timeout=_TIMEOUT_S) as response:  # noqa: S310 - http, ours
            health = json.load(response)
    except (OSError, ValueError):
        return False
    ours = archive.statistics()
    expected = {"generation": ours.generation, "reports": ours.reports, "parts": ours.parts}
    return isinstance(health, dict) and expected.items() <= health.items()


def _show(url: str) -> None:
    if not webbrowser.open(url):
        echo_err(_("没有找到浏览器，请手动打开：%(url)s", url=url))
    else:
        echo_err(_("已在浏览器里打开：%(url)s", url=url))
