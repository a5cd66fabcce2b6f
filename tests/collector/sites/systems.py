"""Sites as other content management systems make them."""

from __future__ import annotations

from urllib.parse import quote

from bench.local_sites import Reply, Request, report_paragraphs, report_title
from tests.collector.sites.site import (
    HTML,
    Site,
    article,
    dated_list,
    document,
    docx,
    items,
    named,
    pdf,
    text_of,
)


def page_bar() -> Site:
    """TRS: a page bar that a script draws; entries that name only years; a title with 校务公开."""
    site = Site("临泉中医药大学")
    site.html("/", site.school, "<a href='./xwgk/'>校务公开</a>")
    site.html("/xwgk/", "校务公开", "<a href='./nb/'>信息公开年报</a>")
    for name, years in (("", (2024, 2023)), ("index_1.html", (2022, 2021))):
        rows = items([(f"./{y}/t{y}.html", f"{y - 1}-{y}学年", f"{y}-10-08") for y in years])
        site.html(
            f"/xwgk/nb/{name}",
            "信息公开年报",
            f"{rows}<script>createPageHTML(2, 0, 'index', 'html');</script>",
        )
        for y in years:
            site.report(f"/xwgk/nb/{y}/t{y}.html", y)
            site.finds(y, f"/xwgk/nb/{y}/t{y}.html", date=f"{y}-10-08")
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


def wordpress() -> Site:
    """WordPress: permalinks, /page/2/, share and feed links, posts linked with tracking parameters."""
    site = Site("湖东师范学院")
    site.forbidden = (r"/wp-json", r"/feed", r"replytocom")
    site.html(
        "/",
        site.school,
        "<a href='/category/disclosure/?utm_source=home'>信息公开</a><a href='/feed/'>RSS</a>",
    )
    for path, years, more in (
        (
            "/category/disclosure/",
            (2024, 2023),
            "<a class='next page-numbers' href='/category/disclosure/page/2/'>下一页</a>",
        ),
        ("/category/disclosure/page/2/", (2022,), ""),
    ):
        rows = "".join(
            f"<h2><a href='/{y}/10/report-{y}/?utm_source=list#more'>{report_title(site.school, y)}</a></h2><time>{y}年10月30日</time>"
            f"<a href='/{y}/10/report-{y}/?replytocom=5'>回复</a>"
            for y in years
        )
        site.html(path, f"信息公开 – {site.school}", rows + more)
        for y in years:
            page = Reply(
                document(report_title(site.school, y), article(site.school, y, date=f"{y}-10-30")),
                headers=HTML,
            )
            site.pages[f"/{y}/10/report-{y}/"] = page
            site.pages[f"/{y}/10/report-{y}/?utm_source=list"] = page
            site.finds(y, f"/{y}/10/report-{y}/", date=f"{y}-10-30")
    site.pages["/category/disclosure/?utm_source=home"] = site.pages["/category/disclosure/"]
    return site


