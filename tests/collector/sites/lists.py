"""What the entries of lists say, and how a click opens them."""

from __future__ import annotations

import json
from urllib.parse import quote

from bench.local_sites import Reply
from tests.collector.sites.site import (
    PDF,
    Site,
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


def page_dates() -> Site:
    site = Site("时历师范学院", "/gk/")
    heads = {
        2024: "<div class=top>今天是2026年11月30日 星期一</div>{h}<div>发布时间:2024-10-30 15:22:01 浏览次数: 12</div>",
        2023: "<div>更新时间：2026-01-05</div>{h}<p>作者：校办　发布日期：2023年10月30日</p>",
        2022: "{h}<p>文章来源：校长办公室 | 发布于 2022/10/30 | 阅读 3</p>",
        2021: "{h}<p>2021-10-30 08:11　　来源：办公室　　点击：[33]</p>",
        2020: "{h}<p><span>日期： 2020-10-30</span><span>更新日期： 2025-03-03</span></p>",
        2019: "<meta name=PubDate content='2019-10-30 10:00'>{h}",
    }
    site.html(
        "/gk/",
        "信息公开年度报告",
        "<ul>"
        + "".join(
            f"<li><a href='{y}.html'>{site.school}{y}年信息公开年度报告</a></li>" for y in heads
        )
        + "</ul>",
    )
    for y, h in heads.items():
        site.html(
            f"/gk/{y}.html",
            "信息公开",
            h.format(h=f"<h1>{site.school}{y}年信息公开年度报告</h1>")
            + text_of(site.school, y)
            + "<div class=foot>最后更新时间：2026-11-01 版权所有</div>",
        )
        site.finds(y, f"/gk/{y}.html", date=f"{y}-10-30")
    return site
