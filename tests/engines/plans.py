"""Searches for the property tests: the whole grammar, resolved, with every option."""

from __future__ import annotations

from hypothesis import strategies as st

from indexer.analysis.normalize import is_alnum, normalize_term
from indexer.analysis.tokenizer import get_tokenizer
from indexer.reports.taxonomy import SECTIONS, TOPICS
from indexer.search.engine import Plan
from indexer.search.figure_filter import FigureFilter
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
from indexer.search.request import FACETS, GROUPS, SCOPES, SORTS
from tests.engines.corpora import COMMON, FIGURE_IDS, MOMENTS, PROVINCES, SCHOOLS, YEARS, fragments

terms = (
    st.one_of(
        fragments.map(lambda piece: [piece]),
        fragments.map(lambda piece: [piece]),
        st.lists(fragments, min_size=2, max_size=3),
    )
    .map(lambda pieces: normalize_term("".join(pieces)))
    .filter(bool)
)
closed = terms.map(Literal)


@st.composite
def literals(draw: st.DrawFn) -> Literal:
    """A literal; an edge is open only where a run character stands at it."""
    text = draw(terms)
    return Literal(
        text,
        open_left=is_alnum(text[0]) and draw(st.booleans()),
        open_right=is_alnum(text[-1]) and draw(st.booleans()),
        plain=draw(st.booleans()),
    )


FACET_VALUES: dict[str, tuple[str | None, ...]] = {
    "school": (*SCHOOLS, "没有这所大学"),
    "province": (*PROVINCES, "西藏"),
    "section": (None, *[*SECTIONS][:5]),
    "topic": (None, *[*TOPICS][:5]),
    "year": (*(str(year) if year else None for year in YEARS), "1999"),
}
FIELD_VALUES = FACET_VALUES | {"period": FACET_VALUES["year"]}

fields = st.sampled_from(sorted(FIELD_VALUES)).flatmap(
    lambda name: st.builds(
        FieldIs,
        st.just(name),
        st.frozensets(st.sampled_from(FIELD_VALUES[name]), min_size=1, max_size=2),
    )
)
ends = st.none() | st.integers(2021, 2025)
words = st.sampled_from(
    ["公开", "信息", "申请", "信息公开", "公开申请", "学校", "工作", "工作日"]
).map(lambda word: Word(word, get_tokenizer().compounds(word), get_tokenizer().words))
likely = st.sampled_from(COMMON).map(normalize_term).map(Literal)
asked = st.one_of(
    likely,
    words,
    literals(),
    st.builds(Near, closed, closed, st.sampled_from([1, 3, 20])),
    st.builds(HeadingLiteral, literals()),
)
narrowing = st.one_of(fields, fields, st.builds(YearRange, ends, ends), st.just(Everything()))


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, inner),
        several.flatmap(
            lambda nodes: st.builds(AtLeast, st.integers(1, len(nodes)), st.just(nodes))
        ),
    )


queries: st.SearchStrategy[Node] = st.one_of(
    asked,
    st.builds(And, st.tuples(likely, likely)),
    st.builds(And, st.tuples(likely, st.builds(Not, asked))),
    st.builds(Or, st.tuples(asked, asked)),
    st.recursive(st.one_of(asked, asked, narrowing), _joined, max_leaves=6),
)

filters = st.just({}) | st.dictionaries(
    st.sampled_from(sorted(FACET_VALUES)), st.none(), max_size=2
).flatmap(
    lambda chosen: st.fixed_dictionaries(
        {name: st.frozensets(st.sampled_from(FACET_VALUES[name]), max_size=3) for name in chosen}
    )
)
"""A filter may have no value left in it: then nothing passes."""

conditions = st.builds(
    FigureFilter,
    st.sampled_from(FIGURE_IDS),
    st.sampled_from(["=", "<", "<=", ">", ">="]),
    st.sampled_from([0, 1, 2, 3, 400, 10**12]),
) | st.builds(
    FigureFilter,
    st.sampled_from(FIGURE_IDS),
    st.just("="),
    st.sampled_from(["number", "zero", "not_stated", "unread"]),
)
figures = st.just(()) | st.lists(conditions, max_size=2, unique=True).map(tuple)
"""Conditions on figures."""

plans = st.builds(
    Plan,
    query=queries,
    filters=filters,
    scope=st.sampled_from(SCOPES),
    group=st.sampled_from(GROUPS),
    sort=st.sampled_from([*SORTS, "relevance", "relevance"]),
    offset=st.sampled_from([0, 0, 0, 1, 2, 50]),
    limit=st.sampled_from([1, 2, 10, 1_000]),
    facets=st.booleans(),
    report_counts=st.sets(st.sampled_from(FACETS)).map(lambda names: tuple(sorted(names))),
    figures=figures,
    since=st.none() | st.none() | st.sampled_from([int(m.timestamp()) for m in MOMENTS if m]),
)
