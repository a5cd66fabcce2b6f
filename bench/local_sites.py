"""Web servers of made-up schools on this machine, for the tests of the collector and its demo.

One asyncio server in a thread listens on many loopback addresses; the address a request arrives at
says which site it is for. Every request is logged.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

_REASONS: Final = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request."""

    time: float
    host: str
    path: str
    """With the query, as it was sent."""
    headers: Mapping[str, str]
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    """Seconds before anything is sent."""
    declared: int | None = None
    """A Content-Length that is not the body's: then the connection is closed after the body."""
    raw: bytes | None = None
    """Sent instead of an HTTP answer."""


Handler = Callable[[Request], Reply | None]
"""What a site answers; None for 404."""


class LocalSites:
    """The servers. A context manager; `log` holds all requests."""

    def __init__(self, sites: Mapping[str, Handler], port: int = 0) -> None:
        self._sites = sites
        self.port = port
        self.log: list[Request] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> LocalSites:
        self._thread.start()
        if not self._started.wait(20):
            raise OSError("the servers did not start")
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def requested_paths(self, host: str) -> list[str]:
        """The paths that were requested of a host, in order."""
        return [each.path for each in self.log if each.host == host]

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def _run(self) -> None:
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end_all())
        self._loop.close()

    async def _end_all(self) -> None:
        """Close the servers, and the connections that are still open."""
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self) -> None:
        hosts = [*self._sites]
        many = len(hosts) > 200
        first = "127.0.0.1" if many else hosts[0]
        where: str | Sequence[str] = "0.0.0.0" if many else first  # noqa: S104 - see `_serve`
        server = await asyncio.start_server(self._serve, where, self.port, backlog=1024)
        self._servers.append(server)
        self.port = server.sockets[0].getsockname()[1]
        if not many and hosts[1:]:
            self._servers.append(
                await asyncio.start_server(self._serve, hosts[1:], self.port, backlog=1024)
            )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            host = writer.get_extra_info("sockname")[0]
            if writer.get_extra_info("peername")[0].startswith("127."):
                while await self._answer(host, reader, writer):
                    pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; returns whether another may follow on the connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *lines = head.split("\r\n")
        method, path, _ = line.split(" ", 2)
        pairs = (each.partition(":") for each in lines if each)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        request = Request(monotonic(), host, path, headers, method)
        self.log.append(request)
        reply = self._sites[host](request) if host in self._sites else None
        if reply is None:
            reply = Reply(b"<html><title>404</title><h1>Not Found</h1></html>", 404)
        if reply.wait:
            await asyncio.sleep(reply.wait)
        if reply.raw is not None:
            writer.write(reply.raw)
            return False
        sent = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
        size = len(reply.body) if reply.declared is None else reply.declared
        sent["Content-Length"] = str(size)
        reason = _REASONS.get(reply.status, "Status")
        text = "".join(f"{name}: {value}\r\n" for name, value in sent.items() if value != "-")
        start = f"HTTP/1.1 {reply.status} {reason}\r\n{text}\r\n"
        try:
            encoded = start.encode("latin-1")
        except UnicodeEncodeError:
            encoded = start.encode("gb18030")
        writer.write(encoded + (b"" if reply.status == 304 else reply.body))
        await writer.drain()
        return reply.declared is None and headers.get("connection", "").lower() != "close"


_SECTIONS: Final = (
    (
        "一、概述",
        (
            "{year_words}，{school}认真贯彻落实《高等学校信息公开办法》，不断完善信息公开工作机制，"
            "由校长办公室负责统筹协调，第{n}次专题会议研究了本年度的工作安排。"
        ),
    ),
    (
        "二、主动公开情况",
        (
            "学校通过门户网站、信息公开网、公告栏等渠道主动公开信息{a}条，其中招生考试信息{b}条，"
            "财务、资产及收费信息{c}条，人事师资信息{d}条。"
        ),
    ),
    (
        "三、依申请公开和不予公开情况",
        "本学年共收到信息公开申请{e}件，均已按时答复；没有不予公开的情况。",
    ),
    ("四、对信息公开的评议情况", "师生员工和社会公众对学校信息公开工作总体满意，满意率为{f}%。"),
    (
        "五、因学校信息公开工作受到举报的情况",
        "本学年没有因信息公开工作受到举报、复议或诉讼的情况。",
    ),
    (
        "六、主要经验、问题和改进措施",
        "下一步将加强队伍建设，完善第{n}批公开目录，提高公开的及时性和准确性。",
    ),
)


def report_paragraphs(school: str, year: int) -> list[str]:
    """The text of a made-up report; no two are alike."""
    seed = sum(map(ord, school)) * 31 + year * 7
    numbers = {
        "n": 1 + seed % 9,
        "a": 300 + seed % 1700,
        "b": 40 + seed % 90,
        "c": 20 + seed % 70,
        "d": 15 + seed % 60,
        "e": seed % 7,
        "f": 90 + seed % 10,
    }
    years = f"{year - 1}—{year}学年"
    lines = [
        (
            f"根据教育部《高等学校信息公开办法》的要求，现公布{school}{years}信息公开工作年度报告。"
            f"统计期限为{year - 1}年9月1日至{year}年8月31日。"
        )
    ]
    for heading, text in _SECTIONS:
        lines += [heading, text.format(school=school, year_words=years, **numbers)]
    return [*lines, school, f"{year}年10月{10 + seed % 20}日"]


def report_title(school: str, year: int) -> str:
    return f"{school}{year - 1}—{year}学年信息公开工作年度报告"
