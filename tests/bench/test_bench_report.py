"""From results to the page: tables, curves, and what is met."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bench.chart import curves
from bench.musts import musts
from bench.queries import KINDS
from bench.report import BEGIN, END, main, read_results

ROOT = Path(__file__).resolve().parents[2]


def engine(p95: float, **more: Any) -> dict[str, Any]:
    times = {"p50_ms": p95 / 2, "p95_ms": p95, "cold_p50_ms": p95, "cold_p95_ms": p95 * 2}
    kind = times | {"recall": 1.0, "precision": 0.5}
    return {
        **times,
        "index_s": 10.0,
        "index_mb": 20.0,
        "text_mb": 10.0,
        "by_kind": dict.fromkeys(KINDS, kind),
        **more,
    }


def written(folder: Path, reports: int, **engines: dict[str, Any]) -> Path:
    place = folder / f"{reports}-{'-'.join(engines)}.json"
    result = {"reports": reports, "engines": engines}
    place.write_text(f"a table\n{json.dumps(result)}\n", encoding="utf-8")
    return place


def test_the_results_of_several_runs_are_put_together(tmp_path: Path) -> None:
    results = read_results(
        [
            written(tmp_path, 20_000, xxgk=engine(4)),
            written(tmp_path, 5_000, xxgk=engine(2), stock=engine(200)),
            written(tmp_path, 5_000, xxgk={"clients": {}}),
        ]
    )
    assert [*results] == [5_000, 20_000]
    assert results[5_000]["xxgk"]["p95_ms"] == 2
    assert "clients" in results[5_000]["xxgk"]
    assert set(results[5_000]) == {"xxgk", "stock"}


def test_growth_in_one_result_counts_as_several_runs(tmp_path: Path) -> None:
    place = tmp_path / "growth.json"
    runs = [{"reports": size, "engines": {"xxgk": engine(size)}} for size in (10, 20)]
    place.write_text(json.dumps(runs[-1] | {"growth": runs}), encoding="utf-8")
    assert [*read_results([place])] == [10, 20]


def test_what_is_met_and_what_is_not() -> None:
    results = {5_000: {"xxgk": engine(2), "tantivy": engine(1), "stock": engine(200, index_s=90)}}
    met = {must.what: must.is_met for must in musts(results)}
    assert met["p95_ms beside tantivy, 5,000"] is False
    assert met["p95_ms faster than stock, 5,000"] is True
    assert met["build beside stock, 5,000"] is True
    assert met["index / text, 5,000"] is True


def test_the_whole_archive_is_judged_by_all_its_demands() -> None:
    whole = engine(
        30,
        build_peak_mb=1500.0,
        hard={"near of common words": {"cold_max_ms": 1200.0}},
        waiting={"corpus": {"longest_wait_ms": 20.0}},
        clients={
            "seeds": {"per_s": 200.0, "errors": 0},
            "corpus": {"anonymous_mb": 300.0, "ready_s": 1.0, "per_s": 30.0, "errors": 0},
        },
        additions={"corpus": {"add_one_s": {"p95_s": 1.0}, "found_after_s": {"max_s": 0.2}}},
        commands={
            "seeds": {"search_cold_s": {"p50_s": 0.3}},
            "corpus": {"search_cold_s": {"p50_s": 0.5}},
        },
    )
    missed = [must.what for must in musts({45_000: {"xxgk": whole}}) if not must.is_met]
    assert missed == [
        *("p50_ms warm, 45,000", "p95_ms warm, 45,000"),
        "near of common words, cold, longest, 45,000",
    ]


def test_the_page_is_filled_between_its_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n\n{BEGIN}\nold figures\n{END}\n\nBehind.\n", encoding="utf-8")
    (tmp_path / "images").mkdir()
    results = [written(tmp_path, size, xxgk=engine(size / 1000)) for size in (5_000, 45_000)]
    for _ in range(2):  # the second time replaces the first
        main([*map(str, results), "--into", str(page)])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("Before.")
    assert text.endswith("Behind.\n")
    assert "old figures" not in text
    assert text.count("| p95_ms | 45.0 |") == 1
    assert text.count(f"{BEGIN}\n\n### What is asked for") == 1
    assert capsys.readouterr().out.count("recall (precision") == 4
    for name in ("growth-p50.svg", "growth-p95.svg"):
        drawing = ET.fromstring((tmp_path / "images" / name).read_text(encoding="utf-8"))
        lines = [child for child in drawing if child.tag.endswith("polyline")]
        assert len(lines) == len(KINDS)
        assert name in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("No marks.", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks the lines"):
        main([str(written(tmp_path, 5_000, xxgk=engine(1))), "--into", str(page)])
    assert page.read_text(encoding="utf-8") == "No marks."


def test_the_documents_page_has_the_marks() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert 0 < text.find(BEGIN) < text.find(END)


def test_a_curve_rises_with_its_values() -> None:
    drawing = curves("Times", "reports", {"a & b": [(10, 1), (100, 50)], "flat": [(10, 3)]})
    tree = ET.fromstring(drawing)
    (line, _) = [child for child in tree if child.tag.endswith("polyline")]
    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.attrib["points"].split())
    assert x1 < x2
    assert y1 > y2
    assert "a &amp; b" in drawing
