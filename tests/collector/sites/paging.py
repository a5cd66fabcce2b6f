"""Lists in several pages, with an end and without one."""

from __future__ import annotations

import re

from bench.local_sites import Reply, Request, report_title
from tests.collector.sites.site import (
    HTML,
    Site,
    dated_list,
    dated_reports,
    document,
    items,
    text_of,
)


def select() -> Site:
    site = Site("择日理工大学", home="/xxgk/nb/")
    site.html(
        "/xxgk/nb/",
        "历年信息公开年度报告",
        "<select onchange='location=this.value'><option value=''>请选择年度</option>"
        + "".join(f"<option value='y{y}.shtml'>{y}年</option>" for y in (2019, 2020))
        + "</select>",
    )
    for y in (2019, 2020):
        site.report(f"/xxgk/nb/y{y}.shtml", y)
        site.finds(y, f"/xxgk/nb/y{y}.shtml")
    return site


def notices() -> Site:
    site = Site("通告财经学院")
    site.html("/", site.school, "<a href='/xxgk/'>信息公开</a>")
    site.html("/xxgk/", "信息公开", "<a href='/xxgk/tz/'>公开信息</a>")
    for n in range(1, 16):
        p = "/xxgk/tz/" if n == 1 else f"/xxgk/tz/index_{n}.htm"
        rows = [
            (f"/xxgk/tz/a{n}_{k}.htm", f"关于{n}-{k}事项的公示", f"2024-05-{k + 1:02d}")
            for k in range(4)
        ]
        if n == 12:
            rows.append(("/xxgk/tz/bg.htm", report_title(site.school, 2023), "2023-10-30"))
        if n == 2:
            rows.append(("/xxgk/tz/bz.htm", "关于编制2024年信息公开年度报告的通知", "2024-09-30"))
        for h, t, _ in rows:
            if "bg" not in h:
                site.html(h, t, f"<h1>{t}</h1><p>各部门：请于10月15日前报送材料。</p>")
        bar = "".join(
            f"<a href='/xxgk/tz/{f'index_{m}.htm' if m > 1 else ''}'>第{m}页</a>"
            for m in range(max(1, n - 2), min(15, n + 2) + 1)
        )
        site.html(
            p,
            "公开信息",
            items(rows)
            + bar
            + (f"<a href='/xxgk/tz/index_{n + 1}.htm'>下一页</a>" if n < 15 else ""),
        )
    site.report("/xxgk/tz/bg.htm", 2023)
    site.finds(2023, "/xxgk/tz/bg.htm", date="2023-10-30")
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


def gopage() -> Site:
    site = Site("洞庭渔业学院", "/list.html")
    script = "<script>function goPage(n){ if(n>1){ window.location.href = 'list_' + n + '.html'; } }</script>"
    for n, ys in ((1, (2024, 2023)), (2, (2022, 2021)), (3, (2020,))):
        rows = items(
            [
                (f"/n{y}.html", f"{site.school}关于{y}年度信息公开工作情况的报告", f"{y}/10/5")
                for y in ys
            ]
        )
        bar = "".join(f"<a href='javascript:goPage({k})'>{k}</a>" for k in (1, 2, 3))
        site.html(
            "/list.html" if n == 1 else f"/list_{n}.html", "信息公开年度报告", rows + bar + script
        )
        for y in ys:
            site.html(
                f"/n{y}.html",
                "x",
                f"<h1>{site.school}关于{y}年度信息公开工作情况的报告</h1>{text_of(site.school, y)}",
            )
            site.finds(y, f"/n{y}.html", date=f"{y}-10-05")
    return site


def odd_hrefs() -> Site:
    site = Site("太行建筑学院", "/gk/index.html")
    body = (
        "<a href='?page=2'>2</a>"
        f"<li><a href='HTTP:/gk/n/2024.html'>{site.school}2024年信息公开年度报告</a></li>"
        f"<li><a href='&#47;gk&#47;n&#47;2023.html'>{site.school}2023年信息公开年度报告</a></li>"
        f"<li><a href='./../gk/./n/2022.html'>{site.school}2022年信息公开年度报告</a></li>"
        f"<li><button type=button onclick=\"location.assign('n/2021.html')\">{site.school}2021年信息公开年度报告</button></li>"
        "<a href='mailto:x@y.cn'>信息公开年度报告意见</a><a href='tel:110'>2020年信息公开年度报告</a><a href='data:text/html,x'>2019年信息公开年度报告</a>"
    )
    site.html("/gk/index.html", "信息公开年度报告", body)
    site.html(
        "/gk/index.html?page=2",
        "信息公开年度报告",
        f"<a href='?page=3'>下一页</a><li><a href='n/2018.html'>{site.school}2018年信息公开年度报告</a></li>",
    )
    again = f"<a href='?page={{n}}'>下一页</a><li><a href='n/2018.html'>{site.school}2018年信息公开年度报告</a></li>"

    def endless(request: Request) -> Reply | None:
        if request.path.startswith("/gk/index.html?page="):
            n = int(request.path.rpartition("=")[2])
            return Reply(document("信息公开年度报告", again.format(n=n + 1)), headers=HTML)
        return None

    site.fallback = endless
    for y in (2024, 2023, 2022, 2021, 2018):
        site.html(
            f"/gk/n/{y}.html",
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1><p>发布时间：{y}-10-10</p>{text_of(site.school, y)}",
        )
        site.finds(y, f"/gk/n/{y}.html", date=f"{y}-10-10")
    return site


