"""Reports for the engine tests: built from short descriptions, and drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from indexer.reports.figures import Figure, all_figures
from indexer.reports.model import Part, Report, Source, parse_iso_time
from indexer.reports.taxonomy import SECTIONS, TOPICS
from indexer.search.engine import SearchEngine


def report(described: Mapping[str, Any]) -> Report:
    """A report from its description: `id` and `parts` are enough. A part may be its text alone, a
    figure its number or its state."""
    end = described.get("period_end")
    parts = [
        {"text": part} if isinstance(part, str) else part for part in described.get("parts", ())
    ]
    return Report(
        id=described["id"],
        school=described.get("school"),
        province=described.get("province"),
        period=described.get("period"),
        year=described.get("year"),
        period_start=None,
        period_end=date.fromisoformat(end) if end else None,
        published=None,
        title=described.get("title", ""),
        source_url=None,
        source=Source(path=f"{described['id']}.txt"),
        parts=tuple(_part(ordinal, given) for ordinal, given in enumerate(parts, start=1)),
        figures=all_figures(
            {name: figure(given) for name, given in described.get("figures", {}).items()}
        ),
        first_indexed=parse_iso_time(described.get("first_indexed")),
    )


def figure(described: int | str) -> Figure:
    """A figure from its number or its state."""
    match described:
        case int(number):
            return Figure("number" if number else "zero", number)
        case "zero":
            return Figure("zero", 0)
        case "unread":
            return Figure("unread", sentence="收到申请若干。", ordinal=1, span=(0, 7))
        case _:
            return Figure()


def bring_to(engine: SearchEngine, there: Sequence[Report], known: Set[str]) -> None:
    """One commit after which exactly these reports are there; `known` are all ids ever put."""
    with engine.writer() as writer:
        writer.remove(known - {one.id for one in there})
        for one in there:
            writer.put(one)


def _part(ordinal: int, described: Mapping[str, Any]) -> Part:
    return Part(
        ordinal=ordinal,
        sections=tuple(described.get("sections", ("overview",))),
        topics=tuple(described.get("topics", ())),
        heading=described.get("heading", ""),
        text=described.get("text", ""),
    )


@dataclass(frozen=True)
class Batch:
    """What one commit does: reports removed and put, over what was there or over nothing."""

    puts: tuple[Report, ...]
    removes: tuple[str, ...] = ()
    rebuild: bool = False

    def apply(self, engine: SearchEngine) -> None:
        with engine.writer(rebuild=self.rebuild) as writer:
            writer.remove(self.removes)
            for one in self.puts:
                writer.put(one)


# Few pieces, so that they meet: words inside words, and what makes normalisation and runs hard.
COMMON = (
    "申请 公开 依申请公开 信息公开 信息 公 开 举报 收到 没有 的 条 件 ， 。 2023 0 OA A4".split()
)
ODD = (
    *"諮詢 号 (一) ； — - ~ a ２０ 150 C++ don’t É ①2 ㎡ … 3.5 𠀀 甲 #".split(),
    *(" ", "\u3000", "\u200b", "\u0301", "“", "\n", "\t"),
)
FRAGMENTS = (*COMMON, *ODD)
IDS = ("r1", "r2", "r3", "r4", "r5")
SCHOOLS = (None, "安徽大学", "安徽大学艺术学院", "湖南大学")
PROVINCES = (None, "安徽", "湖南")
YEARS = (None, 2022, 2023, 2024)
FIGURE_IDS = ("requests_received", "lawsuits", "contact")
STATED: tuple[Figure, ...] = (
    Figure(),
    Figure("zero", 0, sentence="没有收到申请。", ordinal=1, span=(0, 7)),
    Figure("unread", sentence="收到申请若干。", ordinal=2, span=(3, 10)),
    Figure("not_stated", corrected=True),
    *(Figure("number", value, "about", "", 1, (0, 0)) for value in (1, 3, 400)),
)

fragments = st.sampled_from(COMMON) | st.sampled_from(FRAGMENTS)
texts = st.lists(fragments, max_size=14).map("".join)
lines = texts.map(lambda text: text.replace("\n", "").replace("\t", ""))


figures: st.SearchStrategy[dict[str, Figure]] = st.just({}) | st.dictionaries(
    st.sampled_from(FIGURE_IDS), st.sampled_from(STATED)
).map(all_figures)
"""Of a report: none where they were never read, else every one."""

moments = st.sampled_from(
    [None, *map(parse_iso_time, ("2024-11-02T08:00:00Z", "2024-11-02T08:00:01Z"))]
)


def labels(names: Mapping[str, str], at_least: int) -> st.SearchStrategy[tuple[str, ...]]:
    few = st.sampled_from([*names][:4])
    return st.lists(few, min_size=at_least, max_size=2, unique=True).map(tuple)


@st.composite
def parts(draw: st.DrawFn, ordinal: int) -> Part:
    return Part(
        ordinal=ordinal,
        sections=draw(labels(SECTIONS, 1)),
        topics=draw(labels(TOPICS, 0)),
        heading=draw(lines),
        text=draw(texts),
        opens_section=draw(st.booleans()),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    report_id = draw(st.sampled_from(IDS))
    year = draw(st.sampled_from(YEARS))
    ends = st.sampled_from([None, date(2023, 8, 31), date(2023, 12, 31), date(2024, 8, 31)])
    return Report(
        id=report_id,
        school=draw(st.sampled_from(SCHOOLS)),
        province=draw(st.sampled_from(PROVINCES)),
        period=str(year) if year else None,
        year=year,
        period_start=None,
        period_end=draw(ends),
        published=None,
        title=draw(lines),
        source_url=None,
        source=Source(path=f"{report_id}.txt"),
        parts=tuple(draw(parts(n)) for n in range(1, draw(st.integers(2, 4)) + 1)),
        figures=draw(figures),
        first_indexed=draw(moments),
    )


def _batches(fewest: int) -> st.SearchStrategy[Batch]:
    return st.builds(
        Batch,
        puts=st.lists(reports(), min_size=fewest, max_size=5).map(tuple),
        removes=st.lists(st.sampled_from(IDS), max_size=2).map(tuple),
        rebuild=st.integers(0, 9).map(lambda n: n == 1),
    )


lives = st.tuples(_batches(3), st.lists(_batches(0), max_size=3)).map(
    lambda life: [life[0], *life[1]]
)
"""Short lives of an archive: reports put, put again under their id, and removed."""
