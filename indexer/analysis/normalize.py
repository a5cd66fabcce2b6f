"""Normalised text: what "the same text" means, for index, query, snippet and oracle alike.

NFKC, lower case, traditional characters folded to simplified one to one, radicals to the
ideographs they look like, and one character each for dashes, brackets, middle dots and quotes.
White space remains only between two run characters, as one blank. A *run* (alphanumeric run) is a
maximal string of letters and digits outside the Chinese script. A newline and a tab of the source
are *boundaries*: both come out as a newline, and no literal crosses them.

NFKC would join what a reader sees apart: 1435¹ is not 14351, ①2023 not 12023, 12000㎡ not
12000m2. Such characters carry an edge that becomes a blank beside a digit.

`normalize_with_map(text).text == normalize(text)` holds for every text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex

BOUNDARY: Final = "\n"

_HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00016fe2-\U00016ff6\U00020000-\U0003ffff"
)
# `[^\W_]` is str.isalnum for one character; the negative look-ahead takes the Chinese script out.
ALNUM: Final = rf"(?![{_HAN}])[^\W_]"
ALNUM_RUN: Final = lazy_regex(rf"(?:{ALNUM})+")
"""One run. On normalised text every match is a whole run."""

# Format, filler and control characters, variation selectors, and noncharacters, of which
# `normalize` uses some itself.
_INVISIBLE = (
    "\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BLANK = lazy_regex(rf"[^\S\n]|[{_INVISIBLE}]")
_BLANKS = lazy_regex(" +")
_BLANKS_IN_RUN = lazy_regex(rf" (?<![{_HAN}] )(?<=[^\W_] ) *(?={ALNUM})")
# Noncharacters, so never in real text. The first stands for a kept blank while the others are
# removed, the second for a character that cannot be folded alone.
_KEEP_SPACE = "\ufdd0"
_NEEDS_CONTEXT = "\ufdd1"
# The edges of raised, of lowered and of unit characters; each becomes a blank or nothing.
_RAISED_EDGE = "\ufdd2"
_LOWERED_EDGE = "\ufdd3"
_UNIT_EDGE = "\ufdd4"
_EDGES = _RAISED_EDGE + _LOWERED_EDGE + _UNIT_EDGE
_EDGE_RUNS = lazy_regex(f"[{_EDGES}]+")
_SEPARATING = lazy_regex(
    rf"(?<=\d)(?:[{_EDGES}]*{_UNIT_EDGE}|[{_RAISED_EDGE}{_LOWERED_EDGE}](?=\d)"
    rf"|{_RAISED_EDGE}{_LOWERED_EDGE}(?=\d)|{_LOWERED_EDGE}{_RAISED_EDGE}(?=\d))"
)
"""Edges that keep two numbers, or a number and a unit, apart. Two raised digits side by side are
one number, and so are two lowered ones."""

# What NFKC already folds to one of these is left out.
_DASHES = "‐–—―−⸺⁃˗~〜∼⁓∽"
_OPENING_BRACKETS = "〔【["
_CLOSING_BRACKETS = "〕】]"
_MIDDLE_DOTS = "•‧・∙⋅"
_ZEROS = "○◯"
_SINGLE_QUOTES = "‘’‚‛『』"
_DOUBLE_QUOTES = "“”„‟「」"

# Characters of combining class 0 that still compose with the character before them
# (UnicodeData.txt: second members of canonical decompositions).
_COMPOSING_STARTERS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e"
    "\u1b35\U00011127\U000113b8\U000113c2\U000113c5\U000113c7\U000113c9\U0001133e\U00011357\U000114b0"
    "\U000114ba\U000114bd\U000115af\U00011930\U00016d67"
) | frozenset(map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]))


def _fold_table() -> dict[int, str]:
    table = {ord(char): "-" for char in _DASHES}
    table |= {ord(char): "(" for char in _OPENING_BRACKETS}
    table |= {ord(char): ")" for char in _CLOSING_BRACKETS}
    table |= {ord(char): "·" for char in _MIDDLE_DOTS}
    table |= {ord(char): "〇" for char in _ZEROS}
    table |= {ord("∶"): ":", ord("⋯"): "..."}
    table |= {ord(char): "'" for char in _SINGLE_QUOTES}
    table |= {ord(char): '"' for char in _DOUBLE_QUOTES}
    simplified = dict(_rows("traditional.tsv"))
    table |= {ord(char): plain for char, plain in simplified.items()}
    table |= {ord(char): simplified.get(plain, plain) for char, plain in _rows("radicals.tsv")}
    return table


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table of two columns: a character, and what it is folded to."""
    data = resources.files("indexer.analysis").joinpath("data", name)
    for line in data.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            char, plain = line.split("\t")
            yield char, plain


