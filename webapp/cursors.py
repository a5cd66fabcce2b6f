"""Cursors: the pages of a whole result, all from one generation of the index.

A cursor contains the generation, the page, the total, and a fingerprint of everything else that
determines the page. If the index has changed, the pages would no longer fit together: the answer
is 410, and the client starts again. JSON Lines avoid that, since all their lines come from one
generation.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request, url_for
from flask_babel import gettext as _

from webapp.errors import StaleCursorError
from webapp.requests import Arguments

NAME: Final = "cursor"
"""The parameter."""
_FORM: Final = re.compile(r"(\d{1,12})\.(\d{1,9})\.(\d{1,12})\.([0-9a-f]{12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A page of a whole result."""

    generation: int
    page: int
    """From 1."""
    total: int
    """Number of hits or reports; it reveals another index that has a generation of the same
    number."""
    request: str
    """`fingerprint` of the request."""

    def __str__(self) -> str:
        return f"{self.generation}.{self.page}.{self.total}.{self.request}"

    def check(self, generation: int, total: int) -> None:
        """Raises StaleCursorError if an answer is not from the cursor's generation."""
        if (generation, total) != (self.generation, self.total):
            raise StaleCursorError(
                _(
                    "索引在翻页期间更新过，前后各页已对不上：请去掉 cursor 从头再取，"
                    "或用 format=jsonl 一次取全"
                )
            )


def fingerprint(*request: object) -> str:
    """Twelve characters that differ if the request differs."""
    return hashlib.blake2b(repr(request).encode("utf-8", "replace"), digest_size=6).hexdigest()


def read_cursor(arguments: Arguments, expected: str) -> Cursor | None:
    """The cursor of a URL; None if it has none. Errors are left in `arguments.errors`."""
    text = arguments.text(NAME)
    if not text:
        return None
    if arguments.text("page"):
        arguments.reject(NAME, text, _("cursor 已含页码，不能再给 page"))
    matched = _FORM.fullmatch(text)
    if matched is None or int(matched[2]) < 1:
        message = _("这不是 cursor：它取自上一页回答的 Link 头，原样给回")
        arguments.reject(NAME, text, message)
        return None
    if matched[4] != expected:
        message = _("这个 cursor 属于另一个检索：翻页时其余参数不能变")
        arguments.reject(NAME, text, message)
    return Cursor(int(matched[1]), int(matched[2]), int(matched[3]), matched[4])


def link_next(response: Response, following: Cursor) -> None:
    """Add a Link header (RFC 8288) with the next page, relative to this address."""
    args: dict[str, Any] = {
        name: request.args.getlist(name) for name in request.args if name not in (NAME, "page")
    }
    url = url_for(str(request.endpoint), **args, cursor=str(following))
    response.headers["Link"] = f'<{url}>; rel="next"'
