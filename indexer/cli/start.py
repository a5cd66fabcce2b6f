"""What is settled before a command can explain itself: Ctrl-C, a locale without UTF-8, and a system
that has no memory or no file handles left for loading the program."""

from __future__ import annotations

import errno
import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Final

INTERRUPTED: Final = 130
OUT_OF_RESOURCES: Final = 3
"""As for an index that cannot be used: nothing is done, and it may be tried again."""

_SCARCE: Final = frozenset({errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EAGAIN})
_SCARCE_WORDS: Final = (
    "failed to map segment",
    "annot allocate memory",
    "oo many open files",
    "can't start new thread",
)
"""As the loader of libraries and the threads say it, which raise no error of their own for it."""


def is_out_of_resources(error: BaseException) -> bool:
    """Whether the system gave no memory, file handle or thread; libraries hide it in causes."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, MemoryError):
            return True
        if isinstance(cause, OSError) and cause.errno in _SCARCE:
            return True
        if isinstance(cause, ImportError | OSError | RuntimeError) and any(
            words in str(cause) for words in _SCARCE_WORDS
        ):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


_LEAST_ADDRESS_SPACE: Final = 150 << 20


def _address_space() -> float:
    """Bytes that the process may map (`ulimit -v`)."""
    if os.name != "posix":
        return math.inf
    resource = import_module("resource")
    limit: int = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if limit == resource.RLIM_INFINITY else limit


@contextmanager
def starting() -> Iterator[None]:
    """While modules load: what the system refuses is a sentence and a code, not a stack of imports.

    The catalogues may be out of reach then, so that the sentence is in both languages.
    """
    # Nothing here multiplies matrices: numpy's library needs no thread, and no memory for each.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        if _address_space() < _LEAST_ADDRESS_SPACE:
            raise MemoryError  # with less, numpy's library ends the process by itself
        yield
    except (MemoryError, ImportError, OSError, RuntimeError) as error:
        if not is_out_of_resources(error):
            raise
        with suppress(OSError):
            os.write(2, _NOT_STARTED)
        os._exit(OUT_OF_RESOURCES)


_NOT_STARTED: Final = (
    "错误：系统给的内存或文件句柄不够，xxgk 没有启动：请关闭其他程序，或放宽限制（ulimit -v、-n）\n"
    "Error: not enough memory or file handles to start xxgk: close other programs, "
    "or raise the limits (ulimit -v, -n)\n"
).encode()


@contextmanager
def ending_quietly() -> Iterator[None]:
    """While modules load, Ctrl-C ends the process with its code and not with a stack of imports.

    Afterwards it is what it was. Without effect where the program that imports us has a way of
    its own, or loads us in another thread.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    try:
        signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(INTERRUPTED))
    except ValueError:  # signals belong to the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def ensure_utf8() -> None:
    """Start over in UTF-8 where the locale is "C" and Python was kept from taking it for UTF-8.

    Python reads arguments and names of files as ASCII there, so that no Chinese word in a query
    would be one, and no file with a Chinese name could be told. Does not return in that case.
    """
    if os.name == "posix" and sys.getfilesystemencoding() == "ascii" and not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
