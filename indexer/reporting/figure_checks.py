"""Figures that do not fit each other: within a report, and with the reports of earlier years.

Only what is certain is reported: numbers with a qualifier (近 300 条) are not compared, and a
number for an earlier year is taken only from directly after the figure it is compared with, or
from directly after the year that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import normalize
from indexer.analysis.spreadsheet import neutralise_formula
from indexer.reporting.export import SEPARATOR
from indexer.reports.figures import Figure
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.search_budget import checkpoint

CheckKind = Literal["parts", "table", "text", "last_year"]

KIND_LABELS: Final[dict[CheckKind, tuple[str, str]]] = {
    "parts": ("各项之和与总数不符", "Parts do not add up to the total"),
    "table": ("正文与表格不符", "Prose and table differ"),
    "text": ("前后文不符", "Two statements differ"),
    "last_year": (
        "所述往年数与该年报告不符",
        "An earlier year's number differs from that year's report",
    ),
}
"""Chinese and English names."""

Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class CheckedStatement(JsonRecord):
    """A sentence of a report, and the number it gives."""

    report_id: str
    figure: str
    value: int | None
    """None where the sentence gives it in no form that is certain."""
    sentence: str
    ordinal: int
    """The part that contains it."""
    span: tuple[int, int]
    """Its range in code points of the part's text, half-open."""


@dataclass(frozen=True, slots=True)
class FigureCheck(JsonRecord):
    """A contradiction between what is stated about a figure and other statements."""

    JSON = (
        *("kind", "head.school", "head.year", "stated.report_id", "stated.figure"),
        *("value", "stated.sentence", "stated.ordinal", "stated.span", "other_value", "others"),
    )

    kind: CheckKind
    head: ReportHead
    stated: CheckedStatement
    others: tuple[CheckedStatement, ...]
    """What contradicts it; of `parts` the parts."""
    other_value: int | None
    """Their number; of `parts` the sum."""

    @property
    def value(self) -> int | None:
        return self.stated.value


CHECK_COLUMNS: Final = (
    *("kind", "school", "province", "period", "year", "report_id", "figure", "value", "sentence"),
    *("other_value", "other_figures", "other_report_ids", "other_sentences"),
)


def check_name(kind: CheckKind, language: str = "zh") -> str:
    """A kind of contradiction as it is shown."""
    return KIND_LABELS[kind][language == "en"]


def check_row(check: FigureCheck) -> dict[str, str]:
    """A contradiction as a row of a spreadsheet, a cell for each of CHECK_COLUMNS."""
    head, stated, others = check.head, check.stated, check.others
    cells: list[object] = [check.kind, head.school, head.province, head.period, head.year]
    cells += [stated.report_id, stated.figure, stated.value, stated.sentence, check.other_value]
    for values in (
        [other.figure for other in others],
        [other.report_id for other in others],
        [other.sentence for other in others],
    ):
        cells.append(SEPARATOR.join(dict.fromkeys(values)))
    texts = ("" if cell is None else str(cell) for cell in cells)
    return dict(zip(CHECK_COLUMNS, map(neutralise_formula, texts), strict=True))


_PARTS: Final = (
    "requests_granted",
    "requests_partly_granted",
    "requests_refused",
    "requests_unavailable",
)
_OF_WHICH: Final = lazy_regex("其中|均|全部|分别")
_OTHER_OUTCOMES: Final = lazy_regex(
    "其他|其它|不予处理|撤[回销]|结转|正在|办理中|在办|补正|重复|转[交送办]|告知|未到|期限|信访"
)
_UNIT: Final = "(?:人次|条次|篇次|[条件篇项次期则份宗起例])"
_COUNT: Final = lazy_regex(rf"(?<![\d.-])(\d+)(?={_UNIT})")
_UNITS: Final = lazy_regex(f"^{_UNIT}")
_CELL: Final = lazy_regex(r"(?:^|\s)(\d+)(?=\s|$)")
_THOUSANDS: Final = lazy_regex(r"(?<=\d),(?=\d{3}(?!\d))")
_NONE: Final = lazy_regex("没有|未收到|未发生|未接到|未出现|无|为零|均为零")
_LAST_YEAR: Final = "(?:上一?学?年度?|去年|前一年度?)"
_MORE: Final = ("增加", "增长", "上升", "增", "多")
_LESS: Final = ("减少", "下降", "减", "少")
_NOUNS: Final = {
    "requests_received": "申请",
    "requests_refused": "不予公开",
    "complaints": "举报|投诉",
    "reconsiderations": "复议",
    "lawsuits": "诉讼",
    "items_disclosed": "公开",
    "wechat_items": "微信|公众号",
    "website_items": "网站|官网",
}
"""What a sentence names about a figure, each of a kind of its own."""
_OF_A_YEAR: Final = lazy_regex(
    rf"(?<![\d-])(?:(20\d\d)-)?(20\d\d)(学年|年)度?内?,?([^,;。\d]{{0,20}}?),?(\d+){_UNIT}(?![^,;。]*(?:结转|以来))"
)
_SAYS_COUNT: Final = lazy_regex(
    "(?:我校|学校|全校|我院|全年|共计?|累计|总计|则|为|有|仅|的|是|了|新|收到?|受理|接到|发生|公开|发布|推送"
    "|信息|依申请|主动|申请|举报|投诉|行政|复议|诉讼|微信公众号|公众号|微信|网站|官网|决定|不予)*"
)
"""What stands between a year and its number."""
_REPORTS_AT_ONCE: Final = 500


