"""Which encoding a file is in, and what is refused as no language."""

from __future__ import annotations

import codecs

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.readers.encoding import BINARY, LOST, MOJIBAKE, decode, implausible

PROSE = """某师范学院2022—2023学年信息公开年度报告
一、概述
学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。
二、主动公开情况
全年在门户网站发布消息一千二百余条，在校内办公系统发布文件三百四十份，没有收到申请。
"""
TRADITIONAL = """某師範學院信息公開年度報告
學校把信息公開列入年度重點工作，由校長辦公室牽頭，各單位指定一名聯絡員，逐項核對清單。
"""


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_chinese_prose_is_read_in_every_encoding(encoding: str) -> None:
    assert decode(PROSE.encode(encoding)) == PROSE


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(codecs.BOM_UTF16_BE + "概述".encode("utf-16-be")) == "概述"


def test_traditional_characters_are_read_from_big5() -> None:
    assert decode(TRADITIONAL.encode("big5hkscs", "ignore")).startswith("某師範學院")


def test_utf16_is_told_without_a_single_ascii_character() -> None:
    text = "信息公开工作概述，学校高度重视，成立领导小组，明确分工，落实责任，完善机制。" * 3
    assert decode(text.encode("utf-16-le")) == text


def test_a_declared_encoding_is_tried_but_not_believed() -> None:
    assert decode(PROSE.encode("utf-8"), "gb2312") == PROSE
    assert decode(PROSE.encode("gb18030"), "utf-8") == PROSE
    assert decode(PROSE.encode("gb18030"), "no-such-encoding") == PROSE


def test_one_byte_lost_at_the_end_loses_no_file() -> None:
    whole = (PROSE * 20).encode()
    assert decode(whole[:-2]).startswith(PROSE)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "gb18030"),
        ("utf-8", "latin-1"),
        ("gb18030", "latin-1"),
        ("gb18030", "big5hkscs"),
        ("gb18030", "utf-8"),
        ("utf-8", "utf-16-le"),
        ("gb18030", "utf-16-le"),
    ],
)
def test_mojibake_is_refused_although_it_is_valid_utf8(written: str, read: str) -> None:
    spoilt = (PROSE * 3).encode(written).decode(read, "replace")
    with pytest.raises(UnreadableError) as error:
        decode(spoilt.encode("utf-8"))
    assert error.value.reason in {MOJIBAKE, LOST}


def test_text_that_became_question_marks_is_refused() -> None:
    with pytest.raises(UnreadableError, match="问号"):
        decode(PROSE.encode("ascii", "replace"))


def test_a_handful_of_replacement_characters_is_borne() -> None:
    assert implausible(PROSE * 20 + "\ufffd") is None
    assert implausible(PROSE + "\ufffd" * 20) == LOST


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x7fELF\x02\x01" + b"\0" * 500])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        decode(data)
    assert error.value.reason == BINARY


def test_english_is_language_too() -> None:
    text = "This folder holds the yearly reports of our school. " * 5
    assert decode(text.encode()) == text
