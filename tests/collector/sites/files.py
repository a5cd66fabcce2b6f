"""Attachments and viewers of documents."""

from __future__ import annotations

import base64
import io
import zipfile
from urllib.parse import quote

from bench.local_sites import Reply, Request, report_paragraphs, report_title
from tests.collector.sites.site import (
    PDF,
    TRAP,
    Site,
    article,
    dated_list,
    docx,
    items,
    named,
    pdf,
    text_of,
)
from tests.ingest.readers.ofd import as_ofd


def attachments() -> Site:
    """A list of attachments only: GBK names in paths and headers, 下载 in a table, docx and pdf of one report."""
    site = Site("云岭医科大学", home="/xxgk.htm")
    gbk = f"/upload/{quote('年报2021'.encode('gbk'))}.pdf"
    table = "".join(
        f"<tr><td>{y}</td><td>{report_title(site.school, y)}</td><td>{y}-10-20</td><td><a href='{href}'>下载</a></td></tr>"
        for y, href in (
            (2024, "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=AB24"),
            (2023, "/f/2023.docx"),
            (2021, gbk),
        )
    )
    extra = f"<p>附件：<a href='/f/form.doc'>信息公开申请表</a> <a href='/f/2022.pdf'>{report_title(site.school, 2022)}.pdf</a> <a href='/f/2022.docx'>{report_title(site.school, 2022)}.docx</a></p>"
    site.html("/xxgk.htm", "信息公开年度报告", f"<h2>年度报告</h2><table>{table}</table>{extra}")
    named = {**PDF, "Content-Disposition": 'attachment; filename="云岭2024年报.pdf"'}
    site.pages["/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=AB24"] = (
        Reply(pdf(site.school, 2024), headers=named)
    )
    site.pages["/f/2023.docx"] = Reply(
        docx(site.school, 2023), headers={"Content-Type": "application/octet-stream"}
    )
    site.pages[gbk] = Reply(pdf(site.school, 2021), headers=PDF)
    site.pages["/f/2022.docx"] = Reply(docx(site.school, 2022))
    site.pages["/f/2022.pdf"] = Reply(pdf(site.school, 2022), headers=PDF)
    site.finds(
        2024,
        "/xxgk.htm",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=AB24",
        date="2024-10-20",
    )
    site.finds(2023, "/xxgk.htm", "/f/2023.docx", date="2023-10-20")
    site.finds(2021, "/xxgk.htm", gbk, date="2021-10-20")
    site.finds(2022, "/xxgk.htm", "/f/2022.pdf")
    site.forbidden = (r"/f/form\.doc",)
    return site


def packed() -> Site:
    """A zip of several years with names in GBK, an OFD, a WPS file, a file given by a script."""
    site = Site("临渊石油大学", "/xxgk/bg.asp")
    school = site.school
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for y in (2016, 2017, 2018):
            info = zipfile.ZipInfo(
                f"历年报告/{y}年信息公开年度报告.docx".encode("gbk").decode("cp437")
            )
            archive.writestr(info, docx(school, y))
        archive.writestr("readme.txt", "说明".encode("gbk"))
    rows = (
        "<tr><td>历年信息公开年度报告（2016—2018）</td><td><a href='down.asp?id=1'>下载</a></td></tr>"
        f"<tr><td>{school}2019年信息公开年度报告</td><td><a href='down.asp?id=2'><img src=ofd.gif></a></td></tr>"
        f"<tr><td>{school}2020年信息公开年度报告</td><td><a href='down.asp?id=3'>点此下载</a></td></tr>"
        f"<tr><td>{school}2021年信息公开年度报告</td><td><a href='down.asp?id=4'>WPS</a></td></tr>"
        f"<tr><td>财务决算报告</td><td><a href='down.asp?id=5'>下载</a></td></tr>"
    )
    site.html("/xxgk/bg.asp", "信息公开年度报告", f"<h1>信息公开年度报告</h1><table>{rows}</table>")
    site.pages["/xxgk/down.asp?id=1"] = Reply(
        packed.getvalue(), headers=named("历年信息公开年度报告.zip", charset="gbk")
    )
    site.pages["/xxgk/down.asp?id=2"] = Reply(
        as_ofd([report_title(school, 2019), *report_paragraphs(school, 2019)]),
        headers=named("2019.ofd"),
    )
    site.pages["/xxgk/down.asp?id=3"] = Reply(
        docx(school, 2020), headers=named(f"{school}2020年信息公开年度报告.docx", star=True)
    )
    site.pages["/xxgk/down.asp?id=4"] = Reply(
        docx(school, 2021),
        headers={
            **named(f"{school}2021年信息公开年度报告.wps"),
            "Content-Type": "application/vnd.ms-works",
        },
    )
    site.pages["/xxgk/down.asp?id=5"] = Reply(pdf(school, 2011)[:2000], headers=named("决算.pdf"))
    for y in (2016, 2017, 2018):
        site.finds(y, "/xxgk/bg.asp", "/xxgk/down.asp?id=1", in_archive=True)
    for y, number in ((2019, 2), (2020, 3), (2021, 4)):
        site.finds(y, "/xxgk/bg.asp", f"/xxgk/down.asp?id={number}")
    return site


