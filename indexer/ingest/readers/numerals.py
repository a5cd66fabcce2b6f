"""Numbers as lists write them."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 105 → 一百零五; figures beyond 9999."""
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else str(number)
    figures = str(number)
    words = ""
    for place, figure in zip(range(len(figures) - 1, -1, -1), figures, strict=True):
        if figure != "0":
            words += _DIGITS[int(figure)] + _PLACES[place]
        elif words and not words.endswith("零"):
            words += "零"
    words = words.rstrip("零")
    return words[1:] if words.startswith("一十") else words


def roman_number(number: int) -> str:
    """1 → I, 4 → IV; figures beyond 3999."""
    if not 0 < number < 4000:
        return str(number)
    words = ""
    for value, letters in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        words += letters * (number // value)
        number %= value
    return words


def letter_number(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA, as Word counts."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
