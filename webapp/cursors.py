"""Cursors: the way through a whole result, page after page of one generation of the index.

A cursor names the generation, the page, how many there are in all, and a fingerprint of whatever
else decides what stands on that page. Where the index has changed since, the pages would no
longer fit together: the cursor is gone (410), and the client begins again. A client that wants
no such break asks for JSON Lines, which hold one generation from the first line to the last.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request, url_for
from flask_babel import gettext as _

from indexer.errors import UsageError
from webapp.faults import ParameterError
from webapp.params import Arguments

NAME: Final = "cursor"
"""The parameter."""
_FORM: Final = re.compile(r"(\d{1,12})\.(\d{1,9})\.(\d{1,12})\.([0-9a-f]{12})", re.ASCII)


class StaleCursorError(UsageError):
    """The index has changed since the cursor was given; answered with status 410."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a whole result."""

    generation: int
    page: int
    """From 1."""
    total: int
    """Of what is paged through, hits or reports: another index with a generation of the same
    number shows by it."""
    asked: str
    """`fingerprint` of the request."""

    def __str__(self) -> str:
        return f"{self.generation}.{self.page}.{self.total}.{self.asked}"

    def check(self, generation: int, total: int) -> None:
        """Raises StaleCursorError where an answer is of another index than the page before."""
        if (generation, total) != (self.generation, self.total):
            raise StaleCursorError(
                _(
                    "索引在翻页期间更新过，前后各页已对不上：请去掉 cursor 从头再取，"
                    "或用 format=jsonl 一次取全"
                )
            )


def fingerprint(*asked: object) -> str:
    """Twelve characters that differ where the request does."""
    return hashlib.blake2b(repr(asked).encode("utf-8", "replace"), digest_size=6).hexdigest()


def read_cursor(arguments: Arguments, asked: str) -> Cursor | None:
    """The cursor of a URL; None where it has none. Faults are left in `arguments.faults`."""
    text = arguments.text(NAME)
    if not text:
        return None
    if arguments.text("page"):
        arguments.faults.append(ParameterError(NAME, text, _("cursor 已含页码，不能再给 page")))
    found = _FORM.fullmatch(text)
    if found is None or int(found[2]) < 1:
        message = _("这不是 cursor：它取自上一页回答的 Link 头，原样给回")
        arguments.faults.append(ParameterError(NAME, text, message))
        return None
    if found[4] != asked:
        message = _("这个 cursor 属于另一个检索：翻页时其余参数不能变")
        arguments.faults.append(ParameterError(NAME, text, message))
    return Cursor(int(found[1]), int(found[2]), int(found[3]), found[4])


def link_next(response: Response, following: Cursor) -> None:
    """Name the next page in the Link header (RFC 8288), relative to this address."""
    args: dict[str, Any] = {
        name: request.args.getlist(name) for name in request.args if name not in (NAME, "page")
    }
    url = url_for(str(request.endpoint), **args, cursor=str(following))
    response.headers["Link"] = f'<{url}>; rel="next"'
