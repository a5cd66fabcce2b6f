"""Text as the server gets it: tokens that are cut here, once for index and query.

Two ways to cut. As *units* each run is one token and so is every other character: a literal with
closed edges is a phrase of units, and nearness counts them. With *edges* every character is a
token, and a mark stands where a run begins and ends: a literal with an open edge leaves the mark
out there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

from indexer.analysis.normalize import ALNUM, ALNUM_RUN, BOUNDARY, is_alnum
from indexer.search.query import Literal

SEPARATOR: Final = " "
"""Between tokens."""
EDGE: Final = "\ufdd0"
"""Where a run begins or ends; normalised text never holds this noncharacter."""
BLANK: Final = "\ufdd1"
"""The token of a blank; another character that text never holds."""
LONGEST: Final = 100
"""A longer run is one token too, by its hash: the server has a limit on tokens."""
_UNIT: Final = re.compile(f"(?:{ALNUM})+|.", re.DOTALL)


def paragraphs(normalised: str) -> Iterator[str]:
    """The pieces between walls, the empty ones left out."""
    return (piece for piece in normalised.split(BOUNDARY) if piece)


def units(paragraph: str) -> list[str]:
    """Runs whole, every other character by itself."""
    return [
        unit if len(unit) <= LONGEST else EDGE + blake2b(unit.encode()).hexdigest()
        for unit in _UNIT.findall(paragraph.replace(SEPARATOR, BLANK))
    ]


def edged(paragraph: str) -> str:
    """The paragraph with a mark at both ends of every run."""
    return ALNUM_RUN.sub(rf"{EDGE}\g<0>{EDGE}", paragraph).replace(SEPARATOR, BLANK)


def edged_literal(literal: Literal) -> str:
    """A literal as it stands in edged text: an open edge has no mark."""
    text = edged(literal.text)
    if literal.open_left:
        text = text.removeprefix(EDGE)
    return text.removesuffix(EDGE) if literal.open_right else text


def has_open_edge(literal: Literal) -> bool:
    """Whether an edge is open where a run could go on."""
    return (literal.open_left and is_alnum(literal.text[0])) or (
        literal.open_right and is_alnum(literal.text[-1])
    )


def joined(tokens: list[str] | str) -> str:
    """Tokens, or the characters of a text, as the server splits them."""
    return SEPARATOR.join(tokens)
