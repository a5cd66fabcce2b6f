"""Text by chance: whole reports, single lines, and what is sought in them."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final

from indexer.analysis.normalize import normalize, normalize_with_map
from indexer.errors import QueryError, UnreadableError
from indexer.ingest.blocks import Block
from indexer.ingest.bylines import find_byline_day, find_published, find_signed_day
from indexer.ingest.headings import read_heading
from indexer.ingest.parse import Overrides, parse_report
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.text import from_string
from indexer.reports.model import Report, Source
from indexer.reports.periods import find_label, find_span
from indexer.reports.school_names import find_schools
from indexer.reports.sections import classify_heading
from indexer.reports.topics import classify_topic
from indexer.search.fragments import cut_snippets
from indexer.search.highlights import highlight_heading
from indexer.search.parse import parse_query
from indexer.search.query import positive_leaves
from tests.fuzz.mutating import mutant

REPORT: Final = (
    "某师范学院2022—2023学年信息公开年度报告",
    "一、概述",
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。",
    "二、依申请公开情况",
    "无。",
)
SEEDS: Final = Path(__file__).parents[2] / "seeds"
PIECES: Final = (
    *"一、 （一） 1. （1） ①. 第一部分 一是 附件： 附件：清单 概述 \n \n\n \t \f - 3 - 1\n".split(
        " "
    ),
    *"，。；：、？…“”《》（）()[]-—~·.#*|_`<>\"'\\/:;@&%=+$^!?0123456789",
    *(
        "\u3000",
        "\xa0",
        "\u200b",
        "\u0301",
        "\u202e",
        "\ufeff",
        "\0",
        "\x85",
        "\u2028",
        "\U0001f600",
    ),
    *"２０２３ ⅣⅤ ㈠ ⒈ ⑳ ㎡ ﷺ ｶﾞ 한 é ß İ ſ Ω ς 〇 々 臺灣 學校 \U00020000 \ue000".split(" "),
    *("2023—2024学年", "2023年9月1日", "二〇二三年十月", "某某大学", "信息公开年度报告", "1435 条"),
    *(
        "一、概述\n",
        "二、主动公开情况：",
        "[bookmark: _GoBack]",
        "**",
        "......3\n",
        "http://a.cn/",
        "无。",
    ),
)


@cache
def seeds() -> tuple[str, ...]:
    """The sample reports, short enough to be changed in many ways."""
    found = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    return tuple(text[start : start + 1_200] for text in found for start in (0, len(text) // 2))


def report(random: Random) -> str:
    return mutant(seeds(), PIECES, random)


def line(random: Random) -> str:
    lines = random.choice(seeds()).split("\n")
    return mutant(lines, PIECES, random)[:400]


def piece(random: Random) -> str:
    marks = [chr(random.randrange(0xD800)) for _ in range(8)]
    return mutant([seed[:200] for seed in seeds()], [*PIECES, *marks], random)[:4_000]


def sought(random: Random) -> tuple[str, str]:
    """A text, and a query made of what stands in it."""
    text = mutant(seeds(), PIECES, random)[:4_000]
    at = random.randint(0, len(text))
    words = [text[at : at + random.randint(1, 12)] for at in (at, at // 2, at // 3)]
    return text, random.choice((" ", " OR ", " NEAR/9 ")).join(words)


def report_is_parsed(text: str) -> None:
    """Every text that is forced to be a report is one, and holds together."""
    extracted = from_string(text)
    made = parse_report(
        extracted, Source("a.txt"), report_id="a", overrides=Overrides(school="某某大学")
    )
    report_holds(made)


def file_is_read(data: bytes, name: str) -> None:
    """Text and a report, or a reason."""
    try:
        extracted = read_bytes(data, name)
    except UnreadableError as error:
        refused(error)
        return
    assert extracted.text.strip()
    made = parse_report(
        extracted, Source("a"), report_id="a", overrides=Overrides(school="某某大学")
    )
    report_holds(made)


def report_holds(made: Report) -> None:
    """What index, pages and JSON take for granted."""
    assert [part.ordinal for part in made.parts] == [*range(1, len(made.parts) + 1)]
    assert all(part.sections for part in made.parts)
    assert all(link.url.lower().startswith("http") for part in made.parts for link in part.links)
    assert made.year is None or 1900 < made.year < 2999
    json.dumps(asdict(made), default=str, ensure_ascii=False).encode("utf-8")


def line_is_told(text: str) -> None:
    for word in (*classify_heading(text), *classify_topic(text)):
        assert word.isascii()
    heading = read_heading(0, Block(text))
    assert heading is None or heading.whole == text
    for find in (find_label, find_signed_day, find_byline_day, find_published, find_schools):
        find(text)
    find_span(text, anywhere=True)


def piece_is_normalised(text: str) -> None:
    """The rules of the offset map; normalised text is not changed again."""
    mapped = normalize_with_map(text)
    assert mapped.text == normalize(text)
    assert len(mapped.text) == len(mapped.starts) == len(mapped.ends)
    places = [*zip(mapped.starts, mapped.ends, strict=True)]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(places))


def snippet_is_cut(asked: tuple[str, str]) -> None:
    text, query = asked
    try:
        leaves = [*positive_leaves(parse_query(query))]
    except QueryError:
        return
    for snippet in cut_snippets(text, leaves):
        assert snippet.text in text
        assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)
        assert all(one[1] <= other[0] for one, other in pairwise(snippet.marks))
    highlight_heading(text[:80].replace("\n", " "), leaves)


def refused(error: UnreadableError) -> None:
    """A refusal is a sentence for a person, on one line."""
    assert error.reason
    assert "\n" not in error.reason
