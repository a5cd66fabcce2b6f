"""Lists as state of a framework, offices far from the home page, lists of folders, viewers in Base64."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

from bench.local_sites import Reply
from tests.collector.sites.site import PDF, Site
from tests.collector.sites.writing import (
    SHORT,
    body,
    docx_of,
    lines_of,
    name_of,
    pdf_of,
    title_of,
)


def _art(
    site: Site, path: str, year: int, kind: str = "full", head: str = "", inner: str = ""
) -> None:
    site.html(
        path,
        f"{title_of(site.school, year, kind)}",
        f"<article><header><h1>{title_of(site.school, year, kind)}</h1>{head}</header>{inner or body(site.school, year, kind)}</article>",
    )


def state_in_page() -> Site:
    """A page of today's frameworks: the list as JSON in a script of type application/json, addresses by id only."""
    site = Site("临港数智大学", "/open")
    data = {
        "props": {
            "pageProps": {
                "articles": [
                    {
                        "id": y,
                        "title": name_of(site, y),
                        "publishedAt": f"{y}-10-26T08:00:00Z",
                        "slug": f"report-{y}",
                        "url": f"/open/p/report-{y}",
                    }
                    for y in (2024, 2023)
                ]
            }
        }
    }
    site.html(
        "/open",
        "信息公开",
        f"<div id='__next'><main><h1>信息公开年度报告</h1></main></div><script id='__NEXT_DATA__' type='application/json'>{json.dumps(data)}</script>",
    )
    for y in (2024, 2023):
        _art(
            site,
            f"/open/p/report-{y}",
            y,
            head=f"<time datetime='{y}-10-26T08:00:00Z'>{y}年10月26日</time>",
        )
        site.finds(y, f"/open/p/report-{y}", date=f"{y}-10-26")
    return site


def departments() -> Site:
    """The report is published by the school's office, three steps away from a home page without 信息公开."""
    site = Site("萍水陶瓷职业大学", "/")
    site.html(
        "/",
        site.school,
        "<a href='/jgsz/'>组织机构</a><a href='/rcpy/'>人才培养</a><a href='/zs/'>招生就业</a>",
    )
    site.html("/rcpy/", "人才培养", "<p>培养</p>")
    site.html("/zs/", "招生", "<p>招生</p>")
    site.html(
        "/jgsz/",
        "组织机构",
        "<ul><li><a href='/jwc/'>教务处</a></li><li><a href='/xb/'>党政办公室</a></li><li><a href='/hq/'>后勤处</a></li></ul>",
    )
    for k in ("jwc", "hq"):
        site.html(f"/{k}/", k, "<p>工作职责</p>")
    site.html(
        "/xb/", "党政办公室", "<a href='/xb/gzzd/'>规章制度</a><a href='/xb/dwgk/'>对外公开</a>"
    )
    site.html("/xb/gzzd/", "规章制度", "<p>制度</p>")
    site.html(
        "/xb/dwgk/",
        "对外公开",
        "<ul>"
        + "".join(f"<li><a href='{y}.htm'>{name_of(site, y, SHORT)}</a></li>" for y in (2023, 2022))
        + "</ul>",
    )
    for y in (2023, 2022):
        _art(site, f"/xb/dwgk/{y}.htm", y, SHORT, f"<p>{y + 1}-01-13 发布</p>")
        site.finds(y, f"/xb/dwgk/{y}.htm", date=f"{y + 1}-01-13")
    return site


def quarterly() -> Site:
    """One list for everything that is disclosed each year, twelve documents a year, the report one of them."""
    site = Site("雷州半岛师范学院", "/xxgk/gb")
    other = (
        "本科教学质量报告",
        "毕业生就业质量报告",
        "部门预算",
        "部门决算",
        "招生章程",
        "信息公开目录",
        "收费公示",
        "学费标准",
        "工作要点",
    )
    rows, n = "", 0
    for y in (2024, 2023, 2022):
        for t in other:
            n += 1
            rows += f"<li><a href='/xxgk/d/{n}'>{site.school}{y}年{t}</a><span>{y}-0{n % 9 + 1}-11</span></li>"
            site.html(
                f"/xxgk/d/{n}", t, f"<h1>{site.school}{y}年{t}</h1><p>{'按规定予以公开。' * 60}</p>"
            )
        rows += f"<li><a href='/xxgk/d/r{y}'>{y}年度报告（信息公开）</a><span>{y}-12-11</span></li>"
        _art(site, f"/xxgk/d/r{y}", y, SHORT, f"<p>发布人：校办　{y}-12-11　点击：5</p>")
        site.finds(y, f"/xxgk/d/r{y}", date=f"{y}-12-11")
    site.html("/xxgk/gb", "公开公示", f"<ul>{rows}</ul>")
    return site


def two_languages() -> Site:
    """A list in traditional characters; titles of the law: 校務公開; a report whose chapters stand in details."""
    site = Site("镜湖东亚大学", "/gongkai")
    site.html(
        "/gongkai",
        "校務公開",
        "<h2>校務公開年度報告</h2>"
        + "".join(
            f"<div><a href='/gongkai/{y}'>{y - 1}至{y}學年校務公開工作年度報告</a>　{y}年11月3日</div>"
            for y in (2024, 2023)
        ),
    )
    for y in (2024, 2023):
        text = lines_of(site.school, y)
        parts = "".join(
            f"<details><summary>{line}</summary></details>"
            if line[:2] in {"一、", "二、", "三、", "四、", "五、", "六、"}
            else f"<p>{line}</p>"
            for line in text
        )
        _art(site, f"/gongkai/{y}", y, head=f"<p>{y}年11月3日</p>", inner=parts)
        site.finds(y, f"/gongkai/{y}", date=f"{y}-11-03")
    return site


