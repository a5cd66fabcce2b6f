"""One archive over one engine: what a program, a page or a command asks for.

Rule: no file format, no page; only `open_archive` names an engine. All reading returns values; all
writing goes through `update.py`, which alone compares files with what is stored.
"""

from __future__ import annotations

from indexer.archive.archive import Archive as Archive
from indexer.archive.opening import open_archive as open_archive
from indexer.archive.progress import Duplicate as Duplicate
from indexer.archive.progress import Failure as Failure
from indexer.archive.progress import FileOutcome as FileOutcome
from indexer.archive.progress import OnProgress as OnProgress
from indexer.archive.progress import Progress as Progress
from indexer.archive.progress import UpdateSummary as UpdateSummary
