"""A made-up world of school sites: what each serves, what a person could click to, what is forbidden.

Each function builds one kind of site and says which reports a collector has to find on it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote, unquote_to_bytes

from bench.local_sites import Handler, Reply, Request, report_paragraphs, report_title
from tests.ingest.formats import as_docx, as_pdf

UA = "xxgk-search"
HTML = {"Content-Type": "text/html"}
PDF = {"Content-Type": "application/pdf"}
ROBOTS = {"Content-Type": "text/plain"}


@dataclass(frozen=True, slots=True)
class Expected:
    """A report that has to be found."""

    year: int
    page: str
    """Path of the page a person would cite."""
    file: str = ""
    """Path of the file, where that is another."""
    date: str = ""
    title: str = ""
    names_school: bool = True
    """Whether the manifest may state the site's school."""
    text: bool = True
    """Whether its text can be read."""
    in_archive: bool = False
    """One of several reports in an archive."""


@dataclass
class Site:
    """One school's site."""

    school: str
    home: str = "/"
    pages: dict[str, Reply | Handler] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    forbidden: tuple[str, ...] = ()
    """Patterns of paths that must not be requested."""
    problem: str = ""
    """What the table of the run has to say."""
    fallback: Handler | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def __call__(self, request: Request) -> Reply | None:
        self.counts[request.path] = self.counts.get(request.path, 0) + 1
        found = self.pages.get(request.path)
        if found is None:
            return self.fallback(request) if self.fallback else None
        return found(request) if callable(found) else found

    def html(self, path: str, title: str, body: str, **more: object) -> None:
        self.pages[path] = Reply(document(title, body, **more), headers=HTML)  # type: ignore[arg-type]

    def report(self, path: str, year: int, **more: str) -> None:
        """A report as a page."""
        self.html(path, report_title(self.school, year), article(self.school, year, **more))

    def finds(self, year: int, page: str, file: str = "", **more: object) -> None:
        self.expected.append(Expected(year, page, file, **more))  # type: ignore[arg-type]


def document(title: str, body: str, *, encoding: str = "utf-8", head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset={encoding}><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    ).encode(encoding)


def article(
    school: str, year: int, *, date: str = "", after: str = "", until: int | None = None
) -> str:
    lines = "".join(f"<p>{line}</p>" for line in report_paragraphs(school, year)[:until])
    published = f"<div class=meta>发布时间：{date} 点击数：<span>12</span></div>" if date else ""
    return (
        f"<div class=nav><a href='/'>首页</a></div><h1>{report_title(school, year)}</h1>{published}"
        f"<div id=vsb_content><div class=v_news_content>{lines}</div></div>{after}"
        f"<div class=footer>版权所有 {school}</div>"
    )


@cache
def pdf(school: str, year: int) -> bytes:
    return as_pdf([report_title(school, year), *report_paragraphs(school, year)])


@cache
def docx(school: str, year: int) -> bytes:
    return as_docx([report_title(school, year), *report_paragraphs(school, year)])


def items(links: Iterator[tuple[str, str, str]] | list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f"<li><a href='{href}'>{text}</a><span>{date}</span></li>" for href, text, date in links
    )
    return f"<ul class=list>{rows}</ul>"


def vsb() -> Site:
    """VisualSiteBuilder: 下页 and 尾页, cut titles, articles on two pages, a report two steps down."""
    site = Site("江州工业职业技术学院")
    site.html(
        "/",
        site.school,
        "<ul class=nav><li><a href='xxgk/index.htm'>信息公开</a></li><li><a href='zs.htm'>招生就业</a></li></ul>",
    )
    site.html(
        "/xxgk/index.htm",
        "信息公开网",
        "<a href='zn.htm'>信息公开指南</a><a href='ndbg.htm'>年度报告</a><a href='../zs.htm'>招生信息</a>",
    )
    pages = {
        "/xxgk/ndbg.htm": [2024, 2023],
        "/xxgk/ndbg/2.htm": [2022, 2021],
        "/xxgk/ndbg/1.htm": [2020, 2019],
    }
    for path, years in pages.items():
        up = "../" if path.count("/") == 2 else "../../"
        rows = "".join(
            f"<li><a href='{up}info/1022/{y}.htm' title='{report_title(site.school, y)}'>{report_title(site.school, y)[:14]}...</a>"
            f"<span>{y}-10-28</span></li>"
            for y in years
        )
        here = "ndbg/" if path.count("/") == 2 else ""
        bar = f"<a href='{here}2.htm'>下页</a><a href='{here}1.htm'>尾页</a>"
        site.html(path, f"年度报告-{site.school}", f"<ul>{rows}</ul>{bar}")
        for y in years:
            site.finds(
                y, f"/info/1022/{y}.htm", date=f"{y}-10-28", title=report_title(site.school, y)
            )
            site.report(f"/info/1022/{y}.htm", y, date=f"{y}-10-28")
    lines = report_paragraphs(site.school, 2024)
    title = report_title(site.school, 2024)
    first, second = ("".join(f"<p>{line}</p>" for line in part) for part in (lines[:6], lines[6:]))
    for path, part in (("/info/1022/2024.htm", first), ("/info/1022/2024_1.htm", second)):
        site.html(
            path,
            title,
            f"<h1>{title}</h1><div>发布时间：2024-10-28</div><div id=vsb_content>{part}</div>"
            "<a href='2024.htm'>1</a><a href='2024_1.htm'>2</a><a href='2024_1.htm'>下一页</a>",
        )
    site.html("/zs.htm", "招生", "<p>招生</p>")
    return site


