"""OpenDocument texts as their program shows them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes
from tests.ingest.readers.odf import LISTS, flat, item, odt, p


def _lines(body: str, styles: str = "", outline: str = "") -> list[str]:
    return [
        line for line in read_bytes(odt(body, styles, outline), "a.odt").text.split("\n") if line
    ]


def test_paragraphs_and_the_title_are_read_packed_and_flat() -> None:
    body = p("某学院信息公开年度报告") + "<text:section>" + p("正文") + "</text:section>"
    for data, name in ((odt(body, title="年报"), "a.odt"), (flat(body, title="年报"), "a.fodt")):
        extracted = read_bytes(data, name)
        assert extracted.text.split("\n") == ["某学院信息公开年度报告", "正文"]
        assert extracted.title == "年报"
    assert read_bytes(flat(body), "a.xml").text.startswith("某学院")


def test_lists_are_counted_across_the_text_between_them() -> None:
    body = (
        item(p("概述"))
        + p("正文")
        + item(p("机制"), 2)
        + item(p("制度") + p("续"), 2)
        + item(p("目录"), 3)
        + item(p("点"), 4)
        + item(p("主动公开情况"))
        + item(p("基本信息"), 2)
    )
    assert _lines(body, LISTS) == [
        "一、概述", "正文", "（一）机制", "（二）制度", "续", "1. 目录", "点",
        "二、主动公开情况", "（一）基本信息",
    ]  # fmt: skip


def test_a_new_list_restarts_and_an_item_may_set_its_number() -> None:
    new = '<text:list text:style-name="L"><text:list-item{}>{}</text:list-item></text:list>'
    body = new.format("", p("甲")) + new.format("", p("乙"))
    body += new.format(' text:start-value="5"', p("丙"))
    body += '<text:list text:style-name="L"><text:list-header>' + p("丁")
    body += "</text:list-header></text:list>"
    assert _lines(body, LISTS) == ["一、甲", "一、乙", "五、丙", "丁"]


def test_headings_bear_the_numbers_of_the_outline() -> None:
    outline = (
        '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1"'
        ' style:num-format="1" loext:num-list-format="第%1%章"/><text:outline-level-style'
        ' text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>'
    )

    def heading(text: str, level: int, more: str = "") -> str:
        return f'<text:h text:outline-level="{level}"{more}>{text}</text:h>'

    body = (
        heading("概述", 1) + heading("机制", 2) + heading("无号", 1, ' text:is-list-header="true"')
    )
    body += heading("公开", 1) + heading("网站", 2)
    assert _lines(body, "", outline) == ["第1章概述", "1.1 机制", "无号", "第2章公开", "2.1 网站"]
    restart = ' text:restart-numbering="true"'
    body = heading("概述", 1) + heading("附一", 1, restart)
    body += heading("附四", 1, restart + ' text:start-value="4"')
    body += heading("附五", 1, ' text:start-value="9"')
    body += heading("无效", 1, restart + ' text:start-value="第九"')
    assert _lines(body, "", outline) == [
        *("第1章概述", "第1章附一", "第4章附四", "第5章附五", "第1章无效"),
    ]


def _style(name: str, properties: str, family: str = "text", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}"{more}>'
        f"<style:text-properties {properties}/></style:style>"
    )


STYLES = (
    _style("gone", 'style:text-line-through-style="solid"')
    + _style("back", 'style:text-line-through-style="none"')
    + _style("up", 'style:text-position="33% 58%"')
    + _style("super", 'style:text-position="super 58%"')
    + _style("down", 'style:text-position="sub 58%"')
    + _style("level", 'style:text-position="0% 100%"')
    + _style("hidden", 'text:display="none"')
    + _style("child", "", more=' style:parent-style-name="up"')
    + _style("struck", 'style:text-line-through-type="single"', "paragraph")
    + '<style:font-face style:name="W2" svg:font-family="&apos;Wingdings 2&apos;"/>'
    + _style("symbols", 'style:font-name="W2"')
)


@pytest.mark.parametrize(
    ("style", "text", "shown"),
    [
        ("gone", "600", "573件"),
        ("hidden", "600", "573件"),
        ("up", "1", "573¹件"),
        ("super", "2", "573²件"),
        ("child", "3", "573³件"),
        ("down", "2", "573₂件"),
        ("level", "1", "5731件"),
        ("back", "1", "5731件"),
        ("symbols", "P", "573✓件"),
        ("symbols", "\uf052", "573☑件"),
    ],
)
def test_raised_struck_out_hidden_and_symbol_characters(style: str, text: str, shown: str) -> None:
    span = f'<text:span text:style-name="{style}">{text}</text:span>件'
    assert _lines(p("573", span), STYLES) == [shown]
    assert _lines(p("删去", style="struck") + p("留下"), STYLES) == ["留下"]


def test_only_what_shows_is_text() -> None:
    tracked = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + p("删去的")
        + "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    inner = (
        '<text:change text:change-id="1"/>甲<text:s text:c="3"/>乙<text:tab/>丙'
        "<office:annotation><text:p>批注</text:p></office:annotation>"
        "<text:ruby><text:ruby-base>丁</text:ruby-base><text:ruby-text>ding</text:ruby-text></text:ruby>"
        "<text:line-break/>戊"
    )
    assert _lines(tracked + p("", inner)) == ["甲 乙 丙丁", "戊"]


def test_a_deletion_kept_in_the_text_is_left_out_across_paragraphs() -> None:
    region = (
        '<text:changed-region text:id="{0}"><text:{1}><office:change-info/></text:{1}>'
        "</text:changed-region>"
    )
    regions = region.format("c1", "deletion") + region.format("c2", "insertion")
    body = f"<text:tracked-changes>{regions}</text:tracked-changes>"
    body += p("收到", '600<text:change-start text:change-id="c1"/>条，9') + p("删去的")
    body += p("", '份<text:change-end text:change-id="c1"/>件')
    body += p(
        "", '<text:change-start text:change-id="c2"/>增<text:change-end text:change-id="c2"/>'
    )
    assert [line for line in read_bytes(flat(body), "a.fodt").text.split("\n") if line] == [
        "收到600",
        "件",
        "增",
    ]


def test_notes_and_text_boxes_follow_their_paragraph() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        + p("注：略")
        + "</text:note-body></text:note>"
    )
    box = f"<draw:frame><draw:text-box>{p('框内')}</draw:text-box></draw:frame>"
    assert _lines(p("收到1435", note + "条" + box) + p("后")) == [
        "收到1435条",
        "注：略",
        "框内",
        "后",
    ]


def test_cells_that_span_rows_or_columns_shift_no_other() -> None:
    cell, covered = "<table:table-cell>{}</table:table-cell>", "<table:covered-table-cell/>"
    rows = (
        cell.format(p("类别")) + cell.format(p("条数")) + covered,
        covered + cell.format(p("网站")) + cell.format(p("微信") + p("微博")),
        cell.format(p("招生")) + '<table:table-cell table:number-columns-repeated="9"/>',
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    table = f"<table:table><table:table-header-rows>{body}</table:table-header-rows></table:table>"
    assert _lines(p("前") + table + p("后")) == [
        "前", "类别\t条数", "\t网站\t微信\t微博", "招生", "后",
    ]  # fmt: skip


def test_links_are_extracted_with_their_text() -> None:
    link = '<text:a xlink:href="https://a.cn/zc">学校<text:span>章程</text:span></text:a>'
    extracted = read_bytes(odt(p("见", link)), "a.odt")
    assert extracted.text == "见学校章程"
    assert extracted.links == (ExtractedLink("学校章程", "https://a.cn/zc"),)


def test_damaged_encrypted_and_other_documents_are_named() -> None:
    broken = BytesIO()
    with ZipFile(broken, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr("content.xml", "<office:document")
    sheet = BytesIO()
    with ZipFile(sheet, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<x/>")
    locked = odt(p("文"), META_INF__x="", **{"META-INF__manifest.xml": "<m:encryption-data/>"})
    for data, said in (
        (broken.getvalue(), "损坏"),
        (sheet.getvalue(), "OpenDocument 表格"),
        (locked, "密码"),
        (odt(p("文"))[:-40], "损坏"),
    ):
        with pytest.raises(UnreadableError, match=said):
            read_bytes(data, "a.odt")


def test_a_document_that_unpacks_to_much_more_is_refused() -> None:
    with pytest.raises(UnreadableError, match="炸弹"):
        read_bytes(odt(p("x" * 100_000)), "a.odt", Limits(unpacked=50_000))
    deep = "<text:span>" * 300 + "深" + "</text:span>" * 300
    with pytest.raises(UnreadableError):
        read_bytes(odt(p("", deep)), "a.odt")
