"""Lists against a plain look at the texts; segments merged against segments built at once."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.normalize import ALNUM_RUN, normalize
from indexer.analysis.tokenizer import dictionary_terms, get_tokenizer
from indexer.engines.whoosh.arrays import ArrayFile, ArrayWriter
from indexer.engines.whoosh.lexicon import lexicon
from indexer.engines.whoosh.merge import merge
from indexer.engines.whoosh.posting_runs import stable_order
from indexer.engines.whoosh.postings import PostingsReader, PostingsWriter
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_writer import FieldInverter, SegmentWriter
from indexer.engines.whoosh.word_trie import WordTrie
from indexer.reports.model import Report
from tests.effort import tries
from tests.engines.corpora import FRAGMENTS, reports

normalised = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(lambda p: normalize("".join(p)))
DICTIONARY = frozenset(dictionary_terms())

Lists = dict[str, dict[int, int]]
"""Term → part → how often the segmenter chose it there."""


def inverted(texts: list[str], batch: int) -> tuple[Lists, Lists, list[int]]:
    """Words, pairs and lengths, with batches of so many characters."""
    with TemporaryDirectory() as folder:
        inverter = FieldInverter(lexicon(), batch=batch)
        for text in texts:
            inverter.add(text)
        with ArrayWriter(Path(folder, "lists")) as arrays:
            words = PostingsWriter(arrays, "words", len(texts))
            pairs = PostingsWriter(arrays, "pairs", len(texts))
            lengths = inverter.write(words, pairs)
        opened = ArrayFile(Path(folder, "lists"))
        return (
            as_read(PostingsReader(opened, "words", len(texts))),
            as_read(PostingsReader(opened, "pairs", len(texts))),
            lengths.tolist(),
        )


def as_read(family: PostingsReader) -> Lists:
    found: Lists = {}
    for term in range(len(family)):
        parts = family.docs(term).tolist()
        counts = family.frequencies(term).tolist() if family.has_frequencies else [0] * len(parts)
        found[family.key(term).decode()] = dict(zip(parts, counts, strict=True))
    return found


def units_of(paragraph: str) -> list[str]:
    """Characters and whole runs; "" stands for a blank, which no pair crosses."""
    units, at = [], 0
    while at < len(paragraph):
        run = ALNUM_RUN.match(paragraph, at)
        units.append(run[0] if run else paragraph[at].strip())
        at = run.end() if run else at + 1
    return units


def as_looked_for(texts: list[str]) -> tuple[Lists, Lists, list[int]]:
    words: Lists = {}
    pairs: Lists = {}
    lengths = []
    for part, text in enumerate(texts):
        chosen = Counter(get_tokenizer().words(text))
        lengths.append(chosen.total())
        for paragraph in text.split("\n"):
            units = units_of(paragraph)
            for unit in filter(None, units):
                words.setdefault(unit, {})[part] = chosen[unit]
            for first, second in pairwise(units):
                if first and second:
                    family = words if first + second in DICTIONARY else pairs
                    pair = first + second
                    family.setdefault(pair, {})[part] = chosen[pair] if family is words else 0
            for start in range(len(paragraph)):
                for end in range(start + 3, len(paragraph) + 1):
                    word = paragraph[start:end]
                    if word in DICTIONARY:
                        words.setdefault(word, {})[part] = chosen[word]
    return words, pairs, lengths


@settings(max_examples=tries(20, 40))
@given(st.lists(normalised, min_size=1, max_size=12), st.sampled_from([0, 20, 1_000_000]))
def test_every_term_has_the_parts_that_contain_it(texts: list[str], batch: int) -> None:
    assert inverted(texts, batch) == as_looked_for(texts)


@given(
    st.lists(st.text("信息公开𠀀", min_size=3, max_size=6), max_size=30),
    st.text("信息公开𠀀\n", max_size=60),
)
def test_long_words_are_found_wherever_they_are(written: list[str], text: str) -> None:
    words = sorted({word for word in written if "𠀀" not in word})
    numbers, starts, ends = WordTrie(words).matches(text)
    found = [*zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True)]
    expected = [
        (number, start, start + len(word))
        for number, word in enumerate(words)
        for start in range(len(text))
        if text.startswith(word, start)
    ]
    assert sorted(found) == sorted(expected)
    assert [start for _, start, _ in found] == sorted(start for _, start, _ in found)


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 9)), max_size=50))
def test_sorting_by_counting_is_sorting(pairs: list[tuple[int, int]]) -> None:
    columns = tuple(np.array(pairs, np.int64).reshape(-1, 2).T)
    order = stable_order(columns).tolist()
    assert order == sorted(range(len(pairs)), key=lambda at: pairs[at])


def built(reports: list[Report], path: Path) -> SegmentReader:
    builder = SegmentWriter(lexicon(), path)
    for one in reports:
        builder.add(one)
    builder.write()
    return SegmentReader(path)


@settings(max_examples=tries(12, 25))
@given(st.lists(reports(), min_size=2, max_size=5), st.data())
def test_merged_segments_are_those_built_at_once(drawn: list[Report], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(drawn) - 1))
    live = data.draw(st.sets(st.sampled_from(range(len(drawn))), min_size=1))
    with TemporaryDirectory() as folder:
        halves = [
            (
                built(half, Path(folder, f"half{number}")),
                np.array([at for at in range(len(half)) if at + first not in live], np.int64),
            )
            for number, (first, half) in enumerate([(0, drawn[:cut]), (cut, drawn[cut:])])
        ]
        merge(halves, Path(folder, "merged"))
        once = built([drawn[number] for number in sorted(live)], Path(folder, "once"))
        assert contents(SegmentReader(Path(folder, "merged"))) == contents(once)


def contents(segment: SegmentReader) -> dict[str, bytes]:
    """Every array that holds anything."""
    arrays = segment.arrays
    stored = {name: arrays.column(name).whole().tobytes() for name in arrays.names()}
    return {name: data for name, data in stored.items() if data}
