"""What a page leads to: what its links say, the day beside each, the lists that its scripts hold."""

from __future__ import annotations

from html import escape

import pytest

from collector.data_lists import data_addresses, entries_in_data, link_templates
from collector.page import Link, decode_page, read_page

URL = "http://xxgk.a.edu.cn/gk/list.htm"


def links_of(body: str) -> dict[str, Link]:
    """The links of a page, by the end of their addresses."""
    page = read_page(f"<html><body>{body}</body></html>".encode(), URL)
    return {link.url.rpartition("/")[2]: link for link in page.links}


@pytest.mark.parametrize(
    ("row", "days"),
    [
        ("<li><a href=a>2024年报告</a><span>2024-10-30</span></li>", {"a": "2024-10-30"}),
        ("<li>[2024/10/30] <a href=a>2024年报告</a></li>", {"a": "2024-10-30"}),
        ("<li><b>30</b> <i>2024-10</i><a href=a>报告</a></li>", {"a": "2024-10-30"}),
        ("<li><em>10-30</em> <em>2024</em><a href=a>报告</a></li>", {"a": "2024-10-30"}),
        (
            "<li><a href=a>报告</a><time datetime='2024-10-30T08:00:00'>10月30日</time></li>",
            {"a": "2024-10-30"},
        ),
        (
            "<tr><td><a href=a>2024年报告</a></td><td><a href=b>下载</a></td><td>2024-10-30</td></tr>",
            {"a": "2024-10-30", "b": "2024-10-30"},
        ),
        (
            "<div><a href=a>2024年</a> | <a href=b>2023年 <time>2023-10-11</time></a> | <a href=c>2022年</a></div>",
            {"a": "", "b": "2023-10-11", "c": ""},
        ),
        (
            "<p><a href=a>2024年报告</a>（2024-10-30）<a href=b>2023年报告</a>（2023-10-29）</p>",
            {"a": "2024-10-30", "b": "2023-10-29"},
        ),
        (
            "<p>2024-10-30 <a href=a>2024年报告</a> 2023-10-29 <a href=b>2023年报告</a></p>",
            {"a": "2024-10-30", "b": "2023-10-29"},
        ),
    ],
)
def test_the_day_of_a_link_is_the_one_that_stands_by_it(row: str, days: dict[str, str]) -> None:
    body = f"<table>{row}</table>" if row.startswith("<tr") else row
    found = links_of(body)
    assert {name: found[name].date for name in days} == days


def test_the_text_of_a_link_goes_on_after_a_comment() -> None:
    found = links_of("<a href=a>2023年<!-- 旧 -->信息公开年度报告</a>")
    assert found["a"].text == "2023年信息公开年度报告"


@pytest.mark.parametrize(
    "list_",
    [
        "<script type='text/xml'><datastore><record><![CDATA[<li><a href='/a/1.html'>2024年信息公开年度报告</a><span>2024-10-30</span></li>]]></record></datastore></script>",
        "<script type='text/template'><li><a href='/a/1.html'>2024年信息公开年度报告</a> 2024-10-30</li><a href='/a/{{id}}.html'>{{title}}</a></script>",
        '<script>var rows = [{"title": "2024年信息公开年度报告", "url": "\\/a\\/1.html", "day": "2024-10-30 08:00"}];</script>',
        "<script>list.push({name: '2024\\u5e74信息公开年度报告', id: 3, href: '/a/1.html', pubTime: '2024-10-30'});</script>",
    ],
)
def test_entries_that_a_script_holds_are_links(list_: str) -> None:
    found = links_of(list_)
    assert {(name, link.text, link.date) for name, link in found.items()} == {
        ("1.html", "2024年信息公开年度报告", "2024-10-30")
    }


