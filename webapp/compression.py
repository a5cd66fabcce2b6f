"""Compressed answers: Flask-Compress, with what it leaves to its user.

A streamed answer is compressed while it streams, so that a whole result needs no more memory than
one of its pages. Levels and order: docs/decisions/0017-compressed-answers.md has the figures.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.datastructures import Accept

_CODINGS: Final = ("br", "zstd", "gzip")
"""Content codings; of those that a client takes equally, the first is sent."""
_SETTINGS: Final = {
    "COMPRESS_ALGORITHM": _CODINGS,
    "COMPRESS_ALGORITHM_STREAMING": _CODINGS,
    "COMPRESS_BR_LEVEL": 5,
    "COMPRESS_ZSTD_LEVEL": 6,
    "COMPRESS_LEVEL": 5,
    "COMPRESS_MIN_SIZE": 1_000,
    "COMPRESS_MIMETYPES": (
        "application/json",
        "application/opensearchdescription+xml",
        "application/x-ndjson",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
    ),
}


def install_compression(app: Flask) -> None:
    """Compress every answer that is text, in a coding that its client takes."""
    app.config.update(_SETTINGS)
    _Compress(app)


class _Compress(Compress):
    """Leaves failures and ranges of a file alone, reads `Accept-Encoding` as RFC 9110 has it."""

    def after_request(self, response: Response | None) -> Response:
        if response is not None and response.status_code != 200:
            response.vary.add("Accept-Encoding")
            return response
        request.environ["HTTP_ACCEPT_ENCODING"] = _acceptable()
        return super().after_request(response)


def _acceptable() -> str:
    """The client's `Accept-Encoding`, with our codings for `*` and without those it refuses.

    Flask-Compress sends gzip for `gzip;q=0`, and does not read a weight after a blank.
    """
    accepted = request.accept_encodings
    qualities = [(coding, accepted[coding]) for coding in (*_CODINGS, "identity")]
    return Accept([each for each in qualities if each[1] > 0]).to_header()
