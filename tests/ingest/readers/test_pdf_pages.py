"""PDF pages that are turned, in columns, with odd annotations, with scans between the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.pdf import SCANNED
from indexer.reports.warnings import DetailedWarning, ReadingWarning
from tests.ingest.readers.raw_pdf import raw_pdf
from tests.ingest.readers.typeset import Pages

PROSE = (
    "各院系按月报送信息目录，校务公开办公室逐条核对栏目、时限与责任人，发现迟报即发函提醒，",
    "年终汇总成册存档。校长信箱全年办结来信二百一十六封，平均答复时间为三个工作日，无逾期。",
    "招生计划、录取分数与学费标准在报名前公布，复试名单公示十天，查询电话由专人值守接听。",
    "预算与决算在财政批复后二十日内上网，附有说明与图表，采购结果逐项列出中标单位和金额。",
    "学生申诉委员会受理申请九件，维持七件，变更两件，处理结果均书面送达本人并说明理由。",
    "教职工代表大会审议学校年度工作，会前十日发放材料，提案答复情况在校内网站逐一公布。",
)


def _read(data: bytes) -> Extracted:
    return read_bytes(data, "a.pdf")


def _lines(data: bytes) -> list[str]:
    return [line for line in _read(data).text.split("\n") if line.strip()]


def _words(data: bytes) -> str:
    return "".join(_read(data).text.split())


def _details(data: bytes) -> dict[ReadingWarning, str]:
    return {w.kind: w.detail for w in _read(data).warnings if isinstance(w, DetailedWarning)}


def _turned(pages: Pages, degrees: int, page: int = 0) -> None:
    """What is drawn next stands turned counter-clockwise on a page that is turned itself."""
    width, height = (842, 595) if page in (90, 270) else (595, 842)
    x, y = {0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[degrees]
    pages.canvas.translate(x, y)
    pages.canvas.rotate(degrees)
    pages.y = 842 - (width if degrees in (90, 270) else height) + 72


# --- turned pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", [0, 90, 180, 270])
@pytest.mark.parametrize("content", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_its_text_runs(page: int, content: int) -> None:
    pages = Pages()
    pages.canvas.setPageRotation(page)
    _turned(pages, content, page)
    for line in PROSE[:4]:
        pages.line(line[:30], x=60)
    extracted = _read(pages.bytes())
    assert "".join(extracted.text.split()) == "".join(line[:30] for line in PROSE[:4])
    assert extracted.warnings == ()


def test_a_table_set_sideways_keeps_its_rows() -> None:
    pages = Pages()
    pages.line("附表：清单事项公开情况", x=200, y=40)
    pages.canvas.saveState()
    _turned(pages, 90)
    pages.table(
        [("序号", "事项", "责任单位"), ("1", "学校章程", "校办"), ("2", "收费标准", "财务处")]
    )
    pages.canvas.restoreState()
    assert _lines(pages.bytes()) == [
        "附表：清单事项公开情况",
        "序号\t事项\t责任单位",
        "1\t学校章程\t校办",
        "2\t收费标准\t财务处",
    ]


def test_a_heading_set_sideways_stays_in_its_cell() -> None:
    pages = Pages()
    pages.line("清单事项公开情况表")
    pages.table([("", "办学规模", "校办"), ("", "收费标准", "财务处")])
    pages.canvas.saveState()
    pages.canvas.translate(90, 842 - 107)
    pages.canvas.rotate(90)
    pages.canvas.setFont("STSong-Light", 8)
    pages.canvas.drawString(0, 0, "基本")
    pages.canvas.restoreState()
    assert _lines(pages.bytes())[1:] == ["基本\t办学规模\t校办", "\t收费标准\t财务处"]


def test_a_text_set_from_the_top_down_is_read_column_by_column() -> None:
    pages = Pages()
    for column, line in enumerate(PROSE[:4]):
        for row, char in enumerate(line[:30]):
            pages.line(char, x=500 - 24 * column, y=80 + 14 * row)
    assert _words(pages.bytes()) == "".join(line[:30] for line in PROSE[:4])


def test_a_font_for_vertical_writing_is_read_column_by_column() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    font = UnicodeCIDFont("MSung-Light", isVertical=True)
    pdfmetrics.registerFont(font)
    pages = Pages()
    for column, line in enumerate(PROSE[:4]):
        pages.canvas.setFont(font.fontName, 12)
        pages.canvas.drawString(500 - 24 * column, 760, line[:30])
    assert _words(pages.bytes()) == "".join(line[:30] for line in PROSE[:4])


@pytest.mark.parametrize("degrees", [12, 45, 200])
def test_a_page_that_stands_askew_is_read(degrees: int) -> None:
    pages = Pages()
    pages.canvas.translate(300, 420)
    pages.canvas.rotate(degrees)
    for at, line in enumerate(PROSE[:4]):
        pages.line(line[:12], x=-72, y=842 + 20 * at)
    assert _words(pages.bytes()) == "".join(line[:12] for line in PROSE[:4])


def test_characters_that_stand_askew_are_counted() -> None:
    pages = Pages()
    for line in PROSE:
        pages.line(line[:36])
    pages.canvas.rotate(45)
    pages.line("内部资料", x=400, y=700)
    assert _details(pages.bytes()) == {ReadingWarning.TEXT_LEFT_OUT: "4"}


# --- columns --------------------------------------------------------------------------------


def _column(pages: Pages, text: str, x: float, y: float, width: int) -> None:
    for at in range(0, len(text), width):
        pages.line(text[at : at + width], x=x, y=y, size=10)
        y += 16


def test_two_columns_are_read_one_after_the_other() -> None:
    text = "".join(PROSE)
    left, right = text[: 22 * 6], text[22 * 6 :]
    pages = Pages()
    pages.line("某某学院信息公开工作年度报告", x=170, y=70, size=18)
    _column(pages, left, 60, 120, 22)
    _column(pages, right, 310, 123, 22)
    pages.line("地址：某市学苑路八号", x=230, y=420, size=10)
    assert _lines(pages.bytes()) == [
        "某某学院信息公开工作年度报告",
        left + right,
        "地址：某市学苑路八号",
    ]


def test_columns_under_a_heading_that_spans_them() -> None:
    pages = Pages()
    pages.line("一、概述", x=270, y=70)
    _column(pages, "".join(PROSE[:2]), 60, 100, 22)
    _column(pages, "".join(PROSE[2:4]), 310, 100, 22)
    pages.line("二、主动公开情况", x=250, y=230)
    _column(pages, "".join(PROSE[1:3]), 60, 260, 22)
    _column(pages, "".join(PROSE[4:6]), 310, 260, 22)
    assert _words(pages.bytes()) == "".join(
        ("一、概述", *PROSE[:4], "二、主动公开情况", *PROSE[1:3], *PROSE[4:6])
    )


def test_three_columns_are_read_one_after_the_other() -> None:
    pages = Pages()
    pages.line("信息公开简报", x=250, y=60, size=16)
    for number in range(3):
        _column(pages, "".join(PROSE[2 * number : 2 * number + 2]), 40 + 178 * number, 100, 16)
    assert _words(pages.bytes()) == "信息公开简报" + "".join(PROSE)


def test_a_list_in_columns_without_rules_stays_in_rows() -> None:
    rows = [("学校章程", "校长办公室"), ("招生计划", "招生处"), ("收费标准", "财务处")] * 4
    pages = Pages()
    for at, (name, office) in enumerate(rows):
        pages.line(name, x=72, y=100 + 20 * at)
        pages.line(office, x=320, y=100 + 20 * at)
    assert _lines(pages.bytes())[:2] == ["学校章程 校长办公室", "招生计划 招生处"]


def test_short_entries_side_by_side_stay_in_rows() -> None:
    pages = Pages()
    pages.paragraph(PROSE[1])
    rows = [
        ("电话：010-1234567", "传真：010-7654321"),
        ("邮箱：xxgk@a.edu.cn", "邮编：100000"),
        ("地址：示例市学府路1号", "网址：www.a.edu.cn"),
        ("联系人：张某", "监督：李某"),
    ]
    for at, (left, right) in enumerate(rows):
        pages.line(left, x=72, y=200 + 20 * at)
        pages.line(right, x=320, y=200 + 20 * at)
    assert _lines(pages.bytes())[-4:] == [f"{left} {right}" for left, right in rows]


def test_a_wrapped_entry_beside_its_label_is_one_paragraph() -> None:
    entry = "".join(PROSE[:2])
    pages = Pages()
    pages.line("主动公开", x=72, y=100)
    for at in range(0, len(entry), 30):
        pages.line(entry[at : at + 30], x=180, y=100 + 18 * (at // 30))
    assert _lines(pages.bytes()) == [f"主动公开 {entry}"]


def test_running_heads_and_signatures_around_columns() -> None:
    texts = ["".join(PROSE[number:] + PROSE[:number]) for number in range(3)]
    texts = [text.rstrip("，") for text in texts]
    pages = Pages()
    for number, text in enumerate(texts):
        pages.line("某某学院信息公开简报", x=60, y=40, size=8)
        pages.line(f"第{number + 1}页", x=500, y=40, size=8)
        _column(pages, text[: 22 * 6], 60, 100, 22)
        _column(pages, text[22 * 6 :], 310, 100, 22)
        if number == 2:
            pages.line("某某学院办公室", x=420, y=300, size=10)
            pages.line("2023年10月28日", x=415, y=320, size=10)
        pages.page()
    data = pages.bytes()
    assert _words(data) == "".join(texts) + "某某学院办公室2023年10月28日"
    assert _lines(data)[-2:] == ["某某学院办公室", "2023年10月28日"]


# --- tables ---------------------------------------------------------------------------------


def test_a_cell_over_several_rows_shifts_no_later_cell() -> None:
    pages = Pages()
    grid = pages.canvas
    left, top, width, height = 72, 742, 120, 24
    for row in range(4):
        grid.line(
            left + (width if row in (1, 2) else 0),
            top - height * row,
            left + 3 * width,
            top - height * row,
        )
    grid.line(left, top, left, top - 3 * height)
    for column in range(1, 4):
        grid.line(left + width * column, top, left + width * column, top - 3 * height)
    cells = {
        (0, 1): "基本信息",
        (1, 0): "办学规模", (2, 0): "校办",
        (1, 1): "学校章程", (2, 1): "法务办",
        (1, 2): "领导分工", (2, 2): "组织部",
    }  # fmt: skip
    for (column, row), text in cells.items():
        pages.line(text, x=left + width * column + 5, y=842 - top + height * row + 16)
    assert _lines(pages.bytes()) == [
        "基本信息\t办学规模\t校办",
        "\t学校章程\t法务办",
        "\t领导分工\t组织部",
    ]


def test_a_table_without_lines_at_its_sides_is_one() -> None:
    pages = Pages()
    for row in range(4):
        pages.canvas.line(72, 742 - 24 * row, 432, 742 - 24 * row)
    for column in (1, 2):
        pages.canvas.line(72 + 120 * column, 742, 72 + 120 * column, 670)
    for row, cells in enumerate(
        (("事项", "数量", "备注"), ("申请", "12", "无"), ("举报", "", "无"))
    ):
        for column, text in enumerate(cells):
            pages.line(text, x=77 + 120 * column, y=116 + 24 * row)
    assert _lines(pages.bytes()) == ["事项\t数量\t备注", "申请\t12\t无", "举报\t\t无"]


def test_a_table_without_lines_above_and_below_is_one() -> None:
    pages = Pages()
    for row in (1, 2):
        pages.canvas.line(72, 742 - 24 * row, 432, 742 - 24 * row)
    for column in range(4):
        pages.canvas.line(72 + 120 * column, 742, 72 + 120 * column, 670)
    for row, cells in enumerate(
        (("事项", "数量", "备注"), ("申请", "12", "无"), ("举报", "", "无"))
    ):
        for column, text in enumerate(cells):
            pages.line(text, x=77 + 120 * column, y=116 + 24 * row)
    assert _lines(pages.bytes()) == ["事项\t数量\t备注", "申请\t12\t无", "举报\t\t无"]


# --- raised digits, struck-out text ---------------------------------------------------------


def test_raised_digits_join_no_number() -> None:
    pages = Pages()
    pages.line("全年主动公开信息1435", x=72, y=100)
    end = 72 + pages.canvas.stringWidth("全年主动公开信息1435", "STSong-Light", 12)
    pages.line("1", x=end, y=95, size=7)
    pages.line("条，占地3000m", x=end + 4, y=100)
    end += 4 + pages.canvas.stringWidth("条，占地3000m", "STSong-Light", 12)
    pages.line("2", x=end, y=95, size=7)
    pages.line("。", x=end + 4, y=100)
    pages.line("CO", x=72, y=130)
    pages.line("2", x=72 + pages.canvas.stringWidth("CO", "STSong-Light", 12), y=133, size=7)
    assert _lines(pages.bytes()) == ["全年主动公开信息1435¹条，占地3000m²。", "CO₂"]


def test_small_text_beside_a_large_title_is_not_raised() -> None:
    pages = Pages()
    pages.line("采购公告", x=72, y=100, size=24)
    pages.line("发票代码：033002000211", x=172, y=92, size=9)
    pages.line("编号：12235358", x=172, y=104, size=9)
    words = _words(pages.bytes())
    assert "发票代码：033002000211" in words
    assert "编号：12235358" in words


@pytest.mark.parametrize("drawn", ["line", "rect"])
def test_struck_out_characters_are_no_text(drawn: str) -> None:
    pages = Pages()
    width = pages.canvas.stringWidth("1500", "STSong-Light", 12)
    pages.line("公开15001435条", x=72, y=100)
    if drawn == "line":
        pages.canvas.line(96, 842 - 100 + 4, 96 + width, 842 - 100 + 4)
    else:
        pages.canvas.rect(96, 842 - 100 + 3.6, width, 0.6, stroke=0, fill=1)
    pages.line("收到申请3件", x=72, y=130)
    pages.canvas.line(72, 842 - 130 - 2, 140, 842 - 130 - 2)  # under the words, not through them
    assert _words(pages.bytes()) == "公开1435条收到申请3件"


# --- annotations ----------------------------------------------------------------------------

ANNOTATIONS = {
    "popup without type": "<</Type/Annot/Subtype/Text/Rect[1 1 9 9]/Contents(x)/Popup 7 0 R>>",
    "highlight without rectangle": "<</Type/Annot/Subtype/Highlight/QuadPoints[1 1 2 2]>>",
    "link to a structure element": "<</Type/Annot/Subtype/Link/Rect[1 1 9 9]"
    "/A<</S/GoTo/D[3 0 R/Fit]/SD[<</Type/StructElem>>/Fit]>>>>",
    "link with a broken action": "<</Type/Annot/Subtype/Link/Rect[1 1 9 9]/A<</S/URI/URI 99 0 R>>>>",
    "no dictionary": "(what)",
    "nothing": "null",
    "link without an end": "<</Type/Annot/Subtype/Link/Rect[1 (x)]/A[[[]]]>>",
    "field without kind": "<</Subtype/Widget/Rect[0 0 1 1]/AP<</N 99 0 R>>>>",
}


@pytest.mark.parametrize("annotation", ANNOTATIONS.values(), ids=ANNOTATIONS.keys())
@pytest.mark.parametrize(
    "catalogue",
    [
        "",
        "/Perms<</DocMDP 8 0 R>>/AcroForm<</SigFlags 3/Fields[8 0 R]>>",
        "/Metadata 99 0 R/StructTreeRoot 1 0 R/Outlines(x)/Names null/PageLabels 3",
    ],
    ids=["plain", "certified", "odd"],
)
def test_odd_annotations_cost_no_text(annotation: str, catalogue: str) -> None:
    content = b"BT /F 12 Tf 72 700 Td (Open to every reader of the report) Tj ET"
    data = raw_pdf(
        f"<</Type/Catalog/Pages 2 0 R{catalogue}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R 7 0 R 99 0 R]"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        ("", content),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        annotation,
        "<</Subtype/Popup/Parent 6 0 R>>",
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Reference[<</Type/SigRef"
        "/TransformMethod/DocMDP/TransformParams<</P 1/V/1.2>>>>]/Contents<00>/ByteRange[0 1 2 3]>>",
        trailer="/Info 6 0 R",
    )
    assert _lines(data) == ["Open to every reader of the report"]


# --- scans ----------------------------------------------------------------------------------


def _scanned(*pages: Callable[[Pages], None]) -> bytes:
    file = Pages()
    for page in pages:
        page(file)
        file.page()
    return file.bytes()


def _title_page(pages: Pages) -> None:
    pages.line("某某大学信息公开年度报告", x=150, y=200, size=22)
    pages.line("二〇二三年十月", x=240, y=600)


def _text_page(pages: Pages) -> None:
    for line in PROSE:
        pages.paragraph(line)


def _scan(pages: Pages) -> None:
    pages.picture()


def test_scans_after_a_title_page_are_refused_with_their_pages() -> None:
    with pytest.raises(UnreadableError, match="第 2–4 页是扫描件"):
        _read(_scanned(_title_page, _scan, _scan, _scan))
    with pytest.raises(UnreadableError, match="第 2 页是扫描件"):
        _read(_scanned(_title_page, _scan))


def test_scans_alone_are_refused() -> None:
    with pytest.raises(UnreadableError) as error:
        _read(_scanned(_scan, _scan))
    assert error.value.reason == SCANNED


def test_a_scanned_appendix_is_a_warning() -> None:
    data = _scanned(_title_page, _text_page, _text_page, _scan)
    assert _details(data) == {ReadingWarning.PAGES_SCANNED: "4"}
    assert _details(_scanned(_text_page, _scan)) == {ReadingWarning.PAGES_SCANNED: "2"}


def test_pictures_behind_the_text_are_no_scans() -> None:
    def letterhead(pages: Pages) -> None:
        pages.picture()
        _text_page(pages)

    assert _read(_scanned(letterhead, letterhead)).warnings == ()
