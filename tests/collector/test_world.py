"""Every report that a person could click to is collected once, and nothing that is forbidden."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from indexer.archive import open_archive
from tests.collector.conftest import LOCAL, Collected, collect, faults_of, rows_of
from tests.collector.sites.site import TRAP, UA


def test_every_report_is_found_once_with_its_school_title_date_and_addresses(
    collected: Collected,
) -> None:
    assert collected.ended.returncode == 4, collected.ended.stderr
    assert [*faults_of(collected)] == []


def test_nothing_forbidden_is_asked_for(collected: Collected) -> None:
    assert collected.servers.requested_paths(TRAP) == []
    forbidden = [
        f"{request.host}{request.path}"
        for request in collected.log
        if request.host in collected.sites
        for pattern in collected.sites[request.host].forbidden
        if re.fullmatch(f"(?:{pattern})", request.path) or re.match(pattern, request.path)
    ]
    assert forbidden == []


def test_robots_is_asked_for_first_and_once(collected: Collected) -> None:
    for host in collected.sites:
        paths = collected.requested_paths(host)
        assert paths[0] == "/robots.txt"
        assert paths.count("/robots.txt") == 1 or host == collected.host("残垣学院")


def test_every_request_is_a_get_that_says_who_asks(collected: Collected) -> None:
    assert {request.method for request in collected.log} == {"GET"}
    assert all(UA in request.headers["user-agent"] for request in collected.log)


def test_the_table_says_why_nothing_was_found(collected: Collected) -> None:
    wrong = {
        site.school: collected.outcome(site.school)["reason"]
        for site in collected.sites.values()
        if site.problem not in collected.outcome(site.school)["reason"]
    }
    assert wrong == {}
    advice = {row["what_to_do"] for row in rows_of(collected.table) if row["reason"]}
    assert "" not in advice


def test_the_table_lists_years_found_and_missing(collected: Collected) -> None:
    row = collected.outcome("西岭农业大学")
    assert row["years_found"] == "2020 2022 2024"
    assert row["years_missing"].startswith("2021 2023 2025")


def test_reports_of_other_units_are_not_counted_as_the_school_s(collected: Collected) -> None:
    with_others = set()
    for site in collected.sites.values():
        schools = {
            row["path"].partition("!/")[0]: row["school"] for row in collected.manifest(site.school)
        }
        row = collected.outcome(site.school)
        assert int(row["reports"]) == sum(map(bool, schools.values())), site.school
        assert ("of another unit" in row["reason"]) is ("" in schools.values()), site.school
        if "" in schools.values():
            with_others.add(site.school)
    assert with_others


def test_endless_pages_are_left_after_a_while(collected: Collected) -> None:
    assert len(collected.requested_paths(collected.host("关山体育学院"))) < 120


def test_a_file_is_the_bytes_that_were_served(collected: Collected) -> None:
    row = next(row for row in collected.manifest("巨岩矿业大学"))
    site = collected.sites[collected.host("巨岩矿业大学")]
    reply = site.pages["/gk/2024.pdf"]
    assert (collected.folder / row["path"]).read_bytes() == reply.body  # type: ignore[union-attr]


@pytest.mark.slow
def test_what_was_collected_can_be_indexed(collected: Collected, tmp_path: Path) -> None:
    archive = open_archive(tmp_path / "index", create=True)
    summary = archive.update([collected.folder])
    readable = [e for site in collected.sites.values() for e in site.expected if e.text]
    assert summary.added == len(readable), [f.path for f in (*summary.ignored, *summary.failed)]
    assert {Path(failure.path).suffix for failure in summary.failed} <= {".pdf", ".doc"}
    two_pages = next(
        head
        for head in archive.reports()
        if head.year == 2024 and head.school == "江州工业职业技术学院"
    )
    assert "complaints" in two_pages.sections, "the second page of the article was joined"


@pytest.mark.slow
def test_a_second_run_reads_lists_and_the_two_newest_years_and_keeps_what_a_person_changed(
    collected: Collected, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    shutil.copytree(collected.folder, folder)
    manifest = folder / "manifest.csv"
    rows = rows_of(manifest)
    changed = next(row for row in rows if row["school"] == "湖东师范学院")
    changed["title"], changed["published"] = "由人改过的标题", ""
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "figure:requests_received"])
        writer.writeheader()
        writer.writerows({**row, "figure:requests_received": "3"} for row in rows)
    before = _bytes_below(folder)
    collected.servers.log.clear()
    schools = ("江州工业职业技术学院", "云岭医科大学", "湖东师范学院")
    only = (word for school in schools for word in ("--only", school))
    ended = collect(collected.list, "--into", folder, *only, *LOCAL)
    assert ended.returncode == 0, ended.stderr
    for host in map(collected.host, schools):
        paths = set(collected.servers.requested_paths(host))
        old = [e for e in collected.sites[host].expected if e.year < 2023]
        assert {e.file or e.page for e in old} & paths == set()
        assert len(paths) > 3
    after = next(row for row in rows_of(manifest) if row["path"] == changed["path"])
    assert (after["title"], after["published"]) == ("由人改过的标题", "")
    assert after["figure:requests_received"] == "3"
    assert after["source_url"] == changed["source_url"]
    assert {
        name: digest for name, digest in _bytes_below(folder).items() if name != "manifest.csv"
    } == {name: digest for name, digest in before.items() if name != "manifest.csv"}


def _bytes_below(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and ".collect" not in path.parts
    }
