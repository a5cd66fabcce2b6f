"""Figures that do not fit each other, with their sentences, for the reports under filters."""

from __future__ import annotations

from itertools import islice
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.archive.find import listed
from indexer.errors import UsageError
from indexer.reporting.figure_checks import CheckedStatement, FigureCheck, check_name, figure_checks
from webapp.extension import archive
from webapp.figures import PARAMETERS, FigureQuery, figure_url, read_figures_query
from webapp.labels import language
from webapp.requests import Arguments, bad_request

blueprint = Blueprint("figure_checks", __name__)

_MOST: Final = 300
"""Contradictions on the page; `xxgk figures --check` lists all."""


@blueprint.get("/figures/checks")
def page() -> ResponseReturnValue:
    """The contradictions in the reports of a year."""
    query = read_figures_query(Arguments(request.args, PARAMETERS))
    reports, checks = _run(query)
    return render_template(
        "figure_checks.html",
        query=query,
        reports=reports,
        checks=checks[:_MOST],
        is_cut=len(checks) > _MOST,
        kind_name=lambda kind: check_name(kind, language()),
        statement_url=_statement_url,
    )


def _run(query: FigureQuery) -> tuple[int, list[FigureCheck]]:
    """How many reports were checked, and what was found. Raises BadRequestError."""
    try:
        with archive().reading() as reader:
            ids = [
                head.id
                for head in listed(reader, query.request)
                if query.name in (head.school or head.title)
            ]
            return len(ids), [*islice(figure_checks(reader, ids), _MOST + 1)]
    except UsageError as error:
        raise bad_request(query.request, error) from error


def _statement_url(statement: CheckedStatement) -> str:
    """The sentence, marked in its report."""
    return figure_url(statement.report_id, statement.figure, "number")
