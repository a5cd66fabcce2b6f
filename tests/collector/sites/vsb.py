"""博达 and 苏迪, by whose systems about half of all school sites are made."""

from __future__ import annotations

from bench.local_sites import Reply, report_paragraphs, report_title
from tests.collector.sites.site import (
    HTML,
    PDF,
    Site,
    dated_list,
    dated_reports,
    document,
    docx,
    items,
    named,
    pdf,
    text_of,
)


def vsb() -> Site:
    """VisualSiteBuilder: 下页 and 尾页, cut titles, articles on two pages, a report two steps down."""
    site = Site("江州工业职业技术学院")
    site.html(
        "/",
        site.school,
        "<ul class=nav><li><a href='xxgk/index.htm'>信息公开</a></li><li><a href='zs.htm'>招生就业</a></li></ul>",
    )
    site.html(
        "/xxgk/index.htm",
        "信息公开网",
        "<a href='zn.htm'>信息公开指南</a><a href='ndbg.htm'>年度报告</a><a href='../zs.htm'>招生信息</a>",
    )
    pages = {
        "/xxgk/ndbg.htm": [2024, 2023],
        "/xxgk/ndbg/2.htm": [2022, 2021],
        "/xxgk/ndbg/1.htm": [2020, 2019],
    }
    for path, years in pages.items():
        up = "../" if path.count("/") == 2 else "../../"
        rows = "".join(
            f"<li><a href='{up}info/1022/{y}.htm' title='{report_title(site.school, y)}'>{report_title(site.school, y)[:14]}...</a>"
            f"<span>{y}-10-28</span></li>"
            for y in years
        )
        here = "ndbg/" if path.count("/") == 2 else ""
        bar = f"<a href='{here}2.htm'>下页</a><a href='{here}1.htm'>尾页</a>"
        site.html(path, f"年度报告-{site.school}", f"<ul>{rows}</ul>{bar}")
        for y in years:
            site.finds(
                y, f"/info/1022/{y}.htm", date=f"{y}-10-28", title=report_title(site.school, y)
            )
            site.report(f"/info/1022/{y}.htm", y, date=f"{y}-10-28")
    lines = report_paragraphs(site.school, 2024)
    title = report_title(site.school, 2024)
    first, second = ("".join(f"<p>{line}</p>" for line in part) for part in (lines[:6], lines[6:]))
    for path, part in (("/info/1022/2024.htm", first), ("/info/1022/2024_1.htm", second)):
        site.html(
            path,
            title,
            f"<h1>{title}</h1><div>发布时间：2024-10-28</div><div id=vsb_content>{part}</div>"
            "<a href='2024.htm'>1</a><a href='2024_1.htm'>2</a><a href='2024_1.htm'>下一页</a>",
        )
    site.html("/zs.htm", "招生", "<p>招生</p>")
    return site


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


def webplus() -> Site:
    """苏迪 webplus: /_s12/, list2.psp, c12a34/page.psp, attachments below /_upload/."""
    site = Site("太平湖大学", home="/_s12/main.psp")
    site.html(
        "/_s12/main.psp",
        site.school,
        "<a href='/_s12/gknb/list.psp'>公开年报</a><a href='/_s12/tzgg/list.psp'>通知公告</a>",
    )
    for number, years in (("", (2024, 2023)), ("2", (2022,))):
        rows = "".join(
            f"<li class=news><span class=news_title><a href='/_s12/{y}/1029/c77a{y}/page.psp' title='{report_title(site.school, y)}'>{report_title(site.school, y)}</a></span><span class=news_meta>{y}-10-29</span></li>"
            for y in years
        )
        bar = "<ul class=wp_paging><li><a href='/_s12/gknb/list1.psp'><span>首页</span></a><a class=next href='/_s12/gknb/list2.psp'><span>下一页&gt;&gt;</span></a></li></ul>"
        site.html(f"/_s12/gknb/list{number}.psp", "公开年报", f"<ul>{rows}</ul>{bar}")
        for y in years:
            site.report(f"/_s12/{y}/1029/c77a{y}/page.psp", y, date=f"{y}-10-29")
            site.finds(y, f"/_s12/{y}/1029/c77a{y}/page.psp", date=f"{y}-10-29")
    site.pages["/_s12/gknb/list1.psp"] = site.pages["/_s12/gknb/list.psp"]
    name = "信息公开工作年度报告（2021）"
    site.html(
        "/_s12/2022/0301/c77a9/page.psp",
        name,
        f"<h1>{name}</h1><div>发布时间：2021-12-01</div><p>现予公布，详见附件。</p><p><a href='/_upload/article/files/ab/cd/x.pdf' sudyfile-attr=\"{{'title':'x.pdf'}}\">{name}.pdf</a></p>",
    )
    site.html(
        "/_s12/tzgg/list.psp",
        "通知公告",
        items([("/_s12/2022/0301/c77a9/page.psp", name, "2021-12-01")]),
    )
    site.pages["/_upload/article/files/ab/cd/x.pdf"] = Reply(pdf(site.school, 2021), headers=PDF)
    site.finds(
        2021,
        "/_s12/2022/0301/c77a9/page.psp",
        "/_upload/article/files/ab/cd/x.pdf",
        date="2021-12-01",
    )
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


def vsb_params() -> Site:
    site = Site("若水师范大学", "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1010")
    for n, ys in ((1, (2024, 2023)), (2, (2022, 2021)), (3, (2020, 2019))):
        bar = "".join(
            f"<a href='?a3t=3&a3p={k}&a3c=10&urltype=tree.TreeTempUrl&wbtreeid=1010'>{k}</a>"
            for k in (1, 2, 3)
        )
        p = (
            "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1010"
            if n == 1
            else f"/list.jsp?a3t=3&a3p={n}&a3c=10&urltype=tree.TreeTempUrl&wbtreeid=1010"
        )
        site.html(
            p,
            "信息公开年度报告",
            dated_list(
                site, ys, "content.jsp?urltype=news.NewsContentUrl&wbtreeid=1010&wbnewsid={y}"
            )
            + bar,
        )
    site.pages["/list.jsp?a3t=3&a3p=1&a3c=10&urltype=tree.TreeTempUrl&wbtreeid=1010"] = site.pages[
        "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1010"
    ]
    dated_reports(
        site,
        range(2019, 2025),
        "/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1010&wbnewsid={y}",
    )
    return site
