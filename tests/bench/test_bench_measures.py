"""A run of the benchmark: its figures are those of the contract, and its truth is the text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.peers import ENGINES, FACETS, NoSuchEngineError, Query, make_peer
from bench.queries import KINDS, PlainTexts
from bench.stage import parsed_reports

FIGURES = {
    *("index_s", "index_mb", "text_mb", "rss_mb", "open_ms", "p50_ms", "p95_ms"),
    *("cold_p50_ms", "cold_p95_ms", "by_kind", "literal_recall", "literal_precision"),
}
BY_KIND = {"p50_ms", "p95_ms", "cold_p50_ms", "cold_p95_ms", "recall", "precision"}


@pytest.fixture(scope="module")
def texts() -> PlainTexts:
    found = PlainTexts()
    for report in parsed_reports(12):
        found.add(report)
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of every engine, each in the folder of its name."""
    folder = tmp_path_factory.mktemp("engines")
    for name in ENGINES:
        make_peer(name, folder / name).build(parsed_reports(12))
    return folder


def test_a_run_prints_one_json_object_on_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--reports", "12", "--engines", "xxgk", "--each", "1"])
    *table, last = capsys.readouterr().out.splitlines()
    found = json.loads(last)
    assert table[0].split() == ["12", "reports", "xxgk"]
    assert found["reports"] == 12
    figures = found["engines"]["xxgk"]
    assert set(figures) >= FIGURES
    assert set(figures["by_kind"]) == set(KINDS)
    for kind in figures["by_kind"].values():
        assert set(kind) == BY_KIND
        assert kind["recall"] == kind["precision"] == 1
    assert figures["literal_recall"] == figures["literal_precision"] == 1


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_does_the_whole_work(name: str, built: Path, texts: PlainTexts) -> None:
    """A word that jieba cuts as it stands is found by all; the answers have the same shape."""
    peer = make_peer(name, built / name)
    peer.open()
    query = Query("two terms", ("食堂", "学校"))
    answer = peer.search(query)
    assert peer.matches(query) == texts.matches(query)
    assert answer.total == len(texts.matches(query))
    assert len(answer.snippets) == min(10, answer.total)
    assert set(answer.facets) == set(FACETS)
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
    name: str, query: Query, built: Path, texts: PlainTexts
) -> None:
    peer = make_peer(name, built / name)
    peer.open()
    answer = peer.search(query)
    assert peer.matches(query) == texts.matches(query)
    assert answer.total == len(texts.matches(query))
    assert len(answer.snippets) == max(0, min(10, answer.total - (query.page - 1) * 10))
    peer.close()


@pytest.mark.parametrize("name", ["xxgk", "fts5"])
def test_nearness_is_never_less_than_both_words(name: str, built: Path, texts: PlainTexts) -> None:
    near = Query("near", ("学校", "学生"), near=20)
    peer = make_peer(name, built / name)
    peer.open()
    found = peer.matches(near)
    peer.close()
    assert found
    assert found <= texts.matches(Query("two terms", near.terms))
    if name == "xxgk":
        assert found == texts.matches(near)


def test_the_same_corpus_gives_the_same_queries(texts: PlainTexts) -> None:
    assert texts.queries(3) == texts.queries(3)
    assert {query.kind for query in texts.queries(1)} == set(KINDS)


def test_only_the_empty_kind_finds_nothing_by_intention(texts: PlainTexts) -> None:
    for query in texts.queries(5):
        match query.kind:
            case "empty":
                assert texts.matches(query) == set()
            case "common" | "rare" | "character" | "long literal":
                assert texts.matches(query)


def test_the_truth_of_a_query_is_read_off_the_text(texts: PlainTexts) -> None:
    everywhere = texts.matches(Query("common", ("学校",)))
    one_year = texts.matches(Query("filtered", ("学校",), year=2010))
    assert one_year < everywhere
    assert texts.matches(Query("two terms", ("学校", "没有这几个字"))) == set()


def test_queries_of_every_kind_come_in_equal_numbers(texts: PlainTexts) -> None:
    kinds = Counter(query.kind for query in texts.queries(4))
    assert kinds == dict.fromkeys(KINDS, 4)


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
