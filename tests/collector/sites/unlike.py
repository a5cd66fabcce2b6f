"""Kinds of site that are unlike the others: systems by others, files by the folder, pages of Word, frames in frames."""

from __future__ import annotations

from urllib.parse import quote

from bench.local_sites import Reply, Request
from tests.collector.sites.site import HTML, PDF, Site, document, named
from tests.collector.sites.writing import OLD, SHORT, body, docx_of, lines_of, name_of, pdf_of


def _page(site: Site, path: str, year: int, kind: str, day: str, inner: str = "") -> None:
    site.html(
        path,
        f"{name_of(site, year, kind)}",
        f"<div class='wz'><div class='wz-bt'>{name_of(site, year, kind)}</div><div class='wz-xx'><i>{day}</i><i>党委办公室</i><i>阅读 102</i></div>"
        f"<div class='wz-nr'>{inner or body(site.school, year, kind)}</div></div>",
    )


def siteserver() -> Site:
    """SiteServer: `/channels/88.html`, `/contents/88/512.html`, pages `88_2.html`, files through a download action."""
    site = Site("漓江旅游学院", "/index.html")
    site.html(
        "/index.html",
        site.school,
        "<div class='nav'><a href='/channels/80.html'>学院概况</a><a href='/channels/88.html'>信息公开</a></div>",
    )
    site.html("/channels/80.html", "概况", "<p>学院位于漓江之滨。</p>")
    site.html(
        "/channels/88.html",
        "信息公开",
        "<div class='side'><a href='/channels/89.html'>公开指南</a><a href='/channels/91.html'>公开年报</a></div>",
    )
    site.html("/channels/89.html", "公开指南", "<p>指南</p>")

    def row(y: int) -> str:
        return f"<div class='item'><a href='/contents/91/{y}.html'><div class='date'><b>{y % 17 + 3:02}</b><span>{y + 1}/01</span></div><div class='title'>{name_of(site, y, SHORT)}</div></a></div>"

    pages = [(2023, 2022), (2021, 2020), (2019,)]
    for n, years in enumerate(pages, 1):
        links = "".join(
            f"<a href='/channels/91{'' if k == 1 else f'_{k}'}.html'>{k}</a>"
            for k in range(1, 4)
            if k != n
        )
        site.html(
            f"/channels/91{'' if n == 1 else f'_{n}'}.html",
            "公开年报",
            "".join(map(row, years)) + f"<div class='pager'>{links}</div>",
        )
        for y in years:
            day = f"{y + 1}-01-{y % 17 + 3:02}"
            if y == 2021:
                action = "/api/stl/actions/download?siteId=1&channelId=91&contentId=2021&fileUrl=KJHDoweLKJ0secret0equals0"
                _page(
                    site,
                    f"/contents/91/{y}.html",
                    y,
                    SHORT,
                    day,
                    f"<p><a href='{action.replace('&', '&amp;')}'>附件下载</a></p>",
                )
                site.pages[action] = Reply(
                    docx_of(site.school, y, SHORT), headers=named("年报.docx", star=True)
                )
                site.finds(y, f"/contents/91/{y}.html", action, date=day)
            else:
                _page(site, f"/contents/91/{y}.html", y, SHORT, day)
                site.finds(y, f"/contents/91/{y}.html", date=day)
    return site


