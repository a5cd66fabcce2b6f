"""`import indexer`: every promised name, each loaded when asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import indexer

ROOT = Path(__file__).resolve().parent.parent


def test_every_name_of_the_door_can_be_had() -> None:
    for name in indexer.__all__:
        assert getattr(indexer, name) is not None
    assert set(indexer.__all__) <= set(dir(indexer))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    assert not hasattr(indexer, "no_such_name")


def test_the_door_opens_without_loading_the_rooms() -> None:
    code = "import sys, indexer; print(*(m for m in sys.modules if m.startswith('indexer.')))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.strip() == ""


def test_a_search_loads_nothing_that_reads_files() -> None:
    code = (
        "import sys, indexer; indexer.open_archive;"
        "print(*(m for m in sys.modules if m.startswith('indexer.ingest')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.strip() == ""


def test_headings_are_classified_at_the_door() -> None:
    assert indexer.classify_heading("对信息公开的评议及举报情况") == ("evaluation", "complaints")
    assert indexer.classify_heading("一是加强领导") == ()
