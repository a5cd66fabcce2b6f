"""The page of figures, the figures of a report and of a hit, and the box above the results."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from indexer.errors import UsageError
from indexer.reporting.export import figure_columns
from indexer.reports.figures import Figure, Statement, all_figures
from indexer.reports.model import Part, Report
from tests.webapp.conftest import Page, a_report, address, archive_of
from webapp import WebSettings, create_app, figures_query

Serve = Callable[..., FlaskClient]
STATED = "本年度收到信息公开申请3件，已答复。"
DENIED = "没有收到举报，未发生行政诉讼。"


def stated(value: int, sentence: str, ordinal: int = 1, start: int = 0, **more: object) -> Figure:
    state = "number" if value else "zero"
    span = (start, start + len(sentence))
    return replace(Figure(state, value, None, sentence, ordinal, span), **more)  # type: ignore[arg-type]


def report(name: str, year: int = 2024, **about: object) -> Report:
    """A report that states 3 applications, no complaint and no lawsuit."""
    figures = {
        "requests_received": stated(3, STATED, 1, 5),
        "complaints": stated(0, DENIED, 2),
        "lawsuits": stated(0, DENIED, 2),
        **about.pop("figures", {}),  # type: ignore[dict-item]
    }
    parts = (
        Part(1, ("on_request",), (), "一、依申请公开情况", f"前一句话。{STATED}后一句。"),
        Part(2, ("complaints",), (), "二、举报情况", DENIED),
    )
    made = a_report(name, school=f"{name}学院", year=year, period=str(year), parts=parts, **about)
    return replace(made, figures=all_figures(figures))


def archive() -> tuple[Report, ...]:
    none = {"requests_received": stated(0, "未收到信息公开申请。", 1)}
    unclear = Figure("unread", sentence="办理申请若干。", ordinal=1, span=(0, 7))
    return (
        report("甲"),
        report("乙", figures=none, province="湖南"),
        report("丙", figures={"requests_received": Figure()}),
        report("丁", figures={"requests_received": unclear}),
        replace(report("甲", 2023), id="earlier"),
    )


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = create_app(archive_of(archive()))
    app.testing = True
    return app.test_client()


def test_the_page_says_in_words_how_many_state_it_and_how_many_do_not(client: FlaskClient) -> None:
    page = Page(client, "/figures")
    assert page.text(".figure-answer") == (
        "2024 年，4 所学校的报告中 1 所写明收到过申请（合计3 件），1 所写明没有，1 所未提及，1 所需核对原文。"
    )


def test_every_number_of_the_sentence_opens_its_list(client: FlaskClient) -> None:
    links = Page(client, "/figures").links(".figure-answer a")
    counts = [len(Page(client, link).links("tbody th.school a")) for link in links]
    assert counts == [4, 1, 1, 1, 1]


def test_every_number_of_a_table_opens_its_list(client: FlaskClient) -> None:
    tables = (".figure-chart tbody .n-of-m a", ".places tbody .n-of-m a", ".sums td a")
    page = Page(client, "/figures")
    for table in tables:
        links = page.tree.cssselect(table)
        assert links, table
        for link in links:
            listed = Page(client, link.get("href")).texts("tbody th.school a")
            assert len(listed) == int(link.text_content().split("/")[0].split()[0])


def test_only_reports_added_since_a_day_are_counted(serving: Serve) -> None:
    old, new = datetime(2024, 10, 1, tzinfo=UTC), datetime(2024, 11, 2, tzinfo=UTC)
    client = serving(report("甲", first_indexed=old), report("乙", first_indexed=new), report("丙"))
    page = Page(client, "/search?since=2024-11-01")
    (link,) = [link for link in page.links(".related a") if link.startswith("/figures")]
    figures = Page(client, link)
    assert figures.texts("tbody th.school a") == ["乙学院"]
    assert figures.text(".figure-answer").startswith("2024 年，1 所学校的报告中")
    (chip,) = figures.links(".chips a")
    assert len(Page(client, chip).texts("tbody th.school a")) == 3
    assert "since=2024-11-01" in figures.links(".menu a")[0]
    assert all("since=2024-11-01" in link for link in figures.links(".figure-answer a"))
    box = Page(client, address("/search", q="收到 申请", since="2024-11-01")).text(".says")
    assert "2024 年，1 所学校" in box
    assert client.get("/figures?since=yesterday").status_code == 400


def test_a_cell_shows_the_number_or_the_words_of_its_state(client: FlaskClient) -> None:
    cells = Page(client, address("/figures", sort="school")).texts(
        ".figure-table tbody tr td:nth-of-type(1)"
    )
    assert sorted(cells) == sorted(["3", "报告写明没有", "报告未提及", "需核对原文"])


def test_no_page_says_unread(client: FlaskClient) -> None:
    for path in ("/figures", "/reports/丁", "/search?q=收到+申请"):
        text = client.get(path).get_data(as_text=True)
        assert "读数" not in text
        visible = " ".join(Page(client, path).texts("main"))
        assert "unread" not in visible


def test_a_cell_leads_to_its_sentence_marked_in_the_report(client: FlaskClient) -> None:
    link = Page(client, address("/figures", school="甲学院")).links("td.figure.number a")[0]
    assert link.endswith("#marked")
    page = Page(client, link)
    assert page.texts(".text .stated") == [STATED]
    assert page.texts("#marked") == [STATED]


def test_a_sentence_is_marked_around_the_highlights_of_a_query(client: FlaskClient) -> None:
    page = Page(client, address("/reports/甲", q="信息公开申请", mark="requests_received"))
    assert "".join(page.texts(".text .stated")) == STATED
    assert page.texts(".text mark") == ["信息公开申请"]


def test_columns_are_sorted_by_their_headings(client: FlaskClient) -> None:
    page = Page(client, address("/figures", sort="school"))
    heading = page.tree.cssselect("th[aria-sort]")
    assert [cell.get("aria-sort") for cell in heading] == ["ascending"]
    first = page.texts("tbody th.school a")
    other_way = Page(client, heading[0].cssselect("a")[0].get("href"))
    assert other_way.texts("tbody th.school a") == first[::-1]


def test_rows_are_filtered_by_province_name_and_condition(client: FlaskClient) -> None:
    def schools(**params: object) -> list[str]:
        return Page(client, address("/figures", **params)).texts("tbody th.school a")

    assert schools(province="湖南") == ["乙学院"]
    assert schools(name="丙") == ["丙学院"]
    assert schools(figure="requests_received>0") == ["甲学院"]
    assert schools(figure="requests_received=unread") == ["丁学院"]
    assert len(schools(year="all")) == 5
    assert len(schools(year="2023")) == 1


def test_a_chart_shows_every_year_and_its_table_how_many_state_it(client: FlaskClient) -> None:
    page = Page(client, "/figures")
    assert page.texts(".year-columns .year") == ["2023", "2024"]
    cells = page.texts(".figure-chart tbody :is(th, td)")
    assert cells == [
        *"2023|3|3|1 / 1|100 %|0|0|0".split("|"),
        *"2024|3|1.5|2 / 4|50 %|1|1|1".split("|"),
    ]


def test_contradictory_figures_are_listed_with_both_sentences(serving: Serve) -> None:
    sentence = "收到信息公开申请3件，其中予以公开2件，不予公开2件。"
    values = {"requests_received": 3, "requests_granted": 2, "requests_refused": 2}
    wrong = report("乙", figures={name: stated(n, sentence) for name, n in values.items()})
    page = Page(serving(report("甲"), wrong), "/figures?check=1")
    assert page.texts("tbody th.school a") == ["乙学院"]
    (check,) = page.texts(".figure-checks > li")
    assert "各项之和与总数不符" in check
    assert len(page.links(".figure-checks a")) >= 2


@pytest.mark.parametrize("year", ["all", "2024"])
def test_headline_chart_provinces_and_table_count_the_contradictory_reports_only(
    serving: Serve, year: str
) -> None:
    sentence = "收到信息公开申请3件，其中予以公开2件，不予公开2件。"
    values = {"requests_received": 3, "requests_granted": 2, "requests_refused": 2}
    wrong = {name: stated(n, sentence) for name, n in values.items()}
    client = serving(
        report("甲", province="湖南"),
        report("乙", figures=wrong, province="安徽"),
        replace(report("乙", 2023, figures=wrong, province="湖南"), id="earlier"),
        replace(report("丙", 2022, province="湖南"), id="fine"),
    )
    page = Page(client, address("/figures", year=year, check="1"))
    shown = 2 if year == "all" else 1
    assert page.text(".figure-answer a").startswith(f"{shown} ")
    assert len(page.texts("#schools tbody th.school a")) == shown
    assert page.texts(".figure-chart tbody th") == ["2023", "2024"]
    assert page.texts(".figure-chart tbody td:nth-child(4)") == ["1 / 1", "1 / 1"]
    provinces = page.texts(".places tbody th")
    assert sorted(provinces) == (["安徽", "湖南"] if year == "all" else [])
    assert page.texts(".places tbody td:nth-child(3)") == ["1 / 1" for _ in provinces]
    assert len(page.texts(".figure-checks > li")) == shown


def test_of_very_many_reports_only_those_of_the_chosen_year_are_checked(
    serving: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "收到信息公开申请3件，其中予以公开2件，不予公开2件。"
    values = {"requests_received": 3, "requests_granted": 2, "requests_refused": 2}
    wrong = {name: stated(n, sentence) for name, n in values.items()}
    earlier = replace(report("甲", 2023, figures=wrong), id="earlier")
    client = serving(report("甲", figures=wrong), report("乙"), earlier)
    monkeypatch.setattr(figures_query, "MOST_CHECKED", 2)
    page = Page(client, "/figures?year=2024&check=1")
    assert page.texts("#schools tbody th.school a") == ["甲学院"]
    assert page.texts(".figure-chart") == []


def test_totals_never_stand_alone(client: FlaskClient) -> None:
    cell = Page(client, "/figures").text(".figure-table .sums td")
    assert cell == "3 2/4 份写明 1 份需核对"


def test_bad_arguments_are_refused_together(client: FlaskClient) -> None:
    page = Page(client, address("/figures", of="wages", order="up", figure="wages>0"), 400)
    assert len(page.texts(".errors > li")) == 3


def test_the_csv_has_the_columns_of_the_command(client: FlaskClient) -> None:
    text = client.get("/export/figures.csv?sort=school&year=2024").get_data(as_text=True)
    rows = {row["school"]: row for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")))}
    assert len(rows) == 4
    given = rows["甲学院"]
    assert {*figure_columns()} <= given.keys()
    assert (given["report_id"], given["requests_received"]) == ("甲", "3")
    assert given["requests_received_state"] == "number"
    assert given["requests_received_sentence"] == STATED
    assert given["requests_received_url"].endswith("mark=requests_received#marked")
    assert rows["丙学院"]["requests_received_state"] == "not_stated"
    assert rows["丁学院"]["requests_received_state"] == "unread"


def sheets(
    client: FlaskClient, url: str
) -> tuple[list[dict[object, object]], dict[object, object]]:
    """The rows of a workbook's first sheet, and what its last one says."""
    book = load_workbook(io.BytesIO(client.get(url).get_data()))
    names, *rows = book.worksheets[0].iter_rows(values_only=True)
    about = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True) if row}
    return [dict(zip(names, row, strict=True)) for row in rows], about


