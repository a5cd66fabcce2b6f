"""parse_report: facts by order of trust, the manifest, what is no report, links, forms of heading."""

from __future__ import annotations

import re
from datetime import date

import pytest

from indexer.errors import NotAReportError
from indexer.ingest.extracted import Extracted, ExtractedLink
from indexer.ingest.parse import Overrides, parse_report
from indexer.reports.model import Source
from indexer.reports.warnings import ReadingWarning
from tests.ingest.reading import read_text

BODY = "一、概述\n学校重视公开工作。\n二、主动公开情况\n全年发布消息三百条。\n"


def sections(text: str) -> list[str]:
    """Canonical sections of a text, the preamble left aside."""
    return [section for section in read_text(text).sections if section != "preamble"]


def test_the_title_is_trusted_before_the_opening_the_file_name_and_the_page() -> None:
    title = "芜湖职业技术学院2021—2022学年信息公开年度报告\n"
    report = read_text(
        title + "现编制合肥工业大学2019—2020学年报告，供查阅。\n" + BODY, "安徽大学2018年报.txt"
    )
    assert (report.school, report.period, report.year) == ("芜湖职业技术学院", "2021-2022", 2022)


def test_a_title_may_state_the_first_and_the_last_day() -> None:
    report = read_text("安徽大学2019年9月1日至2020年8月31日信息公开年度报告\n" + BODY)
    assert (report.period, report.period_end) == ("2019-2020", date(2020, 8, 31))


def test_without_a_title_the_file_name_and_the_pages_own_title_speak() -> None:
    named = read_text(BODY, "安徽大学2018年信息公开年度报告.txt")
    assert (named.school, named.period) == ("安徽大学", "2018")
    paged = read_text(BODY, "1.htm", own_title="安徽大学2018-2019学年信息公开年度报告-信息公开网")
    assert (paged.school, paged.period) == ("安徽大学", "2018-2019")


def test_the_signature_names_the_school_and_the_day_but_no_period() -> None:
    report = read_text(BODY + "安徽大学\n2018年10月30日")
    assert (report.school, report.period) == ("安徽大学", None)
    assert report.published == date(2018, 10, 30)
    assert ReadingWarning.PERIOD_MISSING in report.warnings


def test_a_full_name_in_the_text_outweighs_a_short_one_in_the_title() -> None:
    text = "安徽机电学院2022年信息公开年度报告\n" + BODY
    text += "《安徽机电职业技术学院信息公开办法》施行。安徽机电职业技术学院修订了流程。"
    assert read_text(text).school == "安徽机电职业技术学院"


def test_other_years_reports_listed_above_do_not_name_the_period() -> None:
    text = "安徽大学2023年信息公开年度报告\n安徽大学2022年信息公开年度报告\n\n"
    assert read_text(text + "本报告由安徽大学编制，按通知要求公布。\n" + BODY).period == "2022"


def test_what_the_manifest_states_wins() -> None:
    given = Overrides(
        school="某某学院", period="2010-2011", published=date(2011, 1, 2), province="青海"
    )
    report = read_text("安徽大学2023年信息公开年度报告\n" + BODY, overrides=given)
    assert (report.school, report.period, report.year) == ("某某学院", "2010-2011", 2011)
    assert (report.published, report.province) == (date(2011, 1, 2), "青海")


def test_a_text_without_title_words_and_headings_is_no_report_unless_the_manifest_says_so() -> None:
    recipe = "红烧肉\n先切块，再焯水，小火慢炖一小时。"
    with pytest.raises(NotAReportError):
        read_text(recipe)
    with pytest.raises(NotAReportError):
        read_text(recipe, overrides=Overrides(source_url="https://example.edu.cn/1.htm"))
    for given in (Overrides(school="安徽大学"), Overrides(period="2022")):
        assert read_text(recipe, overrides=given).parts[0].text == recipe


