"""Automatic numbers of Word: not in the text, but counted while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.numerals import chinese_number, letter_number, roman_number
from indexer.ingest.readers.office_xml import attribute, child, children, is_on, local, value

if TYPE_CHECKING:
    from lxml.etree import _Element


def _enclosed(first: int, last: int, code: int) -> Callable[[int], str]:
    return lambda n: chr(code + n - first) if first <= n <= last else str(n)


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else ""


def _digits(signs: str) -> Callable[[int], str]:
    return lambda n: "".join(signs[int(figure)] for figure in str(max(0, n)))


NUMBER_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("〇一二三四五六七八九"),
    "chineseLegalSimplified": lambda n: chinese_number(n).translate(
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
    "upperRoman": roman_number,
    "lowerRoman": lambda n: roman_number(n).lower(),
    "upperLetter": letter_number,
    "lowerLetter": lambda n: letter_number(n).lower(),
    "bullet": lambda _: "",
    "none": lambda _: "",
}


_PLACE: Final = re.compile("%([1-9])")
_LEVELS: Final = 9
_DEEPEST_STYLE: Final = 20


@dataclass(slots=True)
class _Level:
    """How one level of a list counts."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: bool = True
    plain: bool = False
    """All numbers in it are decimal, whatever the levels above say."""


@dataclass(slots=True)
class _List:
    """A list of the document: its levels, and whose counters it counts on."""

    counters: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Levels at which this list begins anew although its counters are shared."""


class Numbering:
    """The lists of one document, and how far each has counted."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._styles = _read_styles(styles)
        self._lists = {} if numbering is None else _read_lists(numbering)
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def style_name(self, paragraph: _Element) -> str:
        """The name of a paragraph's style in lower case, "" for the default."""
        style = self._styles.get(value(paragraph, "pPr", "pStyle") or "")
        return style.name if style else ""

    def number(self, paragraph: _Element) -> str:
        """The number that Word shows before a paragraph, "" where it shows none; counts on."""
        found = self._place(paragraph)
        if found is None:
            return ""
        number_id, at = found
        of = self._lists.get(number_id)
        level = of.levels.get(at) if of else None
        if of is None or level is None:
            return ""
        self._count(number_id, of, at)
        return self._written(of, at, level)

    def _place(self, paragraph: _Element) -> tuple[str, int] | None:
        """List and level of a paragraph: its own words, else those of its style."""
        own = child(paragraph, "pPr", "numPr")
        number_id, level = value(own, "numId"), value(own, "ilvl")
        name = value(paragraph, "pPr", "pStyle") or ""
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None or (number_id is not None and level is not None):
                break
            number_id = style.number_id if number_id is None else number_id
            level = style.level if level is None else level
            name = style.based_on
        if number_id is None or number_id == "0":
            return None
        return number_id, int(level) if level and level.isdecimal() and len(level) < 3 else 0

    def _count(self, number_id: str, of: _List, at: int) -> None:
        counters = self._counters.setdefault(of.counters, {})
        if at in of.starts and (number_id, at) not in self._started:
            counters[at] = of.starts[at] - 1
        self._started.add((number_id, at))
        for above in range(at):
            counters.setdefault(above, of.levels[above].start if above in of.levels else 1)
        counters[at] = counters.get(at, of.levels[at].start - 1) + 1
        for below in [deeper for deeper in counters if deeper > at]:
            if below not in of.levels or of.levels[below].restart:
                del counters[below]

    def _written(self, of: _List, at: int, level: _Level) -> str:
        counters = self._counters[of.counters]

        def figure(found: re.Match[str]) -> str:
            place = int(found.group(1)) - 1
            shown = of.levels.get(place, level)
            write = str if level.plain and place != at else NUMBER_FORMATS.get(shown.format, str)
            return write(counters.get(place, shown.start))

        if level.format in {"bullet", "none"}:
            return ""
        return _PLACE.sub(figure, level.text)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    number_id: str | None
    level: str | None


def _read_styles(styles: _Element | None) -> dict[str, _Style]:
    return {
        attribute(style, "styleId") or "": _Style(
            name=(value(style, "name") or "").lower(),
            based_on=value(style, "basedOn") or "",
            number_id=value(style, "pPr", "numPr", "numId"),
            level=value(style, "pPr", "numPr", "ilvl"),
        )
        for style in (children(styles, "style") if styles is not None else ())
    }


def _read_lists(numbering: _Element) -> dict[str, _List]:
    abstract = {
        attribute(found, "abstractNumId") or "": found
        for found in children(numbering, "abstractNum")
    }
    by_style = {value(found, "styleLink"): key for key, found in abstract.items()}
    lists: dict[str, _List] = {}
    for num in children(numbering, "num"):
        key = value(num, "abstractNumId") or ""
        if key in abstract and (linked := value(abstract[key], "numStyleLink")):
            key = by_style.get(linked, key)
        if key not in abstract:
            continue
        levels = dict(_read_levels(abstract[key]))
        starts: dict[int, int] = {}
        for override in children(num, "lvlOverride"):
            levels.update(_read_levels(override))
            at = _whole(attribute(override, "ilvl"), 0)
            if (start := value(override, "startOverride")) is not None:
                starts[at] = _whole(start, 1)
        lists[attribute(num, "numId") or ""] = _List(key, levels, starts)
    return lists


def _read_levels(parent: _Element) -> Iterator[tuple[int, _Level]]:
    for lvl in children(parent, "lvl"):
        at = _whole(attribute(lvl, "ilvl"), 0)
        if at < _LEVELS:
            yield (
                at,
                _Level(
                    start=_whole(value(lvl, "start"), 1),
                    format=_format(lvl),
                    text=value(lvl, "lvlText") or "",
                    restart=value(lvl, "lvlRestart") != "0",
                    plain=is_on(lvl, "isLgl"),
                ),
            )


def _format(lvl: _Element) -> str:
    """The number format; a newer one stands in an AlternateContent beside its fallback."""
    for element in lvl.iter():
        if local(element) == "numFmt" and (found := attribute(element, "val")) in NUMBER_FORMATS:
            return str(found)
    return "decimal"


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else default
