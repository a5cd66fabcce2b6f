"""Reports for the engine tests: built from short descriptions, and drawn at random."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

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
        text_source=described.get("text_source", "text"),
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
MOMENTS = (None, *map(parse_iso_time, ("2024-11-02T08:00:00Z", "2024-11-02T08:00:01Z")))

fragments = st.sampled_from(COMMON) | st.sampled_from(FRAGMENTS)


class _Pieces:
    """Random parts and attributes of reports, of which the strategies choose. Hypothesis would need
    a hundred draws for one report, and more time than the engines take to index it."""

    PARTS: Final = 400
    REPORTS: Final = 100

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.parts = [self._part() for _ in range(self.PARTS)]
        self.reports = [self._report() for _ in range(self.REPORTS)]

    def _part(self) -> Part:
        return Part(
            ordinal=1,
            sections=self._labels(SECTIONS, 1),
            topics=self._labels(TOPICS, 0),
            heading=self._line(),
            text=self._text(),
            opens_section=self._chance.random() < 0.5,
        )

    def _report(self) -> Report:
        report_id, year = self._chance.choice(IDS), self._chance.choice(YEARS)
        ends = [None, date(2023, 8, 31), date(2023, 12, 31), date(2024, 8, 31)]
        return Report(
            id=report_id,
            school=self._chance.choice(SCHOOLS),
            province=self._chance.choice(PROVINCES),
            period=str(year) if year else None,
            year=year,
            period_start=None,
            period_end=self._chance.choice(ends),
            published=None,
            title=self._line(),
            source_url=None,
            source=Source(path=f"{report_id}.txt"),
            parts=(),
            figures=self._figures(),
            first_indexed=self._chance.choice(MOMENTS),
        )

    def _figures(self) -> Mapping[str, Figure]:
        """None where they were never read, else every one."""
        if self._chance.random() < 0.4:
            return {}
        stated = self._chance.sample(FIGURE_IDS, self._chance.randint(0, len(FIGURE_IDS)))
        return all_figures({name: self._chance.choice(STATED) for name in stated})

    def _text(self) -> str:
        length = self._chance.choice((0, *range(15)))
        some = self._chance.choice((COMMON, FRAGMENTS))
        return "".join(self._chance.choice(some) for _ in range(length))

    def _line(self) -> str:
        return self._text().replace("\n", "").replace("\t", "")

    def _labels(self, names: Mapping[str, str], at_least: int) -> tuple[str, ...]:
        return tuple(self._chance.sample([*names][:4], self._chance.randint(at_least, 2)))


_pieces: Final = _Pieces(random.Random(None if os.environ.get("XXGK_EXAMPLES") else 1))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    parts = draw(st.lists(st.sampled_from(_pieces.parts), min_size=2, max_size=4))
    return replace(
        draw(st.sampled_from(_pieces.reports)),
        parts=tuple(replace(part, ordinal=n) for n, part in enumerate(parts, start=1)),
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
