"""Awkward neighbours: other units, revisions, notices; encodings and types that lie; servers with moods."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from email.utils import formatdate
from urllib.parse import quote

from bench.local_sites import Reply, Request
from tests.collector.sites.clickable import shown
from tests.collector.sites.site import HTML, ROBOTS, TRAP, Site, document
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


def listing(links: list[tuple[str, str, str]]) -> str:
    return (
        "<div class='lb'>"
        + "".join(f"<dl><dt><a href='{h}'>{t}</a></dt><dd>{d}</dd></dl>" for h, t, d in links)
        + "</div>"
    )


def neighbours() -> Site:
    """Reports of a hospital and of a college, notices, a template, news about the report."""
    site = Site("凤台医科大学", "/gk/")
    school = site.school
    hospital, college = f"{school}附属第二医院", f"{school}护理学院"
    links = [(f"{y}.html", name_of(site, y), f"{y}-10-30") for y in (2024, 2023)]
    links += [
        ("yy.html", title_of(hospital, 2023, SHORT), "2024-01-11"),
        ("hl.html", title_of(college, 2023, SHORT), "2024-01-12"),
        ("tz.html", "关于编制2024年度信息公开工作年度报告的通知", "2024-09-10"),
        ("mb.html", "信息公开工作年度报告（模板）", "2024-09-10"),
        ("xw.html", "我校发布2023-2024学年信息公开工作年度报告", "2024-10-31"),
        ("jd.html", "一图读懂2024年信息公开年度报告", "2024-11-01"),
        ("pj.html", "教育厅通报2023年高校信息公开年度报告评议结果", "2024-03-01"),
        ("bk.html", "2023-2024学年本科教学质量报告", "2024-12-01"),
        ("jy.html", "2024届毕业生就业质量年度报告", "2024-12-30"),
    ]
    site.html("/gk/", "信息公开-年度报告", listing(links))
    for y in (2024, 2023):
        shown(site, f"/gk/{y}.html", y, "full", f"{y}-10-30")
        site.finds(y, f"/gk/{y}.html", date=f"{y}-10-30")
    for path, unit, day in (("yy", hospital, "2024-01-11"), ("hl", college, "2024-01-12")):
        site.html(
            f"/gk/{path}.html",
            title_of(unit, 2023, SHORT),
            f"<h2>{title_of(unit, 2023, SHORT)}</h2><p>发布时间：{day}</p>{body(unit, 2023, SHORT)}",
        )
        site.finds(2023, f"/gk/{path}.html", date=day, names_school=False)
    site.html(
        "/gk/tz.html",
        "通知",
        "<h2>关于编制2024年度信息公开工作年度报告的通知</h2><p>各部门、各单位：</p><p>根据《高等学校信息公开办法》，现就编制年度报告通知如下。</p><p>一、编制内容</p><p>包括概述、主动公开情况、依申请公开情况、评议情况、举报情况、存在问题和改进措施等。</p><p>二、时间要求</p><p>请于9月30日前报送材料。</p><p>三、工作要求</p><p>内容真实，数据准确。</p><p>附件：<a href='mb.docx'>年度报告模板</a></p><p>校长办公室<br>2024年9月10日</p>",
    )
    blank = [
        line.replace("2024", "XXXX").replace("2023", "XXXX") for line in lines_of("××单位", 2024)
    ]
    site.html(
        "/gk/mb.html",
        "模板",
        "<h2>信息公开工作年度报告（模板）</h2>"
        + "".join(
            f"<p>{line.translate({ord(c): '×' for c in '0123456789'})}</p>" for line in blank
        ),
    )
    site.html(
        "/gk/xw.html",
        "新闻",
        "<h2>我校发布2023-2024学年信息公开工作年度报告</h2><p>时间：2024-10-31</p><p>近日，我校发布信息公开年度报告，全面展示了信息公开工作情况。</p><p>报告全文见：<a href='/gk/2024.html'>信息公开年度报告</a></p>",
    )
    site.html(
        "/gk/jd.html", "解读", "<h2>一图读懂2024年信息公开年度报告</h2><p><img src='jd.jpg'></p>"
    )
    site.html(
        "/gk/pj.html",
        "评议",
        "<h2>教育厅通报2023年高校信息公开年度报告评议结果</h2><p>近日，教育厅通报了评议结果，"
        + "各高校年度报告质量明显提升。" * 20
        + "</p>",
    )
    for path, name in (
        ("bk", "2023-2024学年本科教学质量报告"),
        ("jy", "2024届毕业生就业质量年度报告"),
    ):
        site.html(
            f"/gk/{path}.html",
            name,
            f"<h2>{name}</h2>" + "<p>学校坚持立德树人，人才培养质量稳步提升。</p>" * 30,
        )
    return site


def revised() -> Site:
    """A revised version beside the first; the same page in a second column; English and mobile copies."""
    site = Site("岱海民族大学", "/")
    school = site.school
    site.html(
        "/",
        school,
        "<a href='/en/'>English</a><a href='/m/'>手机版</a><a href='/xxgk/nb.html'>信息公开年报</a><a href='/tzgg.html'>通知公告</a>",
    )
    site.html(
        "/xxgk/nb.html",
        "信息公开年报",
        listing(
            [
                ("/xxgk/2024.html", name_of(site, 2024), "2024-10-28"),
                ("/xxgk/2023x.html", name_of(site, 2023) + "（修订版）", "2023-11-20"),
                ("/xxgk/2023.html", name_of(site, 2023), "2023-10-28"),
            ]
        ),
    )
    site.html(
        "/tzgg.html",
        "通知公告",
        listing(
            [
                ("/tzgg/88.html", name_of(site, 2024), "2024-10-28"),
                ("/tzgg/1.html", "关于放假的通知", "2024-09-28"),
            ]
        ),
    )
    for path, y, day in (
        ("/xxgk/2024.html", 2024, "2024-10-28"),
        ("/xxgk/2023.html", 2023, "2023-10-28"),
    ):
        shown(site, path, y, "full", day)
        site.finds(y, path, date=day)
    shown(site, "/tzgg/88.html", 2024, "full", "2024-10-28")
    site.html("/tzgg/1.html", "放假", "<p>国庆节放假七天。</p>")
    text = body(school, 2023).replace("满意。", "满意，另有改进建议6条。")
    site.html(
        "/xxgk/2023x.html",
        school,
        f"<h2>{name_of(site, 2023)}（修订版）</h2><div>更新时间：2023-11-20</div>{text}",
    )
    site.finds(2023, "/xxgk/2023x.html", date="2023-11-20")
    site.html("/en/", school, "<a href='/en/idr.html'>Information Disclosure</a>")
    site.html(
        "/en/idr.html",
        "Information Disclosure",
        "<a href='/en/2024.html'>Annual Report on Information Disclosure 2023-2024</a>",
    )
    site.html(
        "/en/2024.html",
        "Annual Report",
        "<h2>Annual Report on Information Disclosure 2023-2024</h2><p>"
        + "The university discloses information in accordance with the measures. " * 30
        + "</p>",
    )
    site.html("/m/", school, "<a href='/m/list.html'>信息公开</a>")
    site.html(
        "/m/list.html",
        "信息公开",
        listing([(f"/m/show-{y}.html", name_of(site, y), "") for y in (2024, 2023)]),
    )
    for y, day in ((2024, "2024-10-28"), (2023, "2023-10-28")):
        site.html(
            f"/m/show-{y}.html", school, f"<h2>{name_of(site, y)}</h2><p>{day}</p>{body(school, y)}"
        )
    return site


def lying_charsets() -> Site:
    """The header, the page and the bytes say different things about the encoding."""
    site = Site("涪陵冶金专科学校", "/")
    school = site.school
    years = (2024, 2023, 2022, 2021)

    def page(
        title: str,
        content: str,
        says: str,
        really: str,
        header: str = "text/html",
        bom: bytes = b"",
    ) -> Reply:
        text = f"<html><head><meta http-equiv='Content-Type' content='text/html; charset={says}'><title>{title}</title></head><body>{content}</body></html>"
        return Reply(bom + text.encode(really), headers={"Content-Type": header})

    rows = listing([(f"/gk/{y}.htm", name_of(site, y, SHORT), f"{y + 1}-01-16") for y in years])
    site.pages["/"] = page(school, "<a href='/gk/'>信息公开</a>", "gb2312", "utf-8")
    site.pages["/gk/"] = page("年度报告", rows, "utf-8", "gbk", "text/html; charset=utf-8")
    cases = {
        2024: ("gb2312", "utf-8", "text/html", b""),
        2023: ("utf-8", "gb18030", "text/html; charset=UTF-8", b""),
        2022: ("gb2312", "gbk", "text/html; charset=ISO-8859-1", b""),
        2021: ("gbk", "utf-8", "text/html; charset=GBK", b"\xef\xbb\xbf"),
    }
    for y, (says, really, header, bom) in cases.items():
        site.pages[f"/gk/{y}.htm"] = page(
            school,
            f"<h1>{name_of(site, y, SHORT)}</h1><p>日期：{y + 1}-01-16</p>{body(school, y, SHORT)}",
            says,
            really,
            header,
            bom,
        )
        site.finds(y, f"/gk/{y}.htm", date=f"{y + 1}-01-16", title=name_of(site, y, SHORT))
    return site


def lying_files() -> Site:
    """Files without ending or with a wrong type; a zip with a folder of reports; names in words of mail."""
    site = Site("乌蒙工程学院", "/xxgk/ndbg")
    school = site.school
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for y in (2017, 2018):
            archive.writestr(
                f"年报/{y}/{school}{y}年信息公开工作年度报告.pdf", pdf_of(school, y, OLD)
            )
        archive.writestr("__MACOSX/年报/._2017.pdf", b"\x00\x05\x16\x07")
        archive.writestr("年报/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    mail = "=?UTF-8?B?5bm05oqlLnBkZg==?="
    served = {
        2024: (
            "/xxgk/file/9f8e7d",
            pdf_of(school, 2024),
            {"Content-Type": "application/octet-stream"},
        ),
        2023: (
            "/xxgk/attach?fid=23",
            docx_of(school, 2023),
            {
                "Content-Type": "application/x-download; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{mail}"',
            },
        ),
        2022: ("/xxgk/doc/2022.pdf", pdf_of(school, 2022), {"Content-Type": "text/plain"}),
        2021: (
            "/xxgk/doc/2021.aspx",
            pdf_of(school, 2021),
            {"Content-Type": "text/html; charset=utf-8"},
        ),
        2020: ("/xxgk/doc/2020.doc", docx_of(school, 2020), {"Content-Type": "application/msword"}),
        2019: ("/xxgk/doc/2019", pdf_of(school, 2019), {"Content-Type": "-"}),
    }
    rows = ""
    for y, (path, content, headers) in served.items():
        rows += f"<tr><td>{name_of(site, y)}</td><td>{y}.10.26</td><td><a href='{path}'>下载</a></td></tr>"
        site.pages[path] = Reply(content, headers=headers)
        site.finds(y, "/xxgk/ndbg", path, date=f"{y}-10-26")
    rows += "<tr><td>2017、2018年信息公开工作年度报告</td><td>2019.11.2</td><td><a href='/xxgk/attach?fid=17'>下载</a></td></tr>"
    rows += "<tr><td>信息公开申请表</td><td>2019.11.2</td><td><a href='/xxgk/attach?fid=99'>下载</a></td></tr>"
    site.pages["/xxgk/attach?fid=17"] = Reply(
        packed.getvalue(),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=utf-8''{quote('历年年报')}.zip",
        },
    )
    for y in (2017, 2018):
        site.finds(y, "/xxgk/ndbg", "/xxgk/attach?fid=17", in_archive=True)
    site.html(
        "/xxgk/ndbg",
        "信息公开年度报告",
        f"<table><tr><th>名称</th><th>时间</th><th>操作</th></tr>{rows}</table>",
    )
    site.forbidden = (r"/xxgk/attach\?fid=99",)
    return site


def robots_by_the_book() -> Site:
    """robots.txt: groups that repeat, the longest rule wins, `$`, comments, escapes, a long file."""
    site = Site("沁源司法警官学院", "/")
    filler = "".join(f"User-agent: bot{n}\nDisallow: /private{n}/\n\n" for n in range(4000))
    site.pages["/robots.txt"] = Reply(
        (
            "Sitemap: http://example.com/sitemap.xml\nUser-agent: *  # alle\nDisallow: /gk/  # Verzeichnis\nAllow: /gk/nb\n\n"
            + filler
            + "User-agent: *\nAllow: /gk/nb/2022.html$\nDisallow: /gk/nb/2022\nDisallow: /*/print/\nDisallow: /a%3cd\nDisallow: /%E5%86%85%E9%83%A8/\nDisallow:\n"
        ).encode(),
        headers=ROBOTS,
    )
    site.html(
        "/",
        site.school,
        "<a href='/gk/index.html'>信息公开</a><a href='/gk/nb/'>信息公开年度报告</a>",
    )
    site.html(
        "/gk/nb/",
        "信息公开年度报告",
        listing(
            [(f"/gk/nb/{y}.html", name_of(site, y), f"{y}-10-22") for y in (2024, 2023, 2022)]
            + [
                ("/gk/nb/2022.html?from=list", "2022年信息公开年度报告", ""),
                ("/gk/print/2021.html", name_of(site, 2021), ""),
                ("/内部/2020.html", name_of(site, 2020), ""),
                ("/a%3Cd/2019.html", name_of(site, 2019), ""),
            ]
        ),
    )
    for y in (2024, 2023, 2022):
        shown(site, f"/gk/nb/{y}.html", y, "full", f"{y}-10-22")
        site.finds(y, f"/gk/nb/{y}.html", date=f"{y}-10-22")
    site.forbidden = (
        r"/gk/index.html",
        r"/gk/nb/2022.html\?.*",
        r".*/print/.*",
        r"/%E5%86%85.*",
        r"/a%3[cC]d.*",
    )
    return site


def robots_moved_and_cr() -> Site:
    """robots.txt behind a redirect, its lines ended by CR alone."""
    site = Site("沱江航运学校", "/")
    site.pages["/robots.txt"] = Reply(b"", 301, {"Location": "/static/robots.txt"})
    site.pages["/static/robots.txt"] = Reply(
        b"\xef\xbb\xbfUser-Agent: xxgk-search/1.0\rDisallow: /gk/2023\r\rUser-agent: *\rDisallow: /\r",
        headers=ROBOTS,
    )
    site.html(
        "/",
        site.school,
        listing([(f"/gk/{y}.html", name_of(site, y, SHORT), "") for y in (2023, 2022)]),
    )
    for y in (2023, 2022):
        shown(site, f"/gk/{y}.html", y, SHORT, f"{y + 1}-01-09")
    site.finds(2022, "/gk/2022.html", date="2023-01-09")
    site.forbidden = (r"/gk/2023.*",)
    return site


def moody_server() -> Site:
    """429 with a date, a bomb, chunks that end early, deflate, a body that drips, HTTP/1.0."""
    site = Site("贺兰电力学院", "/gk/")
    school = site.school
    years = range(2017, 2025)

    def text(y: int) -> bytes:
        return document(
            school, f"<h2>{name_of(site, y)}</h2><p>日期：{y}-10-19</p>{body(school, y)}"
        )

    def later(request: Request) -> Reply:
        if site.counts[request.path] == 1:
            return Reply(
                b"slow down", 429, {"Retry-After": formatdate(time.time() + 2, usegmt=True)}
            )
        return Reply(text(2024), headers=HTML)

    def cut(request: Request) -> Reply:
        content = text(2022)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
        half = content[:300]
        if site.counts[request.path] == 1:
            return Reply(raw=head + f"{len(content):x}\r\n".encode() + half)
        chunks = b"".join(
            f"{len(content[i : i + 700]):X};x=1\r\n".encode() + content[i : i + 700] + b"\r\n"
            for i in range(0, len(content), 700)
        )
        return Reply(raw=head + chunks + b"0\r\n\r\n")

    site.html(
        "/gk/",
        "信息公开年度报告",
        listing([(f"{y}.html", name_of(site, y), f"{y}-10-19") for y in years]),
    )
    site.pages["/gk/2024.html"] = later
    bomb = gzip.compress(bytes(80_000_000), 9)
    site.pages["/gk/2023.html"] = Reply(bomb, headers={**HTML, "Content-Encoding": "gzip"})
    site.pages["/gk/2022.html"] = cut
    site.pages["/gk/2021.html"] = Reply(
        zlib.compress(text(2021)), headers={**HTML, "Content-Encoding": "deflate"}
    )
    site.pages["/gk/2020.html"] = Reply(
        raw=b"HTTP/1.0 200 OK\nContent-type: text/html\n\n" + text(2020)
    )
    site.pages["/gk/2019.html"] = Reply(text(2019), headers={**HTML, "Content-Encoding": "gzip"})
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    site.pages["/gk/2018.html"] = Reply(
        packer.compress(text(2018)) + packer.flush(),
        headers={**HTML, "Content-Encoding": "deflate"},
    )
    site.pages["/gk/2017.html"] = Reply(text(2017), 203, headers={"content-type": "TEXT/HTML"})
    for y in (2024, 2022, 2021, 2020, 2018, 2017):
        site.finds(y, f"/gk/{y}.html", date=f"{y}-10-19")
    return site


def cookie_on_page_two() -> Site:
    """The second page of the list asks for the cookie of the first, by a redirect to itself."""
    site = Site("芷江园艺学院", "/xx/list.php")

    def listed(request: Request) -> Reply | None:
        if request.path == "/robots.txt":
            return None
        if "sid=ok" not in request.headers.get("cookie", ""):
            return Reply(
                b"", 302, {"Location": request.path, "Set-Cookie": "sid=ok; Path=/; HttpOnly"}
            )
        if request.path == "/xx/list.php":
            return Reply(
                document(
                    "信息公开年报",
                    listing([("show.php?id=24", name_of(site, 2024), "2024-10-11")])
                    + "<a href='list.php?p=2'>下页</a>",
                ),
                headers=HTML,
            )
        if request.path == "/xx/list.php?p=2":
            return Reply(
                document(
                    "信息公开年报", listing([("show.php?id=23", name_of(site, 2023), "2023-10-11")])
                ),
                headers=HTML,
            )
        for y in (2024, 2023):
            if request.path == f"/xx/show.php?id={y % 100}":
                return Reply(
                    document(
                        "x", f"<h2>{name_of(site, y)}</h2><p>{y}-10-11</p>{body(site.school, y)}"
                    ),
                    headers=HTML,
                )
        return None

    site.fallback = listed
    for y in (2024, 2023):
        site.finds(y, f"/xx/show.php?id={y % 100}", date=f"{y}-10-11")
    return site


def labyrinth() -> Site:
    """Sorting, searching, calendars, folders that nest without end, pages past the end, 200 for what is gone."""
    site = Site("迷楼建筑大学", "/xxgk")
    years = (2024, 2023, 2022)

    def answer(request: Request) -> Reply | None:
        path = request.path
        if path == "/robots.txt":
            return None
        for y in years:
            if path.startswith(f"/xxgk/nb/{y}.html"):
                return Reply(
                    document(
                        site.school,
                        f"<h2>{name_of(site, y)}</h2><p>日期：{y}-10-13</p>{body(site.school, y)}",
                    ),
                    headers=HTML,
                )
        if path.startswith("/xxgk"):
            base = path.split("?")[0].rstrip("/")
            sort = "".join(
                f"<a href='?sort={s}&view={v}&r={abs(hash((path, s, v))) % 997}'>按{s}排序</a>"
                for s in ("date", "title", "hits")
                for v in ("list", "grid")
            )
            days = "".join(
                f"<a href='/xxgk/cal?d={(abs(hash(path)) + n) % 9999}'>{n}</a>"
                for n in range(1, 29)
            )
            nested = f"<a href='{base}/xxgk/'>信息公开</a><a href='/xxgk/search?q=信息公开年度报告&p={len(path)}'>信息公开年度报告搜索</a>"
            pages = f"<a href='?page={len(path) + 1}'>下一页</a>"
            rows = listing([(f"/xxgk/nb/{y}.html", name_of(site, y), f"{y}-10-13") for y in years])
            return Reply(document("信息公开", rows + sort + days + nested + pages), headers=HTML)
        return Reply(
            document("提示", "<h1>您访问的页面不存在</h1><a href='/xxgk'>返回信息公开</a>"),
            headers=HTML,
        )

    site.fallback = answer
    for y in years:
        site.finds(y, f"/xxgk/nb/{y}.html", date=f"{y}-10-13")
    return site


def inward() -> Site:
    """Links and redirects into networks that a crawler has no business in."""
    site = Site("雁北防灾学院", "/")
    links = [
        (f"http://{TRAP}/2024.htm", "2024年信息公开年度报告", ""),
        ("http://2130706683/2023.htm", "2023年信息公开年度报告", ""),
        ("http://0x7f0000fb/2022.htm", "2022年信息公开年度报告", ""),
        ("http://[::ffff:127.0.0.251]/2021.htm", "2021年信息公开年度报告", ""),
        ("http://169.254.169.254/latest/meta-data/", "2020年信息公开年度报告", ""),
        ("/r1", name_of(site, 2019), ""),
        ("/r2", name_of(site, 2018), ""),
        ("file:///etc/passwd", "2017年信息公开年度报告", ""),
        ("ftp://127.0.0.251/2016.doc", "2016年信息公开年度报告", ""),
        ("data:text/html,<h1>2015</h1>", "2015年信息公开年度报告", ""),
        ("/gk/2014.htm", name_of(site, 2014, OLD), "2015-03-01"),
    ]
    site.html(
        "/",
        site.school,
        f"<h3>信息公开年度报告</h3>{listing(links)}<iframe src='http://127.0.0.251:{{port}}/'></iframe>",
    )
    site.pages["/r1"] = Reply(b"", 302, {"Location": "http://127.0.0.251:{port}/2019.htm"})
    site.pages["/r2"] = Reply(b"", 307, {"Location": "http://[::ffff:7f00:fb]:{port}/2018.htm"})
    shown(site, "/gk/2014.htm", 2014, OLD, "2015-03-01")
    site.finds(2014, "/gk/2014.htm", date="2015-03-01")
    return site


def titles_in_pieces() -> Site:
    """Titles over several lines and elements; days in two boxes; the page's first heading is the column."""
    site = Site("瀚海草原学院", "/list")
    years = (2024, 2023, 2022, 2021)
    rows = "".join(
        f"<li><div class='time'><span>{y % 20 + 5:02}</span><em>{y}-10</em></div><div class='txt'><a href='/a/{y}'><h3>{site.school}</h3><p>{y - 1}-{y}学年信息公开<br>工作年度报告</p></a></div></li>"
        for y in years
    )
    site.html("/list", "信息公开", f"<h2>年度报告</h2><ul>{rows}</ul>")
    day = {y: f"{y}-10-{y % 20 + 5:02}" for y in years}
    heads = {
        2024: f"<h1>信息公开</h1><div class='t'><p>{site.school}</p><p>2023-2024学年信息公开工作年度报告</p></div><p class=sub>[ 发布日期 ] {day[2024]} [ 字号 大 中 小 ]</p>",
        2023: f"<h1><a href='/'><img src='logo.png' alt='{site.school}'></a></h1><h2><span>{site.school}</span><br/><span>2022-2023学年</span><span>信息公开工作年度报告</span></h2><p>{day[2023].replace('-', '.')}</p>",
        2022: f"<font face=黑体 size=5>{site.school}<br>2021-2022学年信息公开工作年度报告</font><p>时间:{day[2022].replace('-', '/')}</p>",
        2021: f"<div class='title'>{name_of(site, 2021)}</div><div>作者：<b>办公室</b> 时间：<b>{day[2021]}</b> 上次更新：<b>2022-03-05</b></div>",
    }
    for y in years:
        site.html(
            f"/a/{y}",
            f"信息公开-{site.school}",
            f"<div class='top'>今天是2026年11月30日 星期一</div>{heads[y]}{body(site.school, y)}<div class=foot>更新于2020-01-01 版权所有</div>",
        )
        site.finds(y, f"/a/{y}", date=day[y], title=name_of(site, y) if y != 2022 else "")
    return site
