"""The article out of the page around it."""

from __future__ import annotations

from datetime import date
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.extracted import Extracted, ExtractedLink
from indexer.ingest.readers import read_bytes
from tests.ingest.formats import as_page

REPORT = (
    "某师范学院2022—2023学年信息公开年度报告",
    "一、概述",
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。",
    "二、依申请公开情况",
    "无。",
)


def _lines(extracted: Extracted) -> list[str]:
    return [line for line in extracted.text.split("\n") if line]


def _article(body: str, *, head: str = "", base: str = "") -> Extracted:
    """A page whose article is `body`, padded so that it is one."""
    prose = f"<p>{REPORT[2]}</p>"
    page = f'<html><head>{head}</head><body>{base}<div id="vsb_content">{prose}{body}</div></body>'
    return read_bytes(page.encode(), "a.htm")


@pytest.mark.parametrize(
    ("head", "beside"),
    [
        ('<meta property="og:site_name" content="江海学院">', ""),
        ("", '<a id="js_name"> 江海学院 </a>'),
        ("", "<div>版权所有 © 江海学院 地址：江城市大学路1号</div>"),
        ("", "<p>Copyright &copy; 2020-2024 <span>江海学院</span> All Rights Reserved</p>"),
        ("", "<p>江海学院 版权所有</p>"),
    ],
)
def test_the_names_of_a_site_are_extracted(head: str, beside: str) -> None:
    assert _article("", head=head, base=beside).site_names == ("江海学院",)


def test_a_page_that_calls_its_site_nothing_has_no_site_names() -> None:
    assert _article("").site_names == ()


@pytest.mark.parametrize(
    "container",
    [
        'id="vsb_content"',
        'id="vsb_content_500"',
        'class="v_news_content"',
        'class="wp_articlecontent"',
        'id="wp_content_w6_0"',
        'class="TRS_Editor"',
        'id="zoom"',
        'class="unheard-of"',
    ],
)
def test_menus_breadcrumbs_and_footers_are_no_text(container: str) -> None:
    assert _lines(read_bytes(as_page(REPORT, container=container), "a.htm")) == list(REPORT)


def test_nothing_short_is_lost_where_no_builder_marks_the_article() -> None:
    body = "".join(f"<div><h3>{title}</h3><p>无。</p></div>" for title in ("甲情况", "乙情况"))
    page = f"<html><body><div><p>{REPORT[2]}</p>{body}</div><div class=foot>版权所有</div></body>"
    assert _lines(read_bytes(page.encode(), "a.htm"))[1:] == ["甲情况", "无。", "乙情况", "无。"]


def test_the_heading_outside_the_container_comes_first() -> None:
    page = as_page(REPORT[1:], title=f"{REPORT[0]}-某师范学院信息公开网").decode()
    page = page.replace('<div class="meta">', f"<h1>{REPORT[0]}</h1><div class='meta'>", 1)
    page = page.replace('<ul class="nav">', "<h1>某师范学院</h1><ul class='nav'>", 1)
    assert _lines(read_bytes(page.encode(), "a.htm")) == list(REPORT)


def test_title_date_and_address_are_extracted() -> None:
    head = '<link rel="canonical" href="https://xxgk.example.edu.cn/info/1.htm">'
    page = as_page(REPORT, title="报告-信息公开网").decode().replace("<style>", head + "<style>")
    extracted = read_bytes(page.encode(), "a.htm")
    assert extracted.title == "报告-信息公开网"
    assert extracted.published == date(2023, 10, 30)
    assert extracted.url == "https://xxgk.example.edu.cn/info/1.htm"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="PubDate" content="2023-10-30 09:00">',
        '<meta property="article:published_time" content="2023-10-30T09:00:00+08:00">',
        '<meta name="ArticleTitle" content="x"><meta name="publishdate" content="2023年10月30日">',
    ],
)
def test_a_publication_date_is_read_from_a_meta_element(head: str) -> None:
    assert _article("", head=head).published == date(2023, 10, 30)


def test_a_date_of_the_article_itself_is_no_publish_date() -> None:
    body = "<p>统计时间：2022年9月1日至2023年8月31日</p><p>时间：2021-01-02</p>"
    assert _article(body).published is None
    assert _article("", base="<p>发布时间：2023-02-30</p>").published is None


