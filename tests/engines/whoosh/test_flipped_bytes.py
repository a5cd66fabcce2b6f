"""A byte that changed anywhere: `check` finds it, and no answer is ever wrong for it.

A byte of what is read is refused when it is read; one that is not read (padding, the table of
contents for plain Whoosh) may go unnoticed by a search, never by `check`.
"""

from __future__ import annotations

import os
import pickle
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from indexer.archive import Archive
from indexer.cli import main
from indexer.engines.whoosh.commit_file import Commit, read_commit
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import UnusableIndexError
from indexer.search.engine import IndexReader
from indexer.search.request import FACETS, SORTS, SearchRequest
from tests.effort import tries
from tests.engines.corpora import report

STEP: Final = int(os.environ.get("XXGK_FLIP_STEP", "0"))
"""XXGK_FLIP_STEP=1 flips every byte of every file, 100 every hundredth."""
LARGE: Final = 1 << 20
"""The lexicon: its bytes are all alike, and no search reads them."""
A_FEW: Final = tries(5, 12)
"""Flips of each file otherwise, besides its first and last bytes."""

TEXTS: Final = (
    "学校成立信息公开工作领导小组，没有收到举报。\n2023年收到依申请公开5条，OA2系统。",
    "依申请公开情况：收到 12 件，答复 12 件；大江看看。\n财务信息主动公开 1435 条。",
    "信息公开工作，信息公开指南。评议情况良好，𠀀学校公开。",
)
QUERIES: Final = (
    *("公开", "的", "信息公开工作", "收到依申请", "1435", "OA*", "*35", "没有 -举报", "大江看看"),
    *(
        "信息 NEAR/9 公开",
        "heading:概述",
        "year:2023",
        "(举报 OR 评议) 信息",
        "section:overview",
        "",
    ),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments, one report deleted and one changed, a dictionary of the user's own."""
    place = tmp_path_factory.mktemp("sound")
    words = place / "words.txt"
    words.write_text("大江看看\n", "utf-8")
    engine = WhooshEngine(place / "index", user_words=words)
    for first in (0, 3):
        with engine.writer() as writer:
            for number, text in enumerate(TEXTS, start=first):
                writer.put(about(f"r{number}", number, text))
            if first:
                writer.remove(["r1"])
                writer.put(about("r0", 0, "改过了：公开。"))
    return place / "index"


def about(identity: str, number: int, text: str) -> Any:
    parts = [{"text": text, "heading": "一、概述"}, {"text": "无。", "sections": ["complaints"]}]
    described = {"id": identity, "school": f"青江{number}大学", "province": "安徽"}
    dated = {"year": 2020 + number, "period_end": "2023-08-31", "title": "信息公开年度报告"}
    return report({**described, **dated, "parts": parts})


@pytest.fixture
def index(sound: Path, tmp_path: Path) -> Path:
    """A copy to be spoilt."""
    return shutil.copytree(sound, tmp_path / "index")


def asked(reader: IndexReader, archive: Archive) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Everything that can be asked of an index, one by one."""
    for number, query in enumerate(QUERIES):
        way = replace(
            SearchRequest(query, sort=SORTS[number % len(SORTS)]),
            scope="report" if number % 5 == 1 else "part",
            group="report" if number % 5 == 2 else "part",
        )
        yield f"search {query}", lambda way=way: {**archive.search(way).to_dict(), "took_ms": 0}
    words = SearchRequest("如何查询举报和评议", match="words", year=["2023"])
    yield "words", lambda: {**archive.search(words).to_dict(), "took_ms": 0}
    for report_id in ("r0", "r1", "r2", "r4"):
        yield report_id, lambda report_id=report_id: str(reader.report(report_id))
    yield "heads", lambda: [*map(str, reader.heads())]
    yield "sources", lambda: [str(one) for _, one in sorted(reader.sources().items())]
    yield "words of the index", lambda: [*reader.vocabulary("公", 9), *reader.common_words(9)]
    for facet in FACETS:
        yield facet, lambda facet=facet: dict(reader.values(facet))


def answers(index: Path) -> dict[str, Any]:
    """Question → answer, or the refusal. Raises UnusableIndexError where it does not open."""
    reader = WhooshEngine(index).reader()
    found = {}
    for question, ask in asked(reader, Archive(Fixed(index, reader))):
        try:
            found[question] = ask()
        except UnusableIndexError as error:
            found[question] = refusal(error)
    return found


def refusal(error: UnusableIndexError) -> type[UnusableIndexError]:
    """An answer like any other, so long as it says what to do."""
    assert error.exit_code == 3
    assert "xxgk index" in str(error), error
    return UnusableIndexError


class Fixed(WhooshEngine):
    """Opens no second reader."""

    def __init__(self, index: Path, reader: IndexReader) -> None:
        super().__init__(index)
        self._fixed = reader

    def reader(self) -> Any:
        return self._fixed


@contextmanager
def flipped(path: Path, at: int, by: int) -> Iterator[None]:
    with path.open("r+b") as file:
        file.seek(at)
        (was,) = file.read(1)
        file.seek(at)
        file.write(bytes([was ^ by]))
        file.flush()
        yield
        file.seek(at)
        file.write(bytes([was]))


def places(size: int, chance: random.Random) -> list[int]:
    if STEP:
        step = STEP if size < LARGE else 1000 * STEP
        return [*range(chance.randrange(step), size, step)]
    edges = {0, 9, 13, 17, size // 2, size - 1}
    return sorted(
        {at for at in edges if at < size} | {chance.randrange(size) for _ in range(A_FEW)}
    )


def files_of(index: Path) -> list[Path]:
    """Those of the generation that is the index, and its manifest."""
    generation = max((index / "generations").iterdir(), key=lambda path: int(path.name))
    return [index / "manifest.json", *sorted(generation.iterdir())]


def test_a_flipped_byte_is_found_by_check_and_never_answered_from(index: Path) -> None:
    chance, refused, seen = random.Random(5), 0, 0
    true = answers(index)
    assert UnusableIndexError not in true.values()
    for path in files_of(index):
        for at in places(path.stat().st_size, chance):
            by = chance.choice((255, *(1 << bit for bit in range(8))))
            with flipped(path, at, by):
                where = f"{path.name} {at} ^{by}"
                assert WhooshEngine(index).check(), where
                try:
                    found = answers(index)
                except UnusableIndexError as error:
                    refused += refusal(error) is UnusableIndexError
                    continue
                for question, answer in found.items():
                    assert answer in (true[question], UnusableIndexError), f"{where}: {question}"
                seen += UnusableIndexError in found.values()
    assert not WhooshEngine(index).check(deep=True)
    assert refused > 10
    assert seen > 2


def test_no_batch_builds_on_a_flipped_byte(index: Path, tmp_path: Path) -> None:
    """It is refused, at the latest when what it commits is opened (it keeps unread what it need
    not read), or what it commits answers as if nothing had been flipped."""
    chance, refused, tried = random.Random(6), 0, tmp_path / "tried"

    def batch(place: Path) -> None:
        with WhooshEngine(place).writer() as writer:
            for number, text in enumerate(TEXTS):
                writer.put(about(f"n{number}", number, text))
            writer.remove(["r2", "r4"])

    shutil.copytree(index, tried)
    batch(tried)
    true = answers(tried)
    for path in files_of(index):
        for at in chance.sample(range(path.stat().st_size), 6):
            shutil.rmtree(tried)
            shutil.copytree(index, tried, copy_function=os.link)
            copy = tried / path.relative_to(index)
            copy.unlink()
            shutil.copyfile(path, copy)
            with flipped(copy, at, 1 << chance.randrange(8)):
                try:
                    batch(tried)
                    found = answers(tried)
                except UnusableIndexError:
                    refused += 1
                    continue
                for question, answer in found.items():
                    assert answer in (true[question], UnusableIndexError), f"{path.name} {at}"
    assert refused > 10


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def made_longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def removed(path: Path) -> None:
    path.unlink()


def in_place_of_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def swapped(path: Path) -> None:
    """With another file of the index."""
    others = [one for one in path.parent.iterdir() if one.is_file() and one != path]
    other = max(others, key=lambda one: one.suffix == path.suffix)
    mine = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(mine)


@pytest.mark.parametrize(
    "spoil", [cut_short, emptied, made_longer, removed, in_place_of_a_folder, swapped]
)
def test_a_file_that_is_not_what_it_was_is_found_and_refused_with_the_mend(
    index: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    for number, path in enumerate(files_of(index)):
        if spoil is swapped and path.name == "manifest.json":
            continue
        tried = shutil.copytree(index, tmp_path / f"tried{number}")
        spoil(tried / path.relative_to(index))
        for command in (["search", "公开"], ["list"], ["show", "r0"], ["check"]):
            result = CliRunner().invoke(main, ["--index", str(tried), *command])
            assert result.exit_code == 3, (path.name, command, result.output)
            assert "请" in result.output or "运行" in result.output, (path.name, command)
            assert "Traceback" not in result.output
        if number < 2 and spoil is not in_place_of_a_folder:
            with WhooshEngine(tried).writer(rebuild=True) as writer:
                writer.put(about("new", 1, "重建过了"))
            assert len(WhooshEngine(tried).reader().heads()) == 1
            assert not WhooshEngine(tried).check(deep=True)


def test_the_files_of_an_older_generation_do_not_pass_for_the_newest(
    index: Path, tmp_path: Path
) -> None:
    older, newest = sorted((index / "generations").iterdir())
    swaps = [
        (was, now)
        for was in sorted(older.iterdir())
        for now in sorted(newest.iterdir())
        if was.suffix == now.suffix and was.read_bytes() != now.read_bytes()
    ]
    assert {now.suffix for _, now in swaps} == {path.suffix for path in newest.iterdir()}
    for number, (was, now) in enumerate(swaps):
        tried = shutil.copytree(index, tmp_path / f"tried{number}")
        (tried / now.relative_to(index)).write_bytes(was.read_bytes())
        assert WhooshEngine(tried).check(), (was.name, now.name)


def test_a_manifest_that_names_what_is_not_the_index_s_is_refused(index: Path) -> None:
    """Whoever can write a manifest can make its checksum too."""
    sound = read_commit(index)
    segment, (name, record) = sound.segments[0], next(iter(sound.files.items()))
    elsewhere = "../../../../etc/passwd"
    wrong: list[Any] = [
        replace(sound, user_words=elsewhere),
        replace(sound, user_words="not_in_files.txt"),
        replace(sound, files={**sound.files, elsewhere: record}),
        replace(sound, files={**sound.files, "a/b": record}),
        replace(sound, files={**sound.files, name: replace(record, bytes=-1)}),
        replace(sound, segments=(replace(segment, name="../../outside"), *sound.segments[1:])),
        replace(sound, segments=(replace(segment, name="unknown"), *sound.segments[1:])),
        replace(sound, segments=(replace(segment, deleted=(10**9,)), *sound.segments[1:])),
        replace(sound, segments=(replace(segment, parts="many"), *sound.segments[1:])),  # type: ignore[arg-type]
        replace(sound, generation="../../.."),  # type: ignore[arg-type]
        replace(sound, generation=True),
    ]
    for one in wrong:
        (index / "manifest.json").write_bytes(Commit.to_bytes(one))
        with pytest.raises(UnusableIndexError, match="xxgk index"):
            WhooshEngine(index).reader()
        assert WhooshEngine(index).check()


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "0", '"', "{}", "[" * 100_000, '{"checksum": 1}', "\udcff{}", "\0"]
)
def test_whatever_stands_in_a_manifest_is_refused_with_the_mend(index: Path, text: str) -> None:
    (index / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = CliRunner().invoke(main, ["--index", str(index), "search", "公开"])
    assert result.exit_code == 3
    assert "xxgk index PATH --rebuild" in result.output


def test_a_table_of_contents_is_never_unpickled_by_us(index: Path) -> None:
    """A pickle that is opened runs what its author wrote."""
    (contents,) = (path for path in files_of(index) if path.suffix == ".toc")
    mark, size = index / "it ran", contents.stat().st_size
    program = b"cos\nmkdir\n(V" + str(mark).encode() + b"\ntR."
    contents.write_bytes(program.ljust(size, b"."))
    for command in ("search 公开", "list", "show r0", "stats", "suggest 公", "check --deep"):
        result = CliRunner().invoke(main, ["--index", str(index), *command.split()])
        assert result.exit_code == (3 if "check" in command else 0), command
    with pytest.raises(UnusableIndexError), WhooshEngine(index).writer() as writer:
        writer.put(about("new", 1, "新"))
    assert not mark.exists()
    pickle.loads(program)  # it would have
    assert mark.exists()
