"""A disk that is full or fails at any call: the old index or the new one, a sentence, exit 3."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.lexicon import lexicon
from tests.engines.whoosh.disk import DISK_FULL, FAILING, refusal, watched
from tests.engines.whoosh.lives import Scene, content, first_index, rebuild, update_that_merges

EVERY = bool(os.environ.get("XXGK_EVERY_CALL"))
"""XXGK_EVERY_CALL=1 tries every call of every command with both errors."""

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="没有 fork 的系统上不能这样试；在 Linux 或 macOS 上运行"
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    output: str
    refused: str
    """The call that was refused; "" where the command made fewer."""

    @property
    def is_reading(self) -> bool:
        return self.refused.startswith("open ")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Scene]:
    lexicon()  # before any fork
    place = tmp_path_factory.mktemp("scenes")
    updated = update_that_merges(place)
    return [first_index(place), updated, rebuild(place, updated)]


def run_on_a_disk(scene: Scene, index: Path, number: int, code: int) -> Ended:
    """The command in a process of its own, whose disk refuses the call of that number."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        try:
            before, calls = refusal(number, code, forever=code == DISK_FULL)
            with watched(index, before):
                result = scene.run(index)
            refused = calls[number - 1] if len(calls) >= number else None
            ended = [
                result.exit_code,
                result.output,
                f"{refused.name} {refused.path}" if refused else "",
            ]
            os.write(write_end, json.dumps(ended).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as outcome:
        return Ended(*json.loads(outcome.read()))


def tries(scene: Scene, index: Path, code: int, step: int) -> Iterator[tuple[int, Ended]]:
    number = 1 if step == 1 else 1 + code % step  # each error at other calls
    while True:
        scene.copied(index)
        ended = run_on_a_disk(scene, index, number, code)
        yield number, ended
        if not ended.refused:
            return
        number += step


@pytest.mark.parametrize(
    ("which", "code", "step"),
    [
        pytest.param(0, DISK_FULL, 48, id="first-full-some calls"),
        pytest.param(1, FAILING, 48, id="update-failing-some calls"),
        pytest.param(2, DISK_FULL, 48, id="rebuild-full-some calls"),
        *(
            pytest.param(
                which, code, 12, id=f"{command}-{fault}-more calls", marks=pytest.mark.slow
            )
            for which, command in enumerate(["first", "update", "rebuild"])
            for code, fault in [(DISK_FULL, "full"), (FAILING, "failing")]
        ),
    ],
)
def test_a_disk_that_refuses_any_call_leaves_the_old_index_or_the_new_one(
    scenes: list[Scene], tmp_path: Path, which: int, code: int, step: int
) -> None:
    scene, index = scenes[which], tmp_path / "index"
    old = content(scene.copied(index))
    assert scene.run(index).exit_code == 0
    new = content(index)
    assert old != new
    for number, ended in tries(scene, index, code, 1 if EVERY else step):
        held = content(index)
        about = f"call {number}: {ended}"
        assert ended.code in (0, 3), about
        if ended.code == 0:
            assert held == new, about
        else:
            assert ended.output.splitlines()[-1].startswith("错误："), about
            assert "请" in ended.output, about
            assert "Traceback" not in ended.output, about
            assert held == new or "新索引已经写好" not in ended.output, about
            # What cannot be read after the commit cannot be reported, but it is there.
            assert held == old or "新索引已经写好" in ended.output or ended.is_reading, about
        assert_sound_and_tidy(scene, index, new, about)


def assert_sound_and_tidy(scene: Scene, index: Path, new: Any, about: str) -> None:
    """The next command succeeds, and nothing is left of the one that failed."""
    if WhooshEngine(index).exists():
        assert not WhooshEngine(index).check(), about
    again = scene.run(index)
    assert again.exit_code == 0, f"{about}\n{again.output}"
    assert content(index) == new, about
    assert not WhooshEngine(index).check(deep=True), about
    assert {path.name for path in index.iterdir()} <= {
        "generations",
        "manifest.json",
        "last-update.json",
        "write.lock",
        "write.holder",
    }, about
    # The newest, the one before, and where the disk did not confirm the newest, one more.
    assert len([*(index / "generations").iterdir()]) <= 3, about


def test_every_file_of_an_index_is_created_by_a_watched_call(
    scenes: list[Scene], tmp_path: Path
) -> None:
    """If this fails, the other tests of this module see too few calls."""
    index, made = tmp_path / "index", set()
    before, calls = refusal(0, DISK_FULL, forever=False)
    with watched(index, before):
        for scene in scenes[:2]:
            assert scene.run(index).exit_code == 0
    for call in calls:
        made |= {call.path, call.other}
    assert {str(path) for path in index.rglob("*")} <= made
    assert {"create", "write", "fsync", "link", "rename", "mkdir"} <= {call.name for call in calls}
