"""Screenshots of every page, for review by eye: out/screenshots/."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_for_everyone import PAGES

Opened = Callable[..., Page]

OUT = Path(__file__).resolve().parents[2] / "out" / "screenshots"


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1024, 1600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_has_a_screenshot(opened: Opened, scheme: str, width: int) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    page = opened("/", color_scheme=scheme, viewport={"width": width, "height": 1000})
    for name, path in PAGES.items():
        page.goto(path)
        picture = OUT / f"{name}-{width}-{scheme}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 5_000
