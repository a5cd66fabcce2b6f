"""How many whole results are sent at once.

A result that is sent while it is made keeps a thread for as long as its reader takes to read it.
There are fewer places for such than threads, so that slow readers of whole results hold up other
readers of whole results, and nobody's search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import BoundedSemaphore, Lock
from typing import Any

from flask import Flask, Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from webapp.failures import LATER_S


def install_downloads(app: Flask, most: int) -> None:
    """Answer 503, and when to come again, to whoever asks for a whole result when all places are
    taken. Whoever is installed later sees the answer before this does."""
    places = BoundedSemaphore(most)

    def held(response: Response) -> Response:
        if request.method == "HEAD" or not response.is_streamed or response.direct_passthrough:
            return response  # a file is sent by the server itself, and keeps no thread
        if not places.acquire(blocking=False):
            response.close()
            detail = _("此刻下载全部结果的人太多，请稍后再试。")
            busy = ServiceUnavailable(detail, retry_after=LATER_S)
            return app.make_response(app.handle_user_exception(busy))
        release = _once(places.release)
        response.response = _until_done(response.iter_encoded(), release)
        response.call_on_close(release)
        return response

    app.after_request(held)


def _once(release: Callable[[], Any]) -> Callable[[], None]:
    """The same, but only the first time: a sent answer is done twice, at its end and when the
    server closes it, and one that nobody reads to the end is only closed."""
    lock = Lock()

    def first() -> None:
        if lock.acquire(blocking=False):
            release()

    return first


def _until_done(body: Iterable[bytes], release: Callable[[], None]) -> Iterator[bytes]:
    try:
        yield from body
    finally:
        release()
