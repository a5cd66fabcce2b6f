"""Examples come from the archive in use."""

from __future__ import annotations

import re

from indexer.search.examples import examples
from indexer.search.execute import search
from indexer.search.request import SearchRequest
from tests.search.archives import archive


def test_every_example_finds_something_and_has_no_operators() -> None:
    reader = archive(
        {
            "青江职业学院": ["收到信息公开申请一件，没有收到举报。"],
            "安徽机电职业技术学院": ["学校主动公开信息。收费标准已公布。"],
        }
    )
    found = examples(reader)
    assert found.questions
    assert found.terms
    assert any(school in found.school for school in ("青江", "安徽机电"))
    for query in (found.school, *found.questions, *found.terms):
        assert search(reader, SearchRequest(query)).total
        assert not re.search(r'["()|:*]|NEAR|OR|NOT|AND', query)


def test_an_archive_without_reports_has_none() -> None:
    assert examples(archive({})) == type(examples(archive({})))("", (), ())
