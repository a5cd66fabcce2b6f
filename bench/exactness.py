"""How much of what is true was found, and how much of what was found is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from bench.peers import Query
from bench.prepared import Prepared
from bench.queries import KINDS, LITERAL_KINDS, within_years
from bench.stage import Stage

_ALL_COMPARED: Final = 1000
"""Up to so many reports every match is compared; beyond, those of one year for each query."""


@dataclass(slots=True)
class Exactness:
    """How many parts were right, given and wanted, over any number of queries."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, truth: Set[str], found: Set[str]) -> None:
        self.join(Exactness(len(truth & found), len(found), len(truth)))

    def join(self, other: Exactness) -> None:
        self.right += other.right
        self.given += other.given
        self.wanted += other.wanted

    @property
    def recall(self) -> float:
        """1 where nothing was wanted; below 1 where anything is missing."""
        return _share(self.right, self.wanted)

    @property
    def precision(self) -> float:
        """1 where nothing was given; below 1 where anything is wrong."""
        return _share(self.right, self.given)


def add_exactness(
    figures: Mapping[str, dict[str, Any]],
    stages: Mapping[str, Stage],
    corpus: Prepared,
    queries: Sequence[Query],
) -> None:
    """Recall and precision of each engine against the plain texts: of each kind, and of all
    literal ones."""
    asked = queries if corpus.count <= _ALL_COMPARED else within_years(queries)
    truth = corpus.plain.matches(asked)
    for name, stage in stages.items():
        counts = {kind: Exactness() for kind in KINDS}
        for query, true in zip(asked, truth, strict=True):
            counts[query.kind].add(true, stage.matches(query))
        for kind, found in counts.items():
            exact = {"recall": found.recall, "precision": found.precision}
            figures[name]["by_kind"][kind] |= exact
        literal = Exactness()
        for kind in LITERAL_KINDS:
            literal.join(counts[kind])
        figures[name] |= {
            "literal_recall": literal.recall,
            "literal_precision": literal.precision,
        }


def _share(part: int, whole: int) -> float:
    """To four places, and never rounded up to all."""
    return 1.0 if part == whole else min(round(part / whole, 4), 0.9999)
