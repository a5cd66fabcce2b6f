"""How sure the reading of a report is: from its warnings, and what each of them weighs.

A weight is the share of reports with that warning that are read wrongly because of it, as measured
on composed reports that were made hard to read (`python -m tests.ingest.measuring_confidence`).
Confidence is the product of what the weights leave. It is 1 where there is no warning, so a
warning of little weight still says that a report is not beyond doubt.
"""

from __future__ import annotations

from math import prod
from typing import Final

from indexer.ingest.structure_warnings import structure_warnings
from indexer.reports.model import OutlineEntry, Part
from indexer.reports.warnings import AnyWarning, Concern, ReadingWarning

LEAST: Final = 0.1
"""The lowest confidence: of a file that holds the reports of several years."""
_MOST_WITH_WARNING: Final = 0.99
_USUAL_WEIGHT: Final = 0.2
WEIGHTS: Final[dict[ReadingWarning, float]] = {
    ReadingWarning.SEVERAL_YEARS: 1.0,
    # What was read is seldom right.
    ReadingWarning.SECTIONS_MISSING: 0.7,
    ReadingWarning.SECTIONS_FEW: 0.45,
    ReadingWarning.SECTION_REPEATED: 0.5,
    ReadingWarning.SCHOOL_FROM_FILE_NAME: 0.25,
    ReadingWarning.SCHOOL_NAME_UNKNOWN: 0.4,
    ReadingWarning.SECTIONS_OUT_OF_ORDER: 0.5,
    ReadingWarning.HEADING_UNREAD: 0.45,
    ReadingWarning.HEADING_INSIDE_TEXT: 0.45,
    ReadingWarning.SCHOOL_IS_A_UNIT: 0.2,
    ReadingWarning.PERIOD_CONFLICT: 0.4,
    ReadingWarning.HEADINGS_UNCLASSIFIED: 0.6,
    # It is right more often than not.
    ReadingWarning.SCHOOL_UNREAD: 0.15,
    ReadingWarning.PERIOD_UNREAD: 0.3,
    ReadingWarning.PERIOD_FROM_DAMAGED_DATE: 0.3,
    ReadingWarning.PERIOD_FROM_FILE_NAME: 0.2,
    ReadingWarning.PERIOD_MISSING: 0.45,
    ReadingWarning.NUMBERS_MISSING: 0.2,
    ReadingWarning.OTHER_SCHOOLS_NAMED: 0.15,
    ReadingWarning.SCHOOL_UNLISTED: 0.25,
    ReadingWarning.SCHOOL_FROM_BODY: 0.15,
    ReadingWarning.SCHOOL_FROM_PAGE: 0.1,
    ReadingWarning.SCHOOL_FROM_SITE: 0.1,
    ReadingWarning.SCHOOL_FROM_SIGNATURE: 0.1,
    ReadingWarning.PERIOD_FROM_BODY: 0.15,
    ReadingWarning.HEADING_UNCLASSIFIED: 0.45,
    # What is usual, and yet no confirmation.
    ReadingWarning.SCHOOL_MISSING: 0.1,
    ReadingWarning.SCHOOL_CONFLICT: 0.1,
    ReadingWarning.PERIOD_UNCONFIRMED: 0.1,
    ReadingWarning.CORE_SECTION_MISSING: 0.2,
    ReadingWarning.NUMBERS_IN_DISORDER: 0.08,
    ReadingWarning.HEADING_UNNUMBERED: 0.05,
    ReadingWarning.REPORT_UNCERTAIN: 0.05,
    ReadingWarning.SCHOOL_UNCONFIRMED: 0.03,
    ReadingWarning.SCHOOL_FROM_RULES: 0.1,
}
"""Warning → its weight; the usual one for what is not listed."""


def find_warnings(
    known: tuple[AnyWarning, ...],
    parts: tuple[Part, ...],
    outline: tuple[OutlineEntry, ...],
    stated: frozenset[Concern],
) -> tuple[AnyWarning, ...]:
    """What is uncertain about a report, beside what is `known` of its text and metadata; nothing
    about the facts that the manifest states."""
    warnings = dict.fromkeys((*known, *structure_warnings(parts, outline)))
    return tuple(warning for warning in warnings if warning.concern not in stated)


def confidence(warnings: tuple[AnyWarning, ...]) -> float:
    """From 0 to 1: 1 where there is no warning."""
    if not warnings:
        return 1.0
    left = prod(1 - _weight(warning) for warning in warnings)
    return max(LEAST, min(_MOST_WITH_WARNING, round(left, 2)))


def _weight(warning: AnyWarning) -> float:
    kind = warning if isinstance(warning, ReadingWarning) else warning.kind
    return WEIGHTS.get(kind, _USUAL_WEIGHT)
