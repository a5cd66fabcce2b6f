"""How many steps a list of reports is from the start, and through which pages."""

from __future__ import annotations

from urllib.parse import quote

from bench.local_sites import Reply, Request, report_paragraphs
from tests.collector.sites.site import (
    HTML,
    Site,
    article,
    document,
    docx,
    items,
    text_of,
)


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


def years_tree() -> Site:
    """Years as folders: each year's page lists several documents, one of them the report."""
    site = Site("年轮档案学院", "/")
    site.html("/", site.school, "<a href=/xxgkzl>信息公开专栏</a>")
    site.html(
        "/xxgkzl",
        "信息公开专栏",
        "".join(f"<a href='/xxgkzl/{y}/'>{y}年度</a>" for y in (2024, 2023, 2022)),
    )
    for y in (2024, 2023, 2022):
        site.html(
            f"/xxgkzl/{y}/",
            f"{y}年度",
            items(
                [
                    (f"/xxgkzl/{y}/1.html", "年度报告", f"{y}-10-16"),
                    (f"/xxgkzl/{y}/2.html", "工作要点", f"{y}-03-01"),
                ]
            ),
        )
        site.html(f"/xxgkzl/{y}/2.html", "工作要点", "<h1>工作要点</h1><p>一、加强领导。</p>")
        site.html(
            f"/xxgkzl/{y}/1.html",
            "年度报告",
            f"<h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}",
        )
        site.finds(y, f"/xxgkzl/{y}/1.html", date=f"{y}-10-16")
    return site
