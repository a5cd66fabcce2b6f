"""Where exact search finds few, recognised parts that differ by look-alikes are offered apart."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.analysis.confusables import confusables
from indexer.analysis.normalize import normalize
from indexer.engines.oracle import OracleEngine
from indexer.search.engine import IndexReader
from indexer.search.execute import search
from indexer.search.possible import spellings_of
from indexer.search.request import SearchRequest
from tests.engines.corpora import report


def reader_of(*parts: dict[str, Any]) -> IndexReader:
    """A reader of reports a, b, c … with one part each."""
    engine = OracleEngine()
    with engine.writer() as writer:
        for name, part in zip("abcdefghijklmnop", parts, strict=False):
            writer.put(report({"id": name, "parts": [part]}))
    return engine.reader()


def possible(reader: IndexReader, query: str, **options: Any) -> list[str] | None:
    found = search(reader, SearchRequest(query, **options)).possible
    if found is None:
        return None
    assert found.total >= len(found.hits)
    return [hit.report_id for hit in found.hits]


SCANS = (
    {"text": "未收到书面申请。", "text_source": "ocr"},
    {"text": "末收到书面申请。", "text_source": "ocr"},
    {"text": "末收到书面申请。"},
    {"text": "末收到书面甲请。", "text_source": "mixed"},
)


def test_recognised_parts_that_differ_by_a_look_alike_are_offered_apart() -> None:
    reader = reader_of(*SCANS)
    found = search(reader, SearchRequest("未收到书面"))
    assert [hit.report_id for hit in found.hits] == ["a"]
    assert found.total == 1
    assert found.possible is not None
    assert found.possible.total == 2
    assert {hit.report_id for hit in found.possible.hits} == {"b", "d"}
    (marked,) = {
        snippet.text[start:end]
        for hit in found.possible.hits
        for snippet in hit.snippets
        for start, end in snippet.marks
    }
    assert marked == "末收到书面"
    assert {value.value: value.count for value in found.facets["text_source"]} == {"ocr": 1}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("未收到书", ["b", "d"]),
        ("未收到", None),  # shorter than four
        ("未收到书面申请", ["b"]),  # two differences in seven characters are too many
        ("未收到书面申请。", ["b", "d"]),  # two in eight are not
        ("未收到书面 申请", ["b"]),
        ("收到书面", None),  # nothing in it is confused
        ('"末收到书面申"', ["a", "d"]),
        ("未收到书面 -末收", None),
    ],
)
def test_one_character_in_four_may_differ(query: str, ids: list[str] | None) -> None:
    found = possible(reader_of(*SCANS), query)
    assert (sorted(found) if found is not None else None) == ids or (ids is None and not found)


def test_nothing_is_offered_beside_ten_hits_on_later_pages_or_in_an_export() -> None:
    many = [{"text": "未收到书面申请。", "text_source": "ocr"}] * 10
    assert possible(reader_of(*many, SCANS[1]), "未收到书面") is None
    assert possible(reader_of(*many[:9], SCANS[1]), "未收到书面") == ["j"]
    assert possible(reader_of(*SCANS), "未收到书面", suggestions=False) is None
    assert possible(reader_of(*SCANS), "未收到书面", page=2) is None


def test_an_archive_without_scans_is_not_searched_again() -> None:
    assert possible(reader_of(SCANS[2]), "未收到书面") is None
    json = search(reader_of(SCANS[2]), SearchRequest("未收到书面")).to_dict()
    assert "possible" not in json


def test_filters_hold_for_what_is_possible() -> None:
    reader = reader_of(*SCANS)
    assert possible(reader, "未收到书面", text_source=["mixed"]) == ["d"]
    assert possible(reader, "未收到书面", text_source=["text"]) is None


def test_digits_and_letters_are_confused_too() -> None:
    reader = reader_of({"text": "共l435条。", "text_source": "ocr"})
    assert possible(reader, "1435条") == ["a"]
    assert "1435" in spellings_of("l435")


def test_the_table_is_of_normalised_characters_and_symmetric() -> None:
    table = confusables()
    assert all(normalize(char) == char for char in table)
    assert all(char in table[other] for char, others in table.items() for other in others)
    assert all(char not in others for char, others in table.items())
