"""A person's way through the site, with script and without."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Opened = Callable[..., Page]


SCRIPT = pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="with script"),
        pytest.param(False, id="without script", marks=pytest.mark.slow),
    ],
)


@SCRIPT
def test_type_choose_follow_compare_export_and_go_back(opened: Opened, script: bool) -> None:
    page = opened("/", java_script_enabled=script)
    page.get_by_role("main").get_by_role("searchbox" if not script else "combobox").fill("举报")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")

    choose(page, "举报、复议、诉讼")
    more = page.get_by_role("link", name="更多学校…")
    more.click()
    choose(page, "安徽机电职业技术学院")
    page.get_by_role("link", name="更多学校…").click()
    choose(page, "湖南机电职业技术学院")
    expect(page.get_by_role("status").first).to_contain_text("3 条结果，出自 3 份报告")
    assert page.title().startswith("举报 · 3 条结果")

    page.get_by_role("link", name="四、因学校信息公开工作收到举报").first.click()
    expect(page.locator("mark").first).to_be_visible()
    assert page.locator(":target").count() == 1
    page.go_back()

    for school in ("安徽机电职业技术学院 2023-2024", "湖南机电职业技术学院 2022"):
        page.get_by_role("link", name=f"加入对照 {school}").click()
        page.wait_for_url("**pick=**")
    page.get_by_role("link", name="并排对照").click()
    page.wait_for_url("**/compare?**")
    expect(page.locator(".side")).to_have_count(2)
    expect(page.locator(".side mark").first).to_have_text("举报")
    page.go_back()

    page.get_by_text("导出", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        assert len([*csv.DictReader(file)]) == 3


def choose(page: Page, value: str) -> None:
    link = page.locator(".value", has_text=value).first
    link.click()
    expect(page.locator(".chips")).to_contain_text(value)


def test_completion_offers_values_of_the_archive(opened: Opened) -> None:
    page = opened("/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("安徽")
    expect(page.get_by_role("option").first).to_contain_text("安徽机电职业技术学院")
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant")
    box.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator(".result").first).to_be_visible()


def test_escape_closes_the_completion_and_keeps_what_was_typed(opened: Opened) -> None:
    page = opened("/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("安徽")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.input_value() == "安徽"


def test_hits_are_stepped_through_by_buttons_and_keys(opened: Opened) -> None:
    page = opened("/reports/000?q=领导小组")
    now = page.locator("mark.now")
    steps = page.locator(".steps")
    count = page.locator(".text mark").count()
    page.get_by_role("button", name="下一处").click()
    expect(steps).to_contain_text(f"第 1 / {count} 处")
    page.keyboard.press("n")
    expect(steps).to_contain_text(f"第 2 / {count} 处")
    expect(now).to_be_in_viewport()
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(steps).to_contain_text(f"第 {count} / {count} 处")
    assert now.count() == 1
    assert page.url.endswith(f"#h{count}")


def test_stepping_goes_on_from_the_hit_that_was_followed(opened: Opened) -> None:
    page = opened("/reports/000?q=领导小组#s15")
    page.keyboard.press("n")
    assert page.locator("#s15 mark.now").count() == 1


def test_a_citation_is_copied(opened: Opened) -> None:
    page = opened("/reports/000", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("引用这份报告").click()
    page.get_by_role("button", name="复制").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert "[R]" in page.evaluate("navigator.clipboard.readText()")


def test_two_years_of_a_school_differ_where_a_number_does(opened: Opened) -> None:
    page = opened("/reports/000")
    page.get_by_role("link", name="与上一份报告对照").click()
    expect(page.locator(".text .changed")).to_have_text(["4100", "4827"])
    page.keyboard.press("n")
    expect(page.locator(".steps")).to_contain_text("第 1 / 2 处")
    expect(page.locator(".changed.now")).to_be_in_viewport()


def test_a_long_list_is_narrowed_while_typing(opened: Opened) -> None:
    page = opened("/search/school")
    page.get_by_label("名称包含").fill("机电职业")
    expect(page.locator("#values > li:visible").first).to_contain_text("机电职业")
    assert page.locator("#values > li:visible").count() < page.locator("#values > li").count()


def test_slash_goes_to_the_box(opened: Opened) -> None:
    page = opened("/search?q=举报")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_the_back_button_undoes_a_filter(opened: Opened) -> None:
    page = opened("/search?q=举报")
    before = page.get_by_role("status").first.text_content()
    page.locator(".value").first.click()
    page.wait_for_url("**&section=*")
    page.go_back()
    expect(page.get_by_role("status").first).to_have_text(before or "")


@SCRIPT
def test_a_hostile_report_and_a_hostile_url_run_nothing(opened: Opened, script: bool) -> None:
    """The fixture fails the test when a dialog opens or the policy has to step in."""
    bad = "%3Cscript%3Ealert(1)%3C/script%3E"
    page = opened("/reports/hostile?q=公开", java_script_enabled=script)
    page.goto("/search?q=alert")
    page.goto(f"/search?q={bad}")
    page.goto(f"/trends?q={bad}")
    page.goto("/compare?report=hostile&report=000")
    expect(page.locator("h2").first).to_contain_text("<script>")


def test_the_language_is_changed_and_remembered(opened: Opened) -> None:
    page = opened("/search?q=举报")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("status").first).to_contain_text("results in")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look up what universities disclose")
