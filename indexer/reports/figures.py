"""What a report states in numbers: the figures, their names, and how an answer is given.

A figure is given only where the text is certain about it. Where something about it stands in the
text but what it says is not certain, its state is `unread`; where nothing does, `not_stated`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from indexer.processes.pickling import PickledByFields
from indexer.reports.json_record import JsonRecord

FigureState = Literal["number", "zero", "not_stated", "unread", "text"]
Qualifier = Literal["about", "nearly", "over"]

STATES: Final[tuple[FigureState, ...]] = ("not_stated", "unread", "zero", "number", "text")
"""The states in the order of their stored numbers."""
QUALIFIERS: Final[tuple[Qualifier | None, ...]] = (None, "about", "nearly", "over")
"""The qualifiers in the order of their stored numbers."""
MAX_VALUE: Final = 10**12
"""Larger numbers are neither compared nor accepted as corrections."""


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One figure: its id, its names, and its tier (1 is read most carefully)."""

    id: str
    chinese: str
    english: str
    tier: int


KINDS: Final = tuple(
    FigureKind(*row)
    for row in (
        ("requests_received", "新收公开申请", "Requests received", 1),
        ("requests_refused", "决定不予公开的申请", "Requests refused", 1),
        ("complaints", "举报、投诉", "Complaints", 1),
        ("reconsiderations", "行政复议", "Administrative reconsiderations", 1),
        ("lawsuits", "行政诉讼", "Lawsuits", 1),
        ("items_disclosed", "主动公开信息总数", "Items disclosed", 2),
        ("wechat_items", "公众号条数", "WeChat items", 2),
        ("website_items", "网站条数", "Website items", 2),
        ("requests_granted", "予以公开", "Requests granted", 3),
        ("requests_partly_granted", "部分公开", "Requests partly granted", 3),
        ("requests_unavailable", "无法提供", "Requests for unavailable information", 3),
        ("requests_carried_in", "上年结转", "Requests carried in", 3),
        ("requests_carried_over", "结转下年度办理", "Requests carried over", 3),
        ("requests_by_channel", "申请渠道", "Requests by channel", 3),
        ("fees", "收费", "Fees", 3),
        ("refusal_grounds", "不予公开理由", "Grounds for refusal", 3),
        ("contact", "联系方式", "Contact", 3),
    )
)
"""All figures, in the order in which they are shown."""
FIGURES: Final = {kind.id: kind for kind in KINDS}
TEXT_FIGURES: Final = frozenset({"contact", "refusal_grounds"})
"""Figures that are texts, and so never a number."""
FIGURE_NUMBERS: Final = {kind.id: number for number, kind in enumerate(KINDS)}
"""Id of a figure → its column, wherever figures are stored by column."""

STATE_LABELS: Final[dict[FigureState, tuple[str, str]]] = {
    "zero": ("报告写明没有", "Stated as none"),
    "not_stated": ("报告未提及", "Not mentioned"),
    "unread": ("需核对原文", "Check the text"),
}
"""Chinese and English names of the states that are shown as words."""


def figure_name(figure: str, language: str = "zh") -> str:
    """A figure as it is shown."""
    kind = FIGURES[figure]
    return kind.english if language == "en" else kind.chinese


def state_name(state: FigureState, language: str = "zh") -> str:
    """A state that is shown as words."""
    return STATE_LABELS[state][language == "en"]


@dataclass(frozen=True, slots=True)
class Statement(PickledByFields, JsonRecord):
    """A sentence about a figure, and the value it gives."""

    value: int | None
    sentence: str
    ordinal: int
    """The part that contains it."""
    span: tuple[int, int]
    """Its range in code points of the part's text, half-open."""


@dataclass(frozen=True, slots=True)
class Figure(PickledByFields, JsonRecord):
    """What a report says about one figure."""

    OPTIONAL = frozenset({"text_source"})

    state: FigureState = "not_stated"
    value: int | tuple[str, ...] | None = None
    """A number, 0 for `zero`, texts for `text`; None for `not_stated` and `unread`."""
    qualifier: Qualifier | None = None
    """`about` (余, 约), `nearly` (近) or `over` (超, 逾); None for an exact number."""
    sentence: str | None = None
    """The sentence that states it; of a table its row, cells joined by a blank."""
    ordinal: int | None = None
    """The part that contains the sentence."""
    span: tuple[int, int] | None = None
    """Range of the sentence in code points of the part's text, half-open."""
    in_heading: bool = False
    """Whether the noun stands in the heading above the sentence only."""
    conflict: bool = False
    """Whether the report contradicts itself."""
    others: tuple[Statement, ...] = ()
    """The contradicting statements."""
    corrected: bool = False
    """Whether a person stated the value."""
    text_source: Literal["ocr", "mixed"] | None = None
    """That of the part with the sentence, where it was recognised from pictures of pages: then the
    number may have been recognised wrongly."""


NOT_STATED: Final = Figure()


def all_figures(read: Mapping[str, Figure]) -> dict[str, Figure]:
    """Every figure by its id; those that were not read are not stated."""
    return {figure: read.get(figure, NOT_STATED) for figure in FIGURES}


def unread_if_too_large(figure: Figure) -> Figure:
    """The figure; `unread` where its number is no count of anything."""
    if isinstance(figure.value, int) and figure.value > MAX_VALUE:
        return replace(figure, state="unread", value=None, qualifier=None)
    return figure


def correct_figures(
    read: Mapping[str, Figure], stated: Mapping[str, int | None]
) -> Mapping[str, Figure]:
    """Figures as read, with those that a person stated: a number, or None for `not_stated`.

    The sentence stays where it may be the one that the person read: where nothing certain was read
    from it, or the same value.
    """
    return {**read, **{figure: _corrected(read.get(figure), stated[figure]) for figure in stated}}


def _corrected(read: Figure | None, value: int | None) -> Figure:
    if value is None:
        return Figure("not_stated", corrected=True)
    state: FigureState = "number" if value else "zero"
    if read is None or not (read.state == "unread" or read.value == value):
        return Figure(state, value, corrected=True)
    return Figure(
        state,
        value,
        sentence=read.sentence,
        ordinal=read.ordinal,
        span=read.span,
        in_heading=read.in_heading,
        corrected=True,
        text_source=read.text_source,
    )
