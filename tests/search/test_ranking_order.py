"""Properties of the ranking, shown on small archives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.archive.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.reports.model import Part, Report, Source
from indexer.search.request import SearchRequest

FILLING = "学校通过网站公布各类信息，方便师生查阅。"


def part(text: str, heading: str = "一、概述", section: str = "overview") -> Part:
    return Part(1, (section,), (), heading, text)


def order(query: str, *parts: Part, others: Sequence[Part] = ()) -> list[int]:
    """Positions of `parts`, each in a report of its own, in the order the query gives.

    The later a part stands, the newer its report: where all else is equal, the last comes first.
    """
    engine = OracleEngine()
    with engine.writer() as writer:
        for number, each in enumerate((*parts, *others)):
            writer.put(
                Report(
                    id=f"r{number}",
                    school=f"第{number}大学",
                    province=None,
                    period=str(2001 + number),
                    year=2001 + number,
                    period_start=None,
                    period_end=None,
                    published=None,
                    title="信息公开年度报告",
                    source_url=None,
                    source=Source(f"r{number}.txt"),
                    parts=(each,),
                )
            )
    answer = Archive(engine).search(SearchRequest(query, size=100))
    places = [int(hit.report_id[1:]) for hit in answer.hits]
    return [place for place in places if place < len(parts)]


def test_a_preamble_that_announces_everything_ranks_below_the_section() -> None:
    announces = "全文包括概述、主动公开情况、依申请公开情况、评议情况、举报情况等五个部分。"
    assert order(
        "依申请公开情况",
        part("本年度收到申请一件。" + FILLING * 8, "三、依申请公开情况", "on_request"),
        part(announces, "", "preamble"),
    ) == [0, 1]


def test_a_preamble_ranks_below_a_body_part_with_the_same_words() -> None:
    said = "学校收到申请一件。" + FILLING
    assert order("申请", part(said, ""), part(said, "", "preamble")) == [0, 1]


def test_a_term_in_the_heading_boosts() -> None:
    said = "学校评议评议评议。" + FILLING
    assert order("评议", part(said, "四、评议情况"), part(said, "四、其他情况")) == [0, 1]


def test_proximity_boosts() -> None:
    near, far = "招生计划公布录取结果。" + FILLING, "招生计划公布。" + FILLING + "录取结果。"
    pad = FILLING.replace("，", "")
    assert order("招生 录取", part(near + pad), part(far + pad)) == [0, 1]


def test_words_of_nearly_every_part_count_little() -> None:
    """信息公开 stands everywhere and tells nothing; 诉讼 decides, however often the other comes."""
    everywhere = [part("信息公开。" + FILLING) for _ in range(20)]
    rare = part("信息公开，诉讼诉讼。" + FILLING * 3)
    loud = part("信息公开，信息公开，信息公开，信息公开，诉讼。" + FILLING * 3)
    assert order("信息公开 诉讼", rare, loud, others=everywhere) == [0, 1]


def test_a_word_inside_a_longer_one_counts_too() -> None:
    """The segmenter cuts 学风建设 as one word; a literal finds 学风 in it all the same."""
    assert order(
        "学风",
        part("学校学风建设情况良好。", "七、学风建设信息"),
        part("学校公布基本信息、学风建设等信息。" + FILLING * 8),
    ) == [0, 1]


@pytest.mark.parametrize("query", ["申请", "学", "站公", "申请 信息"])
def test_equal_scores_are_ordered_newest_first(query: str) -> None:
    said = "申请。" + FILLING
    assert order(query, part(said), part(said), part(said)) == [2, 1, 0]
