"""Whatever happens to a folder, the archive holds each of its texts once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.ingest.read import read_report
from indexer.ingest.source_file import SourceFile
from tests.archive.composing import composed
from tests.effort import tries

NAMES = ("a.txt", "b.txt", "c.txt", "in/a.txt")
YEARS = st.integers(2020, 2023)
STATES = st.dictionaries(st.sampled_from(NAMES), YEARS)
"""File → the year of the report in it; of two files with one year, the texts are equal."""

examples = settings(max_examples=tries(20, 40))  # each changes real files


def lay_out(folder: Path, files: dict[str, int]) -> None:
    for name in NAMES:
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        if name in files:
            place.write_text(composed(year=files[name]), encoding="utf-8")


def text_hash(place: Path) -> str:
    report = read_report(SourceFile(place.name, str(place))).report
    assert report is not None
    return report.text_hash


@examples
@given(states=st.lists(STATES, min_size=1, max_size=4))
def test_a_pruned_archive_contains_each_text_of_the_folder_once(
    states: list[dict[str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        archive = Archive(OracleEngine())
        for files in states:
            lay_out(folder, files)
            summary = archive.update([folder], prune=True)
            with archive.reading() as reader:
                records = [*reader.sources().values()]
            assert sorted(record.text_hash for record in records) == sorted(
                {text_hash(folder / name) for name in files}
            )
            assert all(text_hash(Path(one.location)) == one.text_hash for one in records)
            assert summary.reports == len(records)
            assert len(files) == (
                summary.added + summary.updated + summary.unchanged + len(summary.duplicates)
            )
            again = archive.update([folder], prune=True)
            assert again.generation == summary.generation
            assert again.unchanged == len(records)


@examples
@given(first=STATES, then=STATES)
def test_a_file_that_stays_keeps_its_id(first: dict[str, int], then: dict[str, int]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        archive = Archive(OracleEngine())
        ids = []
        for files in (first, then):
            lay_out(folder, files)
            archive.update([folder], prune=True)
            ids.append({head.path: head.id for head in archive.reports()})
        for path in ids[0].keys() & ids[1].keys():
            assert ids[0][path] == ids[1][path]


@examples
@given(states=st.lists(STATES, min_size=1, max_size=4))
def test_without_pruning_deleting_files_loses_no_text(
    states: list[dict[str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        archive = Archive(OracleEngine())
        files: dict[str, int] = {}
        for state in states:
            files = state
            lay_out(folder, files)
            archive.update([folder])
            with archive.reading() as reader:
                stored = [record.text_hash for record in reader.sources().values()]
            assert len(stored) == len({*stored})
            assert {text_hash(folder / name) for name in files} <= {*stored}