def calendar() -> Site:
    """An endless calendar and an endless list among the pages on disclosure."""
    site = Site("关山体育学院")

    def answer(request: Request) -> Reply | None:
        if found := re.fullmatch(r"/xxgk/day/(\d+)", request.path):
            day = int(found[1])
            rows = "".join(
                f"<a href='/xxgk/day/{day + step}'>{step}日公开事项</a>" for step in range(1, 6)
            )
            return Reply(document("校历", rows), headers=HTML)
        if found := re.fullmatch(r"/xxgk/list\?page=(\d+)", request.path):
            page = int(found[1])
            return Reply(
                document("信息公开", f"<a href='/xxgk/list?page={page + 1}'>下一页</a>"),
                headers=HTML,
            )
        return None

    site.html("/", site.school, "<a href='/xxgk/'>信息公开</a>")
    site.html(
        "/xxgk/",
        "信息公开",
        f"<a href='/xxgk/day/1'>公开日历</a><a href='/xxgk/list?page=1'>更多</a><a href='/xxgk/2024'>{report_title(site.school, 2024)}</a>",
    )
    site.report("/xxgk/2024", 2024)
    site.finds(2024, "/xxgk/2024")
    site.fallback = answer
    return site


def shared() -> Site:
    """Reports of three years in a page each, one of which lists all further ones below the text."""
    site = Site("凤凰民族大学", "/xxgk/bg/2024.html")
    for y in (2024, 2023, 2022):
        more = "".join(f"<li><a href='{k}.html'>{k}年</a></li>" for k in (2024, 2023, 2022))
        site.html(
            f"/xxgk/bg/{y}.html",
            f"{site.school}{y}年信息公开年度报告",
            f"<h1>{site.school}{y}年信息公开年度报告</h1><p>[ {y}-10-21 ]</p>{text_of(site.school, y)}<h3>历年报告</h3><ul>{more}</ul>",
        )
        site.finds(y, f"/xxgk/bg/{y}.html", date=f"{y}-10-21")
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


def nested() -> Site:
    """Relative links without a base: each step is a folder deeper, and the server answers all."""
    site = Site("螺旋工业学院")

    def f(request: Request) -> Reply | None:
        if request.path == "/robots.txt":
            return None
        if request.path.endswith("/bg2024.htm"):
            return Reply(
                document(
                    "x",
                    f"<h1>{site.school}2024年信息公开年度报告</h1><p>发布时间：2024-10-10</p>{text_of(site.school, 2024)}",
                ),
                headers=HTML,
            )
        return Reply(
            document(
                "信息公开年度报告",
                "<a href='xxgk/ndbg/'>年度报告</a><a href='xxgk/'>信息公开</a><a href='p/list2.htm'>下一页</a><li><a href='bg2024.htm'>2024年信息公开年度报告</a></li>",
            ),
            headers=HTML,
        )

    site.fallback = f
    site.finds(2024, "/bg2024.htm", date="2024-10-10")
    return site


def endless_hubs() -> Site:
    site = Site("万花科技学院")

    def f(request: Request) -> Reply | None:
        if request.path.startswith("/o?k="):
            k = int(request.path.partition("=")[2]) * 10 % 999983
            return Reply(
                document(
                    "信息公开",
                    "".join(f"<a href='/o?k={k + j}'>信息公开栏目{j}</a>" for j in range(1, 9)),
                ),
                headers=HTML,
            )
        return None

    site.fallback = f
    site.html("/", site.school, "<a href='/o?k=1'>信息公开</a><a href='/nb.html'>信息公开年报</a>")
    site.html("/nb.html", "信息公开年报", items([("/r/2023.html", "2023年", "2023-11-1")]))
    site.html(
        "/r/2023.html", "r", f"<h1>{site.school}2023年信息公开年报</h1>{text_of(site.school, 2023)}"
    )
    site.finds(2023, "/r/2023.html", date="2023-11-01")
    return site


def list_dashes() -> Site:
    site = Site("听涛海洋学院", "/list-12-1.html")
    for n, ys in ((1, (2024, 2023)), (2, (2022, 2021)), (3, (2020,))):
        site.html(
            f"/list-12-{n}.html",
            "信息公开年度报告",
            dated_list(site, ys, "/show-12-{y}-1.html")
            + f"<div class=pages><a class=a1>5条</a><a href='/list-12-{max(1, n - 1)}.html' class=a1>上一页</a>"
            + (
                f"<a title=下一页 href='/list-12-{n + 1}.html'><img src=/n.gif></a>"
                if n < 3
                else ""
            )
            + "</div>",
        )
    dated_reports(site, range(2020, 2025), "/show-12-{y}-1.html")
    return site


def list_slashes() -> Site:
    site = Site("望岳矿业大学", "/index.php/xxgk/lists/cid/7.html")
    for n, ys in ((1, (2024, 2023)), (2, (2022,)), (3, (2021,))):
        p = (
            "/index.php/xxgk/lists/cid/7.html"
            if n == 1
            else f"/index.php/xxgk/lists/cid/7/p/{n}.html"
        )
        site.html(
            p,
            "信息公开年度报告",
            dated_list(site, ys, "/index.php/xxgk/show/id/{y}.html")
            + "".join(
                f"<a class=num href='/index.php/xxgk/lists/cid/7/p/{k}.html'>{k}</a>"
                for k in (1, 2, 3)
                if k != n
            ),
        )
    site.pages["/index.php/xxgk/lists/cid/7/p/1.html"] = site.pages[
        "/index.php/xxgk/lists/cid/7.html"
    ]
    dated_reports(site, range(2021, 2025), "/index.php/xxgk/show/id/{y}.html")
    return site
