"""The documentation's site, built as `make docs` builds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT


def build_site(folder: Path) -> str:
    """Build into the folder; gives what Sphinx warned of, "" where all is well."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "docs", str(folder)],
        check=False,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stderr or ("" if done.returncode == 0 else done.stdout)