def office_docs() -> Site:
    site = Site("黔山民族师范学院")
    site.html("/", site.school, "<a href='xxgk/'>信息公开</a>")
    site.html(
        "/xxgk/",
        "信息公开",
        "<p><a href='./dl.php?f="
        + quote("2019年信息公开年度报告.docx")
        + "'>2019年信息公开年度报告</a></p><p><a href='"
        + quote("附件/2020年报告.pdf")
        + "'>2020学年信息公开年度报告（2020-11-05）</a></p><p><a href='files/%D0%C5%CF%A2%B9%AB%BF%AA2018.docx'>2018年信息公开年度报告</a></p>",
    )
    site.pages["/xxgk/dl.php?f=" + quote("2019年信息公开年度报告.docx")] = Reply(
        docx(site.school, 2019),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": 'attachment; filename="' + "2019年信息公开年度报告.docx" + '"',
        },
    )
    site.pages["/xxgk/" + quote("附件/2020年报告.pdf")] = Reply(pdf(site.school, 2020), headers=PDF)
    site.pages["/xxgk/files/%D0%C5%CF%A2%B9%AB%BF%AA2018.docx"] = Reply(docx(site.school, 2018))
    site.finds(2019, "/xxgk/", "/xxgk/dl.php?f=" + quote("2019年信息公开年度报告.docx"))
    site.finds(2020, "/xxgk/", "/xxgk/" + quote("附件/2020年报告.pdf"), date="2020-11-05")
    site.finds(2018, "/xxgk/", "/xxgk/files/%D0%C5%CF%A2%B9%AB%BF%AA2018.docx")
    return site


def both() -> Site:
    site = Site("双份林业大学")
    site.html("/", site.school, "<a href='/gk/'>信息公开</a>")
    site.html(
        "/gk/",
        "信息公开",
        items(
            [
                ("/gk/full.html", report_title(site.school, 2024), "2024-10-31"),
                ("/gk/cover.html", "2022-2023学年信息公开工作年度报告", "2023-10-31"),
            ]
        ),
    )
    site.html(
        "/gk/full.html",
        report_title(site.school, 2024),
        article(
            site.school,
            2024,
            after="<p>附件1：<a href='/f/2024.pdf'>信息公开年度报告.pdf</a></p><p>附件2：<a href='/f/qd.xlsx'>信息公开事项清单.xlsx</a></p>",
        ),
    )
    site.pages["/f/2024.pdf"] = Reply(pdf(site.school, 2024), headers=PDF)
    site.html(
        "/gk/cover.html",
        "2022-2023学年信息公开工作年度报告",
        "<h1>2022-2023学年信息公开工作年度报告</h1><p>现将年度报告公布如下，请见附件。</p><p>附件【<a href='/f/dl?id=1'>1.双份林业大学报告.docx</a>】已下载<span>12</span>次</p><p>附件【<a href='/f/qd.xlsx'>2.清单事项公开情况表.xlsx</a>】</p>",
    )
    site.pages["/f/dl?id=1"] = Reply(
        docx(site.school, 2023), headers={"Content-Type": "application/msword"}
    )
    site.finds(2024, "/gk/full.html", date="2024-10-31")
    site.finds(2023, "/gk/cover.html", "/f/dl?id=1", date="2023-10-31")
    return site