def wordpress() -> Site:
    """WordPress: permalinks, /page/2/, share and feed links, posts linked with tracking parameters."""
    site = Site("湖东师范学院")
    site.forbidden = (r"/wp-json", r"/feed", r"replytocom")
    site.html(
        "/",
        site.school,
        "<a href='/category/disclosure/?utm_source=home'>信息公开</a><a href='/feed/'>RSS</a>",
    )
    for path, years, more in (
        (
            "/category/disclosure/",
            (2024, 2023),
            "<a class='next page-numbers' href='/category/disclosure/page/2/'>下一页</a>",
        ),
        ("/category/disclosure/page/2/", (2022,), ""),
    ):
        rows = "".join(
            f"<h2><a href='/{y}/10/report-{y}/?utm_source=list#more'>{report_title(site.school, y)}</a></h2><time>{y}年10月30日</time>"
            f"<a href='/{y}/10/report-{y}/?replytocom=5'>回复</a>"
            for y in years
        )
        site.html(path, f"信息公开 – {site.school}", rows + more)
        for y in years:
            page = Reply(
                document(report_title(site.school, y), article(site.school, y, date=f"{y}-10-30")),
                headers=HTML,
            )
            site.pages[f"/{y}/10/report-{y}/"] = page
            site.pages[f"/{y}/10/report-{y}/?utm_source=list"] = page
            site.finds(y, f"/{y}/10/report-{y}/", date=f"{y}-10-30")
    site.pages["/category/disclosure/?utm_source=home"] = site.pages["/category/disclosure/"]
    return site


def asp_in_gbk() -> Site:
    """ASP in GBK: Chinese in the query, back-slashes, ?id=, frames around a list."""
    site = Site("北原财经大学")
    link = "<a href='list.asp?bt=信息公开'>信息公开</a>"
    site.pages["/"] = Reply(
        b"<html><frameset rows='80,*'><frame src='top.asp'><frame src='main.asp'></frameset></html>",
        headers=HTML,
    )
    site.pages["/top.asp"] = Reply(document("top", "顶部", encoding="gbk"), headers=HTML)
    site.pages["/main.asp"] = Reply(
        document(site.school, link, encoding="gbk"), headers={"Content-Type": "text/html"}
    )
    rows = items(
        [
            (f"news\\show.asp?id={y}", f"{y}年信息公开工作年度报告", f"{y}-11-2")
            for y in (2015, 2016)
        ]
    )
    query = quote("信息公开".encode("gbk"))
    site.pages[f"/list.asp?bt={query}"] = Reply(
        document("信息公开", rows, encoding="gbk"),
        headers={"Content-Type": "text/html; charset=gb2312"},
    )
    for y in (2015, 2016):
        page = document(f"{y}年信息公开工作年度报告", article(site.school, y), encoding="gbk")
        site.pages[f"/news/show.asp?id={y}"] = Reply(page, headers=HTML)
        site.finds(y, f"/news/show.asp?id={y}", date=f"{y}-11-02")
    return site