@pytest.mark.parametrize(
    "start",
    [
        "<!-- saved from url=(0035)https://x.edu.cn/info/1.htm -->",
        '<meta property="og:url" content="https://x.edu.cn/info/1.htm">',
        '<base href="https://x.edu.cn/info/1.htm">',
    ],
)
def test_the_address_is_found_wherever_the_page_states_it(start: str) -> None:
    page = f"<html>{start}<body><p>{REPORT[2]}</p><a href='/a.pdf'>附表</a></body>"
    extracted = read_bytes(page.encode(), "a.htm")
    assert extracted.url == "https://x.edu.cn/info/1.htm"
    assert extracted.links == (ExtractedLink("附表", "https://x.edu.cn/a.pdf"),)


def test_links_to_web_addresses_are_extracted() -> None:
    body = """<p>见<a href="http://a.cn/1"><b>学校</b> 章程</a>、<a href="javascript:x()">打印</a>、
    <a href="mailto:a@b.cn">信箱</a>、<a href="/2">相对</a>、<a href="http://a.cn/3">http://a.cn/3</a>，
    以及 https://a.cn/4 。</p>"""
    assert [(link.text, link.url) for link in _article(body).links] == [
        ("学校 章程", "http://a.cn/1"),
        ("http://a.cn/3", "http://a.cn/3"),
        ("https://a.cn/4", "https://a.cn/4"),
    ]


def test_a_table_is_rows_of_cells() -> None:
    body = """<table><thead><tr><th>序号</th><th>事项</th><th>网址</th></tr></thead>
    <tr><td rowspan="2">1</td><td>办学规模<br>机构设置</td><td><a href="http://a.cn">查看</a></td></tr>
    <tr><td>学校 章程</td><td></td></tr><tr><td colspan="3">二、其他</td></tr></table>"""
    assert _lines(_article(body))[1:] == [
        "序号\t事项\t网址",
        "1\t办学规模\t机构设置\t查看",
        "1\t学校 章程",
        "二、其他",
    ]


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    rows = "".join(f"<p>{line}</p>" for line in REPORT)
    body = f"<table><tr><td>左栏</td><td>{rows}{rows}{rows}</td></tr></table>"
    assert _lines(_article(body))[2:7] == list(REPORT)
    nested = (
        f"<table><tr><td><table><tr><td>一</td><td>二</td></tr></table>{rows}</td></tr></table>"
    )
    assert _lines(_article(nested))[1:3] == ["一\t二", REPORT[0]]


def test_a_page_laid_out_by_tables_keeps_its_title_and_not_its_menus() -> None:
    menu = "".join(f"<a href=/{at}.htm>栏目{at}</a>" for at in range(5))
    rows = "".join(f"{line}<br>" for line in (*REPORT[1:], *[REPORT[2]] * 12))
    page = f"""<html><body><table><tr><td>{menu}</td></tr><tr><td>导航{menu}</td><td><table>
    <tr><td><b>{REPORT[0]}</b></td></tr><tr><td>发布日期：2023-10-30 阅读次数：[12]</td></tr>
    <tr><td>{rows}</td></tr><tr><td>附件：<a href=q.doc>事项清单</a></td></tr></table></td></tr>
    <tr><td>版权所有 某校</td></tr></table></body></html>"""
    lines = _lines(read_bytes(page.encode(), "a.htm"))
    assert lines[:5] == list(REPORT)
    assert lines[-1] == "附件：事项清单"


def test_what_is_not_shown_is_no_text() -> None:
    body = """<p style="display: none">甲</p><p hidden>乙</p><script>丙</script><style>丁</style>
    <noscript>戊</noscript><select><option>己</option></select><p>庚<!-- 辛 --></p>"""
    assert _lines(_article(body))[1:] == ["庚"]


def test_source_line_breaks_do_not_show_but_forced_ones_do() -> None:
    body = "<p>\n\t\t信息\n\t   公开\t</p><p>open\n data</p><p>甲<br>乙<br><br>丙</p><p>&nbsp;</p><p>丁</p>"
    text = _article(body).text
    assert text.split("\n")[1:] == ["信息公开", "open data", "甲", "乙", "", "丙", "", "丁"]


