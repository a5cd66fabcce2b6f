"""Pages are Chinese by default and completely English on request."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import collector
import indexer
import webapp
from indexer.archive import Archive
from indexer.engines.whoosh.commit_file import read_commit
from indexer.reports.schools import provinces
from tests.webapp.conftest import Page, a_report, address

PACKAGES = [Path(package.__file__ or "").parent for package in (indexer, webapp, collector)]
"""Each keeps the English of its own words."""
WORDS = {
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "_": None,
    "Message": None,
    "counted": (1, 2),
    "pgettext": ((1, "c"), 2),
}
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


@cache
def messages(package: Path) -> tuple[tuple[str | tuple[str, ...], str | None], ...]:
    """Every message of a package's code and templates, with its context."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2")]
    extracted = extract_from_dir(str(package), methods, keywords=WORDS)
    return tuple((message, context) for _file, _line, message, _comments, context in extracted)


def catalog(package: Path) -> Catalog:
    with catalog_file(package, "po").open("rb") as file:
        return read_po(file, locale="en")


def catalog_file(package: Path, kind: str) -> Path:
    return package / "translations" / "en" / "LC_MESSAGES" / f"messages.{kind}"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_every_message_has_its_english(package: Path) -> None:
    known = catalog(package)
    found: list[Message | None] = [known.get(*message) for message in messages(package)]
    untranslated = [
        m for m, got in zip(messages(package), found, strict=True) if not got or not got.string
    ]
    assert len(found) > 40
    assert untranslated == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_no_message_is_left_over(package: Path) -> None:
    known = {(m.id, m.context) for m in catalog(package) if m.id}
    assert known - set(messages(package)) == set()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_the_compiled_catalog_is_that_of_its_source(package: Path) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalog(package))
    how_to_fix = f"pybabel compile -d {package.name}/translations"
    assert catalog_file(package, "mo").read_bytes() == compiled.getvalue(), how_to_fix


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_has_no_chinese_words_but_those_of_reports(
    client: FlaskClient, path: str
) -> None:
    """What reports say, and examples of queries, stay Chinese."""
    page = Page(client, f"{path}{'&' if '?' in path else '?'}lang=en")
    assert page.tree.get("lang") == "en"
    for frame in (
        "nav[aria-label]:not(.jumps) li a:not(.language)",
        "h1:not(.report-head h1)",
        "button",
        ".choice a",
        "label:not(.check)",
    ):
        for text in page.texts(frame):
            if "." not in text and path != "/reports/000?q=信息公开":
                assert not HAN.search(text) or "职业" in text, (frame, text)


@pytest.mark.parametrize(
    "query",
    [
        "举报 (申请",
        "举报) 申请",
        "()",
        '"举报',
        '""',
        "OR 举报",
        "举报 AND",
        "举报 NEAR/0 申请",
        "举报 NEAR/5",
        "举报 NEAR/5 (申请)",
        "举报 NEAR/5 申请*",
        "举报 NEAR/5 申请 NEAR/5 公开",
        "a*b",
        "*",
        "year:abc",
        "year:..",
        "year:2024..2020",
        'topic:""',
        "举报 period:去年",
        "举报 school:职业",
        "举报 section:nonsense",
        "(" * 17 + "举报" + ")" * 17,
        "x" * 1001,
        " ".join(f"w{number}" for number in range(65)),
    ],
)
def test_an_invalid_query_is_reported_in_english(client: FlaskClient, query: str) -> None:
    page = Page(client, address("/search", q=query, lang="en"), status=400)
    for text in page.texts(".sheet h1, .sheet p:not(.pointed)"):
        assert not HAN.search(without_names(text)), text


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        ("school", "机电"),
        ("school", "没有的大学"),
        ("section", "nonsense"),
        ("section", "公开"),
        ("topic", "nonsense"),
        ("topic", "学"),
        ("year", "去年"),
        ("year", "2024..2020"),
        ("province", "火星"),
    ],
)
def test_an_invalid_filter_is_reported_in_english(
    client: FlaskClient, facet: str, value: str
) -> None:
    page = Page(client, address("/search", **{facet: value}, lang="en"), status=400)
    for text in page.texts(".sheet h1, .sheet p:not(.pointed)"):
        assert not HAN.search(without_names(text)), text


