"""Functions for the workers of the tests; importable in a fresh interpreter."""

from __future__ import annotations

import os
import sys
import time


def double(number: int) -> int:
    """Twice the number; some numbers harm the process."""
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


def process_id(number: int) -> int:
    """The process that runs the task."""
    del number
    return os.getpid()


def failed(number: int, failure: str) -> str:
    return f"{number} {failure}"


def crash_once(path: str) -> str:
    """Ends its process the first time, and creates the file by which it knows the second."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "second time"
    os._exit(1)


def always(task: object) -> bool:
    del task
    return True


class Total:
    """Adds up the numbers it is given, in the process that it is sent to."""

    def __init__(self) -> None:
        self._total = 0

    def __call__(self, number: int) -> int:
        if number == 13:
            os._exit(1)
        self._total += number
        return self._total
