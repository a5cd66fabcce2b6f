"""Web archives, and those that were made to cost time."""

from __future__ import annotations

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.readers import read_bytes

HEAD = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n"
PAGE = b"--b0\nContent-Type: text/html\nContent-Location: http://a.cn/x.htm\n\n<p>%s\n--b0--\n"


def test_the_first_page_is_read_with_its_address() -> None:
    extracted = read_bytes(HEAD + PAGE % "概述".encode(), "a.doc")
    assert extracted.text == "概述"
    assert extracted.url == "http://a.cn/x.htm"


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (level, level + 1)
        for level in range(depth)
    )
    return HEAD + opened + b"--b%d\nContent-Type: text/html\n\n<p>1" % depth


def test_parts_in_parts_are_read_as_far_as_anybody_nests_them() -> None:
    assert read_bytes(nested(20), "a.mht").text == "1"


@pytest.mark.parametrize(
    "data",
    [
        nested(2_000),
        HEAD.replace(b"\n\n", b";" + b" a=b;" * 500_000 + b"\n\n") + PAGE % b"1",
        HEAD + PAGE.replace(b"text/html", b'text/html; x="' + b"a\n b" * 9_000) % b"1",
    ],
    ids=["nested without end", "a million parameters", "a field of many lines"],
)
def test_what_no_program_writes_is_refused_before_it_costs(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="网页归档"):
        read_bytes(data, "a.mht")
