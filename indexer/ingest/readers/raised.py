"""Raised and lowered characters, as Unicode has them: the mark of a footnote
after a number must not become one of its digits."""

from __future__ import annotations

from typing import Final

_PLAIN: Final = "0123456789+-=()"
_SUPERSCRIPT: Final = str.maketrans(_PLAIN + "\u2212ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻ⁿⁱ")
_SUBSCRIPT: Final = str.maketrans(_PLAIN + "\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")


def superscript(text: str) -> str:
    """`text` raised; a character that Unicode has not raised stays as it is."""
    return text.translate(_SUPERSCRIPT)


def subscript(text: str) -> str:
    """`text` lowered, likewise."""
    return text.translate(_SUBSCRIPT)
