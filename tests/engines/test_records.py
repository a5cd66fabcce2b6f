"""Records of reports: what is stored reads as the same."""

from __future__ import annotations

from dataclasses import replace

from indexer.engines.records import head_record, read_heads
from indexer.search.engine import ReportHead
from tests.engines.corpora import report


def test_heads_read_as_they_were_stored() -> None:
    plain = report({"id": "a", "school": "甲大学", "year": 2024, "parts": ["申请"]})
    surrogate = replace(plain, id="b", title="\ud800")
    for reports in ([plain], [plain, surrogate], [], [plain] * 300, [surrogate, *[plain] * 300]):
        records = [head_record(each) for each in reports]
        assert read_heads(records) == [ReportHead.of(each) for each in reports]
