"""One archive over one engine: what a program, a page or a command asks for.

Rule: no engine but in `opening.py`, no format, no page. Whoever asks gets values; whoever writes
goes through `update.py`, the only place that compares files with what is stored.
"""

from __future__ import annotations

from indexer.archive.archive import Archive as Archive
from indexer.archive.opening import open_archive as open_archive
from indexer.archive.summary import Duplicate as Duplicate
from indexer.archive.summary import Failure as Failure
from indexer.archive.summary import FileOutcome as FileOutcome
from indexer.archive.summary import OnProgress as OnProgress
from indexer.archive.summary import Progress as Progress
from indexer.archive.summary import UpdateSummary as UpdateSummary