_FOLD = _fold_table()


def is_alnum(char: str) -> bool:
    """Whether a character of normalised text belongs to a run."""
    return ALNUM_RUN.match(char) is not None


def normalize(text: str) -> str:
    """A piece of report text, normalised. Newlines and tabs become boundaries."""
    if len(text) < _LONG:
        folded = text.translate(_PER_CHARACTER)
    else:
        folded = text
        for char, plain in _COMMON.items():
            folded = folded.replace(char, plain)
        folded = _CHANGING.sub(lambda found: _PER_CHARACTER[ord(found[0])], folded)
    if _NEEDS_CONTEXT in folded:
        folded = "".join(_fold_chunk(text[start:end]) for start, end in _chunks(text))
    return _collapse_spaces(folded)


def normalize_term(text: str) -> str:
    """A term of a query, normalised: newlines and tabs are white space in it, not boundaries."""
    return normalize(text.replace("\n", " ").replace("\t", " "))


def _has_edges(folded: str) -> bool:
    return _RAISED_EDGE in folded or _LOWERED_EDGE in folded or _UNIT_EDGE in folded


def _collapse_spaces(folded: str) -> str:
    """Keep one blank between two run characters and drop the others."""
    if _has_edges(folded):
        folded = _EDGE_RUNS.sub("", _SEPARATING.sub(" ", folded))
    if " " not in folded:
        return folded
    folded = _BLANKS_IN_RUN.sub(_KEEP_SPACE, folded)
    return folded.replace(" ", "").replace(_KEEP_SPACE, " ")


def _fold_chunk(chunk: str) -> str:
    """One chunk, folded; every blank is a single space, still to be collapsed."""
    if chunk in "\n\t":
        return BOUNDARY
    # str.lower looks at its neighbours for one letter alone, the final sigma.
    lowered = unicodedata.normalize("NFKC", chunk).replace("Σ", "σ").lower()
    folded = _BLANK.sub(" ", lowered.translate(_FOLD))
    before, after = _edges_of(chunk[0])
    return f"{before}{folded}{after}"


def _edges_of(char: str) -> tuple[str, str]:
    """Edges before and after a character, so that NFKC joins no two numbers."""
    kind = unicodedata.decomposition(char).partition(" ")[0]
    plain = unicodedata.normalize("NFKC", char)
    number = plain[0].isdecimal()
    match kind:
        case "<circle>" if unicodedata.category(char) == "No":
            return _RAISED_EDGE if number else "", " "
        case "<super>" | "<sub>" if number:
            edge = _RAISED_EDGE if kind == "<super>" else _LOWERED_EDGE
            return edge, edge
        case "<fraction>":
            return _RAISED_EDGE, _LOWERED_EDGE
        case "<square>":
            return _UNIT_EDGE, _LOWERED_EDGE if plain[-1].isdecimal() else ""
        case "<compat>" if number:
            return _RAISED_EDGE, ""
        case _:
            return "", ""


_MOST_COMPOSING: Final = 30
"""Composing characters that are folded together with the character before them."""


class _PerCharacter(dict[int, str]):
    """Code point → its folded form, computed on first use.

    A character that composes with the one before it becomes `_NEEDS_CONTEXT`: its text is folded
    chunk by chunk.
    """

    def __missing__(self, point: int) -> str:
        char = chr(point)
        self[point] = folded = _NEEDS_CONTEXT if _composes(char) else _fold_chunk(char)
        return folded


def _composes(char: str) -> bool:
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(first) != 0 or first in _COMPOSING_STARTERS


_PER_CHARACTER = _PerCharacter()

_LONG: Final = 10
"""From this length on, searching for characters that change is faster than looking up each one:
twice for a line, four times for a long text."""
_COMMON: Final = {char: _fold_chunk(char) for char in "，：；（）“”"}
"""The most frequent characters that change, all to ASCII."""


def _kept_han() -> str:
    edges = [0x4DFF, *sorted(point for point in _FOLD if 0x4E00 <= point <= 0x9FFF), 0xA000]
    between = ((before + 1, after - 1) for before, after in pairwise(edges))
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in between if first <= last)