def attachments() -> Site:
    """A list of attachments only: GBK names in paths and headers, 下载 in a table, docx and pdf of one report."""
    site = Site("云岭医科大学", home="/xxgk.htm")
    gbk = f"/upload/{quote('年报2021'.encode('gbk'))}.pdf"
    table = "".join(
        f"<tr><td>{y}</td><td>{report_title(site.school, y)}</td><td>{y}-10-20</td><td><a href='{href}'>下载</a></td></tr>"
        for y, href in (
            (2024, "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=AB24"),
            (2023, "/f/2023.docx"),
            (2021, gbk),
        )
    )
    extra = f"<p>附件：<a href='/f/form.doc'>信息公开申请表</a> <a href='/f/2022.pdf'>{report_title(site.school, 2022)}.pdf</a> <a href='/f/2022.docx'>{report_title(site.school, 2022)}.docx</a></p>"
    site.html("/xxgk.htm", "信息公开年度报告", f"<h2>年度报告</h2><table>{table}</table>{extra}")
    named = {**PDF, "Content-Disposition": 'attachment; filename="云岭2024年报.pdf"'}
    site.pages["/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=AB24"] = (
        Reply(pdf(site.school, 2024), headers=named)
    )
    site.pages["/f/2023.docx"] = Reply(
        docx(site.school, 2023), headers={"Content-Type": "application/octet-stream"}
    )
    site.pages[gbk] = Reply(pdf(site.school, 2021), headers=PDF)
    site.pages["/f/2022.docx"] = Reply(docx(site.school, 2022))
    site.pages["/f/2022.pdf"] = Reply(pdf(site.school, 2022), headers=PDF)
    site.finds(
        2024,
        "/xxgk.htm",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=AB24",
        date="2024-10-20",
    )
    site.finds(2023, "/xxgk.htm", "/f/2023.docx", date="2023-10-20")
    site.finds(2021, "/xxgk.htm", gbk, date="2021-10-20")
    site.finds(2022, "/xxgk.htm", "/f/2022.pdf")
    site.forbidden = (r"/f/form\.doc",)
    return site


def viewers() -> Site:
    """Pages that hold only a viewer: showVsbpdfIframe, viewer.html?file=, an iframe, an object."""
    site = Site("南屿海洋大学")
    ways = {
        2024: '<script>showVsbpdfIframe("/__local/2024.pdf","100%","900","")</script>',
        2023: f"<iframe src='/pdfjs/web/viewer.html?file={quote('/__local/2023.pdf', safe='')}'></iframe>",
        2022: "<iframe src='../__local/2022.pdf' width=800></iframe>",
        2021: "<object data='/__local/2021.pdf' type='application/pdf'></object>",
        2020: "<p><a href='/__local/2020.pdf'>点击查看全文</a></p>",
    }
    site.html("/", site.school, "<a href='/gk/'>信息公开</a>")
    site.html(
        "/gk/",
        "信息公开",
        items([(f"{y}.htm", report_title(site.school, y), f"{y}-10-31") for y in ways]),
    )
    for y, way in ways.items():
        site.html(
            f"/gk/{y}.htm",
            report_title(site.school, y),
            f"<h1>{report_title(site.school, y)}</h1><div>发布日期：{y}-10-31</div>{way}",
        )
        site.pages[f"/__local/{y}.pdf"] = Reply(pdf(site.school, y), headers=PDF)
        site.finds(y, f"/gk/{y}.htm", f"/__local/{y}.pdf", date=f"{y}-10-31")
    return site


def redirects() -> Site:
    """A moved site, a meta refresh, a script that goes on, a redirect loop, one to another site."""
    site = Site("东陵理工学院")
    site.pages["/"] = Reply(b"", 302, {"Location": "/new/"})
    site.pages["/new/"] = Reply(
        b"<html><head><meta http-equiv='Refresh' content='0; URL=main.htm'></head></html>",
        headers=HTML,
    )
    site.html(
        "/new/main.htm",
        site.school,
        "<a href='/go.htm'>信息公开</a><a href='/loop'>信息公开目录</a><a href='/away'>信息公开平台</a><a href='/private'>信息公开专栏</a>",
    )
    site.pages["/go.htm"] = Reply(
        b"<html><script>window.location.href='/gk/list.htm';</script></html>", headers=HTML
    )
    site.html(
        "/gk/list.htm",
        "信息公开",
        items([("/r?to=2024", report_title(site.school, 2024), "2024-10-9")]),
    )
    site.pages["/r?to=2024"] = Reply(b"", 301, {"Location": "/gk/2024.html"})
    site.report("/gk/2024.html", 2024)
    site.finds(2024, "/gk/2024.html", date="2024-10-09")
    site.pages["/loop"] = Reply(b"", 302, {"Location": "/loop2"})
    site.pages["/loop2"] = Reply(b"", 302, {"Location": "/loop"})
    site.pages["/away"] = Reply(b"", 302, {"Location": "http://127.0.0.251:{port}/stolen"})
    site.pages["/private"] = Reply(b"", 302, {"Location": "http://10.255.255.1/secret"})
    return site