def without_names(sentence: str) -> str:
    """A sentence without what was typed, which it quotes, and names that have no English."""
    without_typed = re.sub("“[^”]*”", "", sentence)
    return re.sub(rf"\w+(?:学院|大学)|{'|'.join(provinces())}", "", without_typed)


def test_the_same_error_is_chinese_by_default(client: FlaskClient) -> None:
    page = Page(client, address("/search", school="机电"), status=400)
    (error,) = page.texts(".errors > li > p:first-child")
    assert error.startswith("“机电”不止指一个学校：")
    answer = client.get(address("/api/v1/search", school="机电"))
    assert answer.json is not None
    assert answer.json["error"] == error


def test_a_missing_report_is_reported_in_english(client: FlaskClient) -> None:
    page = Page(client, "/reports/nope/original?lang=en", status=404)
    assert "There is no report nope" in page.text("main")


def test_an_unusable_index_is_reported_in_english(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def damaged(*_: object) -> None:
        (tmp_path / "manifest.json").write_text("{}", "utf-8")
        read_commit(tmp_path)

    monkeypatch.setattr(Archive, "search", damaged)
    page = Page(client, "/search?q=举报&lang=en", status=503)
    assert "The manifest of the index is damaged" in page.text(".sheet")
    assert not HAN.search(page.text(".sheet"))


def test_a_value_with_percent_signs_is_shown_as_typed(client: FlaskClient) -> None:
    page = Page(client, address("/search", school="100%(s)s%", lang="en"), status=400)
    assert "100%(s)s%" in page.text(".errors > li > p:first-child")


def test_chinese_comes_first(client: FlaskClient) -> None:
    page = Page(client, "/")
    assert page.tree.get("lang") == "zh-CN"
    assert page.text("h1") == "学校公开了什么，一查便知"


def test_a_language_in_a_shared_link_is_kept_in_links_but_changes_no_later_visit(
    client: FlaskClient,
) -> None:
    chosen = Page(client, "/search?q=信息公开&lang=en")
    assert all("lang=en" in link for link in chosen.links(".value"))
    assert Page(client, "/").tree.get("lang") == "zh-CN"


def test_the_link_to_the_other_language_keeps_the_page_and_is_remembered(
    client: FlaskClient,
) -> None:
    page = Page(client, "/search?q=信息公开&section=overview&section=complaints&lang=zh")
    (link,) = page.links(".language")
    answer = client.get(link)
    assert answer.status_code == 303
    assert answer.location.startswith("/search?q=")
    assert answer.location.count("section=") == 2
    assert "lang" not in answer.location
    assert Page(client, answer.location).tree.get("lang") == "en"
    assert Page(client, "/?lang=zh").tree.get("lang") == "zh-CN"
    assert Page(client, "/").tree.get("lang") == "en"


@pytest.mark.parametrize(
    "to", ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example/x", "x"]
)
def test_the_language_link_never_leads_to_another_site(client: FlaskClient, to: str) -> None:
    assert client.get(address("/language/en", to=to)).location == "/"


def test_an_unknown_language_is_ignored(client: FlaskClient) -> None:
    assert Page(client, "/?lang=fr").tree.get("lang") == "zh-CN"


def test_one_and_many_differ_in_english(serving: Callable[..., FlaskClient]) -> None:
    client = serving(a_report())
    assert (
        Page(client, "/search?q=领导小组&lang=en").text("[role=status]") == "1 result in 1 report"
    )
    assert Page(client, "/search?lang=en").text("[role=status]") == "2 results in 1 report"
