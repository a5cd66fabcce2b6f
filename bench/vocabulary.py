"""Words by their frequency: jieba's dictionary read as a file, so that no tokenizer is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Final

from bench.draw import Draw

KINDS: Final[dict[str, frozenset[str]]] = {
    "n": frozenset({"n", "vn", "nz", "an"}),
    "v": frozenset({"v"}),
    "a": frozenset({"a", "ad", "b", "z"}),
    "d": frozenset({"d"}),
    "i": frozenset({"i", "l"}),
    "s": frozenset({"ns", "nt", "s"}),
}
"""Our kind of word → jieba's part-of-speech tags. Names of persons are left out."""

UNFIT: Final = frozenset("奸淫娼妓嫖尸血毒枪鬼奴贼妾姘裸乳尿屎屁屌婊操杀暴赌匪歹氓姨脱臀吻欲恶死犯")
"""Words with these characters are left out: generated pages are shown to people."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind with the running sums of their frequencies."""

    words: tuple[str, ...]
    cumulative: tuple[int, ...]

    def one(self, draw: Draw) -> str:
        return draw.heavy(self.words, self.cumulative)


@cache
def vocabulary() -> dict[str, Words]:
    """Words of two and more Chinese characters by kind (`KINDS`)."""
    kind_of = {tag: kind for kind, tags in KINDS.items() for tag in tags}
    entries: dict[str, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
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
    return all("\u4e00" <= char <= "\u9fff" for char in word) and UNFIT.isdisjoint(word)
