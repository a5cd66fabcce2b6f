"""The author of a report: read from positions that only the author's name can have, else left open.

The cases and the phrases are data, for people to read and add to: `author_cases.toml` has beginnings
of reports with their authors, `author_phrases.toml` sentences from which no author may be read.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from indexer.reports.model import Report
from indexer.reports.warnings import ReadingWarning
from tests.ingest.reading import read_text

FOLDER: Final = Path(__file__).parent
CASES: Final = tomllib.loads((FOLDER / "author_cases.toml").read_text("utf-8"))["case"]
PHRASES: Final = tomllib.loads((FOLDER / "author_phrases.toml").read_text("utf-8"))
BODY: Final = """\
一、概述
学校重视公开工作。
二、主动公开情况
全年通过网站发布消息三百条。
三、依申请公开情况
本年度共收到信息公开申请3件，均已按期答复。
四、因信息公开工作受到举报的情况
本年度没有收到举报。
"""
VERBS: Final = PHRASES["verbs"].split()
REPORTS_READ: Final = 0.9
"""Of the reports with an author's name, how many must be read; the others are left open."""


def whole(text: str) -> str:
    return text if "一、" in text else f"{text}\n{BODY}"


def read(case: dict[str, Any]) -> Report:
    return read_text(
        whole(case["text"]),
        case.get("file", "report.txt"),
        own_title=case.get("page"),
        site_names=tuple(case.get("sites", ())),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["kind"])
def test_the_author_is_read_or_left_open_with_a_warning(case: dict[str, Any]) -> None:
    report = read(case)
    allowed = {case.get("school"), None} if case.get("or_null") else {case.get("school")}
    assert report.school in allowed
    assert report.province in {case.get("province"), None}
    if report.school is None:
        assert {warning.concern for warning in report.warnings} >= {"school"}
    if "unit" in case:
        assert (ReadingWarning.SCHOOL_IS_A_UNIT in report.warnings) == case["unit"]


def test_most_reports_that_name_their_author_are_read() -> None:
    named = [case for case in CASES if "school" in case]
    right = sum(read(case).school == case["school"] for case in named)
    assert right >= REPORTS_READ * len(named)


@pytest.mark.parametrize("case", [c for c in CASES if "school" in c and not c.get("or_null")][::3])
def test_a_file_name_that_tells_names_the_author_where_the_text_does_not(
    case: dict[str, Any],
) -> None:
    text = whole("为进一步规范学院信息公开工作，现将工作情况报告如下。")
    name = case["school"]
    for file in (f"{name}2022-2023.txt", f"012_{name}_2023.pdf", f"{name}信息公开年度报告.docx"):
        assert read_text(text, file).school == name
    for title in (f"2022年信息公开年度报告-{name}", f"{name}2022年信息公开年度报告 - 信息公开网"):
        assert read_text(text, "1.htm", own_title=title).school == name


def expect_no_author(frame: str, verbs: list[str]) -> None:
    for verb in verbs:
        sentence = frame.format(verb=verb)
        opening = read_text(f"{sentence}\n{BODY}", "2023.txt")
        closing = read_text(f"2022年信息公开年度报告\n\n{BODY}{sentence}\n", "2023.txt")
        assert (sentence, opening.school, closing.school) == (sentence, None, None)
        assert ReadingWarning.SCHOOL_MISSING in opening.warnings


@pytest.mark.parametrize(("at", "frame"), list(enumerate(PHRASES["frames"])))
def test_no_verb_before_the_end_of_a_name_makes_an_author(at: int, frame: str) -> None:
    expect_no_author(frame, VERBS[at :: len(PHRASES["frames"])])


@pytest.mark.nightly
@pytest.mark.parametrize("frame", PHRASES["frames"])
def test_none_of_many_verbs_makes_an_author(frame: str) -> None:
    expect_no_author(frame, VERBS)


@pytest.mark.parametrize("sentence", PHRASES["sentences"])
def test_other_institutions_and_addresses_are_no_authors(sentence: str) -> None:
    for text in (
        f"2022年信息公开年度报告\n\n{sentence}现将工作情况报告如下。\n{BODY}",
        f"{sentence}\n{BODY}{sentence}\n",
        f"信息公开年度报告\n{BODY}{sentence}",
    ):
        report = read_text(text)
        assert (report.school, report.province) == (None, None)


@pytest.mark.parametrize(
    "written",
    [
        "滁州云湖学院(以下简称学院)2022年信息公开年度报告",
        "滁州云湖学院（以下简称“云湖学院”）2022年信息公开年度报告",
        "滁州云湖学院2022年信息公开年度报告.docx",
    ],
)
def test_a_title_is_shown_without_what_is_not_part_of_it(written: str) -> None:
    report = read_text(f"{written}\n根据通知要求编制本报告。\n{BODY}")
    assert report.title == "滁州云湖学院2022年信息公开年度报告"
    assert report.school == "滁州云湖学院"
