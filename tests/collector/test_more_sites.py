"""Sites of further kinds: each report is collected once, nothing that is forbidden is requested."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.collector.conftest import Collected, faults_of, run_world
from tests.collector.sites import FURTHER, world
from tests.collector.sites.site import TRAP

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collected]:
    yield from run_world(world(FURTHER), tmp_path_factory.mktemp("more"))


def test_every_report_of_these_sites_is_found_once(more: Collected) -> None:
    assert [*faults_of(more)] == []


def test_nothing_forbidden_is_asked_for_there_either(more: Collected) -> None:
    assert more.servers.requested_paths(TRAP) == []
    assert [
        request.path
        for request in more.log
        if request.host in more.sites
        for pattern in more.sites[request.host].forbidden
        if re.fullmatch(pattern, request.path)
    ] == []


def test_the_table_says_why_there(more: Collected) -> None:
    for site in more.sites.values():
        assert site.problem in more.outcome(site.school)["reason"]
