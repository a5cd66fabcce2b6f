"""Sites as their builders make them: 博达, 苏迪, 大汉, TRS, ASP.NET, forums, frames."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import quote

from bench.local_sites import Reply, Request, report_paragraphs, report_title
from tests.collector.world import HTML, PDF, ROBOTS, TRAP, Site, document, docx, items, pdf
from tests.ingest.readers.ofd import as_ofd


def text_of(school: str, year: int, start: int = 0, stop: int | None = None) -> str:
    return "".join(f"<p>{line}</p>" for line in report_paragraphs(school, year)[start:stop])


def named(name: str, *, star: bool = False, charset: str = "utf-8") -> dict[str, str]:
    """The header that names a download."""
    if star:
        value = f"attachment; filename*=UTF-8''{quote(name)}"
    else:
        value = f'attachment; filename="{name.encode(charset).decode("latin-1")}"'
    return {"Content-Type": "application/octet-stream", "Content-Disposition": value}


def vsb_downloads() -> Site:
    """博达: pages numbered from the last one, cut titles, attachments by download.jsp."""
    site = Site("青岩理工大学", "/index.htm")
    school = site.school
    menu = (
        "<ul class=menu><li><a href='/index.htm'>首页</a></li><li><a href='/xxgk/gkzn.htm'>信息公开指南</a></li>"
        "<li><a href='/xxgk/gkml.htm'>信息公开目录</a></li><li><a href='/xxgk/ndbg.htm'>年度报告</a></li></ul>"
    )
    site.html(
        "/index.htm",
        school,
        "<a href='xxgk.htm' target='_blank'>信息公开</a><a href='jsj.htm'>计算机学院</a>",
    )
    site.html("/jsj.htm", "计算机学院", "<a href='info/9/1.htm'>新闻</a>")
    site.html("/xxgk.htm", f"信息公开-{school}", menu)
    site.html(
        "/xxgk/gkzn.htm",
        "指南",
        menu + "<h1>信息公开指南</h1><p>为便于师生员工获取信息，编制本指南。</p>",
    )
    site.html(
        "/xxgk/gkml.htm",
        "目录",
        menu + "<h1>信息公开目录</h1><table><tr><td>基本信息</td></tr></table>",
    )
    pages = {
        "/xxgk/ndbg.htm": (2024, 2023, 2022),
        "/xxgk/ndbg/2.htm": (2021, 2020, 2019),
        "/xxgk/ndbg/1.htm": (2018, 2017),
    }
    for number, (path, years) in enumerate(pages.items(), 1):
        up = "../" * (path.count("/") - 1)
        rows = "".join(
            f"<li id='line_u8_{n}'><a href='{up}info/1062/{3000 + y}.htm' title='{report_title(school, y)}'>"
            f"{report_title(school, y)[:14]}…</a><span>{y}-10-{y % 10 + 11}</span></li>"
            for n, y in enumerate(years)
        )
        bar = (
            "<div class='pb_sys_common pb_sys_normal'><span class='p_pages'><span class='p_no_d'>1</span>"
            f"<span class='p_no'><a href='{up}xxgk/ndbg/2.htm'>2</a></span><span class='p_no'><a href='{up}xxgk/ndbg/1.htm'>3</a></span>"
            f"<span class='p_last'><a href='{up}xxgk/ndbg/1.htm'>尾页</a></span></span><span>共8条 {number}/3</span></div>"
        )
        site.html(path, f"年度报告-{school}", menu + f"<ul>{rows}</ul>" + bar)
        for y in years:
            page, name = (
                f"/info/1062/{3000 + y}.htm",
                f"{report_title(school, y)}.{'docx' if y % 2 else 'pdf'}",
            )
            file = f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1466729812&wbfileid=8A0{y:X}"
            site.html(
                page,
                f"{report_title(school, y)}-{school}",
                f"{menu}<form name='_newscontent_fromname'><h2>{report_title(school, y)}</h2>"
                f"<div>发布日期：{y}-10-{y % 10 + 11} &nbsp; 作者： 点击：[<span id='dynclicks'></span>]</div>"
                "<div id='vsb_content_2'><div class='v_news_content'><p>详见附件。</p></div></div>"
                f"<ul style='list-style-type:none;'><li>附件【<a href=\"{file.replace('&', '&amp;')}\" target='_blank'>{name}</a>】已下载<span id='nattach1'></span>次</li></ul></form>"
                f"<p>上一条：<a href='{3001 + y}.htm'>{report_title(school, y + 1)}</a></p>",
            )
            body = docx(school, y) if y % 2 else pdf(school, y)
            site.pages[file] = Reply(body, headers=named(name, star=y > 2020, charset="gbk"))
            site.finds(y, page, file, date=f"{y}-10-{y % 10 + 11}", title=report_title(school, y))
    site.forbidden = (r"/jsj\.htm", r"/info/9/.*")
    return site


def sudy() -> Site:
    """苏迪: list.psp, list2.psp, a PDF player and files under _upload."""
    site = Site("长泊师范大学", "/_s12/main.psp")
    school = site.school
    site.html(
        "/_s12/main.psp",
        f"{school}信息公开网",
        "<div class='wp_nav'><a href='/_s12/ndbg/list.psp'>年度报告</a><a href='/_s12/gkgd/list.psp'>公开规定</a></div>",
    )
    site.html(
        "/_s12/gkgd/list.psp",
        "公开规定",
        items([("/_s12/2019/0101/c31a1/page.psp", "高等学校信息公开办法", "2019-01-01")]),
    )
    site.html(
        "/_s12/2019/0101/c31a1/page.psp",
        "办法",
        "<h1>高等学校信息公开办法</h1><p>第一条 为了保障公民依法获取高等学校信息。</p>",
    )
    for number, years in enumerate(((2025, 2024, 2023), (2022, 2021, 2020), (2019,)), 1):
        here = "" if number == 1 else str(number)
        rows = ""
        for y in years:
            page = f"/_s12/{y}/1029/c30a{y}7/page.psp"
            rows += (
                f"<li class='news n{y % 5}'><span class='news_title'><a href='{page}' target='_blank' "
                f"title='{y - 1}-{y}学年{school}信息公开工作年度报告'>{y - 1}-{y}学年{school}信息公开…</a></span><span class='news_meta'>{y}-10-29</span></li>"
            )
            file = f"/_upload/article/files/{y % 97:02x}/e1/{y}b27d4f41a1a3c0f7e9a1e1a2.pdf"
            name = f"{y - 1}-{y}学年{school}信息公开工作年度报告.pdf"
            meta = f"<h1 class='arti_title'>{y - 1}-{y}学年{school}信息公开工作年度报告</h1><p><span class='arti_publisher'>发布者：办公室</span><span class='arti_update'>发布时间：{y}-10-29</span></p>"
            if y >= 2022:
                inner = f"<div class='wp_pdf_player' pdfsrc='{file}' sudyfile-attr=\"{{'title':'{name}'}}\" swsrc='/_upload/x.swf'></div>"
            else:
                inner = f"<p><img src='/_ueditor/themes/default/images/icon_pdf.gif'><a href='{file}' sudyfile-attr=\"{{'title':'{name}'}}\">点击查看</a></p>"
            site.html(
                page, f"{y - 1}-{y}学年", f"{meta}<div class='wp_articlecontent'>{inner}</div>"
            )
            site.pages[file] = Reply(pdf(school, y), headers=PDF)
            site.finds(y, page, file, date=f"{y}-10-29")
        following = (
            f"<a class='next' href='/_s12/ndbg/list{number + 1}.psp' target='_self'>下一页&gt;&gt;</a>"
            if number < 3
            else "<a class='next' href='javascript:void(0);'>下一页&gt;&gt;</a>"
        )
        site.html(
            f"/_s12/ndbg/list{here}.psp",
            "年度报告",
            f"<ul>{rows}</ul><div class='wp_paging'>{following}</div>",
        )
    return site


def dahan() -> Site:
    """大汉: the records of the list stand in a data store inside a script."""
    site = Site("沧浪水产学院")
    school = site.school
    site.html("/", school, "<a href='/col/col7413/index.html'>信息公开年报</a>")
    records = ""
    for y in range(2024, 2017, -1):
        page = f"/art/{y}/11/5/art_7413_{y}88.html"
        records += f'<record><![CDATA[<li><span>{y}-11-05</span><a href="{page}" target="_blank" title=\'{school}{y}年信息公开年度报告\'>{school}{y}年信息公开年度报告</a></li>]]></record>'
        site.html(
            page,
            f"{school}{y}年信息公开年度报告",
            f"<meta name='pubDate' content='{y}-11-05'><h1>{school}{y}年信息公开年度报告</h1><div>发布日期：{y}-11-05 浏览次数：</div><div id='zoom'>{text_of(school, y)}</div>",
        )
        site.finds(y, page, date=f"{y}-11-05", title=f"{school}{y}年信息公开年度报告")
    site.html(
        "/col/col7413/index.html",
        "信息公开年报",
        "<div id='24711' class='default_pgContainer'></div><script type='text/xml'><datastore><nextgroup><![CDATA[<a href='/module/web/jpage/dataproxy.jsp?page=1'></a>]]></nextgroup>"
        f"<recordset>{records}</recordset></datastore></script>",
    )
    return site


def trs() -> Site:
    """TRS: page numbers made by createPageHTML, addresses relative to the article."""
    site = Site("白桦林业大学", "/xxgk/ndbg/")
    school = site.school
    for number, years in enumerate(((2024, 2023), (2022, 2021), (2020,))):
        links = [
            (f"./{y}10/t{y}1028_{y}5.html", f"{school}{y}年度信息公开工作报告", f"{y}-10-28")
            for y in years
        ]
        script = f'<script>createPageHTML(3, {number}, "index", "html");</script>'
        site.html(
            f"/xxgk/ndbg/index_{number}.html" if number else "/xxgk/ndbg/",
            "年度报告",
            items(links) + script,
        )
        for y in years:
            page, file = (
                f"/xxgk/ndbg/{y}10/t{y}1028_{y}5.html",
                f"/xxgk/ndbg/{y}10/P0{y}1028512345678.docx",
            )
            site.html(
                page,
                "年度报告",
                f"<h1>{school}{y}年度信息公开工作报告</h1><em>时间：{y}年10月28日</em><div class='TRS_Editor'><p>附件：</p>"
                f"<script>var appendix='<a href=\"./P0{y}1028512345678.docx\">{school}{y}年度信息公开工作报告</a>';document.write(appendix);</script></div>",
            )
            site.pages[file] = Reply(
                docx(school, y), headers={"Content-Type": "application/msword"}
            )
            site.finds(y, page, file, date=f"{y}-10-28")
    return site


def old_vsb() -> Site:
    """博达 of old: jsp addresses, a session in each, pages chosen from a list."""
    site = Site("凤台矿业学院", "/")
    school = site.school
    session = ";jsessionid=3F2A9C7701B24E5D8A6C.node1"
    tree = "urltype=tree.TreeTempUrl&wbtreeid=1005"

    def listing(number: int) -> str:
        return (
            f"/list.jsp?{tree}" if number == 1 else f"/list.jsp?PAGENUM={number}&totalpage=3&{tree}"
        )

    site.html(
        "/", school, f'<a href="list.jsp{session}?{tree.replace("&", "&amp;")}">信息公开报告</a>'
    )
    for number, years in enumerate(((2024, 2023, 2022), (2021, 2020), (2019, 2018)), 1):
        rows = ""
        for y in years:
            query = f"urltype=news.NewsContentUrl&wbtreeid=1005&wbnewsid={y}1"
            rows += f"<tr><td><a class=c44 href='content.jsp{session}?{query}'>{school}信息公开工作年度报告（{y - 1}—{y}学年）</a></td><td>{y}/10/26</td></tr>"
            body = Reply(
                document(
                    school,
                    f"<table><tr><td class=titlestyle1>{school}信息公开工作年度报告（{y - 1}—{y}学年）</td></tr><tr><td>{y}年10月26日 09:12  作者：</td></tr><tr><td class=contentstyle1>{text_of(school, y)}</td></tr></table>",
                ),
                headers=HTML,
            )
            site.pages[f"/content.jsp?{query}"] = site.pages[f"/content.jsp{session}?{query}"] = (
                body
            )
            site.finds(y, f"/content.jsp?{query}", date=f"{y}-10-26")
        options = "".join(
            f"<option value='{listing(n)}'{' selected' if n == number else ''}>{n}</option>"
            for n in (1, 2, 3)
        )
        reply = Reply(
            document(
                "列表",
                f"<table>{rows}</table>共3页 <select onchange='location.href=this.value'>{options}</select>",
            ),
            headers=HTML,
        )
        site.pages[listing(number)] = reply
        if number == 1:
            site.pages[f"/list.jsp{session}?{tree}"] = reply
    return site


def aspnet() -> Site:
    """ASP.NET in GBK that no header and no meta declares; a form that searches."""
    site = Site("渭北财经学院", "/Default.aspx")
    school = site.school

    def gbk(path: str, title: str, body: str) -> None:
        site.pages[path] = Reply(
            f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode("gbk"),
            headers={"Content-Type": "text/html"},
        )

    gbk(
        "/Default.aspx",
        school,
        "<form action='/Search.aspx' method=get><input name=kw value=信息公开年度报告></form><a href='NewsList.aspx?cid=17'>信息公开年度报告</a><a href='Admin/Login.aspx'>管理</a>",
    )
    for number, years in ((1, (2024, 2023, 2022)), (2, (2021, 2020))):
        links = [
            (
                f"ShowNews.aspx?ID={y}",
                f"关于公布《{school}{y}年信息公开年度报告》的公告",
                f"{y}.12.3",
            )
            for y in years
        ]
        bar = "<a disabled>首页</a><a href='NewsList.aspx?cid=17&page=2'>下页</a><a href=\"javascript:__doPostBack('Pager','2')\">末页</a>"
        gbk(
            "/NewsList.aspx?cid=17" + ("&page=2" if number == 2 else ""), "列表", items(links) + bar
        )
        for y in years:
            page, file = f"/ShowNews.aspx?ID={y}", f"/DownLoad.ashx?fid={y}09"
            gbk(
                page,
                "公告",
                f"<span id='lblTitle'>关于公布《{school}{y}年信息公开年度报告》的公告</span><span id=lblDate>{y}-12-3 8:05:11</span><p>现将《{school}{y}年信息公开年度报告》予以公布。</p><a id=hl href='DownLoad.ashx?fid={y}09'>附件下载</a>",
            )
            site.pages[file] = Reply(
                pdf(school, y), headers=named(f"{school}{y}年信息公开年度报告.pdf")
            )
            site.finds(y, page, file, date=f"{y}-12-03")
    site.forbidden = (r"/Search\.aspx.*", r"/Admin/.*")
    return site


def clicks() -> Site:
    """Links that only a script opens, in the attributes of rows."""
    site = Site("云溪艺术学院")
    school = site.school
    site.html(
        "/",
        school,
        "<a href=\"javascript:openUrl('/gk/list.php?cat=9')\">信息公开年度报告</a><script>function openUrl(u){window.open(u)}</script>",
    )
    rows = ""
    for y in range(2019, 2025):
        page = f"/gk/article.php?id={y}3"
        how = (
            f"<tr onclick=\"window.open('article.php?id={y}3','_blank')\" style='cursor:pointer'><td>{school}{y}年信息公开年度报告</td><td>{y}-10-08</td></tr>",
            f"<tr><td><a href='#' onclick=\"javascript:location.href='/gk/article.php?id={y}3';return false;\">{school}{y}年信息公开年度报告</a></td><td>{y}-10-08</td></tr>",
            f"<tr><td><span data-href='/gk/article.php?id={y}3' class=lnk>{school}{y}年信息公开年度报告</span></td><td>{y}-10-08</td></tr>",
        )[y % 3]
        rows += how
        site.html(
            page,
            "文章",
            f"<h3>{school}{y}年信息公开年度报告</h3><p>{y}-10-08 浏览：33</p><div>{text_of(school, y)}</div>",
        )
        site.finds(y, page, date=f"{y}-10-08", title=f"{school}{y}年信息公开年度报告")
    site.html("/gk/list.php?cat=9", "列表", f"<table>{rows}</table>")
    return site


def forum() -> Site:
    """Discuz: a session in each address, several addresses of a thread, attachments."""
    site = Site("岱海商学院", "/forum.php")
    school = site.school
    sid = iter(range(100000))

    def page(path: str, request: Request) -> Reply | None:
        s = f"&sid=r{next(sid):05d}"
        if path == "/forum.php":
            return Reply(
                document(
                    "论坛",
                    f"<a href='forum.php?mod=forumdisplay&fid=5{s}'>信息公开年度报告专栏</a><a href='member.php?mod=logging&action=login{s}'>登录</a>",
                ),
                headers=HTML,
            )
        if path.startswith("/forum.php?mod=forumdisplay&fid=5"):
            second = "page=2" in path
            years = (2021, 2020, 2019) if second else (2024, 2023, 2022)
            rows = "".join(
                f"<tbody id='normalthread_{y}'><tr><th><a href='forum.php?mod=viewthread&amp;tid={y}&amp;extra=page%3D1{s}' class='s xst'>{school}{y}年信息公开工作年度报告</a>"
                f"<span class=tps>...<a href='forum.php?mod=viewthread&tid={y}&extra=page%3D1&page=2{s}'>2</a></span></th><td><a href='home.php?mod=space&uid=3'>校办</a> {y}-10-20</td>"
                f"<td><a href='forum.php?mod=redirect&tid={y}&goto=lastpost{s}#lastpost'>{y}-11-2</a></td></tr></tbody>"
                for y in years
            )
            return Reply(
                document(
                    "专栏",
                    f"<table>{rows}</table><div class=pg><strong>1</strong><a href='forum.php?mod=forumdisplay&fid=5&page=2{s}'>2</a><a class=nxt href='forum.php?mod=forumdisplay&fid=5&page=2{s}'>下一页</a></div>",
                ),
                headers=HTML,
            )
        for y in range(2019, 2025):
            if path.startswith(f"/forum.php?mod=viewthread&tid={y}"):
                if "&page=2" in path:
                    return Reply(
                        document("回复", "<h1>回复</h1><p>谢谢楼主分享，收藏了。</p>"), headers=HTML
                    )
                head = f"<h1>{school}{y}年信息公开工作年度报告</h1><em>发表于 {y}-10-20 10:21:33</em><a href='forum.php?mod=viewthread&tid={y}&page=1&authorid=3{s}'>只看该作者</a><a href='forum.php?mod=viewthread&action=printable&tid={y}{s}'>打印</a>"
                return Reply(
                    document(
                        f"{school}{y}年信息公开工作年度报告",
                        f"{head}<td class='t_f'>{text_of(school, y)}</td>",
                    ),
                    headers=HTML,
                )
        return None

    site.fallback = lambda request: page(request.path, request)
    for y in range(2019, 2025):
        site.finds(y, f"/forum.php?mod=viewthread&tid={y}&extra=page%3D1", date=f"{y}-10-20")
    site.forbidden = (r"/member\.php.*",)
    return site


def framed() -> Site:
    """A frame set, a base, and pages in GB18030 that claim another charset."""
    site = Site("雁塔外国语学院")
    school = site.school
    raw = "<HTML><HEAD><TITLE>{t}</TITLE>{h}</HEAD>{b}</HTML>"

    def gb(path: str, title: str, body: str, head: str = "", header: str = "text/html") -> None:
        site.pages[path] = Reply(
            raw.format(t=title, h=head, b=body).encode("gb18030"), headers={"Content-Type": header}
        )

    gb(
        "/",
        school,
        "<FRAMESET ROWS='80,*'><FRAME SRC=top.htm NAME=top><FRAMESET COLS='180,*'><FRAME SRC='gk\\left.htm'><FRAME SRC=welcome.htm NAME=main></FRAMESET></FRAMESET>",
    )
    gb("/top.htm", "top", "<BODY><IMG SRC=logo.gif></BODY>")
    gb("/welcome.htm", "欢迎", "<BODY>欢迎访问信息公开专栏</BODY>")
    gb(
        "/gk/left.htm",
        "导航",
        "<BODY>"
        + "".join(
            f'<A TARGET=main HREF = " {y}/bg.htm \n">{y}年信息公开年度报告</A><BR>'
            for y in range(2015, 2020)
        )
        + "</BODY>",
        "<BASE HREF='/gk/nb/' TARGET=main><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'>",
    )
    for y in range(2015, 2020):
        lie = "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=utf-8'>" if y % 2 else ""
        gb(
            f"/gk/nb/{y}/bg.htm",
            "信息公开",
            f"<BODY><CENTER><B>{school}{y}年信息公开年度报告</B></CENTER><P ALIGN=CENTER>[{y}-11-11]</P><P>负责人：张喆、朱镕、䶮峰</P>{text_of(school, y)}</BODY>",
            lie,
            "text/html; charset=ISO-8859-1" if y == 2018 else "text/html",
        )
        site.finds(
            y, f"/gk/nb/{y}/bg.htm", date=f"{y}-11-11", title=f"{school}{y}年信息公开年度报告"
        )
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


def compressed() -> Site:
    """Bodies in every coding a browser takes; pieces; a report page called a download."""
    site = Site("海棠纺织大学")
    school = site.school

    def send(text: str, coding: str, kind: str = "text/html; charset=utf-8") -> Reply:
        data = text.encode()
        if coding in {"gzip", "x-gzip"}:
            data = gzip.compress(data)
        elif coding == "deflate":
            data = zlib.compress(data)
        elif coding == "raw deflate":
            packer = zlib.compressobj(wbits=-15)
            data, coding = packer.compress(data) + packer.flush(), "deflate"
        elif coding == "chunked":
            pieces = b"".join(
                b"%x\r\n%b\r\n" % (len(data[n : n + 700]), data[n : n + 700])
                for n in range(0, len(data), 700)
            )
            return Reply(
                raw=f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
                + pieces
                + b"0\r\n\r\n"
            )
        elif coding == "until closed":
            return Reply(raw=f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + data)
        return Reply(data, headers={"Content-Type": kind, "Content-Encoding": coding})

    codings = {
        2024: "gzip",
        2023: "deflate",
        2022: "raw deflate",
        2021: "chunked",
        2020: "x-gzip",
        2019: "until closed",
        2018: "identity",
    }
    site.pages["/"] = send(
        f"<title>{school}</title>"
        + items([(f"/r/{y}", f"{school}{y}年信息公开工作报告", f"{y}-10-01") for y in codings]),
        "gzip",
    )
    for y, coding in codings.items():
        kind = "application/octet-stream" if y == 2018 else "text/html; charset=utf-8"
        site.pages[f"/r/{y}"] = send(
            f"<html><title>{school}{y}年信息公开工作报告</title><h1>{school}{y}年信息公开工作报告</h1><p>发布日期：{y}-10-01</p>{text_of(school, y)}</html>",
            coding,
            kind,
        )
        site.finds(y, f"/r/{y}", date=f"{y}-10-01")
    return site


def robots_variants() -> Site:
    """robots.txt with a BOM, mixed case, wildcards and a group of its own."""
    site = Site("丹江水利学院")
    school = site.school
    site.pages["/robots.txt"] = Reply(
        "\ufeff# 说明\r\nUSER-AGENT: Baiduspider\r\nDisallow: /\r\n\r\nUser-Agent : XXGK-Search\r\nUser-agent: OtherBot\r\n"
        "DISALLOW: /*.doc$\r\ndisallow: /inner/\r\nALLOW: /inner/open/\r\nDisallow: /*?print=\r\nCrawl-delay: 0.1\r\n\r\nUser-agent: *\r\nDisallow: /\r\n".encode(),
        headers=ROBOTS,
    )
    links = [
        (f"/inner/open/{y}.htm", f"{school}{y}年信息公开年度报告", f"{y}-10-10")
        for y in (2024, 2023)
    ]
    links += [
        ("/inner/2022.htm", f"{school}2022年信息公开年度报告", "2022-10-10"),
        ("/f/2021.doc", f"{school}2021年信息公开年度报告", "2021-10-10"),
    ]
    links += [
        ("/f/2020.docx", f"{school}2020年信息公开年度报告", "2020-10-10"),
        ("/inner/open/2024.htm?print=1", f"{school}2024年信息公开年度报告（打印版）", ""),
    ]
    site.html("/", school, items(links))
    for y in (2024, 2023):
        site.html(
            f"/inner/open/{y}.htm",
            "报告",
            f"<h1>{school}{y}年信息公开年度报告</h1><p>{y}-10-10</p>{text_of(school, y)}",
        )
        site.finds(y, f"/inner/open/{y}.htm", date=f"{y}-10-10")
    site.pages["/f/2020.docx"] = Reply(
        docx(school, 2020),
        headers={
            "Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        },
    )
    site.finds(2020, "/", "/f/2020.docx")
    site.forbidden = (r"/inner/2022\.htm", r"/f/2021\.doc", r".*\?print=.*")
    site.problem = "robots"
    return site


def wait_until() -> Site:
    """429 with Retry-After as a date, then 503 with seconds."""
    site = Site("碧波海事学院")
    school = site.school
    site.html(
        "/",
        school,
        items(
            [
                (f"/news/{y}.html", f"{y}年信息公开年度报告", f"{y}-10-18")
                for y in (2024, 2023, 2022)
            ]
        ),
    )
    for y in (2024, 2023, 2022):
        path = f"/news/{y}.html"
        page = Reply(
            document(
                "报告",
                f"<h1>{school}{y}年信息公开年度报告</h1><p>时间：{y}-10-18</p>{text_of(school, y)}",
            ),
            headers=HTML,
        )

        def answer(request: Request, y: int = y, page: Reply = page) -> Reply:
            if site.counts[request.path] == 1 and y == 2023:
                return Reply(
                    b"busy", 429, {"Retry-After": formatdate(time.time() + 1, usegmt=True)}
                )
            if site.counts[request.path] == 1 and y == 2022:
                return Reply(b"busy", 503, {"Retry-After": "1"})
            return page

        site.pages[path] = answer
        site.finds(y, path, date=f"{y}-10-18")
    return site


def gone() -> Site:
    """Soft 404 pages that name the reports, and redirects that go in circles."""
    site = Site("秋浦中医药大学")
    school = site.school
    sorry = (
        f"<h1>提示信息</h1><p>您访问的{school}信息公开年度报告页面不存在或已被删除，5秒后返回首页。</p>"
        "<p>您可能想找：<a href='/gk/2023.htm'>2023年信息公开年度报告</a> <a href='/gk/2020.htm'>2020年信息公开年度报告</a></p>"
    )
    site.html(
        "/",
        school,
        items(
            [
                (f"/gk/{y}.htm", f"{school}{y}年信息公开年度报告", "")
                for y in (2024, 2023, 2022, 2021, 2020)
            ]
        ),
    )
    site.html(
        "/gk/2024.htm",
        f"{school}2024年信息公开年度报告",
        f"<h1>{school}2024年信息公开年度报告</h1><p>[发布时间] 2024-10-31</p>{text_of(school, 2024)}",
    )
    site.html("/gk/2023.htm", "提示信息", sorry)
    site.pages["/gk/2022.htm"] = Reply(b"", 302, {"Location": "/gk/x.htm"})
    site.pages["/gk/x.htm"] = Reply(b"", 302, {"Location": "/gk/2022.htm"})
    site.html(
        "/gk/2021.htm",
        "跳转",
        "跳转中",
        head="<meta http-equiv=refresh content='0;url=/gk/2021b.htm'>",
    )
    site.html(
        "/gk/2021b.htm",
        "跳转",
        "跳转中",
        head="<meta http-equiv=refresh content='0; URL=2021.htm'>",
    )
    site.fallback = lambda _: Reply(document("页面不存在", sorry), headers=HTML)
    site.finds(2024, "/gk/2024.htm", date="2024-10-31")
    return site


def units() -> Site:
    """Reports of other units, notices, templates and the ministry's report among the school's."""
    site = Site("颍川医科大学", "/xxgk/")
    school = site.school
    hospital, college = f"{school}附属第一医院", f"{school}临床学院"
    links = [
        ("a/1.htm", f"{school}2024年信息公开年度报告", "2024-10-30"),
        ("a/2.htm", f"{hospital}2024年信息公开年度报告", "2024-10-29"),
        ("a/3.htm", "关于报送2024年信息公开年度报告的通知", "2024-09-10"),
        ("a/4.htm", "信息公开年度报告（模板）", "2024-09-10"),
        ("a/5.htm", "教育部2023年政府信息公开工作年度报告", "2024-01-30"),
        ("a/6.htm", f"{college}2023年信息公开年度报告", "2023-10-29"),
        ("a/7.htm", "2023年信息公开年度报告", "2023-10-30"),
        ("a/8.htm", "2024年信息公开事项清单落实情况一览表", "2024-10-30"),
        ("a/9.htm", "一图读懂2024年信息公开年度报告", "2024-11-01"),
        (f"http://{TRAP}:{{port}}/moe.htm", "教育部信息公开年度报告", ""),
        ("a/10.htm", "2023年本科教学质量年度报告", "2023-12-01"),
    ]
    site.html("/xxgk/", "年度报告", items(links))

    def page(path: str, title: str, date: str, body: str) -> None:
        site.html(
            f"/xxgk/a/{path}",
            title,
            f"<div class=pos>当前位置：<a href='/xxgk/'>年度报告</a></div><h2>{title}</h2><div>日期：{date}</div><div class=con>{body}</div><p>版权所有：{school}</p>",
        )

    page("1.htm", f"{school}2024年信息公开年度报告", "2024-10-30", text_of(school, 2024))
    page("2.htm", f"{hospital}2024年信息公开年度报告", "2024-10-29", text_of(hospital, 2024))
    page(
        "3.htm",
        "关于报送2024年信息公开年度报告的通知",
        "2024-09-10",
        "<p>各学院、各部门：</p><p>根据《高等学校信息公开办法》和省教育厅的要求，学校将编制2023—2024学年信息公开年度报告。请各单位从以下方面总结：</p><p>一、概述</p><p>二、主动公开情况</p><p>三、依申请公开情况</p><p>四、存在的问题和改进措施</p><p>请于9月30日前将电子版发送至办公室邮箱。</p><p>附件：<a href='mb.docx'>信息公开年度报告模板.docx</a></p>",
    )
    page(
        "4.htm",
        "信息公开年度报告（模板）",
        "2024-09-10",
        "<p>一、概述</p><p>××××××</p><p>二、主动公开情况</p><p>主动公开信息××条。</p><p>三、依申请公开情况</p><p>共收到申请××件。</p>",
    )
    page(
        "5.htm",
        "教育部2023年政府信息公开工作年度报告",
        "2024-01-30",
        "<p>本报告根据《中华人民共和国政府信息公开条例》编制，教育部2023年政府信息公开工作情况如下。</p><p>一、总体情况</p><p>教育部高度重视政务公开工作，主动公开各类信息6312条。</p><p>二、主动公开政府信息情况</p><p>制发规章2件。</p><p>三、收到和处理政府信息公开申请情况</p><p>新收政府信息公开申请1200件。</p><p>四、存在的主要问题及改进情况</p><p>教育部</p><p>2024年1月30日</p>",
    )
    page("6.htm", f"{college}2023年信息公开年度报告", "2023-10-29", text_of(college, 2023))
    page("7.htm", "2023年信息公开年度报告", "2023-10-30", text_of(school, 2023))
    page(
        "8.htm",
        "2024年信息公开事项清单落实情况一览表",
        "2024-10-30",
        "<table><tr><td>序号</td><td>事项</td><td>是否公开</td></tr><tr><td>1</td><td>办学规模</td><td>是</td></tr></table>",
    )
    page("9.htm", "一图读懂2024年信息公开年度报告", "2024-11-01", "<img src=/i/1.jpg>")
    page(
        "10.htm",
        "2023年本科教学质量年度报告",
        "2023-12-01",
        "<p>一、本科教育基本情况</p><p>学校现有本科专业66个。</p>",
    )
    template = docx("××大学", 2024)
    site.pages["/xxgk/a/mb.docx"] = Reply(
        template, headers={"Content-Type": "application/octet-stream"}
    )
    site.finds(2024, "/xxgk/a/1.htm", date="2024-10-30")
    site.finds(2024, "/xxgk/a/2.htm", date="2024-10-29", names_school=False)
    site.finds(2023, "/xxgk/a/6.htm", date="2023-10-29", names_school=False)
    site.finds(2023, "/xxgk/a/7.htm", date="2023-10-30")
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


def in_pieces() -> Site:
    """Reports on several pages, each system counting in its own way."""
    site = Site("滹沱职业技术大学", "/info.htm")
    school = site.school
    site.html(
        "/info.htm",
        "信息公开",
        items(
            [
                ("/info/1010/2024.htm", f"{school}2024年信息公开年度报告", "2024-10-12"),
                ("/2023/10/12/nb/", f"{school}2023年信息公开年度报告", "2023-10-12"),
                ("/a/2022.html", f"{school}2022年信息公开年度报告", "2022-10-12"),
                ("/show.php?id=2021", f"{school}2021年信息公开年度报告", "2021-10-12"),
            ]
        ),
    )
    addresses = {
        2024: ("/info/1010/2024.htm", "/info/1010/2024_1.htm", "/info/1010/2024_2.htm"),
        2023: ("/2023/10/12/nb/", "/2023/10/12/nb/2/", "/2023/10/12/nb/3/"),
        2022: ("/a/2022.html", "/a/2022_2.html", "/a/2022_3.html"),
        2021: ("/show.php?id=2021", "/show.php?id=2021&page=2", "/show.php?id=2021&page=3"),
    }
    cuts = ((0, 5), (5, 9), (9, None))
    for y, paths in addresses.items():
        for number, path in enumerate(paths):
            numbers = "".join(
                f"<a href='{other}'>{n}</a>" if other != path else f"<b>{n}</b>"
                for n, other in enumerate(paths, 1)
            )
            following = f"<a href='{paths[number + 1]}'>下一页</a>" if number < 2 else ""
            site.html(
                path,
                f"{school}{y}年信息公开年度报告",
                f"<h1>{school}{y}年信息公开年度报告</h1><p>发布时间：{y}-10-12</p><div class=content>{text_of(school, y, *cuts[number])}</div><div class='page-links'>{numbers}{following}</div>",
            )
        site.finds(y, paths[0], date=f"{y}-10-12")
    return site


def site_map() -> Site:
    """The list is reached by the site map alone; a calendar and tags lead nowhere."""
    site = Site("昆吾体育大学")
    school = site.school
    site.html(
        "/",
        school,
        "<a href='/calendar?m=2024-11'>校历</a><a href='/tag/信息公开'>信息公开</a><a href='/sitemap.html'>网站地图</a><a href='/news/'>新闻</a>",
    )
    site.html("/tag/信息公开", "标签", "<a href='/calendar?m=2024-10&tag=信息公开'>十月</a>")
    site.pages["/tag/" + quote("信息公开")] = site.pages.pop("/tag/信息公开")
    site.html("/news/", "新闻", "<a href='/news/1'>运动会</a>")
    site.html(
        "/sitemap.html",
        "网站地图",
        "".join(
            f"<dl><dt>{name}</dt><dd><a href='/c/{n}/'>{sub}</a></dd></dl>"
            for n, (name, sub) in enumerate(
                (
                    ("学校概况", "学校简介"),
                    ("信息公开", "信息公开年度报告"),
                    ("招生就业", "招生章程"),
                )
            )
        ),
    )
    site.html(
        "/c/1/",
        "年度报告",
        items([(f"{y}.html", f"{y - 1}—{y}学年", "") for y in (2024, 2023, 2022)]),
    )
    for y in (2024, 2023, 2022):
        site.html(
            f"/c/1/{y}.html",
            "年度报告",
            f"<h1>{y - 1}—{y}学年信息公开工作报告</h1><p>来源：校长办公室　时间：{y}/10/9</p>{text_of(school, y)}",
        )
        site.finds(y, f"/c/1/{y}.html", date=f"{y}-10-09")

    def calendar(request: Request) -> Reply | None:
        if not request.path.startswith("/calendar"):
            return None
        month = site.counts[request.path] + sum(site.counts.values())
        return Reply(
            document(
                "校历",
                "".join(
                    f"<a href='/calendar?m={2000 + month}-{n}'>{n}月 信息公开</a>"
                    for n in range(1, 13)
                ),
            ),
            headers=HTML,
        )

    site.fallback = calendar
    site.forbidden = (r"/news/1", r"/c/2/")
    return site


def short_texts() -> Site:
    """Links named by a year alone, by a picture, by a card, with odd addresses."""
    site = Site("桐柏农业大学", "/gongkai/index.shtml")
    school = site.school
    gbk = quote("年度报告".encode("gbk"))
    body = (
        "<div class=nav><a href='/'>首页</a></div><h2>信息公开年度报告</h2><div class=years>"
        "<a href='2024.shtml'>2024</a> | <a href='2023.shtml'>2022-2023学年</a> | <a href='\\gongkai\\2022.shtml'>2022年</a> | "
        "<a href='2021.shtml'><img src=c.png alt='2021年信息公开年度报告'></a> | "
        "<a href='2020.shtml'><div class=card><p>信息公开</p><p>2020年度报告</p><time>2020-10-11</time></div></a> | "
        f"<a href='{gbk}/2019.shtml'>2019年度</a> | <a href='/gongkai/年度/2018.shtml#top'>2018年报告</a> | <A HREF=2017.shtml TITLE=2017年信息公开年度报告>查看详情</A></div>"
        "<h2>财务信息</h2><a href='cw2024.shtml'>2024</a> <a href='cw2023.shtml'>2023</a>"
    )
    site.html("/gongkai/index.shtml", "信息公开", body)
    places = {y: f"/gongkai/{y}.shtml" for y in (2024, 2023, 2022, 2021, 2020, 2017)}
    places |= {2019: f"/gongkai/{gbk}/2019.shtml", 2018: f"/gongkai/{quote('年度')}/2018.shtml"}
    for y, path in places.items():
        site.html(
            path,
            school,
            f"<div class=title>{school}信息公开年度报告</div><div class=sub>（{y - 1}-{y}学年）</div><div class=info>{y}-10-11 来源：办公室</div>{text_of(school, y)}",
        )
        site.finds(y, path, date=f"{y}-10-11")
    for y in (2024, 2023):
        site.html(f"/gongkai/cw{y}.shtml", "财务", f"<h1>{y}年部门预算</h1><p>收入支出总表</p>")
    return site


def unreachable() -> Site:
    """Everything is sent to https, where nobody answers."""
    site = Site("砥柱交通学院")
    site.fallback = lambda request: Reply(
        b"",
        301,
        {
            "Location": f"https://{request.headers['host'].partition(':')[0]}:{{port}}0{request.path}"
        },
    )
    site.pages["/"] = lambda request: Reply(
        b"", 301, {"Location": f"https://{request.headers['host'].partition(':')[0]}:9/"}
    )
    site.pages["/robots.txt"] = Reply(b"", 404)
    site.problem = "answer"
    return site


def long_list() -> Site:
    """A list of all notices over twelve pages, the reports among them, on the last ones too."""
    site = Site("潇湘女子学院")
    school = site.school
    site.html("/", school, "<a href='/xxgk/index.html'>信息公开</a>")
    for number in range(1, 13):
        y = 2025 - number
        links = [
            (f"/xxgk/{number}-{n}.html", f"关于{n}号楼维修招标的公告", f"{y}-05-0{n}")
            for n in range(1, 8)
        ]
        links.insert(3, (f"/xxgk/nb{y}.html", f"{school}{y}年信息公开工作年度报告", f"{y}-10-02"))
        bar = (
            f"<div>第{number}页/共12页 "
            + (
                f"<a href='index_{number + 1}.html'>下页</a> <a href='index_12.html'>末页</a>"
                if number < 12
                else ""
            )
            + "</div>"
        )
        site.html(
            "/xxgk/index.html" if number == 1 else f"/xxgk/index_{number}.html",
            "信息公开",
            items(links) + bar,
        )
        site.html(
            f"/xxgk/nb{y}.html",
            f"{school}{y}年信息公开工作年度报告",
            f"<h1>{school}{y}年信息公开工作年度报告</h1><p>时间:{y}-10-02</p>{text_of(school, y)}",
        )
        site.finds(y, f"/xxgk/nb{y}.html", date=f"{y}-10-02")
    return site


SITES = (
    vsb_downloads,
    sudy,
    dahan,
    trs,
    old_vsb,
    aspnet,
    clicks,
    forum,
    framed,
    lying_types,
    compressed,
    robots_variants,
    wait_until,
    gone,
    units,
    packed,
    in_pieces,
    site_map,
    short_texts,
    unreachable,
    long_list,
)


def world() -> Mapping[str, Site]:
    """Host → its site."""
    return {f"127.0.0.{number}": build() for number, build in enumerate(SITES, 102)}
