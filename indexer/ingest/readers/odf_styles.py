"""Styles of OpenDocument: how text is set, and how lists and headings are numbered.

Numbers are not in the text, but counted while it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.docx.numbering import NUMBER_FORMATS
from indexer.ingest.readers.office_xml import attribute, children, local, to_int
from indexer.ingest.readers.run_format import PLAIN, RunFormat

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_STYLE_DEPTH: Final = 20
_FORMATS: Final[Mapping[str, str]] = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹": "chineseLegalSimplified", "甲": "ideographTraditional",
    "子": "ideographZodiac", "①": "decimalEnclosedCircle", "１": "decimalFullWidth",
    "㊀": "ideographEnclosedCircle", "〇": "ideographDigital", "⒈": "decimalEnclosedFullstop",
    "⑴": "decimalEnclosedParen", "0": "decimalZero",
}  # fmt: skip
"""By the first character of `style:num-format`, which shows how a list begins: 一, 二, 三, ..."""
_PLACEHOLDER: Final = re.compile("%([0-9]{1,2})%")
_LEVEL_STYLES: Final = frozenset({"list-level-style-number", "outline-level-style"})


class TextStyles:
    """The formats of spans and paragraphs by the names of their styles."""

    def __init__(self, roots: Sequence[_Element]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._fonts: dict[str, str] = {}
        for element in (element for root in roots for element in root.iter()):
            match local(element):
                case "style":
                    key = (attribute(element, "family") or "", attribute(element, "name") or "")
                    self._styles[key] = element
                case "font-face":
                    family = (attribute(element, "font-family") or "").strip("'\"")
                    self._fonts[attribute(element, "name") or ""] = family

    def of(self, family: str, name: str | None, base: RunFormat = PLAIN) -> RunFormat:
        """The format of a style of the family "text" or "paragraph", on top of another."""
        for style in reversed([*self._chain(family, name)]):
            for properties in children(style, "text-properties"):
                base = self._overridden(base, properties)
        return base

    def list_style(self, name: str | None) -> str | None:
        """The list style that a paragraph style brings with it."""
        names = (attribute(style, "list-style-name") for style in self._chain("paragraph", name))
        return next(filter(None, names), None)

    def _chain(self, family: str, name: str | None) -> Iterator[_Element]:
        for _ in range(_MAX_STYLE_DEPTH):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = attribute(style, "parent-style-name")

    def _overridden(self, base: RunFormat, properties: _Element) -> RunFormat:
        stated = {str(key).rpartition("}")[2]: str(text) for key, text in properties.attrib.items()}
        if line := stated.get("text-line-through-style") or stated.get("text-line-through-type"):
            base = replace(base, struck=line != "none")
        if display := stated.get("display"):
            base = replace(base, hidden=display == "none")
        if position := stated.get("text-position"):
            base = replace(base, position=_position(position))
        if font := stated.get("font-name") or stated.get("font-family"):
            base = replace(base, font=self._fonts.get(font, font.strip("'\"")))
        return base


def _position(text: str) -> str:
    """`super 58%`, `33% 58%`, `sub`, `-33% 58%`, `0% 100%`."""
    raised = next(iter(text.split()), "")
    if raised == "super":
        return "superscript"
    if raised == "sub" or raised.startswith("-"):
        return "subscript"
    return "superscript" if raised.strip("%0.") else "baseline"


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    prefix: str = ""
    suffix: str = ""
    template: str | None = None
    shown_levels: int = 1
    start: int = 1


Levels = Mapping[int, _Level]


@dataclass(slots=True)
class LevelCounter:
    """How far a list has counted, level by level from 1."""

    counts: dict[int, int] = field(default_factory=dict)

    def next_number(self, levels: Levels, index: int, start: int | None = None) -> str:
        """Counts an item at a level; its number, "" where the level has none."""
        level = levels.get(index)
        begin = level.start if level else 1
        for above in range(1, index):
            self.counts.setdefault(above, levels[above].start if above in levels else 1)
        self.counts[index] = start if start is not None else self.counts.get(index, begin - 1) + 1
        for below in [deeper for deeper in self.counts if deeper > index]:
            del self.counts[below]
        return self._formatted(levels, index, level) if level is not None else ""

    def _formatted(self, levels: Levels, index: int, level: _Level) -> str:
        def count_of(other: int) -> str:
            shown = levels.get(other, level)
            return NUMBER_FORMATS.get(shown.format, str)(self.counts.get(other, shown.start))

        if level.template is not None:
            return _PLACEHOLDER.sub(lambda match: count_of(int(match.group(1))), level.template)
        first = max(1, index - level.shown_levels + 1)
        numbers = [count_of(n) for n in range(first, index + 1) if n == index or n in levels]
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}"


class ListStyles:
    """The list styles of a document by name, and its numbering of headings."""

    def __init__(self, roots: Iterator[_Element]) -> None:
        self.lists: dict[str, Levels] = {}
        self.outline: Levels = {}
        for root in roots:
            for element in root.iter():
                match local(element):
                    case "list-style":
                        self.lists[attribute(element, "name") or ""] = dict(_levels(element))
                    case "outline-style":
                        self.outline = dict(_levels(element))


def _levels(style: _Element) -> Iterator[tuple[int, _Level]]:
    for element in style:
        if local(element) not in _LEVEL_STYLES:
            continue
        first_number = attribute(element, "num-format") or ""
        if not first_number:
            continue
        yield (
            to_int(attribute(element, "level"), 1),
            _Level(
                format=_FORMATS.get(first_number[0], "decimal"),
                prefix=attribute(element, "num-prefix") or "",
                suffix=attribute(element, "num-suffix") or "",
                template=attribute(element, "num-list-format"),
                shown_levels=to_int(attribute(element, "display-levels"), 1),
                start=to_int(attribute(element, "start-value"), 1),
            ),
        )
