"""Queries for property tests: sentences of the grammar, and noise of its characters."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = [
    "信息公开",
    "了",
    "举报",
    "OA",
    "a4",
    "２０２３",
    "2023—2024",
    "第(5)条",
    "①2023",
    "-",
    "「公开」",
    "〔2014〕23号",
    "【公开】",
    "[1]",
    "9∶30",
    "1435¹件",
    "CO₂",
    "12000㎡",
    "校⻓",
    "甲•乙",
    "二○二二⋯",
    "信\U000e0101息",
]
SIGNS = [
    *'()（）〔〕［］【】[]∶¹₂㎡⻓•○⋯∽"“”＂|｜-－*:：. \u3000\u200b\u0301',
    " OR ",
    " AND ",
    "NOT ",
    " NEAR/5 ",
    "NEAR/",
]
FIELDS = ["school:", "section：", "year:", "heading:", "province:"]

words = st.sampled_from(WORDS)
quoted = words.map(lambda word: f'"{word} {word}"')
edged = st.builds("{}{}{}".format, st.sampled_from(["", "*"]), words, st.sampled_from(["", "*"]))
fields = st.sampled_from(
    ["year:2020..2024", "year:..2022", "year:unknown", "school:安徽机电", 'heading:"一、概述"']
)
nears = st.builds("{} NEAR/{} {}".format, words, st.integers(1, 200), quoted)
terms = st.one_of(words, quoted, edged, fields, nears)


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.builds("{}{}{}".format, inner, st.sampled_from([" ", " OR ", "｜", " AND "]), inner)
    return st.one_of(joined, joined.map("({})".format), inner.map("-({})".format))


sentences = st.recursive(terms, _combined, max_leaves=8)
"""Queries of the grammar, nearly all of them readable."""

noise = st.lists(
    st.one_of(
        words, st.sampled_from(SIGNS), st.sampled_from(FIELDS), st.characters(exclude_categories=[])
    ),
    max_size=25,
).map("".join)
"""Anything, with the grammar's signs in odd places."""
