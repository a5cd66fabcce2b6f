"""Reports among notices, in columns of years, behind attachments without names and scripts of old."""

from __future__ import annotations

from bench.local_sites import Reply
from tests.collector.sites.site import PDF, Site, named
from tests.collector.sites.writing import (
    OLD,
    SHORT,
    body,
    lines_of,
    name_of,
    pdf_of,
)


def news_among() -> Site:
    """No column of its own: the reports stand among notices, ten pages of them, as on many college sites."""
    site = Site("湛江热带作物学院", "/")
    site.html(
        "/",
        site.school,
        "<h3>通知公告</h3><ul>"
        + "".join(
            f"<li><a href='/tzgg/{n}.htm'>关于{n}号楼停水的通知</a><span>11-{n}</span></li>"
            for n in range(11, 18)
        )
        + "</ul><a href='/tzgg.htm'>更多&gt;&gt;</a><a href='/xygk.htm'>学院概况</a>",
    )
    site.html("/xygk.htm", "概况", "<p>概况</p>")
    for n in range(11, 18):
        site.html(f"/tzgg/{n}.htm", "停水通知", "<p>因检修停水。</p>")
    years = {3: 2023, 6: 2022, 8: 2021}
    for p in range(1, 10):
        rows = "".join(
            f"<li><a href='/tzgg/p{p}n{n}.htm'>关于第{p}{n}周会议安排的通知</a><span>2024-0{p}-1{n}</span></li>"
            for n in range(4)
        )
        if p in years:
            y = years[p]
            rows += f"<li><a href='/tzgg/bg{y}.htm'>{name_of(site, y, SHORT)}</a><span>{y + 1}-01-15</span></li>"
        more = f"<a href='/tzgg/{p + 1}.htm'>下页</a>" if p < 9 else ""
        site.html(
            "/tzgg.htm" if p == 1 else f"/tzgg/list{p}.htm",
            "通知公告",
            f"<ul>{rows}</ul><a href='/tzgg/list{p + 1}.htm'>下一页</a>"
            if p < 9
            else f"<ul>{rows}</ul>{more}",
        )
        for n in range(4):
            site.html(f"/tzgg/p{p}n{n}.htm", "会议", "<p>会议安排见附件。</p>")
    for y in years.values():
        site.html(
            f"/tzgg/bg{y}.htm",
            name_of(site, y, SHORT),
            f"<h1>{name_of(site, y, SHORT)}</h1><div>作者:院办 日期:{y + 1}-01-15</div>{body(site.school, y, SHORT)}",
        )
        site.finds(y, f"/tzgg/bg{y}.htm", date=f"{y + 1}-01-15")
    return site


def yearly_columns() -> Site:
    """A column for each school year, in each the catalogue's sections, one of which is the report."""
    site = Site("苍山文理学院", "/xxgk/index.html")
    site.html(
        "/xxgk/index.html",
        "信息公开网",
        "<ul class=year>"
        + "".join(
            f"<li><a href='{y}/index.html'>{y - 1}-{y}学年</a></li>" for y in (2024, 2023, 2022)
        )
        + "</ul>",
    )
    for y in (2024, 2023, 2022):
        site.html(
            f"/xxgk/{y}/index.html",
            f"{y - 1}-{y}学年信息公开",
            "<ol>"
            + "".join(
                f"<li><a href='{k}.html'>{t}</a></li>"
                for k, t in (
                    ("jbxx", "基本信息"),
                    ("zsks", "招生考试信息"),
                    ("cwzc", "财务资产信息"),
                    ("ndbg", "年度报告"),
                )
            )
            + "</ol>",
        )
        for k, t in (("jbxx", "基本信息"), ("zsks", "招生考试信息"), ("cwzc", "财务资产信息")):
            site.html(f"/xxgk/{y}/{k}.html", t, f"<h1>{t}</h1><p>{t}公开内容。</p>" * 8)
        site.html(
            f"/xxgk/{y}/ndbg.html",
            "年度报告",
            f"<div class='art'><p align=center>{name_of(site, y)}</p><p align=center>（{y}年10月）</p>{body(site.school, y)}</div>",
        )
        site.finds(y, f"/xxgk/{y}/ndbg.html")
    return site


