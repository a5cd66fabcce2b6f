"""A run of the benchmark: its figures are those of the contract, and its truth is the text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.corpus import generate
from bench.peers import ENGINES, FACETS, NoSuchEngineError, Query, make_peer
from bench.prepared import Prepared, parse, prepare
from bench.queries import KINDS, draw_queries, none_twice, searched, within_years
from bench.tables import tables

pytestmark = pytest.mark.slow

FIGURES = {
    *("index_s", "index_mb", "text_mb", "rss_mb", "open_ms", "p50_ms", "p95_ms"),
    *("cold_p50_ms", "cold_p95_ms", "by_kind", "literal_recall", "literal_precision"),
    *("fresh_p50_ms", "fresh_p95_ms", "fresh_p99_ms", "fresh_cpu_p50_ms", "fresh_cpu_p95_ms"),
}
BY_KIND = {
    *("p50_ms", "p95_ms", "cold_p50_ms", "cold_p95_ms", "recall", "precision"),
    *("fresh_p50_ms", "fresh_p95_ms", "fresh_p99_ms"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("corpus"), 12)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, corpus: Prepared) -> Path:
    """An index of every engine, each in the folder of its name."""
    folder = tmp_path_factory.mktemp("engines")
    for name in ENGINES:
        make_peer(name, folder / name).build(corpus.reports())
    return folder


def true(corpus: Prepared, query: Query) -> set[str]:
    return corpus.matches([query])[0]


def test_a_run_prints_its_tables_and_one_json_object_on_the_last_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["--reports", "12", "--engines", "xxgk,fts5", "--each", "2"])
    *shown, last = capsys.readouterr().out.splitlines()
    found = json.loads(last)
    assert "\n".join(shown) == tables(found)
    assert shown[0] == "| 12 reports | xxgk | fts5 |"
    assert found["reports"] == 12
    for figures in found["engines"].values():
        assert set(figures) >= FIGURES
        assert set(figures["by_kind"]) == set(KINDS)
        assert all(set(kind) >= BY_KIND for kind in figures["by_kind"].values())
    ours = found["engines"]["xxgk"]
    assert all(kind["recall"] == kind["precision"] == 1 for kind in ours["by_kind"].values())
    assert ours["literal_recall"] == ours["literal_precision"] == 1


def test_a_kept_index_is_not_built_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ["--reports", "4", "--engines", "fts5", "--each", "1", "--keep", str(tmp_path)]
    times = []
    for _ in range(2):
        main([*options, "--format", "json"])
        times.append((tmp_path / "4" / "fts5.json").stat().st_mtime_ns)
        assert len(capsys.readouterr().out.splitlines()) == 1
    assert times[0] == times[1]


def test_a_prepared_corpus_holds_the_generated_reports_as_parsed(corpus: Prepared) -> None:
    made = [*generate(12)]
    assert [*corpus.reports()] == [*map(parse, made)]
    assert corpus.bytes == sum(len(each.text.encode()) for each in made)


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_does_the_whole_work(name: str, built: Path, corpus: Prepared) -> None:
    """A word that jieba cuts as it stands is found by all; the answers have the same shape."""
    peer = make_peer(name, built / name)
    peer.open()
    query = Query("two terms", ("食堂", "学校"))
    answer = peer.search(query)
    assert peer.matches(query) == true(corpus, query)
    assert answer.total == len(true(corpus, query))
    assert len(answer.snippets) == min(10, answer.total)
    assert set(FACETS) <= set(answer.facets)  # ours counts the sources of texts too
    peer.close()


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    "query",
    [
        Query("four terms", ("食堂", "学校"), without=("图书馆",)),
        Query("filtered", ("食堂",), year=2015, section="proactive"),
        Query("filtered", ("学校",), year=1999),
        Query("deep page", ("食堂",), page=100),
    ],
    ids=["not", "filtered", "of no report", "deep page"],
)
def test_every_engine_understands_every_kind(
    name: str, query: Query, built: Path, corpus: Prepared
) -> None:
    peer = make_peer(name, built / name)
    peer.open()
    answer = peer.search(query)
    assert peer.matches(query) == true(corpus, query)
    assert answer.total == len(true(corpus, query))
    assert len(answer.snippets) == max(0, min(10, answer.total - (query.page - 1) * 10))
    peer.close()


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_with_its_caches_emptied_answers_the_same(name: str, built: Path) -> None:
    peer = make_peer(name, built / name)
    peer.open()
    query = Query("two terms", ("食堂", "学校"))
    before = peer.search(query)
    peer.forget()
    assert peer.search(query) == before
    peer.close()


@pytest.mark.parametrize("name", ["xxgk", "fts5"])
def test_nearness_is_never_less_than_both_words(name: str, built: Path, corpus: Prepared) -> None:
    near = Query("near", ("学校", "学生"), near=20)
    peer = make_peer(name, built / name)
    peer.open()
    found = peer.matches(near)
    peer.close()
    assert found
    assert found <= true(corpus, Query("two terms", near.terms))
    if name == "xxgk":
        assert found == true(corpus, near)


def test_the_same_corpus_gives_the_same_queries(corpus: Prepared) -> None:
    assert draw_queries(corpus, 3) == draw_queries(corpus, 3)
    assert draw_queries(corpus, 3) != draw_queries(corpus, 3, seed=2)


def test_a_common_phrase_is_asked_once_until_all_were_asked(corpus: Prepared) -> None:
    """A deep page of a phrase asked before would not be a fresh query."""
    asked = [
        searched(query)
        for query in draw_queries(corpus, 12)
        if query.kind in ("common", "deep page")
    ]
    assert len(set(asked)) == len(asked) == 24


def test_a_fresh_query_was_not_asked_before_not_even_its_first_page() -> None:
    asked, deep = Query("common", ("学校",)), Query("deep page", ("学校",), page=100)
    other, of_a_year = Query("rare", ("食堂",)), Query("filtered", ("学校",), year=2015)
    warming, fresh = none_twice([deep, other, of_a_year], [asked, of_a_year, asked])
    assert warming == [other]
    assert fresh == [asked, of_a_year]


def test_only_the_empty_kind_finds_nothing_by_intention(corpus: Prepared) -> None:
    queries = draw_queries(corpus, 5)
    for query, matching in zip(queries, corpus.matches(queries), strict=True):
        match query.kind:
            case "empty":
                assert matching == set()
            case "common" | "rare" | "character" | "long literal":
                assert matching


def test_the_truth_of_a_query_is_read_off_the_text(corpus: Prepared) -> None:
    everywhere = true(corpus, Query("common", ("学校",)))
    one_year = true(corpus, Query("filtered", ("学校",), year=2010))
    assert one_year < everywhere
    assert true(corpus, Query("two terms", ("学校", "没有这几个字"))) == set()


def test_queries_of_every_kind_come_in_equal_numbers(corpus: Prepared) -> None:
    kinds = Counter(query.kind for query in draw_queries(corpus, 4))
    assert kinds == dict.fromkeys(KINDS, 4)


def test_queries_within_years_keep_the_year_they_have() -> None:
    filtered = Query("filtered", ("学校",), year=2023)
    common = Query("common", ("学校",))
    assert [query.year for query in within_years([common, filtered, common])] == [2010, 2023, 2012]


def test_an_engine_that_is_not_known_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoSuchEngineError, match="no engine is called lucene: xxgk, stock"):
        make_peer("lucene", tmp_path)
    with pytest.raises(SystemExit):
        main(["--reports", "1", "--engines", "lucene"])
    assert "no engine is called lucene" in capsys.readouterr().err


def test_an_engine_that_is_not_installed_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.peers.find_spec", lambda _: None)
    with pytest.raises(NoSuchEngineError, match="pip install tantivy"):
        make_peer("tantivy", tmp_path)