def pictures_as_links() -> Site:
    """Each year is a picture that leads to a file; the address says the year, the picture's name says the rest."""
    site = Site("松花江冰雪运动学院", "/xxgknb.html")
    site.html(
        "/xxgknb.html",
        "信息公开年报",
        "<div class=grid>"
        + "".join(
            f"<a href='/u/{y}/{y}0{k}.pdf' target=_blank><img src='/i/cover{y}.jpg' alt='{y}年年报封面'></a>"
            for k, y in enumerate((2023, 2022, 2021), 1)
        )
        + "</div>",
    )
    for k, y in enumerate((2023, 2022, 2021), 1):
        site.pages[f"/u/{y}/{y}0{k}.pdf"] = Reply(pdf_of(site.school, y, SHORT), headers=PDF)
        site.finds(y, "/xxgknb.html", f"/u/{y}/{y}0{k}.pdf")
    return site


def file_in_viewer_page() -> Site:
    """A list links a viewer of documents by number: the page of the viewer has the file in base64 or by a call."""
    site = Site("武陵山生态职业学院", "/xxgk/index.php/nb")
    site.html(
        "/xxgk/index.php/nb",
        "信息公开年度报告",
        "".join(
            f"<p><a href='/xxgk/index.php/view/{y}'>{name_of(site, y, SHORT)}</a>（{y + 1}/1/19）</p>"
            for y in (2023, 2022, 2021)
        ),
    )
    path = {y: f"/xxgk/storage/{y}/nb.pdf" for y in (2023, 2022, 2021)}
    encoded = base64.b64encode(path[2023].encode()).decode()
    site.html(
        "/xxgk/index.php/view/2023",
        name_of(site, 2023, SHORT),
        f"<h1>{name_of(site, 2023, SHORT)}</h1><iframe src='/onlinePreview?url={quote(encoded)}'></iframe><a class=dl href='{path[2023]}'><i class='icon-down'></i></a>",
    )
    site.html(
        "/xxgk/index.php/view/2022",
        name_of(site, 2022, SHORT),
        f"<h1>{name_of(site, 2022, SHORT)}</h1><div id=v></div><script>new Viewer('#v', {{ file: '{path[2022]}', lang: 'zh' }});</script>",
    )
    site.html(
        "/xxgk/index.php/view/2021",
        name_of(site, 2021, SHORT),
        f"<h1>{name_of(site, 2021, SHORT)}</h1><script>var host='/xxgk/storage/';var f = host + '2021/nb' + '.pdf';document.write('<embed src=\"'+f+'\">');</script>",
    )
    for y in (2023, 2022, 2021):
        site.pages[path[y]] = Reply(pdf_of(site.school, y, SHORT), headers=PDF)
        site.finds(y, f"/xxgk/index.php/view/{y}", path[y], date=f"{y + 1}-01-19")
    return site


def numbered_folders() -> Site:
    """Apache's list of a folder: names of files only, folders by year."""
    site = Site("大兴安岭林业学校", "/xxgk/")
    site.html(
        "/xxgk/",
        "Index of /xxgk",
        "<h1>Index of /xxgk</h1><pre><a href='?C=N;O=D'>Name</a> <a href='?C=M;O=A'>Last modified</a><hr><a href='/'>Parent Directory</a>\n<a href='2023/'>2023/</a> 2024-01-12 09:00 -\n<a href='2022/'>2022/</a> 2023-01-12 09:00 -\n</pre>",
    )
    site.html("/", site.school, "<a href='/xxgk/'>信息公开</a>")
    for y in (2023, 2022):
        name = quote(f"{y}年度信息公开工作报告.docx")
        site.html(
            f"/xxgk/{y}/",
            f"Index of /xxgk/{y}",
            f"<h1>Index of /xxgk/{y}</h1><pre><a href='/xxgk/'>Parent Directory</a>\n<a href='{name}'>{y}年度信息公开工作..&gt;</a> {y + 1}-01-12 09:0{y % 10} 25K\n<a href='{quote('会议纪要')}.docx'>会议纪要.docx</a> {y + 1}-01-12 09:00 12K</pre>",
        )
        site.pages[f"/xxgk/{y}/{name}"] = Reply(docx_of(site.school, y, SHORT))
        site.finds(y, f"/xxgk/{y}/", f"/xxgk/{y}/{name}", date=f"{y + 1}-01-12")
    site.forbidden = (r".*%E4%BC%9A%E8%AE%AE.*",)
    return site


def weights() -> Site:
    """A heavy page: two megabytes of styles and inline pictures before the text, the report below them."""
    site = Site("三峡库区移民大学", "/gk/nb.html")
    site.html(
        "/gk/nb.html",
        "信息公开年度报告",
        "".join(
            f"<li><a href='/gk/{y}.html'>{name_of(site, y)}</a> {y}-10-17</li>"
            for y in (2024, 2023)
        ),
    )
    picture = "data:image/png;base64," + "A" * 1_500_000
    for y in (2024, 2023):
        _art(
            site,
            f"/gk/{y}.html",
            y,
            head=f"<img src='{picture}'><style>{'.x{color:red}' * 40000}</style><p>时间：{y}-10-17</p>",
        )
        site.finds(y, f"/gk/{y}.html", date=f"{y}-10-17")
    return site
