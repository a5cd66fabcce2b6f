"""The web server of `xxgk serve` and `--open`."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from indexer.archive import Archive
from indexer.cli.console import tell
from indexer.cli.language import _, also_say
from indexer.cli.start import INTERRUPTED
from indexer.errors import StartError, UsageError
from indexer.i18n import Message
from indexer.settings import DEFAULT_PORT

Ready = Callable[[str], None]
"""Told the server's address once it listens."""


def serve(
    archive: Archive,
    host: str,
    port: int,
    *,
    ready: Ready | None = None,
    **given: Any,
) -> int:
    """Serve until Ctrl-C; port 0 is any free one. Gives the exit code.

    `given` are web settings that go before those of the environment.

    Raises UsageError where nothing can listen there, or a setting cannot be taken.
    """
    from webapp import WebSettings, create_app  # noqa: PLC0415 - the one way up
    from webapp.labels import CATALOGUES  # noqa: PLC0415 - likewise
    from webapp.server import create_server  # noqa: PLC0415 - likewise

    also_say(CATALOGUES)
    try:
        chosen = replace(WebSettings.from_environment(os.environ), **given)
        if is_loopback(host) and not chosen.hosts and not chosen.proxies:
            chosen = replace(chosen, hosts=("localhost", "127.0.0.1", "[::1]", _in_url(host)))
        _keep_log(chosen.log)
        server = create_server(create_app(archive, settings=chosen), host, port)
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:  # the port was taken in between
        raise why(error, host, port) from error
    except RuntimeError as error:
        if "thread" not in str(error):
            raise
        told = Message("系统没有给出服务所需的线程：请关闭其他程序后再试")
        raise StartError(told) from error
    root = f"http://{_in_url(host)}:{port or server.effective_port}"
    if ready:
        ready(root)
    tell(_("检索页面：%(url)s/　按 Ctrl-C 结束", url=root))
    server.run()
    return INTERRUPTED


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _keep_log(place: str) -> None:
    from webapp.access_log import log_to  # noqa: PLC0415 - the one way up

    if not place:
        return
    try:
        log_to(place)
    except OSError as error:
        told = Message("写不了日志 %(path)s：%(reason)s", path=place, reason=error.strerror)
        raise UsageError(told) from error


def claim(host: str, port: int) -> None:
    """Raises UsageError where nothing can listen there, before any work is done."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name == "posix":  # elsewhere it would let two programs share the port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except UnicodeError as error:  # a name too long for the domain name system
        told = "Name or service not known"
        raise why(socket.gaierror(socket.EAI_NONAME, told), host, port) from error
    except OSError as error:
        raise why(error, host, port) from error


def why(error: OSError, host: str, port: int) -> UsageError:
    """Why nothing can listen there, and the mend."""
    match error.errno:
        case errno.EADDRINUSE:
            told = Message(
                "端口 %(port)d 已被别的程序占用：换一个端口，例如 --port %(next)d",
                port=port,
                next=port + 1,
            )
        case errno.EACCES:
            told = Message(
                "没有权限使用端口 %(port)d：换一个 1024 以上的端口，例如 --port %(next)d",
                port=port,
                next=DEFAULT_PORT,
            )
        case _:
            told = Message(
                "无法监听 %(host)s 的端口 %(port)d：%(reason)s",
                host=host,
                port=port,
                reason=error.strerror or error,
            )
    return UsageError(told)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
