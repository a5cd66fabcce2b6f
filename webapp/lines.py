"""JSON Lines: one object a line, sent while they are made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flask import Response

TYPE: Final = "application/x-ndjson"
"""Content type of JSON Lines (https://github.com/ndjson/ndjson-spec)."""
TOTAL: Final = "X-Total-Count"
"""Header with the number of all lines, or of what is paged through; known before the first is sent:
who counts fewer lost some."""
_CHUNK: Final = 64 * 1024
"""Characters that go out together."""


def lines_response(objects: Iterable[Mapping[str, Any]], total: int) -> Response:
    """The objects as JSON Lines, streamed."""
    response = Response(_chunks(objects), content_type=f"{TYPE}; charset=utf-8")
    response.headers[TOTAL] = str(total)
    return response


def _chunks(objects: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for each in objects:
        lines.append(json.dumps(each, ensure_ascii=False) + "\n")
        size += len(lines[-1])
        if size >= _CHUNK:
            yield "".join(lines)
            lines, size = [], 0
    yield "".join(lines)
