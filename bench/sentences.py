"""The sentences of a report: templates filled with its facts, numbers, and words by frequency."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Final, TypeAlias

from bench.draw import Draw

Template: TypeAlias = tuple[tuple[str, str], ...]
"""Pieces (literal, name of the slot after it); the last slot may be "" for none."""

_SLOT: Final = re.compile(r"\{(\w+)\}")
FREE: Final = 0.35
"""Share of sentences that are clauses of any words; the others are templates."""
TAIL: Final = 0.3
"""Share of words drawn from the whole language, by frequency: the long tail of the vocabulary.
The others are words of the field."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one kind with the running sums of their frequencies."""

    words: tuple[str, ...]
    cumulative: tuple[int, ...]

    def one(self, draw: Draw) -> str:
        return draw.heavy(self.words, self.cumulative)


class Teller:
    """Writes the sentences of one report, drawn from its own random stream."""

    __slots__ = ("_draw", "_fill", "_waiting")

    def __init__(self, draw: Draw, facts: Mapping[str, str]) -> None:
        """`facts` are the slots with one value throughout a report: school, authority, …"""
        self._draw = draw
        self._fill = _slots(draw)
        self._waiting: dict[str, list[Template]] = {}
        for name, fact in facts.items():
            self._fill[name] = _always(fact)

    def line(self, group: str, name: str) -> str:
        """One line of the list `name`, with its slots filled."""
        return self.fill(self._draw.pick(templates()[group][name]))

    def fill(self, template: Template) -> str:
        fill = self._fill
        return "".join([literal + fill[slot]() for literal, slot in template])

    def free(self) -> str:
        """A sentence of random words."""
        draw = self._draw
        clauses = templates()["free"]["clauses"]
        text = [self.fill(draw.pick(clauses)) for _ in range(draw.number(2, 4))]
        return f"{'，'.join(text)}。"

    def sentence(self, name: str) -> str:
        """A sentence of the list; none is repeated in a report until all have been used."""
        waiting = self._waiting.setdefault(name, [])
        if not waiting:
            waiting += templates()["sentences"][name]
            self._draw.shuffle(waiting)
        return self.fill(waiting.pop())

    def sentences(self, name: str, length: int, free: float = FREE) -> Iterator[str]:
        """Sentences of the list and free ones, about `length` characters in total."""
        while length > 0:
            text = self.free() if self._draw.chance(free) else self.sentence(name)
            length -= len(text)
            yield text

    def paragraphs(self, name: str, length: int, free: float = FREE) -> list[str]:
        """The same, in paragraphs of one to five sentences."""
        text = [*self.sentences(name, length, free)]
        found = []
        while text:
            size = self._draw.number(1, 5)
            found.append("".join(text[:size]))
            text = text[size:]
        return found


@cache
def _tables() -> dict[str, dict[str, str]]:
    source = Path(__file__).with_name("data") / "sentences.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def templates() -> dict[str, dict[str, tuple[Template, ...]]]:
    """Group → list → templates, from `data/sentences.toml`. Only slots may be empty lines."""
    return {
        group: {
            name: tuple(_template(line) for line in lines.splitlines() if line or group == "slots")
            for name, lines in lists.items()
        }
        for group, lists in _tables().items()
        if group not in ("words", "dictionary")
    }


@cache
def _words_of_the_field() -> dict[str, Words]:
    """Kind → words; the frequency of the r-th commonest is proportional to 1 / (r + 10)."""
    return {
        kind: Words(
            tuple(line.split()),
            tuple(accumulate(1_000_000 // (rank + 10) for rank, _ in enumerate(line.split()))),
        )
        for kind, line in _tables()["words"].items()
    }


def _template(line: str) -> Template:
    pieces = _SLOT.split(line)
    return tuple(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def _always(text: str) -> Callable[[], str]:
    return lambda: text


def _slots(draw: Draw) -> dict[str, Callable[[], str]]:
    words, known = vocabulary(), _words_of_the_field()
    lists = {
        name: tuple(template[0][0] for template in found)
        for name, found in templates()["slots"].items()
    }

    def word(kind: str) -> Callable[[], str]:
        rare, common = words[kind], known[kind]
        return lambda: (rare if draw.random() < TAIL else common).one(draw)

    def listed(name: str) -> Callable[[], str]:
        found = lists[name]
        return lambda: draw.pick(found)

    def split() -> str:
        inside, outside = draw.size(400), draw.size(800)
        return f"{inside + outside}条，其中校内主动公开{inside}条，向社会主动公开{outside}条"

    noun = word("n")
    return {
        **{kind: word(kind) for kind in words},
        **{name: listed(name) for name in lists},
        "nn": lambda: noun() + noun(),
        "few": lambda: str(draw.size(4)),
        "num": lambda: str(draw.size(120)),
        "big": lambda: str(draw.size(3000)),
        "split": split,
        "pct": lambda: f"{80 + 20 * draw.random():.{draw.number(0, 2)}f}%",
        "month": lambda: str(draw.number(1, 12)),
        "phone": lambda: f"0{draw.number(310, 999)}-{draw.number(2_000_000, 8_999_999)}",
        "mail": lambda: f"xxgk{draw.number(1, 99)}@example.edu.cn",
        "": str,
    }


@cache
def vocabulary() -> dict[str, Words]:
    """Words of two or more Chinese characters by kind, as `[dictionary]` in the data defines."""
    kinds = _tables()["dictionary"]["kinds"].splitlines()
    kind_of = {tag: kind for kind, *tags in map(str.split, kinds) for tag in tags}
    entries: dict[str, list[tuple[str, int]]] = {kind: [] for kind in kind_of.values()}
    for line in dictionary_file().read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        if (kind := kind_of.get(tag)) and len(word) > 1 and _is_fit(word):
            entries[kind].append((word, int(frequency)))
    return {
        kind: Words(
            tuple(word for word, _ in found),
            tuple(accumulate(frequency for _, frequency in found)),
        )
        for kind, found in entries.items()
    }


def dictionary_file() -> Path:
    """jieba's main dictionary, found without importing jieba."""
    spec = find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).with_name("dict.txt")


def _is_fit(word: str) -> bool:
    unfit = _tables()["dictionary"]["unfit"]
    return all("\u4e00" <= char <= "\u9fff" and char not in unfit for char in word)
