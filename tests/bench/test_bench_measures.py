"""A run of the benchmark: its figures are those of the contract, and its truth is the text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.peers import EMBEDDED, FACETS, NoSuchEngineError, Query, make_peer
from bench.prepared import Prepared, parsed, prepare
from bench.queries import HARD_KINDS, KINDS, draw_hard_queries, draw_queries, within_years
from indexer.analysis.segment import containment_words
from indexer.ingest.sources import discover

FIGURES = {
    *("index_s", "index_mb", "text_mb", "rss_mb", "open_ms", "p50_ms", "p95_ms"),
    *("cold_p50_ms", "cold_p95_ms", "by_kind", "literal_recall", "literal_precision"),
}
BY_KIND = {"p50_ms", "p95_ms", "cold_p50_ms", "cold_p95_ms", "recall", "precision"}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("corpus"), 12)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, corpus: Prepared) -> Path:
    """An index of every engine, each in the folder of its name."""
    folder = tmp_path_factory.mktemp("engines")
    for name in EMBEDDED:
        make_peer(name, folder / name).build(corpus.reports())
    return folder


def true(corpus: Prepared, query: Query) -> set[str]:
    return corpus.plain.matches([query])[0]


def test_a_run_prints_one_json_object_on_its_last_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = ["--keep", str(tmp_path)]
    main(["--growth", "4,12", "--engines", "xxgk", "--each", "1", "--hard", *kept])
    *table, last = capsys.readouterr().out.splitlines()
    found = json.loads(last)
    assert table[0].split() == ["4", "reports", "xxgk"]
    assert found["reports"] == 12
    assert [run["reports"] for run in found["growth"]] == [4, 12]
    figures = found["engines"]["xxgk"]
    assert set(figures) >= FIGURES
    assert set(figures["by_kind"]) == set(KINDS)
    for kind in figures["by_kind"].values():
        assert set(kind) == BY_KIND
        assert kind["recall"] == kind["precision"] == 1
    assert figures["literal_recall"] == figures["literal_precision"] == 1
    assert figures.keys().isdisjoint({"clients", "commands", "additions"})
    assert figures["waiting"]["corpus"]["errors"] == 0


def test_a_kept_index_is_not_built_again(
    corpus: Prepared, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = ["--reports", "4", "--engines", "fts5", "--each", "1", "--keep", str(tmp_path)]
    times = []
    for more in ([], [], ["--anew"]):
        main([*asked, *more])
        capsys.readouterr()
        times.append((tmp_path / "4" / "fts5.json").stat().st_mtime_ns)
    first, second, anew = times
    assert first == second < anew


def test_a_prepared_corpus_holds_what_indexing_its_files_finds(corpus: Prepared) -> None:
    reports = [*corpus.reports()]
    assert {report.id for report in reports} == {
        found.report_id for found in discover([corpus.texts])
    }
    assert len(reports) == corpus.count == 12
    texts = [report.source.size for report in reports]
    assert sum(texts) == corpus.bytes


def test_a_large_corpus_is_made_by_several_processes_and_is_the_same(tmp_path: Path) -> None:
    from bench.corpus import generate

    reports = [*prepare(tmp_path, 201).reports()]
    assert reports[::100] == [parsed(made) for made in [*generate(201)][::100]]


def test_a_corpus_of_another_size_is_refused(corpus: Prepared) -> None:
    with pytest.raises(ValueError, match="a corpus of 12 reports, not of 13"):
        prepare(corpus.folder, 13)


@pytest.mark.parametrize("name", EMBEDDED)
def test_every_engine_does_the_whole_work(name: str, built: Path, corpus: Prepared) -> None:
    """A word that jieba cuts as it stands is found by all; the answers have the same shape."""
    peer = make_peer(name, built / name)
    peer.open()
    query = Query("two terms", ("食堂", "学校"))
    answer = peer.search(query)
    assert peer.matches(query) == true(corpus, query)
    assert answer.total == len(true(corpus, query))
    assert len(answer.snippets) == min(10, answer.total)
    assert set(answer.facets) == set(FACETS)
    peer.close()


@pytest.mark.parametrize("name", EMBEDDED)
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


@pytest.mark.parametrize("name", EMBEDDED)
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
    for draw in (draw_queries, draw_hard_queries):
        assert draw(corpus.plain, 3) == draw(corpus.plain, 3)


def test_only_the_empty_kind_finds_nothing_by_intention(corpus: Prepared) -> None:
    queries = draw_queries(corpus.plain, 5)
    for query, matching in zip(queries, corpus.plain.matches(queries), strict=True):
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
    kinds = Counter(query.kind for query in draw_queries(corpus.plain, 4))
    assert kinds == dict.fromkeys(KINDS, 4)


def test_what_is_hard_stands_in_many_texts_and_is_no_word(corpus: Prepared) -> None:
    hard = draw_hard_queries(corpus.plain, 3)
    assert Counter(query.kind for query in hard) == dict.fromkeys(HARD_KINDS, 3)
    literals = {query.terms[0] for query in hard if query.near is None}
    assert literals.isdisjoint(containment_words())
    parts = sum(1 for _ in corpus.plain.parts())
    for literal in literals:
        assert len(true(corpus, Query("common", (literal,)))) >= parts / 10


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


def test_an_engine_that_is_not_installed_names_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.peers.find_spec", lambda _: None)
    with pytest.raises(NoSuchEngineError, match="pip install tantivy"):
        make_peer("tantivy", tmp_path)
