"""What every engine promises of its batches, generations and readers (`search/engine.py`)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from indexer.errors import IndexMissingError
from indexer.reports.figures import (
    FIGURE_NUMBERS,
    FIGURES,
    QUALIFIERS,
    STATES,
    Figure,
    Statement,
    all_figures,
)
from indexer.search.engine import IndexReader, Plan, SearchEngine, walk_reports
from indexer.search.query import Everything, Literal, Or
from indexer.search.request import FACETS, GROUPS, SCOPES, SORTS
from tests.engines.corpora import report


def put(engine: SearchEngine, **texts: str) -> None:
    """One batch: a report of one part for each id."""
    with engine.writer() as writer:
        for report_id, text in texts.items():
            writer.put(report({"id": report_id, "parts": [text]}))


def ids(reader: IndexReader) -> list[str]:
    return sorted(head.id for head in reader.heads())


def found(reader: IndexReader, term: str) -> list[str]:
    return sorted(hit.report.id for hit in reader.search(Plan(Literal(term))).parts)


def test_before_the_first_batch_there_is_no_index(engine: SearchEngine) -> None:
    assert not engine.exists()
    for ask in (engine.reader, engine.generation, engine.check):
        with pytest.raises(IndexMissingError, match="xxgk index"):
            ask()


def test_the_first_batch_makes_the_index(engine: SearchEngine) -> None:
    put(engine, a="申请")
    assert engine.exists()
    assert engine.reader().generation == engine.generation()
    assert ids(engine.reader()) == ["a"]
    assert [*engine.check(deep=True)] == []


def test_a_note_lies_beside_the_index_through_batches_and_rebuilds(engine: SearchEngine) -> None:
    assert engine.read_note() is None
    put(engine, a="申请")
    assert engine.read_note() is None
    engine.write_note("one")
    engine.write_note('{"path": "\\udce4"}')
    put(engine, b="公开")
    assert engine.read_note() == '{"path": "\\udce4"}'
    assert ids(engine.reader()) == ["a", "b"]
    assert found(engine.reader(), "申请") == ["a"]
    assert [*engine.check(deep=True)] == []
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "c", "parts": ["申请"]}))
    engine.write_note("two")
    assert engine.read_note() == "two"


EVERYTHING = [Everything(), Literal("申请"), Or((Literal("申请"), Literal("公开")))]


@pytest.mark.parametrize("once_held", [(), ("a", "b")], ids=["never held any", "held some"])
def test_an_index_without_reports_answers_everything(
    engine: SearchEngine, once_held: tuple[str, ...]
) -> None:
    if once_held:
        put(engine, **dict.fromkeys(once_held, "申请公开"))
    with engine.writer() as writer:
        writer.remove(once_held)
    reader = engine.reader()
    for query in EVERYTHING:
        for sort, group, scope in product(SORTS, GROUPS, SCOPES):
            found = reader.search(Plan(query, sort=sort, group=group, scope=scope))
            assert (found.total, found.reports, [*found.parts]) == (0, 0, [])
            assert not any(found.facets.values())
        assert reader.count(query) == 0
    assert [*reader.vocabulary("", 10)] == [*reader.common_words(10)] == [*reader.heads()] == []
    assert {facet: dict(reader.values(facet)) for facet in FACETS} == {
        facet: {} for facet in FACETS
    }
    assert (reader.head("a"), reader.report("a"), dict(reader.sources())) == (None, None, {})
    assert reader.figures().states.shape == (0, len(FIGURES))
    assert reader.report_figures(["a"]) == {}
    assert reader.document_frequency("申请") == reader.statistics().reports == 0
    assert [*engine.check(deep=True)] == []


def test_a_report_without_parts_is_kept_and_in_no_result(engine: SearchEngine) -> None:
    with engine.writer() as writer:
        writer.put(report({"id": "a", "year": 2024, "parts": []}))
    reader = engine.reader()
    for query in EVERYTHING:
        for group, scope in product(GROUPS, SCOPES):
            found = reader.search(Plan(query, group=group, scope=scope))
            assert (found.total, found.reports, [*found.parts]) == (0, 0, [])
    assert [head.id for head in reader.heads()] == ["a"]
    assert (reader.statistics().reports, reader.statistics().parts) == (1, 0)
    assert [*engine.check(deep=True)] == []


def test_a_part_that_is_a_heading_only_is_sound(engine: SearchEngine) -> None:
    with engine.writer() as writer:
        writer.put(report({"id": "a", "parts": [{"heading": "三、其他事项", "text": ""}]}))
    assert [*engine.check(deep=True)] == []


def test_figures_are_read_from_columns_and_with_their_sentences(engine: SearchEngine) -> None:
    stated = Figure("number", 3, "about", "收到3件。", 1, (0, 5), in_heading=True)
    denied = Statement(0, "没有收到。", 2, (4, 9))
    unclear = Figure("unread", None, None, "收到3件。", 1, (0, 5), conflict=True, others=(denied,))
    contact = Figure("text", ("0551-1", "a@b.cn"), None, "电话。", 1, (0, 3))
    corrected = Figure("not_stated", corrected=True)
    figures = all_figures(
        {
            "requests_received": stated,
            "lawsuits": unclear,
            "contact": contact,
            "fees": corrected,
            "website_items": Figure("number", 10**12, "over", "超。", 1, (0, 2)),
        }
    )
    moment = datetime(2024, 10, 30, 8, 0, 1, tzinfo=UTC)
    whole = report({"id": "new", "year": 2024, "parts": ["收到3件。"]})
    with engine.writer() as writer:
        writer.put(report({"id": "old", "year": 2020, "parts": ["无。"], "figures": {"fees": 0}}))
        writer.put(replace(whole, figures=figures, first_indexed=moment))
        writer.put(replace(whole, id="unread", year=None, figures={}))
    reader = engine.reader()
    assert reader.report_figures(["new", "gone"]) == {"new": figures}
    assert reader.report_figures(["unread"]) == {"unread": all_figures({})}
    columns = reader.figures()
    assert [head.id for head in columns.heads] == ids_in_order(reader) == ["new", "old", "unread"]
    received, items = FIGURE_NUMBERS["requests_received"], FIGURE_NUMBERS["website_items"]
    assert [STATES[state] for state in columns.states[:, received]] == [
        "number",
        "not_stated",
        "not_stated",
    ]
    assert columns.values[:, items].tolist() == [10**12, 0, 0]
    assert [QUALIFIERS[one] for one in columns.qualifiers[0, [received, items]]] == [
        "about",
        "over",
    ]
    assert [head.first_indexed for head in reader.heads()] == ["2024-10-30T08:00:01Z", None, None]
    read = reader.report("new")
    assert read is not None
    assert (read.figures, read.first_indexed) == (figures, moment)
    assert [*engine.check(deep=True)] == []


def ids_in_order(reader: IndexReader) -> list[str]:
    return [head.id for head in reader.heads()]


def test_each_batch_is_a_new_generation(engine: SearchEngine) -> None:
    put(engine, a="申请")
    first = engine.generation()
    put(engine, b="公开")
    assert engine.generation() > first
    assert ids(engine.reader()) == ["a", "b"]


def test_a_report_put_again_replaces_the_one_with_its_id(engine: SearchEngine) -> None:
    put(engine, a="申请", b="申请")
    put(engine, a="公开")
    assert ids(engine.reader()) == ["a", "b"]
    assert found(engine.reader(), "申请") == ["b"]
    assert found(engine.reader(), "公开") == ["a"]


def test_within_a_batch_the_last_word_counts(engine: SearchEngine) -> None:
    with engine.writer() as writer:
        for text in ("申请", "公开"):
            writer.put(report({"id": "a", "parts": [text]}))
        writer.put(report({"id": "b", "parts": ["申请"]}))
        writer.remove(["b"])
    assert ids(engine.reader()) == ["a"]
    assert found(engine.reader(), "公开") == ["a"]


def test_a_removed_report_is_gone_from_everything(engine: SearchEngine) -> None:
    put(engine, a="申请", b="申请 公开")
    with engine.writer() as writer:
        writer.remove(["b", "never there"])
    reader = engine.reader()
    assert ids(reader) == ["a"]
    assert reader.head("b") is None
    assert reader.report("b") is None
    assert "b" not in reader.sources()
    assert found(reader, "申请") == ["a"]
    assert reader.document_frequency("公开") == 0
    assert [*reader.vocabulary("公开", 10)] == []
    assert reader.statistics().parts == 1


def test_a_batch_that_fails_changes_nothing(engine: SearchEngine) -> None:
    put(engine, a="申请")
    before = engine.generation()
    with suppress(RuntimeError), engine.writer() as writer:
        writer.put(report({"id": "b", "parts": ["公开"]}))
        writer.remove(["a"])
        raise RuntimeError
    assert engine.generation() == before
    assert ids(engine.reader()) == ["a"]
    put(engine, c="公开")
    assert ids(engine.reader()) == ["a", "c"]


def test_a_rebuild_starts_from_nothing_while_the_old_one_serves(engine: SearchEngine) -> None:
    put(engine, a="申请")
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "b", "parts": ["公开"]}))
        assert ids(engine.reader()) == ["a"]
    assert ids(engine.reader()) == ["b"]


def test_a_reader_answers_from_the_generation_it_was_opened_on(engine: SearchEngine) -> None:
    put(engine, a="申请")
    reader = engine.reader()
    put(engine, a="公开", b="申请")
    with engine.writer() as writer:
        writer.remove(["a"])
    assert ids(reader) == ["a"]
    assert found(reader, "申请") == ["a"]
    report_a = reader.report("a")
    assert report_a is not None
    assert report_a.parts[0].text == "申请"


def test_a_report_comes_back_as_it_was_put(engine: SearchEngine) -> None:
    given = report(
        {
            "id": "a",
            "school": "安徽大学",
            "year": 2024,
            "period_end": "2024-08-31",
            "title": "年度报告",
            "parts": [{"heading": "一、概述", "text": "第一段。\n甲\t乙"}, "②  ２０２４ 年"],
        }
    )
    with engine.writer() as writer:
        writer.put(given)
    assert engine.reader().report("a") == given
    assert [*walk_reports(engine.reader())] == [given]


def test_an_index_of_no_reports_answers_every_search(engine: SearchEngine) -> None:
    put(engine)
    reader = engine.reader()
    for query in (Everything(), Literal("申请"), Or((Literal("a"), Literal("公")))):
        for scope in SCOPES:
            for group in GROUPS:
                for sort in SORTS:
                    answer = reader.search(Plan(query, scope=scope, group=group, sort=sort))
                    assert (answer.total, answer.reports, answer.parts) == (0, 0, ())
                    assert {facet: dict(answer.facets[facet]) for facet in FACETS} == {
                        facet: {} for facet in FACETS
                    }
    assert reader.statistics().reports == 0


def test_a_filter_without_values_lets_nothing_pass(engine: SearchEngine) -> None:
    put(engine, a="申请")
    plan = Plan(Literal("申请"), filters={"school": frozenset()})
    answer = engine.reader().search(plan)
    assert answer.total == 0
    assert answer.facets["school"] == {None: 1}
    assert answer.facets["year"] == {}


def test_the_vocabulary_is_sorted_by_frequency_then_by_word(engine: SearchEngine) -> None:
    put(engine, a="申请 申诉", b="申请 申报 申报", c="申请 申诉 申报")
    assert [*engine.reader().vocabulary("申", 10)] == [("申请", 3), ("申报", 2), ("申诉", 2)]
    assert [*engine.reader().vocabulary("申", 2)] == [("申请", 3), ("申报", 2)]


def test_threads_may_share_a_reader(engine: SearchEngine) -> None:
    put(engine, **{f"r{number}": f"申请 {number} 件 公开" for number in range(20)})
    reader = engine.reader()
    plans = [Plan(Literal(str(number))) for number in range(20)] * 5
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(reader.search, plans)]
    assert [answer.parts[0].report.id for answer in answers] == [
        f"r{number}" for number in range(20)
    ] * 5


def test_facets_count_reports_beside_parts(engine: SearchEngine) -> None:
    with engine.writer() as writer:
        applied = {"text": "申请", "sections": ("on_request",), "topics": ("basic", "finance")}
        other = {"text": "申请", "sections": ("overview", "on_request")}
        for report_id, year, parts in (
            ("a", 2023, [applied, other, other]),
            ("b", 2024, [other, {"text": "公开"}]),
            ("c", None, [other]),
        ):
            writer.put(report({"id": report_id, "year": year, "school": "甲", "parts": parts}))
    filters = {"year": frozenset({"2023", "2024"})}
    found = engine.reader().search(Plan(Literal("申请"), filters, report_counts=FACETS))
    assert found.facet_reports == {
        "school": {"甲": 2},
        "section": {"on_request": 2, "overview": 2},
        "topic": {"basic": 1, "finance": 1, None: 2},
        "year": {"2023": 1, "2024": 1, None: 1},
        "province": {None: 2},
        "text_source": {"text": 2},
    }


def test_the_status_of_sections_is_known_by_year(engine: SearchEngine) -> None:
    with engine.writer() as writer:
        empty = {"text": "无。", "sections": ("complaints", "other_matters")}
        for report_id, year in (("a", 2023), ("b", 2024), ("c", None)):
            parts = [{"text": "公开"}, empty, {"text": "申请", "sections": ("complaints",)}]
            writer.put(report({"id": report_id, "year": year, "parts": parts}))
    statuses = {
        "overview": ("present", 1),
        "complaints": ("present", 2),
        "other_matters": ("says_nothing", 2),
    }
    for year, report_id in ((2023, "a"), (2024, "b"), (None, "c")):
        assert engine.reader().section_statuses(year) == {report_id: statuses}
    assert engine.reader().section_statuses(1999) == {}


def test_a_chosen_value_is_counted_however_few_values_are_asked_for(engine: SearchEngine) -> None:
    many = {"乙": 3, "丙": 2, "甲": 1}
    with engine.writer() as writer:
        for school, parts in many.items():
            given = {"id": f"r{parts}", "school": school, "parts": ["申请"] * parts}
            writer.put(report(given))
    filters = {"school": frozenset({"甲"})}
    found = engine.reader().search(Plan(Literal("申请"), filters, facet_size=1))
    assert {"乙": 3, "甲": 1}.items() <= found.facets["school"].items()