@pytest.mark.parametrize(
    ("script", "element"),
    [
        (
            (
                "function show(id, kind) { var url = 'v.do?k=' + kind; url = url + '&id=' + id;"
                " window.open(url, '_blank'); }"
            ),
            "<tr onclick=\"show('7', 'nb')\"><td>2024年信息公开年度报告</td></tr>",
        ),
        (
            "function show(id) { let url = 'v.do?k=nb'; url += '&id=' + id; location.href = url; }",
            "<tr onclick='show(7)'><td>2024年信息公开年度报告</td></tr>",
        ),
        (
            (
                "function show(id) { if (!id) { return; } var a = document.createElement('a');"
                " a.href = 'v.do?k=nb&id=' + encodeURIComponent(id); a.click(); }"
            ),
            "<tr onclick='show(7)'><td>2024年信息公开年度报告</td></tr>",
        ),
        (
            "const show = (id, kind) => { location.href = `v.do?k=${kind}&id=${id}`; };",
            "<tr onclick=\"show(7, 'nb')\"><td>2024年信息公开年度报告</td></tr>",
        ),
        (
            "",
            (
                "<tr><td><select onchange=\"location.href='v.do?k=nb&id='+this.value\">"
                "<option value=7>2024年信息公开年度报告</option></select></td></tr>"
            ),
        ),
    ],
)
def test_what_a_click_opens_is_put_together(script: str, element: str) -> None:
    body = f"<table>{element}</table><script>{script}</script>"
    assert [link.url for link in links_of(body).values()] == [
        "http://xxgk.a.edu.cn/gk/v.do?k=nb&id=7"
    ]


@pytest.mark.parametrize("code", ["window.open('/notice.htm')", "style.href='/x.css'"])
def test_another_window_or_address_is_not_where_a_page_goes_on(code: str) -> None:
    page = read_page(f"<html><script>{code}</script><body></body></html>".encode(), URL)
    assert page.goes_on_to is None


@pytest.mark.parametrize(
    "element",
    [
        "<div class=wp_pdf_player pdfsrc='/f/1.pdf' sudyfile-attr=\"{'title':'a/年报.pdf'}\"></div>",
        "<div data-file='/f/1.pdf'></div>",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Ff%2F1.pdf'></iframe>",
        '<script>showVsbpdfIframe("/f/1.pdf","100%","600");</script>',
        "<script>new Pdfh5('#box', {pdfurl: '/f/1.pdf'});</script>",
    ],
)
def test_a_document_that_a_viewer_shows_is_a_link(element: str) -> None:
    assert [link.url for link in links_of(element).values()] == ["http://xxgk.a.edu.cn/f/1.pdf"]


@pytest.mark.parametrize(
    ("body", "goes_on_to"),
    [
        ("<script>setTimeout(\"location.href='/cn/'\", 500)</script>", "/cn/"),
        ("<meta http-equiv=Refresh content='0; url=/cn/'>", "/cn/"),
        ("<meta http-equiv=refresh content='3,URL = \"/cn/\"'>", "/cn/"),
        ("<meta http-equiv=refresh content='0;/cn/'>", "/cn/"),
        ("<meta http-equiv=refresh content='0.5; url=/cn/\"'>", "/cn/"),
        ("<meta http-equiv=refresh content='600'>", None),
        ("<meta http-equiv=refresh content='600;'>", None),
        ("<noscript><meta http-equiv=refresh content='0;url=/nojs'></noscript>", None),
    ],
)
def test_where_a_page_goes_on_is_known(body: str, goes_on_to: str | None) -> None:
    page = read_page(f"<html><head>{body}</head><body></body></html>".encode(), URL)
    assert page.goes_on_to == (goes_on_to and f"http://xxgk.a.edu.cn{goes_on_to}")


