"""How a run of text is set, as far as that changes its characters: struck out or hidden, raised or
lowered, in a symbol font.

Raised digits become Unicode superscripts, so that a footnote mark after a number does not become
one of its digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_PRIVATE_USE: Final = 0xF000
"""Word adds this to the code of a character in a symbol font."""
_RAISABLE: Final = "0123456789+-=()"
_SUPERSCRIPTS: Final = str.maketrans(_RAISABLE + "\u2212ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻ⁿⁱ")
_SUBSCRIPTS: Final = str.maketrans(_RAISABLE + "\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")


@dataclass(frozen=True, slots=True)
class RunFormat:
    """The format of a run of text, or of a style."""

    hidden: bool = False
    struck: bool = False
    position: str = "baseline"
    font: str = ""

    @property
    def is_text(self) -> bool:
        """False for what is struck out or hidden, which is no text of the document."""
        return not (self.hidden or self.struck)

    def displayed(self, text: str) -> str:
        """The characters that a reader sees for a run with this text."""
        if self.font:
            text = from_font(text, self.font)
        match self.position:
            case "superscript":
                return superscript(text)
            case "subscript":
                return subscript(text)
            case _:
                return text


PLAIN: Final = RunFormat()


def superscript(text: str) -> str:
    """`text` in Unicode superscripts; a character that has none stays as it is."""
    return text.translate(_SUPERSCRIPTS)


def subscript(text: str) -> str:
    """`text` in Unicode subscripts; a character that has none stays as it is."""
    return text.translate(_SUBSCRIPTS)


def symbol(font: str, code: int) -> str:
    """The Unicode character of a code in a font, "" if none is certain.

    Fonts that are not symbol fonts use the codes of Unicode.
    """
    offset = code - _PRIVATE_USE if _PRIVATE_USE <= code <= _PRIVATE_USE + 0xFF else code
    characters = _symbol_fonts().get(font.casefold())
    if characters is not None and offset <= 0xFF:
        return characters.get(offset, "")
    if 0xE000 <= code <= 0xF8FF or not 0x20 <= code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)


def from_font(text: str, font: str) -> str:
    """`text` as it is displayed in `font`; unchanged unless that is a symbol font."""
    if font.casefold() not in _symbol_fonts():
        return text
    return "".join(
        symbol(font, ord(char)) if ord(char) <= 0xFF or 0xF000 <= ord(char) <= 0xF0FF else char
        for char in text
    )


@cache
def _symbol_fonts() -> Mapping[str, Mapping[int, str]]:
    """Font → code → Unicode character, from `data/symbol_fonts.tsv`."""
    fonts: dict[str, dict[int, str]] = {}
    table = files("indexer.ingest.readers").joinpath("data", "symbol_fonts.tsv")
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("# "):
            font, code, char = line.split("\t")
            fonts.setdefault(font, {0x20: " "})[int(code, 16)] = char
    return fonts
