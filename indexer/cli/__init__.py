"""The command `xxgk`: one file per command.

Rule: answers go to stdout, messages to stderr. A command gives its exit code back and raises our
errors; `failures.py` alone turns an error into words and a code.
"""

from __future__ import annotations

from indexer.cli.start import ending_quietly, starting

with ending_quietly(), starting():
    from indexer.cli.root import main as main
