"""Documentation of the site itself: help, API, OpenAPI, and the browser's search plug-in."""

from __future__ import annotations

import shlex
from typing import Final
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp.addresses import absolute
from webapp.openapi import document
from webapp.openapi_operations import operations
from webapp.requests import Arguments, validate

blueprint = Blueprint("docs", __name__)

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
"""A whole result with Python's standard library alone."""


@blueprint.get("/help")
def help_page() -> ResponseReturnValue:
    """The query language, by examples."""
    validate(Arguments(request.args, ()))
    return render_template("help.html")


@blueprint.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """The description with which a browser adds this site as a search engine (OpenSearch 1.1)."""
    validate(Arguments(request.args, ()))
    text = render_template("opensearch.xml", whole=_whole)
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")


@blueprint.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The OpenAPI document."""
    validate(Arguments(request.args, ()))
    return jsonify(document())


@blueprint.get("/api/docs")
def api_docs() -> ResponseReturnValue:
    """The API's documentation as a page."""
    validate(Arguments(request.args, ()))
    schemas = document()["components"]["schemas"]
    return render_template(
        "api.html",
        operations=operations(),
        schemas=schemas,
        root=request.host_url.rstrip("/"),
        curl=_curl,
        python=_PYTHON,
    )


def _whole(path: str) -> str:
    """The absolute URL of a path: a browser that adds the site needs one, and has just used it."""
    return absolute(path) or request.host_url.rstrip("/") + path


def _curl(example: str) -> str:
    """The command for an example, for any shell and encoding."""
    path, _, query = example.partition("?")
    root = request.host_url.rstrip("/")
    pairs = [shlex.quote(f"{name}={value}") for name, value in parse_qsl(query)]
    given = "".join(f" \\\n  --data-urlencode {pair}" for pair in pairs)
    return f"curl -sG {root}{path}{given}" if given else f"curl -s {root}{path}"
