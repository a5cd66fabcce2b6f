"""A whole result from the API: page after page by cursors, or at once as JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.search.request import SearchRequest
from tests.webapp.conftest import a_report, address, archive_of
from webapp import create_app


def pages(client: FlaskClient, url: str | None) -> Iterator[Any]:
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        yield answer.json
        url = following(answer)


def following(answer: Any) -> str | None:
    link = answer.headers.get("Link")
    found = re.fullmatch(r'<([^>]+)>; rel="next"', link) if link else None
    assert bool(found) == bool(link)
    return found[1] if found else None


def lines(client: FlaskClient, path: str, **params: Any) -> list[Any]:
    answer = client.get(address(path, format="jsonl", **params))
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/x-ndjson"
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert len(found) == int(answer.headers["X-Total-Count"])
    return found


@pytest.mark.parametrize("group", ["part", "report"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "school"])
def test_cursors_lead_through_a_whole_result(
    client: FlaskClient, seeds: Archive, sort: Any, group: Any
) -> None:
    search_request = SearchRequest("公开", sort=sort, group=group, year=("2022", "2024"), size=1000)
    url = address(
        "/api/v1/search", q="公开", sort=sort, group=group, year=["2022", "2024"], size=2, lang="en"
    )
    answers = [*pages(client, url)]
    assert [hit["id"] for page in answers for hit in page["hits"]] == [
        hit.id for hit in seeds.search(search_request).hits
    ]
    assert [page["page"] for page in answers] == [*range(1, len(answers) + 1)]


def test_a_result_of_one_page_has_no_next_link(client: FlaskClient) -> None:
    assert following(client.get("/api/v1/search?q=公开&size=1000")) is None
    assert following(client.get("/api/v1/search?q=查无此词&match=exact")) is None
    assert following(client.get("/api/v1/reports")) is None


def test_reports_are_paged_where_a_size_is_given(client: FlaskClient) -> None:
    answers = [*pages(client, "/api/v1/reports?size=2&lacks=evaluation&lacks=unclassified")]
    whole = client.get("/api/v1/reports?lacks=evaluation&lacks=unclassified").json
    assert [head for page in answers for head in page] == whole
    assert [len(page) for page in pages(client, "/api/v1/reports?size=2")] == [2, 2, 1]
    assert client.get("/api/v1/reports?size=2").headers["X-Total-Count"] == "5"
    grouped = client.get("/api/v1/search?q=公开&group=report&size=2")
    assert grouped.json is not None
    assert int(grouped.headers["X-Total-Count"]) == grouped.json["reports"]


def test_a_cursor_of_another_index_is_gone() -> None:
    archive = archive_of([a_report(name) for name in "abc"])
    client = create_app(archive).test_client()
    searching = following(client.get("/api/v1/search?q=公开&size=1"))
    listing = following(client.get("/api/v1/reports?size=1"))
    with archive.engine.writer() as writer:
        writer.put(a_report("d"))
    for url in (searching, listing):
        answer = client.get(str(url))
        assert (answer.status_code, answer.mimetype) == (410, "application/json")
        assert answer.json is not None
        assert answer.json["where"] is None
        assert "从头再取" in answer.json["error"]
    assert "start again" in client.get(f"{searching}&lang=en").json["error"]  # type: ignore[index]


@pytest.mark.parametrize(
    "changed",
    [{"q": "申请"}, {"size": 3}, {"year": "2024"}, {"sort": "oldest"}, {"match": "exact"}],
)
def test_a_cursor_belongs_to_one_search(client: FlaskClient, changed: dict[str, Any]) -> None:
    first = following(client.get("/api/v1/search?q=公开&size=2"))
    cursor = str(first).partition("cursor=")[2]
    parameters = {"q": "公开", "size": 2, **changed, "cursor": cursor}
    assert client.get(address("/api/v1/search", **parameters)).status_code == 400


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.0.5.0123456789ab", "1.٢.5.0123456789ab", "-1"])
def test_an_invalid_cursor_is_rejected(client: FlaskClient, cursor: str) -> None:
    answer = client.get(address("/api/v1/search", cursor=cursor))
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["faults"][0]["parameter"] == "cursor"


def test_a_page_together_with_a_cursor_is_rejected(client: FlaskClient) -> None:
    url = following(client.get("/api/v1/search?q=公开&size=2"))
    assert client.get(f"{url}&page=2").status_code == 400


def test_json_lines_are_the_whole_result_with_its_texts(
    client: FlaskClient, seeds: Archive
) -> None:
    found = lines(client, "/api/v1/search", q="公开", sort="newest", section="proactive")
    wanted = seeds.search(SearchRequest("公开", sort="newest", section="proactive", size=1000))
    assert [{**line, "text": ""} for line in found] == [
        {**hit.to_dict(), "text": ""} for hit in wanted.hits
    ]
    assert all("公开" in line["heading"] + line["text"] for line in found)


def test_json_lines_of_reports_are_their_summaries(client: FlaskClient) -> None:
    assert (
        lines(client, "/api/v1/reports", year="2024")
        == client.get("/api/v1/reports?year=2024").json
    )


def test_json_lines_have_a_header_with_the_interpretation_of_the_query(client: FlaskClient) -> None:
    def help_header(query: str) -> str | None:
        url = address("/api/v1/search", q=query, format="jsonl")
        return client.get(url).headers.get("X-Query-Help")

    assert help_header("举报") is None
    assert help_header("举报 安徽机电") == "read_as"
    assert help_header("哪些学校收到了公开申请多少条") == "relaxed"


@pytest.mark.parametrize(
    "pointless", ["facets=0", "facet_size=3", "group=report", "page=", "size="]
)
def test_a_whole_result_accepts_parameters_that_do_not_change_it(
    client: FlaskClient, pointless: str
) -> None:
    answer = client.get(f"/api/v1/search?format=jsonl&{pointless}")
    assert len(answer.text.splitlines()) == int(answer.headers["X-Total-Count"])


def test_json_lines_of_one_page_are_its_hits_with_their_texts(client: FlaskClient) -> None:
    parameters = {"q": "公开", "page": 2, "size": 3}
    page = client.get(address("/api/v1/search", **parameters))
    found = client.get(address("/api/v1/search", format="jsonl", **parameters))
    hits = [json.loads(line) for line in found.text.splitlines()]
    assert all(hit.pop("text") for hit in hits)
    assert page.json is not None
    assert hits == page.json["hits"]
    assert found.headers["X-Total-Count"] == page.headers["X-Total-Count"]
    following = found.headers["Link"].partition(">")[0].removeprefix("<")
    third = client.get(address("/api/v1/search", q="公开", page=3, size=3))
    assert third.json is not None
    ids = [json.loads(line)["id"] for line in client.get(following).text.splitlines()]
    assert ids == [hit["id"] for hit in third.json["hits"]]


def test_json_lines_of_a_page_of_reports_are_their_summaries(client: FlaskClient) -> None:
    some = client.get("/api/v1/reports?format=jsonl&size=2").text.splitlines()
    assert [json.loads(line) for line in some] == client.get("/api/v1/reports?size=2").json


def test_a_whole_result_rejects_what_a_page_rejects(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?format=jsonl&q=(举报&year=x")
    assert answer.status_code == 400
    assert answer.json is not None
    assert [fault["parameter"] for fault in answer.json["faults"]] == ["q", "year"]
    assert answer.json["where"] == [0, 1]
    assert client.get("/api/v1/search?format=xml").status_code == 400


def test_a_whole_result_is_of_one_generation_and_releases_it() -> None:
    archive = archive_of([a_report("a")])
    client = create_app(archive).test_client()
    answer = client.get("/api/v1/search?format=jsonl", buffered=False)
    with archive.engine.writer() as writer:
        writer.put(a_report("b"))
    assert len(answer.text.splitlines()) == int(answer.headers["X-Total-Count"]) == 2
    head = client.head("/api/v1/search?format=jsonl")
    assert (head.status_code, head.data) == (200, b"")
