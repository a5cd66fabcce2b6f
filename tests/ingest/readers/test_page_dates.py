"""The day on which a web page says it was published, page by page."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from indexer.ingest.parse import Overrides, parse_report
from indexer.ingest.readers import read_bytes
from indexer.reports.model import Source

PAGES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "page_dates.toml").read_text(encoding="utf-8")
)["page"]
TITLE = "某某大学2022—2023学年信息公开年度报告"
LINES = (
    "根据《高等学校信息公开办法》，编制本报告。",
    "一、概述",
    "学校重视信息公开工作，成立了领导小组，由办公室负责日常工作，定期检查公开情况。",
    "二、主动公开情况",
    "学校通过门户网站、校报和宣传栏公开各类信息三百余条，涉及招生、财务和人事。",
    "三、依申请公开情况",
    "本学年收到申请两件，均在规定的期限内作了答复，没有收取任何费用。",
)
ARTICLE = "".join(f"<p>{line}</p>" for line in LINES)


@pytest.mark.parametrize("case", PAGES, ids=range(len(PAGES)))
def test_the_publish_date_is_the_one_that_the_page_states(case: dict[str, Any]) -> None:
    body = case["page"].replace("REPORT", TITLE).replace("ARTICLE", ARTICLE)
    title = case.get("title", TITLE)
    page = (
        f"<html><head><meta charset='utf-8'><title>{title}</title>{case.get('head', '')}</head>"
        f"<body>{body}</body></html>"
    )
    report = parse_report(
        read_bytes(page.encode(), "a.htm"),
        Source("a.htm"),
        report_id="r",
        overrides=Overrides(school="某某大学"),
    )
    assert report.published == case.get("published")
