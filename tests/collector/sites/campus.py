"""Sites as the systems of campuses make them: 苏迪, 正方, ASP.NET, editors with attachments."""

from __future__ import annotations

import json
from urllib.parse import quote

from bench.local_sites import Reply, report_paragraphs, report_title
from tests.collector.sites.site import (
    HTML,
    PDF,
    Site,
    dated_list,
    dated_reports,
    docx,
    items,
    pdf,
    text_of,
)


def sections() -> Site:
    """苏迪 of today: /_s41/, list2.htm, page.htm, 尾页>|, a menu on each page."""
    site = Site("渭南水利大学", "/_s41/main.htm")
    menu = (
        "<ul class='wp_nav'><li><a href='/_s41/main.htm'>网站首页</a></li>"
        "<li><a href='/_s41/1182/list.htm'>信息公开指南</a></li>"
        "<li><a href='/_s41/1185/list.htm'>年度报告</a></li></ul>"
    )
    site.html("/_s41/main.htm", f"{site.school}信息公开网", menu)
    site.html("/_s41/1182/list.htm", "信息公开指南", menu + "<div>指南正文</div>")
    pages = ((2024, 2023), (2022, 2021), (2020,))
    for number, years in enumerate(pages, 1):
        rows = ""
        for y in years:
            page = f"/_s41/{y}/1031/c1185a{y}9/page.htm"
            file = f"/_upload/article/files/0{y % 7}/{y}a/{y * 7919:x}.pdf"
            rows += (
                f"<li class='list_item i1'><div class='fields pr_fields'><span class='Article_Title'>"
                f"<a href='{page}' target='_blank' title='{report_title(site.school, y)}'>{report_title(site.school, y)}</a>"
                f"</span></div><div class='fields ex_fields'><span class='Article_PublishDate'>{y}-10-31</span></div></li>"
            )
            site.html(
                page,
                report_title(site.school, y),
                f"{menu}<h1 class='arti_title'>{report_title(site.school, y)}</h1><p class='arti_metas'><span>发布者：校办</span>"
                f"<span>发布时间：{y}-10-31</span><span>浏览次数：<span class='WP_VisitCount'>10</span></span></p>"
                f"<div class='wp_articlecontent'><p><a href='{file}' sudyfile-attr=\"{{'title':'{y}.pdf'}}\" "
                "textvalue='附件下载'>下载附件</a></p></div>",
            )
            site.pages[file] = Reply(pdf(site.school, y), headers=PDF)
            site.finds(y, page, file, date=f"{y}-10-31", title=report_title(site.school, y))
        following = f"/_s41/1185/list{number + 1}.htm" if number < 3 else "javascript:void(0);"
        bar = (
            f"<div id='wp_paging_w6'><ul class='wp_paging clearfix'><li class='page_nav'><a class='first' href='javascript:void(0);'><span>第一页</span></a>"
            f"<a class='next' href='{following}' target='_self'><span>下一页&gt;&gt;</span></a>"
            f"<a class='last' href='/_s41/1185/list3.htm' target='_self'><span>尾页</span></a></li></ul></div>"
        )
        here = "" if number == 1 else str(number)
        site.html(f"/_s41/1185/list{here}.htm", "年度报告", f"{menu}<ul>{rows}</ul>{bar}")
    return site


def opened_by_rows() -> Site:
    """正方: rows of a table that a click opens, by a function that builds the address in steps."""
    site = Site("延河财经学院", "/xxgk/index.do")
    site.html(
        "/xxgk/index.do",
        f"{site.school}信息公开",
        "<a href='javascript:toColumn(18)'>年度报告</a><script>function toColumn(id){var url='/xxgk/column.do?lmid='+id; window.location.href=url;}</script>",
    )
    rows = "".join(
        f"<tr onclick=\"openNews('{y}a7','2')\" style='cursor:pointer'><td>{n}</td><td>{report_title(site.school, y)}</td><td>{y}-10-20</td></tr>"
        for n, y in enumerate((2024, 2023, 2022), 1)
    )
    site.html(
        "/xxgk/column.do?lmid=18",
        "年度报告",
        f"<table>{rows}</table><script>function openNews(xwid, lx) {{\n  var url = 'news.do?lx=' + lx;\n  url = url + '&xwid=' + xwid;\n  window.open(url, '_blank');\n}}</script>",
    )
    for y in (2024, 2023, 2022):
        page = f"/xxgk/news.do?lx=2&xwid={y}a7"
        site.report(page, y, date=f"{y}-10-20")
        site.finds(y, page, date=f"{y}-10-20")
    return site