def attachments_only_named_by_number() -> Site:
    """An article of one paragraph with the report behind 附件1, its tables behind 附件2, both without names."""
    site = Site("舟山水产大学", "/gk/list.php?cid=5")
    site.html(
        "/gk/list.php?cid=5",
        "信息公开报告",
        "".join(
            f"<p><a href='show.php?cid=5&aid={y}'>关于公开我校{y - 1}-{y}学年信息公开年度报告的公告</a> <em>{y}/11/1</em></p>"
            for y in (2024, 2023)
        ),
    )
    for y in (2024, 2023):
        page = f"/gk/show.php?cid=5&aid={y}"
        site.html(
            page,
            "公告",
            f"<h2>关于公开我校{y - 1}-{y}学年信息公开年度报告的公告</h2><p>按照要求，现将我校年度报告及有关事项清单予以公布，欢迎监督。</p><p>附件1：<a href='att.php?k={y}a'>点击</a></p><p>附件2：<a href='att.php?k={y}b'>点击</a></p><p>{site.school}<br>{y}年11月1日</p>",
        )
        site.pages[f"/gk/att.php?k={y}a"] = Reply(pdf_of(site.school, y), headers=named(f"{y}.pdf"))
        site.pages[f"/gk/att.php?k={y}b"] = Reply(
            b"PK\x03\x04 no workbook", headers=named(f"qd{y}.xlsx")
        )
        site.finds(y, page, f"/gk/att.php?k={y}a", date=f"{y}-11-01")
    return site


def hidden_in_menus() -> Site:
    """A mega menu: every column at once, hidden until the mouse is over it; the report's column only there."""
    site = Site("长白山林业大学", "/")
    columns = "".join(
        f"<dd><a href='/c/{n}.html'>{t}</a></dd>"
        for n, t in enumerate(
            (
                "学校章程",
                "领导分工",
                "机构设置",
                "财务信息",
                "招标采购",
                "人事招聘",
                "公开年报",
                "意见箱",
            )
        )
    )
    site.html(
        "/",
        site.school,
        f"<ul><li><a href='javascript:;'>学校概况</a></li><li><a href='javascript:void(0);'>信息公开</a><div style='display:none'><dl>{columns}</dl></div></li></ul>",
    )
    for n, t in enumerate(
        ("学校章程", "领导分工", "机构设置", "财务信息", "招标采购", "人事招聘", "", "意见箱")
    ):
        if t:
            site.html(f"/c/{n}.html", t, f"<p>{t}</p>")
    site.html(
        "/c/6.html",
        "公开年报",
        "<div>"
        + "".join(
            f"<div class=row><div class=l>{y + 1}<br>01/10</div><div class=r><a href='/d/{y}.html'>学校发布{y}年度信息公开报告</a><p>{lines_of(site.school, y, SHORT)[0][:60]}…</p></div></div>"
            for y in (2023, 2022, 2021)
        )
        + "</div>",
    )
    for y in (2023, 2022, 2021):
        site.html(
            f"/d/{y}.html",
            "详情",
            f"<h1>学校发布{y}年度信息公开报告</h1><p>{y + 1}/01/10</p>{body(site.school, y, SHORT)}",
        )
        site.finds(y, f"/d/{y}.html", date=f"{y + 1}-01-10")
    return site


def english_named() -> Site:
    """Addresses and files in English, link texts with marks; a canonical link; a print page; a PDF beside each page."""
    site = Site("前海国际商学院", "/en-cn/")
    site.html(
        "/en-cn/", site.school, "<footer><a href='/transparency'>信息公開 Transparency</a></footer>"
    )
    site.html(
        "/transparency",
        "信息公開",
        "<h4>Annual reports 年度報告</h4>"
        + "".join(
            f"<p>➤ <a href='/transparency/{y - 1}-{y % 100}'>AY {y - 1}/{y % 100} 信息公开年度报告 (NEW!)</a> | <a href='/transparency/{y - 1}-{y % 100}.pdf'>[PDF, 2 MB]</a> | <a href='/print/transparency/{y - 1}-{y % 100}'>打印</a></p>"
            for y in (2024, 2023)
        ),
    )
    for y in (2024, 2023):
        site.html(
            f"/transparency/{y - 1}-{y % 100}",
            "AY",
            f"<h1>{name_of(site, y)}</h1><p class='date'>Posted 2{y % 10} Oct {y}</p>{body(site.school, y)}",
            head=f"<link rel='canonical' href='/transparency/{y - 1}-{y % 100}'>",
        )
        site.pages[f"/transparency/{y - 1}-{y % 100}.pdf"] = Reply(
            pdf_of(site.school, y), headers=PDF
        )
        site.finds(y, f"/transparency/{y - 1}-{y % 100}")
    return site


