"""The warnings that a reading of a report can carry: which fact rests on weak evidence, or on none.

A warning is a short English phrase, stored with the report; what it costs in confidence is decided
where the confidence is computed.
"""

from __future__ import annotations

from enum import StrEnum


class SchoolWarning(StrEnum):
    """What the school of a report was read from, where that is less than its title."""

    NOT_FOUND = "no school found"
    UNIT = "the report is that of a unit of a school"
    """No school is given: a library, a hospital, a department is not its university."""
    SEVERAL = "the text names several schools as the author"
    """No school is given."""
    UNKNOWN_NAME = "school with a name that neither is known nor begins with a place"
    """From a title: the name may be cut wrongly."""
    CONTRADICTED = "title and signature name different schools"
    """The title's is given."""
    SIGNATURE = "school read from the signature"
    RULES = "school read from the name of its rules"
    BODY = "school read from the body"
    PAGE_TITLE = "school read from the page's title"
    SITE_NAME = "school read from the site's name"
    FILE_NAME = "school read from the file name"


class PeriodWarning(StrEnum):
    """What the period was read from, where that is less than title or opening."""

    NOT_FOUND = "no period found"
    DAMAGED_DATE = "period read from a damaged date"
    BODY = "period read from the body"


class SectionWarning(StrEnum):
    """What is doubtful about the sections."""

    NOT_FOUND = "no section found"
    UNCLASSIFIED = "a section's heading fits no canonical section"


ReadingWarning = SchoolWarning | PeriodWarning | SectionWarning