def dede() -> Site:
    site = Site("青州职业学院")
    site.html("/", site.school, "<a href='/a/xxgk/'>信息公开</a>")
    site.html(
        "/a/xxgk/",
        "信息公开_青州职业学院",
        "<dl><dt>栏目</dt><dd><a href='/a/xxgk/gknb/'>公开年报</a></dd><dd><a href='/a/xxgk/zcfg/'>政策法规</a></dd></dl>",
    )
    site.html("/a/xxgk/zcfg/", "政策法规", "<a href='/a/xxgk/zcfg/1.html'>高等学校信息公开办法</a>")
    site.html(
        "/a/xxgk/zcfg/1.html",
        "办法",
        "<h1>高等学校信息公开办法</h1>" + "<p>第一条 高等学校应当公开信息。</p>" * 40,
    )
    for p, ys, _ in (
        ("/a/xxgk/gknb/", (2024, 2023), 1),
        ("/plus/list.php?tid=12&TotalResult=5&PageNo=2", (2022, 2021), 1),
        ("/plus/list.php?tid=12&TotalResult=5&PageNo=3", (2020,), 0),
    ):
        rows = "".join(
            f"<li>[<b>{y}/10/{y % 28 + 1:02d}</b>] <a href='/a/xxgk/gknb/{y}/1028/{y}1.html'><b>{site.school}{y}年度信息公开工作报告</b></a></li>"
            for y in ys
        )
        site.html(
            p,
            "公开年报",
            f"<ul>{rows}</ul><ul class=pagelist><li>首页</li><li class=thisclass>1</li><li><a href='/plus/list.php?tid=12&amp;TotalResult=5&amp;PageNo=2'>2</a></li><li><a href='/plus/list.php?tid=12&amp;TotalResult=5&amp;PageNo=3'>3</a></li><li><a href='/plus/list.php?tid=12&amp;TotalResult=5&amp;PageNo=3'>末页</a></li></ul>",
        )
        for y in ys:
            site.finds(y, f"/a/xxgk/gknb/{y}/1028/{y}1.html", date=f"{y}-10-{y % 28 + 1:02d}")
    for y in (2021, 2022, 2023, 2024):
        site.html(
            f"/a/xxgk/gknb/{y}/1028/{y}1.html",
            f"{site.school}{y}年度信息公开工作报告",
            article(site.school, y),
        )
    lines = report_paragraphs(site.school, 2020)
    for i, (a, b) in enumerate(((0, 4), (4, 8), (8, 20))):
        site.html(
            f"/a/xxgk/gknb/2020/1028/20201{'' if not i else f'_{i + 1}'}.html",
            f"{site.school}2020年度信息公开工作报告",
            "<h2>"
            f"{site.school}2020年度信息公开工作报告"
            "</h2><div class=content>"
            + "".join(f"<p>{x}</p>" for x in lines[a:b])
            + "</div><a href='20201.html'>1</a><a href='20201_2.html'>2</a><a href='20201_3.html'>3</a><a href='20201_2.html'>下一页</a>",
        )
    return site


def drupal() -> Site:
    site = Site("节点邮电大学")
    site.html("/", site.school, "<a href='/open-information'>信息公开</a>")
    for k, ys in ((0, (2023, 2022)), (1, (2021, 2020)), (2, (2019,))):
        p = "/open-information" + (f"?page={k}" if k else "")
        nxt = (
            f"<li class=pager-next><a href='/open-information?page={k + 1}'>下一页 ›</a></li><li><a href='/open-information?page=2'>尾页 »</a></li>"
            if k < 2
            else ""
        )
        site.html(
            p,
            "信息公开 | 节点邮电大学",
            "".join(
                f"<div class=views-row><span><a href='/node/{y}'>{y}年信息公开年度报告</a></span> <span>{y}-12-31</span></div>"
                for y in ys
            )
            + f"<ul>{nxt}<li><a href='/open-information?page=0'>1</a></li></ul>",
        )
        for y in ys:
            site.html(
                f"/node/{y}", f"{y}年信息公开年度报告 | 节点邮电大学", article(site.school, y)
            )
            site.finds(y, f"/node/{y}", date=f"{y}-12-31")
    site.pages["/open-information?page=0"] = site.pages["/open-information"]
    return site


