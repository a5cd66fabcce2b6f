"""PDFs: paragraphs whole, tables in rows, nothing of the page around them."""

from __future__ import annotations

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexer.errors import UnreadableError
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.pdf import DAMAGED, ENCRYPTED, OUTLINED, SCANNED
from tests.ingest.formats import as_pdf
from tests.ingest.readers.raw_pdf import raw_pdf
from tests.ingest.readers.typeset import Pages

FIRST = (
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单，"
    "按季度通报进度，对迟报漏报的单位点名提醒，年终把结果记入考核。"
)
SECOND = (
    "全年在门户网站发布消息一千二百余条，在校内办公系统发布文件三百四十份，师生可以按年份检索，"
    "也可以到档案馆查阅，查阅须知张贴在一楼大厅，没有收取任何费用。"
)


def _lines(data: bytes) -> list[str]:
    return [line for line in read_bytes(data, "a.pdf").text.split("\n") if line.strip()]


@pytest.mark.parametrize(("indent", "gap"), [(2, 0), (0, 9), (2, 9)])
def test_lines_are_rejoined_to_paragraphs(indent: int, gap: float) -> None:
    pages = Pages()
    pages.line("一、概述", x=72 + 12 * indent)
    pages.paragraph(FIRST, indent=indent, gap=gap)
    pages.paragraph(SECOND, indent=indent, gap=gap)
    pages.line("二、依申请公开情况", x=72 + 12 * indent)
    pages.line("无。", x=72 + 12 * indent)
    assert _lines(pages.bytes()) == ["一、概述", FIRST, SECOND, "二、依申请公开情况", "无。"]


def test_lines_broken_by_count_are_rejoined_whatever_their_width() -> None:
    text = "2023年发布消息1200余条，其中门户网站800条，微信公众号400条，OA系统文件340份，" * 4
    pages = Pages()
    pages.paragraph(text, width=35, indent=0)
    assert _lines(pages.bytes()) == [text]


def test_a_paragraph_over_two_pages_is_one() -> None:
    pages = Pages()
    pages.line("一、概述", x=96)
    pages.line(FIRST[:34], x=96)
    pages.page()
    pages.line(FIRST[34:70])
    pages.line(FIRST[70:])
    pages.paragraph(SECOND)
    assert _lines(pages.bytes()) == ["一、概述", FIRST, SECOND]


def test_an_enumeration_at_the_start_of_a_line_is_no_heading() -> None:
    text = FIRST[:36] + "一、概述；二、主动公开情况；三、依申请公开情况，共三个部分，一并报告如下。"
    pages = Pages()
    pages.paragraph(text, indent=0)
    pages.paragraph(SECOND, indent=0)
    assert _lines(pages.bytes()) == [text, SECOND]


def test_running_heads_and_page_numbers_are_no_text() -> None:
    data = as_pdf([FIRST, SECOND] * 20, head="某师范学院信息公开年度报告")
    text = read_bytes(data, "a.pdf").text
    assert "某师范学院" not in text
    assert "- 1 -" not in text
    assert text.replace("\n", "") == (FIRST + SECOND) * 20


def test_numbers_of_the_text_stay() -> None:
    pages = Pages()
    pages.paragraph(FIRST)
    pages.line("12")
    pages.line("无。")
    pages.line("3", x=290, y=800)
    assert _lines(pages.bytes()) == [FIRST, "12", "无。"]


def test_a_ruled_table_is_read_row_by_row() -> None:
    pages = Pages()
    pages.line("清单事项公开情况表")
    pages.table(
        [
            ("序号", "事项", "链接"),
            ("1", "办学规模、校级领导班子\n简介", "http://a.cn/very/lon\ng.htm"),
        ]
    )
    pages.line("附注：无。")
    extracted = read_bytes(pages.bytes(), "a.pdf")
    assert extracted.text.split("\n") == [
        "清单事项公开情况表",
        "序号\t事项\t链接",
        "1\t办学规模、校级领导班子简介\thttp://a.cn/very/long.htm",
        "附注：无。",
    ]
    assert [link.url for link in extracted.links] == ["http://a.cn/very/long.htm"]


def test_a_row_cut_by_a_page_break_is_one() -> None:
    pages = Pages()
    pages.paragraph(FIRST)
    pages.table([("序号", "事项"), ("1", "办学规模、校级领导班子\n简介、学校机构设置和学")])
    pages.page()
    pages.table([("", "科情况"), ("2", "学校章程")])
    assert _lines(pages.bytes())[1:] == [
        "序号\t事项",
        "1\t办学规模、校级领导班子简介、学校机构设置和学科情况",
        "2\t学校章程",
    ]


