"""Figures as pages show them: the words of a value, the sentence about many reports, the bars of
the years, the facts at the top of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from indexer.reporting.figure_checks import FigureCheck, check_name
from indexer.reporting.figures import FigureCount, FigurePoint
from indexer.reports.figures import FIGURES, STATE_LABELS, Figure, FigureState, Qualifier
from webapp.labels import language

STATES: Final[tuple[FigureState, ...]] = ("number", "zero", "not_stated", "unread")
"""The answers that are counted, in the order of sentences, bars and tables."""
UNIT_ITEMS: Final = frozenset({"items_disclosed", "wechat_items", "website_items"})
"""Figures of which every report has some: their median says more than their total."""
_QUALIFIED: Final[Mapping[Qualifier, Any]] = {
    "about": lazy_gettext("约 %(number)s"),
    "nearly": lazy_gettext("近 %(number)s"),
    "over": lazy_gettext("超 %(number)s"),
}
_SAYS: Final[Mapping[str, Any]] = {
    "requests_received": lazy_gettext("%(number)s写明收到过申请"),
    "requests_refused": lazy_gettext("%(number)s写明有申请被决定不予公开"),
    "complaints": lazy_gettext("%(number)s写明收到过举报或投诉"),
    "reconsiderations": lazy_gettext("%(number)s写明发生过行政复议"),
    "lawsuits": lazy_gettext("%(number)s写明发生过行政诉讼"),
    "items_disclosed": lazy_gettext("%(number)s写明了总数"),
    "wechat_items": lazy_gettext("%(number)s写明了公众号条数"),
    "website_items": lazy_gettext("%(number)s写明了网站条数"),
}
"""What a report with a number says."""
_SHORT: Final[Mapping[FigureState, Any]] = {
    "zero": lazy_gettext("写明没有"),
    "not_stated": lazy_gettext("未提及"),
    "unread": lazy_gettext("需核对"),
    "number": lazy_gettext("写明数字"),
}
_TALLEST: Final = 100
_ROUNDED: Final = 100
"""Medians from here on are given without decimals."""


def figure_name(figure: str) -> str:
    """The name of a figure in the language of the page."""
    kind = FIGURES[figure]
    return kind.chinese if language() == "zh" else kind.english


def state_words(state: FigureState) -> str:
    """The words of a state that is not a number."""
    chinese, english = STATE_LABELS[state]
    return chinese if language() == "zh" else english


def short_state(state: FigureState) -> Markup:
    """The words of a state for a cell of a table; the rest of them is for screen readers."""
    short = str(_SHORT[state])
    before, _found, after = state_words(state).partition(short)
    hidden = Markup('<span class="visually-hidden">{}</span>')
    return Markup("{}{}{}").format(
        hidden.format(before) if before else "", short, hidden.format(after) if after else ""
    )


def state_choice(state: FigureState) -> str:
    """A state as something to filter by."""
    return str(_("写明有")) if state == "number" else str(_SHORT[state])


def value_words(state: FigureState, value: object, qualifier: Qualifier | None) -> str:
    """A value as it is read: 1,435, 约 320, 报告写明没有."""
    if state == "text" and isinstance(value, tuple):
        return str(_("；")).join(map(str, value))
    if state != "number" or not isinstance(value, int):
        return state_words(state)
    number = f"{value:,}"
    return str(_QUALIFIED[qualifier] % {"number": number}) if qualifier else number


def number_words(number: float) -> str:
    """A total or a median: 12,345, 3.5."""
    return f"{number:,.0f}" if number == round(number) or number >= _ROUNDED else f"{number:,.1f}"


def unit_of(figure: str) -> str:
    """条 or 件."""
    return str(_("条") if figure in UNIT_ITEMS else _("件"))


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence: a number that opens its list, and the words around it."""

    before: str
    number: str
    after: str
    url: str


