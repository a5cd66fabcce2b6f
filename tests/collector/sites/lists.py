"""What the entries of lists say, and how a click opens them."""

from __future__ import annotations

import json
from urllib.parse import quote

from bench.local_sites import Reply, Request, report_paragraphs
from tests.collector.sites.site import (
    HTML,
    PDF,
    Site,
    article,
    document,
    docx,
    items,
    pdf,
    text_of,
)
from tests.ingest.formats import as_pdf


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


def tabs() -> Site:
    site = Site("折叠师范大学")
    site.html(
        "/",
        site.school,
        "<ul><li>办学<ul style='display:none'><li><a href='/open'>Information Disclosure</a></li></ul></li></ul>",
    )
    site.html(
        "/open",
        "信息公开",
        "<div class=tab><h3>制度</h3><div><a href='/open/zd'>信息公开制度</a></div><h3>年度报告</h3><div style='display:none'>"
        + items([(f"/open/{y}", "信息公开年度报告", f"{y}-10-3{y % 2}") for y in (2022, 2023)])
        + "</div></div>",
    )
    site.html("/open/zd", "信息公开制度", "<p>第一条 学校应当公开信息</p>" * 20)
    for y in (2022, 2023):
        site.report(f"/open/{y}", y)
        site.finds(y, f"/open/{y}", date=f"{y}-10-3{y % 2}")
    return site


def dates_first() -> Site:
    site = Site("锦屏音乐学院", "/xxgk/")
    ys = (2024, 2023, 2022, 2021)
    body = f"<div class=l><div><span>{2024}-10-30</span><a href=a2024.htm>{site.school}2024年信息公开年度报告</a></div>"
    body += f"<div class=it><div class=d><b>29</b><i>2023-10</i></div><div class=t><a href=a2023.htm>{site.school}2023年信息公开年度报告</a></div></div>"
    body += f"<div class=it><em>10-28</em><em>2022</em><a href=a2022.htm>{site.school}2022年信息公开年度报告</a></div>"
    body += f"<div class=it><a href=a2021.htm>{site.school}2021年信息公开年度报告</a><time datetime='2021-10-27T08:00:00+08:00'>10月27日</time></div></div>"
    site.html("/xxgk/", "信息公开年度报告", body)
    for n, y in enumerate(ys):
        site.html(
            f"/xxgk/a{y}.htm",
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}",
        )
        site.finds(y, f"/xxgk/a{y}.htm", date=f"{y}-10-{30 - n}")
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


def state_json() -> Site:
    site = Site("星河电子学院", "/")
    site.html("/", site.school, "<a href='/open'>信息公开</a>")
    rows = [
        {
            "id": y,
            "title": f"{site.school}{y}年信息公开工作年度报告",
            "linkUrl": f"/open/detail/{y}.html",
            "publishTime": f"{y}-11-02 10:00:00",
        }
        for y in (2024, 2023, 2022)
    ]
    site.html(
        "/open",
        "信息公开",
        f"<div id=app></div><script>window.__INITIAL_STATE__={json.dumps({'code': 0, 'data': {'rows': rows}})};</script><script src=/app.js></script>",
    )
    for y in (2024, 2023, 2022):
        site.html(
            f"/open/detail/{y}.html",
            "信息公开",
            f"<h1>{site.school}{y}年信息公开工作年度报告</h1><div>{text_of(site.school, y)}</div>",
        )
        site.finds(y, f"/open/detail/{y}.html", date=f"{y}-11-02")
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


def hidden_away() -> Site:
    """No page on disclosure on the home page: the report is among an office's notices."""
    site = Site("孤峰应用技术大学")
    site.html("/", site.school, "<a href='/jgsz.htm'>机构设置</a><a href='/xy.htm'>学院介绍</a>")
    site.html("/jgsz.htm", "机构设置", "<a href='/dzb/'>党政办公室</a><a href='/jwc/'>教务处</a>")
    site.html(
        "/dzb/",
        "党政办公室",
        items(
            [
                ("/dzb/n1.htm", "关于放假的通知", "2024-09-28"),
                (
                    "/dzb/n2.htm",
                    "关于公布我校2023-2024学年信息公开工作年度报告的通知",
                    "2024-10-28",
                ),
            ]
        ),
    )
    site.html("/dzb/n1.htm", "放假", "<p>放假</p>")
    site.html("/jwc/", "教务处", "<p>教务处</p>")
    site.html(
        "/dzb/n2.htm",
        "通知",
        "<h1>关于公布我校2023-2024学年信息公开工作年度报告的通知</h1><div>发布时间：2024-10-28</div><p>各部门：现予公布。</p><p>附件：<a href='/dzb/down.php?f=1'>信息公开工作年度报告.docx</a></p>",
    )
    site.pages["/dzb/down.php?f=1"] = Reply(
        docx(site.school, 2024),
        headers={"Content-Disposition": "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx"},
    )
    site.finds(2024, "/dzb/n2.htm", "/dzb/down.php?f=1", date="2024-10-28")
    return site


