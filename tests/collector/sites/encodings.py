"""Pages in other encodings than they say, and compressed."""

from __future__ import annotations

import gzip
import zlib
from functools import cache
from urllib.parse import quote

from bench.local_sites import Reply, report_title
from tests.collector.sites.site import (
    HTML,
    PDF,
    Site,
    article,
    dated_list,
    document,
    items,
    pdf,
    text_of,
)


def framed() -> Site:
    """A frame set, a base, and pages in GB18030 that claim another charset."""
    site = Site("雁塔外国语学院")
    school = site.school
    raw = "<HTML><HEAD><TITLE>{t}</TITLE>{h}</HEAD>{b}</HTML>"

    def gb(path: str, title: str, body: str, head: str = "", header: str = "text/html") -> None:
        site.pages[path] = Reply(
            raw.format(t=title, h=head, b=body).encode("gb18030"), headers={"Content-Type": header}
        )

    gb(
        "/",
        school,
        "<FRAMESET ROWS='80,*'><FRAME SRC=top.htm NAME=top><FRAMESET COLS='180,*'><FRAME SRC='gk\\left.htm'><FRAME SRC=welcome.htm NAME=main></FRAMESET></FRAMESET>",
    )
    gb("/top.htm", "top", "<BODY><IMG SRC=logo.gif></BODY>")
    gb("/welcome.htm", "欢迎", "<BODY>欢迎访问信息公开专栏</BODY>")
    gb(
        "/gk/left.htm",
        "导航",
        "<BODY>"
        + "".join(
            f'<A TARGET=main HREF = " {y}/bg.htm \n">{y}年信息公开年度报告</A><BR>'
            for y in range(2015, 2020)
        )
        + "</BODY>",
        "<BASE HREF='/gk/nb/' TARGET=main><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'>",
    )
    for y in range(2015, 2020):
        lie = "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=utf-8'>" if y % 2 else ""
        gb(
            f"/gk/nb/{y}/bg.htm",
            "信息公开",
            f"<BODY><CENTER><B>{school}{y}年信息公开年度报告</B></CENTER><P ALIGN=CENTER>[{y}-11-11]</P><P>负责人：张喆、朱镕、䶮峰</P>{text_of(school, y)}</BODY>",
            lie,
            "text/html; charset=ISO-8859-1" if y == 2018 else "text/html",
        )
        site.finds(
            y, f"/gk/nb/{y}/bg.htm", date=f"{y}-11-11", title=f"{school}{y}年信息公开年度报告"
        )
    return site


def text_gbk_raw() -> Site:
    site = Site("旧都工商学院")

    site.pages["/"] = Reply(
        (
            "<html><head><title>旧都工商学院</title></head><body><A HREF=XXGK.ASP>信息公开</A></body></html>"
        ).encode("gbk"),
        headers=HTML,
    )
    site.pages["/XXGK.ASP"] = Reply(
        (
            "<html><body><TABLE>"
            + "".join(
                f"<TR><TD><A HREF='/files/旧都{y}报告.htm'>{y}年信息公开工作报告</A></TD><TD>{y}-12-0{y % 9 + 1}</TD></TR>"
                for y in (2012, 2013)
            )
            + "</TABLE></body></html>"
        ).encode("gbk"),
        headers=HTML,
    )
    for y in (2012, 2013):
        u = "/files/" + quote(f"旧都{y}报告.htm".encode("gbk"))
        site.pages[u] = Reply(
            document(f"{y}", article(site.school, y), encoding="gbk"), headers=HTML
        )
        site.finds(y, u, date=f"{y}-12-0{y % 9 + 1}")
    return site


def broken_utf8() -> Site:
    site = Site("琼崖热带海洋学院", "/gk")
    cut = "信息公开".encode()[:-1]
    site.pages["/gk"] = Reply(
        b"<title>\xe4\xbf\xa1</title><p>"
        + cut
        + "…</p>".encode()
        + items(
            [(f"/gk/{y}", f"{site.school}{y}年信息公开年度报告", f"{y}.10.6") for y in (2024, 2023)]
        ).encode(),
        headers={"Content-Type": "text/html"},
    )
    for y in (2024, 2023):
        site.pages[f"/gk/{y}"] = Reply(
            f"<h1>{site.school}{y}年信息公开年度报告</h1>".encode()
            + cut
            + b"<br>"
            + text_of(site.school, y).encode(),
            headers={"Content-Type": "text/html; charset=gb2312"},
        )
        site.finds(y, f"/gk/{y}", date=f"{y}-10-06", title=f"{site.school}{y}年信息公开年度报告")
    return site


