"""Viewers of documents, and documents of another type than the server says."""

from __future__ import annotations

from urllib.parse import quote

from bench.local_sites import Reply, Request, report_title
from tests.collector.sites.site import (
    HTML,
    PDF,
    Site,
    article,
    document,
    docx,
    items,
    pdf,
)


def viewers() -> Site:
    """Pages that hold only a viewer: showVsbpdfIframe, viewer.html?file=, an iframe, an object."""
    site = Site("南屿海洋大学")
    ways = {
        2024: '<script>showVsbpdfIframe("/__local/2024.pdf","100%","900","")</script>',
        2023: f"<iframe src='/pdfjs/web/viewer.html?file={quote('/__local/2023.pdf', safe='')}'></iframe>",
        2022: "<iframe src='../__local/2022.pdf' width=800></iframe>",
        2021: "<object data='/__local/2021.pdf' type='application/pdf'></object>",
        2020: "<p><a href='/__local/2020.pdf'>点击查看全文</a></p>",
    }
    site.html("/", site.school, "<a href='/gk/'>信息公开</a>")
    site.html(
        "/gk/",
        "信息公开",
        items([(f"{y}.htm", report_title(site.school, y), f"{y}-10-31") for y in ways]),
    )
    for y, way in ways.items():
        site.html(
            f"/gk/{y}.htm",
            report_title(site.school, y),
            f"<h1>{report_title(site.school, y)}</h1><div>发布日期：{y}-10-31</div>{way}",
        )
        site.pages[f"/__local/{y}.pdf"] = Reply(pdf(site.school, y), headers=PDF)
        site.finds(y, f"/gk/{y}.htm", f"/__local/{y}.pdf", date=f"{y}-10-31")
    return site


def viewer_js() -> Site:
    site = Site("观止传媒学院", home="/i")
    site.html(
        "/i",
        "信息公开",
        items(
            [
                ("/v/1.htm", report_title(site.school, 2020), ""),
                ("/v/2.htm", report_title(site.school, 2021), ""),
            ]
        ),
    )
    site.html(
        "/v/1.htm",
        report_title(site.school, 2020),
        '<script src=\'/system/resource/js/pdfjs/vsbpdf.js\'></script><script>showVsbpdfIframe("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77","100%","600","0","","vsb","5")</script>',
    )
    site.pages[
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77"
    ] = Reply(
        pdf(site.school, 2020),
        headers={**PDF, "Content-Disposition": "attachment;filename=%E5%B9%B4%E6%8A%A5.pdf"},
    )
    site.html(
        "/v/2.htm",
        report_title(site.school, 2021),
        "<iframe src='/js/pdf.js/web/viewer.html?file=../../../files/2021.pdf&download=0'></iframe>",
    )
    site.pages["/files/2021.pdf"] = Reply(pdf(site.school, 2021), headers=PDF)
    site.finds(
        2020,
        "/v/1.htm",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77",
    )
    site.finds(2021, "/v/2.htm", "/files/2021.pdf")
    return site


def lying_types() -> Site:
    """Viewers, and content types that are not what is served."""
    site = Site("钟山航空大学", "/xxgk/")
    school = site.school
    links = [
        (f"show-{y}.html", f"{school}{y}年信息公开年度报告", f"{y}-09-30")
        for y in range(2018, 2026)
    ]
    site.html("/xxgk/", "信息公开年度报告", items(links))
    viewers = {
        2025: "<iframe src='/pdfjs/web/viewer.html?file=%2Fuploads%2F2025.pdf' width=100%></iframe>",
        2024: '<script>showVsbpdfIframe("/__local/3/2A/C4/2024.pdf?e=.pdf","90%","800","1","","1","");</script>',
        2023: "<embed src='../uploads/2023.pdf' type=application/pdf>",
        2022: "<object data='/uploads/2022.pdf'><param name=src value='/uploads/2022.pdf'></object>",
        2021: "<a class=media href=\"/uploads/2021.pdf\"></a><script>$('a.media').media()</script>",
        2020: "<iframe src='https://docs.google.com/gview?url=http%3A%2F%2F{here}%2Fuploads%2F2020.pdf&embedded=true'></iframe><a href='/uploads/2020.pdf'>下载</a>",
        2019: "<script>var pdfUrl = '/uploads/2019.pdf'; PDFObject.embed(pdfUrl, '#box');</script>",
        2018: "<a href='/uploads/2018'>查看全文</a>",
    }
    types = {
        2025: "application/pdf",
        2024: "text/html",
        2023: "application/x-download",
        2022: "text/plain",
        2021: "application/octet-stream",
        2020: "application/pdf;charset=utf-8",
        2019: "binary/octet-stream",
        2018: "text/html; charset=utf-8",
    }
    for y, viewer in viewers.items():
        site.html(
            f"/xxgk/show-{y}.html",
            f"{school}{y}年信息公开年度报告",
            f"<h1>{school}{y}年信息公开年度报告</h1><p>更新时间：{y}-09-30</p>{viewer}",
        )
        file = {2024: "/__local/3/2A/C4/2024.pdf?e=.pdf", 2018: "/uploads/2018"}.get(
            y, f"/uploads/{y}.pdf"
        )
        site.pages[file] = Reply(pdf(school, y), headers={"Content-Type": types[y]})
        site.finds(y, f"/xxgk/show-{y}.html", file, date=f"{y}-09-30")
    site.html(
        "/pdfjs/web/viewer.html?file=%2Fuploads%2F2025.pdf",
        "PDF.js viewer",
        "<div id=viewer></div>",
    )
    return site


def inner_frame() -> Site:
    site = Site("套框水利学院")
    site.html("/", site.school, "<a href='/gk'>信息公开</a>")
    site.html("/gk", "信息公开", "<iframe src='/gk/list.html'></iframe>")
    site.html(
        "/gk/list.html",
        "list",
        items([("/gk/w.html", report_title(site.school, 2020), "2020-12-01")]),
    )
    site.html(
        "/gk/w.html",
        report_title(site.school, 2020),
        f"<h1>{report_title(site.school, 2020)}</h1><iframe src='/gk/inner.html' width=100%></iframe>",
    )
    site.html("/gk/inner.html", "", article(site.school, 2020))
    site.finds(2020, "/gk/inner.html")
    return site


def office_viewer() -> Site:
    site = Site("观云旅游学院", "/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                (f"/gk/{y}", f"{site.school}{y}年信息公开年度报告", f"{y}-10-10")
                for y in (2024, 2023)
            ]
        ),
    )

    def v(request: Request) -> Reply | None:
        here = request.headers["host"]
        return Reply(
            document(
                "x",
                f"<h1>{site.school}2024年信息公开年度报告</h1><iframe src='https://view.officeapps.live.com/op/view.aspx?src={quote('http://' + here + '/f/2024.docx', safe='')}'></iframe>",
            ),
            headers=HTML,
        )

    site.pages["/gk/2024"] = v
    site.pages["/f/2024.docx"] = Reply(docx(site.school, 2024))
    site.html(
        "/gk/2023",
        "x",
        f"<h1>{site.school}2023年信息公开年度报告</h1><div id=v></div><script>layer.open({{type:2, content:'/plugins/pdf/viewer.html?file=/f/2023.pdf'}});</script>",
    )
    site.pages["/f/2023.pdf"] = Reply(pdf(site.school, 2023), headers=PDF)
    site.finds(2024, "/gk/2024", "/f/2024.docx", date="2024-10-10")
    site.finds(2023, "/gk/2023", "/f/2023.pdf", date="2023-10-10")
    return site