def test_a_link_goes_to_the_part_in_whose_text_it_stands() -> None:
    text = "安徽大学2023年信息公开年度报告\n" + BODY + "三、清单事项公开情况表\n学校章程\t查看\n"
    links = (
        ExtractedLink("学校章程", "https://example.edu.cn/zc"),
        ExtractedLink("查看", "javascript:alert(1)"),
    )
    report = parse_report(Extracted(text, links=links), Source("a.htm"), report_id="a")
    assert [link.url for part in report.parts for link in part.links] == [
        "https://example.edu.cn/zc"
    ]
    assert report.parts[-1].links


@pytest.mark.parametrize(
    "text",
    [
        "第一部分 概述\n一、组织领导\n甲。\n二、制度\n乙。\n第二部分 主动公开情况\n丙。\n",
        "1.概述\n甲。\n1.1 组织领导\n乙。\n2.主动公开情况\n丙。\n3.评议情况\n丁。\n",
        "（一）概述\n甲。\n1.组织领导\n乙。\n（二）主动公开情况\n丙。\n（三）评议情况\n丁。\n",
        "## 概述\n\n甲。\n\n## 主动公开情况\n\n乙。\n",
        "一、\n概述\n甲。\n二、\n主动公开情况\n乙。\n",
        "一、概述：甲乙丙丁。\n二、主动公开情况　甲乙丙丁。\n",
        "一、概述学校高度重视。二、主动公开情况（一）基本信息学校公布章程。",
        "安徽大学2022年信息公开年度报告一、概述学校重视。二、主动公开情况公布章程。",
    ],
)
def test_each_form_of_top_level_heading_is_found(text: str) -> None:
    assert sections(text)[:2] == ["overview", "proactive"]
    assert len(sections(text)) <= 3


def test_a_table_of_contents_opens_nothing() -> None:
    contents = "目  录\n一、概述……1\n二、主动公开情况 . . . . 2\n"
    bare = "目录\n一、概述\n二、主动公开情况\n"
    assert sections(contents + BODY) == sections(bare + BODY) == ["overview", "proactive"]


def test_sections_announced_in_a_sentence_open_nothing() -> None:
    opening = "本报告包括：一、概述；二、主动公开情况；三、评议情况；四、附注。\n"
    assert sections(opening + BODY) == ["overview", "proactive"]
    assert opening.strip() in read_text(opening + BODY).text


def test_a_count_that_begins_anew_inside_a_section_is_a_list_of_that_section() -> None:
    inner = "六、存在的问题和改进措施\n一、存在的问题\n甲。\n二、改进措施\n乙。\n七、其他\n无。\n"
    assert sections(BODY + inner) == ["overview", "proactive", "improvement", "other_matters"]


def test_a_damaged_number_still_opens_the_section_that_is_missing() -> None:
    text = BODY + "3、依申请公开情况\n无。\n四、评议情况\n好。\n"
    assert sections(text) == ["overview", "proactive", "on_request", "evaluation"]


def test_a_sub_heading_never_opens_a_section() -> None:
    text = "一、概述\n（一）概述\n甲。\n（二）主动公开情况\n乙。\n二、主动公开情况\n丙。\n"
    assert sections(text) == ["overview", "proactive"]


def test_a_proper_heading_that_fits_nothing_is_unclassified() -> None:
    text = BODY + "三、校长信箱答复处理情况\n来信五封。\n四、评议情况\n好。\n"
    assert sections(text) == ["overview", "proactive", "unclassified", "evaluation"]


def test_an_attachment_named_at_the_end_is_a_section_and_in_a_letter_is_none() -> None:
    named = "附件：安徽大学信息公开事项清单\n"
    assert sections(named + BODY) == ["overview", "proactive"]
    assert sections(BODY + named) == ["overview", "proactive", "checklist"]


