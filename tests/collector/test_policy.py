"""The rules under which sites are visited, each over a site made for it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import ipaddress
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.local_sites import LocalSites, Reply, report_title
from collector.outcome import Problem
from collector.sites import read_sites
from indexer.cli import main
from tests.collector.conftest import LOCAL, ROOT, collect, rows_of
from tests.collector.sites.site import ROBOTS, Site, items

DELAY = 0.4


def small(name: str, years: tuple[int, ...] = (2023, 2024)) -> Site:
    site = Site(name, home="/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items([(f"/gk/{y}", report_title(name, y), f"{y}-10-30") for y in years]),
    )
    for year in years:
        site.report(f"/gk/{year}", year)
    return site


def test_requests_to_one_host_and_port_are_apart_on_three_sites(tmp_path: Path) -> None:
    sites = {
        f"127.0.1.{n}": small(name)
        for n, name in enumerate(("甲山学院", "乙水学院", "丙川学院"), 1)
    }
    slow = b"User-agent: *\nCrawl-delay: 0.9\n"
    sites["127.0.1.3"].pages["/robots.txt"] = Reply(slow, headers=ROBOTS)
    with LocalSites(sites) as servers:
        addresses = [servers.url(host, "/gk") for host in sites]
        ended = collect(*addresses, "--into", tmp_path, "--allow-local", "--delay", str(DELAY))
        assert ended.returncode == 0, ended.stderr
        for host in sites:
            times = [each.time for each in servers.log if each.host == host]
            least = 0.9 if host == "127.0.1.3" else DELAY
            assert len(times) >= 4
            assert min(b - a for a, b in pairwise(times)) >= least
        starts = [next(each.time for each in servers.log if each.host == host) for host in sites]
        assert max(starts) - min(starts) < DELAY * 3, "sites are visited side by side"


def test_a_local_address_is_refused_unless_it_is_allowed(tmp_path: Path) -> None:
    site = small("丁谷学院")
    with LocalSites({"127.0.1.9": site}) as servers:
        hosts = ("127.0.1.9", "[::ffff:127.0.1.9]", "2130706697")
        addresses = [f"http://{host}:{servers.port}/gk" for host in hosts]
        table = tmp_path / "t.csv"
        more = ("--report", table, "--contact", "a@example.org")
        ended = collect(*addresses, "--into", tmp_path / "reports", *more)
        assert ended.returncode == 4, ended.stderr
        assert [row["reason"] for row in rows_of(table)] == ["private address"] * len(hosts)
        assert servers.log == []


def test_a_refused_site_is_named_though_there_are_reports_of_it(tmp_path: Path) -> None:
    host, sites = "127.0.1.61", tmp_path / "sites.csv"
    with LocalSites({host: small("庚泉学院")}) as servers:
        sites.write_text(f"school,url\n庚泉学院,{servers.url(host, '/gk')}\n", encoding="utf-8")
        more = ("--into", tmp_path / "reports", "--contact", "a@example.org")
        ended = collect(sites, *more, *LOCAL)
        assert "没有访问到" not in ended.stderr
        requests = len(servers.log)
        ended = collect(sites, *more)
        assert len(servers.log) == requests
    assert "看了 0 个页面和文件，新得到 0 份报告；1 所学校中 1 所有报告" in ended.stderr
    assert "已有报告、但名单里的网址这次没有访问到的学校：1 所\n  庚泉学院：" in ended.stderr
    assert "地址在内部网络，没有访问（1 所）：" in ended.stderr


def test_a_proxy_in_the_environment_is_not_used(tmp_path: Path) -> None:
    site, proxy = small("戊桥学院", (2024,)), Site("代理")
    with LocalSites({"127.0.1.10": site, "127.0.1.11": proxy}) as servers:
        environment = {
            name: servers.url("127.0.1.11") for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY")
        }
        into = tmp_path / "reports"
        ended = collect(servers.url("127.0.1.10", "/gk"), "--into", into, *LOCAL, **environment)
        assert ended.returncode == 0, ended.stderr
        assert servers.requested_paths("127.0.1.11") == []


def test_a_dry_run_lists_reports_and_keeps_nothing(tmp_path: Path) -> None:
    site = small("己岭学院")
    with LocalSites({"127.0.1.12": site}) as servers:
        into = tmp_path / "reports"
        ended = collect(
            servers.url("127.0.1.12", "/gk"), "--into", into, "--dry-run", "--since", "2024", *LOCAL
        )
        assert ended.returncode == 0, ended.stderr
        address = servers.url("127.0.1.12", "/gk")
        assert ended.stdout.splitlines() == [
            f"{address}：看了 1 个页面，会下载 1 份报告",
            f"  页面  {address}",
            f"  报告  2024-10-30  {report_title(site.school, 2024)}  {address}/2024",
        ]
        assert "没有保存任何文件" in ended.stderr
        assert servers.requested_paths("127.0.1.12") == ["/robots.txt", "/gk"]
        assert not into.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "名单"),
        (("none.csv",), "没有这个文件"),
        (("http://a.edu.cn", "--delay", "0"), "--allow-local"),
        (("http://a.edu.cn", "--contact", "nobody"), "--contact"),
        (("http://a.edu.cn", "--only", "别校"), "别校"),
        (("http://a.edu.cn", "--since", "2999"), "在今年之后"),
        (("ftp://a.edu.cn/",), "不是 http"),
    ],
)
def test_wrong_usage_is_explained(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["collect", *arguments, "--into", str(tmp_path / "x")])
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_a_full_disk_is_explained(tmp_path: Path) -> None:
    site = small("辛泽学院", tuple(range(2010, 2025)))
    with LocalSites({"127.0.1.14": site}) as servers:
        arguments = (servers.url("127.0.1.14", "/gk"), "--into", str(tmp_path / "r"), *LOCAL)
        code = (
            "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (160_000, 160_000));"
            f"from indexer.cli import main; main({['collect', *arguments]!r})"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert ended.returncode == 3, ended.stderr
    assert "无法写入" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("table", "more", "said"),
    [
        ("", (), "是空的"),
        ("学校;主页\n甲山学院;a.cn\n", (), "应为 school,url,province，现在是 学校;主页"),
        ("school,url\n", (), "没有一个网址"),
        ("school,url\n甲山学院,\n", (), "没有一个网址"),
        ("school,url\n甲山学院,ftp://a.cn\n", (), "甲山学院"),
        ("school,url\n甲山学院,a.cn\n", ("--only", "甲水学院"), "相近的有：甲山学院"),
    ],
)
def test_a_list_that_cannot_be_used_is_explained(
    table: str, more: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    (tmp_path / "sites.csv").write_text(table, encoding="utf-8")
    into = tmp_path / "x"
    arguments = ["collect", str(tmp_path / "sites.csv"), *more, "--into", str(into)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert not into.exists()


def test_a_file_is_no_folder_to_collect_into(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("")
    arguments = ["collect", "http://a.edu.cn", "--into", str(tmp_path / "reports")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert "不是文件夹" in result.output


def test_rows_of_one_school_are_joined_and_an_address_needs_no_scheme(tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text("school,url\n甲山学院,a.edu.cn\n甲山学院,http://b.a.edu.cn/gk\n", "utf-8")
    (only,) = read_sites([str(table)])
    assert only.urls == ("http://a.edu.cn/", "http://b.a.edu.cn/gk")


@pytest.mark.parametrize(
    ("size", "said"), [(70 << 20, "超过 64 MB"), (140_000, "field larger than field limit")]
)
def test_a_list_that_is_too_long_is_refused_and_not_cut(
    tmp_path: Path, size: int, said: str
) -> None:
    with (tmp_path / "list.csv").open("wb") as file:
        file.write(b"school,url," + b"x" * 140_000 + b"\n")
        file.truncate(max(size, file.tell()))
    result = CliRunner().invoke(main, ["collect", str(tmp_path / "list.csv")])
    assert result.exit_code == 2
    assert said in result.output


def test_a_spreadsheet_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04...")
    result = CliRunner().invoke(main, ["collect", str(tmp_path / "list.xlsx")])
    assert result.exit_code == 2
    assert "CSV" in result.output


def test_a_page_over_which_the_program_fails_costs_no_other(tmp_path: Path) -> None:
    """With a reader that fails over one of the pages."""
    site = small("甲山学院", (2022, 2023, 2024))
    program = (
        "from collector import visit\n"
        "from indexer.cli import main\n"
        "real = visit.read_page\n"
        "def read_page(body, url, *more):\n"
        "    if url.endswith('2023'): raise ValueError('an odd page')\n"
        "    return real(body, url, *more)\n"
        "visit.read_page = read_page\n"
        "main()\n"
    )
    with LocalSites({"127.0.1.1": site}) as servers:
        address = servers.url("127.0.1.1", "/gk")
        ended = subprocess.run(
            [sys.executable, "-c", program, "collect", address, "--into", tmp_path, *LOCAL],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert {row["source_url"][-4:] for row in rows_of(tmp_path / "manifest.csv")} == {
        "2022",
        "2024",
    }
    assert "an odd page" in ended.stderr
    assert "/gk/2023" in ended.stderr
    assert ended.returncode == 0


def test_the_guide_explains_every_reason() -> None:
    guide = (ROOT / "docs/guide/collecting.md").read_text("utf-8")
    assert [problem.value for problem in Problem if f"`{problem.value}`" not in guide] == []


def test_the_template_lists_the_known_schools() -> None:
    result = CliRunner().invoke(main, ["collect", "--template"])
    rows = [*csv.DictReader(io.StringIO(result.stdout))]
    assert len(rows) > 2_000
    assert {"school": "北京大学", "url": "", "province": "北京"} in rows


@contextmanager
def serving_tls(folder: Path, host: str, answer: Callable[[str], bytes | None]) -> Iterator[int]:
    """A site with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=9))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *private)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = answer(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


def test_a_broken_certificate_is_refused_unless_the_host_is_named(tmp_path: Path) -> None:
    site = small("庚原学院", (2024,))

    def answer(path: str) -> bytes | None:
        reply = site.pages.get(path)
        return reply.body if isinstance(reply, Reply) else None

    with serving_tls(tmp_path, "127.0.1.13", answer) as port:
        address, table = f"https://127.0.1.13:{port}/gk", tmp_path / "t.csv"
        ended = collect(address, "--into", tmp_path / "r", "--report", table, *LOCAL)
        assert ended.returncode == 4, ended.stderr
        assert rows_of(table)[0]["reason"] == "broken certificate"
        more = ("--insecure-host", "127.0.1.13")
        ended = collect(address, "--into", tmp_path / "r", "--report", table, *more, *LOCAL)
        assert ended.returncode == 0, ended.stderr
        assert rows_of(table)[0]["reports"] == "1"
