"""Reports parsed from plain text, for the tests of other packages too."""

from __future__ import annotations

from pathlib import Path

from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.parse import Overrides, parse_report
from indexer.reports.model import Report, Source

SEEDS = Path(__file__).parents[2] / "seeds"
SEED_NAMES = tuple(sorted(path.name for path in SEEDS.glob("*.txt")))


def read_text(
    text: str,
    path: str = "report.txt",
    *,
    overrides: Overrides | None = None,
    own_title: str | None = None,
    site_names: tuple[str, ...] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """A plain text, parsed."""
    extracted = Extracted(text, title=own_title, site_names=site_names)
    return parse_report(
        extracted, Source(path), report_id=Path(path).stem, overrides=overrides, limits=limits
    )


def read_seed(name: str) -> Report:
    """One of the five sample reports, by its file's name."""
    return read_text((SEEDS / name).read_text(encoding="utf-8-sig"), name)


def read_seeds() -> list[Report]:
    """The five sample reports in the order of their names."""
    return [read_seed(name) for name in SEED_NAMES]
