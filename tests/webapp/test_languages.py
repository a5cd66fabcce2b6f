"""Chinese by default, English by choice, nothing forgotten."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import webapp
from tests.webapp.conftest import Page, a_report

WEBAPP = Path(webapp.__file__).parent
CATALOG = WEBAPP / "translations" / "en" / "LC_MESSAGES"
WORDS = {"gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "_": None}
PAGES = (
    "/",
    "/search?q=信息公开",
    "/reports/000?q=信息公开",
    "/coverage",
    "/trends?q=举报",
    "/compare",
    "/help",
)
HAN = re.compile("[\u4e00-\u9fff]")


def messages() -> Iterator[str | tuple[str, ...]]:
    """Every message of the code and the templates."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2")]
    for _file, _line, message, _comments, _context in extract_from_dir(
        str(WEBAPP), methods, keywords=WORDS
    ):
        yield message


def test_every_message_has_its_english() -> None:
    with (CATALOG / "messages.po").open("rb") as file:
        catalog = read_po(file, locale="en")
    found: list[Message | None] = [catalog.get(message) for message in messages()]
    untranslated = [
        m for m, got in zip(messages(), found, strict=True) if not got or not got.string
    ]
    assert len(found) > 200
    assert untranslated == []


def test_no_message_is_left_over() -> None:
    with (CATALOG / "messages.po").open("rb") as file:
        catalog = read_po(file, locale="en")
    assert {m.id for m in catalog if m.id} - set(messages()) == set()


def test_the_compiled_catalog_is_that_of_its_source() -> None:
    with (CATALOG / "messages.po").open("rb") as file:
        catalog = read_po(file, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    mend = "pybabel compile -d webapp/translations"
    assert (CATALOG / "messages.mo").read_bytes() == compiled.getvalue(), mend


@pytest.mark.parametrize("path", PAGES)
def test_the_frame_of_an_english_page_has_no_chinese_words(client: FlaskClient, path: str) -> None:
    """What reports say, and examples of queries, stay Chinese."""
    page = Page(client, f"{path}{'&' if '?' in path else '?'}lang=en")
    assert page.tree.get("lang") == "en"
    for frame in (
        "nav[aria-label] li a:not(.language)",
        "h1:not(.report-head h1)",
        "button",
        ".choice a",
        "label",
    ):
        for text in page.texts(frame):
            if "." not in text and path != "/reports/000?q=信息公开":
                assert not HAN.search(text) or "职业" in text, (frame, text)


def test_chinese_comes_first(client: FlaskClient) -> None:
    page = Page(client, "/")
    assert page.tree.get("lang") == "zh-CN"
    assert page.text("h1") == "学校公开了什么，一查便知"


def test_a_language_chosen_in_the_url_is_remembered_and_kept_in_links(client: FlaskClient) -> None:
    chosen = Page(client, "/search?q=信息公开&lang=en")
    assert all("lang=en" in link for link in chosen.links(".value"))
    assert Page(client, "/").tree.get("lang") == "en"
    assert Page(client, "/?lang=zh").tree.get("lang") == "zh-CN"
    assert Page(client, "/").tree.get("lang") == "zh-CN"


def test_the_other_language_is_this_very_page(client: FlaskClient) -> None:
    page = Page(client, "/search?q=信息公开&section=overview&section=complaints")
    (link,) = page.links(".language")
    assert link.startswith("/search?")
    assert link.count("section=") == 2
    assert link.endswith("lang=en")


def test_an_unknown_language_is_as_none(client: FlaskClient) -> None:
    assert Page(client, "/?lang=fr").tree.get("lang") == "zh-CN"


def test_one_and_many_differ_in_english(serving: Callable[..., FlaskClient]) -> None:
    client = serving(a_report())
    assert Page(client, "/search?q=领导小组&lang=en").text("[role=status]") == "1 part in 1 report"
    assert Page(client, "/search?lang=en").text("[role=status]") == "2 parts in 1 report"
