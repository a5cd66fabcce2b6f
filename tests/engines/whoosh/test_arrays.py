"""Files of arrays: what is written is read, and a damaged byte is never answered from."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.arrays import BLOCK, ArrayFile, ArrayWriter
from indexer.errors import IndexDamagedError

NUMBERS = np.arange(4 * BLOCK, dtype=np.uint32)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "arrays"
    with ArrayWriter(path) as arrays:
        arrays.append("numbers", NUMBERS[:100])
        arrays.append("numbers", NUMBERS[100:])
        arrays.append_bytes("text", "依申请公开".encode())
        arrays.append("nothing", np.empty(0, np.int32))
    return path


def test_arrays_that_grew_piece_by_piece_are_read_whole(written: Path) -> None:
    file = ArrayFile(written)
    assert np.array_equal(file.column("numbers").whole(), NUMBERS)
    assert file.column("text").slice(3, 6).tobytes().decode() == "申"
    assert len(file.column("nothing")) == 0
    assert len(file.column("not there")) == 0


def test_bytes_are_found_inside_a_range(written: Path) -> None:
    text = ArrayFile(written).column("text")
    assert text.find("申请".encode(), 0, 15) == 3
    assert text.find("申请".encode(), 0, 8) == -1
    assert text.find("申请".encode(), 4, 15) == -1


def test_an_error_while_writing_leaves_no_file(tmp_path: Path) -> None:
    with suppress(RuntimeError), ArrayWriter(tmp_path / "arrays") as arrays:
        arrays.append("numbers", NUMBERS)
        raise RuntimeError
    assert not [*tmp_path.iterdir()]


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_harmless(where: float, flip: int) -> None:
    """Padding between arrays is all that may change unnoticed: nothing is read from it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "arrays")
        with ArrayWriter(path) as arrays:
            arrays.append("numbers", NUMBERS[:300])
            arrays.append_bytes("text", "依申请公开".encode())
        data = bytearray(path.read_bytes())
        data[int(where * len(data))] ^= flip
        path.write_bytes(data)
        try:
            file = ArrayFile(path)
            numbers, text = file.column("numbers").whole(), file.column("text").whole()
        except IndexDamagedError:
            return
        assert np.array_equal(numbers, NUMBERS[:300])
        assert text.tobytes().decode() == "依申请公开"


def test_only_the_block_that_is_read_is_verified(written: Path) -> None:
    data = bytearray(written.read_bytes())
    data[-BLOCK * 2] ^= 1
    written.write_bytes(data)
    numbers = ArrayFile(written).column("numbers")
    assert numbers.item(1) == 1
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        numbers.whole()


def test_damage_found_ahead_is_reported_by_who_reads_it(written: Path) -> None:
    data = bytearray(written.read_bytes())
    data[-BLOCK * 2] ^= 1
    written.write_bytes(data)
    file = ArrayFile(written)
    file.verify_ahead()
    numbers = file.column("numbers")
    assert numbers.item(1) == 1
    assert file.column("text").whole().tobytes().decode() == "依申请公开"
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        numbers.whole()
