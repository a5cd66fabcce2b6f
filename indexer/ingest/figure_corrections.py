"""Figures that a person states in the manifest: columns `figure:<id>`, whose cells are a number,
`zero` or `not_stated`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from indexer.analysis.spreadsheet import restore_formula
from indexer.i18n import Message
from indexer.reports.figures import FIGURES, MAX_VALUE, STATE_LABELS, TEXT_FIGURES, Figure

Corrections = tuple[tuple[str, int | None], ...]
"""Figures with their numbers; 0 is `zero`, None `not_stated`."""

_PREFIX: Final = "figure:"
_MARK: Final = re.compile(r"[:;.=_/-]")
"""The colon of a figure's column, or what people type for one."""
_MAX_NAME: Final = 60
"""Characters of a column's name that are compared with those of the figures."""
NEAR: Final = 0.75
"""Likeness from which something is taken for a misspelling."""
_NUMBER: Final = re.compile(r"\d{1,13}|\d{1,3}(?:,\d{3})+", re.ASCII)
_STATES: Final[Mapping[str, int | None]] = {
    "zero": 0,
    "not_stated": None,
    STATE_LABELS["zero"][0]: 0,
    STATE_LABELS["not_stated"][0]: None,
}
_IDS: Final = {name: kind.id for kind in FIGURES.values() for name in (kind.id, kind.chinese)}


FIGURE_COLUMNS: Final = {written: f"{_PREFIX}{figure}" for written, figure in _IDS.items()}
"""The columns of figures, by the figures' ids and Chinese names."""


def is_figure_column(name: str) -> bool:
    """Whether a column is meant to be a figure, known or not: also where `figure:` itself is
    misspelt, so that no correction is lost without an error."""
    from difflib import get_close_matches  # noqa: PLC0415 - few columns need it

    prefix, figure = _split(name)
    if not prefix[:-1] or prefix == _PREFIX or figure in _IDS:
        return bool(prefix[:-1])
    if not get_close_matches(prefix[:-1][:_MAX_NAME].lower(), [_PREFIX[:-1]], cutoff=NEAR):
        return False
    return prefix[-1] in ":;" or bool(get_close_matches(figure, _IDS, cutoff=NEAR))


def _split(name: str) -> tuple[str, str]:
    """The prefix of a column's name with its colon, and what follows; no prefix where there is
    none."""
    plain = unicodedata.normalize("NFKC", name)
    if (mark := _MARK.search(plain)) is None:
        return "", name
    prefix = plain[: mark.start()].strip()
    return prefix + mark.group(), plain[mark.end() :].strip()[:_MAX_NAME]


def figure_columns(names: Iterable[str]) -> tuple[dict[str, str], list[Message]]:
    """The columns of a manifest that are figures, with the figures' ids; and what is wrong."""
    columns: dict[str, str] = {}
    errors = []
    for name in names:
        if not is_figure_column(name):
            continue
        prefix, figure = _split(name)
        if prefix == _PREFIX and (known := _IDS.get(figure)) is not None:
            columns[name] = known
        else:
            errors.append(
                Message(
                    "没有指标“%(name)s”，这一列没有读取；最接近的是 %(nearest)s",
                    name=name,
                    nearest=_PREFIX + _nearest(figure),
                )
            )
    return columns, errors


def _nearest(typed: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    return _IDS[get_close_matches(typed, _IDS, n=1, cutoff=0.0)[0]]


def read_corrections(
    cells: Mapping[str, str | None], columns: Mapping[str, str]
) -> tuple[Corrections, list[Message]]:
    """The figures that one row states; and which of its cells cannot be read."""
    stated: dict[str, int | None] = {}
    errors = []
    for name, figure in columns.items():
        written = restore_formula((cells.get(name) or "").strip())
        if not written:
            continue
        value = _value(written, figure)
        if isinstance(value, Message):
            errors.append(
                Message(
                    "%(name)s “%(value)s” %(fault)s", name=name, value=written[:40], fault=value
                )
            )
        else:
            stated[figure] = value
    return tuple(sorted(stated.items())), errors


def _value(written: str, figure: str) -> int | Message | None:
    """The number of a cell, or why it has none."""
    plain = unicodedata.normalize("NFKC", written).strip().lower()
    if plain in _STATES:
        value = _STATES[plain]
    elif _NUMBER.fullmatch(plain) and int(plain.replace(",", "")) <= MAX_VALUE:
        value = int(plain.replace(",", ""))
    else:
        return Message("不是整数、zero 或 not_stated")
    if value is not None and figure in TEXT_FIGURES:
        return Message("不是数目：这一指标只能写 not_stated")
    return value


def written_corrections(figures: Mapping[str, Figure]) -> dict[str, str]:
    """Cells of a manifest for the figures that a person stated."""
    return {
        f"{_PREFIX}{name}": str(figure.value) if figure.state == "number" else figure.state
        for name, figure in figures.items()
        if figure.corrected
    }