def figure_checks(reader: IndexReader, report_ids: Iterable[str]) -> Iterator[FigureCheck]:
    """The contradictions in these reports, in their order."""
    years = _ReportsByYear(reader)
    for ids in _batches([*report_ids]):
        stored = reader.report_figures(ids)
        for report_id in ids:
            checkpoint()
            head, figures = years.heads.get(report_id), stored.get(report_id)
            if head is None or figures is None:
                continue
            yield from _parts_against_total(head, figures)
            if any(figure.conflict for figure in figures.values()):
                report = reader.report(report_id)
                if report is not None:
                    yield from _conflicts(head, figures, report)
            yield from _against_earlier_years(reader, head, figures, years)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _REPORTS_AT_ONCE):
        yield ids[start : start + _REPORTS_AT_ONCE]


class _ReportsByYear:
    """Which report is a school's of a year."""

    def __init__(self, reader: IndexReader) -> None:
        self.heads = {head.id: head for head in reader.heads()}
        self._ids: dict[tuple[str, int], list[str]] = {}
        for head in self.heads.values():
            if head.school is not None and head.year is not None:
                self._ids.setdefault((head.school, head.year), []).append(head.id)

    def of_year(self, school: str | None, year: int) -> str | None:
        """A school's report of a year; None where there is none, or more than one."""
        ids = self._ids.get((school, year), []) if school is not None else []
        return ids[0] if len(ids) == 1 else None


def _exact(figure: Figure | None) -> int | None:
    """The number of a figure that is given exactly."""
    if figure is None or figure.state not in ("number", "zero") or figure.qualifier is not None:
        return None
    return figure.value if isinstance(figure.value, int) else None


def _statement(report_id: str, name: str, figure: Figure) -> CheckedStatement | None:
    """What a report states; None where there is no sentence, as with a correction."""
    if figure.sentence is None or figure.ordinal is None or figure.span is None:
        return None
    value = figure.value if isinstance(figure.value, int) else None
    return CheckedStatement(report_id, name, value, figure.sentence, figure.ordinal, figure.span)


def _parts_against_total(head: ReportHead, figures: Figures) -> Iterator[FigureCheck]:
    total = figures.get("requests_received")
    received = _exact(total)
    stated = _statement(head.id, "requests_received", total) if total else None
    if received is None or stated is None:
        return
    parts = {name: value for name in _PARTS if (value := _exact(figures.get(name))) is not None}
    one_sentence = {
        name: value
        for name, value in parts.items()
        if (figures[name].ordinal, figures[name].span) == (stated.ordinal, stated.span)
    }
    if _sentence_contradicts(stated.sentence, received, one_sentence):
        yield _parts_check(head, figures, stated, one_sentence)
        return
    balance = [_exact(figures.get(f"requests_carried_{way}")) for way in ("in", "over")]
    if len(parts) == len(_PARTS) and None not in balance:
        carried_in, carried_over = (value or 0 for value in balance)
        if sum(parts.values()) + carried_over > received + carried_in:
            parts["requests_carried_over"] = carried_over
            yield _parts_check(head, figures, stated, parts)


def _sentence_contradicts(sentence: str, received: int, parts: Mapping[str, int]) -> bool:
    """Whether the parts that one sentence gives of a total cannot make it up."""
    if len(parts) < 2 or not _OF_WHICH.search(sentence):
        return False
    if sum(parts.values()) > received:
        return True
    is_whole = len(parts) == len(_PARTS) and not _OTHER_OUTCOMES.search(sentence)
    return is_whole and sum(parts.values()) < received


def _parts_check(
    head: ReportHead, figures: Figures, stated: CheckedStatement, parts: Mapping[str, int]
) -> FigureCheck:
    statements = [_statement(head.id, name, figures[name]) for name in parts]
    others = tuple(each for each in statements if each is not None)
    return FigureCheck("parts", head, stated, others, sum(parts.values()))


def _conflicts(head: ReportHead, figures: Figures, report: Report) -> Iterator[FigureCheck]:
    """Figures of which the report makes two statements."""
    texts = {part.ordinal: part.text for part in report.parts}
    for name, figure in figures.items():
        stated = _statement(head.id, name, figure)
        if not figure.conflict or stated is None:
            continue
        stated = replace(stated, value=_value_in(stated.sentence))
        others = tuple(
            CheckedStatement(head.id, name, other.value, other.sentence, other.ordinal, other.span)
            for other in figure.others
        )
        values = {other.value for other in others}
        in_table = {"\t" in texts[each.ordinal][slice(*each.span)] for each in (stated, *others)}
        yield FigureCheck(
            kind="table" if len(in_table) > 1 else "text",
            head=head,
            stated=stated,
            others=others,
            other_value=values.pop() if len(values) == 1 else None,
        )