def empire() -> Site:
    """帝国 CMS: `/e/action/ListInfo/?classid=12&page=1`, files by `/e/DownSys/GetDown/`, an article in parts `456_2.html`."""
    site = Site("大凌河师范高等专科学校", "/")
    site.html("/", site.school, "<td><a href='/e/action/ListInfo/?classid=12'>校务公开</a></td>")

    def listed(query: str, years: tuple[int, ...], more: str) -> None:
        site.html(
            f"/e/action/ListInfo/?classid=12{query}",
            "校务公开",
            "<table>"
            + "".join(
                f"<tr><td height=25>·<a href='/xwgk/{y}/{y - 1568}.html' title='{name_of(site, y, OLD)}'>{name_of(site, y, OLD)[:18]}</a>&nbsp;({y + 1}-03-0{y % 8 + 1})</td></tr>"
                for y in years
            )
            + f"</table><a title='Total record'><b>4</b></a> {more}",
        )

    listed(
        "",
        (2016, 2015),
        "<b>1</b>&nbsp;<a href='/e/action/ListInfo/index.php?page=1&amp;classid=12&amp;totalnum=4'>2</a>&nbsp;<a href='/e/action/ListInfo/index.php?page=1&amp;classid=12&amp;totalnum=4'>下一页</a>",
    )
    rows = "".join(
        f"<tr><td>·<a href='/xwgk/{y}/{y - 1568}.html'>{name_of(site, y, OLD)}</a>&nbsp;({y + 1}-03-0{y % 8 + 1})</td></tr>"
        for y in (2014, 2013)
    )
    site.html(
        "/e/action/ListInfo/index.php?page=1&classid=12&totalnum=4",
        "校务公开",
        f"<table>{rows}</table><a href='/e/action/ListInfo/index.php?page=0&amp;classid=12&amp;totalnum=4'>1</a>",
    )
    listed_again = site.pages["/e/action/ListInfo/?classid=12"]
    site.pages["/e/action/ListInfo/index.php?page=0&classid=12&totalnum=4"] = listed_again
    for y in (2016, 2015, 2014, 2013):
        path = f"/xwgk/{y}/{y - 1568}.html"
        day = f"{y + 1}-03-0{y % 8 + 1}"
        if y == 2015:
            text = body(site.school, y, OLD)
            cut = text.index("<p>三、")
            turn = "<p align=center><b>1</b> <a href='447_2.html'>2</a> <a href='447_2.html'>下一页</a></p>"
            _page(site, path, y, OLD, day, text[:cut] + turn)
            _page(
                site,
                path.replace(".html", "_2.html"),
                y,
                OLD,
                day,
                text[cut:] + "<p align=center><a href='447.html'>1</a> <b>2</b></p>",
            )
            site.finds(y, path, date=day)
        elif y == 2014:
            _page(
                site,
                path,
                y,
                OLD,
                day,
                "<a href='#ecms' onclick=\"window.open('/e/DownSys/DownSoft/?classid=12&id=446&pathid=0','','width=300,height=300');\">下载地址一</a>",
            )
            site.html(
                "/e/DownSys/DownSoft/?classid=12&id=446&pathid=0",
                "下载",
                "<a href='../GetDown?classid=12&id=446&pathid=0&pass=8fa1'>点击开始下载</a>",
            )
            file = "/e/DownSys/GetDown?classid=12&id=446&pathid=0&pass=8fa1"
            site.pages[file] = Reply(pdf_of(site.school, y, OLD), headers=named("2014.pdf"))
            site.finds(y, path, file, date=day)
        else:
            _page(site, path, y, OLD, day)
            site.finds(y, path, date=day)
    return site


def documents_by_number() -> Site:
    """A portal by REST: `/portal/article/detail/a1b2?lang=zh`, attachments by UUID, hash routes beside plain ones."""
    site = Site("赤水数据工程学院", "/portal/home")
    site.html(
        "/portal/home",
        site.school,
        "<nav><a href='#/home'>首页</a><a href='/portal/channel/xxgk?lang=zh'>信息公开</a></nav>",
    )
    uid = {y: f"{y}f3a8-9c1b-4e77-b0{y % 100:02}" for y in (2025, 2024, 2023)}
    site.html(
        "/portal/channel/xxgk?lang=zh",
        "信息公开",
        "<section><h3>信息公开年度报告 <small>Annual</small></h3>"
        + "".join(
            f"<div role='listitem'><a href='/portal/article/detail/{u}?lang=zh' aria-label='{name_of(site, y)}'><img src='/i/doc.svg'></a><time>{y}.10.2{y % 10}</time></div>"
            for y, u in uid.items()
        )
        + "</section>",
    )
    for y, u in uid.items():
        path = f"/portal/article/detail/{u}?lang=zh"
        day = f"{y}-10-2{y % 10}"
        if y == 2024:
            file = f"/portal/file/{u}"
            _page(
                site,
                path,
                y,
                "full",
                day,
                f"<ul class='attachments'><li data-id='{u}'><a href='{file}'>{name_of(site, y)}</a><span>1.2MB</span></li></ul>",
            )
            site.pages[file] = Reply(
                pdf_of(site.school, y),
                headers={"Content-Type": "application/pdf", "Content-Disposition": "inline"},
            )
            site.finds(y, path, file, date=day)
        else:
            _page(site, path, y, "full", day)
            site.finds(y, path, date=day)
    return site


