"""Answers of the API are the JSON form of records, as UTF-8."""

from __future__ import annotations

import json

import pytest

from indexer.search.response import Suggestion
from webapp.json_answer import json_answer


@pytest.mark.parametrize("text", ["河海大学", "\ud83d", 'a\x00"\u2028'])
def test_any_text_is_given(text: str) -> None:
    record = Suggestion("term", text, text)
    for answer, form in ((record, record.to_dict()), ([record], [record.to_dict()])):
        response = json_answer(answer)
        assert response.content_type == "application/json"
        assert json.loads(response.get_data()) == form
