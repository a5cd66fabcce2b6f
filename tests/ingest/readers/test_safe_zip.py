"""Zip files from untrusted sources are read within limits."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.limits import Limits
from indexer.ingest.readers.safe_zip import SafeZip

LIMITS = Limits()


def _zip(members: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


def _open(data: bytes, limits: Limits = LIMITS) -> SafeZip:
    return SafeZip(BytesIO(data), limits)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_are_read_as_chinese_archivers_wrote_them(encoding: str) -> None:
    raw = "某大学/年度报告.txt".encode(encoding)
    data = _zip({"x" * len(raw): b"1"}).replace(b"x" * len(raw), raw)
    with _open(data) as packed:
        assert [*packed.members] == ["某大学/年度报告.txt"]
        assert packed.read("某大学/年度报告.txt") == b"1"


def test_names_are_no_paths() -> None:
    with _open(_zip({"../../etc/a.txt": b"1", "/b.txt": b"2", "c\\d.txt": b"3"})) as packed:
        assert [*packed.members] == ["etc/a.txt", "b.txt", "c/d.txt"]


def test_two_members_of_one_name_are_two() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("a.txt", "2")
    with _open(file.getvalue()) as opened:
        assert [opened.read(name) for name in opened.members] == [b"1", b"2"]


def test_members_without_a_name_are_passed_over() -> None:
    data = _zip({"x": b"1", "a.txt": b"2"})
    entry = data.find(b"PK\x01\x02")
    nameless = data[: entry + 28] + bytes(2) + data[entry + 30 : entry + 46] + data[entry + 47 :]
    end = nameless.rfind(b"PK\x05\x06")
    size = struct.unpack_from("<L", nameless, end + 12)[0] - 1
    nameless = nameless[: end + 12] + struct.pack("<L", size) + nameless[end + 16 :]
    with _open(nameless) as packed:
        assert [*packed.members] == ["a.txt"]


def test_thousands_of_members_of_one_name_are_renamed_quickly() -> None:
    file = BytesIO()
    count = 40_000  # a search from the first copy on for each would be a billion steps
    with ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "")
        packed.filelist *= count
    with _open(file.getvalue()) as opened:
        assert len(opened.members) == count


def test_an_archive_of_nothing_but_air_is_refused() -> None:
    with pytest.raises(UnreadableError, match="炸弹"):
        _open(_zip({f"{n}.txt": bytes(3 << 20) for n in range(4)}))


def test_one_member_that_unpacks_to_much_more_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", bytes(20 << 20))
        packed.writestr(ZipInfo("b.bin"), bytes(200_000), ZIP_STORED)
    with _open(file.getvalue()) as opened, pytest.raises(UnreadableError, match="炸弹"):
        opened.read("a.txt")


def test_a_false_size_in_the_directory_does_not_evade_the_limit() -> None:
    data = bytearray(_zip({"a.txt": b"x" * 100_000}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<L", 10)
    with _open(bytes(data)) as packed, pytest.raises(UnreadableError):
        packed.read("a.txt", 1000)


def test_members_that_overlap_are_refused() -> None:
    data = _zip({"a.txt": bytes(range(256)) * 64})
    entry = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    copies = 100
    directory = data[entry:end] * copies
    tail = bytearray(data[end:])
    tail[8:12] = struct.pack("<HH", copies, copies)
    tail[12:16] = struct.pack("<L", len(directory))
    with pytest.raises(UnreadableError, match="炸弹"):
        _open(data[:entry] + directory + bytes(tail))


def test_an_enormous_directory_is_not_even_read() -> None:
    data = bytearray(_zip({"a.txt": b"1"}))
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<L", 100 << 20)
    with pytest.raises(UnreadableError, match="目录过大"):
        _open(bytes(data))


def test_too_many_members_are_refused() -> None:
    data = _zip({f"{n}.txt": b"1" for n in range(5)})
    with pytest.raises(UnreadableError, match="5 个文件，超过上限 4"):
        _open(data, Limits(members=4))


def test_encrypted_members_are_refused() -> None:
    data = bytearray(_zip({"a.txt": b"1"}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(magic) + at
        data[place] |= 1
    with _open(bytes(data)) as packed, pytest.raises(UnreadableError, match="加密"):
        packed.read("a.txt")


def test_damage_is_reported() -> None:
    data = _zip({"a.txt": bytes(range(256)) * 100}, ZIP_STORED)
    with pytest.raises(UnreadableError, match="损坏"):
        _open(data[: len(data) // 2])
    spoilt = bytearray(data)
    spoilt[500:510] = b"x" * 10
    with _open(bytes(spoilt)) as packed, pytest.raises(UnreadableError, match="损坏"):
        packed.read("a.txt")


def test_an_unknown_compression_method_is_reported() -> None:
    data = bytearray(_zip({"a.txt": b"1"}))
    data[data.find(b"PK\x01\x02") + 10] = 9  # Deflate64
    data[data.find(b"PK\x03\x04") + 8] = 9
    with _open(bytes(data)) as packed, pytest.raises(UnreadableError, match="压缩方法"):
        packed.read("a.txt")
