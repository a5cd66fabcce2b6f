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
    try:
        body = _encode(encodable(answer))
    except UnicodeEncodeError:  # half of a surrogate pair in a text, which is not UTF-8
        if isinstance(answer, JsonRecord):
            form: object = answer.to_dict()
        else:
            form = [each.to_dict() for each in answer]
        body = json.dumps(form, separators=(",", ":")).encode()
    return Response(body + b"\n", content_type="application/json")
