"""Citations by GB/T 7714—2015; what is not known is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexer.reporting.citations import Cited, bibtex, gb7714, plain, ris, title_of, with_source
from indexer.search.engine import ReportHead
from tests.reporting.conftest import make_report

TODAY = date(2026, 11, 21)
HEAD = ReportHead.of(make_report("r"))
ONLINE = replace(HEAD, source_url="https://x.example/a.htm")


@pytest.mark.parametrize(
    ("head", "citation"),
    [
        (
            ONLINE,
            (
                "青江职业学院. 青江职业学院信息公开年度报告[R/OL]. (2024-10-30)[2026-11-21]. "
                "https://x.example/a.htm."
            ),
        ),
        (
            replace(ONLINE, published=None),
            "青江职业学院. 青江职业学院信息公开年度报告[R/OL]. [2026-11-21]. https://x.example/a.htm.",
        ),
        (HEAD, "青江职业学院. 青江职业学院信息公开年度报告[R]. 2024-10-30."),
        (replace(HEAD, published=None), "青江职业学院. 青江职业学院信息公开年度报告[R]. 2024."),
        (replace(HEAD, school=None, published=None, year=None), "青江职业学院信息公开年度报告[R]."),
    ],
)
def test_a_citation_by_gb7714_names_school_title_day_and_address(
    head: ReportHead, citation: str
) -> None:
    assert gb7714(Cited(head, TODAY)) == citation


def test_a_plain_citation_is_one_phrase() -> None:
    assert (
        plain(Cited(HEAD, TODAY)) == "青江职业学院《青江职业学院信息公开年度报告》，2024年10月30日"
    )
    assert plain(Cited(ONLINE, TODAY)) == (
        "青江职业学院《青江职业学院信息公开年度报告》，2024年10月30日，https://x.example/a.htm，"
        "2026年11月21日访问"
    )


def test_the_address_on_this_site_stands_in_for_an_unknown_one() -> None:
    here = "https://xxgk.example.cn/reports/r#s2p1"
    assert gb7714(Cited(HEAD, TODAY, here)).endswith(f"[R/OL]. (2024-10-30)[2026-11-21]. {here}.")
    assert gb7714(Cited(ONLINE, TODAY, here)).endswith("https://x.example/a.htm.")


def test_a_passage_is_quoted_with_its_section_and_source() -> None:
    cited = Cited(HEAD, TODAY, None, "三、依申请公开", "收到申请 5 件。")
    assert with_source(cited) == (
        "“收到申请 5 件。”（青江职业学院《青江职业学院信息公开年度报告》“三、依申请公开”，2024年10月30日）"
    )


def test_bibtex_escapes_what_has_a_meaning_in_tex() -> None:
    odd = replace(ONLINE, title=r"甲{乙}_100% & \x", source_url="https://x.example/a_{b}.htm")
    entry = bibtex(Cited(odd, TODAY, None, "三、$", "50%。"))
    assert entry.startswith("@techreport{xxgk:r,\n")
    assert r"title       = {{甲\{乙\}\_100\% \& \textbackslash{}x}}," in entry
    assert "url         = {https://x.example/a_%7Bb%7D.htm}," in entry
    assert "urldate     = {2026-11-21}," in entry
    assert r"note        = {三、\$ “50\%。”}," in entry
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")


def test_ris_is_one_line_a_field() -> None:
    cited = Cited(replace(ONLINE, title="甲\n乙"), TODAY, None, "三、\r\nER  - ", "句。")
    assert ris(cited).split("\r\n") == [
        "TY  - RPRT",
        "AU  - 青江职业学院",
        "TI  - 甲 乙",
        "PB  - 青江职业学院",
        "PY  - 2024",
        "DA  - 2024/10/30",
        "SE  - 三、 ER -",
        "N1  - “句。”",
        "UR  - https://x.example/a.htm",
        "Y2  - 2026/11/21",
        "LA  - zh",
        "ID  - r",
        "ER  - ",
        "",
    ]


def test_a_report_without_a_title_gets_one_from_school_and_period() -> None:
    assert title_of(replace(HEAD, title="")) == "青江职业学院2023-2024学年信息公开年度报告"
    assert title_of(replace(HEAD, title="", period="2024")) == "青江职业学院2024年信息公开年度报告"
    assert title_of(replace(HEAD, title="", period=None, school=None)) == "信息公开年度报告"
    assert title_of(replace(HEAD, title="甲\n 乙")) == "甲 乙"
