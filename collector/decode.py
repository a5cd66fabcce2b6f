"""The text of a web page from its bytes: by a mark at its start, by what it can be read as, last by
what it and its server declare, which is often wrong."""

from __future__ import annotations

import re
from typing import Final

_DECLARED: Final = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,20})""", re.IGNORECASE)


def decode_page(body: bytes, header: str = "") -> tuple[str, str]:
    """The text of a page, and its encoding."""
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace"), "utf-8"
    declared = [
        found.group(1).decode("ascii").lower()
        for found in (
            _DECLARED.search(header.encode("latin-1", "replace")),
            _DECLARED.search(body[:4096]),
        )
        if found
    ]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        is_ascii = len(text) == len(body)
        return text, _known(declared, "utf-8") if is_ascii else "utf-8"
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 50 < sum(char > "\u07ff" for char in text):
        return text, "utf-8"  # but for characters that were cut in two
    names = dict.fromkeys(("utf-8", "gb18030", *(name for name in declared if "big5" in name)))
    texts = {name: _decoded(body, name) for name in names}
    best = min(texts, key=lambda name: texts[name].count("\ufffd"))
    return texts[best], "gbk" if best == "gb18030" else best


def decode_table(data: bytes) -> str:
    """A table or data as people and programs save them: UTF-8, or GBK."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _known(declared: list[str], default: str) -> str:
    """The first declared encoding that exists; gb2312 is read as browsers do."""
    for name in declared:
        try:
            "".encode(name)
        except LookupError:
            continue
        return "gbk" if name in {"gb2312", "gb18030", "gb_2312-80"} else name
    return default


def _decoded(body: bytes, encoding: str) -> str:
    return body.decode("big5hkscs" if "big5" in encoding else encoding, "replace")
