"""The made-up world, served and collected once; what the run left behind."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bench.local_sites import LocalSites, Reply, Request
from tests.collector.sites import COMMON, world
from tests.collector.sites.site import TRAP, Site, path_of

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, str]


def collect(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`xxgk collect`, as a process of its own, without delays."""
    command = [sys.executable, "-m", "indexer.cli", "collect", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


LOCAL = ("--allow-local", "--delay", "0", "--timeout", "3")


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def write_sites(path: Path, servers: LocalSites, sites: Mapping[str, Site]) -> Path:
    lines = [f"{site.school},{servers.url(host, site.home)},安徽" for host, site in sites.items()]
    path.write_text("\n".join(("school,url,province", *lines)), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Collected:
    """A run over a world."""

    sites: Mapping[str, Site]
    servers: LocalSites
    log: list[Request]
    """All requests of the run."""
    folder: Path
    list: Path
    ended: subprocess.CompletedProcess[str]
    table: Path

    def host(self, school: str) -> str:
        return next(host for host, site in self.sites.items() if site.school == school)

    def manifest(self, school: str = "") -> list[Row]:
        rows = rows_of(self.folder / "manifest.csv")
        return [row for row in rows if not school or f"//{self.host(school)}:" in row["file_url"]]

    def outcome(self, school: str) -> Row:
        return next(row for row in rows_of(self.table) if row["school"] == school)

    def requested_paths(self, host: str) -> list[str]:
        return [each.path for each in self.log if each.host == host]


def with_ports(site: Site, port: int) -> None:
    for path, reply in [*site.pages.items()]:
        if isinstance(reply, Reply) and "{port}" in reply.headers.get("Location", ""):
            target = reply.headers["Location"].format(port=port)
            site.pages[path] = replace(reply, headers={"Location": target})


def run_world(sites: Mapping[str, Site], folder: Path) -> Iterator[Collected]:
    """Serve sites and collect them."""
    with LocalSites({**sites, TRAP: lambda _: Reply(b"trap")}) as servers:
        for site in sites.values():
            with_ports(site, servers.port)
        addresses = write_sites(folder / "sites.csv", servers, sites)
        table = folder / "table.csv"
        ended = collect(addresses, "--into", folder / "reports", "--report", table, *LOCAL)
        yield Collected(sites, servers, [*servers.log], folder / "reports", addresses, ended, table)


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    """The world, collected once."""
    yield from run_world(world(COMMON), tmp_path_factory.mktemp("world"))


def faults_of(run: Collected) -> Iterator[str]:
    """What differs from what has to be found."""
    for host, site in run.sites.items():
        rows = run.manifest(site.school)
        for expected in site.expected:
            found = [
                row
                for row in rows
                if path_of(row["source_url"]) == path_of(f"http://h{expected.page}")
                and path_of(row["file_url"]) == path_of(f"http://h{expected.file or expected.page}")
            ]
            place = f"{host} {site.school} {expected.year} {expected.file or expected.page}"
            if expected.in_archive:
                found = [
                    row for row in found if f"{expected.year}" in row["path"].partition("!/")[2]
                ]
            if len(found) != 1:
                yield f"{place}: found {len(found)} times"
                continue
            row = found[0]
            rows.remove(row)
            if expected.date and row["published"] != expected.date:
                yield f"{place}: dated {row['published']}, not {expected.date}"
            if expected.title and row["title"] != expected.title:
                yield f"{place}: called {row['title']}"
            if (row["school"] == site.school) is not expected.names_school:
                yield f"{place}: of school {row['school']!r}"
            named = (run.folder / row["path"]).name.startswith(f"{expected.year}-")
            if not named and not expected.in_archive:
                yield f"{place}: kept as {row['path']}"
        for row in rows:
            yield f"{host} {site.school}: {row['file_url']} is none of its reports"