def test_a_body_element_can_go_on_when_it_is_loaded() -> None:
    page = read_page(b"<html><body onload=\"location='/cn/'\"></body></html>", URL)
    assert page.goes_on_to == "http://xxgk.a.edu.cn/cn/"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("信息公开年度报告".encode("gb18030"), "gbk"),
        ("<meta charset=gb2312>信息公开年度报告".encode(), "utf-8"),
        ("信息公开年度报告，共十页，".encode() + "信".encode()[:2] + "。".encode() * 60, "utf-8"),
        ("\ufeff信息公开".encode("utf-16-le"), "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_has(body: bytes, encoding: str) -> None:
    text, found = decode_page(body, "text/html; charset=iso-8859-1")
    assert found == encoding
    assert "信息公开" in text


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (
            "<h2>甲大学2024年信息公开年度报告</h2><p>2024-10-11</p><p>根据《办法》，…</p>",
            "2024-10-11",
        ),
        ("<p>2024年信息公开<br>年度报告</p>[ 发布日期 ] 2024.10.11 [ 字号 大 ]", "2024-10-11"),
        (
            "<h2>信息公开报告</h2>来源：校办 2024-10-11 08:30 <p>更新于2020-01-01 版权所有</p>",
            "2024-10-11",
        ),
        ("<h2>信息公开报告</h2><p>统计期限自2023年9月1日至2024年8月31日。</p>", ""),
        ("<h2>信息公开年报</h2><p>甲报告 2024-10-11</p><p>乙报告 2023-10-11</p>", ""),
        ("<p>信息公开报告</p><p>网站更新于2020-01-01</p><p>今天是2026-11-30</p>", ""),
    ],
)
def test_the_day_of_a_page_has_a_label_or_stands_below_its_title(body: str, day: str) -> None:
    assert read_page(f"<html><body>{body}</body></html>".encode(), URL).date == day


def test_what_stands_around_a_number_or_a_picture_says_where_it_leads() -> None:
    found = links_of(
        "<table><tr><td><a href=a>HL00-0600-2024-0012</a></td><td>2023年信息公开年度报告</td></tr></table>"
        "<map><area href=b alt=信息公开></map><b>信息公开年度报告</b>"
        "<select><option value=c.htm>2015年</option></select>"
    )
    assert "信息公开年度报告" in found["a"].text
    assert found["b"].text == "信息公开"
    assert found["c.htm"].heading == "信息公开年度报告"


@pytest.mark.parametrize(
    ("script", "addresses"),
    [
        ("$.getJSON('/api/list?c=3', show)", ["/api/list?c=3"]),
        ("$.get('list.php', {c: 3, page: '1'}, show)", ["list.php?c=3&page=1"]),
        ("var base='/api/'; fetch(base + 'list.json').then(show)", []),
        ("var page=1; fetch('/api/list?page=' + page).then(show)", ["/api/list?page=1"]),
        ("$.ajax({type: 'get', url: 'nd.xml', success: show})", ["nd.xml"]),
        ("$.ajax({type: 'post', url: '/api/list', success: show})", []),
        ("x.open('GET', 'a.json', true)", ["a.json"]),
        ("$.get('/click/count.jsp?id=3')", []),
    ],
)
def test_scripts_say_from_where_they_get_a_list(script: str, addresses: list[str]) -> None:
    assert data_addresses([script], ["/js/jquery.min.js"]) == addresses


@pytest.mark.parametrize(
    "data",
    [
        '{"data": {"rows": [{"id": 7, "title": "2024年报告", "pubDate": "2024-10-30"}]}}',
        'callback([{"id": "7", "name": "2024年报告", "time": "2024-10-30 08:00"}]);',
        "<list><item><id>7</id><title>2024年报告</title><date>2024-10-30</date></item></list>",
    ],
)
def test_records_say_where_they_lead_with_the_template_of_the_script(data: str) -> None:
    templates = link_templates(["h += '<a href=\"/show/' + r.id + '.html\">' + r.title + '</a>'"])
    (entry,) = entries_in_data(data.encode(), templates)
    assert (entry.address, entry.name) == ("/show/7.html", "2024年报告")
    assert entry.day.startswith("2024-10-30")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Oct 18, 2024", "2024-10-18"),
        ("18 October 2024", "2024-10-18"),
        ("18/10/2024", "2024-10-18"),
        ("10/18/2024", "2024-10-18"),
        ("[24-10-18]", "2024-10-18"),
        ("08/10/2024", ""),
        ("电话 24-10-18", ""),
        ("31/31/2024", ""),
    ],
)
def test_a_day_is_read_in_any_order_that_leaves_no_doubt(written: str, day: str) -> None:
    assert links_of(f"<li><a href=a>2024年报告</a> {written}</li>")["a"].date == day


