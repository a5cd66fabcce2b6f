"""One report, saved in every format: the same sections, and the same text to search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from indexer.analysis.normalize import normalize
from indexer.ingest.parse import parse_report
from indexer.ingest.readers import read_bytes
from indexer.reports.model import Report, Source
from tests.ingest.formats import as_docx, as_page, as_pdf, as_text, saved
from tests.ingest.readers.odf import LISTS, flat, item, odt, p
from tests.ingest.readers.ofd import as_ofd
from tests.ingest.readers.word import Word

TITLE = "武汉工程大学2022—2023学年信息公开工作年度报告"
REPORT = (
    TITLE,
    (
        "根据《高等学校信息公开办法》和《湖北省教育厅办公室关于做好2023年高校信息公开年度报告工作的通知》"
        "要求，编制本报告。统计期限自2022年9月1日起，至2023年8月31日止。"
    ),
    "一、概述",
    (
        "本学年，学校把信息公开列入年度重点工作，由校长办公室牵头，42个单位各指定一名联络员，"
        "逐项核对清单，按季度通报进度，年终把结果记入考核。一是修订目录，二是更换网站，三是培训人员。"
    ),
    "（一）健全机制",
    "全年召开专题会议6次，印发通知12份，接受咨询31人次。",
    "二、主动公开情况",
    "学校主动公开信息1 256条，其中门户网站847条，OA系统文件340份，微信公众号69期。",
    "（一）招生考试信息",
    "通过招生网公开章程、计划、录取分数等信息58条，网址为http://zs.example.edu.cn/gk/list.htm。",
    "（二）财务、资产及收费信息",
    "公开2022年度决算和2023年度预算，招标公告97条，收费标准全部上墙。",
    "三、依申请公开和不予公开情况",
    "本学年收到申请3件，均在15个工作日内答复，没有收取费用，没有不予公开的情形。",
    "四、对信息公开的评议情况",
    "师生总体满意。",
    "五、因学校信息公开工作受到举报、复议、诉讼的情况",
    "无。",
    "六、存在的主要问题和改进措施",
    (
        "个别单位更新不及时，部分栏目链接失效。下一步将建立巡检制度，每月抽查一次，限期整改，"
        "整改情况在中层干部会上通报，并作为单位评优的依据之一，确保信息发布准确、及时、完整。"
    ),
    "七、其他需要报告的事项",
    "无。",
    "武汉工程大学",
    "2023年10月30日",
)


def _as_numbered_word(paragraphs: Sequence[str]) -> bytes:
    """A document in which Word itself counts the headings."""
    word = Word()
    numbers = word.add_list(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"))
    for text in paragraphs:
        if text[1:2] == "、":
            word.item(text[2:], numbers, 0)
        elif text.startswith("（"):
            word.item(text[3:], numbers, 1)
        else:
            word.text(text)
    return word.bytes()


def _as_wrapped_text(paragraphs: Sequence[str]) -> bytes:
    lines = [
        ("\u3000\u3000" + text)[at : at + 30]
        for text in paragraphs
        for at in range(0, len(text) + 2, 30)
    ]
    return "\n".join(lines).encode()


def _as_numbered_odt(paragraphs: Sequence[str]) -> bytes:
    """A document in which the program itself counts the headings."""
    body = ""
    for text in paragraphs:
        if text[1:2] == "、":
            body += item(p(text[2:]))
        elif text.startswith("（"):
            body += item(p(text[3:]), 2)
        else:
            body += p(text)
    return odt(body, LISTS)


def _as_word_2003(paragraphs: Sequence[str]) -> bytes:
    written = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>'
        f"{written}</w:body></w:wordDocument>"
    ).encode()


def _as_cells(paragraphs: Sequence[str]) -> bytes:
    book = Workbook()
    for text in paragraphs:
        book.active.append([text])
    return saved(book)


FORMATS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "gb18030.txt": lambda report: as_text(report, "gb18030"),
    "utf16.txt": lambda report: as_text(report, "utf-16"),
    "crlf.txt": lambda report: as_text(report).replace(b"\n", b"\r\n\r\n"),
    "wrapped.txt": _as_wrapped_text,
    "builder.htm": lambda report: as_page(report, title=TITLE),
    "webplus.htm": lambda report: as_page(report, container='class="wp_articlecontent"'),
    "unknown.html": lambda report: as_page(report, container='class="unheard-of"'),
    "typed.docx": as_docx,
    "numbered.docx": _as_numbered_word,
    "indented.pdf": lambda report: as_pdf(report, head=TITLE),
    "spaced.pdf": lambda report: as_pdf(report, indent=False),
    "large.pdf": lambda report: as_pdf(report, size=16, head="信息公开"),
    "macros.docm": as_docx,
    "word2003.doc": _as_word_2003,
    "typed.odt": lambda report: odt("".join(map(p, report))),
    "numbered.odt": _as_numbered_odt,
    "flat.fodt": lambda report: flat("".join(map(p, report))),
    "lines.ofd": as_ofd,
    "characters.ofd": lambda report: as_ofd(report, per_character=True),
    "cells.xlsx": _as_cells,
}


def _read(data: bytes, name: str) -> Report:
    return parse_report(read_bytes(data, name), Source(name), report_id="a")


def _paragraphs(report: Report) -> list[str]:
    return [normalize(line) for line in report.text.split("\n") if line.strip()]


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_same_in_every_format(name: str) -> None:
    plain = _read(as_text(REPORT), "plain.txt")
    report = _read(FORMATS[name](REPORT), name)
    assert report.sections == plain.sections
    assert [part.topics for part in report.parts] == [part.topics for part in plain.parts]
    assert _paragraphs(report) == _paragraphs(plain)
    assert report.text_hash == plain.text_hash
    assert (report.school, report.period, report.title) == (
        plain.school,
        plain.period,
        plain.title,
    )


def test_the_plain_text_itself_is_read_rightly() -> None:
    plain = _read(as_text(REPORT), "plain.txt")
    assert plain.school == "武汉工程大学"
    assert plain.period == "2022-2023"
    assert plain.sections == (
        "preamble",
        "overview",
        "proactive",
        "on_request",
        "evaluation",
        "complaints",
        "improvement",
        "other_matters",
    )
    assert _paragraphs(plain) == [normalize(text) for text in REPORT]
