"""What is fuzzed: for each target, how an input is made by chance, and what must hold of it.

An input is made from a number alone, so that whatever was found can be had again:
`attempt(("pdf", 0, 4711))`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from tests.fuzz import files, questions, texts, web_pages, word_files

Task = tuple[str, int, int]
"""Target, series, number."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that takes input from strangers."""

    made: Callable[[Random], Any]
    """An input by chance."""
    holds: Callable[[Any], None]
    """Raises whatever is no clear refusal; AssertionError where an answer is wrong."""
    costs: int = 1
    """How many inputs of another target one of this one stands for."""


def is_read(kind: str) -> Callable[[bytes], None]:
    return lambda data: texts.file_is_read(data, f"a.{kind}")


TARGETS: Final[Mapping[str, Target]] = {
    **{kind: Target(files.maker(kind), is_read(kind)) for kind in files.KINDS},
    "old": Target(word_files.old_file, word_files.old_file_is_read),
    "office": Target(word_files.office_file, is_read("doc"), costs=500),
    "zip": Target(files.archive, files.archive_is_read),
    "manifest": Target(files.manifest, files.manifest_is_read),
    "web": Target(web_pages.fetched, web_pages.fetched_is_read),
    "report": Target(texts.report, texts.report_is_parsed),
    "heading": Target(texts.line, texts.line_is_told),
    "normalise": Target(texts.piece, texts.piece_is_normalised),
    "snippet": Target(texts.sought, texts.snippet_is_cut),
    "query": Target(questions.query, questions.query_is_read),
    "search": Target(questions.query, questions.query_is_answered),
    "url": Target(questions.url, questions.url_is_answered),
}


def attempt(task: Task) -> str:
    """Make an input and see: "" where all held, else what did not, and on which input."""
    name, series, number = task
    target = TARGETS[name]
    made = target.made(Random(f"{name}.{series}.{number}"))
    try:
        target.holds(made)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - that is what is sought
        return f"{task}: {made!r:.3000}\n{traceback.format_exc()[-3000:]}"
    return ""
