"""Other documents, other units, the same report twice, nothing at all."""

from __future__ import annotations

from functools import cache

from bench.local_sites import Reply, report_paragraphs, report_title
from tests.collector.sites.site import (
    HTML,
    PDF,
    TRAP,
    Site,
    article,
    dated_reports,
    docx,
    items,
    text_of,
)


def others() -> Site:
    """Other documents, a unit's report, a scan, an old Word file."""
    site = Site("百川综合大学", home="/gk/")
    unit = "百川综合大学附属第一医院"
    links = [
        ("/gk/2024.html", report_title(site.school, 2024), ""),
        ("/gk/zl.html", "2023年本科教学质量报告", ""),
        ("/gk/zn.html", "信息公开指南", ""),
        ("/gk/unit.html", f"{unit}2023年信息公开年度报告", ""),
        ("/gk/2012.pdf", f"{site.school}2012年信息公开年度报告（扫描件）", "2012-12-20"),
        ("/gk/2010.doc", f"{site.school}2010年信息公开年度报告", ""),
    ]
    site.html("/gk/", "信息公开", items(links))
    site.report("/gk/2024.html", 2024)
    site.html(
        "/gk/zl.html",
        "2023年本科教学质量报告",
        "<h1>2023年本科教学质量报告</h1><p>" + "学校坚持以本为本，教学质量稳步提高。" * 60 + "</p>",
    )
    site.html(
        "/gk/zn.html",
        "信息公开指南",
        "<h1>信息公开指南</h1><p>"
        + "申请人应当填写信息公开申请表，信息公开机构自收到之日起15个工作日内答复。" * 20
        + "</p>",
    )
    lines = "".join(
        f"<p>{line.replace(site.school, unit).replace('学校', '医院')}</p>"
        for line in report_paragraphs(site.school, 2023)
    )
    site.html(
        "/gk/unit.html",
        f"{unit}2023年信息公开年度报告",
        f"<h1>{unit}2023年信息公开年度报告</h1><div id=vsb_content>{lines}</div>",
    )
    site.pages["/gk/2012.pdf"] = Reply(scan(), headers=PDF)
    site.pages["/gk/2010.doc"] = Reply(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000),
        headers={"Content-Type": "application/msword"},
    )
    site.finds(2024, "/gk/2024.html")
    site.finds(2023, "/gk/unit.html", names_school=False)
    site.finds(2012, "/gk/", "/gk/2012.pdf", date="2012-12-20", text=False)
    site.finds(2010, "/gk/", "/gk/2010.doc", text=False)
    return site