def post_back() -> Site:
    """ASP.NET: a pager that posts a form, with the same pages as plain links for other browsers."""
    site = Site("淮滨轻工学院", "/gk/list.aspx?cid=7")
    for number, years in ((1, (2024, 2023)), (2, (2022, 2021)), (3, (2020,))):
        bar = "".join(
            f"<a href=\"javascript:__doPostBack('ctl00$Pager','{n}')\">{n}</a>" for n in (1, 2, 3)
        ) + (
            f"<noscript><a href='list.aspx?cid=7&amp;page={min(number + 1, 3)}'>下一页</a></noscript>"
        )
        path = "/gk/list.aspx?cid=7" + (f"&page={number}" if number > 1 else "")
        site.html(
            path,
            "信息公开年度报告",
            "<form method=post action='list.aspx?cid=7'><input type=hidden name=__VIEWSTATE value=dDw>"
            + dated_list(site, years, "show.aspx?id={y}3")
            + bar
            + "</form>",
        )
    dated_reports(site, range(2020, 2025), "/gk/show.aspx?id={y}3")
    return site


def accordion() -> Site:
    """A box for each year with the same short names in it: 年度报告, 事项清单."""
    site = Site("巢湖工程大学", "/gk/index.html")
    boxes = "".join(
        f"<dl class=box><dt>{y - 1}—{y}学年</dt><dd><a href='{y}/nb.html'>年度报告</a></dd><dd><a href='{y}/qd.html'>事项清单</a></dd></dl>"
        for y in (2024, 2023, 2022)
    )
    site.html("/gk/index.html", "信息公开", f"<h1>信息公开</h1>{boxes}")
    for y in (2024, 2023, 2022):
        site.report(f"/gk/{y}/nb.html", y)
        site.html(
            f"/gk/{y}/qd.html",
            "事项清单",
            "<h1>信息公开事项清单</h1><table><tr><td>基本信息</td></tr></table>",
        )
        site.finds(y, f"/gk/{y}/nb.html")
    return site


def rows_of_years() -> Site:
    """A table with a row for each year: 报告全文 in one column, the tables beside it in another."""
    site = Site("漳河航海学院", "/xxgk/bgzl.html")
    rows = "".join(
        f"<tr><td>{y}年</td><td>信息公开年度报告</td><td><a href='/files/{y}/bg.pdf'>PDF</a> <a href='/files/{y}/bg.docx'>Word</a></td><td><a href='/files/{y}/fb.xls'>附表</a></td></tr>"
        for y in (2023, 2022, 2021)
    )
    site.html(
        "/xxgk/bgzl.html",
        "信息公开工作年度报告",
        f"<table><tr><th>年度</th><th>名称</th><th>全文</th><th>附表</th></tr>{rows}</table>",
    )
    for y in (2023, 2022, 2021):
        site.pages[f"/files/{y}/bg.pdf"] = Reply(pdf(site.school, y), headers=PDF)
        site.pages[f"/files/{y}/bg.docx"] = Reply(docx(site.school, y))
        site.pages[f"/files/{y}/fb.xls"] = Reply(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
        site.finds(y, "/xxgk/bgzl.html", f"/files/{y}/bg.docx")
    return site


def editor() -> Site:
    """An editor's attachments: an icon, a name in GB18030 that the server sends raw, no ending in
    the address; the title in a span, the day beside the clock."""
    site = Site("嘉陵音乐学院", "/gk")
    site.html("/gk", "信息公开", "<a href='/gk/nb'>信息公开年报</a>")
    site.html(
        "/gk/nb",
        "信息公开年报",
        "<div class=list>"
        + "".join(
            f"<p><i class=dot></i><a href='/gk/nb/{y}'>{site.school}{y}年信息公开年报</a><em>{y}.11.05</em></p>"
            for y in (2023, 2022, 2021)
        )
        + "</div>",
    )
    for y in (2023, 2022, 2021):
        file = f"/ueditor/upload/file?fid={y}0f3"
        site.html(
            f"/gk/nb/{y}",
            site.school,
            f"<span class=title>{site.school}{y}年信息公开年报</span><span>{y}-11-05 08:30:00</span>"
            f"<p style='line-height:16px'><img src='/ueditor/dialogs/attachment/fileTypeImages/icon_doc.gif'/><a style='font-size:12px' href='{file}' title='䶮㐂{y}.docx'>䶮㐂{y}.docx</a></p>",
        )
        name = f"䶮㐂{y}年报.docx".encode("gb18030").decode("latin-1")
        site.pages[file] = Reply(
            docx(site.school, y),
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f'attachment; filename="{name}"',
            },
        )
        site.finds(y, f"/gk/nb/{y}", file, date=f"{y}-11-05")
    return site


