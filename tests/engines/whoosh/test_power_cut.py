"""A power cut at any moment of a command: the old index or the new one, and once the command has
ended well, the new one. The disk is taken to keep what it was made to sync, and nothing else."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines.whoosh import store
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import UnusableIndexError
from tests.engines.whoosh.lives import Scene, content, first_index, rebuild, update_that_merges
from tests.engines.whoosh.power import State, states, traced, write_state


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Scene]:
    place = tmp_path_factory.mktemp("scenes")
    updated = update_that_merges(place)
    return [first_index(place), updated, rebuild(place, updated)]


def cuts(scene: Scene, place: Path) -> Iterator[tuple[str, bool, State]]:
    """States of `place` after a cut anywhere in the command; the index is its folder `index`."""
    index = place / "index"
    place.mkdir()
    scene.copied(index)

    def command() -> None:
        assert scene.run(index).exit_code == 0

    before, calls = traced(place, command)
    yield from states(place, before, calls, random.Random(7))


def seen_by_readers(state: State) -> int:
    """Tells states apart by the manifest and what it names; the rest is for the next writer."""
    manifest = state.get("index/manifest.json") or b"{}"
    named = f"index/generations/{json.loads(manifest).get('generation', 0):08d}"
    return hash(
        frozenset((path, data) for path, data in state.items() if path.startswith(named))
        | {("manifest", manifest)}
    )


@pytest.mark.parametrize(
    "which",
    [
        pytest.param(0, id="first", marks=pytest.mark.slow),
        pytest.param(1, id="update"),
        pytest.param(2, id="rebuild", marks=pytest.mark.slow),
    ],
)
def test_a_power_cut_leaves_the_old_index_or_the_new_one(
    scenes: list[Scene], tmp_path: Path, which: int
) -> None:
    scene, left = scenes[which], tmp_path / "left"
    found = [*cuts(scene, tmp_path / "place")]
    old, new = content(scene.before), content(tmp_path / "place" / "index")
    assert old != new
    judged: dict[int, bool] = {}
    for number, (about, is_done, state) in enumerate(found):
        there = seen_by_readers(state)
        goes_on = number % 40 == 0
        if there in judged and not goes_on:
            assert judged[there] or not is_done, about
            continue
        shutil.rmtree(left, ignore_errors=True)
        write_state(state, left)
        held = content(left / "index")
        judged[there] = held == new
        assert held == new or (held == old and not is_done), about
        assert held is None or not WhooshEngine(left / "index").check(), about
        if goes_on:
            assert scene.run(left / "index").exit_code == 0, about
            assert content(left / "index") == new, about
    assert len(found) > 50


@pytest.mark.parametrize("forgotten", ["sync_file", "sync_folder"])
def test_a_sync_that_is_forgotten_is_found_by_this_test(
    scenes: list[Scene], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    """The judge is judged: without the syncs, some cut leaves an index that does not open."""
    monkeypatch.setattr(store, forgotten, lambda _: None)
    lost, left = 0, tmp_path / "left"
    for _, is_done, state in cuts(scenes[0], tmp_path / "place"):
        shutil.rmtree(left, ignore_errors=True)
        write_state(state, left)
        try:
            lost += is_done and content(left / "index") is None
        except UnusableIndexError:
            lost += 1
    assert lost