def answer_clauses(
    figure: str,
    count: FigureCount,
    schools: int,
    url: Callable[[FigureState | None], str],
) -> list[Clause]:
    """How many reports say what about a figure. `url` opens the list of a state, None that of
    all. Reports are counted as schools where each is of a school of its own."""
    by_school = schools == count.reports

    def clause(words: str, number: int, state: FigureState | None) -> Clause:
        text = f"{number:,}"
        before, _number, after = words.partition("%(number)s")
        unit = _("%(num)s 所", num=text) if by_school else _("%(num)s 份", num=text)
        return Clause(before, str(unit), after, url(state))

    of_all = _("%(number)s学校的报告中") if by_school else _("%(number)s报告中")
    return [
        clause(str(of_all), count.reports, None),
        *(
            clause(_says(figure, state), number, state)
            for state in STATES
            if (number := count.of_state(state)) or state in _always_told(figure)
        ),
    ]


def _always_told(figure: str) -> tuple[FigureState, ...]:
    return ("number", "not_stated") if figure in UNIT_ITEMS else ("number", "zero", "not_stated")


def _says(figure: str, state: FigureState) -> str:
    match state:
        case "number":
            return str(_SAYS[figure])
        case "zero":
            return str(_("%(number)s写明没有"))
        case "unread":
            return str(_("%(number)s需核对原文"))
        case _:
            return str(_("%(number)s未提及"))


def sum_words(figure: str, count: FigureCount) -> str:
    """The total, and the median of figures that every report has; "" where none is stated."""
    if count.total is None or not count.number:
        return ""
    about = "" if count.is_exact else _("约 ")
    total = _(
        "合计%(about)s%(total)s %(unit)s",
        about=about,
        total=number_words(count.total),
        unit=unit_of(figure),
    )
    if figure not in UNIT_ITEMS or count.median is None:
        return str(total)
    median = _(
        "中位数 %(median)s %(unit)s", median=number_words(count.median), unit=unit_of(figure)
    )
    return str(_("%(median)s，%(total)s", median=median, total=total))


@dataclass(frozen=True, slots=True)
class Place:
    """A province, with its bar."""

    name: str
    url: str | None
    """None where the province is not known."""
    shown: float | None
    """As `YearColumn.shown`."""
    width: float
    """Of its bar: 0 to 100."""
    count: FigureCount


def places(figure: str, points: Sequence[FigurePoint], url: Callable[[str], str]) -> list[Place]:
    """The provinces, the longest bars first."""
    widest = max([_shown(figure, point.count) or 0 for point in points] or [1]) or 1
    found = [
        Place(
            name=point.value or str(_("省份不详")),
            url=url(point.value) if point.value else None,
            shown=_shown(figure, point.count),
            width=round(_TALLEST * (_shown(figure, point.count) or 0) / widest, 1),
            count=point.count,
        )
        for point in points
    ]
    return sorted(found, key=lambda place: -place.width)


@dataclass(frozen=True, slots=True)
class StateBar:
    """One state in a year's column, in units of the chart's height."""

    state: FigureState
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class YearColumn:
    """A year of the chart."""

    year: str
    count: FigureCount
    shown: float | None
    """Total, or median of figures that every report has; None where no report states it."""
    height: float
    """Of its bar: 0 to 100."""
    states: tuple[StateBar, ...]
    selected: bool
    url: str


def year_columns(
    figure: str,
    points: Sequence[FigurePoint],
    selected: Iterable[str],
    url: Callable[[str], str],
) -> list[YearColumn]:
    """A column for each year that is known; `url` chooses a year."""
    known = [(point.value, point.count) for point in points if point.value is not None]
    shown = {year: _shown(figure, count) for year, count in known}
    tallest = max([number for number in shown.values() if number] or [1])
    widest = max([count.reports for _, count in known] or [1])
    chosen = {*selected}
    return [
        YearColumn(
            year=year,
            count=count,
            shown=shown[year],
            height=_TALLEST * (shown[year] or 0) / tallest,
            states=tuple(_state_bars(count, widest)),
            selected=year in chosen,
            url=url(year),
        )
        for year, count in known
    ]


