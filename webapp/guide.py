"""What tells people and browsers how to ask."""

from __future__ import annotations

import shlex
from typing import Final
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp.asking import checked
from webapp.openapi import document
from webapp.operations import operations
from webapp.params import Arguments

blueprint = Blueprint("guide", __name__)

_PYTHON: Final = """\
import json, urllib.parse, urllib.request

address = "%(root)s/api/v1/search?" + urllib.parse.urlencode(
    {"q": "依申请公开", "year": ["2023", "2024"], "match": "exact", "format": "jsonl"}, doseq=True
)
with urllib.request.urlopen(address) as lines:
    for line in lines:
        hit = json.loads(line)
        print(hit["school"], hit["period"], hit["heading"])
"""
"""A whole result in a program, with nothing but Python's own library."""


@blueprint.get("/help")
def help_page() -> ResponseReturnValue:
    """The query language, by examples."""
    checked(Arguments(request.args, ()))
    return render_template("help.html")


@blueprint.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """So that a browser can add this site as a search engine (OpenSearch 1.1)."""
    checked(Arguments(request.args, ()))
    text = render_template("opensearch.xml")
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")


@blueprint.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """What the API takes and gives, for programs."""
    checked(Arguments(request.args, ()))
    return jsonify(document())


@blueprint.get("/api/docs")
def api_docs() -> ResponseReturnValue:
    """The same for people."""
    checked(Arguments(request.args, ()))
    schemas = document()["components"]["schemas"]
    return render_template(
        "api.html",
        operations=operations(),
        schemas=schemas,
        root=request.host_url.rstrip("/"),
        curl=_curl,
        python=_PYTHON,
    )


def _curl(example: str) -> str:
    """The command that asks for an example, in any shell and any encoding."""
    path, _, query = example.partition("?")
    root = request.host_url.rstrip("/")
    pairs = [shlex.quote(f"{name}={value}") for name, value in parse_qsl(query)]
    given = "".join(f" \\\n  --data-urlencode {pair}" for pair in pairs)
    return f"curl -sG {root}{path}{given}" if given else f"curl -s {root}{path}"
