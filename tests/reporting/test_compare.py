"""Comparison of two texts, sentence by sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.reporting.compare import Differences, differences

TEXTS = st.text(alphabet="学校公开信息12。；\n\t A,", max_size=60)


def changed(left: str, right: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = differences(left, right)
    return (
        [(change.kind, left[change.start : change.end]) for change in found.left],
        [(change.kind, right[change.start : change.end]) for change in found.right],
    )


def test_a_number_changes_as_a_whole() -> None:
    assert changed("发布公开信息 4827 条。", "发布公开信息 5113 条。") == (
        [("changed", "4827")],
        [("changed", "5113")],
    )


def test_a_sentence_without_a_similar_one_is_in_one_text_only() -> None:
    one = "学校成立领导小组。开展专项督查。公开章程。"
    other = "学校成立领导小组。公开章程。新增栏目二十个。"
    assert changed(one, other) == ([("only", "开展专项督查。")], [("only", "新增栏目二十个。")])


def test_spacing_width_and_script_are_no_change() -> None:
    assert changed("2023 年９月，收到申請 1 条。", "2023年9月，收到申请1条。") == ([], [])


def test_added_words_are_marked_on_one_side_only() -> None:
    assert changed(
        "信息公开工作领导小组由校长任组长。", "信息公开工作领导小组由校长、书记任组长。"
    ) == (
        [],
        [("changed", "、书记")],
    )


def test_against_an_empty_text_everything_differs() -> None:
    assert changed("", "公开。") == ([], [("only", "公开。")])


@given(TEXTS, TEXTS)
def test_changes_are_ranges_of_their_text_in_order_without_overlap(left: str, right: str) -> None:
    found = differences(left, right)
    for text, changes in ((left, found.left), (right, found.right)):
        edges = [edge for change in changes for edge in (change.start, change.end)]
        assert edges == sorted(edges)
        assert all(0 <= change.start < change.end <= len(text) for change in changes)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == Differences((), (), is_complete=True)


def test_one_new_sentence_is_found_among_thousands() -> None:
    same = [f"第{number}次公开信息。" for number in range(5_000)]
    new = [*same[:2_500], "新增栏目二十个。", *same[2_500:]]
    assert changed("".join(same), "".join(new)) == ([], [("only", "新增栏目二十个。")])


def test_changes_within_a_sentence_among_thousands_are_found() -> None:
    same = [f"第{number}次公开信息。" for number in range(5_000)]
    new = [*same[:100], "第一百次公开章程。", *same[101:]]
    found = differences("".join(same), "".join(new))
    assert {change.kind for change in (*found.left, *found.right)} == {"changed"}
    assert found.is_complete


def test_comparison_of_texts_that_differ_everywhere_is_limited() -> None:
    left = "".join(f"{number * 7919 % 100_003}条信息由学校公开。" for number in range(6_000))
    right = "".join(f"{number * 7907 % 100_003}条信息由学校公布。" for number in range(6_000))
    found = differences(left, right)
    assert not found.is_complete
    assert len(found.left) >= 6_000