def soft_404() -> Site:
    """Half of the links lead to a friendly page that says 200; the others are right."""
    site = Site("西岭农业大学")
    site.html("/", site.school, "<a href='/xxgk/'>信息公开</a>")
    links = [(f"/xxgk/{y}.html", report_title(site.school, y), "") for y in range(2019, 2025)]
    site.html("/xxgk/", "信息公开年度报告", items(links))
    for y in (2020, 2022, 2024):
        site.report(f"/xxgk/{y}.html", y)
        site.finds(y, f"/xxgk/{y}.html")
    gone = Reply(
        document("出错了", "<h1>抱歉，您访问的页面不存在</h1><a href='/'>返回首页</a>"),
        headers=HTML,
    )
    site.fallback = lambda request: None if request.path == "/robots.txt" else gone
    return site


def sessions() -> Site:
    """Every link carries another session; each page answers under every session."""
    site = Site("中川航空学院")
    counter = iter(range(10_000))

    def link(path: str) -> str:
        return f"{path};jsessionid=A{next(counter):015X}"

    def answer(request: Request) -> Reply | None:
        path = re.sub(r";jsessionid=\w+", "", request.path)
        if path == "/":
            body = f"<a href='{link('/gk.do')}'>信息公开</a><a href='{link('/gk.do')}'>信息公开</a>"
            return Reply(document(site.school, body), headers=HTML)
        if path == "/gk.do":
            rows = [
                (
                    link(f"/show.do?id={y}").replace(f"?id={y}", "") + f"?id={y}",
                    report_title(site.school, y),
                    "",
                )
                for y in (2022, 2023)
            ]
            return Reply(
                document("信息公开", items(rows) + f"<a href='{link('/gk.do')}'>刷新</a>"),
                headers=HTML,
            )
        if found := re.fullmatch(r"/show\.do\?id=(\d+)", path):
            return Reply(document("公开报告", article(site.school, int(found[1]))), headers=HTML)
        return None

    site.fallback = answer
    for y in (2022, 2023):
        site.finds(y, f"/show.do?id={y}")
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


def slow() -> Site:
    """Slow answers, and one page that never comes."""
    site = Site("平沙美术学院", home="/gk")
    rows = items([(f"/gk/{y}", report_title(site.school, y), "") for y in (2021, 2022, 2023)])
    site.pages["/gk"] = Reply(document("信息公开年度报告", rows), headers=HTML, wait=0.5)
    for y in (2021, 2023):
        site.pages[f"/gk/{y}"] = Reply(
            document(report_title(site.school, y), article(site.school, y)), headers=HTML, wait=0.5
        )
        site.finds(y, f"/gk/{y}")
    site.pages["/gk/2022"] = Reply(b"", wait=30)
    return site


def broken() -> Site:
    """Connections that break once, bodies that end early, answers that are no HTTP."""
    site = Site("清溪铁道学院", home="/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items([(f"/gk/{y}", report_title(site.school, y), "") for y in (2020, 2021, 2022)]),
    )
    whole = document(report_title(site.school, 2021), article(site.school, 2021))

    def once(request: Request) -> Reply:
        return (
            Reply(whole[:400], declared=len(whole))
            if site.counts[request.path] == 1
            else Reply(whole)
        )

    site.pages["/gk/2021"] = once
    site.pages["/gk/2020"] = Reply(raw=b"\x00\x01 nonsense \r\n\r\n")
    site.pages["/gk/2022"] = Reply(whole[:300], declared=90_000)
    site.finds(2021, "/gk/2021")
    return site


def refusing() -> Site:
    site = Site("石门警官学院", problem="403")
    site.fallback = lambda request: (
        None if request.path == "/robots.txt" else Reply(b"Forbidden", 403)
    )
    return site


