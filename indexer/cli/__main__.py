"""`python -m indexer.cli`, for where the command `xxgk` is not on the path."""

from __future__ import annotations

from indexer.cli import main

if __name__ == "__main__":
    main()
