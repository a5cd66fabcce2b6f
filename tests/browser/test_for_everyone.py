"""WCAG 2.2 AA, as far as it can be tested automatically; and use by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from _pytest.mark import ParameterSet
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Opened = Callable[..., Page]

PAGES = {
    "home": "/",
    "search": "/search?q=信息公开&section=overview",
    "nothing": "/search?q=不存在的词语&match=exact",
    "facet": "/search/school?q=信息公开",
    "report": "/reports/000?q=领导小组",
    "compare": "/compare?report=before&report=000&q=信息公开",
    "choose": "/compare",
    "coverage": "/coverage?year=2024",
    "coverage of a province": "/coverage?year=2024&province=安徽",
    "years": "/coverage/years?section=complaints",
    "picked": "/search?q=公开 2024&pick=000&pick=001",
    "trends": "/trends?q=举报",
    "checks": "/figures?year=all&check=1",
    "wording": "/reports/000?shared=dim",
    "schools": "/schools",
    "school": "/schools/安徽机电职业技术学院",
    "about": "/about",
    "cite": "/reports/000/cite?at=s2p1",
    "inspect": "/inspect",
    "help": "/help",
    "api": "/api/docs",
    "refused": "/search?q=(&sort=best",
    "english": "/search?q=举报&section=complaints&lang=en",
}
KEY_PAGES = ("search", "report", "coverage of a province")
"""The pages that every run of the tests looks at; the others are slow tests."""

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # To list all that passes takes longer than to look.
    "resultTypes": ["violations"],
}

LOOKS = [
    ("light", 390, "zh"),
    *(
        pytest.param(*look, marks=pytest.mark.slow)
        for look in (("light", 1280, "en"), ("dark", 320, "zh"), ("dark", 1280, "en"))
    ),
]
"""Colours, widths and languages in which pages are looked at; test_every_look.py has all of them."""


def pages() -> list[ParameterSet]:
    return [
        pytest.param(name, marks=() if name in KEY_PAGES else pytest.mark.slow) for name in PAGES
    ]


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize(("scheme", "width", "language"), LOOKS)
@pytest.mark.parametrize("name", pages())
def test_axe_reports_no_violation(
    opened: Opened, name: str, scheme: str, width: int, language: str
) -> None:
    path = in_language(PAGES[name], language)
    page = opened(path, color_scheme=scheme, viewport={"width": width, "height": 900})
    for folded in page.locator("details:not(.menu) > summary:visible").all():
        folded.click()
    result = Axe().run(page, options=RULES)
    assert result.response["violations"] == [], result.generate_report()


@pytest.mark.parametrize("name", pages())
def test_nothing_is_cut_off_on_the_narrowest_screen(opened: Opened, name: str) -> None:
    """WCAG 2.2, 1.4.10 Reflow: 320 CSS pixels, tables aside."""
    page = opened(PAGES[name], viewport={"width": 320, "height": 640})
    for language in ("zh", "en"):
        page.goto(in_language(PAGES[name], language))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, language


def test_the_keyboard_reaches_everything_and_the_focus_is_visible(opened: Opened) -> None:
    page = opened("/search?q=信息公开")
    reached: list[str] = []
    for _ in range(300):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                const focused = document.activeElement;
                if (focused === document.body) return null;
                const outline = getComputedStyle(focused).outlineStyle;
                return [focused.className || focused.tagName, outline, focused.matches(':focus-visible')];
            }"""
        )
        if focused is None:
            break
        name, outline, is_visible = focused
        assert outline != "none" or not is_visible, name
        reached.append(name)
    assert reached[0] == "skip"
    assert {"value", "brand", "language"} <= set(reached)
    assert len(reached) > 60


def test_the_first_tab_skips_to_the_content(opened: Opened) -> None:
    page = opened("/search?q=信息公开")
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_second_skip_link_reaches_the_first_result_in_three_tabs(opened: Opened) -> None:
    page = opened("/search?q=信息公开")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#r1 a")).to_be_focused()


