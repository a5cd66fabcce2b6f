"""No request costs much more than its length: every route and parameter is asked with the longest,
widest and oddest input, over an archive of the largest reports, and the calls made for the answer
are counted. A clock would tell of the machine, not of the code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

import indexer
from indexer.archive import Archive
from indexer.reports.model import Part
from indexer.search.request import MAX_ALL_VALUES, MAX_CHARACTERS
from tests.webapp.conftest import a_report, address, seed_reports
from webapp import create_app

PARTS: Final = 400
"""Of the report with most parts; 2,000 are taken, which takes five times as long."""
SECTIONS: Final = ("overview", "proactive", "on_request", "evaluation", "complaints")
MOST_CALLS: Final = 2_000_000
"""For one answer: about a second."""

TEXTS: Final[dict[str, Callable[[int], str]]] = {
    "one character": lambda n: "公" * n,
    "one run": lambda n: "a1" * (n // 2),
    "one word": lambda n: "公开" * (n // 2),
    "words and signs": lambda n: "公开申请" * (n // 16) + "\u2057" * (n * 3 // 4 - 1) + "乙",
    "other characters": lambda n: "".join(chr(0x4E00 + 13 * at) for at in range(n)),
    "school's name": lambda n: "安徽机电职业技术学院" * (n // 10),
    "longest when normalised": lambda n: "\ufdfa" * n,
    "combining": lambda n: "e" + "\u0301\u0316" * (n // 2 - 1),
    "invisible": lambda n: "\u200b" * n,
    "minus": lambda n: "-" * (n - 1) + "a",
    "brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "quotes": lambda n: '“" ' * (n // 3),
    "terms": lambda n: " ".join("公开信息申请" + chr(0x4E00 + at) for at in range(n // 16)),
    "alternatives": lambda n: "|".join("公" + chr(0x4E00 + 7 * at) for at in range(n // 16)),
    "negations": lambda n: " ".join(f"-申{at}" for at in range(n // 16)),
    "headings": lambda n: " ".join(f"heading:公开{at % 10}" for at in range(n // 16)),
    "fields": lambda n: "|".join(f"school:某{at}" for at in range(n // 16)),
    "periods": lambda n: "|".join(f"period:{at}" for at in range(n // 16)),
    "near": lambda n: "|".join(f"(公 NEAR/200 {c})" for c in "开信息申请学校" * (n // 100))[:n],
    "digits": lambda n: "9" * n,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    archive = indexer.open_archive(tmp_path_factory.mktemp("index"), create=True)
    with archive.engine.writer(jobs=1) as writer:
        for report in seed_reports():
            writer.put(report)
        for year in (2023, 2024):
            writer.put(a_report(f"parts{year}", year=year, parts=_parts(year)))
            writer.put(a_report(f"texts{year}", year=year, parts=_texts(year)))
        for number in range(300):
            school = f"某{chr(0x4E00 + number)}{number}职业学院"
            writer.put(a_report(f"s{number}", school=school))
    app = create_app(archive)
    app.testing = True
    return app


def _parts(year: int) -> list[Part]:
    return [
        Part(at + 1, (SECTIONS[at % 5],), (), f"{at}、公开情况", f"公开信息{at * year % 97}条。")
        for at in range(PARTS)
    ]


def _texts(year: int) -> list[Part]:
    texts = (
        "".join(f"{at * year % 10_007}条信息由学校公开。" for at in range(2_000)),
        "公" * 20_000 + "a1" * 5_000 + "公开",
        "é" * 2_000 + "e" + "\u0301\u0316" * 500 + "\ufdfa" * 2_000,
        "\n".join("甲\t" * 50 for _ in range(60)),
        "（" * 5_000 + "公" + "”" * 5_000,
    )
    return [Part(at + 1, (SECTIONS[at],), (), f"{at}、情况", text) for at, text in enumerate(texts)]


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    for path in ("/", "/search?q=公", "/reports/s1", "/coverage", "/compare", "/trends?q=公"):
        client.get(path)  # templates and tables are made once
    return client


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called, of Python and of C alike."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def _asked(client: FlaskClient, url: str) -> int:
    status = 0

    def ask() -> None:
        nonlocal status
        answer = client.get(url, headers={"Accept-Encoding": "identity"})
        answer.get_data()
        status = answer.status_code

    number = calls(ask)
    assert status in (200, 400, 404), url[:200]
    return number


@pytest.mark.nightly
@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("path", ["/search", "/api/v1/search", "/api/v1/suggest", "/trends"])
def test_any_query_costs_about_its_length(client: FlaskClient, path: str, kind: str) -> None:
    assert _asked(client, address(path, q=TEXTS[kind](MAX_CHARACTERS))) < MOST_CALLS


def _urls() -> Iterator[str]:
    long, many = "长" * MAX_CHARACTERS, [f"某{at}大学" for at in range(100)]
    filters = {"school": many, "province": many, "topic": many}
    values = {f"x{at}": "" for at in range(MAX_ALL_VALUES)}
    for path in ("/search", "/api/v1/search", "/api/v1/reports", "/trends", "/export/search.csv"):
        yield address(path, **filters)
        yield address(path, school=["甲"] * 5_000)
        yield address(path, **values)
        yield address(path, **dict.fromkeys(("school", "section", "year", "province"), long))
    yield address("/api/v1/reports", lacks=many)
    yield address("/api/v1/search", size=1_000, q="公开", facet_size=10_000)
    yield address("/api/v1/search", size=1_000, group="report", q="公 开")
    yield address("/api/v1/search", page=1_000_000, size=1_000, q="公")
    yield address("/api/v1/search", cursor="1" * 60_000)
    yield address("/search", scope="report", q="公 开 信 息")
    yield address("/search", match="words", q="学校有没有公开信息" * 100)
    for name in ("school", "section", "topic", "year", "province"):
        yield address(f"/search/{name}", q="公", find=long)
        yield address(f"/api/v1/facets/{name}", q="公开")
    for report in ("parts2024", "texts2024"):
        yield f"/api/v1/reports/{report}"
        for query in ("", "公", "公|开|信|息|条", "公 NEAR/200 开", "é", "甲"):
            yield address(f"/reports/{report}", q=query)
    yield "/reports/" + "x" * 60_000
    for section in SECTIONS:
        for kind in ("parts", "texts"):
            reports = [f"{kind}2023", f"{kind}2024"]
            yield address("/compare", report=reports, section=section, q="公|开", changes="1")
    yield address("/compare", report=["texts2024"] * 300)
    yield address("/compare", find=long)
    for page in ("/coverage", "/api/v1/coverage", "/export/coverage.csv"):
        yield address(page, year=2024)
        yield address(page, province=many, name=long, state=many)
    yield address("/export/trends.csv", q="公 开")


@pytest.mark.nightly
@pytest.mark.parametrize("url", [*_urls()], ids=lambda url: url[:60])
def test_any_address_costs_a_bounded_number_of_calls(client: FlaskClient, url: str) -> None:
    assert _asked(client, url) < MOST_CALLS


@pytest.fixture(scope="module")
def small(seeds: Archive) -> FlaskClient:
    """A client of the samples alone, for the tests of every day."""
    app = create_app(seeds)
    app.testing = True
    client = app.test_client()
    client.get("/search?q=公开")
    return client


@pytest.mark.parametrize("kind", ["one word", "words and signs", "combining", "minus", "quotes"])
def test_twice_the_query_is_about_twice_the_work(small: FlaskClient, kind: str) -> None:
    short, long = (_asked(small, address("/search", q=TEXTS[kind](n))) for n in (400, 800))
    assert long < 3 * short


def test_a_hundred_unknown_names_cost_about_twice_what_fifty_do(small: FlaskClient) -> None:
    few, many = (
        _asked(small, address("/api/v1/search", school=[f"无{at}名" for at in range(number)]))
        for number in (50, 100)
    )
    assert many < 2.5 * few


@pytest.mark.parametrize(
    "url", [address("/search", school=["甲"] * 5_000), "/coverage?name=" + "x" * 60_000]
)
def test_rejecting_a_request_is_cheap(small: FlaskClient, url: str) -> None:
    assert _asked(small, url) < 500_000
