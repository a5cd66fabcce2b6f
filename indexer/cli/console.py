"""The streams of a terminal: UTF-8 whatever the console, silent when a pipe breaks."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TextIO
from unicodedata import east_asian_width

import click

_OBEYED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing."""
_OBEYED_IN_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""The same but for tab and newline, which text of several lines holds."""


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says; what cannot be written is escaped, never fatal."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _open_closed_streams() -> None:
    """Connect standard streams that the caller closed to the null device.

    Otherwise the next file that is opened takes the stream's number, and messages end up in it.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is not None:
            continue
        null = os.open(os.devnull, os.O_RDWR)
        if null != number:
            os.dup2(null, number)
            os.close(null)
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def silence_stdout() -> None:
    """Discard what is still buffered, so that closing stdout raises nothing at exit."""
    _discard(sys.stdout)


def silence_stderr() -> None:
    """Discard what is still buffered, so that closing stderr raises nothing at exit."""
    _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):  # the stream is no file: nothing is buffered below it
        return


def tell(message: str) -> None:
    """A message for the person, beside the answer, on one line. A file's name may hold what a
    terminal obeys; shown it is as a box."""
    click.echo(_OBEYED.sub("\ufffd", message), err=True)


def show_lines(ctx: click.Context, lines: Iterable[str], *, paged: bool) -> None:
    """Lines for a person; on a terminal through a pager where they take more rows than it has."""
    if not _is_terminal(sys.stdout):
        for line in lines:
            click.echo(line)
        return
    columns, rows = shutil.get_terminal_size()
    shown = [*lines]
    if paged and _is_terminal(sys.stdin) and _rows(shown, columns) >= rows:
        click.echo_via_pager((f"{line}\n" for line in shown), color=ctx.color)
        return
    for line in shown:
        click.echo(line)


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits there; a stream is None where the caller closed it."""
    return stream is not None and stream.isatty()


def _rows(shown: Iterable[str], columns: int) -> int:
    """Rows that they take: a terminal breaks a line that is too long."""
    pieces = (click.unstyle(piece) for line in shown for piece in line.split("\n"))
    return sum(max(1, -(-_columns(piece) // columns)) for piece in pieces)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def emit_json(value: Any) -> None:
    """One JSON document, readable by people too."""
    _emit_json(json.dumps(value, ensure_ascii=False, indent=2))


def emit_json_line(value: Any) -> None:
    """One JSON document on one line."""
    _emit_json(json.dumps(value, ensure_ascii=False))


def _emit_json(text: str) -> None:
    """Write JSON; what a terminal would obey goes escaped to it, which any parser undoes."""
    if _is_terminal(sys.stdout):
        text = _OBEYED_IN_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    click.echo(text)


def emit_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """A table with its header, row by row as they come."""
    line = io.StringIO()
    writer = csv.DictWriter(line, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        _write_out(line)
        writer.writerow(row)
    _write_out(line)


def _write_out(line: io.StringIO) -> None:
    text = line.getvalue()
    if _is_terminal(sys.stdout):
        text = _OBEYED_IN_TEXT.sub("\ufffd", text)
    click.echo(text, nl=False)
    line.seek(0)
    line.truncate()