@cache
def scan() -> bytes:
    """A PDF of a picture."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("L", (800, 1100), 240).save(file, "PDF")
    return file.getvalue()


def mixed_units() -> Site:
    site = Site("江畔大学")
    site.html("/", site.school, "<a href='/xxgk'>信息公开</a>")
    site.html(
        "/xxgk",
        "信息公开年度报告",
        items(
            [
                ("/x/1", report_title(site.school, 2024), "2024-10-20"),
                ("/x/2", "江畔大学继续教育学院2024年信息公开年度报告", ""),
                ("/x/3", "江畔大学明德学院2023-2024学年信息公开年度报告", ""),
            ]
        ),
    )
    site.report("/x/1", 2024)
    site.finds(2024, "/x/1", date="2024-10-20")
    for k, u in ((2, "江畔大学继续教育学院"), (3, "江畔大学明德学院")):
        site.html(
            f"/x/{k}",
            u,
            f"<h1>{u}2023-2024学年信息公开年度报告</h1><div id=vsb_content>"
            + "".join(
                f"<p>{line.replace('江畔大学', u)}</p>"
                for line in report_paragraphs("江畔大学", 2023 if k == 2 else 2022)
            )
            + "</div>",
        )
        site.finds(2024, f"/x/{k}", names_school=False)
    return site


def units() -> Site:
    """Reports of other units, notices, templates and the ministry's report among the school's."""
    site = Site("颍川医科大学", "/xxgk/")
    school = site.school
    hospital, college = f"{school}附属第一医院", f"{school}临床学院"
    links = [
        ("a/1.htm", f"{school}2024年信息公开年度报告", "2024-10-30"),
        ("a/2.htm", f"{hospital}2024年信息公开年度报告", "2024-10-29"),
        ("a/3.htm", "关于报送2024年信息公开年度报告的通知", "2024-09-10"),
        ("a/4.htm", "信息公开年度报告（模板）", "2024-09-10"),
        ("a/5.htm", "教育部2023年政府信息公开工作年度报告", "2024-01-30"),
        ("a/6.htm", f"{college}2023年信息公开年度报告", "2023-10-29"),
        ("a/7.htm", "2023年信息公开年度报告", "2023-10-30"),
        ("a/8.htm", "2024年信息公开事项清单落实情况一览表", "2024-10-30"),
        ("a/9.htm", "一图读懂2024年信息公开年度报告", "2024-11-01"),
        (f"http://{TRAP}:{{port}}/moe.htm", "教育部信息公开年度报告", ""),
        ("a/10.htm", "2023年本科教学质量年度报告", "2023-12-01"),
    ]
    site.html("/xxgk/", "年度报告", items(links))

    def page(path: str, title: str, date: str, body: str) -> None:
        site.html(
            f"/xxgk/a/{path}",
            title,
            f"<div class=pos>当前位置：<a href='/xxgk/'>年度报告</a></div><h2>{title}</h2><div>日期：{date}</div><div class=con>{body}</div><p>版权所有：{school}</p>",
        )

    page("1.htm", f"{school}2024年信息公开年度报告", "2024-10-30", text_of(school, 2024))
    page("2.htm", f"{hospital}2024年信息公开年度报告", "2024-10-29", text_of(hospital, 2024))
    page(
        "3.htm",
        "关于报送2024年信息公开年度报告的通知",
        "2024-09-10",
        "<p>各学院、各部门：</p><p>根据《高等学校信息公开办法》和省教育厅的要求，学校将编制2023—2024学年信息公开年度报告。请各单位从以下方面总结：</p><p>一、概述</p><p>二、主动公开情况</p><p>三、依申请公开情况</p><p>四、存在的问题和改进措施</p><p>请于9月30日前将电子版发送至办公室邮箱。</p><p>附件：<a href='mb.docx'>信息公开年度报告模板.docx</a></p>",
    )
    page(
        "4.htm",
        "信息公开年度报告（模板）",
        "2024-09-10",
        "<p>一、概述</p><p>××××××</p><p>二、主动公开情况</p><p>主动公开信息××条。</p><p>三、依申请公开情况</p><p>共收到申请××件。</p>",
    )
    page(
        "5.htm",
        "教育部2023年政府信息公开工作年度报告",
        "2024-01-30",
        "<p>本报告根据《中华人民共和国政府信息公开条例》编制，教育部2023年政府信息公开工作情况如下。</p><p>一、总体情况</p><p>教育部高度重视政务公开工作，主动公开各类信息6312条。</p><p>二、主动公开政府信息情况</p><p>制发规章2件。</p><p>三、收到和处理政府信息公开申请情况</p><p>新收政府信息公开申请1200件。</p><p>四、存在的主要问题及改进情况</p><p>教育部</p><p>2024年1月30日</p>",
    )
    page("6.htm", f"{college}2023年信息公开年度报告", "2023-10-29", text_of(college, 2023))
    page("7.htm", "2023年信息公开年度报告", "2023-10-30", text_of(school, 2023))
    page(
        "8.htm",
        "2024年信息公开事项清单落实情况一览表",
        "2024-10-30",
        "<table><tr><td>序号</td><td>事项</td><td>是否公开</td></tr><tr><td>1</td><td>办学规模</td><td>是</td></tr></table>",
    )
    page("9.htm", "一图读懂2024年信息公开年度报告", "2024-11-01", "<img src=/i/1.jpg>")
    page(
        "10.htm",
        "2023年本科教学质量年度报告",
        "2023-12-01",
        "<p>一、本科教育基本情况</p><p>学校现有本科专业66个。</p>",
    )
    template = docx("××大学", 2024)
    site.pages["/xxgk/a/mb.docx"] = Reply(
        template, headers={"Content-Type": "application/octet-stream"}
    )
    site.finds(2024, "/xxgk/a/1.htm", date="2024-10-30")
    site.finds(2024, "/xxgk/a/2.htm", date="2024-10-29", names_school=False)
    site.finds(2023, "/xxgk/a/6.htm", date="2023-10-29", names_school=False)
    site.finds(2023, "/xxgk/a/7.htm", date="2023-10-30")
    return site


def twice() -> Site:
    """The same report under three addresses, with other pages around it; a base element."""
    site = Site("同泽科技学院", home="/a/b/index.html")
    links = [
        ("gk/2024.htm", report_title(site.school, 2024), "2024-10-30"),
        ("gk/print.php?id=2024", report_title(site.school, 2024), ""),
        ("/old/2024.htm?from=old", "2024年信息公开年度报告", ""),
    ]
    site.html("/a/b/index.html", "信息公开年度报告", items(links), head="<base href='/base/'>")
    site.report("/base/gk/2024.htm", 2024, date="2024-10-30")
    site.html("/base/gk/print.php?id=2024", "打印", article(site.school, 2024, date="2024-10-30"))
    site.html("/old/2024.htm?from=old", "旧版", "<div>旧版网站</div>" + article(site.school, 2024))
    site.finds(2024, "/base/gk/2024.htm", date="2024-10-30")
    return site


def mobile_twin() -> Site:
    site = Site("雪峰冶金大学")
    site.html(
        "/",
        site.school,
        "<a href='/m/'>手机版</a><a href='/en/'>English</a><a href='/xxgk.htm'>信息公开</a>",
    )
    site.html("/m/", site.school, "<a href='/m/xxgk.htm'>信息公开</a>")
    site.html("/en/", "Xuefeng University", "<a href='/en/info.htm'>Information Disclosure</a>")
    site.html(
        "/en/info.htm",
        "Information Disclosure",
        "<a href='/Info/2024.htm'>Annual Report on Information Disclosure 2024</a>",
    )
    for pre in ("", "/m"):
        site.html(
            f"{pre}/xxgk.htm",
            "信息公开年度报告",
            items(
                [
                    (f"{pre}/info/{y}.htm", f"{site.school}{y}年信息公开年度报告", f"{y}-10-09")
                    for y in (2024, 2023)
                ]
            ),
        )
        for y in (2024, 2023):
            site.html(
                f"{pre}/info/{y}.htm",
                "x",
                f"<div>{pre or '电脑版'}</div><h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}<p>{'触屏版 ' * 5 if pre else ''}</p>",
            )
    site.pages["/Info/2024.htm"] = site.pages["/info/2024.htm"]
    for y in (2024, 2023):
        site.finds(y, f"/info/{y}.htm", date=f"{y}-10-09")
    return site


def made_by_script() -> Site:
    site = Site("幻光信息学院", problem="needs a browser")
    site.html("/", site.school, "<a href='/gk'>信息公开</a>")
    site.html(
        "/gk",
        "信息公开",
        "<div id=list></div><script src='/jquery.js'></script><script>$.get('/api/list',function(d){$('#list').html(d)})</script>",
    )
    return site


def vue() -> Site:
    site = Site("前端软件学院", problem="needs a browser")
    site.pages["/"] = Reply(
        b"<!doctype html><html><head><title>x</title></head><body><noscript>You need to enable JavaScript</noscript><div id=app></div><script src=/js/app.js></script></body></html>",
        headers=HTML,
    )
    return site


def elsewhere() -> Site:
    site = Site("外链外语学院", problem="no report link found")
    site.html("/", site.school, f"<a href='http://{TRAP}:1/x'>信息公开</a>")
    return site


def ws_404() -> Site:
    site = Site("空谷学校", problem="no report link found")
    site.html("/", site.school, "<a href='/about.htm'>学校简介</a><a href='/xxgk.htm'>信息公开</a>")
    site.html("/about.htm", "简介", "<p>学校简介</p>")
    site.html("/xxgk.htm", "信息公开", "<p>栏目建设中</p>")
    return site


def titles() -> Site:
    site = Site("百家姓学院", "/open/index.php")
    names = {
        2024: "百家姓学院关于报送2023-2024学年信息公开工作年度报告的函",
        2023: "2023年度校务公开工作总结",
        2022: "百家姓学院2022年政府信息公开工作年度报告",
        2021: "关于发布学校2020—2021学年信息公开工作报告的通知",
        2020: "我校公布2020年信息公开年报",
        2019: "百家姓学院信息公开工作2019年度自查报告",
    }
    site.html(
        "/open/index.php",
        "公开栏",
        items(
            [(f"?m=show&aid={y}", t, f"{y}年12月1日") for y, t in names.items()]
            + [
                ("?m=show&aid=1", "关于做好2024年信息公开年度报告编制工作的通知", "2024-09-01"),
                ("?m=show&aid=2", "信息公开年度报告编制指南", "2024-09-01"),
            ]
        ),
    )
    for y, t in names.items():
        site.html(
            f"/open/index.php?m=show&aid={y}",
            t,
            f"<h1>{t}</h1><p>时间：{y}-12-01</p>{text_of(site.school, y)}",
        )
        site.finds(
            y, f"/open/index.php?m=show&aid={y}", date=f"{y}-12-01", title="" if y == 2021 else t
        )
    for n, t in (
        (1, "关于做好2024年信息公开年度报告编制工作的通知"),
        (2, "信息公开年度报告编制指南"),
    ):
        site.html(
            f"/open/index.php?m=show&aid={n}",
            t,
            f"<h1>{t}</h1><p>各单位：</p><p>一、概述。介绍本学年信息公开工作的总体情况。</p><p>二、主动公开情况。说明主动公开的数量、渠道。</p><p>三、依申请公开情况。说明收到申请、答复的件数。</p><p>四、评议情况。五、举报情况。请于9月20日前报送党政办公室。</p>"
            "<p>附件：<a href='/f/mb.doc.docx'>信息公开年度报告（参考样式）.docx</a></p>",
        )
    site.pages["/f/mb.doc.docx"] = Reply(docx("XX学院", 2024))
    return site


def colleges() -> Site:
    site = Site("明德综合大学", "/gk")
    rows = {
        "a": (f"{site.school}2024年信息公开年度报告", site.school, True),
        "b": ("计算机学院2024年信息公开年度报告", "计算机学院", False),
        "c": ("图书馆2024年信息公开年度报告", "图书馆", False),
        "d": (f"{site.school}附属中学2024年信息公开年度报告", f"{site.school}附属中学", False),
        "e": (f"{site.school}后勤集团2024年信息公开工作报告", f"{site.school}后勤集团", False),
        "f": ("厚朴师范学院2012年信息公开年度报告", "厚朴师范学院", False),
        "g": ("学校2011年信息公开年度报告", site.school, True),
    }
    site.html(
        "/gk", "信息公开年度报告", items([(f"/gk/{k}.htm", t, "") for k, (t, _, _) in rows.items()])
    )
    for k, (t, who, own) in rows.items():
        y = {"f": 2012, "g": 2011}.get(k, 2024)
        body = text_of(who, y).replace("共收到", f"全年（{k}）共收到")
        site.html(
            f"/gk/{k}.htm", t + "-" + site.school, f"<h1>{t}</h1><p>发布日期：{y}-10-16</p>{body}"
        )
        site.finds(y, f"/gk/{k}.htm", date=f"{y}-10-16", names_school=own)
    return site


def other_reports() -> Site:
    site = Site("砺剑体育大学", "/xxgk/")
    long = "学校坚持公开、公平、公正的原则，公开办事程序，公开结果。" * 40
    names = [
        "第六届教职工代表大会工作报告",
        "2024年度部门决算公开说明",
        "2024年毕业生就业质量年度报告",
        "2024年招生章程",
        "信息公开申请表",
        "信息公开指南（2024年版）",
        "2024年校务公开工作要点",
        "2023年信息公开工作考核办法",
    ]
    site.html(
        "/xxgk/",
        "信息公开",
        items(
            [(f"/xxgk/{n}.htm", t, "2024-05-05") for n, t in enumerate(names)]
            + [("/xxgk/r.htm", f"{site.school}2024年信息公开年度报告", "2024-10-16")]
        ),
    )
    for n, t in enumerate(names):
        site.html(
            f"/xxgk/{n}.htm",
            t,
            f"<h1>{t}</h1><p>一、总体要求</p><p>{long}</p><p>二、重点工作</p><p>{long}</p><p>{site.school}<br>2024年5月5日</p>",
        )
    dated_reports(site, (2024,), "/xxgk/r.htm")
    return site
