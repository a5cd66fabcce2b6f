"""Any URL gets an answer of ours, never an internal error."""

from __future__ import annotations

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.conftest import address
from webapp import cite, compare, coverage, schools
from webapp.requests import COUNTED, SEARCH

PATHS = {
    "/": frozenset[str](),
    "/search": SEARCH | {"pick"},
    "/search/school": SEARCH | {"find"},
    "/reports/000/cite": cite.PARAMETERS,
    "/feed.atom": SEARCH,
    "/reports/000": SEARCH | {"pick"},
    "/language/en": frozenset({"to"}),
    "/compare": compare.PARAMETERS,
    "/coverage": coverage.PARAMETERS | {"page"},
    "/schools": schools.PARAMETERS,
    "/schools/安徽机电职业技术学院": schools.SCHOOL_PARAMETERS,
    "/trends": COUNTED | {"years_by", "provinces_by"},
    "/export/coverage.json": coverage.PARAMETERS,
    "/export/trends.csv": COUNTED,
    "/api/v1/search": SEARCH,
    "/api/v1/reports": frozenset({"school", "section", "topic", "year", "province", "lacks"}),
    "/api/v1/facets/year": SEARCH,
    "/api/v1/coverage": coverage.PARAMETERS,
    "/api/v1/trends": COUNTED,
    "/api/v1/suggest": frozenset({"q", "limit"}),
}
VALUES = st.one_of(
    st.text(max_size=12),
    st.text(alphabet='()"*-|: ORANDNEAR/1举报公开', max_size=20),
    st.sampled_from(
        ("", "0", "1", "2024", "2020..", "unknown", "安徽", "complaints", "exact", "report", "000")
    ),
    st.sampled_from(("9" * 30, "-1", "１", "\x00", "\ud7ff", "é", "a" * 1_001)),
)


@st.composite
def urls(draw: st.DrawFn) -> str:
    path = draw(st.sampled_from(sorted(PATHS)))
    names = st.sampled_from([*sorted(PATHS[path]), "lang", "other"])
    given_values = draw(
        st.dictionaries(names, st.lists(VALUES, min_size=1, max_size=3), max_size=4)
    )
    return address(path, **given_values)


@given(url=urls())
def test_any_url_is_answered_or_rejected(app: Flask, url: str) -> None:
    answer = app.test_client().get(url)
    assert answer.status_code in (200, 303, 400, 404)
    if answer.status_code == 400 and answer.is_json:
        assert answer.json
        assert answer.json["error"]
