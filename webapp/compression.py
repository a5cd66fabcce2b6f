"""Answers packed on their way out: brotli where the client takes it, else gzip.

A streamed answer is packed while it streams, so that a whole result needs no more memory than one
of its pages. Levels are those where another one gains little: docs/decisions/ has the figures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import brotli
from flask import Flask, Response, request

_LEAST: Final = 1_000
"""Bytes below which packing saves nothing."""
_COMPRESSED: Final = frozenset(
    {
        "application/json",
        "application/opensearchdescription+xml",
        "application/x-ndjson",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
    }
)
_GZIP_LEVEL: Final = 5
_BROTLI_QUALITY: Final = 5
_GZIP_FORMAT: Final = 31
"""zlib's `wbits` for the largest window in a gzip wrapper."""


class Packer(Protocol):
    """Bytes in, fewer bytes out."""

    def add(self, data: bytes) -> bytes: ...

    def end(self) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_FORMAT)

    def add(self, data: bytes) -> bytes:
        return self._packer.compress(data)

    def end(self) -> bytes:
        return self._packer.flush()


class _Brotli:
    def __init__(self) -> None:
        self._packer = brotli.Compressor(quality=_BROTLI_QUALITY)

    def add(self, data: bytes) -> bytes:
        return bytes(self._packer.process(data))

    def end(self) -> bytes:
        return bytes(self._packer.finish())


_PACKERS: Final[dict[str, type[Packer]]] = {"br": _Brotli, "gzip": _Gzip}
"""Content coding → its packer, the better first."""


def install_compression(app: Flask) -> None:
    """Pack every answer that is text and that its client can unpack."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if response.mimetype not in _COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    coding = _coding()
    if coding is None or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    packer = _PACKERS[coding]()
    response.direct_passthrough = False  # a file's pieces are to be packed as well
    if response.is_streamed:
        if close := getattr(response.response, "close", None):
            response.call_on_close(close)
        response.response = _packed(response.iter_encoded(), packer)
        response.headers.pop("Content-Length", None)
    elif (response.calculate_content_length() or 0) >= _LEAST:
        response.set_data(packer.add(response.get_data()) + packer.end())
    else:
        return response
    response.headers["Content-Encoding"] = coding
    if etag := response.get_etag()[0]:
        response.set_etag(etag, weak=True)
    return response


def _coding() -> str | None:
    """What the client takes; of equals the one that packs better."""
    accepted = request.accept_encodings
    best = max(_PACKERS, key=lambda coding: accepted[coding])
    return best if accepted[best] > 0 else None


def _packed(chunks: Iterable[bytes], packer: Packer) -> Iterator[bytes]:
    for chunk in chunks:
        if out := packer.add(chunk):
            yield out
    yield packer.end()
