"""Figures that do not fit each other are found, with both sentences; nothing uncertain is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.ingest.parse import Overrides
from indexer.reporting.figure_checks import FigureCheck, figure_checks
from indexer.reports.model import Report
from tests.ingest.reading import read_text

SCHOOL = "青江职业技术学院"
FORM = """本年新收信息公开申请情况
新收申请数量\t{received}
上年结转申请数量\t{carried_in}
本年度办理结果\t予以公开\t{granted}
本年度办理结果\t部分公开\t{partly}
本年度办理结果\t不予公开\t{refused}
本年度办理结果\t无法提供\t{unavailable}
结转下年度继续办理\t{carried_over}"""


def a_report(
    request: str,
    *,
    year: int = 2024,
    overview: str = "学校认真落实信息公开工作要求。",
    school: str = SCHOOL,
    name: str = "",
) -> Report:
    text = "\n".join(
        [
            f"{school}{year - 1}-{year}学年信息公开工作年度报告",
            "一、概述",
            overview,
            "二、主动公开情况",
            "学校通过网站等渠道主动公开信息。",
            "三、依申请公开和不予公开情况",
            request,
            "四、评议情况",
            "师生对信息公开工作评价良好。",
        ]
    )
    overrides = Overrides(school=school, period=f"{year - 1}-{year}")
    return read_text(text, f"{name or year}.txt", overrides=overrides)


def checks(*reports: Report) -> Sequence[FigureCheck]:
    engine = OracleEngine()
    with engine.writer() as writer:
        for report in reports:
            writer.put(report)
    reader = engine.reader()
    found = [*figure_checks(reader, [head.id for head in reader.heads()])]
    for check in found:
        for each in (check.stated, *check.others):
            report = reader.report(each.report_id)
            assert report is not None
            part = report.parts[each.ordinal - 1]
            said = part.text[slice(*each.span)].replace("\t", " ")
            assert " ".join(said.split()) == " ".join(each.sentence.split())
    return found


def kinds(*reports: Report) -> list[tuple[str, str, int | None, int | None]]:
    return [(c.kind, c.stated.figure, c.value, c.other_value) for c in checks(*reports)]


RECEIVED = "requests_received"


@pytest.mark.parametrize(
    ("sentence", "total", "parts"),
    [
        ("学校共收到信息公开申请12件，其中予以公开8件，部分公开3件，不予公开2件。", 12, 13),
        (
            "本学年收到信息公开申请10件，其中予以公开5件，部分公开1件，不予公开1件，无法提供1件。",
            10,
            8,
        ),
    ],
)
def test_parts_that_do_not_make_up_the_total_are_found(
    sentence: str, total: int, parts: int
) -> None:
    assert kinds(a_report(sentence)) == [("parts", RECEIVED, total, parts)]


@pytest.mark.parametrize(
    "sentence",
    [
        "学校共收到信息公开申请12件，其中予以公开8件，部分公开2件，不予公开2件。",
        "学校共收到信息公开申请12件，其中予以公开8件，不予公开2件。",  # not all parts
        "学校收到申请12件，其中予以公开8件，部分公开1件，不予公开1件，无法提供1件，其他处理1件。",
        "学校收到申请10件，另有上年结转3件，予以公开12件，不予公开1件。",
        "学校收到信息公开申请近12件，其中予以公开8件，部分公开3件，不予公开2件。",
    ],
)
def test_parts_that_may_make_up_the_total_are_not(sentence: str) -> None:
    assert kinds(a_report(sentence)) == []


def test_two_statements_of_a_report_that_differ_are_found() -> None:
    report = a_report(
        "本学年学校共收到信息公开申请5件。", overview="本学年学校共收到信息公开申请3件。"
    )
    (check,) = checks(report)
    assert (check.kind, check.stated.figure) == ("text", RECEIVED)
    assert {check.value, check.other_value} == {3, 5}
    assert {check.stated.sentence, check.others[0].sentence} == {
        "本学年学校共收到信息公开申请5件。",
        "本学年学校共收到信息公开申请3件。",
    }


def test_prose_and_table_that_differ_are_found() -> None:
    table = "渠道\t网络\t信函\t合计\n收到信息公开申请数（件）\t3\t2\t5"
    (check,) = checks(a_report(table, overview="本学年学校共收到信息公开申请3件。"))
    assert check.kind == "table"


@pytest.mark.parametrize(
    ("sentence", "claimed"),
    [
        ("本学年收到信息公开申请15件，比上年的12件有所增加。", 12),
        ("本学年收到信息公开申请15件，比上年增加3件。", 12),
        ("本学年收到信息公开申请15件（上年12件）。", 12),
        ("本学年收到信息公开申请15件，较去年减少2件。", 17),
        ("本学年收到信息公开申请15件，较2022-2023学年增加4件。", 11),
        ("本学年收到信息公开申请15件，与上年持平。", 15),
    ],
)
def test_last_year_s_number_is_compared_with_last_year_s_report(
    sentence: str, claimed: int
) -> None:
    now = a_report(sentence)
    before = a_report("本学年收到信息公开申请9件。", year=2023)
    other = a_report("本学年收到信息公开申请8件。", year=2023, school="乙江大学", name="o")
    (check,) = checks(now, before, other)
    assert (check.kind, check.value, check.other_value) == ("last_year", claimed, 9)
    assert check.others[0].report_id == before.id
    same = a_report(f"本学年收到信息公开申请{claimed}件。", year=2023)
    assert kinds(now, same) == []


@pytest.mark.parametrize(
    ("sentence", "year", "claimed"),
    [
        ("2022-2023学年收到信息公开申请12件，2023-2024学年收到15件。", 2023, 12),
        ("2022—2023学年收到信息公开申请12件，本学年收到信息公开申请15件。", 2023, 12),
        ("2021-2022学年收到申请6件，本学年收到信息公开申请15件。", 2022, 6),
        ("本学年收到信息公开申请15件，2022-2023学年收到12件。", 2023, 12),
    ],
)
def test_the_number_of_a_named_year_is_compared_with_that_year_s_report(
    sentence: str, year: int, claimed: int
) -> None:
    now, then = a_report(sentence), a_report("本学年收到信息公开申请9件。", year=year)
    (check,) = checks(now, then)
    assert (check.kind, check.value, check.other_value) == ("last_year", claimed, 9)
    assert check.others[0].report_id == then.id
    assert kinds(now, a_report(f"本学年收到信息公开申请{claimed}件。", year=year)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "2022-2023学年收到咨询12件，本学年收到信息公开申请15件。",
        "2022-2023学年收到信息公开投诉12件，本学年收到信息公开申请15件。",
        "2020-2023学年收到信息公开申请12件，本学年收到信息公开申请15件。",
        "2023年收到信息公开申请12件，本学年收到信息公开申请15件。",
        "本学年收到信息公开申请15件，其中2022-2023学年结转12件。",
        "2022-2023学年收到信息公开申请近12件，本学年收到信息公开申请15件。",
    ],
)
def test_what_is_not_certain_about_a_named_year_is_not_compared(sentence: str) -> None:
    assert kinds(a_report(sentence), a_report("本学年收到信息公开申请9件。", year=2023)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "本学年收到信息公开申请15件，比上年增加20%。",
        "本学年收到信息公开申请15件，与上年基本持平。",
        "本学年收到信息公开申请15件，发布信息300条，比上年增加3条。",
        "本学年收到信息公开申请15件，比上年增加近3件。",
    ],
)
def test_what_is_not_certain_about_last_year_is_not_compared(sentence: str) -> None:
    assert kinds(a_report(sentence), a_report("本学年收到信息公开申请9件。", year=2023)) == []


def test_last_year_s_report_must_be_one_and_exact() -> None:
    now = a_report("本学年收到信息公开申请15件，比上年增加3件。")
    nearly = a_report("本学年收到信息公开申请近20件。", year=2023)
    assert kinds(now, nearly) == []
    twice = [a_report(f"本学年收到信息公开申请{n}件。", year=2023, name=f"n{n}") for n in (1, 2)]
    assert kinds(now, *twice) == []
    assert kinds(now, a_report("本学年收到信息公开申请9件。", year=2022)) == []


def test_a_form_whose_results_exceed_what_came_in_is_found() -> None:
    fits = {"received": 10, "carried_in": 2, "granted": 6, "partly": 2}
    fits |= {"refused": 2, "unavailable": 1, "carried_over": 1}
    assert kinds(a_report(FORM.format_map(fits))) == []
    found = kinds(a_report(FORM.format_map(fits | {"granted": 9})))
    assert found in ([], [("parts", RECEIVED, 10, 15)])


@pytest.mark.parametrize(
    "request_",
    [
        "学校未收到法人的申请，收到公民申请6件。",
        "2022-2023学年收到申请9件，2023-2024学年收到申请14件。",
        "本学年未收到以书面形式提出的申请，收到口头申请4件。",
        "项目\t2022-2023学年\t2023-2024学年\n收到申请数（件）\t7\t4",
        "收到申请的数量：（1）书面申请：3件；（2）电子申请：4件；合计：7件。",
    ],
)
def test_several_numbers_in_one_sentence_are_no_contradiction(request_: str) -> None:
    assert kinds(a_report(request_)) == []
