"""What a power cut may leave of a folder, computed from the calls that changed it.

Nothing is taken to be on disk but what was synced: a file's bytes by syncing the file, the names in
a folder by syncing the folder. Of the rest any part may have reached the disk, in any order: names
without their bytes, a later rename without an earlier link. Real file systems promise more.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Literal, TypeAlias

from tests.engines.whoosh.disk import Call, watched

_CHANGES_BYTES: Final = ("create", "write")


@dataclass(eq=False)
class File:
    """Bytes as the system shows them, and as they are on disk for certain."""

    shown: bytes = b""
    synced: bytes = b""

    @property
    def is_settled(self) -> bool:
        return self.shown == self.synced


Kind: TypeAlias = Literal["put", "drop"]
Change: TypeAlias = "tuple[tuple[Kind, str, Node | None], ...]"
"""What one call does to a folder's names, all of it or nothing."""


@dataclass(eq=False)
class Folder:
    """Names that are on disk for certain, and the changes since, oldest first."""

    synced: dict[str, Node] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def shown(self) -> dict[str, Node]:
        return _changed(self.synced, self.changes)


Node: TypeAlias = "File | Folder"


def _changed(names: dict[str, Node], changes: list[Change]) -> dict[str, Node]:
    found = dict(names)
    for change in changes:
        for kind, name, node in change:
            if kind == "put" and node is not None:
                found[name] = node
            else:
                found.pop(name, None)
    return found


State: TypeAlias = dict[str, bytes | None]
"""Path below the watched folder → bytes of a file, None for a folder."""


def traced(place: Path, action: Callable[[], None]) -> tuple[Folder, list[tuple[Call, bytes]]]:
    """The folder as it was, and the calls of an action below it; a call that changed a file comes
    with the bytes the file then had."""
    before = _on_disk(place)
    calls: list[tuple[Call, bytes]] = []

    def after(call: Call) -> None:
        at_file = call.name in _CHANGES_BYTES and not os.path.isdir(call.path)  # noqa: PTH112
        calls.append((call, _bytes_of(call.path) if at_file else b""))

    with watched(place, lambda _: None, after):
        action()
    return before, calls


def _bytes_of(path: str) -> bytes:
    with io.FileIO(path) as file:  # which no one watches
        return file.readall()


def _on_disk(place: Path) -> Folder:
    found = Folder()
    for path in place.iterdir():
        if path.is_dir():
            found.synced[path.name] = _on_disk(path)
        else:
            data = path.read_bytes()
            found.synced[path.name] = File(data, data)
    return found


def states(
    place: Path, before: Folder, calls: list[tuple[Call, bytes]], chance: random.Random
) -> Iterator[tuple[str, bool, State]]:
    """What may be found after a cut behind each call: what was done last, whether all was done,
    and the folder. States that were there before are left out, but for the last call's."""
    seen: set[int] = set()
    for number, (call, data) in enumerate(calls, start=1):
        _apply(place, before, call, data)
        for state in _cut(before, chance):
            key = hash(frozenset(state.items()))
            if key not in seen or number == len(calls):
                seen.add(key)
                yield f"{number} {call.name} {call.path}", number == len(calls), state


def _apply(place: Path, root: Folder, call: Call, data: bytes) -> None:
    folder, name = _find(place, root, call.path)
    match call.name:
        case "create" | "write" if (
            isinstance(there := folder.shown().get(name), Folder) or not name
        ):
            pass  # an unnamed file in that folder
        case "create":
            there = folder.shown().get(name)
            if not isinstance(there, File):
                there = File()
                folder.changes.append((("put", name, there),))
            there.shown = data
        case "write":
            there = folder.shown()[name]
            assert isinstance(there, File)
            there.shown = data
        case "mkdir":
            folder.changes.append((("put", name, Folder()),))
        case "unlink" | "rmdir":
            folder.changes.append((("drop", name, None),))
        case "link" | "rename":
            target, other = _find(place, root, call.other)
            node = folder.shown()[name]
            put: tuple[Kind, str, Node | None] = ("put", other, node)
            if call.name == "link":
                target.changes.append((put,))
            else:
                assert target is folder, "a rename from folder to folder is not modelled"
                folder.changes.append((("drop", name, None), put))
        case "fsync":
            _sync(folder.shown()[name] if name else root)


def _sync(node: Node) -> None:
    if isinstance(node, File):
        node.synced = node.shown
    else:
        node.synced, node.changes = node.shown(), []


def _find(place: Path, root: Folder, path: str) -> tuple[Folder, str]:
    """The folder a path is in and its name there; "" for the watched folder itself."""
    steps = Path(path).relative_to(place).parts
    folder = root
    for step in steps[:-1]:
        below = folder.shown()[step]
        assert isinstance(below, Folder)
        folder = below
    return folder, steps[-1] if steps else ""


def _cut(root: Folder, chance: random.Random) -> Iterator[State]:
    yield _state(root, lambda _: False, lambda file: file.synced)
    yield _state(root, lambda _: True, lambda file: file.shown)
    yield _state(root, lambda _: True, lambda file: b"\0" * len(file.shown))
    for _ in range(2):
        yield _state(
            root,
            lambda _: chance.random() < 0.5,
            lambda file: chance.choice(
                (file.synced, file.shown, file.shown[: len(file.shown) // 2])
            ),
        )


def _state(root: Folder, reached: Callable[[Change], bool], data: Callable[[File], bytes]) -> State:
    found: State = {}
    kept: dict[File, bytes] = {}

    def walk(folder: Folder, place: PurePosixPath) -> None:
        names = _changed(folder.synced, [c for c in folder.changes if reached(c)])
        for name, node in names.items():
            path = str(place / name)
            if isinstance(node, Folder):
                found[path] = None
                walk(node, place / name)
            else:
                if node not in kept:
                    kept[node] = node.shown if node.is_settled else data(node)
                found[path] = kept[node]

    walk(root, PurePosixPath())
    return found


def write_state(state: State, place: Path) -> None:
    """Make the folder anew."""
    for path, data in sorted(state.items()):
        target = place / path
        if data is None:
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