def test_the_workbook_has_words_and_typed_cells_and_the_ids_on_its_last_sheet(
    serving: Serve,
) -> None:
    unsure = Statement(5, "另收到5件。", 2, (0, 6))
    figures = {"requests_received": stated(3, STATED, 1, 5, conflict=True, others=(unsure,))}
    client = serving(
        report("甲", figures=figures, published=date(2024, 10, 30)),
        report("丙", figures={"requests_received": Figure()}),
    )
    rows, about = sheets(client, "/export/figures.xlsx?sort=school&year=2024")
    (given,) = (row for row in rows if row["学校全称"] == "甲学院")
    assert given["新收公开申请"] == 3
    assert given["新收公开申请：状态"] == "写明数字"
    assert given["新收公开申请：注"] == "前后说法不一"
    assert given["新收公开申请：原句"] == STATED
    assert given["发布日期"] == datetime.fromisoformat("2024-10-30")
    assert given["举报、投诉：状态"] == "报告写明没有"
    assert {row["新收公开申请：状态"] for row in rows} == {"写明数字", "报告未提及"}
    assert about["新收公开申请：状态"] == "requests_received_state"
    assert about["报告编号"] == "report_id"
    assert about["报告数"] == 2
    assert "提及报告数" not in about


def test_the_json_is_that_of_the_api_with_links(client: FlaskClient) -> None:
    found = json.loads(client.get("/export/figures.json?year=2024").get_data(as_text=True))
    one = next(row for row in found["figures"] if row["school"] == "甲学院")
    assert one["figures"]["requests_received"]["sentence"] == STATED
    assert one["figures"]["requests_received"]["url"].endswith("#marked")


