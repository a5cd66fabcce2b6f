"""Filters by figures: `requests_received>0`, `lawsuits=zero`, `行政诉讼=报告未提及`.

A filter compares a figure's value with a number, or asks for a state. A zero is the number 0, and
so meets `=0` and `<5`; a figure without a value meets no comparison.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.analysis.normalize import normalize_term
from indexer.errors import UnknownValueError
from indexer.i18n import Message
from indexer.reports.figures import (
    FIGURES,
    MAX_VALUE,
    STATE_LABELS,
    STATES,
    Figure,
    FigureState,
    figure_name,
    state_name,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FIELD: Final = "figure"
"""Name of the filter in requests, options and addresses."""

_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_SPELLINGS: Final = {"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "==": "=", "=>": ">=", "=<": "<="}
_EXPRESSION: Final = re.compile(r"([^<>=≤≥≦≧]*)(>=|<=|==|=>|=<|[<>=≤≥≦≧])(.*)", re.DOTALL)
_DIGITS: Final = re.compile(r"\d{1,15}", re.ASCII)
_ASKED_STATES: Final[Mapping[str, FigureState]] = {
    **{state: state for state in STATES if state != "text"},
    **{chinese: state for state, (chinese, _) in STATE_LABELS.items()},
    "写明没有": "zero",
    "未提及": "not_stated",
    "需核对": "unread",
    "数字": "number",
}
_A_NUMBER: Final = ("写明数目", "Stated as a number")
_NUMBER: Final = STATES.index("number")
_ZERO: Final = STATES.index("zero")
_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """A condition on one figure of a report."""

    figure: str
    comparison: str
    """`=`, `>`, `>=`, `<` or `<=`; `=` with a state."""
    operand: int | FigureState

    @classmethod
    def parse(cls, typed: str) -> FigureFilter:
        """The condition that an expression states. Raises UnknownValueError."""
        written = _EXPRESSION.fullmatch(normalize_term(typed))
        if written is None:
            figure_id(typed)
            raise _error(
                typed,
                Message(
                    "“%(typed)s”没有条件：应为 %(typed)s>0、=5、<=10，"
                    "或 =zero、=not_stated、=unread、=number",
                    typed=typed.strip(),
                ),
            )
        name, sign, value = (piece.strip() for piece in written.groups())
        return cls(figure_id(name, typed), _SPELLINGS.get(sign, sign), _operand(typed, sign, value))

    def __str__(self) -> str:
        return f"{self.figure}{self.comparison}{self.operand}"

    def passes(self, figure: Figure) -> bool:
        """Whether a figure meets the condition."""
        if isinstance(self.operand, str):
            return figure.state == self.operand
        if figure.state not in ("number", "zero"):
            return False
        return bool(_COMPARISONS[self.comparison](figure.value, self.operand))

    def passing(
        self, states: npt.NDArray[np.uint8], values: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.bool_]:
        """For each report whether its figure meets the condition; `states` are indices into
        `STATES`."""
        if isinstance(self.operand, str):
            passing: npt.NDArray[np.bool_] = states == STATES.index(self.operand)
        else:
            has_value = (states == _NUMBER) | (states == _ZERO)
            passing = has_value & _COMPARISONS[self.comparison](values, self.operand)
        return passing


def conditions_of(figures: Mapping[str, Figure]) -> Iterator[FigureFilter]:
    """Conditions that these figures meet, and no others."""
    for name, figure in figures.items():
        yield FigureFilter(name, "=", figure.state)
        if isinstance(figure.value, int):
            yield FigureFilter(name, "=", figure.value)


def condition_label(typed: str, language: str = "zh") -> str:
    """A condition as a reader sees it: 新收公开申请 > 0, 行政诉讼：报告未提及. Returned unchanged
    where it cannot be read."""
    try:
        condition = FigureFilter.parse(typed)
    except UnknownValueError:
        return typed
    name, operand = figure_name(condition.figure, language), condition.operand
    if isinstance(operand, int):
        return f"{name} {condition.comparison} {operand}"
    state = (
        state_name(operand, language) if operand in STATE_LABELS else _A_NUMBER[language == "en"]
    )
    return f"{name}{': ' if language == 'en' else '：'}{state}"


def is_expression(typed: str) -> bool:
    """Whether it has a condition, and does not name a figure alone."""
    return _EXPRESSION.fullmatch(normalize_term(typed)) is not None


def figure_id(name: str, typed: str = "") -> str:
    """The figure with this id, Chinese or English name, or with a name that only this one contains.
    `typed` is the whole expression. Raises UnknownValueError."""
    key = _key(name)
    names = {figure: _names(figure) for figure in FIGURES}
    for has_name in (list.__contains__, _contains):
        found = [figure for figure in FIGURES if key and has_name(names[figure], key)]
        if len(found) == 1:
            return found[0]
        if found:
            message = Message(
                "“%(typed)s”不止指一个指标：%(shown)s，请写全", typed=name, shown=_shown(found)
            )
            raise _error(typed or name, message, found)
    nearest = _nearest(key, names)
    message = Message(
        "没有指标“%(typed)s”；最接近的是 %(shown)s", typed=name, shown=_shown(nearest)
    )
    raise _error(typed or name, message, nearest)


def _key(name: str) -> str:
    return normalize_term(name).replace(" ", "").replace("-", "_")


def _names(figure: str) -> list[str]:
    kind = FIGURES[figure]
    return [figure, *(_key(name) for name in (kind.chinese, kind.english))]


def _contains(names: Iterable[str], key: str) -> bool:
    return any(key in name for name in names)


def _nearest(key: str, names: Mapping[str, list[str]]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    figures = {name: figure for figure, several in names.items() for name in several}
    close = get_close_matches(key, figures, n=_NEAREST, cutoff=0.0)
    return [*dict.fromkeys(figures[name] for name in close)]


def _shown(figures: Iterable[str]) -> tuple[Message, ...]:
    return tuple(
        Message("%(id)s（%(name)s）", id=figure, name=FIGURES[figure].chinese) for figure in figures
    )


def _operand(typed: str, sign: str, value: str) -> int | FigureState:
    if _DIGITS.fullmatch(value) and int(value) <= MAX_VALUE:
        return int(value)
    state = _ASKED_STATES.get(value)
    if state is not None and _SPELLINGS.get(sign, sign) == "=":
        return state
    raise _error(
        typed,
        Message(
            "“%(typed)s”的值应是不超过 %(most)d 的整数，或 = 后的 zero、not_stated、unread、number",
            typed=typed,
            most=MAX_VALUE,
        ),
    )


def _error(typed: str, message: Message, nearest: Iterable[str] = ()) -> UnknownValueError:
    return UnknownValueError(message, field=FIELD, value=typed, nearest=tuple(nearest))
