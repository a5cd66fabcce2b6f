"""More made-up sites, which the collector was tried on when it was finished."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from urllib.parse import quote

from bench.local_sites import Reply, Request, report_paragraphs, report_title
from tests.collector.world import HTML, PDF, ROBOTS, TRAP, Site, article, document, docx, items, pdf
from tests.ingest.readers.ofd import as_ofd


def dede() -> Site:
    s = Site("青州职业学院")
    s.html("/", s.school, "<a href='/a/xxgk/'>信息公开</a>")
    s.html(
        "/a/xxgk/",
        "信息公开_青州职业学院",
        "<dl><dt>栏目</dt><dd><a href='/a/xxgk/gknb/'>公开年报</a></dd><dd><a href='/a/xxgk/zcfg/'>政策法规</a></dd></dl>",
    )
    s.html("/a/xxgk/zcfg/", "政策法规", "<a href='/a/xxgk/zcfg/1.html'>高等学校信息公开办法</a>")
    s.html(
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
            f"<li>[<b>{y}/10/{y % 28 + 1:02d}</b>] <a href='/a/xxgk/gknb/{y}/1028/{y}1.html'><b>{s.school}{y}年度信息公开工作报告</b></a></li>"
            for y in ys
        )
        s.html(
            p,
            "公开年报",
            f"<ul>{rows}</ul><ul class=pagelist><li>首页</li><li class=thisclass>1</li><li><a href='/plus/list.php?tid=12&amp;TotalResult=5&amp;PageNo=2'>2</a></li><li><a href='/plus/list.php?tid=12&amp;TotalResult=5&amp;PageNo=3'>3</a></li><li><a href='/plus/list.php?tid=12&amp;TotalResult=5&amp;PageNo=3'>末页</a></li></ul>",
        )
        for y in ys:
            s.finds(y, f"/a/xxgk/gknb/{y}/1028/{y}1.html", date=f"{y}-10-{y % 28 + 1:02d}")
    for y in (2021, 2022, 2023, 2024):
        s.html(
            f"/a/xxgk/gknb/{y}/1028/{y}1.html",
            f"{s.school}{y}年度信息公开工作报告",
            article(s.school, y),
        )
    lines = report_paragraphs(s.school, 2020)
    for i, (a, b) in enumerate(((0, 4), (4, 8), (8, 20))):
        s.html(
            f"/a/xxgk/gknb/2020/1028/20201{'' if not i else f'_{i + 1}'}.html",
            f"{s.school}2020年度信息公开工作报告",
            "<h2>"
            f"{s.school}2020年度信息公开工作报告"
            "</h2><div class=content>"
            + "".join(f"<p>{x}</p>" for x in lines[a:b])
            + "</div><a href='20201.html'>1</a><a href='20201_2.html'>2</a><a href='20201_3.html'>3</a><a href='20201_2.html'>下一页</a>",
        )
    return s


def table_see() -> Site:
    s = Site("白马医学高等专科学校")
    s.html("/", s.school, "<map name=m><area href='/gk.html' alt='信息公开'></map>")
    s.html(
        "/gk.html",
        "信息公开专栏",
        "<table><tr><th>年度</th><th>名称</th><th>操作</th></tr>"
        + "".join(
            f"<tr><td>{y - 1}-{y}学年</td><td>信息公开年度报告</td><td><a href='DownLoad.aspx?FileID={y}'>点击查看</a></td></tr>"
            for y in (2021, 2022, 2023)
        )
        + "</table>",
    )
    for y in (2021, 2022, 2023):
        s.pages[f"/DownLoad.aspx?FileID={y}"] = Reply(
            docx(s.school, y),
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f"attachment;filename={quote(f'年报{y}.docx'.encode('gbk'))}",
            },
        )
        s.finds(y, "/gk.html", f"/DownLoad.aspx?FileID={y}")
    return s


def images() -> Site:
    s = Site("留影艺术学院", problem="scanned")
    s.html("/", s.school, "<a href='/xxgk'>信息公开</a>")
    s.html("/xxgk", "信息公开", items([("/xxgk/1", report_title(s.school, 2022), "")]))
    s.html(
        "/xxgk/1",
        report_title(s.school, 2022),
        f"<h1>{report_title(s.school, 2022)}</h1>"
        + "".join(f"<p><img src='/i/{k}.jpg' width=900></p>" for k in range(5)),
    )
    return s


def zipped() -> Site:
    s = Site("合众开放大学")
    s.html("/", s.school, "<a href='/gk'>信息公开</a>")
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        for y in (2016, 2017):
            z.writestr(f"{y}.docx", docx(s.school, y))
    s.html("/gk", "信息公开", "<p>附件：<a href='/f/all.zip'>历年信息公开年度报告.zip</a></p>")
    s.finds(2016, "/gk", "/f/all.zip", in_archive=True)
    s.finds(2017, "/gk", "/f/all.zip", in_archive=True)
    s.pages["/f/all.zip"] = Reply(b.getvalue(), headers={"Content-Type": "application/zip"})
    return s


def select() -> Site:
    s = Site("择日理工大学", home="/xxgk/nb/")
    s.html(
        "/xxgk/nb/",
        "历年信息公开年度报告",
        "<select onchange='location=this.value'><option value=''>请选择年度</option>"
        + "".join(f"<option value='y{y}.shtml'>{y}年</option>" for y in (2019, 2020))
        + "</select>",
    )
    for y in (2019, 2020):
        s.report(f"/xxgk/nb/y{y}.shtml", y)
        s.finds(y, f"/xxgk/nb/y{y}.shtml")
    return s


def tabs() -> Site:
    s = Site("折叠师范大学")
    s.html(
        "/",
        s.school,
        "<ul><li>办学<ul style='display:none'><li><a href='/open'>Information Disclosure</a></li></ul></li></ul>",
    )
    s.html(
        "/open",
        "信息公开",
        "<div class=tab><h3>制度</h3><div><a href='/open/zd'>信息公开制度</a></div><h3>年度报告</h3><div style='display:none'>"
        + items([(f"/open/{y}", "信息公开年度报告", f"{y}-10-3{y % 2}") for y in (2022, 2023)])
        + "</div></div>",
    )
    s.html("/open/zd", "信息公开制度", "<p>第一条 学校应当公开信息</p>" * 20)
    for y in (2022, 2023):
        s.report(f"/open/{y}", y)
        s.finds(y, f"/open/{y}", date=f"{y}-10-3{y % 2}")
    return s


def notices() -> Site:
    s = Site("通告财经学院")
    s.html("/", s.school, "<a href='/xxgk/'>信息公开</a>")
    s.html("/xxgk/", "信息公开", "<a href='/xxgk/tz/'>公开信息</a>")
    for n in range(1, 16):
        p = "/xxgk/tz/" if n == 1 else f"/xxgk/tz/index_{n}.htm"
        rows = [
            (f"/xxgk/tz/a{n}_{k}.htm", f"关于{n}-{k}事项的公示", f"2024-05-{k + 1:02d}")
            for k in range(4)
        ]
        if n == 12:
            rows.append(("/xxgk/tz/bg.htm", report_title(s.school, 2023), "2023-10-30"))
        if n == 2:
            rows.append(("/xxgk/tz/bz.htm", "关于编制2024年信息公开年度报告的通知", "2024-09-30"))
        for h, t, _ in rows:
            if "bg" not in h:
                s.html(h, t, f"<h1>{t}</h1><p>各部门：请于10月15日前报送材料。</p>")
        bar = "".join(
            f"<a href='/xxgk/tz/{f'index_{m}.htm' if m > 1 else ''}'>第{m}页</a>"
            for m in range(max(1, n - 2), min(15, n + 2) + 1)
        )
        s.html(
            p,
            "公开信息",
            items(rows)
            + bar
            + (f"<a href='/xxgk/tz/index_{n + 1}.htm'>下一页</a>" if n < 15 else ""),
        )
    s.report("/xxgk/tz/bg.htm", 2023)
    s.finds(2023, "/xxgk/tz/bg.htm", date="2023-10-30")
    return s


def inner_frame() -> Site:
    s = Site("套框水利学院")
    s.html("/", s.school, "<a href='/gk'>信息公开</a>")
    s.html("/gk", "信息公开", "<iframe src='/gk/list.html'></iframe>")
    s.html(
        "/gk/list.html", "list", items([("/gk/w.html", report_title(s.school, 2020), "2020-12-01")])
    )
    s.html(
        "/gk/w.html",
        report_title(s.school, 2020),
        f"<h1>{report_title(s.school, 2020)}</h1><iframe src='/gk/inner.html' width=100%></iframe>",
    )
    s.html("/gk/inner.html", "", article(s.school, 2020))
    s.finds(2020, "/gk/inner.html")
    return s


def pdfobject() -> Site:
    s = Site("嵌入电力大学", home="/x")
    s.html(
        "/x",
        "信息公开年报",
        items(
            [(f"/x/{y}.html", f"{y}年信息公开年报", f"{y}年11月01日") for y in (2020, 2021, 2022)]
        ),
    )
    ways = {
        2020: "<embed src='/p/2020.pdf' type='application/pdf'>",
        2021: "<div id=v></div><script>PDFObject.embed('/p/2021.pdf', '#v');</script>",
        2022: "<script>var pdfurl = \"/p/2022.pdf\"; new Pdfh5('#v',{pdfurl: pdfurl})</script>",
    }
    for y, w in ways.items():
        s.html(f"/x/{y}.html", f"{y}年信息公开年报", f"<h2>{y}年信息公开年报</h2>{w}")
        s.pages[f"/p/{y}.pdf"] = Reply(pdf(s.school, y), headers=PDF)
        s.finds(y, f"/x/{y}.html", f"/p/{y}.pdf", date=f"{y}-11-01")
    return s


def wrong_charset() -> Site:
    s = Site("乱码科技大学")
    s.pages["/"] = Reply(
        document(s.school, "<a href='gk.html'>信息公开</a>", encoding="gbk"),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    s.pages["/gk.html"] = Reply(
        f"<title>信息公开</title><a href='bg.html'>{s.school}2014年信息公开工作报告</a>".encode(
            "gb18030"
        ),
        headers={"Content-Type": "text/html; charset=ISO-8859-1"},
    )
    s.pages["/bg.html"] = Reply(
        (f"<title>{s.school}2014年信息公开工作报告</title>" + article(s.school, 2014)).encode(
            "gb18030"
        ),
        headers={"Content-Type": "text/html"},
    )
    s.finds(2014, "/bg.html")
    return s


def robots_odd() -> Site:
    s = Site("守礼政法大学", forbidden=(r".*print.*", r"/files/private/.*"))
    s.pages["/robots.txt"] = Reply(
        b"# hi\nUser-agent: Baiduspider\nDisallow: /\n\nUser-agent: *\nCrawl-delay: 0.2\nDisallow: /*print\nDisallow: /files/private/\nAllow: /files/\n",
        headers=ROBOTS,
    )
    s.html("/", s.school, "<a href='/gk.html'>信息公开</a>")
    s.html(
        "/gk.html",
        "信息公开",
        "<a href='/n.html?print=1'>2021年信息公开年度报告</a>"
        + items(
            [
                ("/n.html", report_title(s.school, 2021), "2021.10.30"),
                ("/files/private/2020.pdf", report_title(s.school, 2020), ""),
                ("/files/2019.pdf", report_title(s.school, 2019), "2019.11.02"),
            ]
        ),
    )
    s.report("/n.html", 2021)
    s.finds(2021, "/n.html", date="2021-10-30")
    s.pages["/files/2019.pdf"] = Reply(pdf(s.school, 2019), headers=PDF)
    s.finds(2019, "/gk.html", "/files/2019.pdf", date="2019-11-02")
    return s


def robots_html() -> Site:
    s = Site("误导职业大学")
    s.pages["/robots.txt"] = Reply(b"", 302, {"Location": "/404.html"})
    s.html("/404.html", "404", "<h1>Disallow: /</h1>")
    s.html("/", s.school, "<a href='/enter.html'><img src='e.jpg' alt='进入网站'></a>")
    s.html("/enter.html", s.school, "<a href='/fw'>公共服务</a>")
    s.html("/fw", "公共服务", "<a href='/fw/gk'>信息公开</a>")
    s.html("/fw/gk", "信息公开", items([("/FW/GK/2020.HTML", report_title(s.school, 2020), "")]))
    s.report("/FW/GK/2020.HTML", 2020)
    s.finds(2020, "/FW/GK/2020.HTML")
    return s


def cookie() -> Site:
    s = Site("饼干食品学院")

    def f(a: Request) -> Reply | None:
        if a.path == "/robots.txt":
            return None
        if "visited=1" not in a.headers.get("cookie", ""):
            return Reply(b"", 302, {"Location": a.path, "Set-Cookie": "visited=1; Path=/"})
        if a.path == "/":
            return Reply(document(s.school, "<a href='/g'>信息公开</a>"), headers=HTML)
        if a.path == "/g":
            return Reply(
                document("信息公开", items([("/g/1", report_title(s.school, 2023), "")])),
                headers=HTML,
            )
        if a.path == "/g/1":
            return Reply(document("r", article(s.school, 2023)), headers=HTML)
        return None

    s.fallback = f
    s.finds(2023, "/g/1")
    return s


def sometimes() -> Site:
    s = Site("时断交通学院", home="/gk")

    def f(a: Request) -> Reply | None:
        if a.path == "/gk/2022" and s.counts[a.path] == 1:
            return Reply(b"busy", 503, {"Retry-After": "1"})
        if a.path == "/gk/2022":
            return Reply(
                gzip.compress(document("r", article(s.school, 2022))),
                headers={"Content-Encoding": "gzip", **HTML},
            )
        if a.path == "/gk/2021":
            return Reply(b"no", 403)
        return None

    s.fallback = f
    s.html(
        "/gk",
        "信息公开年度报告",
        items([(f"/gk/{y}", report_title(s.school, y), "") for y in (2021, 2022)]),
    )
    s.finds(2022, "/gk/2022")
    s.problem = "403"
    return s


def elsewhere() -> Site:
    s = Site("外链外语学院", problem="no report link found")
    s.html("/", s.school, f"<a href='http://{TRAP}:1/x'>信息公开</a>")
    return s


def both() -> Site:
    s = Site("双份林业大学")
    s.html("/", s.school, "<a href='/gk/'>信息公开</a>")
    s.html(
        "/gk/",
        "信息公开",
        items(
            [
                ("/gk/full.html", report_title(s.school, 2024), "2024-10-31"),
                ("/gk/cover.html", "2022-2023学年信息公开工作年度报告", "2023-10-31"),
            ]
        ),
    )
    s.html(
        "/gk/full.html",
        report_title(s.school, 2024),
        article(
            s.school,
            2024,
            after="<p>附件1：<a href='/f/2024.pdf'>信息公开年度报告.pdf</a></p><p>附件2：<a href='/f/qd.xlsx'>信息公开事项清单.xlsx</a></p>",
        ),
    )
    s.pages["/f/2024.pdf"] = Reply(pdf(s.school, 2024), headers=PDF)
    s.html(
        "/gk/cover.html",
        "2022-2023学年信息公开工作年度报告",
        "<h1>2022-2023学年信息公开工作年度报告</h1><p>现将年度报告公布如下，请见附件。</p><p>附件【<a href='/f/dl?id=1'>1.双份林业大学报告.docx</a>】已下载<span>12</span>次</p><p>附件【<a href='/f/qd.xlsx'>2.清单事项公开情况表.xlsx</a>】</p>",
    )
    s.pages["/f/dl?id=1"] = Reply(
        docx(s.school, 2023), headers={"Content-Type": "application/msword"}
    )
    s.finds(2024, "/gk/full.html", date="2024-10-31")
    s.finds(2023, "/gk/cover.html", "/f/dl?id=1", date="2023-10-31")
    return s


def drupal() -> Site:
    s = Site("节点邮电大学")
    s.html("/", s.school, "<a href='/open-information'>信息公开</a>")
    for k, ys in ((0, (2023, 2022)), (1, (2021, 2020)), (2, (2019,))):
        p = "/open-information" + (f"?page={k}" if k else "")
        nxt = (
            f"<li class=pager-next><a href='/open-information?page={k + 1}'>下一页 ›</a></li><li><a href='/open-information?page=2'>尾页 »</a></li>"
            if k < 2
            else ""
        )
        s.html(
            p,
            "信息公开 | 节点邮电大学",
            "".join(
                f"<div class=views-row><span><a href='/node/{y}'>{y}年信息公开年度报告</a></span> <span>{y}-12-31</span></div>"
                for y in ys
            )
            + f"<ul>{nxt}<li><a href='/open-information?page=0'>1</a></li></ul>",
        )
        for y in ys:
            s.html(f"/node/{y}", f"{y}年信息公开年度报告 | 节点邮电大学", article(s.school, y))
            s.finds(y, f"/node/{y}", date=f"{y}-12-31")
    s.pages["/open-information?page=0"] = s.pages["/open-information"]
    return s


def xls_rtf() -> Site:
    s = Site("杂牌纺织学院", home="/g")
    s.html(
        "/g",
        "信息公开年度报告",
        items(
            [
                ("/f/a.wps", "2011年信息公开年度报告.wps", "2011-12-01"),
                ("/f/b.ofd", "2022年信息公开年度报告.ofd", "2022-10-30"),
            ]
        ),
    )
    s.pages["/f/b.ofd"] = Reply(
        as_ofd([report_title(s.school, 2022), *report_paragraphs(s.school, 2022)]),
        headers={"Content-Type": "application/ofd"},
    )
    s.pages["/f/a.wps"] = Reply(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        headers={"Content-Type": "application/octet-stream"},
    )
    s.finds(2022, "/g", "/f/b.ofd", date="2022-10-30")
    s.finds(2011, "/g", "/f/a.wps", date="2011-12-01", text=False)
    return s


def vue() -> Site:
    s = Site("前端软件学院", problem="needs a browser")
    s.pages["/"] = Reply(
        b"<!doctype html><html><head><title>x</title></head><body><noscript>You need to enable JavaScript</noscript><div id=app></div><script src=/js/app.js></script></body></html>",
        headers=HTML,
    )
    return s


def old_years() -> Site:
    s = Site("长河地质大学")
    s.html("/", s.school, "<div class=foot><a href='xxgkw/default.aspx'>信息公开网</a></div>")
    s.html(
        "/xxgkw/default.aspx",
        "信息公开网",
        "<div id=left><a href='l.aspx?c=7'>信息公开工作报告</a><a href='l.aspx?c=8'>申请公开</a></div>",
    )
    s.html(
        "/xxgkw/l.aspx?c=7",
        "信息公开工作报告",
        "<div id=pos>当前位置：信息公开工作报告</div>"
        + "".join(
            f"<p>·<a href='v.aspx?id={y}&c=7' title='{y}'>{y}年度</a> ({y}/12/{y % 20 + 5})</p>"
            for y in range(2011, 2016)
        )
        + "<a href=\"javascript:__doPostBack('p','2')\">下一页</a>",
    )
    s.html("/xxgkw/l.aspx?c=8", "申请", "<p>申请</p>")
    for y in range(2011, 2016):
        s.html(f"/xxgkw/v.aspx?id={y}&c=7", f"{y}年度报告", article(s.school, y))
        s.finds(y, f"/xxgkw/v.aspx?id={y}&c=7", date=f"{y}-12-{y % 20 + 5:02d}")
    return s


def styled(title: str, school: str, year: int) -> str:
    return (
        f"<div class=article><h3 class=tit>{title}</h3><p class=info>日期：{year}-11-0{year % 9 + 1} 来源：校办 点击：<script>document.write(3)</script></p><div class='wp_articlecontent'>"
        + "".join(f"<p>{x}</p>" for x in report_paragraphs(school, year))
        + "</div></div>"
    )


def day(y: int) -> str:
    return f"{y}-11-0{y % 9 + 1}"


def suda() -> Site:
    s = Site("舟岛海运职业学院", home="/main.htm")
    s.html(
        "/main.htm",
        s.school,
        "<div class=wp_nav><ul><li><a href='/xxgk/list.htm'>信息公开</a><ul><li><a href='/1234/list.htm'>信息公开年报</a></li></ul></li></ul></div>",
    )
    s.html("/xxgk/list.htm", "信息公开", "<a href='/1234/list.htm'>信息公开年报</a>")
    for k in range(1, 4):
        ys = (2024 - 2 * (k - 1), 2023 - 2 * (k - 1))
        u = "/1234/list.htm" if k == 1 else f"/1234/list{k}.htm"
        pg = (
            "<div id=wp_paging_w6><ul class=wp_paging><li class=pages_count><span class=per_count>每页&nbsp;<em>2</em>&nbsp;记录&nbsp;</span></li><li class=page_nav><a class=first href='javascript:void(0);'><span>第一页</span></a><a class=prev href='javascript:void(0);'><span>&lt;&lt;上一页</span></a>"
            + (
                f"<a class=next href='/1234/list{k + 1}.htm'><span>下一页&gt;&gt;</span></a>"
                if k < 3
                else ""
            )
            + "<a class=last href='/1234/list3.htm'><span>尾页</span></a></li></ul></div>"
        )
        s.html(
            u,
            "信息公开年报",
            "".join(
                f"<li class='news n{i}'><div class=news_title><a href='/{y}/110{y % 9 + 1}/c1234a5{y}/page.htm' target=_blank title='{s.school}{y}年信息公开工作年度报告'>{s.school}{y}年信息公开…</a></div><div class=news_meta>{day(y)}</div></li>"
                for i, y in enumerate(ys)
            )
            + pg,
        )
        for y in ys:
            t = f"{s.school}{y}年信息公开工作年度报告"
            u2 = f"/{y}/110{y % 9 + 1}/c1234a5{y}/page.htm"
            s.html(u2, t, styled(t, s.school, y))
            s.finds(y, u2, date=day(y), title=t)
    return s


def pdfplayer() -> Site:
    s = Site("湘南纺织服装学院")
    s.html("/", s.school, "<a href='/xxgk/list.htm'>信息公开网</a>")
    s.html(
        "/xxgk/list.htm",
        "信息公开网",
        items(
            [
                (
                    f"/2023/c1a{y}/page.htm",
                    f"关于发布《{s.school}{y}学年度信息公开年度报告》的公告",
                    day(y),
                )
                for y in (2021, 2023)
            ]
        ),
    )
    for y in (2021, 2023):
        s.html(
            f"/2023/c1a{y}/page.htm",
            f"公告{y}",
            f"<h1 class=arti_title>关于发布《{s.school}{y}学年度信息公开年度报告》的公告</h1><p class=arti_metas><span>发布时间：{day(y)}</span></p><div class=wp_articlecontent><div class=wp_pdf_player pdfsrc='/_upload/article/files/aa/{y}.pdf' sudyfile-attr='x'></div><p><img src=icon_pdf.gif><a href='/_upload/article/files/aa/{y}.pdf' textvalue='年报.pdf'>{y}年报.pdf</a></p></div>",
        )
        s.pages[f"/_upload/article/files/aa/{y}.pdf"] = Reply(pdf(s.school, y), headers=PDF)
        s.finds(y, f"/2023/c1a{y}/page.htm", f"/_upload/article/files/aa/{y}.pdf", date=day(y))
    return s


def left_menu() -> Site:
    s = Site("寒山铁路司机学校")
    menu = "".join(
        f"<li><a href='/xxgk/{k}.htm'>{t}</a></li>"
        for k, t in (
            ("jbxx", "基本信息"),
            ("zs", "招生考试信息"),
            ("cw", "财务、资产及收费信息"),
            ("rs", "人事师资信息"),
            ("gzbg", "信息公开工作报告"),
            ("ysq", "依申请公开"),
        )
    )
    s.html(
        "/",
        s.school,
        "<div id=foot><a href='/xxgk/jbxx.htm'><img src=gk.png title='信息公开'></a></div>",
    )
    for k, t in (
        ("jbxx", "基本信息"),
        ("zs", "招生考试信息"),
        ("cw", "财务"),
        ("rs", "人事"),
        ("ysq", "依申请公开"),
    ):
        s.html(
            f"/xxgk/{k}.htm",
            f"{t}-信息公开-{s.school}",
            f"<ul>{menu}</ul>"
            + items([(f"/xxgk/{k}/{i}.htm", f"{t}{i}", "2024-1-1") for i in range(3)]),
        )
    s.html(
        "/xxgk/gzbg.htm",
        "信息公开工作报告",
        f"<ul>{menu}</ul>"
        + items([(f"gzbg/{y}.htm", f"{y}年度", f"{y}/12/1") for y in (2013, 2014)]),
    )
    for y in (2013, 2014):
        s.html(f"/xxgk/gzbg/{y}.htm", f"{y}年度-{s.school}", styled(f"{y}年度", s.school, y))
        s.finds(y, f"/xxgk/gzbg/{y}.htm", date=day(y))
    return s


def office_docs() -> Site:
    s = Site("黔山民族师范学院")
    s.html("/", s.school, "<a href='xxgk/'>信息公开</a>")
    s.html(
        "/xxgk/",
        "信息公开",
        "<p><a href='./dl.php?f="
        + quote("2019年信息公开年度报告.docx")
        + "'>2019年信息公开年度报告</a></p><p><a href='"
        + quote("附件/2020年报告.pdf")
        + "'>2020学年信息公开年度报告（2020-11-05）</a></p><p><a href='files/%D0%C5%CF%A2%B9%AB%BF%AA2018.docx'>2018年信息公开年度报告</a></p>",
    )
    s.pages["/xxgk/dl.php?f=" + quote("2019年信息公开年度报告.docx")] = Reply(
        docx(s.school, 2019),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": 'attachment; filename="' + "2019年信息公开年度报告.docx" + '"',
        },
    )
    s.pages["/xxgk/" + quote("附件/2020年报告.pdf")] = Reply(pdf(s.school, 2020), headers=PDF)
    s.pages["/xxgk/files/%D0%C5%CF%A2%B9%AB%BF%AA2018.docx"] = Reply(docx(s.school, 2018))
    s.finds(2019, "/xxgk/", "/xxgk/dl.php?f=" + quote("2019年信息公开年度报告.docx"))
    s.finds(2020, "/xxgk/", "/xxgk/" + quote("附件/2020年报告.pdf"), date="2020-11-05")
    s.finds(2018, "/xxgk/", "/xxgk/files/%D0%C5%CF%A2%B9%AB%BF%AA2018.docx")
    return s


def text_gbk_raw() -> Site:
    s = Site("旧都工商学院")

    s.pages["/"] = Reply(
        (
            "<html><head><title>旧都工商学院</title></head><body><A HREF=XXGK.ASP>信息公开</A></body></html>"
        ).encode("gbk"),
        headers=HTML,
    )
    s.pages["/XXGK.ASP"] = Reply(
        (
            "<html><body><TABLE>"
            + "".join(
                f"<TR><TD><A HREF='/files/旧都{y}报告.htm'>{y}年信息公开工作报告</A></TD><TD>{y}-12-0{y % 9 + 1}</TD></TR>"
                for y in (2012, 2013)
            )
            + "</TABLE></body></html>"
        ).encode("gbk"),
        headers=HTML,
    )
    for y in (2012, 2013):
        u = "/files/" + quote(f"旧都{y}报告.htm".encode("gbk"))
        s.pages[u] = Reply(document(f"{y}", article(s.school, y), encoding="gbk"), headers=HTML)
        s.finds(y, u, date=f"{y}-12-0{y % 9 + 1}")
    return s


def iframe_list() -> Site:
    s = Site("框中城市学院")
    s.html("/", s.school, "<a href='/gk.html'>信息公开</a>")
    s.html(
        "/gk.html",
        "信息公开",
        "<a href='bg.html' target=main>年度报告</a><iframe name=main src='welcome.html'></iframe>",
    )
    s.html("/welcome.html", "欢迎", "<p>欢迎</p>")
    s.html("/bg.html", "年度报告", "<a href='2021.html'>2021</a> <a href='2022.html'>2022</a>")
    for y in (2021, 2022):
        s.report(f"/{y}.html", y)
        s.finds(y, f"/{y}.html")
    return s


def drip() -> Site:
    s = Site("细流水电学校", home="/gk")
    s.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                ("/gk/a.pdf", report_title(s.school, 2022), ""),
                ("/gk/b", report_title(s.school, 2023), ""),
            ]
        ),
    )
    s.pages["/gk/a.pdf"] = Reply(pdf(s.school, 2022), headers=PDF, wait=2.0)
    s.report("/gk/b", 2023)
    s.finds(2022, "/gk", "/gk/a.pdf")
    s.finds(2023, "/gk/b")
    return s


def mixed_units() -> Site:
    s = Site("江畔大学")
    s.html("/", s.school, "<a href='/xxgk'>信息公开</a>")
    s.html(
        "/xxgk",
        "信息公开年度报告",
        items(
            [
                ("/x/1", report_title(s.school, 2024), "2024-10-20"),
                ("/x/2", "江畔大学继续教育学院2024年信息公开年度报告", ""),
                ("/x/3", "江畔大学明德学院2023-2024学年信息公开年度报告", ""),
            ]
        ),
    )
    s.report("/x/1", 2024)
    s.finds(2024, "/x/1", date="2024-10-20")
    for k, u in ((2, "江畔大学继续教育学院"), (3, "江畔大学明德学院")):
        s.html(
            f"/x/{k}",
            u,
            f"<h1>{u}2023-2024学年信息公开年度报告</h1><div id=vsb_content>"
            + "".join(
                f"<p>{line.replace('江畔大学', u)}</p>"
                for line in report_paragraphs("江畔大学", 2023 if k == 2 else 2022)
            )
            + "</div>",
        )
        s.finds(2024, f"/x/{k}", names_school=False)
    return s


def viewer_js() -> Site:
    s = Site("观止传媒学院", home="/i")
    s.html(
        "/i",
        "信息公开",
        items(
            [
                ("/v/1.htm", report_title(s.school, 2020), ""),
                ("/v/2.htm", report_title(s.school, 2021), ""),
            ]
        ),
    )
    s.html(
        "/v/1.htm",
        report_title(s.school, 2020),
        '<script src=\'/system/resource/js/pdfjs/vsbpdf.js\'></script><script>showVsbpdfIframe("/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77","100%","600","0","","vsb","5")</script>',
    )
    s.pages["/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77"] = (
        Reply(
            pdf(s.school, 2020),
            headers={**PDF, "Content-Disposition": "attachment;filename=%E5%B9%B4%E6%8A%A5.pdf"},
        )
    )
    s.html(
        "/v/2.htm",
        report_title(s.school, 2021),
        "<iframe src='/js/pdf.js/web/viewer.html?file=../../../files/2021.pdf&download=0'></iframe>",
    )
    s.pages["/files/2021.pdf"] = Reply(pdf(s.school, 2021), headers=PDF)
    s.finds(
        2020,
        "/v/1.htm",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=77",
    )
    s.finds(2021, "/v/2.htm", "/files/2021.pdf")
    return s


def ws_404() -> Site:
    s = Site("空谷学校", problem="no report link found")
    s.html("/", s.school, "<a href='/about.htm'>学校简介</a><a href='/xxgk.htm'>信息公开</a>")
    s.html("/about.htm", "简介", "<p>学校简介</p>")
    s.html("/xxgk.htm", "信息公开", "<p>栏目建设中</p>")
    return s


SITES = (
    dede,
    table_see,
    images,
    zipped,
    select,
    tabs,
    notices,
    inner_frame,
    pdfobject,
    wrong_charset,
    robots_odd,
    robots_html,
    cookie,
    sometimes,
    elsewhere,
    both,
    drupal,
    xls_rtf,
    vue,
    old_years,
    suda,
    pdfplayer,
    left_menu,
    office_docs,
    text_gbk_raw,
    iframe_list,
    drip,
    mixed_units,
    viewer_js,
    ws_404,
)


def world() -> Mapping[str, Site]:
    """Host → its site."""
    return {f"127.0.2.{number}": build() for number, build in enumerate(SITES, 2)}
