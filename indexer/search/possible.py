"""Parts that match a query but for characters that the recognition of scans confuses.

A literal of four characters or more may differ by one confusable character in every four; anything
else in the query is as it was. Only recognised parts are looked at. What is found is offered apart
from the hits: it may be something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, islice, product
from typing import Final

from indexer.analysis.confusables import confusables
from indexer.search.engine import IndexReader, PerReaderCache, Plan
from indexer.search.query import And, Literal, Node, Not, Or, any_of
from indexer.search.resolve import Values

FEWEST_HITS: Final = 10
"""Exact hits from which on nothing is offered."""
_SHOWN: Final = 10
_PER_DIFFERENCE: Final = 4
"""Characters of a literal for each that may differ."""
_MOST_SPELLINGS: Final = 120
"""Of one literal: the nearest come first."""
_RECOGNISED: Final[frozenset[str | None]] = frozenset({"ocr", "mixed"})

_has_recognised: Final[PerReaderCache[bool]] = PerReaderCache(1)


def possible_plan(
    query: Node, filters: Mapping[str, Values], plan: Plan, reader: IndexReader
) -> Plan | None:
    """The search for them; `plan` is that of the query itself. None where the archive has no
    recognised parts, or nothing in the query can differ."""
    if not _has_recognised.get(
        reader, None, lambda: bool(_RECOGNISED & {*reader.values("text_source")})
    ):
        return None
    tolerant = _tolerant(query)
    sources = _RECOGNISED & filters.get("text_source", _RECOGNISED)
    if tolerant == query or not sources:
        return None
    return replace(
        plan,
        query=And((tolerant, Not(query))),
        filters={**filters, "text_source": sources},
        group="part",
        offset=0,
        limit=_SHOWN,
        facets=False,
        report_counts=(),
    )


def _tolerant(node: Node) -> Node:
    """The query with every spelling of its literals; what is excluded stays as it is."""
    match node:
        case Literal():
            spellings = [replace(node, text=text) for text in spellings_of(node.text)]
            return any_of([node, *spellings]) if spellings else node
        case And(children=children):
            return And(tuple(map(_tolerant, children)))
        case Or(children=children):
            return Or(tuple(map(_tolerant, children)))
        case _:
            return node


def spellings_of(text: str) -> tuple[str, ...]:
    """The texts that may have been recognised for a normalised text, those with the fewest
    differences first."""
    return tuple(islice(_spellings(text), _MOST_SPELLINGS))


def _spellings(text: str) -> Iterator[str]:
    others = confusables()
    places = [at for at, char in enumerate(text) if char in others]
    for count in range(1, len(text) // _PER_DIFFERENCE + 1):
        for chosen in combinations(places, count):
            for chars in product(*(others[text[at]] for at in chosen)):
                changed = [*text]
                for at, char in zip(chosen, chars, strict=True):
                    changed[at] = char
                yield "".join(changed)
