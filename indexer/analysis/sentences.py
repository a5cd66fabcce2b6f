"""Where sentences and clauses end in Chinese text as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_CLOSERS: Final = "[”’」』）】》〉\"')]*"
"""Quotes and brackets that belong to the sentence before them."""
# Each pattern begins with one class of characters, which makes a search from stop to stop many
# times faster.
_STOP: Final = rf"(?:(?<=[\n\t])|(?<=[。！？!?])[。！？!?]*{_CLOSERS}(?![A-Za-z0-9=&]))"
SENTENCE_END: Final = re.compile(rf"[。！？!?\n\t]{_STOP}(?:[。！？!?\n\t]{_STOP})*")
"""Matches the end of a sentence, closing quotes and line ends included. A `?` inside an address
ends none."""
CLAUSE_END: Final = re.compile(
    rf"[，、；：,;。！？\n\t](?:(?<=[，、；：,;]){_CLOSERS}|(?<=[。！？\n\t]))"
)
"""Matches the end of a clause."""
FINAL_PUNCTUATION: Final = re.compile(r"[。！？!?；;：:…][”’」』\"')）\]】]*$")
"""Matches punctuation at the end of a paragraph after which nothing of it is missing."""
_STATEMENT: Final = re.compile(rf"[^。！？；!?\n\t]+[。！？；!?]*{_CLOSERS}")


def statement_spans(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of sentences, and of the members of a list set apart by ；, without the blanks
    around them."""
    for statement in _STATEMENT.finditer(text):
        whole = statement[0]
        stripped = whole.strip()
        if len(stripped) == len(whole):
            yield statement.span()
        elif stripped:
            start = statement.start() + whole.index(stripped)
            yield start, start + len(stripped)
