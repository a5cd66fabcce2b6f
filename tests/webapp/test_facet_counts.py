"""Every facet count is the total after selecting that value alone: every link is followed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bench.corpus import generate
from indexer.archive import Archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Source
from tests.effort import tries
from tests.webapp.conftest import Page, address, seed_reports
from webapp import create_app

GENERATED = tries(20, 80)
FACETS = ("school", "section", "topic", "year", "province", "text_source")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The seeds and generated reports, on the engine that serves them."""
    engine = WhooshEngine(Path(tmp_path_factory.mktemp("facets")) / "index")
    with engine.writer() as writer:
        for report in seed_reports():
            writer.put(report)
        for one in generate(GENERATED):
            writer.put(
                parse_report(Extracted(one.text), Source(one.path), report_id=f"g{one.number:04d}")
            )
    archive = Archive(engine)
    yield create_app(archive).test_client()
    archive.close()


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize(
    "params",
    [
        {"q": "信息公开工作领导小组"},
        {"q": "举报", "section": ["complaints", "overview"]},
        {"q": "招生 OR 财务", "year": "2020..2022", "match": "exact"},
        {"q": "收到 公开", "scope": "report", "province": "安徽"},
    ],
    ids=lambda params: params["q"],
)
def test_every_value_on_the_page_of_a_facet_gives_its_count(
    client: FlaskClient, facet: str, params: dict[str, str | list[str]]
) -> None:
    page = Page(client, address(f"/search/{facet}", **params))
    alone = {name: value for name, value in params.items() if name != facet}
    values = page.tree.cssselect(".value")
    assert values or facet == "topic"
    for value in values:
        count = int(value.cssselect(".count")[0].text_content().replace(",", ""))
        link = address("/api/v1/search", **alone, **{facet: value.get("data-value"), "facets": "0"})
        answer = client.get(link).json
        assert answer is not None
        assert answer["total"] == count, link