def asp_in_gbk() -> Site:
    """ASP in GBK: Chinese in the query, back-slashes, ?id=, frames around a list."""
    site = Site("北原财经大学")
    link = "<a href='list.asp?bt=信息公开'>信息公开</a>"
    site.pages["/"] = Reply(
        b"<html><frameset rows='80,*'><frame src='top.asp'><frame src='main.asp'></frameset></html>",
        headers=HTML,
    )
    site.pages["/top.asp"] = Reply(document("top", "顶部", encoding="gbk"), headers=HTML)
    site.pages["/main.asp"] = Reply(
        document(site.school, link, encoding="gbk"), headers={"Content-Type": "text/html"}
    )
    rows = items(
        [
            (f"news\\show.asp?id={y}", f"{y}年信息公开工作年度报告", f"{y}-11-2")
            for y in (2015, 2016)
        ]
    )
    query = quote("信息公开".encode("gbk"))
    site.pages[f"/list.asp?bt={query}"] = Reply(
        document("信息公开", rows, encoding="gbk"),
        headers={"Content-Type": "text/html; charset=gb2312"},
    )
    for y in (2015, 2016):
        page = document(f"{y}年信息公开工作年度报告", article(site.school, y), encoding="gbk")
        site.pages[f"/news/show.asp?id={y}"] = Reply(page, headers=HTML)
        site.finds(y, f"/news/show.asp?id={y}", date=f"{y}-11-02")
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


def phpcms() -> Site:
    site = Site("鹿角畜牧职业学院", "/index.php?m=content&c=index&a=lists&catid=33")
    for n, ys in ((1, (2024, 2023)), (2, (2022, 2021))):
        p = "/index.php?m=content&c=index&a=lists&catid=33" + ("" if n == 1 else "&page=2")
        nxt = "<a href='index.php?m=content&c=index&a=lists&catid=33&page=2' class='next'></a><a href='index.php?m=content&c=index&a=lists&catid=33&page=2'>&gt;</a>"
        site.html(
            p,
            "信息公开年度报告",
            dated_list(site, ys, "index.php?m=content&c=index&a=show&catid=33&id={y}") + nxt,
        )
    for y in range(2021, 2025):
        p = f"/index.php?m=content&c=index&a=show&catid=33&id={y}"
        f = f"/index.php?m=content&c=down&a_k={y}abc"
        site.html(
            p,
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1><p>时间：{y}-10-16</p><a href='index.php?m=content&c=down&a_k={y}abc' target=_blank>点击下载</a>",
        )
        # a page in between, which leads on to the file
        site.html(
            f,
            "下载",
            f"<p>文件下载</p><a href='index.php?m=content&c=down&a=download&a_k={y}'>点击下载</a>",
        )
        site.pages[f"/index.php?m=content&c=down&a=download&a_k={y}"] = Reply(
            pdf(site.school, y), headers=named("年报.pdf")
        )
        site.finds(y, p, f"/index.php?m=content&c=down&a=download&a_k={y}", date=f"{y}-10-16")
    return site


def jeecms() -> Site:
    site = Site("松间林学院", "/xxgk/index.jhtml")
    for n, ys in ((1, (2024, 2023)), (2, (2022, 2021))):
        site.html(
            "/xxgk/index.jhtml" if n == 1 else "/xxgk/index_2.jhtml",
            "信息公开年度报告",
            dated_list(site, ys, "/xxgk/{y}.jhtml")
            + "<div>共 4 条记录 1/2页 <a disabled>首页</a> <a href='javascript:void(0)' onclick=\"location.href=encodeURI('index_2.jhtml');\">下一页</a> 第<select onchange=\"location.href=encodeURI('index_'+this.value+'.jhtml')\"><option value=1>1</option><option value=2>2</option></select>页</div>",
        )
        for y in ys:
            site.html(
                f"/xxgk/{y}.jhtml",
                "x",
                f"<h1>{site.school}{y}年信息公开年度报告</h1><p>发布日期：{y}-10-16</p><p>附件：<a href='/attachment.jspx?cid={y}&i=0&t=1700&k=ab{y}'>报告正文</a></p>",
            )
            site.pages[f"/attachment.jspx?cid={y}&i=0&t=1700&k=ab{y}"] = Reply(
                docx(site.school, y),
                headers={
                    "Content-Type": "application/x-download;charset=utf-8",
                    "Content-Disposition": f"filename={quote('报告正文.docx')}",
                },
            )
            site.finds(
                y,
                f"/xxgk/{y}.jhtml",
                f"/attachment.jspx?cid={y}&i=0&t=1700&k=ab{y}",
                date=f"{y}-10-16",
            )
    return site