def picture_menu() -> Site:
    """A menu of pictures without alt texts; pinyin addresses; the list is a definition list of years."""
    site = Site("乌苏里旅游职业学校", "/")
    site.html(
        "/",
        "首页",
        "<table><tr><td><a href='xxjj.htm'><img src='m1.gif'></a></td><td><a href='xinxigk/'><img src='m2.gif'></a></td><td><a href='zsjy.htm'><img src='m3.gif'></a></td></tr></table>",
    )
    site.html("/xxjj.htm", "学校简介", "<p>简介</p>")
    site.html("/zsjy.htm", "招生就业", "<p>招生</p>")
    site.html(
        "/xinxigk/",
        "信息公开",
        "<dl><dt>年度报告</dt><dd><a href='2018nd.html'>二○一八年度</a></dd><dd><a href='2017nd.html'>二〇一七年度</a></dd><dd><a href='2016nd.html'>2016年度</a></dd><dt>收费公示</dt><dd><a href='sf.html'>2018年度</a></dd></dl>",
    )
    site.html("/xinxigk/sf.html", "收费公示", "<h3>2018年度收费公示</h3><p>学费每学年3500元。</p>")
    for y in (2018, 2017, 2016):
        _page(site, f"/xinxigk/{y}nd.html", y, OLD, f"{y + 1}-02-20")
        site.finds(y, f"/xinxigk/{y}nd.html", date=f"{y + 1}-02-20")
    return site


def office_pages() -> Site:
    """Pages saved from Word: no structure, a title in spans, the next report linked at the foot; a list in plain text."""
    site = Site("贡嘎藏医学院", "/xxgk.html")
    site.html(
        "/xxgk.html",
        "xxgk",
        "<div class=WordSection1><p class=MsoNormal><b><span lang=EN-US style='font-size:22pt'>信息公开</span></b></p><p class=MsoNormal><span>历年报告：</span><a href='bg2023.html'><span lang=EN-US>2023</span><span>年</span></a><span>、</span><a href='bg2022.html'><span lang=EN-US>2022</span>年</a>、<a href='bg2021.html'>2021年</a></p></div>",
    )
    for y in (2023, 2022, 2021, 2020):
        title = "".join(
            f"<span style='font-family:宋体'>{c}</span>" for c in name_of(site, y, SHORT)
        )
        text = "".join(
            f"<p class=MsoNormal style='text-indent:28pt'><span>{line[:9]}</span><span lang=EN-US>{line[9:]}</span></p>"
            for line in lines_of(site.school, y, SHORT)
        )
        older = (
            "<p class=MsoNormal><a href='bg2020.html'>查看2020年报告</a></p>" if y == 2021 else ""
        )
        site.html(
            f"/bg{y}.html",
            "未命名文档",
            f"<div class=WordSection1><p class=MsoNormal align=center><b>{title}</b></p>{text}{older}</div>",
        )
        site.finds(y, f"/bg{y}.html")
    return site


