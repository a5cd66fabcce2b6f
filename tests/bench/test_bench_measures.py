"""A run of the benchmark: its figures are those of the contract, and its truth is the text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.peers import FACETS, Query, make_peer
from bench.queries import KINDS, PlainTexts
from bench.stage import parsed_reports

FIGURES = {
    *("index_s", "index_mb", "text_mb", "rss_mb", "open_ms", "p50_ms", "p95_ms"),
    *("cold_p50_ms", "cold_p95_ms", "by_kind", "literal_recall", "literal_precision"),
}


@pytest.fixture(scope="module")
def texts() -> PlainTexts:
    found = PlainTexts()
    for report in parsed_reports(12):
        found.add(report)
    return found


def test_a_run_prints_one_json_object_on_its_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--reports", "12", "--engines", "xxgk", "--each", "1"])
    *table, last = capsys.readouterr().out.splitlines()
    found = json.loads(last)
    assert table[0].split() == ["12", "reports", "xxgk"]
    assert found["reports"] == 12
    figures = found["engines"]["xxgk"]
    assert set(figures) == FIGURES
    assert set(figures["by_kind"]) == set(KINDS)
    assert figures["literal_recall"] == figures["literal_precision"] == 1


@pytest.mark.parametrize("name", ["xxgk", "stock"])
def test_every_engine_does_the_whole_work(name: str, tmp_path: Path, texts: PlainTexts) -> None:
    """A word that jieba cuts as it stands is found by all; the answers have the same shape."""
    peer = make_peer(name, tmp_path / name)
    peer.build(parsed_reports(12))
    peer.open()
    query = Query("two terms", ("食堂", "学校"))
    answer = peer.search(query)
    assert peer.matches(query) == texts.matches(query)
    assert answer.total == len(texts.matches(query))
    assert len(answer.snippets) == min(10, answer.total)
    assert set(answer.facets) == set(FACETS)
    peer.close()


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


def test_an_engine_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no engine"):
        make_peer("lucene", None)  # type: ignore[arg-type]
