"""What the worker processes of the tests do; importable in a fresh interpreter."""

from __future__ import annotations

import os
import sys
import time


def double(number: int) -> int:
    """Twice the number; some numbers are poison."""
    match number:
        case 13:
            os._exit(1)
        case 14:
            time.sleep(600)
        case 15:
            return len(bytearray(1 << 40))
        case 16:
            print("noise on the pipe")  # noqa: T201
            print("noise", file=sys.stderr)  # noqa: T201
    return 2 * number


def process(number: int) -> int:
    """The process that answers."""
    del number
    return os.getpid()


def lost(number: int, loss: str) -> str:
    return f"{number} {loss}"


def once(place: str) -> str:
    """Dies the first time, and leaves a mark by which it knows the second."""
    try:
        os.close(os.open(place, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "second time"
    os._exit(1)


def never(task: object) -> bool:
    del task
    return False


def always(task: object) -> bool:
    del task
    return True