def test_filters_unfold_on_a_phone_without_script(opened: Opened) -> None:
    page = opened(
        "/search?q=信息公开", viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    value = page.locator(".check").first
    expect(value).to_be_hidden()
    page.locator(".filters-fold > summary").click()
    expect(value).to_be_visible()
    page.locator('.check input[name="section"][value="overview"]').check()
    page.locator('.check input[name="section"][value="complaints"]').check()
    page.locator('form.filters-body select[name="sort"]').select_option("newest")
    page.locator(".apply button").click()
    expect(page.locator(".chips a:not(.clear)")).to_have_count(2)
    assert "sort=newest" in page.url
    expect(page.locator(".tools select").first).to_be_hidden()
    heading = page.locator(".results-head").bounding_box()
    assert heading is not None
    assert heading["height"] < 100  # the number of results, and one row of links


def test_filters_are_open_on_a_wide_screen_without_script(opened: Opened) -> None:
    page = opened("/search?q=信息公开", java_script_enabled=False)
    expect(page.locator(".value").first).to_be_visible()


def test_bars_of_fifteen_years_can_be_touched_on_the_narrowest_screen(opened: Opened) -> None:
    """WCAG 2.2, 2.5.8 Target Size: 24 CSS pixels."""
    page = opened("/trends?q=公开", viewport={"width": 320, "height": 640})
    page.evaluate(
        """() => {
            const bars = document.querySelector(".bars");
            while (bars.children.length < 15) bars.append(bars.lastElementChild.cloneNode(true));
        }"""
    )
    widths = page.evaluate(
        "[...document.querySelectorAll('.bars a')].map((bar) => bar.getBoundingClientRect().width)"
    )
    assert min(widths) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


_IN_VIEW = """(row) => {
    const box = row.closest('.table-scroll').getBoundingClientRect();
    const cells = [...row.querySelectorAll('td')].map((cell) => cell.getBoundingClientRect());
    return cells.filter((cell) => cell.width && cell.right <= box.right + 1).length;
}"""
"""How many cells of a row are seen before anything is scrolled."""


@pytest.mark.parametrize(
    ("path", "row", "cells"),
    [
        ("/coverage?year=2024", ".matrix tbody tr", 9),
        ("/coverage?year=2024&lang=en", ".matrix tbody tr", 9),
        ("/coverage?year=2024", ".matrix tfoot tr", 9),
        ("/coverage/years?section=complaints", ".matrix tbody tr", 4),
        ("/figures?year=2024", ".figure-table tbody tr", 4),
        ("/figures?year=all", ".figure-table tbody tr", 4),
        ("/figures?year=2024", ".places tbody tr", 3),
        ("/trends?q=举报", ".points tbody tr", 3),
    ],
)
def test_a_phone_shows_what_a_table_is_about_without_scrolling(
    opened: Opened, path: str, row: str, cells: int
) -> None:
    page = opened(path, viewport={"width": 390, "height": 800})
    assert page.locator(row).first.evaluate(_IN_VIEW) >= cells


def test_coverage_on_a_phone_has_the_date_below_the_school(opened: Opened) -> None:
    page = opened("/coverage?year=2024", viewport={"width": 390, "height": 800})
    school = page.locator("tr:has-text('安徽机电职业技术学院') th.school")
    assert "2024-10-30" in school.inner_text()


def test_numbers_of_so_many_have_no_gap(opened: Opened) -> None:
    for path in ("/trends?q=举报", "/figures?year=2024"):
        page = opened(path, viewport={"width": 1280, "height": 800})
        gap = """(cell) => {
            const width = (range) => range.getBoundingClientRect().width;
            const all = document.createRange(), last = document.createRange();
            all.setStartBefore(cell.firstChild.firstChild);
            all.setEndAfter(cell.lastChild.firstChild);
            last.selectNodeContents(cell.firstChild);
            return width(all) / width(last);
        }"""
        cells = page.locator("table:visible .n-of-m:has(a + a)")
        for number in range(min(3, cells.count())):
            text = cells.nth(number).inner_text()
            if len(text) == len("3 / 3"):
                assert cells.nth(number).evaluate(gap) < 4, path
