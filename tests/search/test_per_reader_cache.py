from __future__ import annotations

import gc
from collections.abc import Callable
from typing import cast
from weakref import ref

import pytest

from indexer.errors import SearchTimeoutError
from indexer.search.engine import IndexReader, PerReaderCache


class _Reader:
    """Stands for a reader: only its identity counts."""


def _reader() -> IndexReader:
    return cast(IndexReader, _Reader())


def _fails() -> str:
    raise AssertionError("made again")


def _saying(text: str) -> Callable[[], str]:
    return lambda: text


def test_a_value_is_computed_once_for_each_reader() -> None:
    kept: PerReaderCache[str] = PerReaderCache(2)
    one, other = _reader(), _reader()
    assert kept.get(one, "key", _saying("of one")) == "of one"
    assert kept.get(one, "key", _fails) == "of one"
    assert kept.get(other, "key", _saying("of the other")) == "of the other"


def test_the_least_recently_used_goes_first() -> None:
    kept: PerReaderCache[str] = PerReaderCache(2)
    reader = _reader()
    for key in ("a", "b", "a", "c"):
        kept.get(reader, key, _saying(key))
    assert kept.get(reader, "a", _fails) == "a"
    assert kept.get(reader, "b", _saying("anew")) == "anew"


def test_exceptions_are_not_cached() -> None:
    kept: PerReaderCache[str] = PerReaderCache(2)
    reader = _reader()

    def too_slow() -> str:
        raise SearchTimeoutError("too slow")

    with pytest.raises(SearchTimeoutError):
        kept.get(reader, "key", too_slow)
    assert kept.get(reader, "key", _saying("now")) == "now"


def test_values_are_dropped_with_their_reader() -> None:
    kept: PerReaderCache[_Reader] = PerReaderCache(2)
    reader = _reader()
    watched = ref(kept.get(reader, "key", _Reader))
    del reader
    gc.collect()
    assert watched() is None