def _shown(figure: str, count: FigureCount) -> float | None:
    return count.median if figure in UNIT_ITEMS else count.total


def _state_bars(count: FigureCount, widest: int) -> Iterator[StateBar]:
    """From the baseline up: numbers, zeros, to be checked, not mentioned."""
    bottom = float(_TALLEST)
    order: tuple[FigureState, ...] = ("number", "zero", "unread", "not_stated")
    for state in order:
        height = _TALLEST * count.of_state(state) / widest
        if height:
            bottom -= height
            yield StateBar(state, round(bottom, 2), round(height, 2))


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the report, and its place in the page."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of one report."""

    figure: str
    name: str
    state: FigureState
    words: str
    sentence: str | None
    url: str | None
    """The sentence in the report; None where there is none."""
    others: tuple[Quote, ...]
    """Sentences that contradict it."""
    corrected: bool
    text_source: str
    """"text", or how its sentence was recognised."""
    error_url: str | None
    """Where to report that it is wrong; None where the archive names no contact."""


def facts(
    figures: Mapping[str, Figure],
    url: Callable[[str], str],
    error_url: Callable[[str, Figure], str | None],
    tiers: Iterable[int],
) -> list[Fact]:
    """The figures of a report, those of the tiers given; `url` leads to a figure's sentence. Of
    the third tier only what is stated."""
    wanted = {*tiers}
    return [
        _fact(name, figure, url, error_url(name, figure))
        for name, figure in figures.items()
        if FIGURES[name].tier in wanted and (FIGURES[name].tier < 3 or figure.state != "not_stated")
    ]


def _fact(name: str, figure: Figure, url: Callable[[str], str], error_url: str | None) -> Fact:
    return Fact(
        figure=name,
        name=figure_name(name),
        state=figure.state,
        words=value_words(figure.state, figure.value, figure.qualifier),
        sentence=figure.sentence,
        url=url(name) if figure.ordinal is not None else None,
        others=tuple(Quote(one.sentence, url(name)) for one in figure.others),
        corrected=figure.corrected,
        text_source=figure.text_source or "text",
        error_url=error_url,
    )


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A contradiction: the figure, what kind it is, and the sentences."""

    school: str
    year: int | None
    figure: str
    kind: str
    quotes: tuple[Quote, ...]


def shown_check(check: FigureCheck, url: Callable[[str, str, FigureState], str]) -> ShownCheck:
    """A contradiction with links to its sentences."""
    return ShownCheck(
        school=check.head.school or check.head.title or check.head.path,
        year=check.head.year,
        figure=figure_name(check.stated.figure),
        kind=check_name(check.kind, language()),
        quotes=tuple(
            Quote(one.sentence, url(one.report_id, one.figure, "number"))
            for one in dict.fromkeys((check.stated, *check.others))
        ),
    )


def hit_facts(figures: Mapping[str, Figure], ordinal: int, url: Callable[[str], str]) -> list[Fact]:
    """The figures of the first two tiers that a part states; `url` leads to their sentences."""
    return [
        _fact(name, figure, url, None)
        for name, figure in figures.items()
        if FIGURES[name].tier < 3 and figure.ordinal == ordinal
    ]


def sentence_spans(figure: Figure) -> dict[int, list[tuple[int, int]]]:
    """Part → ranges of the sentences about a figure, the contradicting ones too."""
    places = [(figure.ordinal, figure.span), *((one.ordinal, one.span) for one in figure.others)]
    spans: dict[int, list[tuple[int, int]]] = {}
    for ordinal, span in sorted((o, s) for o, s in places if o is not None and s is not None):
        ranges = spans.setdefault(ordinal, [])
        if not ranges or span[0] >= ranges[-1][1]:
            ranges.append(span)
    return spans
