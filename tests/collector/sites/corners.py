"""Starts, turns and corners: where a crawl begins, how lists go on, where links hide, whose report it is."""

from __future__ import annotations

import html
from urllib.parse import quote

from bench.local_sites import Reply
from tests.collector.sites.site import HTML, PDF, TRAP, Site, document
from tests.collector.sites.writing import (
    OLD,
    SHORT,
    body,
    docx_of,
    lines_of,
    name_of,
    pdf_of,
    title_of,
)


def _art(
    site: Site, path: str, year: int, kind: str = "full", day: str = "", school: str = ""
) -> None:
    school = school or site.school
    when = f"<div class=time>发布时间：{day}</div>" if day else ""
    site.html(
        path,
        title_of(school, year, kind),
        f"<h1>{title_of(school, year, kind)}</h1>{when}{body(school, year, kind)}",
    )


def refresh_header() -> Site:
    """The home page goes on by a Refresh header, the office's by setTimeout, the list stands in srcdoc and noscript."""
    site = Site("泾河农业工程大学", "/")
    site.pages["/"] = Reply(b"", headers={**HTML, "Refresh": "0; url=/web/"})
    site.html("/web/", site.school, "<a href='/xxgkw'>信息公开网</a>")
    site.html(
        "/xxgkw",
        "信息公开网",
        "<p>正在进入信息公开网……</p><script>setTimeout(\"window.location.href='/xxgkw/home.html'\", 800);</script>",
    )
    inner = f"<h3>年度报告</h3><a href='/xxgkw/2024.html'>{name_of(site, 2024)}</a>"
    site.html(
        "/xxgkw/home.html",
        "信息公开网",
        f"<iframe srcdoc=\"{html.escape(inner)}\"></iframe><noscript><a href='/xxgkw/2023.html'>{name_of(site, 2023)}</a></noscript><!-- <a href='/xxgkw/2022.html'>{name_of(site, 2022)}</a> --><template><a href='/xxgkw/tpl.html'>{name_of(site, 2021)}</a></template>",
    )
    for y in (2024, 2023):
        _art(site, f"/xxgkw/{y}.html", y, day=f"{y}-10-21")
        site.finds(y, f"/xxgkw/{y}.html", date=f"{y}-10-21")
    site.forbidden = (r"/xxgkw/2022\.html",)
    return site


def odd_attributes() -> Site:
    """Addresses in attributes of the site's own: url, link, rel, data-path, value of a button."""
    site = Site("汾河煤炭职业学院", "/xxgk/nb")
    site.html(
        "/xxgk/nb",
        "信息公开年报",
        f"<script>$('li').click(function(){{location.href=$(this).attr('url')}});$('.b').on('click',function(){{window.open($(this).data('path'))}})</script>"
        f"<ul><li url='/xxgk/nb/2023.html'>{name_of(site, 2023, SHORT)}<i>2024-01-11</i></li><li class=b data-path='/xxgk/nb/2022.html'>{name_of(site, 2022, SHORT)}<i>2023-01-11</i></li>"
        f"<li><a link='/xxgk/nb/2021.html' href='javascript:;'>{name_of(site, 2021, SHORT)}</a><i>2022-01-11</i></li><li><button value='/xxgk/nb/2020.html' onclick='location.href=this.value'>{name_of(site, 2020, SHORT)}</button><i>2021-01-11</i></li></ul>",
    )
    for y in (2023, 2022, 2021, 2020):
        _art(site, f"/xxgk/nb/{y}.html", y, SHORT, f"{y + 1}-01-11")
        site.finds(y, f"/xxgk/nb/{y}.html", date=f"{y + 1}-01-11")
    return site