KEPT_HAN: Final = _kept_han()
"""Ideographs that folding leaves alone, as the ranges of a character class."""
_CHANGING: Final = lazy_regex(rf"[^\n -@\\^-}}、。《》{KEPT_HAN}]")
"""Any character that folding may change."""


@dataclass(frozen=True, slots=True)
class Normalized:
    """Normalised text with a map back to the text as written."""

    text: str
    starts: tuple[int, ...]
    """For each normalised character, where the original characters it came from begin."""
    ends: tuple[int, ...]
    """… and where they end."""

    def origin(self, start: int, end: int) -> tuple[int, int] | None:
        """The original range of the normalised range [start, end).

        None where the range is empty or cuts through an original character that normalises to
        several ("…" is "..."): nothing in the original is exactly that piece.
        """
        if start >= end:
            return None
        if start > 0 and self.starts[start] < self.ends[start - 1]:
            return None
        if end < len(self.text) and self.starts[end] < self.ends[end - 1]:
            return None
        return self.starts[start], self.ends[end - 1]


def normalize_with_map(text: str) -> Normalized:
    """Like `normalize`, with the source range of every character."""
    folded = text.translate(_PER_CHARACTER)
    if len(folded) == len(text) and _NEEDS_CONTEXT not in folded:
        # No character became several: nearly every paragraph, at the speed of `normalize`.
        return _collapse_with_map(folded, range(len(text)), range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _chunks(text):
        before, after = _edges_of(text[start])
        chunk = _fold_chunk(text[start:end])
        chars.append(chunk)
        inner = len(chunk) - len(before) - len(after)
        starts += [start] * (len(before) + inner) + [end] * len(after)
        ends += [start] * len(before) + [end] * (inner + len(after))
    return _collapse_with_map(*_resolve_edges("".join(chars), starts, ends))


def _resolve_edges(
    folded: str, starts: list[int], ends: list[int]
) -> tuple[str, list[int], list[int]]:
    """Replace each edge by a blank or nothing, in the text and in its map."""
    if not _has_edges(folded):
        return folded, starts, ends
    blanks = {found.start() for found in _SEPARATING.finditer(folded)}
    kept = [at for at, char in enumerate(folded) if char not in _EDGES or at in blanks]
    resolved = "".join(" " if at in blanks else folded[at] for at in kept)
    return resolved, [starts[at] for at in kept], [ends[at] for at in kept]


def _collapse_with_map(folded: str, starts: Sequence[int], ends: Sequence[int]) -> Normalized:
    """Collapse the blanks of `folded`, in the text and in its map."""
    if " " not in folded:
        return Normalized(folded, tuple(starts), tuple(ends))
    kept_starts: list[int] = []
    kept_ends: list[int] = []
    at = 0
    for blanks in _BLANKS.finditer(folded):
        first, after = blanks.span()
        kept_starts += starts[at:first]
        kept_ends += ends[at:first]
        at = after
        inside = first > 0 and after < len(folded)
        if inside and is_alnum(folded[first - 1]) and is_alnum(folded[after]):
            kept_starts.append(starts[first])
            kept_ends.append(ends[after - 1])
    kept_starts += starts[at:]
    kept_ends += ends[at:]
    return Normalized(_collapse_spaces(folded), tuple(kept_starts), tuple(kept_ends))


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Ranges that NFKC treats independently: a boundary, or a starter with the characters that
    compose with it, as many as stream-safe text may have (UAX #15): NFKC sorts them in quadratic
    time."""
    start = 0
    for at in range(1, len(text)):
        if text[start] in "\n\t" or not _composes(text[at]) or at - start > _MOST_COMPOSING:
            yield start, at
            start = at
    if text:
        yield start, len(text)


@lru_cache(maxsize=256)  # several rules examine a line in turn
def simplified(text: str) -> str:
    """The text with traditional characters folded one to one; everything else is left as it is, so
    that offsets stay the same."""
    return text.translate(_FOLDED) if _FOLDING.search(text) else text


class _Folded(dict[int, str]):
    """Code point → its folded character, computed on first use."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        folded = normalize(char) if "\u3400" <= char <= "\ufaff" else char
        self[point] = char if len(folded) != 1 else folded
        return self[point]


_FOLDED = _Folded()
_FOLDING = lazy_regex(rf"[^\0-\u33ff\ufb00-\U0010ffff{KEPT_HAN}]")
"""Any character that may be folded: a search for one is ten times faster than translating."""
