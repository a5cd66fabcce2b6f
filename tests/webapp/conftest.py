"""Archives to serve, clients to ask them with, and pages as trees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Link, Part, Report, Source
from webapp import WebSettings, create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def archive_of(reports: Sequence[Report]) -> Archive:
    """An archive in memory that holds these reports."""
    engine = OracleEngine()
    with engine.writer() as writer:
        for report in reports:
            writer.put(report)
    return Archive(engine)


def seed_reports() -> list[Report]:
    return [
        parse_report(
            Extracted(path.read_text("utf-8")),
            Source(path.name, location=str(path)),
            report_id=path.stem.split("_")[0],
        )
        for path in sorted(SEEDS.glob("*.txt"))
    ]


def a_report(identity: str = "r1", **about: Any) -> Report:
    """A report of two sections, to be varied."""
    parts = about.pop(
        "parts",
        (
            Part(1, ("overview",), (), "一、概述", "学校公开信息 12 条。\n成立领导小组。"),
            Part(2, ("complaints",), (), "二、举报情况", "没有收到举报。"),
        ),
    )
    facts: dict[str, Any] = {
        "school": "青江职业学院",
        "province": "安徽",
        "period": "2023-2024",
        "year": 2024,
        "period_start": date(2023, 9, 1),
        "period_end": date(2024, 8, 31),
        "published": date(2024, 10, 30),
        "title": "青江职业学院2023-2024学年信息公开年度报告",
        "source_url": "https://qj.example.cn/report.htm",
        "source": Source(f"{identity}.txt"),
    }
    return Report(id=identity, parts=tuple(parts), **{**facts, **about})


HOSTILE = "<script>alert(1)</script>"


def a_hostile_report() -> Report:
    """Markup and quotes wherever a report can hold text."""
    bad = f"{HOSTILE}\"'><img src=x onerror=alert(2)>"
    return a_report(
        "hostile",
        school=f'恶"{HOSTILE}学院',
        title=bad,
        source=Source(f"{HOSTILE}.txt"),
        source_url="javascript:alert(3)",
        parts=(
            Part(
                1,
                ("overview",),
                (),
                f"一、{bad}",
                f"{bad}公开\n甲\t{bad}",
                links=(Link(bad, "javascript:alert(4)"), Link(bad, "https://x.example/?<script>")),
            ),
        ),
    )


@pytest.fixture(scope="session")
def seeds() -> Archive:
    return archive_of(seed_reports())


@pytest.fixture(scope="session")
def app(seeds: Archive) -> Flask:
    app = create_app(seeds)
    app.testing = True  # an internal error is raised, not answered
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def serving() -> Callable[..., FlaskClient]:
    """A client of an app over the reports given."""

    def serve(*reports: Report, **settings: Any) -> FlaskClient:
        app = create_app(archive_of(reports), settings=WebSettings(**settings))
        app.testing = True
        return app.test_client()

    return serve


def address(path: str, **params: Any) -> str:
    """A URL; a list repeats its parameter."""
    return f"{path}?{urlencode(params, doseq=True)}" if params else path


class Page:
    """A page that was answered, to be looked into by CSS selectors."""

    def __init__(self, client: FlaskClient, url: str, status: int = 200) -> None:
        self.response = client.get(url)
        assert self.response.status_code == status, self.response.get_data(as_text=True)
        self.html = self.response.get_data(as_text=True)
        self.tree = lxml.html.fromstring(self.html)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(found.text_content().split()) for found in self.tree.cssselect(selector)]

    def text(self, selector: str) -> str:
        return self.texts(selector)[0]

    def links(self, selector: str) -> list[str]:
        return [found.get("href") for found in self.tree.cssselect(selector)]