def turns_of_lists() -> Site:
    """Three lists that go on in three ways: a function, a chooser of numbers, a button for more."""
    site = Site("洮河畜牧兽医学院", "/xxgk.html")
    site.html(
        "/xxgk.html",
        "信息公开",
        "<a href='/a/list.html'>学年年度报告</a> <a href='/b/list.html'>年度工作报告</a> <a href='/c/list'>历史年度报告</a>",
    )

    def row(path: str, y: int, kind: str, day: str) -> str:
        _art(site, path, y, kind, day)
        site.finds(y, path, date=day)
        return f"<li><a href='{path}'>{name_of(site, y, kind)}</a> {day}</li>"

    go = "<script>function goPage(n){ if(n>2) return; window.location.href = 'list_' + n + '.html'; }</script>"
    site.html(
        "/a/list.html",
        "学年年度报告",
        go
        + row("/a/24.html", 2024, "full", "2024-10-21")
        + "<a href='javascript:goPage(1)'>1</a><a href='javascript:goPage(2)'>2</a><a onclick='goPage(2)'>下一页</a>",
    )
    site.html("/a/list_2.html", "学年年度报告", go + row("/a/23.html", 2023, "full", "2023-10-21"))
    choose = "第<select onchange=\"location.href='list'+(this.value>1?'_'+this.value:'')+'.html'\"><option value=1>1</option><option value=2>2</option></select>页 <a href='list_2.html'>[2]</a>"
    site.html("/b/list.html", "年度工作报告", row("/b/21.html", 2021, SHORT, "2022-01-21") + choose)
    site.html("/b/list_2.html", "年度工作报告", row("/b/20.html", 2020, SHORT, "2021-01-21"))
    site.html(
        "/c/list",
        "历史年度报告",
        row("/c/14.html", 2014, OLD, "2015-03-01")
        + "<div class='more' data-next='/c/list?offset=10' onclick='more(this)'>加载更多</div>",
    )
    site.html("/c/list?offset=10", "历史年度报告", row("/c/13.html", 2013, OLD, "2014-03-01"))
    return site


def begins_at_a_report() -> Site:
    """The address that is given is that of the newest report; the older ones are linked beside it."""
    site = Site("渠江文理学院", "/info/2024.htm")
    for y in (2024, 2023, 2022):
        others = "".join(
            f"<li><a href='/info/{k}.htm'>{name_of(site, k)}</a></li>"
            for k in (2024, 2023, 2022)
            if k != y
        )
        site.html(
            f"/info/{y}.htm",
            name_of(site, y),
            f"<h1>{name_of(site, y)}</h1><p>时间：{y}-10-20</p>{body(site.school, y)}<h4>相关链接</h4><ul>{others}</ul>",
        )
        site.finds(y, f"/info/{y}.htm", date=f"{y}-10-20")
    return site


def begins_at_a_file() -> Site:
    """The address that is given is that of a file."""
    site = Site("涡河中医药学院", "/files/2024.PDF")
    site.pages["/files/2024.PDF"] = Reply(pdf_of(site.school, 2024), headers=PDF)
    site.finds(2024, "/files/2024.PDF", "/files/2024.PDF")
    return site


def endings() -> Site:
    """Files with endings in capitals, versions behind them, blanks; a report as plain text."""
    site = Site("浑河装备制造学院", "/gk/")
    rows = [
        (2024, "f/NB2024.PDF", pdf_of(site.school, 2024, SHORT), "application/pdf"),
        (2023, "f/NB2023.DOCX?v=3", docx_of(site.school, 2023, SHORT), "application/octet-stream"),
        (2022, "f/年报 2022.pdf", pdf_of(site.school, 2022, SHORT), "application/pdf"),
        (2021, "f/2021.pdf#page=1", pdf_of(site.school, 2021, SHORT), "application/pdf"),
        (
            2020,
            "f/2020.txt",
            ("\r\n".join([name_of(site, 2020, SHORT), *lines_of(site.school, 2020, SHORT)])).encode(
                "gbk"
            ),
            "text/plain",
        ),
    ]
    site.html(
        "/gk/",
        "信息公开年度报告",
        "<ul>"
        + "".join(
            f"<li><a href='{p}'>{name_of(site, y, SHORT)}</a>（{y + 1}年1月6日）</li>"
            for y, p, _, _ in rows
        )
        + "</ul>",
    )
    for y, p, content, kind in rows:
        path = "/gk/" + quote(p.partition("#")[0], safe="/?=")
        site.pages[path] = Reply(content, headers={"Content-Type": kind})
        site.finds(y, "/gk/", path, date=f"{y + 1}-01-06")
    return site


