"""Bytes → text, one reader for each format.

Rule: a reader turns bytes into text; it knows nothing of reports, opens no path that is named in a
file, follows no reference, and uses no network. The bytes of a file decide its format, not its
suffix. A file that cannot be read raises UnreadableError with a reason that says how to fix it.
"""

from __future__ import annotations

from indexer.ingest.readers.dispatch import read_bytes as read_bytes