def test_numbers_that_the_browser_counts_are_text() -> None:
    body = """<ol start="3"><li>甲</li><li>乙</li></ol><ul><li>丙</li></ul>
    <ol style="list-style-type: cjk-ideographic"><li>丁</li></ol>"""
    assert _lines(_article(body))[1:] == ["3. 甲", "4. 乙", "丙", "一、丁"]


def test_preformatted_lines_stay_lines() -> None:
    assert _lines(_article("<pre>一、概述\n无。\n</pre>"))[1:] == ["一、概述", "无。"]


def test_a_page_that_only_carries_a_document_says_so() -> None:
    page = '<html><body><div id="vsb_content"><a href="/a.pdf">年度报告.pdf</a></div></body></html>'
    with pytest.raises(UnreadableError, match=r"附件中（年度报告\.pdf）"):
        read_bytes(page.encode(), "a.htm")


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8"])
def test_the_declared_charset_decides_nothing_by_itself(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>{REPORT[2]}</p></body></html>'
    for encoding in ("utf-8", "gb18030"):
        assert _lines(read_bytes(page.encode(encoding), "a.htm")) == [REPORT[2]]


def test_nesting_deeper_than_python_calls_is_read() -> None:
    page = "<html><body>" + "<div>" * 1500 + f"<p>{REPORT[2]}</p>" + "</div>" * 1500
    assert _lines(read_bytes(page.encode(), "a.htm")) == [REPORT[2]]


def test_entities_reach_no_file() -> None:
    page = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <html><body><p>{REPORT[2]}&x;</p></body></html>"""
    assert "root:" not in read_bytes(page.encode(), "a.htm").text


@pytest.mark.parametrize("name", ["a.mht", "a.doc"])
def test_a_web_archive_is_the_page_in_it(name: str) -> None:
    message = MIMEMultipart("related")
    page = MIMEText(as_page(REPORT, title=REPORT[0]).decode(), "html", "utf-8")
    page["Content-Location"] = "https://x.edu.cn/info/1.htm"
    message.attach(page)
    message.attach(MIMEText("p { margin: 0 }", "css"))
    extracted = read_bytes(message.as_bytes(), name)
    assert _lines(extracted) == list(REPORT)
    assert extracted.url == "https://x.edu.cn/info/1.htm"


def test_a_web_archive_of_frames_is_the_frame_with_the_text() -> None:
    message = MIMEMultipart("related")
    message.attach(MIMEText('<html><frameset><frame src="cid:b"></frameset></html>', "html"))
    message.attach(MIMEText(as_page(REPORT).decode(), "html", "utf-8"))
    assert _lines(read_bytes(message.as_bytes(), "a.mht")) == list(REPORT)


def test_a_web_archive_without_a_page_is_refused() -> None:
    message = MIMEMultipart("related")
    message.attach(MIMEText("p { margin: 0 }", "css"))
    with pytest.raises(UnreadableError, match="没有网页"):
        read_bytes(message.as_bytes(), "a.mht")


SECTIONS = "<p>一、概述</p><p>学校高度重视信息公开工作，成立了领导小组。</p><p>二、依申请公开情况</p><p>无。</p>"
HIDING = {
    "visibility": '<div id="js_content" style="visibility: hidden; opacity: 0; ">%s</div>',
    "display": '<div style="display:none">%s</div>',
    "opacity": '<div class="fade" style="opacity:0">%s</div>',
    "attribute": "<section hidden>%s</section>",
    "body": '<div style="display:none"><div hidden>%s</div></div>',
    "noscript": "<noscript>%s</noscript>",
    "template": "<template>%s</template>",
    "script template": '<script type="text/template">%s</script>',
    "never closed strike": "<s><div>%s</div>",
}


@pytest.mark.parametrize("way", HIDING)
def test_an_article_that_only_a_script_would_show_is_read(way: str) -> None:
    page = f"<html><body><h1>{REPORT[0]}</h1>{HIDING[way] % SECTIONS}</body></html>"
    lines = _lines(read_bytes(page.encode(), "a.htm"))
    assert lines[0] == REPORT[0]
    assert lines[1:] == [
        "一、概述",
        "学校高度重视信息公开工作，成立了领导小组。",
        "二、依申请公开情况",
        "无。",
    ]


def test_sections_that_are_folded_away_are_read() -> None:
    page = f"""<html><body><h1>{REPORT[0]}</h1>{SECTIONS}<div style="display:none"><p>三、举报情况</p>
    <p>收到举报2件。</p></div><details><summary>四、其他需要报告的事项</summary><p>无。</p></details>
    <div style="display:none"><p>分享给好友</p></div></body></html>"""
    assert _lines(read_bytes(page.encode(), "a.htm"))[5:] == [
        "三、举报情况",
        "收到举报2件。",
        "四、其他需要报告的事项",
        "无。",
    ]


def test_a_hidden_copy_of_the_article_is_read_once() -> None:
    page = f"<html><body>{SECTIONS}<div hidden>{SECTIONS}</div></body></html>"
    assert len(_lines(read_bytes(page.encode(), "a.htm"))) == 4


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("1435<sup>1</sup>条", "1435¹条"),
        ("1435<sup><a href='#n'>2</a></sup>条", "1435²条"),
        ("1435<span style='vertical-align: super'>12</span>条", "1435¹²条"),
        ("12000m<sup>2</sup>，CO<sub>2</sub>", "12000m²，CO₂"),
        ("1435<sup>[1]</sup>条", "1435[1]条"),
        ("<s>1500</s>1435条", "1435条"),
        ("<strike>1500</strike>1435条", "1435条"),
        ("<del>600</del><ins>573</ins>条", "573条"),
        ("<span style='text-decoration: underline line-through'>1500</span>1435条", "1435条"),
        ("<ruby>信息<rp>(</rp><rt>xìnxī</rt><rp>)</rp></ruby>公开", "信息公开"),
        ("信息<wbr>公开", "信息公开"),
        ("<b>信</b><i>息</i>\n<font>公开</font>", "信息公开"),
    ],
)
def test_what_an_editor_marks_up_reads_as_a_reader_sees_it(markup: str, text: str) -> None:
    assert _lines(_article(f"<p>{markup}</p>"))[1:] == [text]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "<tr><td rowspan=2>申请</td><td>收到</td><td>3</td></tr><tr><td>答复</td><td>2</td></tr>",
            ["申请\t收到\t3", "申请\t答复\t2"],
        ),
        (
            "<tr><td>甲</td><td rowspan=3>合计</td></tr><tr><td>乙</td></tr><tr><td>丙</td></tr>",
            ["甲\t合计", "乙\t合计", "丙\t合计"],
        ),
        (
            "<tr><th colspan=2>事项</th><th>条数</th></tr><tr><td>一</td><td>章程</td><td>1</td></tr>",
            ["事项\t\t条数", "一\t章程\t1"],
        ),
        (
            "<tr><td rowspan=2 colspan=2>类别</td><td>甲</td></tr><tr><td>乙</td></tr><tr><td>1</td><td>2</td><td>3</td></tr>",
            ["类别\t\t甲", "类别\t\t乙", "1\t2\t3"],
        ),
        ("<tr><td>序<br>号</td><td>事项</td></tr>", ["序号\t事项"]),
    ],
)
def test_spanned_cells_leave_the_others_in_their_columns(rows: str, lines: list[str]) -> None:
    assert _lines(_article(f"<table>{rows}</table>"))[1:] == lines


def test_links_are_relative_to_the_stated_base() -> None:
    head = """<link rel="canonical" href="https://x.edu.cn/info/1001/2.htm">
    <base href="https://cdn.x.edu.cn/site/">"""
    extracted = _article('<p>见<a href="a.htm">目录</a></p>', head=head)
    assert extracted.url == "https://x.edu.cn/info/1001/2.htm"
    assert [link.url for link in extracted.links] == ["https://cdn.x.edu.cn/site/a.htm"]


def test_elements_that_nest_beyond_the_parser_lose_nothing() -> None:
    body = "".join(f"<div>第{n}段，学校按要求公开了各类信息。" for n in range(2_500))
    assert len(_lines(read_bytes(f"<html><body>{body}</body></html>".encode(), "a.htm"))) == 2_500