def busy() -> Site:
    """429 with Retry-After: the same page is there a second later."""
    site = Site("望江传媒大学", home="/gk")

    def patient(request: Request) -> Reply:
        if site.counts[request.path] == 1:
            return Reply(b"slow down", 429, {"Retry-After": "1"})
        return Reply(
            document(report_title(site.school, 2023), article(site.school, 2023)), headers=HTML
        )

    site.html(
        "/gk",
        "信息公开年度报告",
        items([("/gk/2023", report_title(site.school, 2023), "2023-10-27")]),
    )
    site.pages["/gk/2023"] = patient
    site.finds(2023, "/gk/2023", date="2023-10-27")
    return site


def robots_forbids() -> Site:
    site = Site("禁苑学院", problem="robots.txt forbids", forbidden=(r"/(?!robots\.txt).*",))
    site.pages["/robots.txt"] = Reply(b"User-agent: *\r\nDisallow: /\r\n", headers=ROBOTS)
    site.html("/", site.school, "<a href='/gk'>信息公开</a>")
    return site


def robots_in_part() -> Site:
    """A rule for us by name, which is stricter than that for all; a file below a forbidden path."""
    site = Site("双河幼儿师范高等专科学校", forbidden=(r"/secret/.*", r"/gk/2020"))
    rules = "User-agent: *\nDisallow:\n\nUser-agent: XXGK-Search\nDisallow: /secret/\nDisallow: /*2020$\n"
    site.pages["/robots.txt"] = Reply(("\ufeff" + rules).encode(), headers=ROBOTS)
    links = [
        ("/gk/2024", report_title(site.school, 2024), ""),
        ("/secret/2023.pdf", report_title(site.school, 2023), ""),
        ("/gk/2020", report_title(site.school, 2020), ""),
    ]
    site.html("/", "信息公开年度报告", items(links))
    site.report("/gk/2024", 2024)
    site.finds(2024, "/gk/2024")
    return site


def robots_broken() -> Site:
    site = Site(
        "残垣学院", problem="robots.txt cannot be fetched", forbidden=(r"/(?!robots\.txt).*",)
    )
    site.pages["/robots.txt"] = Reply(b"oops", 500)
    site.html("/", "信息公开", "")
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


def huge() -> Site:
    """A file of 1 GB, and one that is small but unpacks to much."""
    site = Site("巨岩矿业大学", home="/gk", problem="too large")
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                ("/gk/2019.pdf", report_title(site.school, 2019), ""),
                ("/gk/2018.pdf", report_title(site.school, 2018), ""),
                ("/gk/2024.pdf", report_title(site.school, 2024), ""),
            ]
        ),
    )
    site.pages["/gk/2019.pdf"] = Reply(b"%PDF-1.4 " + b"0" * 100_000, headers=PDF, declared=1 << 30)
    site.pages["/gk/2018.pdf"] = Reply(_bomb(), headers={**PDF, "Content-Encoding": "gzip"})
    site.pages["/gk/2024.pdf"] = Reply(pdf(site.school, 2024), headers=PDF)
    site.finds(2024, "/gk", "/gk/2024.pdf")
    return site


@cache
def _bomb() -> bytes:
    return gzip.compress(b"%PDF-1.4 " + bytes(60 << 20), 9)


def log_in() -> Site:
    site = Site("深院学院", problem="log-in required", forbidden=(r"/cas/.*",))
    site.html("/", site.school, "<a href='/gk'>信息公开</a>")
    site.html(
        "/gk",
        "信息公开",
        items(
            [
                ("/gk/2024", report_title(site.school, 2024), ""),
                ("/gk/2023", report_title(site.school, 2023), ""),
            ]
        ),
    )
    site.pages["/gk/2024"] = Reply(b"", 302, {"Location": "/cas/login?service=x"})
    site.html(
        "/gk/2023",
        "统一身份认证",
        "<form method=post><input name=u><input type=password name=p><button>登录</button></form>",
    )
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


def clicks() -> Site:
    """Links that only a script follows, which a person can click all the same."""
    site = Site("巧匠技师学院")
    site.html("/", site.school, "<div onclick=\"location.href='/gk/index.jsp'\">信息公开</div>")
    site.html(
        "/gk/index.jsp",
        "信息公开",
        "<a href=\"javascript:show('2023')\">2023年信息公开年度报告</a>"
        "<a href='#' onclick=\"window.open('/gk/view.jsp?id=2022');return false\">2022年信息公开年度报告</a>"
        "<span class=item data-url='/gk/view.jsp?id=2021'>2021年信息公开年度报告</span>"
        "<script>function show(id){ window.location.href = '/gk/view.jsp?id=' + id; }</script>",
    )
    for y in (2021, 2022, 2023):
        site.report(f"/gk/view.jsp?id={y}", y)
        site.finds(y, f"/gk/view.jsp?id={y}")
    return site