def icons() -> Site:
    """A pager of icons: an arrow with a title, rel=next, a picture with 下一页 for a text."""
    site = Site("云梦林业学院", "/gk/nb/")
    further = {
        1: "<a href='/gk/nb/p/2.html' title='下一页'><i class='icon-right'></i></a>",
        2: "<a rel=next href='/gk/nb/p/3.html'><svg><path d='M0 0'/></svg></a>",
        3: "<a href='/gk/nb/p/4.html'><img src=/i/next.png alt='下一页'></a>",
        4: "",
    }
    for number, years in ((1, (2024, 2023)), (2, (2022,)), (3, (2021,)), (4, (2020,))):
        path = "/gk/nb/" if number == 1 else f"/gk/nb/p/{number}.html"
        site.html(
            path,
            "信息公开年度报告",
            dated_list(site, years, "/gk/nb/{y}.html")
            + f"<div class=pager>{further[number]}</div>",
        )
    dated_reports(site, range(2020, 2025), "/gk/nb/{y}.html")
    return site


def load_more() -> Site:
    """Further entries behind a button that says where they are."""
    site = Site("大别山农学院", "/gk/nb/")
    for number, years in ((1, (2024, 2023)), (2, (2022, 2021))):
        path = "/gk/nb/" if number == 1 else "/gk/nb/?page=2"
        button = (
            "<button class=more data-url='/gk/nb/?page=2'>加载更多</button>" if number == 1 else ""
        )
        site.html(path, "信息公开年度报告", dated_list(site, years, "/gk/nb/{y}.html") + button)
    dated_reports(site, range(2021, 2025), "/gk/nb/{y}.html")
    return site


def chapters() -> Site:
    """A report of old whose chapters are pages of their own, beside whole ones."""
    site = Site("岷江警官学院", "/gk/nb.html")
    site.html("/gk/nb.html", "信息公开年度报告", dated_list(site, (2023, 2014), "/gk/{y}.html"))
    dated_reports(site, (2023,), "/gk/{y}.html")
    lines = report_paragraphs(site.school, 2014)
    names = ("概述", "主动公开情况", "依申请公开情况")
    site.html(
        "/gk/2014.html",
        f"{site.school}2014年信息公开年度报告",
        f"<h1>{site.school}2014年信息公开年度报告</h1>"
        + items([(f"/gk/2014/{n}.html", f"{n}、{name}", "") for n, name in enumerate(names, 1)]),
    )
    step = len(lines) // 3 + 1
    for n, name in enumerate(names, 1):
        site.html(
            f"/gk/2014/{n}.html",
            name,
            f"<h2>{name}</h2>"
            + "".join(f"<p>{line}</p>" for line in lines[(n - 1) * step : n * step]),
        )
    site.finds(2014, "/gk/2014.html")
    return site


