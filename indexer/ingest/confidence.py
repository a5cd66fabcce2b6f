"""How sure the reading of a report is: its warnings, and what each of them weighs."""

from __future__ import annotations

from typing import Final

from indexer.ingest.several_reports import holds_several_reports
from indexer.reports.model import Part
from indexer.reports.warnings import AnyWarning, Concern, ReadingWarning

_LEAST: Final = 0.1
_WEIGHT: Final = 0.2


def find_warnings(
    known: tuple[AnyWarning, ...], parts: tuple[Part, ...], stated: frozenset[Concern]
) -> tuple[AnyWarning, ...]:
    """What is uncertain about a report, beside what is `known` of its text and metadata; nothing
    about the facts that the manifest states."""
    warnings = [*known]
    if not has_canonical_section(parts):
        warnings.append(ReadingWarning.SECTIONS_MISSING)
    if any(part.sections == ("unclassified",) and part.opens_section for part in parts):
        warnings.append(ReadingWarning.HEADING_UNCLASSIFIED)
    if holds_several_reports(parts):
        warnings.append(ReadingWarning.SEVERAL_YEARS)
    return tuple(warning for warning in warnings if warning.concern not in stated)


def confidence(warnings: tuple[AnyWarning, ...]) -> float:
    """From 0 to 1: 1 where there is no warning."""
    if ReadingWarning.SEVERAL_YEARS in warnings:
        return _LEAST
    return max(_LEAST, round(1 - _WEIGHT * len(warnings), 2))


def has_canonical_section(parts: tuple[Part, ...]) -> bool:
    labels = {label for part in parts for label in part.sections}
    return bool(labels - {"preamble", "unclassified"})