def many_files() -> Site:
    """A cloud folder: rows with sizes and days, files of all offices, the same report in two formats and as a draft."""
    site = Site("嘉陵轻工职业技术学院", "/pub/index.php?dir=xxgk")
    school = site.school
    files = {
        f"{school}2023年度信息公开工作报告.pdf": (2023, pdf_of(school, 2023, SHORT)),
        f"{school}2023年度信息公开工作报告.docx": (2023, docx_of(school, 2023, SHORT)),
        f"{school}2022年度信息公开工作报告.docx": (2022, docx_of(school, 2022, SHORT)),
        "信息公开年报2021（公示稿）.pdf": (2021, pdf_of(school, 2021, SHORT)),
        "2023年度就业质量报告.pdf": (0, b"%PDF-1.4 nothing"),
        "信息公开申请表.doc": (0, b"\xd0\xcf\x11\xe0"),
        "2022年部门决算.xlsx": (0, b"PK\x03\x04"),
    }
    rows = ""
    for n, (name, (year, content)) in enumerate(files.items()):
        path = f"/pub/download.php?dir=xxgk&file={quote(name)}"
        rows += f"<tr><td><img src='f.gif'><a href='download.php?dir=xxgk&file={quote(name)}'>{name}</a></td><td>{n + 100}.5 KB</td><td>2024-03-1{n} 09:1{n}</td></tr>"
        site.pages[path] = Reply(content, headers=named(name))
        if year == 2023 and name.endswith("docx"):
            continue
        if year:
            site.finds(year, "/pub/index.php?dir=xxgk", path, date=f"2024-03-1{n}")
    site.html(
        "/pub/index.php?dir=xxgk",
        "信息公开 - 文件列表",
        f"<table><tr><th><a href='?dir=xxgk&sort=name'>名称</a></th><th><a href='?dir=xxgk&sort=size'>大小</a></th><th><a href='?dir=xxgk&sort=date'>时间</a></th></tr><tr><td><a href='?dir='>上级目录</a></td></tr>{rows}</table>",
    )
    site.html(
        "/pub/index.php?dir=",
        "文件列表",
        "<a href='?dir=xxgk'>xxgk</a><a href='?dir=zhaosheng'>zhaosheng</a>",
    )
    for sort in ("name", "size", "date"):
        site.pages[f"/pub/index.php?dir=xxgk&sort={sort}"] = site.pages["/pub/index.php?dir=xxgk"]
    site.forbidden = (r".*%E7%94%B3%E8%AF%B7%E8%A1%A8.*",)
    return site


def layered_frames() -> Site:
    """The list in a frame in a frame, its articles behind a redirect by number; a robots.txt with a delay and a query rule."""
    site = Site("敖江水产职业学院", "/xxgk/")
    site.pages["/robots.txt"] = Reply(
        b"# robots\nUser-agent: *\nDisallow: /*?*session=\nDisallow: /xxgk/admin\nCrawl-delay: 0.2\nNoindex: /xxgk/\n",
        headers={"Content-Type": "text/plain"},
    )
    site.html(
        "/xxgk/", "信息公开", "<iframe src='main.jsp' width=100% onload='this.height=900'></iframe>"
    )
    site.html(
        "/xxgk/main.jsp",
        "main",
        "<div class=tab>信息公开年度报告</div><iframe id=if2 src=\"list.jsp?col=nb&rows=20\"></iframe><iframe src='/xxgk/counter.jsp?session=9'></iframe>",
    )
    site.html(
        "/xxgk/list.jsp?col=nb&rows=20",
        "list",
        "".join(
            f"<p>☆ <a href=\"javascript:parent.parent.show('{y}{y % 9}')\">{name_of(site, y, SHORT)}</a> <font color=gray>{y + 1}-01-07</font></p>"
            for y in (2023, 2022)
        )
        + f"<p>☆ <a target=_top href='go.jsp?nid=20213'>{name_of(site, 2021, SHORT)}</a> <font color=gray>2022-01-07</font></p><p><a target=_top href='/xxgk/go.jsp?nid=20204'>{name_of(site, 2020, SHORT)}</a></p><script>function show(n){{top.location.href='/xxgk/go.jsp?nid='+n;}}</script>",
    )
    for y, n in ((2023, "20237"), (2022, "20226"), (2021, "20213"), (2020, "20204")):
        site.pages[f"/xxgk/go.jsp?nid={n}"] = Reply(
            b"", 302, {"Location": f"/xxgk/art/{y}/{n}.shtml"}
        )
    for y, n in ((2023, "20237"), (2022, "20226"), (2021, "20213"), (2020, "20204")):
        _page(site, f"/xxgk/art/{y}/{n}.shtml", y, SHORT, f"{y + 1}-01-07 10:00")
        site.finds(y, f"/xxgk/art/{y}/{n}.shtml", date=f"{y + 1}-01-07")
    site.forbidden = (r".*session=.*",)
    return site


