"""Families of posting lists: what is written is read, one list at a time or all together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.postings import LAST, PostingsBatch, PostingsReader, PostingsWriter

PARTS = 3_000
Lists = dict[bytes, dict[int, int]]
"""Term → part → frequency."""

# Runs of neighbours, far jumps and full lists: gaps of one byte, escaped gaps and bitmaps.
stretches = st.builds(
    lambda start, length, step: range(start, min(PARTS, start + length * step), step),
    st.integers(0, PARTS - 1),
    st.integers(1, 600),
    st.sampled_from([1, 2, 7, 255, 256, 257, 900]),
)
part_lists = st.lists(stretches, min_size=1, max_size=3).map(
    lambda several: sorted(set().union(*several))
)
families = st.dictionaries(
    st.binary(min_size=1, max_size=4),
    part_lists.flatmap(
        lambda parts: st.integers(0, 5).map(lambda by: {p: (p * by) % 4 for p in parts})
    ),
    max_size=6,
)


def write(folder: Path, lists: Lists, pieces: int = 1) -> PostingsReader:
    """A family on disk, its terms appended in so many pieces."""
    with ArrayWriter(folder / "lists") as arrays:
        writer = PostingsWriter(arrays, "f", PARTS)
        keys = sorted(lists)
        for piece in range(pieces):
            own = keys[piece * len(keys) // pieces : (piece + 1) * len(keys) // pieces]
            writer.append(own, flat(lists, own))
        writer.finish()
    return PostingsReader(ArrayFile(folder / "lists"), "f", PARTS)


def flat(lists: Lists, keys: list[bytes]) -> PostingsBatch:
    postings = [posting for key in keys for posting in sorted(lists[key].items())]
    return PostingsBatch(
        np.array([len(lists[key]) for key in keys], np.int64),
        np.array([part for part, _ in postings], np.int64),
        np.array([frequency for _, frequency in postings], np.uint8),
    )


@given(families, st.integers(1, 3))
def test_a_list_is_read_as_it_was_written(lists: Lists, pieces: int) -> None:
    with TemporaryDirectory() as folder:
        family = write(Path(folder), lists, pieces)
        assert [*family.keys(0, len(family))] == sorted(lists)
        for term, key in enumerate(sorted(lists)):
            assert family.find(key) == term
            assert family.docs(term).tolist() == sorted(lists[key])
            frequencies = [lists[key][part] for part in sorted(lists[key])]
            assert family.frequencies(term).tolist() == frequencies
            often = {part: max(1, frequency) for part, frequency in lists[key].items()}
            assert family.tf_dense(term).tolist() == [often.get(part, 0) for part in range(PARTS)]
            assert family.token_doc_freqs(term, term + 1).tolist() == [
                np.count_nonzero(frequencies)
            ]
        assert family.find(b"\xff\xff\xff\xff\xff") is None


@given(families, st.integers(1, 3), part_lists, st.booleans())
def test_a_list_is_read_in_some_documents(
    lists: Lists, pieces: int, asked: list[int], is_frequent: bool
) -> None:
    if is_frequent:
        lists |= {b"frequent": {part: part % 3 for part in range(5, PARTS, 2)}}
    with TemporaryDirectory() as folder:
        family = write(Path(folder), lists, pieces)
        for term, key in enumerate(sorted(lists)):
            ways = [partial(family.frequencies_in, term)]
            if family.is_dense(term):
                ways.append(family.dense_frequencies(term).look_up)
            for look_up in ways:
                at, frequencies = look_up(np.array(asked))
                assert at.tolist() == [n for n, part in enumerate(asked) if part in lists[key]]
                assert frequencies.tolist() == [lists[key][asked[n]] for n in at.tolist()]


@given(families, st.data())
def test_lists_are_read_together_as_one_by_one(lists: Lists, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        family = write(Path(folder), lists)
        start = data.draw(st.integers(0, len(lists)))
        end = data.draw(st.integers(start, len(lists)))
        together, asked = family.read_batch(start, end), flat(lists, sorted(lists)[start:end])
        assert together.counts.tolist() == asked.counts.tolist()
        assert together.docs.tolist() == asked.docs.tolist()
        if lists:
            assert together.frequencies is not None
            assert asked.frequencies is not None
            assert together.frequencies.tolist() == asked.frequencies.tolist()


@given(families, st.binary(max_size=2))
def test_terms_are_found_by_their_beginning(lists: Lists, prefix: bytes) -> None:
    with TemporaryDirectory() as folder:
        family = write(Path(folder), lists)
        found = [*family.keys(*family.prefix_range(prefix))]
        assert found == [key for key in sorted(lists) if key.startswith(prefix)]


def test_gaps_of_any_width_are_read_as_they_were_written(tmp_path: Path) -> None:
    parts = 10_000_000
    gaps = [1, 255, 256, 257, 32_768, 65_535, 65_536, 65_537, 70_000, 2_000_000, 1, 98_304]
    docs = (np.cumsum([*gaps, *reversed(gaps)]) - 1).astype(np.int64)
    with ArrayWriter(tmp_path / "lists") as arrays:
        writer = PostingsWriter(arrays, "f", parts)
        writer.append([b"a", b"b"], PostingsBatch(np.array([24, 24]), np.tile(docs, 2)))
        writer.append([b"c"], PostingsBatch(np.array([3]), docs[:3]))
        writer.finish()
    family = PostingsReader(ArrayFile(tmp_path / "lists"), "f", parts)
    assert [family.docs(term).tolist() for term in range(3)] == [*[docs.tolist()] * 2, [*docs[:3]]]
    assert family.read_batch(0, 3).docs.tolist() == [*docs, *docs, *docs[:3]]


places = st.lists(st.integers(0, LAST - 1), min_size=1, max_size=4, unique=True).map(sorted)
"""Of a term in one part."""
placed_families = st.dictionaries(
    st.binary(min_size=1, max_size=3),
    st.dictionaries(st.integers(0, PARTS - 1), places, min_size=1, max_size=12),
    max_size=4,
)


@given(placed_families, st.integers(1, 3), st.data())
def test_positions_are_read_as_they_were_written(
    lists: dict[bytes, dict[int, list[int]]], pieces: int, data: st.DataObject
) -> None:
    """Every other term has positions."""
    keys = sorted(lists)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lists"
        with ArrayWriter(path) as arrays:
            writer = PostingsWriter(arrays, "f", PARTS, with_positions=True)
            for piece in range(pieces):
                own = range(piece * len(keys) // pieces, (piece + 1) * len(keys) // pieces)
                batch = flat(
                    {keys[n]: dict.fromkeys(lists[keys[n]], 1) for n in own},
                    keys[own.start : own.stop],
                )
                stored = [
                    [*found[:-1], found[-1] | LAST]
                    for n in own
                    if n % 2 == 0
                    for _, found in sorted(lists[keys[n]].items())
                ]
                counts = [0 if n % 2 else sum(map(len, lists[keys[n]].values())) for n in own]
                positions = np.array([at for found in stored for at in found], np.uint16)
                writer.append(
                    keys[own.start : own.stop],
                    replace(batch, positions=positions, position_counts=np.array(counts, np.int64)),
                )
            writer.finish()
        family = PostingsReader(ArrayFile(path), "f", PARTS)
        for term, key in enumerate(keys):
            parts = sorted(lists[key])
            assert family.docs(term).tolist() == parts
            if term % 2:
                assert not family.position_count(term)
                continue
            assert family.position_count(term) == sum(map(len, lists[key].values()))
            some = sorted(data.draw(st.sets(st.sampled_from(range(len(parts))))))
            which, found = family.places(term, np.array(some, np.int64))
            expected = [(n, at) for n, part in enumerate(some) for at in lists[key][parts[part]]]
            assert [*zip(which.tolist(), found.tolist(), strict=True)] == expected
