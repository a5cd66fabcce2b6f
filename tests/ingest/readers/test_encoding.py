"""Encodings are detected, and what is no language is refused."""

from __future__ import annotations

import codecs

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.readers import read_bytes
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


def test_utf16_is_detected_without_a_single_ascii_character() -> None:
    text = "信息公开工作概述，学校高度重视，成立领导小组，明确分工，落实责任，完善机制。" * 3
    assert decode(text.encode("utf-16-le")) == text


def test_a_declared_encoding_is_tried_but_not_trusted() -> None:
    assert decode(PROSE.encode("utf-8"), "gb2312") == PROSE
    assert decode(PROSE.encode("gb18030"), "utf-8") == PROSE
    assert decode(PROSE.encode("gb18030"), "no-such-encoding") == PROSE


def test_a_file_cut_inside_a_character_is_read() -> None:
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


def test_text_turned_into_question_marks_is_refused() -> None:
    with pytest.raises(UnreadableError, match="问号"):
        decode(PROSE.encode("ascii", "replace"))


def test_a_handful_of_replacement_characters_is_tolerated() -> None:
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


FOOTER = "版权所有：某师范学院 地址：大学路一号"


def _page(article: bytes, around: bytes = b"", charset: str = "utf-8") -> bytes:
    head = f'<html><head><meta charset="{charset}"></head><body><div>'.encode()
    return head + article + b"</div>" + around + b"</body></html>"


def _paragraphs(encoding: str) -> bytes:
    return b"".join(f"<p>{line}</p>".encode(encoding) for line in PROSE.splitlines())


DAMAGES = {
    "a zero byte": lambda data: data[:40] + b"\0" + data[40:],
    "zero bytes in a row": lambda data: data[:40] + b"\0\0\0\0" + data[40:],
    "a zero byte at the end": lambda data: data + b"\0",
    "byte 0x80": lambda data: data.replace(b"\n", b"\x80\n", 1),
    "byte 0xff": lambda data: data.replace(b"\n", b"\xff\n", 1),
    "its last character cut": lambda data: data[:-2],
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_byte_loses_only_its_character(encoding: str, damage: str) -> None:
    read = decode(DAMAGES[damage](PROSE.strip().encode(encoding)))
    assert "校长办公室牵头，各单位指定一名联络员" in read
    assert "全年在门户网站发布消息一千二百余条" in read


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_may_be_cut_anywhere(encoding: str) -> None:
    assert decode(PROSE.encode(encoding)[:-1]).startswith(PROSE[:-2])


@pytest.mark.parametrize(("inside", "outside"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_footer_or_comment_in_another_encoding_is_read_in_its_own(
    inside: str, outside: str
) -> None:
    footer = f'<!-- {FOOTER} --><div class="footer">{FOOTER}</div>'.encode(outside)
    extracted = read_bytes(_page(_paragraphs(inside), footer), "a.htm")
    assert extracted.text.split("\n") == PROSE.splitlines()
    lines = PROSE.encode(inside) + FOOTER.encode(outside)
    assert decode(lines) == PROSE + FOOTER


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "iso-8859-1", "big5", "utf-16", "hz", "x"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_charset_of_a_page_is_ignored(encoding: str, charset: str) -> None:
    markup = b'<div class="a" style="margin:0"></div>' * 200
    extracted = read_bytes(_page(_paragraphs(encoding), markup, charset), "a.htm")
    assert extracted.text.split("\n") == PROSE.splitlines()


def test_a_page_is_judged_by_its_article() -> None:
    spoilt = b"<div class=footer>" + b"\xe4\xff\xfe\x80\xff " * 200 + b"</div>"
    extracted = read_bytes(_page(_paragraphs("utf-8"), spoilt), "a.htm")
    assert extracted.text.split("\n") == PROSE.splitlines()
    with pytest.raises(UnreadableError):
        read_bytes(_page(PROSE.encode().replace(b"\xe5", b"\xff")), "a.htm")


def test_chinese_in_seven_bits_is_read() -> None:
    assert decode(PROSE.encode("hz", "ignore")).startswith("某师范学院")


def test_a_byte_order_mark_of_utf8_before_gb18030_is_ignored() -> None:
    assert decode(codecs.BOM_UTF8 + PROSE.encode("gb18030")) == PROSE


def test_zero_bytes_at_the_beginning_make_no_text_binary() -> None:
    data = PROSE.encode("gb18030")
    assert "校长办公室牵头" in read_bytes(b"\0\0\0" + data, "a.txt").text
    assert "校长办公室牵头" in read_bytes(data[:30] + b"\0" * 6 + data[30:], "a.txt").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_zero_bytes_that_pad_a_text_are_dropped(encoding: str) -> None:
    data = PROSE.strip().encode(encoding)
    for filled in (data + b"\0" * 600, b"\0" * 600 + data):
        assert read_bytes(filled, "a.txt").text == PROSE.strip()
    page = read_bytes(_page(_paragraphs("utf-8")) + b"\0" * 600, "a.htm")
    assert page.text.split("\n") == PROSE.splitlines()


def test_a_zero_byte_inside_a_character_is_dropped_after_a_byte_order_mark() -> None:
    data = PROSE.encode("utf-8-sig")
    at = data.index("校长".encode()) + 1
    assert decode(data[:at] + b"\0" + data[at:]) == PROSE


def test_a_line_in_another_encoding_is_read_after_a_byte_order_mark() -> None:
    assert decode(PROSE.encode("utf-8-sig") + FOOTER.encode("gb18030")) == PROSE + FOOTER