def asked_for() -> Site:
    """A list that an inline script asks for, as JSON."""
    site = Site("赣州数字学院", "/xxgk/ndbg.html")
    site.html(
        "/xxgk/ndbg.html",
        "年度报告-信息公开网",
        "<h1>信息公开年度报告</h1><ul id=list></ul><script>$.getJSON('/api/article/list.json?column=ndbg&size=50', function(d){d.rows.forEach(function(r){$('#list').append('<li><a href=\"'+r.url+'\">'+r.title+'</a></li>')})});</script>",
    )
    rows = [
        {
            "id": y,
            "title": f"{site.school}{y}年信息公开年度报告",
            "url": f"/xxgk/a/{y}.html",
            "publishTime": f"{y}-10-16 10:00",
        }
        for y in (2024, 2023)
    ]
    site.pages["/api/article/list.json?column=ndbg&size=50"] = Reply(
        json.dumps({"total": 2, "rows": rows}).encode(),
        headers={"Content-Type": "application/json"},
    )
    for y in (2024, 2023):
        site.report(f"/xxgk/a/{y}.html", y)
        site.finds(y, f"/xxgk/a/{y}.html", date=f"{y}-10-16")
    return site


def in_variables() -> Site:
    """TRS: attachments in a variable that a script writes; no link in the page itself."""
    site = Site("颍上交通大学", "/gk/nb/index.html")
    rows = [
        (f"./{y}10/t{y}1030_{y}7.html", f"{site.school}{y}年度信息公开工作报告", f"{y}-10-30")
        for y in (2023, 2022)
    ]
    site.html("/gk/nb/index.html", "信息公开年报", items(rows))
    for y in (2023, 2022):
        page, file = f"/gk/nb/{y}10/t{y}1030_{y}7.html", f"/gk/nb/{y}10/P0{y}1030.pdf"
        site.html(
            page,
            f"{y}年度信息公开工作报告",
            f"<h1>{site.school}{y}年度信息公开工作报告</h1><div>发布日期：{y}-10-30</div><div id=appendix></div>"
            f'<script>var appendix = \'<a href="./P0{y}1030.pdf" appendix="true">{y}年报告.pdf</a>\'; document.getElementById("appendix").innerHTML = appendix;</script>',
        )
        site.pages[file] = Reply(pdf(site.school, y), headers=PDF)
        site.finds(y, page, file, date=f"{y}-10-30")
    return site


def literals() -> Site:
    """Scripts of today: template literals, arrow functions, entries as buttons."""
    site = Site("沂蒙信息学院", "/gk/")
    rows = "".join(
        f"<li><button onclick=\"view({y}, 'nb')\">{site.school}{y}年信息公开年度报告</button><time datetime='{y}-10-12'></time></li>"
        for y in (2024, 2023)
    )
    site.html(
        "/gk/",
        "信息公开年度报告",
        f"<ul>{rows}</ul><script>const view = (id, kind) => {{ location.href = `/gk/view?kind=${{kind}}&id=${{id}}`; }};</script>",
    )
    for y in (2024, 2023):
        page = f"/gk/view?kind=nb&id={y}"
        site.report(page, y, date=f"{y}-10-12")
        site.finds(y, page, date=f"{y}-10-12")
    return site


def chosen_year() -> Site:
    """A report for each year of a chooser, whose options are years alone."""
    site = Site("湟水民族大学", "/gk/ndbg.asp")
    options = "".join(f"<option value={y}>{y}年</option>" for y in (2023, 2022, 2021))
    site.html(
        "/gk/ndbg.asp",
        "信息公开年度报告",
        f"<select onchange=\"location.href='ndbg.asp?nd='+this.value\"><option>请选择年度</option>{options}</select>",
    )
    for y in (2023, 2022, 2021):
        site.html(
            f"/gk/ndbg.asp?nd={y}",
            "信息公开年度报告",
            f"<select>{options}</select><h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}",
        )
        site.finds(y, f"/gk/ndbg.asp?nd={y}")
    return site


