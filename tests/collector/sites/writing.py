"""Reports in other words than `report_paragraphs`: as ministries' schools, colleges and old pages write."""

from __future__ import annotations

from functools import cache

from tests.collector.sites.site import Site
from tests.ingest.formats import as_docx, as_pdf

FULL, SHORT, OLD = "full", "short", "old"


def title_of(school: str, year: int, kind: str = FULL) -> str:
    if kind == SHORT:
        return f"{school}{year}年度信息公开工作报告"
    if kind == OLD:
        return f"{school}{year}年信息公开工作年度报告"
    return f"{school}{year - 1}-{year}学年信息公开工作年度报告"


def lines_of(school: str, year: int, kind: str = FULL) -> list[str]:
    """The paragraphs of a report, none of them shared by two years."""
    n = sum(map(ord, school)) * 17 + year * 13
    if kind == SHORT:
        return [
            (
                f"{year}年，学院按照《高等学校信息公开办法》和省教育厅有关要求，坚持“公开为常态、不公开为例外”，"
                f"稳步推进信息公开。现将{school}{year}年度信息公开工作情况报告如下。"
            ),
            "一、加强领导，完善制度",
            f"学院调整了信息公开工作领导小组，召开专题会议{1 + n % 4}次，修订《信息公开实施细则》等制度{1 + n % 3}项。",
            "二、主动公开信息的情况",
            (
                f"全年通过学院网站、公众号、公示栏公开各类信息{200 + n % 800}条，其中招生就业信息{30 + n % 60}条，"
                f"招标采购信息{10 + n % 40}条，人事信息{8 + n % 20}条。"
            ),
            "三、依申请公开信息的情况",
            f"{year}年度收到书面申请{n % 5}件，均在规定期限内办结。",
            "四、信息公开的评议与举报情况",
            "师生对信息公开工作总体满意，未发生举报、行政复议和诉讼。",
            "五、存在的不足及下一步打算",
            f"个别部门更新不够及时。{year + 1}年将进一步压实责任，拓宽渠道。",
            f"{school}办公室",
            f"{year + 1}年1月{5 + n % 20}日",
        ]
    if kind == OLD:
        return [
            f"本报告依据《高等学校信息公开办法》编制，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
            "一、概述",
            f"学校成立了由校长任组长的信息公开工作领导小组，下设办公室，配备专兼职人员{2 + n % 9}名。",
            "二、主动公开情况",
            f"主动公开信息{100 + n % 500}条，编发《校情通报》{4 + n % 20}期。",
            "三、依申请公开和不予公开情况",
            "本年度未收到公开申请，无不予公开的情况。",
            "四、收费、减免及复议、诉讼、申诉情况",
            "未收取任何费用，没有复议、诉讼和申诉。",
            "五、存在的主要问题和改进情况",
            f"内容还不够全面，将按{3 + n % 5}个方面加以改进。",
        ]
    return [
        (
            f"根据《高等学校信息公开办法》（教育部令第29号）和《高等学校信息公开事项清单》要求，{school}编制了"
            f"{year - 1}-{year}学年信息公开工作年度报告。数据统计期限为{year - 1}年9月1日至{year}年8月31日。"
        ),
        "一、信息公开工作概述",
        f"学校党委常委会、校长办公会研究信息公开议题{2 + n % 7}次，新增公开事项{3 + n % 11}项。",
        "二、主动公开信息情况",
        f"学校官网发布信息{1000 + n % 3000}条，新媒体平台推送{300 + n % 900}篇，信息公开网更新{90 + n % 200}条。",
        "（一）招生考试信息",
        f"公布招生章程、分省计划和录取结果，接待咨询{400 + n % 5000}人次。",
        "（二）财务、资产及收费信息",
        f"公开年度预算、决算，招标采购公告{60 + n % 300}项。",
        "三、依申请公开信息和不予公开信息情况",
        f"受理申请{n % 9}件，全部按期答复，不予公开{n % 2}件。",
        "四、对信息公开的评议情况",
        f"通过座谈、问卷等方式征求意见，{92 + n % 7}%的师生表示满意。",
        "五、因信息公开受到举报、复议、诉讼的情况",
        "无。",
        "六、工作经验、存在问题和改进措施",
        f"今后将围绕{2 + n % 4}项重点任务提升公开质效。",
        f"{year}年10月{8 + n % 20}日",
    ]


def body(school: str, year: int, kind: str = FULL) -> str:
    return "".join(f"<p>{line}</p>" for line in lines_of(school, year, kind))


@cache
def pdf_of(school: str, year: int, kind: str = FULL) -> bytes:
    return as_pdf([title_of(school, year, kind), *lines_of(school, year, kind)])


@cache
def docx_of(school: str, year: int, kind: str = FULL) -> bytes:
    return as_docx([title_of(school, year, kind), *lines_of(school, year, kind)])


def name_of(site: Site, year: int, kind: str = FULL) -> str:
    return title_of(site.school, year, kind)