def _value_in(sentence: str) -> int | None:
    """The only number that a sentence gives, 0 where it gives none but a negation."""
    words = _THOUSANDS.sub("", normalize(sentence))
    values = set(map(int, _COUNT.findall(words) or _CELL.findall(words)))
    if not values:
        return 0 if _NONE.search(words) else None
    return values.pop() if len(values) == 1 else None


def _against_earlier_years(
    reader: IndexReader, head: ReportHead, figures: Figures, years: _ReportsByYear
) -> Iterator[FigureCheck]:
    """Where a report gives a number for an earlier year, and the report of that year another."""
    claims: dict[int, dict[str, int]] = {}
    for name, figure in figures.items():
        for year, claim in _claims(head, name, figure).items():
            claims.setdefault(year, {})[name] = claim
    for year, of_year in claims.items():
        report_id = years.of_year(head.school, year)
        if report_id is None:
            continue
        stored = reader.report_figures([report_id]).get(report_id, {})
        for name, claim in of_year.items():
            stated = _statement(head.id, name, figures[name])
            other = stored.get(name)
            value = _exact(other)
            statement = _statement(report_id, name, other) if other else None
            if value is None or value == claim or stated is None or statement is None:
                continue
            yield FigureCheck("last_year", head, replace(stated, value=claim), (statement,), value)


def _claims(head: ReportHead, name: str, figure: Figure) -> Mapping[int, int]:
    """The numbers for earlier years in a figure's sentence."""
    if head.year is None or figure.sentence is None:
        return {}
    claims = dict(_of_named_years(head, name, figure))
    before = _claimed_before(figure, _year_before(head))
    if before is not None:
        claims[head.year - 1] = before
    return claims


def _of_named_years(head: ReportHead, name: str, figure: Figure) -> Iterator[tuple[int, int]]:
    """2022-2023学年收到申请9件: numbers directly after the earlier years that they are about."""
    if figure.sentence is None or figure.corrected or name not in _NOUNS:
        return
    words = _THOUSANDS.sub("", normalize(figure.sentence))
    is_academic = bool(head.period and "-" in head.period)
    for found in _OF_A_YEAR.finditer(words):
        start, end, kind, between, number = found.groups()
        is_year = kind == "学年" if is_academic else (kind == "年" and start is None)
        is_one = start is None or int(end) - int(start) == 1
        if not (is_year and is_one and int(end) < (head.year or 0)):
            continue
        if _is_about(name, between, words) and _SAYS_COUNT.fullmatch(between):
            yield int(end), int(number)


def _is_about(name: str, between: str, words: str) -> bool:
    """Whether what stands before a number is about a figure: it names the figure, or nothing,
    where its sentence names no other figure."""
    if re.search(_NOUNS[name], between):
        return not _names_others(name, between)
    return not _names_others(name, between) and not _names_others(name, words)


def _names_others(name: str, words: str) -> bool:
    others = (nouns for other, nouns in _NOUNS.items() if other not in (name, "items_disclosed"))
    return any(re.search(nouns, words) for nouns in others)


def _year_before(head: ReportHead) -> str:
    """A pattern for the year before as a report names it."""
    year = head.year or 0
    if head.period and "-" in head.period:
        named = rf"{year - 2}-{year - 1}学年度?"
    else:
        named = rf"{year - 1}年度?"
    return rf"(?:{_LAST_YEAR}|{named})(?:同期)?"


def _claimed_before(figure: Figure, before: str) -> int | None:
    """The number for the year before that a figure's sentence gives directly after the figure's
    own: 收到申请 15 件，比上年的 12 件…; 比去年增加 3 件; 与上年持平."""
    value = _exact(figure)
    if value is None or figure.sentence is None or figure.corrected:
        return None
    words = _THOUSANDS.sub("", normalize(figure.sentence))
    places = [match.end() for match in _COUNT.finditer(words) if int(match[1]) == value]
    if len(places) != 1:
        return None
    behind = _UNITS.sub("", words[places[0] :], count=1)
    number = re.match(
        rf"[,(]*(?:与|比|较|而)?{before}(?:相比)?[的为是]?,?[(]?(?:收到|共)?(\d+){_UNIT}", behind
    )
    if number:
        return int(number[1])
    change = re.match(
        rf"[,(]*(?:(?:与|比|较|同)?{before}(?:相比)?,?|同比)净?"
        rf"({'|'.join((*_MORE, *_LESS))})了?(\d+){_UNIT}",
        behind,
    )
    if change:
        return value + (int(change[2]) if change[1] in _LESS else -int(change[2]))
    same = re.match(rf"[,(]*(?:与|和|同){before}(?:基本)?(?:相?持平|相同|一致)", behind)
    return value if same and "基本" not in same[0] else None
