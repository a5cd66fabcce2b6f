"""A report is the same whatever page it stands on: nothing of it lost, nothing of the page in it."""

from __future__ import annotations

import pytest

from indexer.ingest.readers import read_bytes
from tests.ingest.readers.layouts import Page, page

PAGES = 200
MANY_PAGES = 4_000


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _lines(text: str) -> list[str]:
    return [_squeezed(line) for line in text.split("\n") if line.strip()]


def _mistake(seed: int) -> tuple[int, str, list[str], list[str]] | None:
    """The page's seed and layout, the lines that were lost and those that are too much."""
    made: Page = page(seed)
    read = _lines(read_bytes(made.source.encode(), "a.htm").text)
    wanted = [_squeezed(text) for text in made.paragraphs]
    if read == wanted:
        return None
    lost = [text for text in wanted if text not in read]
    return seed, made.layout, lost, [text for text in read if text not in wanted]


def test_a_report_is_the_same_in_every_layout() -> None:
    assert not [*filter(None, map(_mistake, range(PAGES)))]


@pytest.mark.nightly
def test_a_report_is_the_same_in_very_many_layouts() -> None:
    assert not [*filter(None, map(_mistake, range(PAGES, MANY_PAGES)))]


def test_a_section_beside_the_article_belongs_to_it() -> None:
    prose = "".join(f"<p>第{n}项工作按时完成，结果已在网站公布。</p>" for n in range(40))
    source = f"""<html><body><div class="article"><h1>某师范学院2023年信息公开年度报告</h1>
    <div><p>一、概述</p>{prose}</div><div><p>二、举报、复议、诉讼情况</p>
    <p>本学年收到举报2件，行政诉讼1件。</p></div></div></body></html>"""
    lines = _lines(read_bytes(source.encode(), "a.htm").text)
    assert lines[:2] == ["某师范学院2023年信息公开年度报告", "一、概述"]
    assert lines[-2:] == ["二、举报、复议、诉讼情况", "本学年收到举报2件，行政诉讼1件。"]


def test_six_hundred_blocks_that_are_never_closed_are_all_read() -> None:
    body = "".join(f"<div>第{n}段，学校按要求公开了各类信息。" for n in range(600))
    lines = _lines(read_bytes(f"<html><body>{body}</body></html>".encode(), "a.htm").text)
    assert lines == [f"第{n}段，学校按要求公开了各类信息。" for n in range(600)]


def test_text_that_is_left_out_is_counted() -> None:
    sections = "".join(f"<p>{n}、概述</p><p>学校高度重视信息公开工作。</p>" for n in "一二")
    menu = "".join(f"<li><a href={n}.htm>栏目{n}</a></li>" for n in range(5))
    news = "近日，学校举行了隆重的开学典礼，全体新生和教师代表参加了活动，场面十分热烈。"
    source = f"<html><body><p>{news}</p><ul>{menu}</ul><div>{sections}</div></body></html>"
    extracted = read_bytes(source.encode(), "a.htm")
    assert news not in extracted.text
    assert [warning.value for warning in extracted.warnings] == ["page_text_left_out:34"]
    for seed in range(20):
        made = page(seed)
        if not any("点赞" in words for words in made.boilerplate):
            assert not read_bytes(made.source.encode(), "a.htm").warnings