def lists_in_columns() -> Site:
    """Two columns of one table row, a report in each cell; a day below each; a row of years as a heading."""
    site = Site("雅砻江水电学院", "/lm/xxgk.asp")
    cells = [
        (
            y,
            f"<td><a href='view.asp?id={y}'>{name_of(site, y, SHORT)}</a><br><font>{y + 1}-2-{y % 20 + 1}</font></td>",
        )
        for y in (2023, 2022, 2021, 2020)
    ]
    rows = f"<tr>{cells[0][1]}{cells[1][1]}</tr><tr>{cells[2][1]}{cells[3][1]}</tr>"
    site.html("/lm/xxgk.asp", "信息公开", f"<table><caption>年度报告</caption>{rows}</table>")
    for y, _ in cells:
        site.html(
            f"/lm/view.asp?id={y}",
            "查看",
            f"<table><tr><td align=center><b>{name_of(site, y, SHORT)}</b></td></tr><tr><td>{body(site.school, y, SHORT)}</td></tr></table>",
        )
        site.finds(y, f"/lm/view.asp?id={y}", date=f"{y + 1}-02-{y % 20 + 1:02}")
    return site


def mixed_years() -> Site:
    """Calendar years, school years and halves of years in one list; a report for several years; a supplement."""
    site = Site("井冈山红色文化学院", "/xxgk")
    rows = [
        ("a", "2023-2024学年信息公开工作年度报告", "2024-10-30", 2024, "full"),
        ("b", "2023年信息公开年报", "2024-01-20", 2023, SHORT),
        ("c", "2022年度（2022.1—2022.12）信息公开工作报告", "2023-01-20", 2022, SHORT),
        ("e", "信息公开工作总结（2021年）", "2022-01-20", 2021, SHORT),
    ]
    site.html(
        "/xxgk",
        "信息公开",
        "<ul>"
        + "".join(f"<li><a href='/xxgk/{k}'>{t}</a> {d}</li>" for k, t, d, _, _ in rows)
        + "<li><a href='/xxgk/s'>2023年信息公开工作要点</a> 2023-03-01</li><li><a href='/xxgk/h'>2023年上半年信息公开事项统计</a> 2023-07-01</li></ul>",
    )
    for k, t, d, y, kind in rows:
        site.html(
            f"/xxgk/{k}",
            t,
            f"<h1>{t}</h1><div class=info>{d} 来源：办公室</div>{body(site.school, y, kind)}",
        )
        site.finds(y, f"/xxgk/{k}", date=d)
    site.html(
        "/xxgk/s",
        "要点",
        "<h1>2023年信息公开工作要点</h1><p>一、推进主动公开。</p><p>二、规范依申请公开。</p>" * 6,
    )
    site.html(
        "/xxgk/h",
        "统计",
        "<h1>2023年上半年信息公开事项统计</h1><table><tr><td>主动公开</td><td>120</td></tr></table>"
        * 4,
    )
    return site


def scripts_of_old() -> Site:
    """Links that scripts of 2005 make: arrays, document.write in a loop, escape sequences, a tree menu."""
    site = Site("黄河水利工程学校", "/index.asp")
    site.html(
        "/index.asp",
        site.school,
        "<script src='/js/dtree.js'></script><script>d = new dTree('d');d.add(0,-1,'栏目');d.add(1,0,'学校概况','/gk.asp');d.add(2,0,'信息公开','/xxgk/list.asp?bid=2');d.add(3,2,'年度报告','/xxgk/list.asp?bid=2&sid=3');document.write(d);</script>",
    )
    site.html("/gk.asp", "概况", "<p>概况</p>")
    site.html("/xxgk/list.asp?bid=2", "信息公开", "<p>请选择左侧栏目</p>")
    js = "".join(
        f"document.write(\"<li><a href='show.asp?id={y}'>{name_of(site, y, OLD)}</a> <i>{y + 1}-3-2</i></li>\");"
        for y in (2014, 2013)
    )
    esc = "".join(f"\\u{ord(c):04x}" for c in name_of(site, 2012, OLD))
    site.html(
        "/xxgk/list.asp?bid=2&sid=3",
        "年度报告",
        f"<ul><script>{js}document.write('<li><a href=\"show.asp?id=2012\">{esc}<\\/a></li>');</script></ul>",
    )
    for y in (2014, 2013, 2012):
        site.html(
            f"/xxgk/show.asp?id={y}",
            "文章",
            f"<div class=bt>{name_of(site, y, OLD)}</div><div>发布:{y + 1}-3-2　点击:<script src='hits.asp?id={y}'></script></div>{body(site.school, y, OLD)}",
        )
        site.finds(y, f"/xxgk/show.asp?id={y}", date=f"{y + 1}-03-02")
    return site
