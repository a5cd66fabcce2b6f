"""Word documents as Word shows them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes
from tests.ingest.readers.word import Word

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _lines(word: Word) -> list[str]:
    return [line for line in read_bytes(word.bytes(), "a.docx").text.split("\n") if line]


def test_lost_numbers_are_counted_again() -> None:
    word = Word()
    numbers = word.add_list(
        ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")
    )
    for text, level in (
        ("概述", 0),
        ("组织领导", 1),
        ("制度建设", 1),
        ("目录", 2),
        ("主动公开情况", 0),
        ("基本信息", 1),
    ):
        word.item(text, numbers, level)
    assert _lines(word) == [
        "一、概述",
        "（一）组织领导",
        "（二）制度建设",
        "1. 目录",
        "二、主动公开情况",
        "（一）基本信息",
    ]


@pytest.mark.parametrize(
    ("form", "third"),
    [
        ("decimal", "3"),
        ("decimalZero", "03"),
        ("chineseCounting", "三"),
        ("ideographDigital", "三"),
        ("chineseLegalSimplified", "叁"),
        ("ideographTraditional", "丙"),
        ("decimalEnclosedCircle", "③"),
        ("decimalFullWidth", "３"),
        ("upperRoman", "III"),
        ("lowerLetter", "c"),
        ("a-format-of-tomorrow", "3"),
    ],
)
def test_numbers_are_written_in_the_format_of_the_list(form: str, third: str) -> None:
    word = Word()
    numbers = word.add_list((form, "%1）"))
    for text in ("甲", "乙", "丙"):
        word.item(text, numbers)
    assert _lines(word)[2] == f"{third}）丙"


def test_bullets_and_plain_paragraphs_have_no_number() -> None:
    word = Word()
    bullets = word.add_list(("bullet", "\uf0b7"))
    word.item("甲", bullets)
    word.text("乙")
    assert _lines(word) == ["甲", "乙"]


def test_lists_that_share_counters_continue_unless_they_restart() -> None:
    word = Word()
    first = word.add_list(("chineseCounting", "%1、"))
    second = word.add_list(like=first)
    third = word.add_list(like=first, start=1)
    word.item("甲", first)
    word.item("乙", second)
    word.item("丙", third)
    word.item("丁", third)
    assert _lines(word) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_a_style_numbers_its_paragraphs() -> None:
    word = Word()
    for text in ("甲", "乙"):
        word.text(text, "List Number")
    assert _lines(word) == ["1. 甲", "2. 乙"]


def test_tables_are_rows_between_the_paragraphs() -> None:
    word = Word()
    word.text("前")
    table = word.document.add_table(2, 3)
    for row, cells in zip(table.rows, (["序号", "事项", "链接"], ["1", "规模", ""]), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 1).add_paragraph("机构")
    word.text("后")
    assert _lines(word) == ["前", "序号\t事项\t链接", "1\t规模\t机构", "后"]


def test_a_report_inside_one_cell_is_no_row() -> None:
    word = Word()
    table = word.document.add_table(1, 2)
    table.cell(0, 0).text = "报告"
    for number in range(20):
        table.cell(0, 1).add_paragraph(f"第{number}段，学校把信息公开列入年度重点工作。")
    assert len(_lines(word)) == 21


def test_links_are_extracted_with_their_text() -> None:
    word = Word()
    target = word.relation("https://a.cn/zc")
    word.runs(
        f'<w:hyperlink r:id="{target}"><w:r><w:t>学校</w:t></w:r><w:r><w:t>章程</w:t></w:r>'
        "</w:hyperlink>",
        text="见",
    )
    word.runs(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:instrText> HYPERLINK "http://b.cn" </w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        "<w:r><w:t>网址</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    word.runs(
        f'<w:hyperlink r:id="{word.relation("file:///etc/passwd")}"><w:r><w:t>文件</w:t></w:r>'
        "</w:hyperlink>"
    )
    extracted = read_bytes(word.bytes(), "a.docx")
    assert extracted.text.split("\n") == ["见学校章程", "网址", "文件"]
    assert extracted.links == (
        ExtractedLink("学校章程", "https://a.cn/zc"),
        ExtractedLink("网址", "http://b.cn"),
    )


def test_only_what_shows_is_text() -> None:
    word = Word()
    word.runs(
        "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>增</w:t></w:r></w:ins>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>",
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>',
        "<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r><w:noBreakHyphen/></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        text="甲",
    )
    assert _lines(word) == ["甲增显控件-☑"]


def _run(text: str, *properties: str) -> str:
    return f"<w:r><w:rPr>{''.join(properties)}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ((_run("1435"), _run("1", '<w:vertAlign w:val="superscript"/>'), _run("条")), "1435¹条"),
        ((_run("CO"), _run("2", '<w:vertAlign w:val="subscript"/>')), "CO₂"),
        ((_run("5"), _run("注(3)", '<w:vertAlign w:val="superscript"/>')), "5注⁽³⁾"),
        ((_run("1"), _run("2", '<w:vertAlign w:val="baseline"/>')), "12"),
        ((_run("1500", "<w:strike/>"), _run("1435条")), "1435条"),
        ((_run("600", "<w:dstrike/>"), _run("573件")), "573件"),
        ((_run("573", '<w:strike w:val="0"/>'), _run("件")), "573件"),
        (("<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>", _run("新")), "新"),
        ((_run("\uf0fc", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),), "✔"),
        ((_run("P", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'),), "✓"),
        (('<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>', _run("已公开")), "✓已公开"),
        (('<w:r><w:sym w:font="Wingdings" w:char="FE"/></w:r>',), "☑"),
        (('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', _run("95%")), "≥95%"),
        (('<w:r><w:sym w:font="宋体" w:char="2611"/></w:r>',), "☑"),
        (('<w:r><w:sym w:font="Some Dingbats" w:char="F050"/></w:r>', _run("文")), "文"),
    ],
)
def test_raised_struck_out_and_symbol_characters(runs: tuple[str, ...], shown: str) -> None:
    word = Word()
    word.runs(*runs)
    assert _lines(word) == [shown]


def test_a_character_style_strikes_out_and_raises_as_the_run_itself_would() -> None:
    style = (
        '<w:style w:type="character" w:styleId="{id}"><w:name w:val="{id}"/>{base}'
        "<w:rPr>{format}</w:rPr></w:style>"
    )
    styles = style.format(id="gone", base="", format="<w:strike/>") + style.format(
        id="note", base='<w:basedOn w:val="up"/>', format=""
    )
    styles += style.format(id="up", base="", format='<w:vertAlign w:val="superscript"/>')
    runs = (
        _run("9", '<w:rStyle w:val="gone"/>') + _run("12") + _run("3", '<w:rStyle w:val="note"/>')
    )
    data = _package(
        document=_document(f"<w:p>{runs}</w:p>"),
        styles=f'<w:styles xmlns:w="{MAIN}">{styles}</w:styles>',
    )
    assert read_bytes(data, "a.docx").text == "12³"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_cells_that_span_rows_or_columns_shift_no_other() -> None:
    goes_on = "<w:vMerge/>"
    rows = (
        _cell("类别", '<w:vMerge w:val="restart"/>') + _cell("条数", '<w:gridSpan w:val="2"/>'),
        _cell("", goes_on) + _cell("网站") + _cell("微信"),
        _cell("招生") + _cell("58", '<w:gridSpan w:val="2"/>'),
        '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + _cell("12") + _cell("9"),
        "<w:trPr><w:del/></w:trPr>" + _cell("删去的") + _cell("行"),
    )
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    extracted = read_bytes(_package(document=_document(f"<w:tbl>{table}</w:tbl>")), "a.docx")
    assert extracted.text.split("\n") == ["类别\t条数", "\t网站\t微信", "招生\t58", "\t12\t9"]


def test_a_document_with_macros_or_a_template_is_read_as_a_document() -> None:
    word = Word()
    word.text("某学院信息公开年度报告")
    for name in ("a.docm", "a.dotx", "a.dotm"):
        assert read_bytes(word.bytes(), name).text == "某学院信息公开年度报告"


def test_a_tab_is_a_blank_and_a_forced_break_a_new_line() -> None:
    word = Word()
    word.text("\t附件：\t清单\n无")
    assert _lines(word) == ["附件： 清单", "无"]


def test_text_boxes_follow_the_paragraph_that_anchors_them() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    word = Word()
    word.runs(f"<w:r><w:pict><w:textbox>{box}</w:textbox></w:pict></w:r>", text="框外")
    word.text("后")
    assert _lines(word) == ["框外", "框内", "后"]


def _package(**parts: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        for name, xml in parts.items():
            packed.writestr(f"word/{name}.xml", xml)
    return file.getvalue()


def _document(body: str, prolog: str = "", namespace: str = MAIN) -> str:
    return f'{prolog}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'


def test_footnotes_follow_their_paragraph() -> None:
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>注：略</w:t></w:r></w:p></w:footnote>'
    data = _package(
        document=_document('<w:p><w:r><w:t>文</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'),
        footnotes=f'<w:footnotes xmlns:w="{MAIN}">{note}</w:footnotes>',
    )
    assert read_bytes(data, "a.docx").text == "文\n注：略"


def test_the_strict_form_of_the_format_is_read_as_well() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = _package(document=_document("<w:p><w:r><w:t>文</w:t></w:r></w:p>", namespace=strict))
    assert read_bytes(data, "a.docx").text == "文"


def test_entities_are_neither_expanded_nor_fetched() -> None:
    prolog = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = _package(document=_document("<w:p><w:r><w:t>文&a;&f;</w:t></w:r></w:p>", prolog))
    assert read_bytes(data, "a.docx").text == "文"


def test_a_document_that_unpacks_to_much_more_is_refused() -> None:
    data = _package(document=_document("<w:p/>" * 4_000_000))
    with pytest.raises(UnreadableError, match="炸弹"):
        read_bytes(data, "a.docx")
    small = _package(document=_document("<w:p/>" * 1000), media="x" * 100_000)
    with pytest.raises(UnreadableError, match="炸弹"):
        read_bytes(small, "a.docx", Limits(unpacked=50_000))


def test_damaged_documents_are_refused() -> None:
    whole = Word()
    whole.text("甲" * 500)
    data = whole.bytes()
    for spoilt in (
        data[: len(data) // 2],
        b"PK\x03\x04" + bytes(500),
        _package(document="<w:document"),
        _package(document="<other/>"),
        _package(styles="<x/>"),
    ):
        with pytest.raises(UnreadableError, match="损坏"):
            read_bytes(spoilt, "a.docx")
