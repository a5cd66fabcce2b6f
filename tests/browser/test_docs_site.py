"""The documentation's own search, in a browser: what stands on a page is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.docs.building import build_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert build_site(folder) == ""
    return folder


@pytest.mark.parametrize(
    ("query", "page"),
    [
        (
            "信息公开工作领导小组",
            "query-language.html",
        ),  # ten characters, no word of any dictionary
        ("中文输入法的符号", "query-language.html"),
        ("systemd", "operations.html"),
        ("generation", "architecture.html"),
    ],
)
def test_a_suggested_phrase_links_to_its_page(
    site: Path, browser: Browser, query: str, page: str
) -> None:
    tab = browser.new_page()
    tab.goto(f"{(site / 'search.html').as_uri()}?q={query}")
    # Results are added one after the other.
    tab.locator(f'#search-results li a[href*="{page}"]').first.wait_for(timeout=15_000)
    tab.close()
