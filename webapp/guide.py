"""What tells people and browsers how to ask."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp.asking import checked
from webapp.openapi import document, operations
from webapp.params import Arguments

blueprint = Blueprint("guide", __name__)


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
    return render_template("api.html", operations=operations(), schemas=schemas)
