"""The directory of schools, and one school through the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from indexer.reporting.coverage import COLUMNS, OPTIONAL, STATES, Cell
from indexer.reporting.report_heads import grouped_heads
from indexer.reporting.schools import (
    OTHER_INITIAL,
    SchoolEntry,
    SchoolFilters,
    SectionVersion,
    YearOfSchool,
    filter_schools,
    list_schools,
    school_years,
    section_versions,
    sections_of,
    stored_name,
)
from indexer.reporting.shared_wording import NearestWording, nearest_wording, report_sentences
from indexer.reports.figures import FIGURES, NOT_STATED, Figure, FigureState
from indexer.reports.model import Report
from indexer.reports.schools import provinces
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import IndexReader
from indexer.search.request import SearchRequest
from webapp.compare import Line, text_lines
from webapp.coverage import SIGNS, shown_states
from webapp.errors import MissingError
from webapp.extension import app_state, archive
from webapp.figures import figure_url
from webapp.labels import state_name
from webapp.links import link_to_each
from webapp.originals import original_path
from webapp.present.figures import figure_name, short_state, value_words
from webapp.requests import PAGE, Arguments, search_url, validate

blueprint = Blueprint("schools", __name__)

PARAMETERS: Final = frozenset({"find", "initial", "province", "page"})
SCHOOL_PARAMETERS: Final = frozenset({"section", "all"})
_NAMES: Final = 200
"""Schools on one page."""
_VERSIONS: Final = 5
"""Reports whose section is shown unless all are asked for."""
_MOST_VERSIONS: Final = 40
_NEAREST: Final = 5
"""Other schools with near wording."""
_ID: Final = "ID-OF-A-REPORT"
"""In URLs that are made once for all reports."""
_TIERS: Final = 2
"""Figures of further tiers are on the reports' own pages."""
_CHARACTERS: Final = 20_000
"""Characters shown of a section of one report."""
_CHARACTERS_AT_FIRST: Final = 9_000
"""Characters of all versions together, unless all are asked for."""
_FIRST_SECTIONS: Final = ("on_request", "complaints", "overview")
"""The section shown first: of these the first that the school has."""


