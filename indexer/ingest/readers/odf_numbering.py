"""Numbers of lists and headings in OpenDocument: not in the text, but counted while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.number_formats import NUMBER_FORMATS
from indexer.ingest.readers.office_xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMATS: Final[Mapping[str, str]] = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹": "chineseLegalSimplified", "甲": "ideographTraditional",
    "子": "ideographZodiac", "①": "decimalEnclosedCircle", "１": "decimalFullWidth",
    "㊀": "ideographEnclosedCircle", "〇": "ideographDigital", "⒈": "decimalEnclosedFullstop",
    "⑴": "decimalEnclosedParen", "0": "decimalZero",
}  # fmt: skip
"""By the first character of `style:num-format`, which shows how a list begins: 一, 二, 三, ..."""
_PLACE: Final = re.compile("%([0-9]{1,2})%")
_LEVEL_STYLES: Final = frozenset({"list-level-style-number", "outline-level-style"})


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
class Counters:
    """How far a list has counted, level by level from 1."""

    counts: dict[int, int] = field(default_factory=dict)

    def number(self, levels: Levels, at: int, start: int | None = None) -> str:
        """The number of the next item at a level, "" where the level shows none; counts on."""
        level = levels.get(at)
        begin = level.start if level else 1
        for above in range(1, at):
            self.counts.setdefault(above, levels[above].start if above in levels else 1)
        self.counts[at] = start if start is not None else self.counts.get(at, begin - 1) + 1
        for below in [deeper for deeper in self.counts if deeper > at]:
            del self.counts[below]
        return self._written(levels, at, level) if level is not None else ""

    def _written(self, levels: Levels, at: int, level: _Level) -> str:
        def figure(place: int) -> str:
            shown = levels.get(place, level)
            return NUMBER_FORMATS.get(shown.format, str)(self.counts.get(place, shown.start))

        if level.template is not None:
            return _PLACE.sub(lambda found: figure(int(found.group(1))), level.template)
        first = max(1, at - level.shown_levels + 1)
        shown = [figure(place) for place in range(first, at + 1) if place == at or place in levels]
        return f"{level.prefix}{'.'.join(shown)}{level.suffix}"


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
        shown = attribute(element, "num-format") or ""
        if not shown:
            continue
        yield (
            whole(attribute(element, "level"), 1),
            _Level(
                format=_FORMATS.get(shown[0], "decimal"),
                prefix=attribute(element, "num-prefix") or "",
                suffix=attribute(element, "num-suffix") or "",
                template=attribute(element, "num-list-format"),
                shown_levels=whole(attribute(element, "display-levels"), 1),
                start=whole(attribute(element, "start-value"), 1),
            ),
        )


def whole(text: str | None, default: int) -> int:
    """A number as an attribute has it."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else default
