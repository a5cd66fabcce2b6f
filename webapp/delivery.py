"""Sending answers: 304 if the browser has a current copy, compression, and a limit on the number of
answers that are streamed at the same time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Any, Final

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_compress import Compress
from werkzeug.datastructures import Accept
from werkzeug.exceptions import ServiceUnavailable

from indexer.errors import XxgkError
from webapp.error_handlers import RETRY_AFTER_S
from webapp.extension import archive
from webapp.labels import language

_TAGGED: Final = (
    "coverage_years.",
    "pages.",
    "compare.",
    "coverage.",
    "trends.",
    "schools.",
    "feed.",
    "cite.",
    "site_files.",
    "docs.",
    "api.",
)
"""Endpoints whose answers have an entity tag."""
_UNTAGGED: Final = frozenset({"api.healthz"})
PROCESS: Final = secrets.token_hex(4)
"""Identifies this process: settings, roster and code may differ in the next."""
_IMMUTABLE: Final = "public, max-age=31536000, immutable"

_CODINGS: Final = ("br", "zstd", "gzip")
"""Content codings; of those that a client accepts equally, the first is sent."""
_COMPRESSION: Final = {
    "COMPRESS_ALGORITHM": _CODINGS,
    "COMPRESS_ALGORITHM_STREAMING": _CODINGS,
    "COMPRESS_BR_LEVEL": 5,
    "COMPRESS_ZSTD_LEVEL": 6,
    "COMPRESS_LEVEL": 5,
    "COMPRESS_MIN_SIZE": 1_000,
    "COMPRESS_MIMETYPES": (
        "application/atom+xml",
        "application/json",
        "application/opensearchdescription+xml",
        "application/x-ndjson",
        "application/xml",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
    ),
}
"""Levels and order: docs/decisions/0017-compressed-answers.md has the figures."""


def install_conditional_requests(app: Flask) -> None:
    """Give answers an entity tag, and answer 304 to a request with the current one.

    The content of a page depends on its URL, the language, the generation of the index, the day
    (a citation names it) and the process; the tag holds the last four.
    """
    app.before_request(_not_modified)
    app.after_request(_add_tag)


def _not_modified() -> ResponseReturnValue | None:
    tag = _entity_tag() if request.if_none_match else None
    if tag is not None and request.if_none_match.contains_weak(tag):
        return Response(status=304)
    return None


def _entity_tag() -> str | None:
    """The entity tag of the current request's answer; None for answers without one."""
    endpoint = request.endpoint or ""
    if not endpoint.startswith(_TAGGED) or endpoint in _UNTAGGED:
        return None
    try:
        with archive().reading() as reader:  # the one that answers, maybe not the newest
            generation = reader.generation
    except XxgkError:  # the view reports it
        return None
    return f"{PROCESS}.{generation}.{datetime.now().astimezone().date()}.{language()}"


def _add_tag(response: Response) -> Response:
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = _IMMUTABLE
    elif response.status_code in (200, 304) and (tag := _entity_tag()) is not None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
    return response


def install_compression(app: Flask) -> None:
    """Compress every text answer in a coding that its client accepts; a streamed one while it
    streams."""
    app.config.update(_COMPRESSION)
    _Compress(app)


class _Compress(Compress):
    """Flask-Compress, except for errors and ranges of a file, and with RFC 9110's reading of
    `Accept-Encoding`."""

    def after_request(self, response: Response | None) -> Response:
        if response is not None and response.status_code != 200:
            response.vary.add("Accept-Encoding")
            return response
        request.environ["HTTP_ACCEPT_ENCODING"] = _accepted_codings()
        return super().after_request(response)


def _accepted_codings() -> str:
    """The client's `Accept-Encoding`, with our codings for `*` and without those it refuses.

    Flask-Compress sends gzip for `gzip;q=0`, and does not read a weight after a blank.
    """
    accepted = request.accept_encodings
    qualities = [(coding, accepted[coding]) for coding in (*_CODINGS, "identity")]
    return Accept([each for each in qualities if each[1] > 0]).to_header()


def install_stream_limit(app: Flask, limit: int) -> None:
    """Answer 503 with Retry-After if `limit` results are being streamed already.

    A streamed result occupies a thread until its client has read it. The limit is below the number
    of threads, so that slow readers of whole results delay one another only. Handlers installed
    later see the answer first.
    """
    slots = BoundedSemaphore(limit)

    def limited(response: Response) -> Response:
        if request.method == "HEAD" or not response.is_streamed or response.direct_passthrough:
            return response  # a file is sent by the server itself and occupies no thread
        if not slots.acquire(blocking=False):
            response.close()
            detail = _("当前下载全部结果的用户较多，请稍后再试。")
            busy = ServiceUnavailable(detail, retry_after=RETRY_AFTER_S)
            return app.make_response(app.handle_user_exception(busy))
        release = _once(slots.release)
        response.response = _release_at_end(response.iter_encoded(), release)
        response.call_on_close(release)
        return response

    app.after_request(limited)


def _once(release: Callable[[], Any]) -> Callable[[], None]:
    """A function that releases at its first call only: an answer that is sent ends twice, at its
    last byte and when the server closes it."""
    lock = Lock()

    def first() -> None:
        if lock.acquire(blocking=False):
            release()

    return first


def _release_at_end(body: Iterable[bytes], release: Callable[[], None]) -> Iterator[bytes]:
    try:
        yield from body
    finally:
        release()
