"""Text as sent to the server: tokenized here, by the same functions for index and query.

There are two ways to tokenize. As *units* each alphanumeric run is one token and so is every
other character: a literal with closed edges is a phrase of units, and NEAR counts them. With
*edges* every character is a token, and a marker stands at both ends of a run: a literal with an
open edge leaves out the marker on that side.
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
_EDGE: Final = "\ufdd0"
"""Where a run begins or ends; a noncharacter, which normalised text never contains."""
_SPACE: Final = "\ufdd1"
"""The token of a space; another such character."""
_LONGEST: Final = 100
"""A longer run is replaced by its hash: the server limits the length of tokens."""
_UNIT: Final = re.compile(f"(?:{ALNUM})+|.", re.DOTALL)


def paragraphs(normalised: str) -> Iterator[str]:
    """The pieces between paragraph boundaries, without empty ones."""
    return (piece for piece in normalised.split(BOUNDARY) if piece)


def units(paragraph: str) -> list[str]:
    """Alphanumeric runs whole, every other character by itself."""
    return [
        unit if len(unit) <= _LONGEST else _EDGE + blake2b(unit.encode()).hexdigest()
        for unit in _UNIT.findall(paragraph.replace(SEPARATOR, _SPACE))
    ]


def with_edges(paragraph: str) -> str:
    """The paragraph with a marker at both ends of every run."""
    return ALNUM_RUN.sub(rf"{_EDGE}\g<0>{_EDGE}", paragraph).replace(SEPARATOR, _SPACE)


def literal_with_edges(literal: Literal) -> str:
    """A literal as it occurs in text with edges: an open edge has no marker."""
    text = with_edges(literal.text)
    if literal.open_left:
        text = text.removeprefix(_EDGE)
    return text.removesuffix(_EDGE) if literal.open_right else text


def has_open_edge(literal: Literal) -> bool:
    """Whether an edge is open where a run could continue."""
    return (literal.open_left and is_alnum(literal.text[0])) or (
        literal.open_right and is_alnum(literal.text[-1])
    )


def joined(tokens: list[str] | str) -> str:
    """Tokens, or the characters of a text, as the server's analyzer splits them."""
    return SEPARATOR.join(tokens)
