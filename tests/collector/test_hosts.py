"""Hosts by name: those of the school's own domain are visited, no others. A proxy answers for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from bench.local_sites import LocalSites, Reply, Request, report_title
from tests.collector.conftest import Row, collect, rows_of
from tests.collector.sites.site import PDF, Site, article, document, items, pdf

pytestmark = pytest.mark.slow

PROXY = "127.0.0.240"
SCHOOL = "莲花理工大学"


class Proxy:
    """Answers for sites by their names."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        self.sites = sites
        self.requested: list[str] = []

    def __call__(self, request: Request) -> Reply | None:
        self.requested.append(request.path)
        if request.method == "CONNECT":
            return Reply(b"", 502)
        parts = urlsplit(request.path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        site = self.sites.get(parts.hostname or "")
        inner = Request(request.time, parts.hostname or "", path, request.headers)
        return site(inner) if site is not None else Reply(b"", 502)


def school_sites() -> dict[str, Site]:
    home, office, files = Site(SCHOOL), Site(SCHOOL), Site(SCHOOL)
    home.html(
        "/",
        SCHOOL,
        "<a href='http://xxgk.lianhua.edu.cn/'>信息公开</a>"
        "<a href='http://xxgk.lianhua.edu.cn.example.com/'>信息公开</a>"
        "<a href='http://xxgk.heye.edu.cn/'>信息公开（兄弟学校）</a>"
        "<a href='http://lianhua.cn/'>信息公开年度报告</a>"
        "<a href='http://10.1.2.3/xxgk/'>信息公开年度报告</a>"
        "<a href='https://www.lianhua.edu.cn/xxgk/'>信息公开</a>",
    )
    links = [
        ("http://www.lianhua.edu.cn/r/2024.htm", report_title(SCHOOL, 2024), "2024-10-30"),
        ("//lianhua.edu.cn/r/2024.htm", report_title(SCHOOL, 2024), "2024-10-30"),
        ("http://down.lianhua.edu.cn/2023.pdf", report_title(SCHOOL, 2023), "2023-10-30"),
        ("http://192.168.1.9/2022.pdf", report_title(SCHOOL, 2022), "2022-10-30"),
        ("http://files.example.com/2021.pdf", report_title(SCHOOL, 2021), "2021-10-30"),
        ("https://www.lianhua.edu.cn/r/2020.htm", report_title(SCHOOL, 2020), "2020-10-30"),
    ]
    office.html("/", "信息公开年度报告", items(links))
    home.pages["/r/2024.htm"] = Reply(document("报告", article(SCHOOL, 2024)))
    files.pages["/2023.pdf"] = Reply(pdf(SCHOOL, 2023), headers=PDF)
    moved = Site(SCHOOL)
    moved.fallback = lambda request: Reply(
        b"", 301, {"Location": f"http://www.lianhua.edu.cn{request.path}"}
    )
    return {
        "www.lianhua.edu.cn": home,
        "lianhua.edu.cn": moved,
        "xxgk.lianhua.edu.cn": office,
        "down.lianhua.edu.cn": files,
    }


@dataclass(frozen=True)
class Found:
    """What a run by way of the proxy left behind."""

    hosts: set[str]
    rows: list[Row]
    outcome: Row


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("hosts")
    proxy = Proxy(school_sites())
    (folder / "sites.csv").write_text(f"school,url\n{SCHOOL},lianhua.edu.cn\n", encoding="utf-8")
    with LocalSites({PROXY: proxy}) as servers:
        address = servers.url(PROXY, "")
        more = ("--allow-local", "--delay", "0", "--timeout", "3", "--proxy", address)
        table = folder / "table.csv"
        ended = collect(
            folder / "sites.csv", "--into", folder / "reports", "--report", table, *more
        )
        assert ended.returncode == 0, ended.stderr
    hosts = {
        urlsplit(each if "://" in each else f"//{each}").hostname or "" for each in proxy.requested
    }
    return Found(hosts, rows_of(folder / "reports" / "manifest.csv"), rows_of(table)[0])


def test_reports_on_all_hosts_of_the_domain_are_found_once(found: Found) -> None:
    assert {(row["published"], row["source_url"], row["file_url"]) for row in found.rows} == {
        (
            "2024-10-30",
            "http://www.lianhua.edu.cn/r/2024.htm",
            "http://www.lianhua.edu.cn/r/2024.htm",
        ),
        ("2023-10-30", "http://xxgk.lianhua.edu.cn/", "http://down.lianhua.edu.cn/2023.pdf"),
    }
    assert len(found.rows) == 2


def test_no_other_host_is_asked_for_anything(found: Found) -> None:
    assert found.hosts == {
        "www.lianhua.edu.cn",
        "lianhua.edu.cn",
        "xxgk.lianhua.edu.cn",
        "down.lianhua.edu.cn",
    }


def test_the_table_names_what_was_left_out(found: Found) -> None:
    assert "leads to another site" in found.outcome["reason"]
    assert "no answer" in found.outcome["reason"]
    assert "http://files.example.com/2021.pdf" in found.outcome["address"]
    assert "https://www.lianhua.edu.cn/r/2020.htm" in found.outcome["address"]
