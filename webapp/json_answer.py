"""Records as JSON answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec
from flask import Response

from indexer.reports.json_record import JsonRecord, encodable

_encode = msgspec.json.Encoder().encode


def json_answer(answer: JsonRecord | Sequence[JsonRecord]) -> Response:
    """The JSON form of a record, or of several as an array."""
    form = encodable(answer)
    try:
        body = _encode(form)
    except UnicodeEncodeError:  # a lone surrogate in a text
        return Response(json.dumps(form), content_type="application/json")
    return Response(body + b"\n", content_type="application/json")
