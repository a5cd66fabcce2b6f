"""Records of reports: what is stored reads as the same."""

from __future__ import annotations

import json
from dataclasses import replace

from indexer.engines.records import (
    details_record,
    figures_record,
    head_record,
    part_record,
    read_heads,
    read_part,
    read_report,
    source_record,
)
from indexer.reports.model import ScannedPage, UncertainText
from indexer.search.engine import ReportHead
from tests.engines.corpora import report


def test_heads_read_as_they_were_stored() -> None:
    plain = report({"id": "a", "school": "甲大学", "year": 2024, "parts": ["申请"]})
    surrogate = replace(plain, id="b", title="\ud800")
    for reports in ([plain], [plain, surrogate], [], [plain] * 300, [surrogate, *[plain] * 300]):
        records = [head_record(each) for each in reports]
        assert read_heads(records) == [ReportHead.of(each) for each in reports]


def test_what_was_recognised_reads_as_it_was_stored() -> None:
    (part,) = report({"id": "a", "parts": ["申请三件"]}).parts
    part = replace(part, text_source="ocr", uncertain=(UncertainText(2, 3, 4),))
    scan = replace(report({"id": "a"}), parts=(part,), scanned=(ScannedPage(4, 0.98),))
    assert read_part(part_record(part)) == part
    head, source = (json.loads(of(scan)) for of in (head_record, source_record))
    assert read_report(head, source, scan.parts, details_record(scan), figures_record(scan)) == scan
