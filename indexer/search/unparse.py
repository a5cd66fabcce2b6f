"""Write an AST as a query again, for links that add or remove a term.

Rule: `parse_query(unparse(node)) == node` for every node that `parse_query` returns.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Final, TypeAlias

from indexer.search.lexer import CLOSING, FIELDS, OPENING
from indexer.search.query import (
    And,
    AtLeast,
    Everything,
    FieldIs,
    HeadingLiteral,
    Literal,
    Near,
    Node,
    Not,
    Or,
    Word,
    YearRange,
)

_Leaf: TypeAlias = Literal | HeadingLiteral | Near | FieldIs | YearRange

_INVISIBLE = "\u200b"
# Characters that normalise to an operator's character without being operators.
_EQUIVALENTS: Final = str.maketrans(
    {"(": "⁽", ")": "⁾", '"': "「", "-": "—", "*": "＊", ":": "﹕", " ": _INVISIBLE}
)


def unparse(node: Node, typed: str | None = None) -> str:
    """The text of an AST.

    With `typed`, the query it was parsed from, terms are written as typed there; without, they are
    normalised. Raises ValueError for nodes that no query has: AtLeast, Word, and Everything inside
    another node.
    """
    return "" if isinstance(node, Everything) else _loose(node, typed)


def _loose(node: Node, typed: str | None) -> str:
    """As an operand of a conjunction."""
    match node:
        case And(children=children):
            return " ".join(_loose(child, typed) for child in children)
        case Or(children=children):
            return " OR ".join(_tight(child, typed) for child in children)
        case _:
            return _tight(node, typed)


def _tight(node: Node, typed: str | None) -> str:
    """As an operand of a disjunction or, NEAR apart, of a negation."""
    match node:
        case And() | Or():
            return _group(_loose(node, typed))
        case Not(child=Near() as child):
            return f"-{_group(_tight(child, typed))}"
        case Not(child=child):
            return f"-{_tight(child, typed)}"
        case AtLeast() | Word() | Everything():
            raise ValueError(f"no query has {node}")
        case _:
            start, end = node.span
            return (typed or "")[start:end] or _leaf(node)


def _group(inner: str) -> str:
    """In parentheses, with a blank before the closing one where the last term would include it."""
    last = inner.rsplit(maxsplit=1)[-1]
    opened = sum((char in OPENING) - (char in CLOSING) for char in last)
    return f"({inner} )" if opened > 0 else f"({inner})"


def _leaf(node: _Leaf) -> str:
    match node:
        case Literal():
            return _literal(node)
        case HeadingLiteral(literal=literal):
            return f"heading:{_literal(literal)}"
        case Near(left=left, right=right, distance=distance):
            return f"{_literal(left)} NEAR/{distance} {_literal(right)}"
        case YearRange(low=low, high=high):
            return f"year:{'' if low is None else low}..{'' if high is None else high}"
        case FieldIs(name=name, values=values):
            terms = sorted(f"{name}:{_quoted(value or 'unknown')}" for value in values)
            return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def _literal(literal: Literal) -> str:
    text = _decomposed(literal.text)
    if not literal.plain:
        return _quoted(text)
    if not _is_unambiguous(text):
        text = text.translate(_EQUIVALENTS)
    return f"{'*' * literal.open_left}{text}{'*' * literal.open_right}"


def _decomposed(text: str) -> str:
    """The text with an invisible character between characters that would compose when parsed."""
    pieces = [text[:1]]
    for before, char in pairwise(text):
        if unicodedata.normalize("NFKC", before + char) != before + char:
            pieces.append(_INVISIBLE)
        pieces.append(char)
    return "".join(pieces)


def _is_unambiguous(text: str) -> bool:
    """Whether a plain term can be written as it is: no character in it is an operator."""
    begins_so = text[0] in '("-' and text != "-"
    return not (
        begins_so
        or " " in text
        or "*" in text
        or not _balanced(text)
        or text.startswith(tuple(f"{field}:" for field in FIELDS))
    )


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in OPENING) - (char in CLOSING)
        if depth < 0:
            return False
    return True


def _quoted(value: str) -> str:
    doubled = value.replace('"', '""').replace("＂", "＂＂")
    return f'"{doubled}"'
