"""Links are built in a shorter way than Flask's, and are the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import BuildError

from webapp.labels import LANGUAGES
from webapp.links import link_to_each

ARGUMENTS: tuple[dict[str, Any], ...] = (
    {},
    {"q": "依申请公开 NEAR/20 收到"},
    {"q": "a&b=c+d/é~*!(x)'$,:;?@[]#%"},
    {"year": ["2020", "2021"], "size": 2, "late": True, "名 称": 1.5},
    {"year": (), "pick": [], "by": None, "state": ["", None, "absent"]},
    {"q": "", "_anchor": "s 12/中%#"},
    {"q": "x", "_anchor": ""},
    {"q": "字", "_external": True},
    {"q": "字", "_external": False, "_scheme": None, "_method": "POST"},
    {"lang": "zh"},
)
IN_PATH = ("json", "school", "en", 12, "湖南大学/学院 A?#", None)


@pytest.mark.parametrize(
    ("root", "address"),
    [("", "/search?q=x"), ("/a b", "/search?lang=en"), ("/报告/", "/nothing?lang=xx")],
)
def test_a_link_is_the_one_that_flask_builds(app: Flask, root: str, address: str) -> None:
    """Or the same error: where the path lacks a value, or has one that the page does not take."""
    kinds = set()
    with app.test_request_context(address, environ_overrides={"SCRIPT_NAME": _wsgi(root)}):
        for rule in app.url_map.iter_rules():
            for in_path, arguments in product(IN_PATH if rule.arguments else (None,), ARGUMENTS):
                values = {**dict.fromkeys(rule.arguments, in_path), **arguments}
                expected = _link(partial(Flask.url_for, app), rule.endpoint, values)
                assert _link(url_for, rule.endpoint, values) == expected
                kinds.add(type(expected))
    assert kinds == {str, type}


def test_a_link_to_no_page_is_refused_as_by_flask(app: Flask) -> None:
    with app.test_request_context("/search"):
        for endpoint in ("nothing.page", "pages.report", "pages"):
            assert _link(url_for, endpoint, {"q": "x"}) is BuildError


def test_flask_itself_builds_no_link_of_a_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_app: Flask, endpoint: str, **_values: Any) -> str:
        raise AssertionError(endpoint)

    monkeypatch.setattr(Flask, "url_for", refuse)
    for address in ("/", "/search?q=举报", "/coverage", "/schools"):
        assert client.get(address).status_code == 200


def test_a_link_may_be_relative_to_the_blueprint_of_the_request(app: Flask) -> None:
    with app.test_request_context("/search"):
        assert url_for(".home") == "/"


@pytest.mark.parametrize("value", ["2023", "湖南大学/学院 A?#", "a&b=c+d/é~*!(x)'$,:;@[]#%", ""])
def test_links_that_differ_by_a_value_are_those_that_are_built_one_by_one(
    app: Flask, value: str
) -> None:
    def link(school: str) -> str:
        return url_for("pages.search", q="字 词", school=["b", school], size=2, _anchor="r1")

    with app.test_request_context("/search?lang=en"):
        assert link_to_each(link)(value) == link(value)


@pytest.mark.parametrize("code", LANGUAGES)
def test_messages_in_templates_are_html_with_variables_escaped(app: Flask, code: str) -> None:
    template = app.jinja_env.from_string(
        "{{ _('第 %(page)d 页，共 %(pages)d 页', page=1, pages=2) }}{{ _('%(year)s 年', year='<b>') }}"
        "{{ _('50%% & <i>') }}"
    )
    shown = {"zh": "第 1 页，共 2 页&lt;b&gt; 年", "en": "Page 1 of 2&lt;b&gt;"}[code]
    with app.test_request_context(f"/search?lang={code}"):
        assert template.render() == f"{shown}50% & <i>"


def _link(build: Callable[..., str], endpoint: str, values: dict[str, Any]) -> str | type:
    try:
        return build(endpoint, **values)
    except (BuildError, ValueError) as error:
        return type(error)


def _wsgi(text: str) -> str:
    return text.encode().decode("latin-1")
