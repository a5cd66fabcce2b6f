"""Articles on several pages."""

from __future__ import annotations

from indexer.ingest.source_file import join_pages

TITLE = b"<title>Report</title>"


def _joined(names: list[str], **titles: bytes) -> list[tuple[str, tuple[str, ...]]]:
    return join_pages(names, lambda name: titles.get(name.partition(".")[0], TITLE))


def test_pages_follow_their_first() -> None:
    assert _joined(["a.htm", "a_1.htm", "a_2.htm", "b.htm"]) == [
        ("a.htm", ("a_1.htm", "a_2.htm")),
        ("b.htm", ()),
    ]


def test_pages_may_be_counted_from_two_and_beyond_ten() -> None:
    names = ["a.html", *sorted(f"a_{number}.html" for number in range(2, 13))]
    assert _joined(names) == [("a.html", tuple(f"a_{number}.html" for number in range(2, 13)))]


def test_a_gap_ends_an_article() -> None:
    assert _joined(["a.htm", "a_1.htm", "a_3.htm"]) == [("a.htm", ("a_1.htm",)), ("a_3.htm", ())]


def test_years_and_other_formats_are_no_pages() -> None:
    names = ["a.htm", "a_2022.htm", "b.pdf", "b_1.pdf", "c_1.htm"]
    assert _joined(names) == [(name, ()) for name in names]


def test_two_reports_named_alike_stay_two() -> None:
    assert _joined(["a.htm", "a_1.htm"], a_1=b"<title>Another</title>") == [
        ("a.htm", ()),
        ("a_1.htm", ()),
    ]


def test_a_page_number_in_the_title_is_no_difference() -> None:
    assert _joined(["a.htm", "a_1.htm"], a_1=b"<TITLE>Report (2)</TITLE>") == [
        ("a.htm", ("a_1.htm",))
    ]


def test_chapters_follow_the_page_that_has_the_title_of_the_report() -> None:
    title = "<title>某某大学2014年信息公开年度报告</title>"
    for encoding in ("utf-8", "gb18030"):
        first, chapter = title.encode(encoding), "<title>一、概述</title>".encode(encoding)
        pages = ["a.htm", "a_1.htm", "a_2.htm"]
        assert _joined(pages, a=first, a_1=chapter, a_2=chapter) == [
            ("a.htm", ("a_1.htm", "a_2.htm"))
        ]
        assert len(_joined(pages, a=first, a_1=chapter, a_2=first)) == 3
        assert len(_joined(pages, a=first, a_1=chapter, a_2=b"")) == 3
