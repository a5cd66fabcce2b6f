"""What is settled before a command can explain itself: Ctrl-C, and a locale without UTF-8."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

INTERRUPTED: Final = 130


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
