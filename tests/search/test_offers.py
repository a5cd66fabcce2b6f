"""What a query names in plain words is offered as filters with counts, and never applied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.reports.model import Part
from indexer.reports.synonyms import synonyms
from indexer.search.engine import IndexReader
from indexer.search.execute import search
from indexer.search.request import SearchRequest
from indexer.search.response import Offers
from indexer.search.year_expressions import parse_years, years_inside
from tests.search.archives import report

PARTS = (
    Part(1, ("overview",), (), "一、概述", "学校公开了公务接待和收费标准。"),
    Part(2, ("on_request",), (), "二、依申请公开", "收到信息公开申请一件。"),
    Part(3, ("complaints",), (), "三、举报", "没有收到举报，也没有诉讼。"),
)


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    engine = OracleEngine()
    with engine.writer() as writer:
        for number, (school, province, years) in enumerate(
            [
                ("湖南机电职业技术学院", "湖南", (2021, 2022)),
                ("湖南工业大学", "湖南", (2022,)),
                ("湖南工业职业技术学院", "湖南", (2024,)),
                ("安徽机电职业技术学院", "安徽", (2023, 2024)),
            ]
        ):
            for year in years:
                writer.put(
                    replace(
                        report(f"r{number}-{year}", school=school),
                        province=province,
                        year=year,
                        period=str(year),
                        parts=PARTS,
                    )
                )
    return engine.reader()


def offers(reader: IndexReader, query: str, **more: object) -> Offers:
    return search(reader, SearchRequest(query, **more)).offers  # type: ignore[arg-type]


def filters(reader: IndexReader, query: str) -> dict[str, tuple[str, ...]]:
    return {offer.facet: offer.values for offer in offers(reader, query).filters}


@pytest.mark.parametrize(
    ("query", "facet", "value"),
    [
        ("湖南 申请", "province", "湖南"),
        ("湖南省 申请", "province", "湖南"),
        ("湖南高校 申请", "province", "湖南"),
        ("2022 申请", "year", "2022"),
        ("2022年 申请", "year", "2022"),
        ("22年 申请", "year", "2022"),
        ("2021-2022学年 申请", "year", "2022"),
        ("2021—2023年 申请", "year", "2021..2023"),
        ("近两年 申请", "year", "2023..2024"),
        ("湖南2022年收到了申请", "year", "2022"),
        ("湖南2022年收到了申请", "province", "湖南"),
        ("投诉 没有", "section", "complaints"),
        ("依申请公开 收到", "section", "on_request"),
    ],
)
def test_places_years_and_sections_in_plain_words_are_offered(
    reader: IndexReader, query: str, facet: str, value: str
) -> None:
    assert filters(reader, query)[facet] == (value,)


def test_a_name_that_two_schools_begin_with_offers_both(reader: IndexReader) -> None:
    offered = offers(reader, "湖南工业 申请").filters
    assert [offer.values for offer in offered if offer.facet == "school"] == [
        ("湖南工业大学",),
        ("湖南工业职业技术学院",),
    ]


def test_the_count_of_an_offer_is_what_its_search_finds(reader: IndexReader) -> None:
    found = offers(reader, "湖南 2022 申请")
    for offer in found.filters:
        answer = search(reader, SearchRequest(offer.query, **{offer.facet: offer.values}))
        assert (answer.total, answer.reports) == (offer.total, offer.reports)
    assert found.all
    together = search(reader, SearchRequest(found.all.query, **found.all.filters))
    assert (together.total, together.reports) == (found.all.total, found.all.reports)
    assert found.all.filters == {
        "province": ("湖南",),
        "year": ("2022",),
        "section": ("on_request",),
    }
    assert together.total == 2


def test_where_no_section_has_all_of_it_the_reports_are_offered_together(
    reader: IndexReader,
) -> None:
    found = offers(reader, "湖南 2022 招标 公务接待").all
    assert found
    assert found.filters == {"province": ("湖南",), "year": ("2022",)}
    assert found.query == "招标 公务接待"


def test_nothing_is_applied_by_itself(reader: IndexReader) -> None:
    answer = search(reader, SearchRequest("申请 2022"))
    assert answer.offers.filters
    assert answer.request == SearchRequest("申请 2022")
    assert {hit.year for hit in answer.hits} > {2022}


def test_a_facet_that_has_a_filter_is_not_offered_again(reader: IndexReader) -> None:
    found = offers(reader, "湖南 申请", province=("安徽",))
    assert not [offer for offer in found.filters if offer.facet == "province"]


def test_a_school_without_a_report_of_that_year_says_which_years_it_has(
    reader: IndexReader,
) -> None:
    (missing,) = offers(reader, "安徽机电 2022").missing
    assert (missing.school, missing.year, missing.years, missing.query) == (
        "安徽机电职业技术学院",
        "2022",
        (2024, 2023),
        "",
    )
    (filtered,) = offers(reader, "申请", school=("安徽机电",), year=("2022",)).missing
    assert (filtered.years, filtered.query) == ((2024, 2023), "申请")
    assert offers(reader, "安徽机电 2024").missing == ()


def test_a_year_that_the_archive_lacks_is_said(reader: IndexReader) -> None:
    (missing,) = offers(reader, "举报 2019年").missing
    assert (missing.school, missing.years, missing.query) == (
        None,
        (2024, 2023, 2022, 2021),
        "举报",
    )


@pytest.mark.parametrize("query", ['"湖南"', "-湖南 申请", "湖南 OR 安徽", "湖南大学 申请"])
def test_operators_and_longer_names_are_not_taken_for_a_place(
    reader: IndexReader, query: str
) -> None:
    assert "province" not in filters(reader, query)


def test_everyday_words_are_offered_in_the_terms_of_the_reports(reader: IndexReader) -> None:
    for query, term in [("三公", "公务接待"), ("学费多少钱", "收费标准"), ("有人告学校吗", "举报")]:
        found = {offer.text: offer.total for offer in offers(reader, query).words}
        assert found[term] == search(reader, SearchRequest(term)).total
        assert all(found.values())


def test_a_phrase_that_the_reports_have_gets_no_other_words(reader: IndexReader) -> None:
    assert offers(reader, "公开了公务接待").words == ()


def test_offers_can_be_left_out(reader: IndexReader) -> None:
    assert offers(reader, "湖南 2022", suggestions=False) == Offers()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022", "2022"),
        ("2022年度", "2022"),
        ("2022学年", "2022"),
        ("2022-2023", "2023"),
        ("22-23学年", "2023"),
        ("2019至2022年", "2019..2022"),
        ("2020年以来", "2020.."),
        ("2020以后", "2020.."),
        ("二〇二二年", "2022"),
        ("二零一九年度", "2019"),
        ("去年", "2025"),
        ("上一年度", "2025"),
        ("前年", "2024"),
        ("今年", "2026"),
        ("近三年", "2022..2024"),
        ("最近5年", "2020..2024"),
        ("22", None),
        ("99年", None),
        ("2022件", None),
        ("12345", None),
        ("2023-2021年", None),
    ],
)
def test_years_as_people_write_them(text: str, value: str | None) -> None:
    years = parse_years(text, today=2026, newest=2024)
    assert (years.value if years else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("湖南2022年收到申请", "2022"),
        ("哪些学校去年被起诉", "2025"),
        ("收到2014条信息", None),
        ("2022年9月1日起", None),
        ("文号教办函2014号", None),
        ("12022年", None),
    ],
)
def test_years_inside_a_sentence(text: str, value: str | None) -> None:
    years = years_inside(text, today=2026, newest=2024)
    assert (years.value if years else None) == value


def test_the_table_of_everyday_words_can_be_read() -> None:
    table = synonyms()
    assert {"三公", "学费", "告", "食堂"} <= table.keys()
    assert all(terms and all(terms) for terms in table.values())


@pytest.fixture(scope="module")
def cities() -> IndexReader:
    engine = OracleEngine()
    with engine.writer() as writer:
        for number, (school, province) in enumerate(
            [
                ("湘潭理工学院", "湖南"),
                ("湘潭医卫职业技术学院", "湖南"),
                ("洛阳师范学院", "河南"),
                ("河南科技大学", "河南"),
            ]
        ):
            made = report(f"c{number}", school=school)
            writer.put(replace(made, province=province, year=2024, parts=PARTS))
    return engine.reader()


@pytest.mark.parametrize(
    ("query", "schools", "province"),
    [
        ("湘潭 申请", ("湘潭医卫职业技术学院", "湘潭理工学院"), "湖南"),
        ("湘潭市 申请", ("湘潭医卫职业技术学院", "湘潭理工学院"), "湖南"),
        ("洛阳高校 举报", ("洛阳师范学院",), "河南"),
        ("湘潭哪些学校收到了申请", ("湘潭医卫职业技术学院", "湘潭理工学院"), "湖南"),
    ],
)
def test_a_city_offers_the_schools_named_after_it_and_its_province(
    cities: IndexReader, query: str, schools: tuple[str, ...], province: str
) -> None:
    found = filters(cities, query)
    assert (found["school"], found["province"]) == (schools, (province,))


@pytest.mark.parametrize("query", ["芜湖 申请", "湘潭理工 申请", "洛阳铲 申请"])
def test_a_city_without_schools_and_a_longer_word_offer_no_place(
    cities: IndexReader, query: str
) -> None:
    assert "province" not in filters(cities, query)


def test_a_city_of_many_schools_offers_its_province_only() -> None:
    engine = OracleEngine()
    with engine.writer() as writer:
        for number in range(31):
            made = report(f"w{number}", school=f"武汉第{number}学院")
            writer.put(replace(made, province="湖北", year=2024, parts=PARTS))
    assert filters(engine.reader(), "武汉 申请") == {"province": ("湖北",)}
