"""Finding a school while typing, and passages by hand and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Opened = Callable[..., Page]
pytestmark = pytest.mark.slow


def test_the_list_of_schools_follows_what_is_typed(opened: Opened) -> None:
    page = opened("/schools")
    page.locator("#find").press_sequentially("ahjd")
    expect(page.locator(".school-names a")).to_have_count(1)
    expect(page.locator(".school-names a")).to_have_text("安徽机电职业技术学院")
    expect(page).to_have_url(re.compile("find=ahjd"))
    page.locator("#find").fill("")
    expect(page.locator(".letter").first).to_be_visible()


def test_schools_are_found_without_script(opened: Opened) -> None:
    page = opened("/schools", java_script_enabled=False)
    page.locator("#find").fill("机电")
    page.locator("form.find button").click()
    expect(page.locator(".school-names a").first).to_be_visible()


def test_a_paragraph_shows_its_link_on_hover_and_focus(opened: Opened) -> None:
    page = opened("/reports/000")
    pin = page.locator("#s2p1 > .pin")
    assert pin.evaluate("pin => getComputedStyle(pin).opacity") == "0"
    page.locator("#s2p1").hover()
    expect(pin).to_have_css("opacity", "1")
    page.locator("h1").hover()
    pin.focus()
    expect(pin).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#s2p1$"))


def test_a_linked_paragraph_is_copied_with_its_source(opened: Opened) -> None:
    page = opened("/reports/000#s2p1", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".passage-bar button").click()
    expect(page.locator(".passage-bar button")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“")
    assert "安徽机电职业技术学院《" in copied


def test_a_passage_is_cited_without_script(opened: Opened) -> None:
    page = opened("/reports/000", java_script_enabled=False)
    page.locator("#s2 .part-links a", has_text="引用").click()
    page.locator("summary", has_text="只引其中一段").click()
    page.locator(".sentences a").first.click()
    expect(page.locator("blockquote")).to_contain_text("“")


def test_another_year_opens_at_the_section_that_is_read(opened: Opened) -> None:
    page = opened("/reports/000")
    page.locator("#on_request").evaluate("place => place.scrollIntoView({ behavior: 'instant' })")
    page.locator(".neighbours a", has_text="2022").first.click()
    expect(page).to_have_url(re.compile("/reports/before#on_request$"))