def left_menu() -> Site:
    site = Site("寒山铁路司机学校")
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
    site.html(
        "/",
        site.school,
        "<div id=foot><a href='/xxgk/jbxx.htm'><img src=gk.png title='信息公开'></a></div>",
    )
    for k, t in (
        ("jbxx", "基本信息"),
        ("zs", "招生考试信息"),
        ("cw", "财务"),
        ("rs", "人事"),
        ("ysq", "依申请公开"),
    ):
        site.html(
            f"/xxgk/{k}.htm",
            f"{t}-信息公开-{site.school}",
            f"<ul>{menu}</ul>"
            + items([(f"/xxgk/{k}/{i}.htm", f"{t}{i}", "2024-1-1") for i in range(3)]),
        )
    site.html(
        "/xxgk/gzbg.htm",
        "信息公开工作报告",
        f"<ul>{menu}</ul>"
        + items([(f"gzbg/{y}.htm", f"{y}年度", f"{y}/12/1") for y in (2013, 2014)]),
    )
    for y in (2013, 2014):
        site.html(
            f"/xxgk/gzbg/{y}.htm", f"{y}年度-{site.school}", styled(f"{y}年度", site.school, y)
        )
        site.finds(y, f"/xxgk/gzbg/{y}.htm", date=day(y))
    return site


def iframe_list() -> Site:
    site = Site("框中城市学院")
    site.html("/", site.school, "<a href='/gk.html'>信息公开</a>")
    site.html(
        "/gk.html",
        "信息公开",
        "<a href='bg.html' target=main>年度报告</a><iframe name=main src='welcome.html'></iframe>",
    )
    site.html("/welcome.html", "欢迎", "<p>欢迎</p>")
    site.html("/bg.html", "年度报告", "<a href='2021.html'>2021</a> <a href='2022.html'>2022</a>")
    for y in (2021, 2022):
        site.report(f"/{y}.html", y)
        site.finds(y, f"/{y}.html")
    return site


def table_see() -> Site:
    site = Site("白马医学高等专科学校")
    site.html("/", site.school, "<map name=m><area href='/gk.html' alt='信息公开'></map>")
    site.html(
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
        site.pages[f"/DownLoad.aspx?FileID={y}"] = Reply(
            docx(site.school, y),
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f"attachment;filename={quote(f'年报{y}.docx'.encode('gbk'))}",
            },
        )
        site.finds(y, "/gk.html", f"/DownLoad.aspx?FileID={y}")
    return site


def matrix() -> Site:
    site = Site("汾水煤炭学院", "/gk.html")
    rows = "".join(
        f"<tr><td>{y}</td><td><a href='/d/{y}bg.pdf'>PDF</a> <a href='/d/{y}bg.docx'>Word</a></td><td><a href='/d/{y}qd.pdf'>PDF</a></td></tr>"
        for y in (2023, 2022, 2021)
    )
    site.html(
        "/gk.html",
        "信息公开年度报告",
        f"<table><tr><th>年份</th><th>年度报告</th><th>事项清单</th></tr>{rows}</table>",
    )
    for y in (2023, 2022, 2021):
        site.pages[f"/d/{y}bg.pdf"] = Reply(pdf(site.school, y), headers=PDF)
        site.pages[f"/d/{y}bg.docx"] = Reply(
            docx(site.school, y), headers={"Content-Type": "application/msword"}
        )
        site.pages[f"/d/{y}qd.pdf"] = Reply(
            as_pdf(
                [
                    f"{site.school}信息公开事项清单",
                    "序号 类别 公开事项 公开网址",
                    "1 基本信息 办学规模 http://x",
                    "2 招生考试 招生章程 http://x",
                ]
            ),
            headers=PDF,
        )
        site.finds(y, "/gk.html", f"/d/{y}bg.docx")
    return site


def old_years() -> Site:
    site = Site("长河地质大学")
    site.html("/", site.school, "<div class=foot><a href='xxgkw/default.aspx'>信息公开网</a></div>")
    site.html(
        "/xxgkw/default.aspx",
        "信息公开网",
        "<div id=left><a href='l.aspx?c=7'>信息公开工作报告</a><a href='l.aspx?c=8'>申请公开</a></div>",
    )
    site.html(
        "/xxgkw/l.aspx?c=7",
        "信息公开工作报告",
        "<div id=pos>当前位置：信息公开工作报告</div>"
        + "".join(
            f"<p>·<a href='v.aspx?id={y}&c=7' title='{y}'>{y}年度</a> ({y}/12/{y % 20 + 5})</p>"
            for y in range(2011, 2016)
        )
        + "<a href=\"javascript:__doPostBack('p','2')\">下一页</a>",
    )
    site.html("/xxgkw/l.aspx?c=8", "申请", "<p>申请</p>")
    for y in range(2011, 2016):
        site.html(f"/xxgkw/v.aspx?id={y}&c=7", f"{y}年度报告", article(site.school, y))
        site.finds(y, f"/xxgkw/v.aspx?id={y}&c=7", date=f"{y}-12-{y % 20 + 5:02d}")
    return site


def styled(title: str, school: str, year: int) -> str:
    return (
        f"<div class=article><h3 class=tit>{title}</h3><p class=info>日期：{year}-11-0{year % 9 + 1} 来源：校办 点击：<script>document.write(3)</script></p><div class='wp_articlecontent'>"
        + "".join(f"<p>{x}</p>" for x in report_paragraphs(school, year))
        + "</div></div>"
    )


def day(y: int) -> str:
    return f"{y}-11-0{y % 9 + 1}"
