"""How far a crawl goes: steps from the start, pages for an address, and the policy by default."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.local_sites import LocalSites, Reply, report_title
from collector.fetch import MEGABYTE, Policy
from collector.guard import Guard
from collector.robots import read_robots
from collector.spider import Job, settings_of, user_agent
from tests.collector.conftest import LOCAL, ROOT, collect, rows_of
from tests.collector.sites.site import PDF, Site, items, pdf


def test_the_policy_by_default_is_the_one_that_the_guide_states() -> None:
    policy = Policy()
    assert policy.delay == 1.0
    assert (policy.max_pages, policy.max_bytes) == (500, 200 * MEGABYTE)
    assert policy.max_file == 50 * MEGABYTE
    assert (policy.page_seconds, policy.site_seconds) == (30.0, 7200.0)
    assert policy.proxy is None
    job = Job((), None, None, Guard(), policy, "me@example.org", "1.0", 1, None, None)  # type: ignore[arg-type]
    settings = settings_of(job)
    assert settings["AUTOTHROTTLE_ENABLED"]
    assert settings["DOWNLOAD_DELAY"] == settings["AUTOTHROTTLE_START_DELAY"] == 1.0
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert settings["DOWNLOAD_MAXSIZE"] == 50 * MEGABYTE
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"]


def test_every_request_names_the_project_and_whom_to_write_to() -> None:
    said = user_agent("1.0", "me@example.org")
    assert said.startswith("xxgk-search/1.0 ")
    assert "me@example.org" in said


@pytest.mark.parametrize(
    ("status", "body", "allowed", "delay"),
    [
        (200, b"User-agent: *\nCrawl-delay: 600\nDisallow: /mail/", True, 60.0),
        (200, b"User-agent: xxgk-search\nDisallow: /\n\nUser-agent: *\nAllow: /", False, 0.0),
        (
            200,
            b"User-agent: xxgk-search/2.0\nDisallow: /mail/\n\nUser-agent: *\nDisallow: /",
            True,
            0.0,
        ),
        (200, b"User-agent: *\rDisallow: /mail/\r\rUser-agent: Bot\rDisallow: /", True, 0.0),
        (404, b"", True, 0.0),
        (403, b"", True, 0.0),
        (503, b"", False, 0.0),
    ],
)
def test_robots_is_read_as_the_guide_says(
    status: int, body: bytes, allowed: bool, delay: float
) -> None:
    rules = read_robots(status, body)
    assert rules.allows("http://a.edu.cn/xxgk/") is allowed
    assert rules.crawl_delay == delay


def test_a_crawl_goes_four_steps_and_one_more_for_a_file(tmp_path: Path) -> None:
    site = Site("丹岩学院")
    steps = ("/", "/1", "/2", "/3")
    for path, following in itertools.pairwise(steps):
        site.html(path, "信息公开", f"<a href='{following}'>信息公开专栏</a>")
    rows = [("/4", report_title(site.school, 2024), ""), ("/4b", "信息公开年度报告（更早的）", "")]
    site.html("/3", "信息公开年度报告", items(rows))
    site.html("/4", report_title(site.school, 2024), "<a href='/5.pdf'>下载附件</a>")
    site.pages["/5.pdf"] = Reply(pdf(site.school, 2024), headers=PDF)
    site.html("/4b", "信息公开年度报告", items([("/5b", report_title(site.school, 2019), "")]))
    site.report("/5b", 2019)
    with LocalSites({"127.0.1.21": site}) as servers:
        ended = collect(servers.url("127.0.1.21", "/"), "--into", tmp_path, *LOCAL)
        assert ended.returncode == 0, ended.stderr
        paths = servers.requested_paths("127.0.1.21")
    assert "/5.pdf" in paths
    assert "/5b" not in paths
    assert [row["file_url"].rpartition("/")[2] for row in rows_of(tmp_path / "manifest.csv")] == [
        "5.pdf"
    ]


@pytest.mark.slow
def test_a_run_ends_at_the_limit_of_pages_and_the_next_goes_on(tmp_path: Path) -> None:
    site = Site("朱溪学院")
    years = range(2015, 2025)
    site.html("/", "信息公开年度报告", items([(f"/{y}", report_title("", y), "") for y in years]))
    for year in years:
        site.report(f"/{year}", year)
    with LocalSites({"127.0.1.22": site}) as servers:
        address = servers.url("127.0.1.22", "/")
        code = (
            "from pathlib import Path; from collector.collect import Options, collect\n"
            "from collector.fetch import Policy; from collector.sites import read_sites\n"
            f"options = Options(Path({str(tmp_path)!r}), allow_local=True,"
            " policy=Policy(delay=0, max_pages=6))\n"
            f"(outcome,) = collect(read_sites([{address!r}]), options, version='1').outcomes\n"
            "print(outcome.reports, *outcome.problems)"
        )
        said = []
        for _ in range(2):
            command = [sys.executable, "-c", code]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            ended = subprocess.run(
                command, capture_output=True, text=True, env=environment, check=True
            )
            said.append(ended.stdout.strip())
            requests = [
                path for path in servers.requested_paths("127.0.1.22") if path != "/robots.txt"
            ]
            assert len(requests) == 6 * len(said)
    assert said[0] == "5 limit reached"
    assert int(said[1].partition(" ")[0]) > 5
