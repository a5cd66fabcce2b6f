"""The same text in simplified characters, place for place, so that rules are written once."""

from __future__ import annotations

from functools import cache

from indexer.analysis.normalize import normalize


def simplified(text: str) -> str:
    """The text with every Chinese character folded; its length and all else stay as they are."""
    return "".join(map(_fold, text))


@cache
def _fold(char: str) -> str:
    if not "\u3400" <= char <= "\ufaff":
        return char
    folded = normalize(char)
    return folded if len(folded) == 1 else char
