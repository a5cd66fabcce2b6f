"""A URL beyond a limit is a 400 that names the limit."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import address

MANY = [f"学院{number}" for number in range(101)]
LONG = "长" * 1_001
LIGATURES = "\ufdfa" * 999


@pytest.mark.parametrize(
    ("path", "params", "says"),
    [
        ("/api/v1/search", {"school": MANY}, "school 的值太多：最多 100 个，现有 101 个"),
        ("/api/v1/search", {"school": ["甲"] * 5_000}, "一共最多 300 个，现有 5000 个"),
        ("/api/v1/search", {f"x{n}": "" for n in range(301)}, "一共最多 300 个，现有 301 个"),
        ("/api/v1/reports", {"lacks": MANY}, "lacks 的值太多"),
        ("/api/v1/coverage", {"province": MANY}, "province 的值太多"),
        ("/api/v1/coverage", {"name": LONG}, "name 的值太长"),
        ("/api/v1/search", {"school": LONG}, "school 的值太长"),
        ("/api/v1/reports", {"section": LIGATURES}, "section 的值太长"),
        ("/api/v1/search", {"q": LONG}, "最多 1000 个字符，现有 1001 个"),
        ("/api/v1/search", {"q": LIGATURES}, "规范化后最多 4000 个字符"),
        ("/api/v1/trends", {"q": LIGATURES}, "规范化后最多 4000 个字符"),
        ("/api/v1/suggest", {"q": LIGATURES}, "规范化后最多 4000 个字符"),
    ],
)
def test_too_many_or_too_long_values_are_rejected(
    client: FlaskClient, path: str, params: dict[str, object], says: str
) -> None:
    answer = client.get(address(path, **params))
    assert answer.status_code == 400
    assert says in answer.json["error"]


@pytest.mark.parametrize("path", ["/search", "/compare", "/coverage", "/trends", "/search/school"])
def test_pages_reject_it_likewise(client: FlaskClient, path: str) -> None:
    answer = client.get(address(path, q=["甲"] * 301))
    assert answer.status_code == 400
    assert "一共最多 300 个" in answer.get_data(as_text=True)


def test_a_hundred_values_are_each_looked_up(client: FlaskClient) -> None:
    answer = client.get(address("/api/v1/search", school=MANY[:100]))
    assert answer.status_code == 400
    assert [fault["value"] for fault in answer.json["faults"]] == MANY[:100]
