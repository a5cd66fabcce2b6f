"""Characters of Wingdings, Symbol and the like, by their codes in the font."""

from __future__ import annotations

from collections.abc import Mapping
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