def test_the_figures_of_a_report_stand_at_its_top(client: FlaskClient) -> None:
    page = Page(client, "/reports/甲")
    facts = page.texts(".report-figures > .figure-list > .fact")
    assert len(facts) == 8
    assert facts[0] == "新收公开申请 3"
    assert facts[2] == "举报、投诉 报告写明没有"
    assert facts[5] == "主动公开信息总数 报告未提及"


def test_approximate_numbers_are_shown_as_the_report_words_them(serving: Serve) -> None:
    approximate = {
        "items_disclosed": stated(4400, STATED, qualifier="about"),
        "wechat_items": stated(320, STATED, qualifier="nearly"),
        "website_items": stated(1300, STATED, qualifier="over"),
    }
    page = Page(serving(report("甲", figures=approximate)), "/reports/甲")
    assert page.texts(".fact.number dd")[1:] == ["约 4,400", "近 320", "超 1,300"]


def test_a_corrected_figure_is_shown_as_such(serving: Serve) -> None:
    corrected = {"requests_received": stated(7, STATED, corrected=True)}
    client = serving(report("甲", figures=corrected))
    assert Page(client, "/reports/甲").texts(".fact")[0] == "新收公开申请 7 人工更正"


def test_contradicting_statements_are_both_shown_and_marked(serving: Serve) -> None:
    conflict = Figure(
        "unread",
        sentence=STATED,
        ordinal=1,
        span=(5, 5 + len(STATED)),
        conflict=True,
        others=(Statement(0, DENIED, 2, (0, len(DENIED))),),
    )
    client = serving(report("甲", figures={"requests_received": conflict}))
    assert DENIED in Page(client, "/reports/甲").text(".contradicts")
    marked = Page(client, address("/reports/甲", mark="requests_received"))
    assert marked.texts(".text .stated") == [STATED, DENIED]
    assert len(marked.texts("#marked")) == 1


