"""Literals cut at random out of reports, and out of thin air: all that is there, nothing else."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from bench.corpus import generate
from indexer.analysis.matching import contains
from indexer.analysis.normalize import normalize, normalize_term
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.reader import WhooshReader
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, Source
from indexer.search.query import Literal

REPORTS: Final = int(os.environ.get("XXGK_LITERAL_REPORTS", "30"))
LITERALS: Final = int(os.environ.get("XXGK_LITERALS", "400"))
"""XXGK_LITERAL_REPORTS=1000 XXGK_LITERALS=2000 is the nightly size."""
SEEDS: Final = Path(__file__).parents[2] / "seeds"
LONGEST: Final = 12

Texts: TypeAlias = list[tuple[str, str]]
"""Normalised text and heading of every part."""


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    texts += [generated.text for generated in generate(REPORTS)]
    return [
        parse_report(Extracted(text), Source(f"{number}.txt"), report_id=f"r{number}")
        for number, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def reader(reports: list[Report], tmp_path_factory: pytest.TempPathFactory) -> WhooshReader:
    """Written in three batches, the middle one partly replaced, so that segments and deletions
    are met."""
    engine = WhooshEngine(tmp_path_factory.mktemp("archive") / "index")
    third = len(reports) // 3
    for batch in (reports[: 2 * third], reports[third:], reports[:5]):
        with engine.writer() as writer:
            for report in batch:
                writer.put(report)
    return engine.reader()


@pytest.fixture(scope="module")
def texts(reports: list[Report]) -> Texts:
    return [(normalize(p.text), normalize(p.heading)) for r in reports for p in r.parts]


def pieces_as_written(reports: list[Report], chance: random.Random) -> str:
    """One to twelve characters out of a paragraph or heading as it stands in the report."""
    part = chance.choice(chance.choice(reports).parts)
    line = chance.choice([*part.text.replace("\t", "\n").split("\n"), part.heading])
    start = chance.randrange(len(line) + 1)
    return line[start : start + chance.randint(1, LONGEST)]


def widened(piece: str) -> str:
    """ASCII in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in piece)


def perturbed(piece: str, chance: random.Random) -> str:
    """The same, in full width, turned round, or with a character of it doubled."""
    way = chance.randrange(6)
    if way == 0:
        return widened(piece)
    if way == 1:
        return piece[::-1]
    if way == 2:
        at = chance.randrange(len(piece) + 1)
        return piece[:at] + piece[at - 1 : at] + piece[at:]
    return piece


def test_random_literals_are_found_where_they_stand_and_nowhere_else(
    reports: list[Report], reader: WhooshReader, texts: Texts
) -> None:
    chance = random.Random(4)
    asked = 0
    while asked < LITERALS:
        piece = perturbed(pieces_as_written(reports, chance), chance)
        term = normalize_term(piece)
        if not term:
            continue
        asked += 1
        literal = Literal(term, chance.random() < 0.1, chance.random() < 0.1)
        edges = literal.open_left, literal.open_right
        truth = sum(contains(t, term, *edges) or contains(h, term, *edges) for t, h in texts)
        assert reader.count(literal) == truth, piece
