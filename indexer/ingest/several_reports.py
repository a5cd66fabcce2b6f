"""Whether one file holds the reports of several years, one after the other."""

from __future__ import annotations

from itertools import accumulate, pairwise
from operator import or_
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.titles import TITLE_WORDS
from indexer.reports.model import Part
from indexer.reports.periods import find_label

_FEWEST_SECTIONS: Final = 3
_LONGEST_TITLE: Final = 60


def holds_several_reports(parts: tuple[Part, ...]) -> bool:
    """Whether the sections begin again after the last, or another year's title stands there.

    A title counts only where sections follow it that stood before it already.
    """
    opening = [part for part in parts if part.opens_section and part.sections != ("preamble",)]
    labels = [set(part.sections) - {"unclassified"} for part in opening]
    before = [*accumulate(labels, or_)]
    after = [*accumulate(reversed(labels), or_)][::-1]
    for at in range(1, len(opening)):
        again = before[at - 1] & after[at]
        if len(again) >= _FEWEST_SECTIONS and labels[at] and labels[at] == labels[0]:
            return True
        if len(again) > 1 and _ends_with_title(opening[at - 1]):
            return True
    return False


def _ends_with_title(part: Part) -> bool:
    """Whether a report's title with its year is among the last lines of a part."""
    lines = [normalize(line) for line in part.text.split("\n")[-4:]]
    titles = [*lines, *(first + second for first, second in pairwise(lines))]
    return any(
        len(title) <= _LONGEST_TITLE
        and TITLE_WORDS.search(title) is not None
        and title.endswith(("报告", "年报"))
        and find_label(title) is not None
        for title in titles
    )