def test_other_figures_of_a_report_are_folded(serving: Serve) -> None:
    more = {"contact": Figure("text", ("0551-62000000", "xxgk@a.example"), None, STATED, 1, (0, 4))}
    page = Page(serving(report("甲", figures=more)), "/reports/甲")
    assert page.texts(".figure-more .fact") == ["联系方式 0551-62000000；xxgk@a.example"]


def test_a_hit_shows_the_figures_of_its_own_section_only(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="举报情况", school="甲学院", year="2024"))
    assert page.texts(".hit-figures > div") == ["举报、投诉 报告写明没有", "行政诉讼 报告写明没有"]


BOX = "2024 年，4 所学校的报告中 1 所写明收到过申请（合计3 件），1 所写明没有，1 所未提及，1 所需核对原文。"


@pytest.mark.parametrize("query", ["收到 申请", "申请 多少件", "依申请公开"])
def test_a_query_that_asks_for_a_figure_is_answered_above_the_results(
    client: FlaskClient, query: str
) -> None:
    page = Page(client, address("/search", q=query))
    assert page.text(".figure-box .says") == BOX
    assert page.text(".figure-box .read").startswith(
        "按指标“新收公开申请”统计；没有指定年份，取最新一年。"
    )


def test_the_box_respects_the_filters(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="收到 申请", year="2023"))
    assert page.text(".figure-box .says").startswith("2023 年，1 所学校的报告中 1 所写明收到过申请")
    page = Page(client, address("/search", q="收到 申请", province="湖南"))
    assert page.text(".figure-box .says") == (
        "2024 年，1 所学校的报告中 0 所写明收到过申请，1 所写明没有，0 所未提及。"
    )


def test_every_number_of_the_box_opens_its_list(client: FlaskClient) -> None:
    links = Page(client, address("/search", q="收到 申请")).links(".figure-box .says a")
    assert len(links) == 5
    assert [len(Page(client, link).links("tbody th.school a")) for link in links] == [4, 1, 1, 1, 1]


