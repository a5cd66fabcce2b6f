"""`xxgk mcp` as a process of its own, and the SDK's client of it. Needs the extra `mcp`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters

from tests.cli.conftest import ROOT

MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Tools:
    """A server that runs, and what it answers."""

    call: Callable[[str, Mapping[str, Any]], Any]
    described: list[Any]

    def text(self, name: str, /, **arguments: Any) -> str:
        """The answer; it has to be one."""
        result = self.call(name, arguments)
        (content,) = result.content
        assert not result.is_error, content.text
        assert len(content.text) <= MOST
        return str(content.text)

    def __call__(self, name: str, /, **arguments: Any) -> Any:
        return json.loads(self.text(name, **arguments))

    def refused(self, name: str, /, **arguments: Any) -> str:
        """Why there is no answer."""
        result = self.call(name, arguments)
        assert result.is_error
        assert len(result.content[0].text) <= 3_000
        return str(result.content[0].text)


@contextmanager
def connected(index: Path, program: str = "", **environment: str) -> Iterator[Tools]:
    """A server of its own over an index, until the block ends; `program` runs before."""
    code = f"{program}\nfrom indexer.cli import main\nmain(['mcp'])"
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "XXGK_INDEX": str(index), "LANG": "C.UTF-8", **environment},
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server)) as client,
    ):
        tools = portal.call(client.list_tools).tools
        yield Tools(lambda name, given: portal.call(client.call_tool, name, dict(given)), tools)
