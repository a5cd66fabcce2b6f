"""Small archives in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.reports.model import Part, Report, Source
from indexer.search.engine import IndexReader

PARTS = (
    Part(1, ("overview",), (), "一、概述", "学校公开信息。"),
    Part(2, ("evaluation", "complaints"), (), "二、评议及举报情况", "没有收到举报。"),
)


def make_report(identity: str, **about: Any) -> Report:
    facts: dict[str, Any] = {
        "school": "青江职业学院",
        "province": "安徽",
        "period": "2023-2024",
        "year": 2024,
        "period_start": date(2023, 9, 1),
        "period_end": date(2024, 8, 31),
        "published": date(2024, 10, 30),
        "title": "青江职业学院信息公开年度报告",
        "source_url": None,
        "source": Source(f"{identity}.txt"),
        "parts": PARTS,
    }
    return Report(id=identity, **{**facts, **about})


@pytest.fixture
def open_reader() -> Callable[..., IndexReader]:
    def read(*reports: Report) -> IndexReader:
        engine = OracleEngine()
        with engine.writer() as writer:
            for report in reports:
                writer.put(report)
        return engine.reader()

    return read
