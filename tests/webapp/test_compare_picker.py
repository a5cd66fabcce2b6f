"""Choosing the reports of a comparison on its own page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import Page, a_report, address


@pytest.mark.parametrize(
    ("find", "offered"),
    [
        ("青江", ["青江职业学院 2023", "青江职业学院 2024"]),
        ("青江 白河", ["白河大学 2024", "青江职业学院 2023", "青江职业学院 2024"]),
        ("青江、白河，2024", ["白河大学 2024", "青江职业学院 2024"]),
        ("2023", ["青江职业学院 2023"]),
        ("青江 1999", []),
    ],
)
def test_several_schools_and_years_are_found_at_once(
    serving: Callable[..., FlaskClient], find: str, offered: list[str]
) -> None:
    client = serving(
        a_report("a", period="2023", year=2023),
        a_report("b", period="2024", year=2024),
        a_report("c", school="白河大学", period="2024", year=2024),
        a_report("d", school="江都学院", period="2022", year=2022),
    )
    assert sorted(Page(client, address("/compare", find=find)).texts(".picks label")) == offered


def test_the_empty_page_says_where_else_reports_are_chosen(client: FlaskClient) -> None:
    page = Page(client, "/compare")
    assert "/search" in page.links(".picker .hint a")
    assert not Page(client, "/compare?find=青").tree.cssselect(".picker .hint")
