"""A page whose report is in another file is failed, and says where the report is."""

from __future__ import annotations

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.readers import read_bytes

TITLE = "某师范学院2022—2023学年信息公开年度报告"
NOTICE = f"<h1>{TITLE}</h1><p>发布时间：2023-10-30</p><p>现将我校2022—2023学年信息公开年度报告予以公布，接受社会监督，全文见附件。</p>"
SECTIONS = "<p>一、概述</p><p>学校高度重视。</p><p>二、依申请公开情况</p><p>无。</p>"

ELSEWHERE = {
    "a viewer's script": (
        '<script>showVsbpdfIframe("/__local/A/3F/1.pdf","100%","600");</script>',
        "/__local/A/3F/1.pdf",
    ),
    "a viewer in a frame": (
        '<iframe src="/pdfjs/web/viewer.html?file=%2Fupload%2F2023%2Fnb.pdf"></iframe>',
        "/upload/2023/nb.pdf",
    ),
    "an embedded file": (
        '<embed type="application/pdf" src="files/nb.pdf#view=FitH">',
        "files/nb.pdf",
    ),
    "an object": ('<object data="../nb.pdf" type="application/pdf"></object>', "../nb.pdf"),
    "an object's parameter": ('<object><param name="src" value="nb.pdf"></object>', "nb.pdf"),
    "a library of scripts": ('<script>PDFObject.embed("/d/nb.pdf", "#v")</script>', "/d/nb.pdf"),
    "an attachment": ('<p>附件：<a href="/upload/nb.docx">年度报告</a></p>', "/upload/nb.docx"),
    "an attachment without an ending": (
        '<p>附件【<a href="/download.jsp?wbfileid=12">信息公开年度报告.pdf</a>】已下载3次</p>',
        "/download.jsp?wbfileid=12",
    ),
    "pictures": (
        '<p><img src="p1.jpg"></p><p><img src="p2.jpg"></p><p><img src="p3.jpg"></p>',
        "p1.jpg",
    ),
}


def _page(body: str, head: str = "") -> bytes:
    menu = "".join(f"<a href='/{n}.htm'>{n}</a>" for n in ("首页", "信息公开", "年度报告", "指南"))
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><div class=nav>{menu}"
        f'<img src="logo.png"></div><div class=main>{body}</div><div class=foot>版权所有</div></body></html>'
    ).encode()


def _reason(page: bytes) -> str:
    with pytest.raises(UnreadableError) as error:
        read_bytes(page, "a.htm")
    return str(error.value.reason)


@pytest.mark.parametrize("notice", ["", NOTICE], ids=["alone", "announced"])
@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_page_without_the_report_points_at_it(kind: str, notice: str) -> None:
    markup, target = ELSEWHERE[kind]
    reason = _reason(_page(notice + markup))
    assert f"（{target}" in reason or f" {target} " in reason
    assert "后索引" in reason


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_page_with_the_report_is_read_whatever_is_attached(kind: str) -> None:
    page = _page(NOTICE + SECTIONS + ELSEWHERE[kind][0])
    assert "二、依申请公开情况" in read_bytes(page, "a.htm").text


def test_the_target_is_an_absolute_address_if_the_page_states_its_own() -> None:
    head = '<base href="https://xxgk.example.edu.cn/info/1/">'
    reason = _reason(_page('<embed src="../2/nb.pdf">', head))
    assert "https://xxgk.example.edu.cn/info/2/nb.pdf" in reason


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ('<html><frameset><frame src="main.htm"></frameset></html>', "main.htm"),
        ('<html><body><iframe src="/info/1.htm"></iframe></body></html>', "/info/1.htm"),
        (
            '<html><head><meta http-equiv="refresh" content="0; url=/info/1.htm"></head><body></body>',
            "/info/1.htm",
        ),
        ('<html><body><script>location.href="/info/1.htm"</script></body></html>', "/info/1.htm"),
    ],
)
def test_a_page_that_only_shows_or_opens_another_names_it(page: str, target: str) -> None:
    assert target in _reason(page.encode())


def test_an_ordinary_page_with_pictures_and_downloads_is_no_fault() -> None:
    page = (
        "<html><body><p>我校召开运动会，各学院代表队参加了开幕式，场面热烈，成绩喜人，共有三人打破校纪录。</p>"
        "<img src=a.jpg><img src=b.jpg><a href=x.doc>报名登记表</a></body></html>"
    )
    assert "运动会" in read_bytes(page.encode(), "a.htm").text