def raw_names() -> Site:
    """Links with names in GB18030, characters of four bytes among them, on a page in GBK."""
    site = Site("蓟州工程学院", "/gk.asp")
    names = {y: f"/nb/㐂校{y}年信息公开年度报告.pdf" for y in (2022, 2021)}
    rows = "".join(
        f"<tr><td><a href='{name}'>{y}年信息公开年度报告</a></td><td>{y}/11/1</td></tr>"
        for y, name in names.items()
    )
    page = f"<html><head><meta charset=gb2312><title>信息公开年度报告</title></head><body><table>{rows}</table></body></html>"
    site.pages["/gk.asp"] = Reply(page.encode("gb18030"), headers=HTML)
    for y, name in names.items():
        path = quote(name.encode("gb18030"), safe="/.")
        site.pages[path] = Reply(pdf(site.school, y), headers=PDF)
        site.finds(y, "/gk.asp", path, date=f"{y}-11-01")
    return site


def dropdown() -> Site:
    """A menu that drops down, days in two lines, titles with a beginning of the text."""
    site = Site("汶水理工学院")
    site.html(
        "/",
        site.school,
        "<nav><ul><li><a href='javascript:;'>学校概况</a><ul><li><a href='/xxjj.html'>学校简介</a></li><li><a href='/channels/23.html'>信息公开</a></li></ul></li></ul></nav>",
    )
    site.html("/xxjj.html", "学校简介", "<p>学校坐落于汶水之滨。</p>")
    site.html(
        "/channels/23.html",
        "信息公开",
        "<div class=tab><a href='/channels/24.html'>公开制度</a><a href='/channels/29.html'>年报</a></div>",
    )
    site.html("/channels/24.html", "公开制度", "<p>制度</p>")
    site.html(
        "/channels/29.html",
        "年报",
        "".join(
            f"<div class=item><div class=date><b>{y % 28 + 1:02}</b>{y}-11</div><div class=txt><h3><a href='/contents/29/{y}.html'>{site.school}{y - 1}-{y}学年信息公开年度报告</a></h3><p>根据《高等学校信息公开办法》……</p></div></div>"
            for y in (2024, 2023, 2022)
        ),
    )
    for y in (2024, 2023, 2022):
        site.html(
            f"/contents/29/{y}.html",
            "年报",
            f"<h1>{site.school}{y - 1}-{y}学年信息公开年度报告</h1><p>时间：{y}-11-{y % 28 + 1:02}</p>{text_of(site.school, y)}",
        )
        site.finds(y, f"/contents/29/{y}.html", date=f"{y}-11-{y % 28 + 1:02}")
    return site


def engine() -> Site:
    """超星: a page for each report, whose attachment a function downloads by a link that it makes."""
    site = Site("泗州科技大学", "/xxgk")
    site.html("/xxgk", "信息公开", "<a href='/xxgk/report'>年度报告</a>")
    site.html(
        "/xxgk/report",
        "信息公开年度报告",
        "".join(
            f"<p>▪ <a href='/engine2/general/{y}/detail?wfwfid=9'>{site.school}信息公开工作报告（{y}年）</a> [{y}/10/9]</p>"
            for y in (2024, 2023)
        ),
    )
    for y in (2024, 2023):
        page, file = f"/engine2/general/{y}/detail?wfwfid=9", f"/download/{y}e?fn={quote('报告')}"
        site.html(
            page,
            "详情",
            f"<h2>{site.school}信息公开工作报告（{y}年）</h2><div class=info>发布时间：{y}-10-09 10:21</div><div id=content></div><div class=fj><span>附件列表：</span><div onclick=\"downFile('{y}e')\">报告.pdf</div></div><script>function downFile(id){{ if(!id){{return;}} var a=document.createElement('a'); a.href='/download/'+id+'?fn='+encodeURIComponent('报告'); a.click(); }}</script>",
        )
        site.pages[file] = Reply(pdf(site.school, y), headers=PDF)
        site.finds(y, page, file, date=f"{y}-10-09")
    return site


