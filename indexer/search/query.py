"""The AST of a query. `parse.py` makes it, `resolve.py` fills in names, engines compile it.

Every node is a frozen value; `span` is its half-open code-point range in the query as typed and
takes no part in equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Literal:
    """A text that a part's normalised text or own heading must contain.

    A closed edge that is a run character may not continue that run in the text.
    """

    text: str
    """Normalised, never empty, without walls."""
    open_left: bool = False
    open_right: bool = False
    plain: bool = True
    """False for a quoted term: it is neither read as a school nor relaxed to words."""
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that the segmenter found in a part's text or own heading, by itself or as a component
    of a longer word; made by relaxation only.

    公开 is found in 信息公开, 工作日 not in 工作日常, which the segmenter cuts into 工作 and 日常.
    """

    text: str
    """Normalised, of two or more Chinese characters."""
    tokens: frozenset[str]
    """The words of the segmenter that hold it: itself and its compounds."""
    cut: Callable[[str], Sequence[str]] = field(compare=False, repr=False)
    """The segmenter, from normalised text to words: tells where the word stands in a text."""
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
    """Two literals in one paragraph, in either order, overlapping nowhere.

    Between the end of one and the start of the other stand at most `distance` characters of
    normalised text, a run counting one.
    """

    left: Literal
    right: Literal
    distance: int
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A part whose report or own labels carry one of `values`.

    `name` is school, section, topic, year, province or period. Out of the parser `values` holds
    the one value as typed; resolved, it holds stored values (section and topic ids, full school
    names, years as decimal digits). `None` among them means: not known.
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
    """At least `minimum` of the children match; made by relaxation only."""

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
    """The conjunction in canonical form: flat, a single node bare, `Everything` for none."""
    flat = _flat(And, nodes)
    return And(flat) if len(flat) > 1 else flat[0] if flat else Everything()


def any_of(nodes: Iterable[Node]) -> Node:
    """The disjunction of at least one node in canonical form: flat, a single node bare."""
    flat = _flat(Or, nodes)
    return Or(flat) if len(flat) > 1 else flat[0]


def _flat(kind: type[And | Or], nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(
        inner for node in nodes for inner in (node.children if isinstance(node, kind) else (node,))
    )


def negated(node: Node) -> Node:
    """The negation; that of a negation is what it negated."""
    return node.child if isinstance(node, Not) else Not(node)


def positive_leaves(node: Node) -> Iterator[TextLeaf]:
    """The text leaves that stand under no negation, in the order of the query."""
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
    """Every literal that is asked for and not negated: what ranks and what is marked."""
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
