"""A made-up world of 30 school sites, and `xxgk collect` over it (make collect-demo).

    python -m bench.collect_demo FOLDER

The sites differ as real ones do: where the reports are listed, how pages are cut, which addresses
they have; some cannot be collected, so that the table of the run has reasons to show.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from bench.demo import DemoReport, demo_reports
from bench.local_sites import LocalSites, Reply, Request

SCHOOLS: Final = 30
_ENOUGH: Final = 1_000
_A_PAGE: Final = 6
"""Entries of a page of a list."""
Pages = dict[str, Reply]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.collect_demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    schools = _schools()
    sites = {f"127.0.0.{100 + n}": _answering(n, *each) for n, each in enumerate(schools.items())}
    with LocalSites(sites) as servers:
        lines = ["school,url,province"]
        lines += [
            f"{school},{servers.url(host)},{reports[0].province}"
            for host, (school, reports) in zip(sites, schools.items(), strict=True)
        ]
        table = folder / "sites.csv"
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "indexer.cli", "collect", str(table)]
        command += ["--into", str(folder / "reports"), "--report", str(folder / "collected.csv")]
        ended = subprocess.run([*command, "--allow-local", "--delay", "0"], check=False)
    print(f"{folder / 'collected.csv'} says of each school what was found", file=sys.stderr)
    return 0 if ended.returncode == 4 else ended.returncode  # some sites refuse on purpose


def _schools() -> dict[str, list[DemoReport]]:
    """The first schools with their reports."""
    found: dict[str, list[DemoReport]] = {}
    for school, reports in groupby(demo_reports(_ENOUGH), key=lambda report: report.school):
        found[school] = [*reports]
        if len(found) == SCHOOLS:
            break
    return found


def _answering(
    number: int, school: str, reports: list[DemoReport]
) -> Callable[[Request], Reply | None]:
    kinds: tuple[Callable[[str, list[DemoReport]], Pages], ...] = (
        _site_builder,
        _blog,
        _with_parameters,
        _year_folders,
        _by_script,
    )
    special = {7: _forbidding, 13: _refusing}
    pages = special.get(number, kinds[number % len(kinds) if number % 7 else 0])(school, reports)
    return lambda request: pages.get(request.path)


def _page(title: str, body: str) -> Reply:
    head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head>"
    return Reply(f"{head}<body><p>示例网站，学校是虚构的</p>{body}</body></html>".encode())


def _title(report: DemoReport) -> str:
    return f"{report.school}{report.period}学年信息公开年度报告"


def _article(report: DemoReport) -> Reply:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in report.text.splitlines() if line)
    date = f"<div>发布时间：{report.published}</div>" if report.published else ""
    return _page(
        _title(report), f"<h1>{_title(report)}</h1>{date}<div id=vsb_content>{lines}</div>"
    )


def _items(reports: Sequence[DemoReport], address: str) -> str:
    rows = (
        f"<li><a href='{address.format(year=report.year)}'>{_title(report)}</a>"
        f"<span>{report.published or ''}</span></li>"
        for report in reports
    )
    return f"<ul>{''.join(rows)}</ul>"


def _site_builder(school: str, reports: list[DemoReport]) -> Pages:
    """A list with further pages below the home page's 信息公开."""
    pages = {"/": _page(school, "<a href='/xxgk/index.htm'>信息公开</a>")}
    pages["/xxgk/index.htm"] = _page("信息公开网", "<a href='ndbg.htm'>年度报告</a>")
    parts = [reports[at : at + _A_PAGE] for at in range(0, len(reports), _A_PAGE)]
    for number, part in enumerate(parts):
        path = "/xxgk/ndbg.htm" if not number else f"/xxgk/ndbg/{len(parts) - number}.htm"
        after = f"<a href='/xxgk/ndbg/{len(parts) - number - 1}.htm'>下页</a>"
        body = _items(part, "/info/1022/{year}.htm")
        pages[path] = _page("年度报告", body + (after if number + 1 < len(parts) else ""))
    return pages | {f"/info/1022/{report.year}.htm": _article(report) for report in reports}


def _blog(school: str, reports: list[DemoReport]) -> Pages:
    pages = {"/": _page(school, "<a href='/category/open/'>信息公开</a>")}
    pages["/category/open/"] = _page("信息公开", _items(reports, "/{year}/10/report/"))
    return pages | {f"/{report.year}/10/report/": _article(report) for report in reports}


def _with_parameters(school: str, reports: list[DemoReport]) -> Pages:
    pages = {"/": _page(school, "<a href='/list.asp?id=7'>校务公开</a>")}
    pages["/list.asp?id=7"] = _page("校务公开", _items(reports, "/show.asp?id={year}"))
    return pages | {f"/show.asp?id={report.year}": _article(report) for report in reports}


def _year_folders(school: str, reports: list[DemoReport]) -> Pages:
    pages = {"/": _page(school, "<a href='/gk/'>信息公开</a>")}
    years = "".join(f"<a href='/gk/{report.year}/'>{report.year}年</a>" for report in reports)
    pages["/gk/"] = _page("信息公开", f"<h3>信息公开年度报告</h3>{years}")
    return pages | {f"/gk/{report.year}/": _article(report) for report in reports}


def _by_script(school: str, reports: list[DemoReport]) -> Pages:
    """A list that a script makes of links that a person could click."""
    body = "".join(
        f"<a href=\"javascript:show('{report.year}')\">{_title(report)}</a><br>"
        for report in reports
    )
    script = "<script>function show(id){location.href='/view.jsp?id='+id;}</script>"
    pages = {"/": _page(school, "<a href='/gk.jsp'>信息公开</a>")}
    pages["/gk.jsp"] = _page("信息公开", body + script)
    return pages | {f"/view.jsp?id={report.year}": _article(report) for report in reports}


def _forbidding(school: str, reports: list[DemoReport]) -> Pages:
    robots = Reply(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    return {**_blog(school, reports), "/robots.txt": robots}


def _refusing(school: str, reports: list[DemoReport]) -> Pages:
    return {path: Reply(b"Forbidden", 403) for path in _blog(school, reports)}


if __name__ == "__main__":
    sys.exit(main())
