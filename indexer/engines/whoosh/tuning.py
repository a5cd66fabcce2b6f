"""Sizes, limits and times of the engine, in one place."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WhooshTuning:
    """Passed to `WhooshEngine`; the defaults were measured, tests pass smaller values."""

    set_cache_bytes: int = 128 << 20
    """Document sets of filters and text leaves."""
    score_cache_bytes: int = 96 << 20
    """Scores of terms."""
    part_cache_bytes: int = 32 << 20
    """Parts that were shown, with their normalised texts."""
    head_cache_bytes: int = 4 << 20
    """Heads of the reports that were shown."""
    segmentation_cache_bytes: int = 1 << 20
    """Terms of queries as the segmenter cut them."""

    max_builders: int = 4
    """Processes that build segments; each takes half a gigabyte."""
    in_process_characters: int = 2_000_000
    """A batch with fewer is built in this process, before others would be ready."""
    builder_batch_characters: int = 300_000
    """Sent to a builder at once."""
    inversion_characters: int = 1_000_000
    """Texts of a field that are inverted at once."""
    segment_bytes: int = 160 << 20
    """A segment is written when its postings take so much memory: after some 6,000 reports."""

    merge_factor: int = 8
    """Segments of about one size that are merged into one."""
    merge_max_reports: int = 100_000
    """In a merged segment: the ends of its posting lists are 32 bits wide."""
    merge_beside_reports: int = 10_000
    """With so many, a second process merges too: it starts in half a second."""
    merge_free_reports: int = 512
    """Any batch may merge so many reports, half a second's work,"""
    merge_reports_per_change: int = 8
    """and so many more for each report that it changes."""

    hashes_at_once: int = 1 << 20
    """Hashes of reports that are merged together."""

    single_candidates: int = 12
    """So few candidates of a literal are verified one by one: a batch takes as long (measured)."""
    occurrences_per_text: int = 200
    """Of a word: reading its positions then costs as much as reading the text of a part."""

    lock_timeout_s: float = 10.0
    """A second writer waits so long before it reports who holds the lock."""
    sharing_timeout_s: float = 5.0 if sys.platform == "win32" else 0.0
    """A file may be in use so long. Elsewhere than on Windows a refusal is about permissions."""


DEFAULT_TUNING = WhooshTuning()