def webplus() -> Site:
    """苏迪 webplus: /_s12/, list2.psp, c12a34/page.psp, attachments below /_upload/."""
    site = Site("太平湖大学", home="/_s12/main.psp")
    site.html(
        "/_s12/main.psp",
        site.school,
        "<a href='/_s12/gknb/list.psp'>公开年报</a><a href='/_s12/tzgg/list.psp'>通知公告</a>",
    )
    for number, years in (("", (2024, 2023)), ("2", (2022,))):
        rows = "".join(
            f"<li class=news><span class=news_title><a href='/_s12/{y}/1029/c77a{y}/page.psp' title='{report_title(site.school, y)}'>{report_title(site.school, y)}</a></span><span class=news_meta>{y}-10-29</span></li>"
            for y in years
        )
        bar = "<ul class=wp_paging><li><a href='/_s12/gknb/list1.psp'><span>首页</span></a><a class=next href='/_s12/gknb/list2.psp'><span>下一页&gt;&gt;</span></a></li></ul>"
        site.html(f"/_s12/gknb/list{number}.psp", "公开年报", f"<ul>{rows}</ul>{bar}")
        for y in years:
            site.report(f"/_s12/{y}/1029/c77a{y}/page.psp", y, date=f"{y}-10-29")
            site.finds(y, f"/_s12/{y}/1029/c77a{y}/page.psp", date=f"{y}-10-29")
    site.pages["/_s12/gknb/list1.psp"] = site.pages["/_s12/gknb/list.psp"]
    name = "信息公开工作年度报告（2021）"
    site.html(
        "/_s12/2022/0301/c77a9/page.psp",
        name,
        f"<h1>{name}</h1><div>发布时间：2021-12-01</div><p>现予公布，详见附件。</p><p><a href='/_upload/article/files/ab/cd/x.pdf' sudyfile-attr=\"{{'title':'x.pdf'}}\">{name}.pdf</a></p>",
    )
    site.html(
        "/_s12/tzgg/list.psp",
        "通知公告",
        items([("/_s12/2022/0301/c77a9/page.psp", name, "2021-12-01")]),
    )
    site.pages["/_upload/article/files/ab/cd/x.pdf"] = Reply(pdf(site.school, 2021), headers=PDF)
    site.finds(
        2021,
        "/_s12/2022/0301/c77a9/page.psp",
        "/_upload/article/files/ab/cd/x.pdf",
        date="2021-12-01",
    )
    return site


def page_bar() -> Site:
    """TRS: a page bar that a script draws; entries that name only years; a title with 校务公开."""
    site = Site("临泉中医药大学")
    site.html("/", site.school, "<a href='./xwgk/'>校务公开</a>")
    site.html("/xwgk/", "校务公开", "<a href='./nb/'>信息公开年报</a>")
    for name, years in (("", (2024, 2023)), ("index_1.html", (2022, 2021))):
        rows = items([(f"./{y}/t{y}.html", f"{y - 1}-{y}学年", f"{y}-10-08") for y in years])
        site.html(
            f"/xwgk/nb/{name}",
            "信息公开年报",
            f"{rows}<script>createPageHTML(2, 0, 'index', 'html');</script>",
        )
        for y in years:
            site.report(f"/xwgk/nb/{y}/t{y}.html", y)
            site.finds(y, f"/xwgk/nb/{y}/t{y}.html", date=f"{y}-10-08")
    return site


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


SITES: tuple[Callable[[], Site], ...] = (
    vsb,
    wordpress,
    asp_in_gbk,
    attachments,
    viewers,
    redirects,
    soft_404,
    sessions,
    calendar,
    slow,
    broken,
    refusing,
    busy,
    robots_forbids,
    robots_in_part,
    robots_broken,
    made_by_script,
    huge,
    log_in,
    twice,
    clicks,
    webplus,
    page_bar,
    others,
    hidden_away,
)
TRAP = "127.0.0.251"
"""A host that no page may lead to."""


def world() -> Mapping[str, Site]:
    """Host → its site."""
    return {f"127.0.0.{number}": build() for number, build in enumerate(SITES, 2)}


def path_of(url: str) -> str:
    return unquote_to_bytes("/" + url.partition("//")[2].partition("/")[2]).decode("latin-1")