def renamed() -> Site:
    """Reports under the school's old name; the education department's own report; a partner's."""
    site = Site("青弋江师范学院", "/xxgk/")
    old, ministry, partner = "青弋江高等专科学校", "江南省教育厅", "白洋淀理工大学"
    site.html(
        "/xxgk/",
        "信息公开",
        f"<h2>年度报告</h2><ul><li><a href='2024.htm'>{name_of(site, 2024)}</a></li><li><a href='2012.htm'>{title_of(old, 2012, OLD)}</a></li><li><a href='jyt.htm'>{ministry}2023年政府信息公开工作年度报告</a></li><li><a href='xd.htm'>{title_of(partner, 2023)}</a></li></ul>",
    )
    _art(site, "/xxgk/2024.htm", 2024, day="2024-10-22")
    site.finds(2024, "/xxgk/2024.htm", date="2024-10-22")
    _art(site, "/xxgk/2012.htm", 2012, OLD, "2013-03-04", old)
    site.finds(2012, "/xxgk/2012.htm", date="2013-03-04", names_school=False)
    _art(site, "/xxgk/xd.htm", 2023, day="2023-10-22", school=partner)
    site.finds(2023, "/xxgk/xd.htm", date="2023-10-22", names_school=False)
    site.html(
        "/xxgk/jyt.htm",
        "年报",
        f"<h1>{ministry}2023年政府信息公开工作年度报告</h1><p>发布时间：2024-01-30</p><p>本报告依据《中华人民共和国政府信息公开条例》编制。</p><p>一、总体情况</p><p>2023年，省教育厅主动公开政府信息3200条。</p><p>二、主动公开政府信息情况</p><p>制发规范性文件6件。</p><p>三、收到和处理政府信息公开申请情况</p><p>收到申请56件。</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>行政复议2件。</p><p>五、存在的主要问题及改进情况</p><p>公开质量有待提升。</p><p>六、其他需要报告的事项</p><p>无。</p>",
    )
    return site


def dead_ends() -> Site:
    """Dead links that lead home, a moved site on another domain, a loop of redirects, a page that asks for WeChat."""
    site = Site("大渡河轻纺学院", "/", problem="leads to another site")
    site.html("/", site.school, "<a href='/gk/'>信息公开</a>")
    site.html(
        "/gk/",
        "信息公开年度报告",
        f"<a href='/gk/2024.html'>{name_of(site, 2024)}</a><a href='/gk/2023.html'>{name_of(site, 2023)}</a><a href='/gk/2022.html'>{name_of(site, 2022)}</a><a href='http://{TRAP}:9/xxgk/2021.html'>{name_of(site, 2021)}</a><a href='/gk/2020.html'>{name_of(site, 2020)}</a>",
    )
    _art(site, "/gk/2024.html", 2024, day="2024-10-23")
    site.finds(2024, "/gk/2024.html", date="2024-10-23")
    site.pages["/gk/2023.html"] = Reply(b"", 302, {"Location": "/"})
    site.pages["/gk/2022.html"] = Reply(b"", 302, {"Location": "/gk/2022b.html"})
    site.pages["/gk/2022b.html"] = Reply(b"", 302, {"Location": "/gk/2022.html"})
    site.html("/gk/2020.html", "提示", "<h2>请在微信客户端打开链接</h2>")
    return site


def very_long_list() -> Site:
    """A catalogue of two thousand entries on one page; the reports are the last of them."""
    site = Site("滁河电子信息学院", "/ml.html")
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='/x/{n}.html'>关于印发第{n}号管理规定的通知</a></td><td>2023-05-06</td></tr>"
        for n in range(2000)
    )
    rows += "".join(
        f"<tr><td>{y}</td><td><a href='/nb/{y}.html'>{name_of(site, y, SHORT)}</a></td><td>{y + 1}-01-08</td></tr>"
        for y in (2023, 2022)
    )
    site.html("/ml.html", "信息公开目录", f"<table>{rows}</table>")
    site.fallback = lambda request: (
        Reply(document("通知", "<p>规定全文。</p>"), headers=HTML)
        if request.path.startswith("/x/")
        else None
    )
    for y in (2023, 2022):
        _art(site, f"/nb/{y}.html", y, SHORT, f"{y + 1}-01-08")
        site.finds(y, f"/nb/{y}.html", date=f"{y + 1}-01-08")
    return site


def days_in_words() -> Site:
    """Days beside links in many ways of writing."""
    site = Site("颍淮医学院", "/list.htm")
    ways = {
        2024: "Oct 18, 2024",
        2023: "18/10/2023",
        2022: "2022年10月18日 星期二",
        2021: "[21-10-18]",
        2020: "20201018",
        2019: "2019.10.18 10:00",
    }
    site.html(
        "/list.htm",
        "信息公开年度报告",
        "<ul>"
        + "".join(
            f"<li><a href='{y}.htm'>{name_of(site, y)}</a><span>{w}</span></li>"
            for y, w in ways.items()
        )
        + "</ul>",
    )
    for y in ways:
        site.html(
            f"/{y}.htm",
            "正文",
            f"<h2>{name_of(site, y)}</h2>"
            + "".join(f"<p>{line}</p>" for line in lines_of(site.school, y)[:-1]),
        )
        site.finds(y, f"/{y}.htm", date=f"{y}-10-18")
    return site