def tabs_by_year() -> Site:
    """A page for each year with the report, the plan and the statistics of that year."""
    site = Site("浍河商学院", "/gk/")
    site.html(
        "/gk/",
        "信息公开",
        "<h2>信息公开工作</h2><ul>"
        + "".join(f"<li><a href='/gk/{y}/'>{y}年度</a></li>" for y in (2022, 2021))
        + "</ul>",
    )
    for y in (2022, 2021):
        site.html(
            f"/gk/{y}/",
            f"{y}年度",
            f"<h2>{y}年度</h2>"
            + items(
                [
                    (f"/gk/{y}/bg.html", "信息公开工作总结报告", f"{y}-12-20"),
                    (f"/gk/{y}/jh.html", "信息公开工作计划", f"{y}-03-01"),
                    (f"/gk/{y}/tj.html", "信息公开情况统计表", f"{y}-12-20"),
                ]
            ),
        )
        site.html(
            f"/gk/{y}/bg.html",
            "信息公开工作总结报告",
            f"<h1>{site.school}{y}年信息公开工作总结报告</h1>{text_of(site.school, y)}",
        )
        site.html(
            f"/gk/{y}/jh.html",
            "计划",
            f"<h1>{site.school}{y}年信息公开工作计划</h1><p>为做好信息公开工作，制定本计划。</p><p>各单位要按时公开信息。</p>",
        )
        site.html(
            f"/gk/{y}/tj.html",
            "统计表",
            "<h1>信息公开情况统计表</h1><table><tr><td>公开条数</td><td>120</td></tr></table>",
        )
        site.finds(y, f"/gk/{y}/bg.html", date=f"{y}-12-20")
    return site


def mixed() -> Site:
    """A list of reports among notices, forms and accounts of party affairs."""
    site = Site("沱江文理学院", "/index.php?c=category&id=31")

    def page(n: int, ys: tuple[int, ...]) -> None:
        rows = items(
            [(f"/index.php?c=show&id={y}", f"{y}年信息公开年度报告", f"{y}-10-30") for y in ys]
            + [
                (f"/index.php?c=show&id=9{n}{k}", t, f"2021-0{k}-01")
                for k, t in (
                    (1, "二级学院党务公开工作情况"),
                    (2, "关于开展信息公开检查的通知"),
                    (3, "信息公开申请表"),
                )
            ]
        )
        site.html(
            "/index.php?c=category&id=31" + (f"&page={n}" if n > 1 else ""),
            "信息公开",
            "<h1>信息公开年度报告</h1>"
            + rows
            + "<div>"
            + "".join(f"<a href='/index.php?c=category&id=31&page={k}'>{k}</a>" for k in (1, 2, 3))
            + "</div>",
        )

    page(1, (2024, 2023))
    page(2, (2022,))
    page(3, (2021,))
    site.pages["/index.php?c=category&id=31&page=1"] = site.pages["/index.php?c=category&id=31"]
    for y in (2021, 2022, 2023, 2024):
        site.html(
            f"/index.php?c=show&id={y}",
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}",
        )
        site.finds(y, f"/index.php?c=show&id={y}", date=f"{y}-10-30")
    for n in (1, 2, 3):
        site.html(
            f"/index.php?c=show&id=9{n}1",
            "党务",
            "<h1>外国语学院2021年党务公开工作情况</h1><p>一、主动公开情况</p><p>公开党务信息25条。</p><p>二、依申请公开情况</p><p>没有收到申请。</p><p>三、存在的问题和改进措施</p><p>公开不够及时。</p>"
            + "<p>党总支认真落实党务公开目录，公开党费收缴等信息。</p>" * 20,
        )
        site.html(
            f"/index.php?c=show&id=9{n}2",
            "通知",
            "<h1>关于开展信息公开检查的通知</h1><p>各单位应当自查。</p>",
        )
        site.html(f"/index.php?c=show&id=9{n}3", "申请表", "<h1>信息公开申请表</h1><p>姓名</p>")
    return site
