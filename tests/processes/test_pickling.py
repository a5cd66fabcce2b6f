"""Dataclasses that are sent between processes."""

import pickle
from dataclasses import dataclass

from indexer.processes.pickling import PickledByFields
from indexer.reports.figures import NOT_STATED
from indexer.reports.model import Link, Part, Report, Source


@dataclass(frozen=True, slots=True)
class Pair(PickledByFields):
    first: int
    second: tuple[str, ...] = ()


def test_every_field_arrives() -> None:
    assert pickle.loads(pickle.dumps(Pair(1, ("a",)))) == Pair(1, ("a",))


def test_a_report_arrives_as_it_was_sent() -> None:
    part = Part(1, ("overview",), (), "一、概述", "全年公开1条。", (Link("网站", "http://a.cn"),))
    report = Report(
        "a1", "甲大学", None, "2023", 2023, None, None, None, "年度报告", None,
        Source("a.txt", sha256="0"), (part,), figures={"fees": NOT_STATED},
    )  # fmt: skip
    assert pickle.loads(pickle.dumps(report)) == report
