"""User dictionaries: valid words, ignored lines, and files that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis.tokenizer import get_tokenizer, vocabulary_fingerprint
from indexer.analysis.user_dictionary import NO_DICTIONARY, read_user_dictionary
from indexer.errors import UsageError

TEXT = "# 本校的词\n\n教学督导员 300 n\n校务信箱\n书院制 20\n"
WORDS = (("书院制", 20), ("教学督导员", 300), ("校务信箱", 2000))


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "words.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str, newline: str) -> None:
    path = written(tmp_path, TEXT.replace("\n", newline).encode(encoding))
    assert read_user_dictionary(path).words == WORDS


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("书院制", ("书院制", 2000)),
        ("  书院制\t7\tnz  ", ("书院制", 7)),
        ("书院制 ７", ("书院制", 7)),
        ("书院制 n", ("书院制", 2000)),
        ("书院 制 7 n", ("书院制", 7)),
        ("書院制 7", ("书院制", 7)),
        ("书院制 0", ("书院制", 0)),
        ("书院 一", ("书院一", 2000)),
        ("书院制 1000000000", ("书院制", 10**9)),
    ],
)
def test_a_line_gives_a_word(tmp_path: Path, line: str, word: tuple[str, int]) -> None:
    assert read_user_dictionary(written(tmp_path, line)).words == (word,)


@pytest.mark.parametrize(
    "line", ["OA系统", "985工程", "学", "书院·制 5", "书院制,7,n", "machine learning 5", "长" * 51]
)
def test_a_line_without_a_word_is_ignored_with_its_number(tmp_path: Path, line: str) -> None:
    read = read_user_dictionary(written(tmp_path, f"# 词\n{line}\n校务信箱\n"))
    assert [word for word, _ in read.words] == ["校务信箱"]
    assert [(ignored.number, ignored.text) for ignored in read.ignored] == [(2, line)]


@pytest.mark.parametrize(
    "content",
    [
        "校务信箱\n书院制 ①\n",
        "校务信箱\n书院制 Ⅳ\n",
        "校务信箱\n书院制 -5\n",
        "校务信箱\n书院制 3.5\n",
        "校务信箱\n书院制 1e6\n",
        "校务信箱\n书院制 1000000001\n",
        f"校务信箱\n书院制 {'9' * 6000} n\n",
        "校务信箱\n书院制\0\n",
        "校务信箱\n书院".encode() + b"\xff\n",
        "校务信箱\n书院".encode("gbk") + b"\xff\n",
        b"\xff\xfe" + "校务信箱\n书院".encode("utf-16-le") + b"\xd8\x00\xd8",
    ],
)
def test_an_invalid_dictionary_is_refused_with_the_line(
    tmp_path: Path, content: str | bytes
) -> None:
    with pytest.raises(UsageError, match="第 2 行"):
        read_user_dictionary(written(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0\\r\xa8f",
        bytes(range(256)) * 4,
        "教學督導員\n校務信箱\n書院制度\n學術委員會\n".encode("big5"),
        "がくじゅつ\nだいがく\n委員会の記録\n".encode("shift_jis"),
    ],
)
def test_another_encoding_and_binary_data_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match="UTF-8"):
        read_user_dictionary(written(tmp_path, content))


def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.txt", tmp_path / ("n" * 300), Path("a\0b")):
        with pytest.raises(UsageError):
            read_user_dictionary(path)


def test_words_count_and_not_how_they_are_written(tmp_path: Path) -> None:
    first = vocabulary_fingerprint(written(tmp_path, "校务信箱 5\n书院制\n"))
    assert vocabulary_fingerprint(written(tmp_path, "书院制 2000 n\r\n校务信箱 5")) == first
    assert vocabulary_fingerprint(written(tmp_path, "书院制 2000 n\r\n校务信箱 6")) != first
    assert vocabulary_fingerprint(NO_DICTIONARY) == vocabulary_fingerprint()


def test_a_stored_dictionary_reads_as_the_same(tmp_path: Path) -> None:
    read = read_user_dictionary(written(tmp_path, TEXT))
    assert read_user_dictionary(written(tmp_path, read.to_text())) == read


def test_frequency_0_removes_a_word(tmp_path: Path) -> None:
    assert "信息公开" in get_tokenizer().words("信息公开")
    assert "信息公开" not in get_tokenizer(written(tmp_path, "信息公开 0")).words("信息公开")
