"""How Chinese text sounds: for completion by pinyin, and for the slips of an input method."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import islice, product
from typing import Final

_LONGEST_SYLLABLE: Final = 6
_MOST_READINGS: Final = 16
"""Of one text; a word has one or two, and the number doubles with every ambiguous character."""


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Character → its syllables without tones, v for ü."""
    data = resources.files("indexer.analysis").joinpath("data/pinyin.tsv")
    syllables: dict[str, tuple[str, ...]] = {}
    for line in data.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            syllable, characters = line.split("\t")
            for char in characters:
                syllables[char] = (*syllables.get(char, ()), syllable)
    return syllables


@cache
def _name_readings() -> dict[str, str]:
    """Character → its syllable at the beginning of a name, where it is not the first of its own."""
    data = resources.files("indexer.analysis").joinpath("data/name_readings.tsv")
    lines = data.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {char: syllable for syllable, characters in rows for char in characters}


def name_order(name: str) -> tuple[str, ...]:
    """A name's syllables, to sort names as a directory does: 合肥学院 stands under H. A character
    whose sound is not known is itself."""
    table, special = _table(), _name_readings()
    return tuple(
        special.get(char, table.get(char, (char,))[0]) if at == 0 else table.get(char, (char,))[0]
        for at, char in enumerate(name)
    )


def sounds(text: str) -> Iterator[str]:
    """The ways to read a text aloud, syllables joined; none where a character is not Chinese or
    its sound not known."""
    table = _table()
    readings = [table.get(char, ()) for char in text]
    return map("".join, islice(product(*readings), _MOST_READINGS))


@cache
def _characters() -> dict[str, tuple[str, ...]]:
    """Syllable → the characters read so."""
    characters: dict[str, tuple[str, ...]] = {}
    for char, syllables in _table().items():
        for syllable in syllables:
            characters[syllable] = (*characters.get(syllable, ()), char)
    return characters


def first_characters(sound: str) -> Iterator[str]:
    """The characters with which a text that sounds so may begin."""
    for end in range(1, _LONGEST_SYLLABLE + 1):
        yield from _characters().get(sound[:end], ()) if end <= len(sound) else ()


def first_letters(text: str) -> frozenset[str]:
    """The letters with which the spelling of a text may begin: a quick test before `spells`."""
    return frozenset(reading[0] for reading in _table().get(text[:1], (text[:1],)) if reading)


def spells(letters: str, text: str) -> bool:
    """Whether Latin `letters` are typed for the beginning of a normalised text.

    Each character by its syllable or its initial, the last one perhaps begun: `anhuijid`, `ahjd`
    and `ahuijd` spell the beginning of 安徽机电职业技术学院.
    """
    reached = {0}
    for char in text:
        readings = _table().get(char, (char,))
        if any(reading.startswith(letters[at:]) for reading in readings for at in reached):
            return True
        spellings = {piece for reading in readings for piece in _spellings(reading)}
        reached = {
            at + len(piece)
            for piece in spellings
            for at in reached
            if letters.startswith(piece, at)
        }
    return len(letters) in reached


def _spellings(reading: str) -> tuple[str, ...]:
    has_long_initial = reading[:2] in ("zh", "ch", "sh")
    return (reading, reading[0], reading[:2]) if has_long_initial else (reading, reading[0])
