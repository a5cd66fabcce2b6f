"""The figures of many reports as rows of a spreadsheet, or as the API gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from indexer.archive import Archive
from indexer.reporting.export import Row
from indexer.reporting.figure_rows import FigureRow
from indexer.reporting.figures import SHOWN, FigureTableRow
from indexer.reports.figures import FIGURES, Figure
from indexer.search.engine import ReportHead
from webapp.addresses import absolute_or_path
from webapp.labels import facet_title
from webapp.present.figures import figure_name, state_words, value_words

Rows = Callable[[Archive, Sequence[FigureTableRow]], Iterator[Row]]
_AT_ONCE: Final = 200
"""Reports whose sentences are read together."""
_ID, _FIGURE = "REPORT", "FIGURE"


def figure_export(is_json: bool) -> tuple[Sequence[str], Rows]:
    """The columns, and the function that reads the rows from an archive while they are sent."""
    return ((), _json_rows(_links())) if is_json else _spreadsheet(_links())


Links = Callable[[str, str], str]


def _links() -> Links:
    """From report and figure to the address of the sentence; made before the request ends."""
    path = url_for("pages.report", report_id=_ID, mark=_FIGURE, _anchor="marked")
    pattern = absolute_or_path(path)
    before, _id, rest = pattern.rpartition(_ID)
    between, _figure, after = rest.partition(_FIGURE)
    return lambda report, figure: f"{before}{report}{between}{figure}{after}"


def _spreadsheet(link: Links) -> tuple[Sequence[str], Rows]:
    facts = {
        "school": facet_title("school"),
        "province": facet_title("province"),
        "period": _("统计期间"),
        "year": facet_title("year"),
        "published": _("发布"),
    }
    columns = {
        figure: (
            figure_name(figure),
            _("%(figure)s：状态", figure=figure_name(figure)),
            _("%(figure)s：原句", figure=figure_name(figure)),
            _("%(figure)s：链接", figure=figure_name(figure)),
        )
        for figure in SHOWN
    }
    words = _state_words()

    def rows(archive: Archive, table: Sequence[FigureTableRow]) -> Iterator[Row]:
        for head, stated in _read(archive, table):
            row: dict[str, Any] = {title: getattr(head, name) for name, title in facts.items()}
            for figure, (value, state, sentence, url) in columns.items():
                one = stated[figure]
                row[value] = one.value
                row[state] = words(one)
                row[sentence] = one.sentence
                row[url] = link(head.id, figure) if one.ordinal is not None else None
            yield row

    return [*facts.values(), *(title for titles in columns.values() for title in titles)], rows


def _state_words() -> Callable[[Figure], str]:
    """The words of a figure's state in the language of the request, which rows outlive."""
    states = {state: state_words(state) for state in ("zero", "not_stated", "unread")}
    number, by_hand = _("写明数字"), _("人工更正")
    qualified = {
        qualifier: value_words("number", 0, qualifier).replace("0", "").strip()
        for qualifier in ("about", "nearly", "over")
    }

    def words(figure: Figure) -> str:
        state = states.get(figure.state, number)
        if figure.qualifier:
            state = f"{state} ({qualified[figure.qualifier]})"
        return f"{state} ({by_hand})" if figure.corrected else state

    return words


def _json_rows(link: Links) -> Rows:
    def rows(archive: Archive, table: Sequence[FigureTableRow]) -> Iterator[Row]:
        for head, stated in _read(archive, table):
            row = FigureRow(head, {figure: stated[figure] for figure in FIGURES}).to_dict()
            for figure, one in row["figures"].items():
                one["url"] = link(head.id, figure) if one["ordinal"] is not None else None
            yield row

    return rows


def _read(
    archive: Archive, table: Sequence[FigureTableRow]
) -> Iterator[tuple[ReportHead, Mapping[str, Figure]]]:
    """The reports with their figures, a number of them at once."""
    rest = iter(table)
    with archive.reading() as reader:
        while some := [row.head for row in islice(rest, _AT_ONCE)]:
            figures = reader.report_figures(head.id for head in some)
            yield from ((head, figures[head.id]) for head in some)
