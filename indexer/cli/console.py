"""The streams of a terminal: UTF-8 whatever the console, silent when a pipe breaks."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says; what cannot be written is escaped, never fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def silence_stdout() -> None:
    """What is still buffered goes nowhere, so that closing stdout raises nothing at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # stdout is no file: nothing is buffered below it
        return


def tell(message: str) -> None:
    """A message for the person, beside the answer."""
    click.echo(message, err=True)


def emit_json(value: Any) -> None:
    """One JSON document, readable by people too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def emit_json_line(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


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
    click.echo(line.getvalue(), nl=False)
    line.seek(0)
    line.truncate()
