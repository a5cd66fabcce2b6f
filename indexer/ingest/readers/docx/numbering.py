"""Word's automatic numbers, which are not in the text but counted while it is read.

The number formats, under Word's names, are used for OpenDocument too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.office_xml import (
    attribute,
    child,
    children,
    is_on,
    local,
    to_int,
    value,
)
from indexer.reports.numbering import to_chinese, to_letters, to_roman

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACEHOLDER: Final = re.compile("%([1-9])")
_MAX_LEVELS: Final = 9
_MAX_STYLE_DEPTH: Final = 20


def _enclosed(first: int, last: int, code: int) -> Callable[[int], str]:
    return lambda n: chr(code + n - first) if first <= n <= last else str(n)


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else ""


def _digits(signs: str) -> Callable[[int], str]:
    return lambda n: "".join(signs[int(digit)] for digit in str(max(0, n)))


NUMBER_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "chineseCounting": to_chinese,
    "chineseCountingThousand": to_chinese,
    "taiwaneseCounting": to_chinese,
    "taiwaneseCountingThousand": to_chinese,
    "japaneseCounting": to_chinese,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("〇一二三四五六七八九"),
    "chineseLegalSimplified": lambda n: to_chinese(n).translate(
        str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    ),
    "ideographTraditional": _cyclic("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cyclic("子丑寅卯辰巳午未申酉戌亥"),
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _enclosed(1, 20, 0x2460),
    "decimalEnclosedCircleChinese": _enclosed(1, 20, 0x2460),
    "decimalEnclosedParen": _enclosed(1, 20, 0x2474),
    "decimalEnclosedFullstop": _enclosed(1, 20, 0x2488),
    "ideographEnclosedCircle": _enclosed(1, 10, 0x3280),
    "upperRoman": to_roman,
    "lowerRoman": lambda n: to_roman(n).lower(),
    "upperLetter": to_letters,
    "lowerLetter": lambda n: to_letters(n).lower(),
    "bullet": lambda _: "",
    "none": lambda _: "",
}


@dataclass(slots=True)
class _Level:
    """How one level of a list counts."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    """The number as displayed, `%1` to `%9` standing for the counts of the levels."""
    restarts: bool = True
    all_decimal: bool = False
    """Whether the counts of the levels above are shown as decimals, whatever their format."""


@dataclass(slots=True)
class _List:
    """A list of the document: its levels, and whose counters it shares."""

    counters: str
    levels: dict[int, _Level]
    start_overrides: dict[int, int] = field(default_factory=dict)
    """Levels at which this list starts anew although it shares its counters."""


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    list_id: str | None
    level: str | None


class NumberCounter:
    """The lists of one document, and how far each has counted."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._styles = _read_styles(styles)
        self._lists = _read_lists(numbering)
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def style_name(self, paragraph: _Element) -> str:
        """The name of a paragraph's style in lower case, "" for the default."""
        style = self._styles.get(value(paragraph, "pPr", "pStyle") or "")
        return style.name if style else ""

    def next_number(self, paragraph: _Element) -> str:
        """Counts a paragraph; the number that Word displays before it, "" where it has none."""
        position = self._position(paragraph)
        if position is None:
            return ""
        list_id, level_index = position
        numbered = self._lists.get(list_id)
        level = numbered.levels.get(level_index) if numbered else None
        if numbered is None or level is None:
            return ""
        self._count(list_id, numbered, level_index)
        return self._formatted(numbered, level_index, level)

    def _position(self, paragraph: _Element) -> tuple[str, int] | None:
        """List and level of a paragraph: its own properties, else those of its style."""
        own = child(paragraph, "pPr", "numPr")
        list_id, level = value(own, "numId"), value(own, "ilvl")
        name = value(paragraph, "pPr", "pStyle") or ""
        for _ in range(_MAX_STYLE_DEPTH):
            style = self._styles.get(name)
            if style is None or (list_id is not None and level is not None):
                break
            list_id = style.list_id if list_id is None else list_id
            level = style.level if level is None else level
            name = style.based_on
        if list_id is None or list_id == "0":
            return None
        return list_id, to_int(level, 0)

    def _count(self, list_id: str, numbered: _List, index: int) -> None:
        counters = self._counters.setdefault(numbered.counters, {})
        levels = numbered.levels
        if index in numbered.start_overrides and (list_id, index) not in self._started:
            counters[index] = numbered.start_overrides[index] - 1
        self._started.add((list_id, index))
        for above in range(index):
            counters.setdefault(above, levels[above].start if above in levels else 1)
        counters[index] = counters.get(index, levels[index].start - 1) + 1
        for below in [deeper for deeper in counters if deeper > index]:
            if below not in levels or levels[below].restarts:
                del counters[below]

    def _formatted(self, numbered: _List, index: int, level: _Level) -> str:
        counters = self._counters[numbered.counters]

        def count_of(placeholder: re.Match[str]) -> str:
            other = int(placeholder.group(1)) - 1
            shown = numbered.levels.get(other, level)
            is_decimal = level.all_decimal and other != index
            write = str if is_decimal else NUMBER_FORMATS.get(shown.format, str)
            return write(counters.get(other, shown.start))

        if level.format in {"bullet", "none"}:
            return ""
        return _PLACEHOLDER.sub(count_of, level.text)


def _read_styles(styles: _Element | None) -> dict[str, _Style]:
    return {
        attribute(style, "styleId") or "": _Style(
            name=(value(style, "name") or "").lower(),
            based_on=value(style, "basedOn") or "",
            list_id=value(style, "pPr", "numPr", "numId"),
            level=value(style, "pPr", "numPr", "ilvl"),
        )
        for style in children(styles, "style")
    }


def _read_lists(numbering: _Element | None) -> dict[str, _List]:
    abstract = {
        attribute(definition, "abstractNumId") or "": definition
        for definition in children(numbering, "abstractNum")
    }
    by_style = {value(definition, "styleLink"): key for key, definition in abstract.items()}
    lists: dict[str, _List] = {}
    for num in children(numbering, "num"):
        key = value(num, "abstractNumId") or ""
        if key in abstract and (linked := value(abstract[key], "numStyleLink")):
            key = by_style.get(linked, key)
        if key not in abstract:
            continue
        levels = dict(_read_levels(abstract[key]))
        start_overrides: dict[int, int] = {}
        for override in children(num, "lvlOverride"):
            levels.update(_read_levels(override))
            if (start := value(override, "startOverride")) is not None:
                start_overrides[to_int(attribute(override, "ilvl"), 0)] = to_int(start, 1)
        lists[attribute(num, "numId") or ""] = _List(key, levels, start_overrides)
    return lists


def _read_levels(parent: _Element) -> Iterator[tuple[int, _Level]]:
    for lvl in children(parent, "lvl"):
        index = to_int(attribute(lvl, "ilvl"), 0)
        if index < _MAX_LEVELS:
            yield (
                index,
                _Level(
                    start=to_int(value(lvl, "start"), 1),
                    format=_number_format(lvl),
                    text=value(lvl, "lvlText") or "",
                    restarts=value(lvl, "lvlRestart") != "0",
                    all_decimal=is_on(lvl, "isLgl"),
                ),
            )


def _number_format(lvl: _Element) -> str:
    """The number format; a newer one is in an AlternateContent, beside its fallback."""
    for element in lvl.iter():
        if local(element) == "numFmt" and (name := attribute(element, "val")) in NUMBER_FORMATS:
            return str(name)
    return "decimal"
