"""How a run of text is set, as far as that bears on its characters: struck out or hidden, raised or
lowered, in a symbol font.

Raised digits become Unicode superscripts, so that the mark of a footnote after a number does not
become one of its digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_PRIVATE: Final = 0xF000
"""Word adds this to the code of a character in a symbol font."""


def symbol(font: str, code: int) -> str:
    """The Unicode character for a code in a font, "" where there is none that is certain.

    Fonts that are no symbol fonts have the characters of Unicode.
    """
    in_font = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    characters = _fonts().get(font.casefold())
    if characters is not None and in_font <= 0xFF:
        return characters.get(in_font, "")
    if 0xE000 <= code <= 0xF8FF or not 0x20 <= code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def in_font(text: str, font: str) -> str:
    """`text` set in a font: where that is a symbol font, with the characters that show."""
    if font.casefold() not in _fonts():
        return text
    return "".join(
        symbol(font, ord(char)) if ord(char) <= 0xFF or 0xF000 <= ord(char) <= 0xF0FF else char
        for char in text
    )


@cache
def _fonts() -> Mapping[str, Mapping[int, str]]:
    fonts: dict[str, dict[int, str]] = {}
    table = files("indexer.ingest.readers").joinpath("data", "symbol_fonts.tsv")
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("# "):
            font, code, char = line.split("\t")
            fonts.setdefault(font, {0x20: " "})[int(code, 16)] = char
    return fonts


_PLAIN: Final = "0123456789+-=()"
_SUPERSCRIPT: Final = str.maketrans(_PLAIN + "\u2212ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻ⁿⁱ")
_SUBSCRIPT: Final = str.maketrans(_PLAIN + "\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")


def superscript(text: str) -> str:
    """`text` raised; a character that Unicode has not raised stays as it is."""
    return text.translate(_SUPERSCRIPT)


def subscript(text: str) -> str:
    """`text` lowered, likewise."""
    return text.translate(_SUBSCRIPT)


@dataclass(frozen=True, slots=True)
class RunFormat:
    """What of a run's format bears on its text."""

    hidden: bool = False
    struck: bool = False
    position: str = "baseline"
    font: str = ""

    @property
    def is_text(self) -> bool:
        """What is struck out in its source is not text, nor what does not show."""
        return not (self.hidden or self.struck)

    def shown(self, text: str) -> str:
        """The characters that a reader sees."""
        if self.font:
            text = in_font(text, self.font)
        match self.position:
            case "superscript":
                return superscript(text)
            case "subscript":
                return subscript(text)
            case _:
                return text


PLAIN: Final = RunFormat()
