"""The protocol of `xxgk mcp`: the tools over stdin and stdout, by the official SDK.

The SDK alone writes to stdout; everything else goes to stderr. A call that runs is not interrupted
but by its deadline, so a signal ends the process at once: nothing is written that could be cut off.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

import anyio
import anyio.to_thread
import click
import mcp_types as types
import msgspec
from anyio.abc import ObjectSendStream
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from indexer import __version__
from indexer.cli.language import _, translate
from indexer.cli.mcp_answers import Source
from indexer.cli.mcp_tools import TOOLS
from indexer.cli.output import echo_err
from indexer.cli.startup import INTERRUPTED
from indexer.errors import (
    BusyError,
    NotFoundError,
    QueryError,
    SearchTimeoutError,
    UsageError,
    XxgkError,
)
from indexer.search.error_caret import format_with_caret
from indexer.search.search_budget import DEADLINE_S, search_budget

Streams = tuple[
    MemoryObjectReceiveStream[SessionMessage | Exception], MemoryObjectSendStream[SessionMessage]
]
TERMINATED: Final = 143
_POLL_S: Final = 0.02
_READS_ONLY: Final = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def serve(source: Source) -> None:
    """Answer until stdin ends."""
    signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(INTERRUPTED))
    signal.signal(signal.SIGTERM, lambda _number, _frame: os._exit(TERMINATED))
    anyio.run(_serve, source)


async def _serve(source: Source) -> None:
    async def list_tools(
        _context: object, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_described())

    async def call_tool(
        _context: object, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        call = partial(_answer, source, params.name, params.arguments or {})
        is_error, text = await anyio.to_thread.run_sync(call)
        content = types.TextContent(type="text", text=text)
        return types.CallToolResult(content=[content], is_error=is_error)

    server: Server[object] = Server(
        "xxgk-search",
        version=__version__,
        instructions=source.notice,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    options = server.create_initialization_options()
    async with stdio_server() as streams, _answering_all(*streams) as (incoming, outgoing):
        await server.run(incoming, outgoing, options)


@asynccontextmanager
async def _answering_all(
    stdin: AsyncIterable[SessionMessage | Exception], stdout: ObjectSendStream[SessionMessage]
) -> AsyncIterator[Streams]:
    """The same streams, but stdin ends only when every request has its answer: the SDK gives up
    what is under way when it ends."""
    open_requests: set[object] = set()
    to_server, incoming = anyio.create_memory_object_stream[SessionMessage | Exception]()
    outgoing, from_server = anyio.create_memory_object_stream[SessionMessage]()

    async def read() -> None:
        async with to_server:
            async for message in stdin:
                match message:
                    case SessionMessage(message=types.JSONRPCRequest(id=number)):
                        open_requests.add(number)
                    case _:
                        pass
                await to_server.send(message)
            with anyio.move_on_after(DEADLINE_S):
                while open_requests:
                    await anyio.sleep(_POLL_S)

    async def write() -> None:
        async for message in from_server:
            await stdout.send(message)
            open_requests.discard(getattr(message.message, "id", None))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(read)
        tasks.start_soon(write)
        yield incoming, outgoing
        await outgoing.aclose()
        await stdout.aclose()


def _described() -> list[types.Tool]:
    _refs, schemas = msgspec.json.schema_components(TOOLS.values())
    return [
        types.Tool(
            name=name,
            description=tool.DESCRIPTION,
            input_schema=schemas[tool.__name__],
            annotations=_READS_ONLY,
        )
        for name, tool in TOOLS.items()
    ]


def _answer(source: Source, name: str, arguments: dict[str, object]) -> tuple[bool, str]:
    """Whether a call failed, and the answer or why."""
    tool = TOOLS.get(name)
    if tool is None:
        return True, _("没有工具 %(name)s；有 %(known)s", name=name[:100], known=tuple(TOOLS))
    given = {key: value for key, value in arguments.items() if value is not None}
    try:
        call = msgspec.convert(given, tool)
        with search_budget():
            return False, call.answer(source)
    except msgspec.ValidationError as error:
        return True, _("参数不对：%(reason)s", reason=error)
    except QueryError as error:
        return True, f"{translate(error.message)}\n{format_with_caret(error.query, error.where)}"
    except (UsageError, NotFoundError, SearchTimeoutError, BusyError) as error:
        return True, translate(error.message)
    except XxgkError as error:  # its message may name a folder of this machine
        echo_err(translate(error.message))
        return True, _("索引现在不能使用：原因写在 xxgk mcp 的标准错误里，可运行 xxgk check 检查")
    except Exception:  # noqa: BLE001 - one call that fails does not end the server
        click.echo(traceback.format_exc(), err=True)
        return True, _("程序故障：这是 xxgk 的缺陷，详情写在 xxgk mcp 的标准错误里")
