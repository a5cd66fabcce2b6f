"""The lines of a recognised page become paragraphs and rows, as those of a PDF do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.ocr.recognised import RecognisedLine, RecognisedPage
from indexer.ingest.readers.page_layout.document_text import Refusals, extract_text
from indexer.ingest.readers.pictures import NO_TEXT
from indexer.ingest.readers.scanned import page_texts, picture_size
from tests.ingest.ocr.pages import HEIGHT, LEFT, PITCH, SIZE, WIDTH, line, page, set_paragraphs

FIRST = (
    "学校坚持以公开为常态、不公开为例外，健全工作机制，明确责任分工，把信息公开与日常管理结合起来。"
)
SECOND = "全年通过学校网站主动公开信息一千四百三十五条，其中通过信息公开网公开的有五百七十三条，均按时更新。"
THIRD = "各部门指定一名信息员，负责本部门信息的报送与更新，办公室按月通报进度。"


def read(*pages: RecognisedPage) -> list[str]:
    sized = {number: (each, picture_size(each)) for number, each in enumerate(pages)}
    texts = [text for each in page_texts(sized).values() for text in each]
    refusals = Refusals(NO_TEXT, NO_TEXT, NO_TEXT)
    return [
        each
        for each in extract_text(texts, DEFAULT_LIMITS, None, refusals).text.split("\n")
        if each
    ]


@pytest.mark.parametrize("turned", [0.0, 1.5, -2.0])
def test_lines_are_joined_to_paragraphs_however_the_page_is_turned(turned: float) -> None:
    assert read(set_paragraphs([FIRST, SECOND, THIRD], turned=turned)) == [FIRST, SECOND, THIRD]


def test_pages_that_the_scanner_moved_have_one_left_margin() -> None:
    moved = (0, 60, -50)
    texts = [[FIRST, SECOND, THIRD], [THIRD, FIRST, SECOND], [SECOND, THIRD, FIRST]]
    pages = [set_paragraphs(text, left=LEFT + by) for text, by in zip(texts, moved, strict=True)]
    assert read(*pages) == [each for text in texts for each in text]


def test_a_sentence_continues_on_the_next_page_and_page_numbers_are_left_out() -> None:
    first = set_paragraphs([FIRST, SECOND])
    cut = first.lines[:-1]
    rest = SECOND[len("".join(each.text for each in first.lines[2:-1])) :]
    upper = page([*cut, line("- 1 -", 780, HEIGHT - 170, size=34)])
    lower = page(
        [
            line(rest, LEFT, 250),
            *(replace_top(each, 1) for each in set_paragraphs([THIRD]).lines),
            line("- 2 -", 780, HEIGHT - 170, size=34),
        ]
    )
    assert read(upper, lower) == [FIRST, SECOND, THIRD]


def replace_top(one: RecognisedLine, lines: int) -> RecognisedLine:
    a, b, c, d = ((x, y + lines * PITCH) for x, y in one.corners)
    return replace(one, corners=(a, b, c, d))


def test_ruling_lines_make_rows_also_where_a_line_was_recognised_across_them() -> None:
    xs, ys = (200.0, 700.0, 1100.0, 1500.0), (300.0, 380.0, 460.0)
    rules = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    across = line("校务公开 　　　　　　　　　 一千二百", 220, 390, size=40)
    lines = [
        line("类别", 220, 310, size=40),
        line("条数", 720, 310, size=40),
        line("备注", 1120, 310, size=40),
        across,
        line("无", 1120, 390, size=40),
    ]
    table = replace(page(lines), rules=tuple(rules))
    assert read(set_paragraphs([FIRST]), table)[1:] == [
        "类别\t条数\t备注",
        "校务公开\t一千二百\t无",
    ]


def test_the_text_of_a_seal_at_an_angle_is_left_out() -> None:
    text = set_paragraphs([FIRST, SECOND, THIRD])
    seal = line("信息公开专用章", 800, 300, turned=35.0)
    assert read(page([*text.lines, seal])) == [FIRST, SECOND, THIRD]


def test_a_page_record_reads_as_it_was_stored() -> None:
    one = replace(set_paragraphs([FIRST], turned=1.0), rules=((1.0, 2.0, 3.5, 2.0),))
    again = RecognisedPage.from_json(one.to_json())
    assert (again.width, again.height, again.rules) == (WIDTH, HEIGHT, one.rules)
    assert [each.text for each in again.lines] == [each.text for each in one.lines]
    assert again.confidence == one.confidence == 1.0
    assert SIZE > 0
    for damaged in (b"", b"[]", b"[1,2,[[1]],[],0]", b"{}"):
        with pytest.raises(ValueError, match=r".*"):
            RecognisedPage.from_json(damaged)
