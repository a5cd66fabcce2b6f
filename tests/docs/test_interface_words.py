"""What the guide calls by 「…」 is what the pages call it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
GUIDE: Final = sorted((ROOT / "docs" / "guide").glob("*.md"))
SOURCES: Final = "".join(
    path.read_text(encoding="utf-8")
    for pattern in ("*.py", "*.html")
    for path in (ROOT / "webapp").rglob(pattern)
)


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_a_word_of_the_interface_stands_in_the_interface(page: Path) -> None:
    named = re.findall("「(.+?)」", page.read_text(encoding="utf-8"))
    assert [word for word in named if not re.search(f"[\"'>]{word}[\"'<]", SOURCES)] == []
