"""The AST of a query: parsed by `parse.py`, resolved by `resolve.py`, compiled by engines.

Nodes are frozen values; `span` is the half-open code-point range in the query as typed and is
ignored by equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Literal:
    """A string that a part's normalised text or own heading must contain.

    At an edge that is not open, an alphanumeric run of the literal may not continue in the text.
    """

    text: str
    """Normalised, not empty, without boundaries."""
    open_left: bool = False
    open_right: bool = False
    plain: bool = True
    """False for a quoted term, which is neither read as a school nor relaxed to words."""
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that the tokenizer found in a part's text or own heading, by itself or as a component
    of a compound; created by relaxation only.

    公开 matches in 信息公开, 工作日 does not match in 工作日常, which is cut into 工作 and 日常.
    """

    text: str
    """Normalised, of two or more Chinese characters."""
    tokens: frozenset[str]
    """The tokens that contain it: itself and its compounds."""
    cut: Callable[[str], Sequence[str]] = field(compare=False, repr=False)
    """The tokenizer, from normalised text to words; locates the word in a text."""
    span: Span = field(default=(0, 0), compare=False)

    @property
    def literal(self) -> Literal:
        """The word as a literal, for the ranking."""
        return Literal(self.text, span=self.span)


@dataclass(frozen=True, slots=True)
class HeadingLiteral:
    """A literal that the part's own heading must contain (`heading:`)."""

    literal: Literal
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Two literals in one paragraph, in either order, without overlap.

    Between the end of one and the start of the other are at most `distance` characters of
    normalised text, an alphanumeric run counting as one.
    """

    left: Literal
    right: Literal
    distance: int
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A part with one of `values` in a field of the report or of the part.

    `name` is school, section, topic, year, province or period. The parser puts the one value as
    typed into `values`; resolved, they are stored values (section and topic ids, full school names,
    years as decimal digits). `None` means "not known".
    """

    name: str
    values: frozenset[str | None]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class YearRange:
    """Years from `low` to `high`, both included; None leaves that end open. Unknown years never
    match."""

    low: int | None
    high: int | None
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `minimum` of the children match; created by relaxation only."""

    minimum: int
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every part: the empty query."""


Node: TypeAlias = (
    Literal
    | Word
    | HeadingLiteral
    | Near
    | FieldIs
    | YearRange
    | And
    | Or
    | Not
    | AtLeast
    | Everything
)

TextLeaf: TypeAlias = Literal | Word | HeadingLiteral | Near


def all_of(nodes: Iterable[Node]) -> Node:
    """The conjunction in canonical form: flat, a single node as it is, `Everything` for none."""
    flat = _flat(And, nodes)
    return And(flat) if len(flat) > 1 else flat[0] if flat else Everything()


def any_of(nodes: Iterable[Node]) -> Node:
    """The disjunction of at least one node in canonical form: flat, a single node as it is."""
    flat = _flat(Or, nodes)
    return Or(flat) if len(flat) > 1 else flat[0]


def _flat(kind: type[And | Or], nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(
        inner for node in nodes for inner in (node.children if isinstance(node, kind) else (node,))
    )


def negated(node: Node) -> Node:
    """The negation, without double negation."""
    return node.child if isinstance(node, Not) else Not(node)


def is_bare(node: Node) -> TypeGuard[Literal]:
    """Whether a node is a literal as it was typed, without quotes and wildcards."""
    return isinstance(node, Literal) and node.plain and not (node.open_left or node.open_right)


def positive_leaves(node: Node) -> Iterator[TextLeaf]:
    """The text leaves that are not negated, in the order of the query."""
    match node:
        case Literal() | Word() | HeadingLiteral() | Near():
            yield node
        case And(children=children) | Or(children=children) | AtLeast(children=children):
            for child in children:
                yield from positive_leaves(child)
        case Not(child=Not(child=inner)):
            yield from positive_leaves(inner)
        case _:
            return


def positive_literals(node: Node) -> Iterator[Literal]:
    """The literals that are not negated, which rank and are highlighted."""
    for leaf in positive_leaves(node):
        match leaf:
            case Literal():
                yield leaf
            case HeadingLiteral(literal=literal):
                yield literal
            case Word():
                yield leaf.literal
            case Near(left=left, right=right):
                yield left
                yield right