def utf16() -> Site:
    site = Site("祁连畜牧学院", "/index.html")
    site.pages["/index.html"] = Reply(
        "<html><body><a href=bg/2019.html>2019年信息公开年度报告</a> <a href='bg/2018.html'>2018年信息公开年度报告</a></body></html>".encode(
            "utf-16"
        ),
        headers={"Content-Type": "text/html"},
    )
    for y in (2019, 2018):
        site.pages[f"/bg/{y}.html"] = Reply(
            f"<html><head><meta http-equiv=Content-Type content='text/html; charset=unicode'><title>{y}</title></head><body><p class=MsoNormal><b>{site.school}{y}年信息公开年度报告</b></p>{text_of(site.school, y)}</body></html>".encode(
                "utf-16"
            ),
            headers={"Content-Type": "text/html"},
        )
        site.finds(y, f"/bg/{y}.html")
    return site


def compressed() -> Site:
    """Bodies in every coding a browser takes; pieces; a report page called a download."""
    site = Site("海棠纺织大学")
    school = site.school

    def send(text: str, coding: str, kind: str = "text/html; charset=utf-8") -> Reply:
        data = text.encode()
        if coding in {"gzip", "x-gzip"}:
            data = gzip.compress(data)
        elif coding == "deflate":
            data = zlib.compress(data)
        elif coding == "raw deflate":
            packer = zlib.compressobj(wbits=-15)
            data, coding = packer.compress(data) + packer.flush(), "deflate"
        elif coding == "chunked":
            pieces = b"".join(
                b"%x\r\n%b\r\n" % (len(data[n : n + 700]), data[n : n + 700])
                for n in range(0, len(data), 700)
            )
            return Reply(
                raw=f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
                + pieces
                + b"0\r\n\r\n"
            )
        elif coding == "until closed":
            return Reply(raw=f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + data)
        return Reply(data, headers={"Content-Type": kind, "Content-Encoding": coding})

    codings = {
        2024: "gzip",
        2023: "deflate",
        2022: "raw deflate",
        2021: "chunked",
        2020: "x-gzip",
        2019: "until closed",
        2018: "identity",
    }
    site.pages["/"] = send(
        f"<title>{school}</title>"
        + items([(f"/r/{y}", f"{school}{y}年信息公开工作报告", f"{y}-10-01") for y in codings]),
        "gzip",
    )
    for y, coding in codings.items():
        kind = "application/octet-stream" if y == 2018 else "text/html; charset=utf-8"
        site.pages[f"/r/{y}"] = send(
            f"<html><title>{school}{y}年信息公开工作报告</title><h1>{school}{y}年信息公开工作报告</h1><p>发布日期：{y}-10-01</p>{text_of(school, y)}</html>",
            coding,
            kind,
        )
        site.finds(y, f"/r/{y}", date=f"{y}-10-01")
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


def svg_and_forms() -> Site:
    site = Site("图元印刷学院")
    site.html(
        "/",
        site.school,
        "<svg><a xlink:href='/gk.asp?lm=%C4%EA%B1%A8'><text>信息公开</text></a></svg><map><area shape=rect href='/x.html' title='校园风光'></map>",
    )
    site.html(
        "/gk.asp?lm=%C4%EA%B1%A8",
        "信息公开年报",
        "<form action='/del.asp' method=get><button formaction='/del.asp?all=1'>2020年信息公开年度报告</button></form><a href='show.asp?nd=2019%C4%EA'>2019年信息公开年度报告</a><a href='show.asp?nd=2018年'>2018年信息公开年度报告</a>",
        encoding="gbk",
    )
    for y in (2019, 2018):
        site.html(
            f"/show.asp?nd={y}%C4%EA",
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}",
            encoding="gbk",
        )
        site.finds(y, f"/show.asp?nd={y}%C4%EA")
    site.forbidden = (r"/del\.asp.*",)
    return site


def xhtml() -> Site:
    site = Site("格物理工学院", "/gk.xhtml")

    def x(title, body):
        return Reply(
            f"<?xml version='1.0' encoding='gbk'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' ''>\n<html xmlns='http://www.w3.org/1999/xhtml'><head><title>{title}</title></head><body>{body}</body></html>".encode(
                "gbk"
            ),
            headers={"Content-Type": "application/xhtml+xml"},
        )

    site.pages["/gk.xhtml"] = x("信息公开年度报告", dated_list(site, (2020, 2019), "r{y}.xhtml"))
    for y in (2020, 2019):
        site.pages[f"/r{y}.xhtml"] = x(
            "x",
            f"<h1>{site.school}{y}年信息公开年度报告</h1><p>发布日期：{y}-10-16</p>{text_of(site.school, y)}",
        )
        site.finds(y, f"/r{y}.xhtml", date=f"{y}-10-16")
    return site