@blueprint.get("/schools")
def page() -> ResponseReturnValue:
    """Schools by initial and province, or those that a text names."""
    arguments = Arguments(request.args, PARAMETERS)
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    filters = SchoolFilters(
        find=arguments.text("find").strip(),
        initial=arguments.choice("initial", ("", *letters, OTHER_INITIAL), ""),
        province=arguments.text("province").strip(),
    )
    number = arguments.number("page", (1, 10**6), 1)
    validate(arguments)
    with archive().reading() as reader:
        known = list_schools(reader)
        found = filter_schools(reader, filters)
    is_chosen = bool(filters.find or filters.initial or filters.province)
    shown = found if is_chosen or len(known) <= _NAMES else []
    first = (number - 1) * _NAMES
    return render_template(
        "schools.html",
        filters=filters,
        known=len(known),
        found=found,
        groups=_groups(shown[first : first + _NAMES], is_ranked=bool(filters.find)),
        page=number,
        pages=-(-len(shown) // _NAMES),
        initials=sorted(Counter(entry.initial for entry in known).items()),
        provinces=_in_usual_order(Counter(e.province for e in known if e.province)),
        here={name: value for name, value in _as_args(filters).items() if value},
    )


def _as_args(filters: SchoolFilters) -> dict[str, str]:
    return {"find": filters.find, "initial": filters.initial, "province": filters.province}


def _in_usual_order(counts: Counter[str]) -> list[tuple[str, int]]:
    """Provinces in the order of the administrative divisions, unknown ones last."""
    usual = {province: at for at, province in enumerate(provinces())}
    return sorted(counts.items(), key=lambda item: (usual.get(item[0], len(usual)), item[0]))


def _groups(
    entries: Sequence[SchoolEntry], *, is_ranked: bool
) -> list[tuple[str, list[SchoolEntry]]]:
    """Schools under their initials; ranked ones in a single group without one."""
    groups: dict[str, list[SchoolEntry]] = {}
    for entry in entries:
        groups.setdefault("" if is_ranked else entry.initial, []).append(entry)
    return [*groups.items()]


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report of the school with its file and its page."""

    report: Report
    original: str | None
    source_url: str | None


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure in one report, and where it is stated."""

    figure: Figure
    url: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure through the years."""

    name: str
    cells: tuple[FigureCell | None, ...]
    """One for each year of the strip; None without a report."""


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A section in one year, its differences from the year before marked."""

    version: SectionVersion
    anchor: str
    lines: tuple[Line, ...]
    changes: int
    dropped: tuple[str, ...]
    """Sentences of the year before that are gone."""
    compare_url: str | None


@blueprint.get("/schools/<path:name>")
def school(name: str) -> ResponseReturnValue:
    """One school through the years."""
    arguments = Arguments(request.args, SCHOOL_PARAMETERS)
    section = arguments.choice("section", ("", *SECTIONS), "")
    shows_all = arguments.choice("all", ("", "1"), "") == "1"
    validate(arguments)
    with archive().reading() as reader:
        stored = stored_name(reader, name)
        reports = _reports_of(reader, stored) if stored else []
        years = reader.statistics().years
        sections = sections_of(reports)
        chosen = section or next((s for s in (*_FIRST_SECTIONS, *sections) if s in sections), "")
        nearest = _nearest(reader, reports, chosen)
    if stored is not None and stored != name:
        args: dict[str, Any] = {key: request.args.getlist(key) for key in request.args}
        return redirect(url_for("schools.school", name=stored, **args))
    if not reports and not _is_expected(name):
        message = _("本库没有“%(name)s”的报告；可在学校目录里查找。", name=name)
        raise MissingError(_("没有这所学校"), message)
    most = _MOST_VERSIONS if shows_all else _VERSIONS
    in_all = _CHARACTERS * most if shows_all else _CHARACTERS_AT_FIRST
    versions = section_versions(reports, chosen, most=most, characters=_CHARACTERS, in_all=in_all)
    strip = school_years(reports, years)
    report_urls = {report.id: url_for("pages.report", report_id=report.id) for report in reports}
    return render_template(
        "school.html",
        name=name,
        province=next((report.province for report in reports if report.province), None),
        reports=[_shown_report(report) for report in reports],
        strip=strip,
        report_urls=report_urls,
        strip_cells=_StripCells(strip, report_urls),
        state_names={state: state_name(state) for state in STATES},
        columns=COLUMNS,
        signs=SIGNS,
        states=shown_states([Counter(cell.state for cell in _cells(strip))]),
        sections=sections,
        section=chosen,
        versions=_shown_versions(versions, chosen),
        figure_rows=_figure_rows(strip, reports),
        nearest=nearest,
        older=len(reports) - len(versions),
        scope=SearchRequest(school=name, group=PAGE.group),
        search_url=search_url,
    )


def _nearest(
    reader: IndexReader, reports: Sequence[Report], section: str
) -> Sequence[NearestWording]:
    """Reports of other schools whose wording of a section is nearest to the newest report's."""
    newest = next((report for report in reports if section in report.sections), None)
    if newest is None:
        return ()
    parts = tuple(part for part in newest.parts if section in part.sections)
    sentences = report_sentences(reader, replace(newest, parts=parts))
    return nearest_wording(reader, sentences, newest.school, limit=_NEAREST)


def _figure_rows(strip: Sequence[YearOfSchool], reports: Sequence[Report]) -> list[FigureRow]:
    """The figures of the first two tiers that any of the reports states."""
    of_report = {report.id: report.figures for report in reports}
    shown = [kind.id for kind in FIGURES.values() if kind.tier <= _TIERS]
    stated = [
        name
        for name in shown
        if any(
            figures.get(name, NOT_STATED).state != "not_stated" for figures in of_report.values()
        )
    ]
    without_sentence = figure_url(_ID, "", "not_stated")
    to_sentence = link_to_each(lambda figure: figure_url(_ID, figure, "number"))
    rows = []
    for name in stated:
        sentence = to_sentence(name)
        cells: list[FigureCell | None] = []
        for head in (year.row.report if year.row else None for year in strip):
            if head is None:
                cells.append(None)
                continue
            figure = of_report[head.id].get(name, NOT_STATED)
            url = without_sentence if figure.state == "not_stated" else sentence
            cells.append(FigureCell(figure, url.replace(_ID, head.id)))
        rows.append(FigureRow(figure_name(name), tuple(cells)))
    return rows


class _StripCells:
    """Writes the rows of cells under the years: there are hundreds, so their parts are made
    once."""

    def __init__(self, strip: Sequence[YearOfSchool], report_urls: Mapping[str, str]) -> None:
        self._strip = [
            (year.row.cells, str(escape(report_urls[year.row.report.id])))
            if year.row and year.row.report
            else None
            for year in strip
        ]
        self._words: dict[FigureState, str] = {}
        names = {state: str(escape(state_name(state))) for state in STATES}
        insides = {
            state: f'<span aria-hidden="true">{escape(SIGNS[state])}</span>'
            f'<span class="visually-hidden">{name}</span>'
            for state, name in names.items()
        }
        self._insides = {
            state: f' title="{names[state]}">{inside}</a></td>' for state, inside in insides.items()
        }
        self._missing = f'<td class="cell no_report">{insides["no_report"]}</td>'

    def sections(self, column: int) -> Markup:
        """The cells of one of COLUMNS."""
        optional = " optional" if COLUMNS[column] in OPTIONAL else ""
        written = (self._section(year, column, optional) for year in self._strip)
        return Markup("\n        ".join(written))  # noqa: S704 - its parts are escaped

    def _section(self, year: tuple[Sequence[Cell], str] | None, column: int, optional: str) -> str:
        if year is None:
            return self._missing
        cells, url = year
        cell = cells[column]
        anchor = f"#s{cell.ordinal}" if cell.ordinal else ""
        return (
            f'<td class="cell {cell.state}{optional}"><a href="{url}{anchor}"'
            f"{self._insides[cell.state]}"
        )

    def figures(self, row: FigureRow) -> Markup:
        """The cells of a figure."""
        written = (self._figure(cell) if cell else self._missing for cell in row.cells)
        return Markup("".join(written))  # noqa: S704 - its parts are escaped

    def _figure(self, cell: FigureCell) -> str:
        figure = cell.figure
        if figure.state == "number":
            words = str(escape(value_words(figure.state, figure.value, figure.qualifier)))
        elif (known := self._words.get(figure.state)) is not None:
            words = known
        else:
            words = self._words[figure.state] = str(escape(short_state(figure.state)))
        return f'<td class="figure {figure.state}"><a href="{escape(cell.url)}">{words}</a></td>\n'


def _cells(strip: Sequence[YearOfSchool]) -> list[Cell]:
    missing = Cell("no_report")
    return [cell for year in strip for cell in (year.row.cells if year.row else (missing,))]


def _reports_of(reader: IndexReader, name: str) -> list[Report]:
    """The school's reports, newest first."""
    heads = grouped_heads(reader).by_school.get(name, ())
    reports = (reader.report(head.id) for head in heads)
    return [report for report in reports if report is not None]


def _is_expected(name: str) -> bool:
    """Whether the roster has the school."""
    return any(expected.school == name for expected in app_state().roster)


def _shown_report(report: Report) -> ShownReport:
    original = original_path(report.source)
    return ShownReport(
        report,
        url_for("originals.download", report_id=report.id) if original else None,
        report.source_url
        if report.source_url and report.source_url.startswith(("http://", "https://"))
        else None,
    )


def _shown_versions(versions: Sequence[SectionVersion], section: str) -> list[ShownVersion]:
    shown: list[ShownVersion] = []
    anchors: Counter[int | None] = Counter()
    for version in versions:
        year = version.head.year
        anchors[year] += 1
        number = f"-{anchors[year]}" if anchors[year] > 1 else ""
        changes = version.differences.right if version.differences else ()
        dropped = version.differences.left if version.differences else ()
        shown.append(
            ShownVersion(
                version=version,
                anchor=f"y{year or 'unknown'}{number}",
                lines=text_lines(version.text, changes, version.headings),
                changes=len(changes),
                dropped=tuple(
                    version.previous_text[change.start : change.end]
                    for change in dropped
                    if change.kind == "only"
                ),
                compare_url=url_for(
                    "compare.page",
                    report=[version.previous.id, version.head.id],
                    section=section,
                )
                if version.previous and version.differences
                else None,
            )
        )
    return shown
