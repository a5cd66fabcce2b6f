"""A made-up site: its pages, what a person could click to, what is forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote, unquote_to_bytes

from bench.local_sites import Handler, Reply, Request, report_paragraphs, report_title
from tests.ingest.formats import as_docx, as_pdf

UA = "xxgk-search"
HTML = {"Content-Type": "text/html"}
PDF = {"Content-Type": "application/pdf"}
ROBOTS = {"Content-Type": "text/plain"}
TRAP = "127.0.0.251"
"""A host that no page may lead to."""


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


def text_of(school: str, year: int, start: int = 0, stop: int | None = None) -> str:
    return "".join(f"<p>{line}</p>" for line in report_paragraphs(school, year)[start:stop])


def named(name: str, *, star: bool = False, charset: str = "utf-8") -> dict[str, str]:
    """The header that names a download."""
    if star:
        value = f"attachment; filename*=UTF-8''{quote(name)}"
    else:
        value = f'attachment; filename="{name.encode(charset).decode("latin-1")}"'
    return {"Content-Type": "application/octet-stream", "Content-Disposition": value}


@cache
def docx(school: str, year: int) -> bytes:
    return as_docx([report_title(school, year), *report_paragraphs(school, year)])


def items(links: Iterator[tuple[str, str, str]] | list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f"<li><a href='{href}'>{text}</a><span>{date}</span></li>" for href, text, date in links
    )
    return f"<ul class=list>{rows}</ul>"


def dated_list(site: Site, years: Iterable[int], path: str) -> str:
    """A list of reports; `path` has `{y}` for the year."""
    return items([(path.format(y=y), dated_title(site, y), "") for y in years])


def dated_reports(site: Site, years: Iterable[int], path: str) -> None:
    """The reports of such a list, each with its day."""
    for y in years:
        title, page = dated_title(site, y), path.format(y=y)
        day = f"{y}-10-16"
        site.html(
            page, "信息公开", f"<h1>{title}</h1><p>发布日期：{day}</p>{text_of(site.school, y)}"
        )
        site.finds(y, page, date=day)


def dated_title(site: Site, year: int) -> str:
    return f"{site.school}{year}年信息公开年度报告"


def path_of(url: str) -> str:
    return unquote_to_bytes("/" + url.partition("//")[2].partition("/")[2]).decode("latin-1")