def lost_and_found() -> Site:
    """A list with dead links, a wrong link that shows another year, one that needs a password, a notice with the report attached."""
    site = Site("青海湖生态大学", "/xxgk/bg/")
    links = [
        ("2024.html", name_of(site, 2024)),
        ("dead.html", name_of(site, 2023)),
        ("2022.html", name_of(site, 2022)),
        ("2022.html?v=2", name_of(site, 2021)),
        ("inner.html", name_of(site, 2020)),
        ("tz2019.html", "关于公布2018-2019学年信息公开工作年度报告的通知"),
        ("hz.html", "历年信息公开工作年度报告汇总"),
    ]
    site.html(
        "/xxgk/bg/",
        "信息公开年度报告",
        "<ol>" + "".join(f"<li><a href='{h}'>{t}</a></li>" for h, t in links) + "</ol>",
    )
    for y in (2024, 2022):
        _page(site, f"/xxgk/bg/{y}.html", y, "full", f"{y}-10-25")
        site.finds(y, f"/xxgk/bg/{y}.html", date=f"{y}-10-25")
    site.pages["/xxgk/bg/2022.html?v=2"] = site.pages["/xxgk/bg/2022.html"]
    site.html(
        "/xxgk/bg/inner.html",
        "统一身份认证",
        "<form method=post action='/cas/login'><input name=u><input type=password name=p><button>登录</button></form>",
    )
    site.html(
        "/xxgk/bg/tz2019.html",
        "通知",
        "<h2>关于公布2018-2019学年信息公开工作年度报告的通知</h2><p>发布时间：2019-10-29</p><p>各单位：现将年度报告予以公布，请知悉。</p><p>附件：<a href='fj/2019.pdf'>年度报告</a>　<a href='fj/hzb.xls'>统计汇总表</a></p>",
    )
    site.pages["/xxgk/bg/fj/2019.pdf"] = Reply(pdf_of(site.school, 2019), headers=PDF)
    site.finds(2019, "/xxgk/bg/tz2019.html", "/xxgk/bg/fj/2019.pdf", date="2019-10-29")
    rows = "".join(
        f"<tr><td>{y}</td><td><a href='old/{y}.doc' title='点击下载'>Word</a></td></tr>"
        for y in (2018, 2017)
    )
    site.html(
        "/xxgk/bg/hz.html",
        "历年信息公开工作年度报告汇总",
        f"<h2>历年信息公开工作年度报告汇总</h2><table>{rows}</table>",
    )
    for y in (2018, 2017):
        site.pages[f"/xxgk/bg/old/{y}.doc"] = Reply(
            docx_of(site.school, y), headers={"Content-Type": "application/msword"}
        )
        site.finds(y, "/xxgk/bg/hz.html", f"/xxgk/bg/old/{y}.doc")
    return site


def wide_letters() -> Site:
    """Titles and days in full-width digits and Chinese numerals; traditional characters; a page in Big5-like GBK."""
    site = Site("珠澳合作大学", "/gk/")
    school = site.school

    def listed(_: Request) -> Reply:
        return Reply(
            document(
                "資訊公開",
                "<h2>資訊公開年度報告</h2><ul><li><a href='a.htm'>２０２３－２０２４學年資訊公開工作年度報告</a>（２０２４年１０月３０日）</li><li><a href='b.htm'>二〇二二至二〇二三学年信息公开工作年度报告</a> 二〇二三年十月三十日</li><li><a href='c.htm'>2021/22学年信息公开工作年度报告</a> 30/10/2022</li></ul>",
            ),
            headers=HTML,
        )

    site.pages["/gk/"] = listed
    for path, y in (("a", 2024), ("b", 2023), ("c", 2022)):
        site.html(
            f"/gk/{path}.htm",
            school,
            f"<h2>{name_of(site, y)}</h2><p>发布日期：{y}年10月30日</p>{body(school, y)}",
        )
        site.finds(y, f"/gk/{path}.htm", date=f"{y}-10-30")
    return site
