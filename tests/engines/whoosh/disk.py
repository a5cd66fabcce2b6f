"""A simulated disk: every call that changes a folder is recorded, and may be refused.

Python's own functions for the file system are replaced (`open`, `os.fsync`, `os.replace` ...), not
ours, so that no write is missed. Nothing is really synced: that would only take time, and what a
power cut leaves is computed from the recorded calls.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pytest


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the system; `other` is the second name of a link or a rename."""

    name: str
    path: str
    other: str = ""


OnCall = Callable[[Call], None]
_SYNCED: Final = ("fsync", "fdatasync")
_REMOVING: Final = ("unlink", "remove", "rmdir")
_TWO_PATHS: Final = ("replace", "rename", "link")


@contextmanager
def watched(folder: Path, before: OnCall, after: OnCall = lambda _: None) -> Iterator[None]:
    """Report each call on something below `folder`, or on itself; `before` may raise OSError.

    Opening for reading is reported as "open". Paths are absolute.
    """
    with pytest.MonkeyPatch.context() as patch:
        disk = _Disk(str(folder.absolute()), before, after)
        disk.install(patch)
        yield


def refusal(number: int, code: int, *, forever: bool) -> tuple[OnCall, list[Call]]:
    """A disk that refuses the call of that number, counted from 1, and with `forever` every one
    after it that needs space. The list is filled with all calls that were made."""
    calls: list[Call] = []

    def before(call: Call) -> None:
        calls.append(call)
        needs_space = call.name in ("write", "create", "mkdir", "link")
        if len(calls) == number or (forever and len(calls) > number and needs_space):
            raise OSError(code, os.strerror(code), call.path)

    return before, calls


DISK_FULL: Final = errno.ENOSPC
FAILING: Final = errno.EIO


class _Disk:
    def __init__(self, root: str, before: OnCall, after: OnCall) -> None:
        self._root = root
        self._before = before
        self._after = after
        self.paths: dict[int, str] = {}
        """Of the file descriptors that are open."""

    def install(self, patch: pytest.MonkeyPatch) -> None:
        for name in _REMOVING:
            patch.setattr(os, name, self._on_one(name, getattr(os, name)))
        patch.setattr(os, "mkdir", self._on_one("mkdir", os.mkdir))
        for name in _TWO_PATHS:
            patch.setattr(os, name, self._on_two(name, getattr(os, name)))
        for name in _SYNCED:
            patch.setattr(os, name, self._sync)
        for name in ("sendfile", "copy_file_range"):
            patch.setattr(os, name, self._on_target(name, getattr(os, name)))
        patch.setattr(os, "write", self._write(os.write))
        patch.setattr(os, "open", self._open_handle(os.open))
        opened = self._open(io.open)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)

    def is_below(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and self.absolute(path).startswith(self._root)

    def absolute(self, path: Any) -> str:
        return os.path.abspath(os.fspath(path))  # noqa: PTH100 - pathlib is watched

    def _on_one(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *others: Any, dir_fd: int | None = None, **options: Any) -> Any:
            options = options if dir_fd is None else options | {"dir_fd": dir_fd}
            whole = f"{self.paths.get(dir_fd, '')}/{path}" if dir_fd is not None else path
            if not self.is_below(whole):
                return real(path, *others, **options)
            made = Call("unlink" if name == "remove" else name, self.absolute(whole))
            return self._report(made, lambda: real(path, *others, **options))

        return call

    def _on_two(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(source: Any, target: Any, **options: Any) -> Any:
            if not self.is_below(target):
                return real(source, target, **options)
            made = Call(
                "rename" if name == "replace" else name,
                self.absolute(source),
                self.absolute(target),
            )
            return self._report(made, lambda: real(source, target, **options))

        return call

    def _report(self, call: Call, real: Callable[[], Any]) -> Any:
        self._before(call)
        result = real()
        self._after(call)
        return result

    def _sync(self, handle: Any) -> None:
        number = handle if isinstance(handle, int) else handle.fileno()
        if number in self.paths:
            self._report(Call("fsync", self.paths[number]), lambda: None)

    def _on_target(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(first: int, second: int, *others: Any) -> Any:
            target = first if name == "sendfile" else second
            if target not in self.paths:
                return real(first, second, *others)
            made = Call("write", self.paths[target])
            return self._report(made, lambda: real(first, second, *others))

        return call

    def _write(self, real: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
        def call(handle: int, data: Any) -> int:
            if handle not in self.paths:
                return real(handle, data)
            written: int = self._report(
                Call("write", self.paths[handle]), lambda: real(handle, data)
            )
            return written

        return call

    def _open_handle(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *others: Any, **options: Any) -> int:
            above = self.paths.get(options.get("dir_fd"))  # type: ignore[arg-type]
            whole = f"{above}/{path}" if above else path
            if not self.is_below(whole):
                self.paths.pop(number := real(path, flags, *others, **options), None)
                return number
            creates = flags & (os.O_CREAT | getattr(os, "O_TMPFILE", 0) & ~os.O_DIRECTORY)
            made = Call("create" if creates else "open", self.absolute(whole))
            number = self._report(made, lambda: real(path, flags, *others, **options))
            self.paths[number] = made.path
            return number

        return call

    def _open(self, real: Callable[..., IO[Any]]) -> Callable[..., IO[Any]]:
        def call(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
            **how: Any,
        ) -> IO[Any]:
            if not self.is_below(file):
                opened = real(file, mode, buffering, encoding, errors, newline, **how)
                self.paths.pop(opened.fileno(), None)
                return opened
            made = Call("open" if {*mode} <= {*"rbt"} else "create", self.absolute(file))
            binary = mode.replace("b", "").replace("t", "")
            raw: _Raw = self._report(made, lambda: _Raw(self, file, binary, how.get("opener")))
            buffered: Any
            if "+" in mode:
                buffered = io.BufferedRandom(raw)  # type: ignore[arg-type]
            else:
                buffered = io.BufferedReader(raw) if "r" in mode else io.BufferedWriter(raw)  # type: ignore[arg-type]
            if "b" in mode:
                return buffered  # type: ignore[no-any-return]
            return io.TextIOWrapper(buffered, encoding, errors, newline)

        return call


class _Raw(io.FileIO):
    """A file whose writes are reported. A refused write has written half of its bytes, as disks do."""

    def __init__(self, disk: _Disk, path: Any, mode: str, opener: Any) -> None:
        super().__init__(path, mode, opener=opener)
        self._disk = disk
        self._path = disk.absolute(path)
        disk.paths[self.fileno()] = self._path

    def write(self, data: Any) -> int:
        try:
            self._disk._before(Call("write", self._path))
        except OSError:
            super().write(memoryview(data)[: len(data) // 2])
            raise
        written = super().write(data)
        self._disk._after(Call("write", self._path))
        return written
