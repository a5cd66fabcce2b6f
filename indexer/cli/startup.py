"""What is handled before the program is imported: Ctrl-C, a locale without UTF-8, and a system that
has no memory or file handles left to import it."""

from __future__ import annotations

import errno
import math
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

INTERRUPTED: Final = 130
OUT_OF_RESOURCES: Final = 3
"""As for an index that cannot be used: nothing was done, and it may be tried again."""

_OUT_OF_RESOURCES_ERRNOS: Final = frozenset(
    {errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EAGAIN}
)
_OUT_OF_RESOURCES_TEXTS: Final = (
    "failed to map segment",
    "annot allocate memory",
    "oo many open files",
    "can't start new thread",
)
"""Messages of the library loader and of threads, which have no error of their own for it."""


def is_out_of_resources(error: BaseException) -> bool:
    """Whether the system gave no memory, file handle or thread; libraries hide it in causes."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, MemoryError):
            return True
        if isinstance(cause, OSError) and cause.errno in _OUT_OF_RESOURCES_ERRNOS:
            return True
        if isinstance(cause, ImportError | OSError | RuntimeError) and any(
            text in str(cause) for text in _OUT_OF_RESOURCES_TEXTS
        ):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


_LEAST_ADDRESS_SPACE: Final = 150 << 20


def _address_space() -> float:
    """Bytes that the process may map (`ulimit -v`)."""
    if os.name != "posix":
        return math.inf
    import resource  # noqa: PLC0415 - Windows has none

    limit: int = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if limit == resource.RLIM_INFINITY else limit


@contextmanager
def exit_if_out_of_resources() -> Iterator[None]:
    """While modules are imported, a lack of memory or handles is a message and an exit code.

    The message is in both languages, for the catalogues may be out of reach.
    """
    # No code of ours multiplies matrices: numpy's library needs no threads, nor memory for them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        if _address_space() < _LEAST_ADDRESS_SPACE:
            raise MemoryError  # with less, numpy's library aborts the process
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
def exit_quietly_on_ctrl_c() -> Iterator[None]:
    """While modules are imported, Ctrl-C ends the process with its exit code, no traceback.

    The handler is restored afterwards. No-op if the importing program has its own handler, or
    imports us in another thread.
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


def restart_in_utf8() -> None:
    """Restart in UTF-8 mode if the locale is "C" and Python was told not to treat it as UTF-8.

    Otherwise arguments and file names would be read as ASCII, and Chinese ones would be garbled.
    Does not return in that case.
    """
    if os.name == "posix" and sys.getfilesystemencoding() == "ascii" and not sys.flags.utf8_mode:
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
