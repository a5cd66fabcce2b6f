"""Snippets: the best fragments of the report as written, with the query's terms highlighted."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from indexer.analysis.normalize import normalize, normalize_term
from indexer.errors import QueryError
from indexer.search.fragments import cut_snippets, fragment_around
from indexer.search.parse import parse_query
from indexer.search.query import Literal, Near, positive_leaves, positive_literals
from indexer.search.response import Snippet
from tests.search.strategies import noise, sentences

FIRST = "学校成立了信息公开工作领导小组，由校长担任组长。"
SECOND = "全年收到师生提出的申请三十七件，均在规定期限内答复。"
FILLER = "各部门按照谁主管谁负责的原则及时报送应当公开的内容。"


def cut(text: str, query: str, **options: int) -> tuple[Snippet, ...]:
    return cut_snippets(text, positive_leaves(parse_query(query)), **options)


def shown(text: str, query: str, **options: int) -> list[str]:
    """Snippets with their marks in square brackets."""
    found = []
    for snippet in cut(text, query, **options):
        piece = snippet.text
        for start, end in reversed(snippet.marks):
            piece = f"{piece[:start]}[{piece[start:end]}]{piece[end:]}"
        found.append(piece)
    return found


def test_a_whole_sentence_is_shown_where_it_fits() -> None:
    assert shown(FILLER + SECOND + FILLER, "申请", width=30) == [
        "全年收到师生提出的[申请]三十七件，均在规定期限内答复。"
    ]


def test_sentences_that_follow_fill_the_width_before_those_in_front() -> None:
    text = FIRST + SECOND + FILLER
    assert shown(text, "申请", width=60) == [SECOND.replace("申请", "[申请]") + FILLER]
    assert shown(FIRST + SECOND, "申请", width=60) == [FIRST + SECOND.replace("申请", "[申请]")]


def test_a_snippet_stays_in_its_paragraph() -> None:
    text = f"{FILLER}\n{FIRST}{SECOND}\n{FILLER}"
    assert shown(text, "小组") == [FIRST.replace("小组", "[小组]") + SECOND]


def test_a_short_line_is_shown_with_the_next_one() -> None:
    text = f"{FILLER}\n（一）申请\n{FIRST}"
    assert shown(text, "申请", width=40) == [f"（一）[申请]\n{FIRST}"]


def test_a_short_last_line_is_shown_with_the_one_before() -> None:
    text = f"{FILLER}\n{FIRST}\n附：申请"
    assert shown(text, "申请", width=40) == [f"{FIRST}\n附：[申请]"]


def test_a_table_row_is_shown_whole() -> None:
    assert shown("序号\t事项\t数量\n1\t申请\t37 件\n2\t举报\t0 件", "申请 37件", width=14) == [
        "1\t[申请]\t[37 件]"
    ]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = "学校公开了" + "招生、财务、人事，" * 30 + "收到申请一件，" + "均已答复，" * 30
    (piece,) = shown(text, "申请", width=40)
    assert piece.startswith(("招生、", "财务、", "人事，"))
    assert "[申请]" in piece
    assert piece.endswith("均已答复，")


def test_a_cut_splits_no_number() -> None:
    text = "字" * 30 + "12345678" + "字" * 40 + "申请" + "字" * 40 + "87654321" + "字" * 30
    for width in range(80, 100):
        (snippet,) = cut(text, "申请", width=width)
        assert set(snippet.text.split("字")) <= {"", "申请", "12345678", "87654321"}


def test_the_fragment_with_most_terms_is_shown() -> None:
    text = "\n".join(["申请公开。" + FILLER, FILLER, "答复申请三十七件。" + FILLER])
    assert shown(text, "申请 答复", width=36, most=1) == ["[答复][申请]三十七件。" + FILLER]


def test_distant_terms_get_fragments_in_the_order_of_the_text() -> None:
    text = "\n".join([SECOND, FILLER * 9, FIRST])
    assert shown(text, "领导小组 申请", width=40) == [
        SECOND.replace("申请", "[申请]"),
        FIRST.replace("领导小组", "[领导小组]"),
    ]
    assert len(cut(text, "领导小组 申请 报送", width=40, most=3)) == 3
    assert len(cut(text, "领导小组 申请 报送", width=40, most=2)) == 2


def test_fragments_that_touch_are_merged() -> None:
    text = "申请" + "字" * 30 + "答复" + "字" * 30
    assert shown(text, "申请 答复", width=20) == [
        "[申请]" + "字" * 18,
        "字" * 9 + "[答复]" + "字" * 9,
    ]
    assert shown(text, "申请 答复", width=30) == ["[申请]" + "字" * 30 + "[答复]" + "字" * 14]


def test_operands_of_near_too_far_for_one_fragment_get_two() -> None:
    text = "申请" + "字" * 199 + "公开" + "字" * 150
    first, second = shown(text, "申请 NEAR/200 公开")
    assert first.startswith("[申请]")
    assert "[公开]" in second


def test_a_term_longer_than_the_width_is_shown_whole() -> None:
    text = FILLER + "甲乙" * 40 + FILLER
    (snippet,) = cut(text, "甲乙" * 40, width=30)
    assert snippet == Snippet("甲乙" * 40, ((0, 80),))


@pytest.mark.parametrize("query", ["", "概述", "-申请", "year:2024", "heading:概述"])
def test_without_a_term_in_the_text_the_beginning_is_shown(query: str) -> None:
    text = f"\n{FIRST}{SECOND}\n{FILLER}"
    assert cut(text, query, width=60) == (Snippet(FIRST + SECOND),)


def test_the_beginning_is_the_first_sentence_after_the_blanks() -> None:
    text = f"\n\u3000\u3000\n概述。{FILLER}"
    assert cut(text, "申请", width=8) == (Snippet("概述。"),)


def test_the_beginning_of_a_long_sentence_starts_with_its_first_character() -> None:
    assert cut("\n学校公开 信息报告", "申请", width=4) == (Snippet("学校公开"),)


@pytest.mark.parametrize("text", ["", "\n", " \u3000\t"])
def test_an_empty_text_has_no_snippet(text: str) -> None:
    assert cut(text, "") == ()


def test_a_term_inside_one_character_is_not_highlighted() -> None:
    assert cut("全文…完", '"."') == (Snippet("全文…完"),)


reports = st.lists(
    st.sampled_from(
        [*"公开信息了举报OAa4②①5 　２０２３—2023-2024第()条“”「」。，\n\t…㎡\u200b\u0301"]
    ),
    max_size=120,
).map("".join)


@given(reports, sentences | noise, st.integers(1, 40), st.integers(1, 3))
@example("①2023 a4", "2023", 10, 2)
@example("公开信息公开", "公开 NEAR/5 信息", 3, 2)
@example("\t\u0301公开", "公开", 3, 2)
def test_every_highlight_normalises_to_a_term_of_the_query(
    text: str, query: str, width: int, most: int
) -> None:
    try:
        tree = parse_query(query)
    except QueryError:
        assume(False)
        raise
    leaves = [*positive_leaves(tree)]
    terms = {
        literal.text
        for leaf in leaves
        if isinstance(leaf, Literal | Near)
        for literal in positive_literals(leaf)
    }
    snippets = cut_snippets(text, leaves, most=most, width=width)
    assert snippets == cut_snippets(
        text, leaves, normalised=normalize(text), most=most, width=width
    )
    assert len(snippets) <= most
    rest = text
    for snippet in snippets:
        assert snippet.text
        assert snippet.text in rest
        rest = rest[rest.index(snippet.text) + len(snippet.text) :]
        behind = 0
        for start, end in snippet.marks:
            assert behind <= start < end <= len(snippet.text)
            assert normalize_term(snippet.text[start:end]) in terms
            behind = end


@given(st.text("公开了a1 。，；\n\t”", max_size=200), st.data())
def test_a_fragment_contains_its_core_and_fits_the_width(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, text.find("\n", start) % (len(text) + 1)))
    width = data.draw(st.integers(1, 80))
    first, last = fragment_around(text, (start, end), width)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert last - first <= max(width, end - start)
