"""What people come for takes as many steps from the home page as `docs/tasks.md` says.

A step is a click, a choice in a menu, or a text typed and sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

Opened = Callable[..., Page]

ROOT: Final = Path(__file__).resolve().parents[2]
ROW: Final = re.compile(r"^\| (\d+b?) \|.*\| (\d+) \|$", re.MULTILINE)
STEPS: Final = {
    number: int(steps)
    for number, steps in ROW.findall((ROOT / "docs" / "tasks.md").read_text(encoding="utf-8"))
}
"""Number of a task → steps, as the page says."""


class Visitor:
    """Somebody who starts at the home page; counts the steps."""

    def __init__(self, page: Page, *, has_script: bool = True) -> None:
        self.page = page
        self.has_script = has_script
        self.steps = 0

    def asks(self, text: str, box: str = "main input[name=q]") -> None:
        """Types into a box and presses Enter."""
        self.steps += 1
        self.page.locator(box).fill(text)
        with self.page.expect_navigation():
            self.page.locator(box).press("Enter")

    def clicks(self, what: str | Locator) -> None:
        self.steps += 1
        found = self.page.locator(what) if isinstance(what, str) else what
        found.first.click()

    def goes(self, name: str) -> None:
        """To one of the pages that every page names."""
        self.clicks(self.page.locator(".masthead nav").get_by_role("link", name=name, exact=True))

    def chooses(self, menu: str, value: str) -> None:
        self.steps += 1
        self.page.locator(menu).select_option(value)

    def filters(self) -> None:
        self.clicks(self.page.locator(".toolbar button"))

    def downloads(self, name: str) -> None:
        self.clicks(self.page.get_by_text("导出", exact=True))
        with self.page.expect_download() as download:
            self.clicks(self.page.get_by_role("link", name=name))
        assert download.value.path()


def the_answer_to_a_typed_question(v: Visitor) -> None:
    v.asks("湖南 2022 哪些学校收到了信息公开申请")
    expect(v.page.locator(".figure-box")).to_contain_text("2022")


def the_answer_by_menus(v: Visitor) -> None:
    v.goes("关键数据")
    v.chooses("#year", "2022")
    v.chooses("#province", "湖南")
    v.filters()
    expect(v.page.locator(".figure-answer")).to_contain_text("2022")


def two_schools_compared(v: Visitor) -> None:
    v.goes("对照")
    v.asks("安徽机电 湖南机电", "#find")
    for school in ("安徽机电", "湖南机电"):
        v.clicks(v.page.locator(".picks label", has_text=school))
    v.clicks(v.page.get_by_role("button", name="并排对照"))
    v.chooses("#section", "on_request")
    v.filters()
    v.page.wait_for_url("**section=on_request**")
    expect(v.page.locator(".side")).to_have_count(2)


def results_compared(v: Visitor) -> None:
    v.asks("申请")
    v.clicks(v.page.locator(".value", has_text="依申请公开"))
    for number in range(2):
        v.clicks(v.page.locator(".pick").nth(number))
        v.page.wait_for_url("**pick=**")
    v.clicks(v.page.get_by_role("link", name="并排对照"))
    v.page.wait_for_url("**section=on_request**")
    expect(v.page.locator(".side")).to_have_count(2)


def who_says_nothing_of_complaints(v: Visitor) -> None:
    v.goes("栏目一览")
    v.chooses("#section", "complaints")
    v.chooses("#state", "says_nothing")
    v.filters()
    v.page.wait_for_url("**state=says_nothing**")


def a_term_by_province_and_year_as_a_workbook(v: Visitor) -> None:
    v.goes("趋势")
    v.asks("举报", "#trends-q")
    v.downloads("Excel")


def a_section_of_last_year(v: Visitor) -> None:
    v.asks("安徽机电职业技术学院")
    v.clicks(".school-card a")
    v.clicks(v.page.locator(".strip").get_by_role("link", name="经验、问题与改进"))
    expect(v.page.locator(".version").first).to_be_visible()


def the_link_of_a_passage(v: Visitor) -> None:
    v.asks("领导小组")
    v.clicks(".hit h3 a")
    v.page.locator(".text p").nth(1).hover()
    v.clicks(v.page.locator(".text p").nth(1).locator(".pin"))
    v.page.wait_for_url(re.compile(r"#s\d+p\d+"))


def a_citation(v: Visitor) -> None:
    v.asks("领导小组")
    v.clicks(".hit h3 a")
    v.clicks(v.page.locator(".part-links").get_by_role("link", name="引用"))
    expect(v.page.locator(".ways-to-cite")).to_contain_text("GB/T 7714")


def filtered_and_read_on_a_phone(v: Visitor) -> None:
    v.page.set_viewport_size({"width": 390, "height": 800})
    v.asks("申请")
    v.clicks(".filters-fold > summary")
    v.clicks('.check input[name="section"]')
    v.clicks(".apply button")
    v.clicks(".hit h3 a")
    if v.has_script:
        v.clicks(v.page.get_by_role("button", name="下一处"))
        expect(v.page.locator("mark.now")).to_be_visible()
    else:
        v.clicks("mark:target + a.on" if v.page.locator("mark:target").count() else ".first-hit")
        expect(v.page.locator("mark:target")).to_be_visible()


def who_was_late(v: Visitor) -> None:
    v.goes("栏目一览")
    v.chooses("#year", "2022")
    v.chooses("#dated", "later")
    v.filters()
    v.page.wait_for_url("**dated=later**")


def everything_as_a_workbook(v: Visitor) -> None:
    v.goes("检索")
    v.downloads("Excel")


def all_reports_of_a_school(v: Visitor) -> None:
    v.asks("安徽机电职业技术学院")
    v.clicks(".school-card a")
    expect(v.page.locator(".strip").first).to_contain_text("2023")


def a_number(v: Visitor) -> None:
    v.asks("4827")
    expect(v.page.locator(".result mark").first).to_have_text("4827")


def a_sentence_with_quotation_marks(v: Visitor) -> None:
    v.asks("“信息公开工作领导小组”")
    expect(v.page.locator(".result mark").first).to_have_text("信息公开工作领导小组")


def traditional_characters(v: Visitor) -> None:
    v.asks("信息公開")
    expect(v.page.locator(".result mark").first).to_have_text("信息公开")


def initials(v: Visitor) -> None:
    if v.has_script:
        v.steps += 1
        v.page.locator("main input[name=q]").press_sequentially("ahjd")
        v.clicks(v.page.get_by_role("option", name="安徽机电"))
    else:
        v.asks("ahjd")
        v.clicks(v.page.locator(".meant").get_by_role("link", name="安徽机电"))
    expect(v.page.locator(".school-card")).to_contain_text("安徽机电职业技术学院")


def a_slip_of_the_pen(v: Visitor) -> None:
    v.asks("申清公开")
    v.clicks(".meant a")
    expect(v.page.locator(".result").first).to_be_visible()


def a_question_in_everyday_words(v: Visitor) -> None:
    v.asks("学费多少钱")
    v.clicks(".offers.words a")
    expect(v.page.locator(".result mark").first).to_contain_text("收费")


def from_a_trend_to_its_results(v: Visitor) -> None:
    v.goes("趋势")
    v.asks("举报", "#trends-q")
    v.clicks(".bars a")
    v.page.wait_for_url("**/search?**year=**")
    expect(v.page.locator(".result").first).to_be_visible()


def five_hits_in_turn(v: Visitor) -> None:
    v.asks("申请")
    v.clicks(v.page.locator(".value", has_text="依申请公开"))
    v.page.wait_for_url("**section=on_request**")
    for number in range(5):
        if number:
            v.clicks(".back a")
            v.page.wait_for_url("**/search?**section=on_request**")
        v.clicks(v.page.locator(".result h2 a").nth(number))
        v.page.wait_for_url("**/reports/**")


def told_of_new_reports(v: Visitor) -> None:
    v.asks("申请")
    link = v.page.locator(".tools").get_by_role("link", name="订阅")
    v.steps += 1
    answer = v.page.request.get(link.get_attribute("href") or "")
    assert "atom+xml" in answer.headers["content-type"]


def a_draft_checked(v: Visitor) -> None:
    v.page.set_default_timeout(45_000)  # a check may take half a minute
    v.clicks(v.page.locator(".colophon").get_by_role("link", name="检查稿件"))
    v.steps += 1
    draft = next((ROOT / "seeds").glob("*.txt"))
    v.page.locator("#file").set_input_files(draft)
    v.clicks(v.page.get_by_role("button", name="检查"))
    expect(v.page.locator(".verdict")).to_be_visible()


def another_language(v: Visitor) -> None:
    v.asks("举报")
    v.clicks(".language")
    expect(v.page.locator("main input[name=q], .masthead input[name=q]").first).to_have_value(
        "举报"
    )


def the_last_page(v: Visitor) -> None:
    v.asks("公开")
    v.clicks(v.page.locator(".paging ol a").last)
    v.page.wait_for_url("**page=**")
    number = int(re.findall(r"page=(\d+)", v.page.url)[0])
    v.page.goto(v.page.url.replace(f"page={number}", f"page={number + 1}"))
    expect(v.page.get_by_role("link", name="回到最后一页")).to_be_visible()


def provinces_in_order(v: Visitor) -> None:
    v.goes("趋势")
    v.asks("举报", "#trends-q")
    shares = v.page.locator("#by-province + div .percent").all_text_contents()
    numbers = [int(share.split()[0]) for share in shares]
    assert numbers == sorted(numbers, reverse=True)


TASKS: Final[dict[str, Callable[[Visitor], None]]] = {
    "1": the_answer_to_a_typed_question,
    "1b": the_answer_by_menus,
    "2": two_schools_compared,
    "2b": results_compared,
    "3": who_says_nothing_of_complaints,
    "4": a_term_by_province_and_year_as_a_workbook,
    "5": a_section_of_last_year,
    "6": the_link_of_a_passage,
    "7": a_citation,
    "9": filtered_and_read_on_a_phone,
    "13": who_was_late,
    "14": everything_as_a_workbook,
    "15": all_reports_of_a_school,
    "16": a_number,
    "17": a_sentence_with_quotation_marks,
    "18": traditional_characters,
    "19": initials,
    "20": a_slip_of_the_pen,
    "21": a_question_in_everyday_words,
    "22": from_a_trend_to_its_results,
    "23": five_hits_in_turn,
    "24": told_of_new_reports,
    "25": a_draft_checked,
    "26": another_language,
    "27": the_last_page,
    "30": provinces_in_order,
}


@pytest.mark.slow
@pytest.mark.parametrize("number", TASKS)
def test_a_task_takes_the_documented_number_of_steps(opened: Opened, number: str) -> None:
    visitor = Visitor(opened("/"))
    TASKS[number](visitor)
    assert visitor.steps == STEPS[number]


@pytest.mark.slow
@pytest.mark.parametrize("number", TASKS)
def test_a_task_takes_as_many_steps_without_script(opened: Opened, number: str) -> None:
    visitor = Visitor(opened("/", java_script_enabled=False), has_script=False)
    TASKS[number](visitor)
    assert visitor.steps == STEPS[number]


@pytest.mark.slow
def test_every_match_is_reached_without_script(opened: Opened) -> None:
    page = opened("/reports/000?q=领导小组", java_script_enabled=False)
    count = page.locator(".text mark").count()
    page.locator(".first-hit").click()
    for number in range(1, count + 1):
        expect(page.locator("mark:target")).to_have_id(f"h{number}")
        page.locator("mark:target + a.on").click()
    expect(page.locator(".last-hit")).to_be_visible()