def test_a_title_on_two_lines_is_one_and_a_signature_is_two() -> None:
    pages = Pages()
    pages.line("某师范学院二〇二二至二〇二三学年度信息公开", x=78, size=20)
    pages.line("工作年度报告", x=232, size=20)
    pages.paragraph(FIRST)
    pages.line("某师范学院", x=444)
    pages.line("十月三十日", x=444)
    assert _lines(pages.bytes()) == [
        "某师范学院二〇二二至二〇二三学年度信息公开工作年度报告",
        FIRST,
        "某师范学院",
        "十月三十日",
    ]


def test_link_annotations_are_read_with_their_words() -> None:
    pages = Pages()
    pages.line(FIRST[:30])
    pages.link("学校章程", "https://a.cn/zc")
    pages.link("打印", "javascript:print()")
    assert read_bytes(pages.bytes(), "a.pdf").links == (
        ExtractedLink("学校章程", "https://a.cn/zc"),
    )


def test_letters_set_apart_are_words_and_overprinted_ones_one() -> None:
    pages = Pages()
    pages.line("信息公开", y=100)
    pages.line("信息公开", y=100.2, x=72.2)
    pages.line("open", y=130)
    pages.line("data", y=130, x=110)
    pages.line(FIRST[:30], y=160)
    assert _lines(pages.bytes())[:2] == ["信息公开", "open data"]


def test_a_watermark_across_the_page_is_no_text() -> None:
    pages = Pages()
    pages.line(FIRST[:30])
    pages.canvas.saveState()
    pages.canvas.rotate(45)
    pages.line("内部资料", x=400, y=700)
    pages.canvas.restoreState()
    assert _lines(pages.bytes()) == [FIRST[:30]]


def test_contents_with_leaders_stay_lines() -> None:
    pages = Pages()
    for number, title in enumerate(("概述", "主动公开情况"), start=1):
        pages.line(f"{title}{'.' * 60}{number}")
    pages.paragraph(FIRST, indent=0)
    assert len(_lines(pages.bytes())) == 3


def test_a_scan_is_recognised_by_its_pictures() -> None:
    pages = Pages()
    for number in range(3):
        pages.picture()
        pages.line(f"- {number + 1} -", x=290, y=800)
        pages.page()
    with pytest.raises(UnreadableError) as error:
        read_bytes(pages.bytes(), "a.pdf")
    assert error.value.reason == SCANNED


def test_pages_without_letters_or_pictures_are_refused() -> None:
    pages = Pages()
    pages.canvas.rect(100, 100, 50, 50)
    with pytest.raises(UnreadableError) as error:
        read_bytes(pages.bytes(), "a.pdf")
    assert error.value.reason == OUTLINED


def test_an_encrypted_pdf_is_refused_unless_it_opens_without_a_password() -> None:
    locked = Pages(encrypt=StandardEncryption("secret", strength=128))
    locked.line(FIRST[:30])
    with pytest.raises(UnreadableError) as error:
        read_bytes(locked.bytes(), "a.pdf")
    assert error.value.reason == ENCRYPTED
    open_to_read = Pages(encrypt=StandardEncryption("", ownerPassword="secret", strength=128))
    open_to_read.canvas.setFont("Helvetica", 12)
    open_to_read.canvas.drawString(72, 700, "Open to every reader, closed to editing")
    assert _lines(open_to_read.bytes()) == ["Open to every reader, closed to editing"]


def test_damaged_files_are_refused() -> None:
    whole = as_pdf([FIRST])
    for spoilt in (
        b"%PDF-1.4\n" + bytes(range(256)) * 4,
        whole[: len(whole) // 3],
        raw_pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        raw_pdf("<</Type/Catalog/Pages 1 0 R>>"),
    ):
        with pytest.raises(UnreadableError) as error:
            read_bytes(spoilt, "a.pdf")
        assert error.value.reason in {DAMAGED, OUTLINED}


def test_a_file_of_too_many_pages_is_refused() -> None:
    pages = Pages()
    for _ in range(3):
        pages.line("无。")
        pages.page()
    with pytest.raises(UnreadableError, match="超过上限 2 页"):
        read_bytes(pages.bytes(), "a.pdf", Limits(pages=2))