def test_documents_are_found_in_viewers_variables_and_lists_of_folders() -> None:
    found = links_of(
        "<iframe src='/onlinePreview?url=L2YvYS5wZGY%3D'></iframe>"
        "<script>var h = '/f/'; var f = h + 'b' + '.pdf'; show(f);</script>"
        "<pre><a href='%E4%BF%A1%E6%81%AF%E5%85%AC%E5%BC%80%E6%8A%A5%E5%91%8A.docx'>信息公..&gt;</a> 2024-01-12 09:00</pre>"
    )
    assert {"a.pdf", "b.pdf"} <= {*found}
    report = next(link for name, link in found.items() if name.endswith(".docx"))
    assert (report.text, report.date) == ("信息公开报告.docx", "2024-01-12")


def test_addresses_in_attributes_of_any_name_are_followed() -> None:
    found = links_of(
        "<ul><li url='/nb/2023.html'>2023年报告</li><li data-next='/nb?start=10'>加载更多</li>"
        "<li><button value='/nb/2022.html' onclick='location.href=this.value'>2022年报告</button></li>"
        "<li data-img='/a/1.png' data-title='年报.html 说明'>图</li></ul>"
        "<iframe srcdoc=\"<a href='2021.html'>2021年报告</a>\"></iframe>"
    )
    assert {*found} == {"2023.html", "nb?start=10", "2022.html", "2021.html"}
    assert found["2023.html"].text == "2023年报告"


def test_a_link_is_named_by_its_full_title_and_a_script_by_what_stands_beside_the_address() -> None:
    found = links_of(
        "<a href=a title='某大学2023年信息公开年度报告'>某大学2023年信息</a>"
        "<p>附件1：2023年报告 <a href=b>点击</a></p>"
        "<script>d.add(2, 0, '信息公开', '/gk/list.asp?id=2'); parent.show(3)</script>"
        "<a href=\"javascript:parent.parent.go('7')\">2022年报告</a>"
        "<script>function go(n) { top.location.href = '/go.jsp?n=' + n; }</script>"
        "<script>document.write('<a href=c.htm>\\u62a5\\u544a<\\/a>')</script>"
    )
    assert found["a"].text == "某大学2023年信息公开年度报告"
    assert "2023年报告" in found["b"].text
    assert found["list.asp?id=2"].text == "信息公开"
    assert found["go.jsp?n=7"].text == "2022年报告"
    assert found["c.htm"].text == "报告"


def test_a_script_may_hold_titles_and_addresses_side_by_side() -> None:
    data = "var a = [['2024年报告', 'nb/2024.html'], ['nb/2023.html', '2023年报告']];"
    found = entries_in_data(data.encode("gbk"), [])
    assert [(each.name, each.address) for each in found] == [
        ("2024年报告", "nb/2024.html"),
        ("2023年报告", "nb/2023.html"),
    ]


def test_frames_in_frames_are_read_to_a_depth() -> None:
    body = "<a href=4>年报</a>"
    for depth in (3, 2, 1, 0):
        body = f"<a href={depth}>信息公开</a><iframe srcdoc='{escape(body)}'></iframe>"
    assert [*links_of(body)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("base", "leads_to"),
    [
        ("/x/", "http://a.edu.cn/x/b.htm"),
        ("http://[x", "http://a.edu.cn/xxgk/b.htm"),
        ("data:text/html,x", "http://a.edu.cn/xxgk/b.htm"),
    ],
)
def test_a_base_that_is_no_web_address_is_passed_over(base: str, leads_to: str) -> None:
    page = read_page(
        f"<base href='{base}'><a href=b.htm>年报</a>".encode(), "http://a.edu.cn/xxgk/"
    )
    assert [link.url for link in page.links] == [leads_to]


def test_xml_with_broken_names_is_read() -> None:
    data = (
        "<urls:><item:><x:title>2023年信息公开年度报告</x:title><url>/a.htm</url></item:></urls:>"
    )
    (entry,) = entries_in_data(data.encode(), [])
    assert (entry.name, entry.address) == ("2023年信息公开年度报告", "/a.htm")


def test_the_value_of_an_option_may_have_a_backslash() -> None:
    chooser = "<select onchange='location=this.value'><option value='\\gk\\2023.htm'>2023年</option></select>"
    assert [*links_of(chooser)] == ["2023.htm"]
