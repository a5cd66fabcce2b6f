"""Bytes → text, one reader for each format.

Rule: a reader is given bytes and gives text; it knows nothing of reports, opens no path that comes
out of a file, follows no reference, and reaches no network. What a file is, its bytes say, not its
suffix. What cannot be read raises UnreadableError with a reason that says how to fix it.
"""

from __future__ import annotations

from indexer.ingest.readers.dispatch import read_bytes as read_bytes
