"""Reading takes time in proportion to what is read: nothing that repeats makes it crawl.

The limit is the one that holds for every file, a minute in a worker process; what grows with the
square of its size passes it long before the sizes here. Each unit below once did, or is of the
kind that does. All of them, with every reader and at a megabyte:

    XXGK_FUZZ=1 python -m pytest tests/fuzz/test_no_input_is_slow.py
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Final

import pytest

from collector.page import read_page
from collector.page_data import links_in_data
from indexer.errors import QueryError, UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.parse import Overrides, parse_report
from indexer.ingest.readers import read_bytes
from indexer.processes.pool import Failure, PoolConfig, imap_isolated
from indexer.reports.model import Source
from indexer.search.fragments import cut_snippets
from indexer.search.parse import parse_query
from indexer.search.query import TextLeaf, positive_leaves

LONG: Final = bool(os.environ.get("XXGK_FUZZ"))
SIZE: Final = 1_000_000 if LONG else 300_000
ONCE_SLOW: Final = (
    ("parse", "[bookmark:"),
    ("parse", "一、"),
    ("parse", "（1）"),
    ("md", "<!--"),
    ("md", "**x "),
    ("txt", "一、概述\n<a href=http://a.cn>公</a>"),
    ("md", "[a](" + "，" * 300_000),
    ("md", "[a](" + " " * 300_000),
    ("page", "<a href=/a.htm>2023年</a> "),
    ("page", "<legend>公"),
    ("page", "<meta http-equiv=refresh content='" + " " * 20_000 + "'>"),
    ("page", "<iframe srcdoc=" + "<iframe&#32;srcdoc=" * 2_000),
    ("script", "location=x;"),
    ("script", "window."),
    ("data", "<a>"),
    ("data", "<a "),
)
UNITS: Final = (
    *(
        "a",
        " ",
        "\u3000",
        "\t",
        "\n",
        "\r\n",
        "\n ",
        "\f",
        "1",
        "公",
        "-",
        "- ",
        "—",
        "~",
        "*",
        "_",
        "#",
    ),
    *(
        "**",
        "**x ",
        "__x ",
        "*x ",
        "|",
        "|-",
        "|:-:",
        "[",
        "](",
        "[a](",
        "[a](b(",
        "(",
        "（",
        "《",
        "“",
        '"',
    ),
    *(
        "<",
        "<!--",
        "<div>",
        "<span>",
        "<a href=x>",
        "<a href=http://a.cn>公</a>",
        "<p>x",
        "<li>",
        "<ol><li>",
    ),
    *(
        "<table><tr><td>",
        "<td>x",
        "<b><p>",
        "<font><p>",
        "&",
        "&amp;",
        "`",
        "``",
        "\\",
        "```\n",
        "> ",
        "- x\n",
    ),
    *(
        "[bookmark:",
        "一、",
        "一、\n",
        "（一）",
        "（一）概述\n",
        "1.",
        "1.概述\n",
        "（1）",
        "一、概述\n",
        "一、概述。",
    ),
    *(
        "一、概述\n内容。\n",
        "信息公开年度报告",
        "信息公开年度报告\n",
        "某大学",
        "某某大学\n",
        "2023年",
        "2023年\n",
    ),
    *(
        "2023年9月1日",
        "2023-2024学年",
        "至",
        "，",
        "。",
        "；",
        "：",
        "学校公开信息，",
        "- 3 -\n",
        "1\n",
    ),
    *(
        "学校公开信息，各单位逐项核对清单\n\n",
        "第 1 页",
        "附件：",
        "附件：清单\n",
        "一是",
        "无。\n",
        "http://",
    ),
    *(
        "http://a.cn/",
        "www.",
        "①",
        "e\u0301",
        "\u0301",
        "\u200b",
        "安徽省教育厅",
        "基本信息公开。",
        "…",
        "......",
    ),
    *(
        "1.基本信息公开。\n",
        "一、概述......1\n",
        "a\tb\n",
        "\ue000",
        "1435条",
        "@",
        "=",
        "二〇二三年",
        "a 1 公 ",
    ),
)
SCRIPTS: Final = (
    *("location=x;", "window.", "a=b+c;", "a+=a;", "f(1);", "function a(", "function a(){"),
    *("var a=(", "{", "{a:'x',", "'", '"', "`${a}`+", "viewer", "<a ", "document.write('<a "),
    *("$.get('/a',", "['a','b'],", "location.href='/a'+b+", "\\u4fe1", "open(", "encodeURI("),
)
DATA: Final = (
    *("[", "{", '{"a":', '{"title":"公","url":"/a.htm"},', "'公','/a.htm',", '"公', '"\\u4fe1'),
    *("<a>", "<a/>", "<a x='公'>", "<!--", "<![CDATA[", "<loc>/a.htm</loc>", "&a;", "{a:'x',"),
)
KINDS: Final = ("parse", "txt", "md", "htm", "snippet", "page")
Task = tuple[str, str]
CASES: Final = (
    [
        *((kind, unit) for kind in KINDS for unit in UNITS),
        *(("script", unit) for unit in SCRIPTS),
        *(("data", unit) for unit in DATA),
    ]
    if LONG
    else [*ONCE_SLOW]
)


def read(task: Task) -> str:
    """In the worker: "" where it was read, or refused with a reason."""
    kind, unit = task
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    match kind:
        case "parse":
            parse_report(
                Extracted(text), Source("a"), report_id="a", overrides=Overrides(school="某某大学")
            )
        case "page":
            read_page(text.encode("utf-8", "replace"), "http://a.edu.cn/")
        case "script":
            function = f"<script>function f(x){{{text[:1_400]}location=x}}</script>"
            page = f'{function}<script>{text}</script><a onclick="{text[:9_000]}">公</a>'
            read_page(page.encode(), "http://a.edu.cn/")
        case "data":
            page = read_page(b"<p>x</p>", "http://a.edu.cn/")
            for start in ("", "[", '{"rows":[', "<r>", "var a=["):
                links_in_data(page, (start + text).encode("utf-8", "replace"))
        case "snippet":
            for query in (text[:20], f'"{text[:40]}"', "公 OR a", "公 NEAR/9 a"):
                cut_snippets(text, _leaves(query))
        case _:
            with suppress(UnreadableError):
                read_bytes(text.encode("utf-8", "replace"), f"a.{kind}")
    return ""


def _leaves(query: str) -> list[TextLeaf]:
    try:
        return [*positive_leaves(parse_query(query))]
    except QueryError:
        return []


def lost(task: Task, failure: Failure) -> str:
    return f"{task}: {failure}"


@pytest.mark.slow
def test_nothing_that_repeats_makes_reading_crawl() -> None:
    config: PoolConfig[Task, str] = PoolConfig(
        function=read,
        on_failure=lost,
        workers=1,
        seconds=DEFAULT_LIMITS.seconds,
        memory=DEFAULT_LIMITS.memory,
    )
    assert [*filter(None, imap_isolated(CASES, config))] == []