def hotlink() -> Site:
    """Attachments only for those who come from the page."""
    site = Site("泰安医药学院", "/gk/")
    site.html(
        "/gk/",
        "信息公开",
        items([(f"/gk/{y}.htm", f"{site.school}{y}年信息公开年度报告", "") for y in (2024, 2023)]),
    )
    for y in (2024, 2023):
        site.html(
            f"/gk/{y}.htm",
            f"{y}",
            f"<h1>{site.school}{y}年信息公开年度报告</h1><p>发布时间：{y}-10-10</p><a href='/up/{y}.pdf'>附件</a>",
        )

        def f(request: Request, y: int = y) -> Reply:
            if f"/gk/{y}.htm" not in request.headers.get("referer", ""):
                return Reply(b"403", 403)
            return Reply(
                pdf(site.school, y),
                headers={
                    **PDF,
                    "Content-Disposition": 'attachment; filename="=?UTF-8?B?'
                    + base64.b64encode("年报.pdf".encode()).decode()
                    + '?="',
                },
            )

        site.pages[f"/up/{y}.pdf"] = f
        site.finds(y, f"/gk/{y}.htm", f"/up/{y}.pdf", date=f"{y}-10-10")
    return site


def images() -> Site:
    site = Site("留影艺术学院", problem="scanned")
    site.html("/", site.school, "<a href='/xxgk'>信息公开</a>")
    site.html("/xxgk", "信息公开", items([("/xxgk/1", report_title(site.school, 2022), "")]))
    site.html(
        "/xxgk/1",
        report_title(site.school, 2022),
        f"<h1>{report_title(site.school, 2022)}</h1>"
        + "".join(f"<p><img src='/i/{k}.jpg' width=900></p>" for k in range(5)),
    )
    return site


def other_host() -> Site:
    site = Site("外挂附件学院", "/gk", problem="leads to another site")
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                ("/gk/2024", f"{site.school}2024年信息公开年度报告", "2024-10-10"),
                (f"http://{TRAP}:9/2023.pdf", f"{site.school}2023年信息公开年度报告", ""),
            ]
        ),
    )
    site.html(
        "/gk/2024",
        "x",
        f"<h1>{site.school}2024年信息公开年度报告</h1><iframe src='http://{TRAP}:9/pdfjs/viewer.html?file=/x.pdf'></iframe><a href='/f/2024.pdf'>下载</a>",
    )
    site.pages["/f/2024.pdf"] = Reply(pdf(site.school, 2024), headers=PDF)
    site.finds(2024, "/gk/2024", "/f/2024.pdf", date="2024-10-10")
    return site


def three_forms() -> Site:
    site = Site("同文外国语大学", "/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        "".join(
            f"<li>{site.school}{y}年信息公开年度报告 <a href='/n/{y}.html'>在线阅读</a> <a href='/n/{y}.pdf'>PDF下载</a> <a href='/n/{y}.docx'>Word版</a> <i>{y}-10-10</i></li>"
            for y in (2024, 2023)
        ),
    )
    for y in (2024, 2023):
        site.html(
            f"/n/{y}.html",
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}<p>往年：<a href='/n/{y - 1}.pdf'>{site.school}{y - 1}年信息公开年度报告</a></p>",
        )
        site.pages[f"/n/{y}.pdf"] = Reply(pdf(site.school, y), headers=PDF)
        site.pages[f"/n/{y}.docx"] = Reply(docx(site.school, y))
        site.finds(y, f"/n/{y}.html", date=f"{y}-10-10")
    site.pages["/n/2022.pdf"] = Reply(pdf(site.school, 2022), headers=PDF)
    site.finds(2022, "/n/2023.html", "/n/2022.pdf")
    return site


def between() -> Site:
    site = Site("青藤美术学院", "/gk")
    site.html("/gk", "信息公开年度报告", dated_list(site, (2024, 2023), "/gk/{y}"))
    site.html(
        "/gk/2024",
        "x",
        f"<h1>{site.school}2024年信息公开年度报告</h1><p>发布日期：2024-10-16</p><a href='/dl/24'>{site.school}2024年信息公开年度报告.pdf</a>",
    )
    site.html(
        "/dl/24",
        "正在下载",
        "<p>如没有自动下载请点击</p><script>window.location.href='/files/24.pdf';</script>",
    )
    site.html(
        "/gk/2023",
        "x",
        f"<h1>{site.school}2023年信息公开年度报告</h1><p>发布日期：2023-10-16</p><a href='/dl/23'>附件：年度报告</a>",
    )
    site.pages["/dl/23"] = Reply(b"", 302, {"Location": "/files/2023%20%E5%B9%B4%2B1.pdf"})
    site.pages["/files/24.pdf"] = Reply(pdf(site.school, 2024), headers=PDF)
    site.pages["/files/2023%20%E5%B9%B4%2B1.pdf"] = Reply(pdf(site.school, 2023), headers=PDF)
    site.finds(2024, "/gk/2024", "/files/24.pdf", date="2024-10-16")
    site.finds(2023, "/gk/2023", "/files/2023%20%E5%B9%B4%2B1.pdf", date="2023-10-16")
    return site
