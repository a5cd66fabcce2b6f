"""What the archive holds, as of when, and which files could not be read."""

from __future__ import annotations

from collections import Counter
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer import __version__
from webapp.extension import app_state, archive
from webapp.present.results import histogram
from webapp.requests import PAGE, Arguments, search_url, validate

blueprint = Blueprint("about", __name__)

_MOST_FILES: Final = 200
"""Files listed of each kind."""
_NEWEST: Final = 10
"""Reports listed that entered last."""


@blueprint.get("/about")
def page() -> ResponseReturnValue:
    """About this archive."""
    validate(Arguments(request.args, ()))
    with archive().reading() as reader:
        heads = reader.heads()
        statistics = reader.statistics()
    years = Counter(head.year for head in heads)
    known = {year: number for year, number in years.items() if year is not None}
    dated = [head for head in heads if head.first_indexed is not None]
    newest = sorted(dated, key=lambda head: head.first_indexed or "", reverse=True)[:_NEWEST]
    return render_template(
        "about.html",
        statistics=statistics,
        version=__version__,
        last=archive().last_update(),
        most_files=_MOST_FILES,
        years=sorted(known.items(), reverse=True),
        bars=histogram(known, {year: search_url(PAGE, year=(str(year),)) for year in known}),
        unknown={
            "year": years[None],
            "school": sum(head.school is None for head in heads),
            "province": sum(head.province is None for head in heads),
        },
        undated=[head for head in heads if head.published is None],
        search_url=search_url,
        newest=newest,
        everything=PAGE,
        added_url=search_url(PAGE, sort="added"),
        roster=app_state().settings.roster if app_state().roster else None,
    )