def test_a_numbered_attachment_is_named_by_what_follows_its_colon() -> None:
    report = read_text(BODY + "三、附件：信息公开事项清单落实情况\n详见网站。\n")
    assert (report.parts[-1].sections, report.parts[-1].heading) == (
        ("checklist",),
        "三、附件：信息公开事项清单落实情况",
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("学校通过网站、校报发布各类消息，全年", "共计三百条。"),
        ("8. 涉及学生切身利益的事项，包括三好学生", "及奖助学金获得者评选。"),
        ("按照《关于做好2023年高校信息公开年度报告", "工作的通知》要求编制。"),
    ],
)
@pytest.mark.parametrize("page", ["\n\n", "\n\n- 3 -\n\n", "\n\f", "\n— 12 —\n"])
def test_a_page_break_inside_a_sentence_is_mended(first: str, second: str, page: str) -> None:
    assert first + second in read_text(BODY + first + page + second).text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("学校通过网站发布消息，全年共计三百条。", "报刊另有报道。"),
        ("（二）规范流程，推动工作长效深入", "学校严格按照程序开展工作。"),
        ("主要从以下几个方面改进，加强公开工作", "一是完善机制。"),
        ("特此报告，请予审阅", "安徽大学"),
        ("特此报告，请予审阅", "2023年10月30日"),
        ("加强组织领导，健全工作机制", "学校成立领导小组。"),
    ],
)
def test_paragraphs_that_are_two_stay_two(first: str, second: str) -> None:
    lines = read_text(BODY + first + "\n\n" + second).text.split("\n")
    assert first in lines
    assert second in lines


def test_a_single_newline_is_a_wall() -> None:
    line = "学校通过门户网站和校报以及宣传栏等多种渠道公开各类信息内容涉及招生就业财务资产"
    assert line + line not in read_text(f"{BODY}{line}\n{line}\n人事师资。").text


def test_a_page_number_inside_a_line_goes_and_a_figure_stays() -> None:
    text = read_text(BODY + "学校发布信息- 3 -共计多条。\n电话：0551-3-12 或 2021 - 2022 。\n").text
    assert "学校发布信息共计多条。" in text
    assert "0551-3-12 或 2021 - 2022" in text


def test_a_paper_with_everyday_headings_is_no_report() -> None:
    with pytest.raises(NotAReportError):
        read_text("一、概述\n小火慢炖。\n二、主要做法\n先切块，再焯水。\n")


@pytest.mark.parametrize(
    "control", ["\x1b[31m", "\x9b31m", "\x07", "\u202e", "\u2066", "\u200f", "\x00"]
)
def test_nothing_that_a_terminal_or_a_reader_s_eye_would_obey_gets_into_a_report(
    control: str,
) -> None:
    title = f"某{control}大学2023—2024学年信息公开年度报告"
    text = f"{title}\n一、概{control}述\n学校公开{control}信息。"
    for extracted in (Extracted(text), Extracted("一、概述\n公开信息。", title=title)):
        report = parse_report(extracted, Source(f"a{control}\nb.txt"), report_id="a")
        shown = report.title + "".join(part.heading + part.text for part in report.parts)
        assert control[0] not in shown
        assert "\n" not in report.title


def test_the_pinyin_that_a_mirror_puts_after_characters_is_left_out() -> None:
    plain = (
        "现将我校2018学年信息公开工作情况报告如下。\n一、信息公开工作概述\n学校修订了制度，召开了会议。\n"
        "二、主动公开情况\n学校网站公开信息300条，校报公开信息（含OA）20条。\n"
    )
    glossed = re.sub("([校公息信开])", r"\1(xi)(xi)", plain).replace("告", "告（gào）")
    assert read_text(glossed).parts == read_text(plain).parts


def test_a_few_words_in_brackets_are_no_pinyin_of_a_mirror() -> None:
    text = "一、概述\n学校修订了办公系统(oa)的制度，介绍了重（chóng）点。\n二、主动公开情况\n公开300条。\n"
    assert "系统(oa)" in read_text(text).parts[0].text
    long = text + "学校通过网站及时公开各类信息。\n" * 300 + "学校开设网站(wap)，公开信息。\n" * 25
    assert "网站(wap)" in read_text(long).parts[-1].text
