"""Whatever a file contains, a reader returns text or raises UnreadableError, and nothing else."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import UnreadableError
from indexer.ingest.readers import read_bytes
from tests.effort import tries
from tests.ingest.formats import as_docx, as_page, as_text
from tests.ingest.readers.typeset import Pages

REPORT = (
    "某师范学院2022—2023学年信息公开年度报告",
    "一、概述",
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。",
    "二、依申请公开情况",
    "无。",
)
PIECES = {
    "pdf": b"<< >> [ ] null 0 -1 1e99 99999999999 /Kids /Type stream endstream BT ET Tj Tf () 2 0 R",
    "htm": b"<table> </table> <tr> <td> <ol start=99999999999> <li> <!-- --> <a href=http://[::1> "
    b"<div hidden> <base href=x> &#0; &#x110000; <svg> <meta charset=utf-7> <title> <br> <pre>",
    "docx": b"PK\x01\x02 PK\x05\x06 \xff\xff\xff\xff word/ .xml",
    "md": b"| [ ]( ) ** ` \\ --- <!-- --> # |-| < >",
    "txt": b"\t \0 \xff\xfe \n \f \xe4\xb8",
    "doc": b"MIME-Version:1 Content-Type:multipart/ \xd0\xcf\x11\xe0",
}


@cache
def _whole(kind: str) -> bytes:
    match kind:
        case "pdf":
            pages = Pages(pageCompression=0)
            pages.table([("序号", "事项"), ("1", "章程")])
            pages.link("章程", "http://a.cn")
            pages.paragraph(REPORT[2])
            return pages.bytes()
        case "htm":
            return as_page(REPORT, title=REPORT[0])
        case "docx":
            return as_docx(REPORT)
        case "doc":
            head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
            return head + b"Content-Type: text/html\n\n" + as_page(REPORT) + b"\n--x--\n"
        case _:
            return as_text(("|a|b|", "|-|-|", "|[x](http://a.cn)|**c**|", *REPORT))


Change = tuple[float, int, bytes]
"""Where in the file (0..1), how many bytes go, what comes instead."""


def _changes(kind: str) -> st.SearchStrategy[list[Change]]:
    pieces = st.sampled_from(PIECES[kind].split(b" ")) | st.binary(max_size=6)
    inserted = st.builds(
        lambda piece, times: piece * times, pieces, st.sampled_from([1, 1, 2, 300])
    )
    change = st.tuples(st.floats(0, 1), st.integers(0, 80), inserted)
    return st.lists(change, min_size=1, max_size=8)


def _spoilt(data: bytes, changes: list[Change]) -> bytes:
    for where, gone, instead in changes:
        at = int(where * len(data))
        data = data[:at] + instead + data[at + gone :]
    return data


@pytest.mark.parametrize("kind", PIECES)
def test_a_spoilt_file_gives_text_or_a_reason(kind: str) -> None:
    @settings(max_examples=tries(12, 25))
    @given(_changes(kind))
    def holds(changes: list[Change]) -> None:
        _read(_spoilt(_whole(kind), changes), kind)

    holds()


@pytest.mark.nightly
@pytest.mark.parametrize("kind", PIECES)
def test_a_spoilt_file_gives_text_or_a_reason_every_time(kind: str) -> None:
    @settings(settings.get_profile("nightly"))
    @given(_changes(kind))
    def holds(changes: list[Change]) -> None:
        _read(_spoilt(_whole(kind), changes), kind)

    holds()


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.pdf", "a.docx", "a.htm", "a"]))
def test_any_bytes_give_text_or_a_reason(data: bytes, name: str) -> None:
    _read(data, name)


def test_the_whole_files_are_read() -> None:
    for kind in PIECES:
        assert "联络员" in read_bytes(_whole(kind), f"a.{kind}").text


def _read(data: bytes, name: str) -> None:
    try:
        extracted = read_bytes(data, f"a.{name}")
    except UnreadableError as error:
        assert error.reason  # noqa: PT017 - both ways out are right
    else:
        assert extracted.text.strip()
        assert all(link.url.lower().startswith("http") for link in extracted.links)