def test_the_box_is_closed_by_the_address_and_stays_closed_while_filters_change(
    client: FlaskClient,
) -> None:
    page = Page(client, address("/search", q="收到 申请"))
    closed = Page(client, page.links(".figure-box .close")[0])
    assert closed.texts(".figure-box") == []
    assert all("box=0" in link for link in closed.links("a.value"))
    reopened = Page(client, closed.links(".figure-box-closed a")[0])
    assert reopened.text(".figure-box .says") == BOX


@pytest.mark.parametrize("query", ["招标", "-举报", "成立"])
def test_other_queries_have_no_box(client: FlaskClient, query: str) -> None:
    assert Page(client, address("/search", q=query)).texts(".figure-box") == []


@pytest.mark.parametrize(
    ("contact", "start"),
    [
        ("data@a.example", "mailto:data@a.example?"),
        ("mailto:data@a.example", "mailto:data@a.example?"),
        ("https://a.example/issues/new?labels=data", "https://a.example/issues/new?labels=data&"),
    ],
)
def test_a_reader_can_report_a_reading_error_to_the_keeper(
    serving: Serve, contact: str, start: str
) -> None:
    page = Page(serving(report("甲"), contact=contact), "/reports/甲")
    links = page.links(".fact .wrong")
    assert len(links) == 8
    assert links[0].startswith(start)
    body = parse_qs(urlsplit(links[0]).query)["body"][0]
    assert "新收公开申请: 3" in body
    assert STATED in body
    assert unquote("/reports/") in body
    assert page.links(".wrong-report a")[0].startswith(start)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/figures", ["新收公开申请: 3", STATED]),
        ("/coverage?year=2024", ["举报、复议、诉讼: ", DENIED]),
    ],
)
def test_every_cell_of_a_table_can_be_reported(
    serving: Serve, path: str, expected: list[str]
) -> None:
    client = serving(report("甲"), contact="data@a.example")
    cells = Page(client, path).tree.cssselect("tbody td:is(.figure, .cell)")
    links = [link.get("href") for cell in cells for link in cell.cssselect(".wrong-cell")]
    assert len(links) == len(cells) > 0
    bodies = [
        parse_qs(urlsplit(client.get(link).headers["Location"]).query)["body"][0] for link in links
    ]
    assert any(all(words in body for words in expected) for body in bodies)


def test_an_error_of_an_unknown_report_cannot_be_reported(serving: Serve) -> None:
    client = serving(report("甲"), contact="data@a.example")
    assert client.get("/report-error?report=none&figure=lawsuits").status_code == 404
    assert client.get("/report-error?report=甲&figure=wages").status_code == 400


def test_the_page_links_to_the_reports_and_their_coverage(client: FlaskClient) -> None:
    tools = Page(client, address("/figures", year="2024", province="湖南")).links(".tools nav a")
    assert [link.partition("?")[0] for link in tools] == ["/search", "/trends", "/coverage"]
    assert all(client.get(link).status_code == 200 for link in tools)


def test_without_a_contact_there_are_no_such_links(client: FlaskClient) -> None:
    for path in ("/reports/甲", "/figures", "/coverage"):
        assert "报告识别错误" not in client.get(path).get_data(as_text=True)
    assert client.get("/report-error?report=甲").status_code == 404


@pytest.mark.parametrize("contact", ["nobody", "http://a.example", "javascript:alert(1)", "a b@c"])
def test_a_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(UsageError, match="--contact"):
        create_app(archive_of([]), settings=WebSettings(contact=contact))


def test_the_page_is_english_too(client: FlaskClient) -> None:
    page = Page(client, "/figures?lang=en")
    assert page.text(".figure-answer") == (
        "2024: of 4 universities’ reports, 1 report receiving requests (3 in total), "
        "1 state that there were none, 1 do not mention it, 1 need to be checked in the text."
    )
    assert "Check the text" in page.texts(".figure-table tbody td")


def test_an_archive_without_reports_has_a_page(serving: Serve) -> None:
    assert "没有符合条件的报告" in Page(serving(), "/figures").text("main")


def test_the_page_is_small(client: FlaskClient) -> None:
    response = client.get("/figures", headers={"Accept-Encoding": "gzip"})
    assert len(response.data) < 40_000
