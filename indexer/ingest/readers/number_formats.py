"""Number formats of lists, by the names that Word has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from indexer.ingest.readers.numerals import chinese_number, letter_number, roman_number


def _enclosed(first: int, last: int, code: int) -> Callable[[int], str]:
    return lambda n: chr(code + n - first) if first <= n <= last else str(n)


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda n: signs[(n - 1) % len(signs)] if n > 0 else ""


def _digits(signs: str) -> Callable[[int], str]:
    return lambda n: "".join(signs[int(figure)] for figure in str(max(0, n)))


NUMBER_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("〇一二三四五六七八九"),
    "chineseLegalSimplified": lambda n: chinese_number(n).translate(
        str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    ),
    "ideographTraditional": _cyclic("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cyclic("子丑寅卯辰巳午未申酉戌亥"),
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalEnclosedCircle": _enclosed(1, 20, 0x2460),
    "decimalEnclosedCircleChinese": _enclosed(1, 20, 0x2460),
    "decimalEnclosedParen": _enclosed(1, 20, 0x2474),
    "decimalEnclosedFullstop": _enclosed(1, 20, 0x2488),
    "ideographEnclosedCircle": _enclosed(1, 10, 0x3280),
    "upperRoman": roman_number,
    "lowerRoman": lambda n: roman_number(n).lower(),
    "upperLetter": letter_number,
    "lowerLetter": lambda n: letter_number(n).lower(),
    "bullet": lambda _: "",
    "none": lambda _: "",
}
