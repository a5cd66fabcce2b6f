"""Sentences and numbers as the rules about figures see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import simplified
from indexer.analysis.sentences import statement_spans
from indexer.ingest.figures.distribution import distribute
from indexer.ingest.figures.statement_filter import has_sign, names_something
from indexer.ingest.figures.words import UNIT
from indexer.reports.figures import MAX_VALUE, FigureState, Qualifier
from indexer.reports.model import Part
from indexer.reports.numbering import from_chinese

_FOLDED: Final = {
    **{0xFF01 + n: 0x21 + n for n in range(94) if chr(0x21 + n) not in ",;:!?()"},
    **dict.fromkeys(map(ord, " \u3000\xa0\u2002\u2003\u2009*`_\ufeff\u200b")),
    **dict.fromkeys(map(ord, "○◯"), "〇"),
}
"""Fullwidth letters and digits become halfwidth, blanks and marks of emphasis are left out.
Offsets refer to the part's own text by whole sentences only, so they need no mapping."""
_UNFOLDED: Final = lazy_regex(f"[{re.escape(''.join(map(chr, _FOLDED)))}]")
_CHINESE: Final = "一二两三四五六七八九十廿卅百千零〇壹贰叁肆伍陆柒捌玖拾佰仟"
_RANGE: Final = rf"(?:\d[\d,.]*|[{_CHINESE}]+)[余多]?{UNIT}?[-－—~～至到]+"
NUMBER_FORM: Final = (
    # The first character rules most positions out at little cost.
    rf"(?=[不超突逾将接近大约数好几上若多OoIl\d万{_CHINESE}])"
    r"(?P<before>不少于|超过|突破|超|逾|[将接]?近|大?约[为计有]?|大概)?"
    rf"(?<![\d.\-－—第])(?<!\d[至到~～])(?P<range>{_RANGE})?"
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?(?:[万千百]零?\d+[千百十]?)*|[{_CHINESE}万]+"
    r"|(?:数|好?几|上)[十百千万]+|好?几|若干|多|(?<![A-Za-z])[OoIl])"
    r"(?P<power>[万千百](?=[余多]?[人条件篇项次期则份宗起例]))?(?P<after>余|多|来(?=[条件篇项次])|左右)?"
    rf"(?P<unit>{UNIT})(?P<around>左右|上下|以[上下内])?"
)
"""A count with its unit; of some the value is not certain: 数十件, 3至5件."""
NUMBER: Final = lazy_regex(NUMBER_FORM)
_GROUPS: Final = ("before", "range", "digits", "power", "after", "unit", "around")
_QUALIFIERS: Final[Mapping[str, Qualifier]] = {
    **dict.fromkeys(("约", "大约", "大概"), "about"),
    **dict.fromkeys(("近", "将近", "接近"), "nearly"),
    **dict.fromkeys(("超", "超过", "突破", "逾", "不少于"), "over"),
}
_FORMAL: Final[dict[int, str | int | None]] = {
    **str.maketrans("两壹贰叁肆伍陆柒捌玖拾佰仟", "二一二三四五六七八九十百千"),
    ord("廿"): "二十",
    ord("卅"): "三十",
}
_FEW_DIGITS: Final = 12
_MIXED: Final = lazy_regex("[万千百]")
_WITH_POWER: Final = lazy_regex("[十百千万]")
_POWERS: Final = {"万": 10_000, "千": 1_000, "百": 100}
_BROKEN_LINE: Final = lazy_regex(
    r"\n(?:(?<=[申收公举投复诉信不未没受接]\n)(?=[请到开报诉议讼息予收有理件])|(?<=\d\n)(?=\d+ ?件)"
    rf"|(?=(?:[余多]?{UNIT}|[，,。；、])(?![a-z\d]))|(?<=[\u4e00-\u9fff，]\n)(?=\d[\d.,]*%?\n))"
)
"""A line end that conversion put around a number."""
_COMPARED: Final = lazy_regex(
    r"[，,]?(?:同比|(?:较|比|相比)(?:上年|上一?学?年度?|去年)度?(?:同期)?)[^，。；\d]{0,6}(?:增长|增加|上升|提高|下降|减少|多|少|增|减)了?"
    rf"\d[\d.,]*(?:%|％|个百分点|{UNIT})[，,](?=(?:总数|总量)?(?:共计?|总计|达到?|为|至)[^，。；]{{0,4}}\d)"
)
"""同比增长16%，达3500条: what was published is only then counted."""
_MEMBER: Final = lazy_regex(
    r"(?<=.)[①-⑳]|(?<=[件起宗例份条篇项次])(?:[（(]?\d{1,2}(?:[、)）]|[.．](?!\d))|[（(][一二三四五六七八九十]{1,2}[）)])"
)
"""The number of a further member of a list that stands in one line."""
_MAY_LIST: Final = lazy_regex(
    r"[①-⑳件起宗例份条篇项次](?:(?<=[①-⑳])|[(（]?[\d一二三四五六七八九十])"
)
"""What a line with several members of a list has; its search costs little."""
_DENIED_BELOW: Final = lazy_regex(
    r"\n(?<=[况项请诉报议讼]\n)(?=(?:本学?年度?|报告期内?)?(?:没有|无|未发生|均无|均未发生)[。\n])"
)
"""A line end between what is named and its denial."""
_TITLE_WITH_STOP: Final = lazy_regex(
    r"。(?<=况。)(?=(?:(?:本学?年度?|报告期内?)?(?:暂?无|没有|未发生|未收到)|\d{1,4}[件起次宗例])[。，；\n])"
)
"""A full stop after a title: 收到公开申请情况。无。"""
_THOUSANDS: Final = lazy_regex(r"，(?<=\d，)(?=\d{3}[余多]?[条件篇项次])")
"""A fullwidth comma inside a number."""
_SAID_TWICE: Final = lazy_regex(
    rf"(?<=\d)\((?:[{_CHINESE}]+|[A-Za-z ]+)\)(?={UNIT})|[{_CHINESE}]*\((\d+)\)(?={UNIT})"
    r"|(?<=[\u4e00-\u9fff])\([A-Za-z .]+\)"
)
"""A number in figures and in words: 0（零）件."""
_MAY_BE_SAID_TWICE: Final = lazy_regex(r"\((?:\d+\)|[A-Za-z])|\d\(")
_UNIT_BEFORE: Final = lazy_regex(
    r"\((?:单位[:：])?([条件篇项份起宗例])\)([:：为是]?)(\d[\d,]*)(?![\d,.]*(?:[余多万]|[条件篇项份起宗例年月日%％]))"
)
"""A unit in front of its number: 信息数(条)：1900."""
_SHORT_YEAR: Final = lazy_regex(r"20(\d\d)/(?:20)?(\d\d)(?=学?年)")
"""2023/24学年."""
_CONTENTS_ENTRY: Final = lazy_regex(r"…\d{0,3}$")
_APART: Final = lazy_regex(
    r"(?<![\d.])\d[\d,.]*(?:[ \u3000\xa0]+\d[\d,.]*)+(?![\d,.]*[ \u3000\xa0]*(?:[余多万]?"
    rf"{UNIT}|[年月日]))"
)
"""Numbers set apart by blanks, as in a row of a table without lines; what a unit follows is one
number that conversion has set apart."""
_BETWEEN_NUMBERS: Final = lazy_regex(r"[ \u3000\xa0](?<=[\d,.].)[ \u3000\xa0]*\d")
_QUOTED: Final = lazy_regex(
    r"[“”\"](\d+|主动公开|依申请公开|不予?公开)[“”\"]|【(\d+)】(?=[件起次宗例条篇项])"
)
"""均为“0”; “不予公开”17件; 收到【2】件."""
_EARLIER: Final = r"(?:20\d\d学?年|上一?学?年|去年|往年|本学?年|今年)?度?(?:同期)?的?"
_STEP: Final = (
    r"[，,]?[再又]?(?:增加|增长|上升|提高|提升|减少|下降|降低|增|升|降|减)(?:到|至|为)了?"
    rf"{_EARLIER}"
)
_AMOUNT: Final = rf"\d[\d,.]*万?[余多]?{UNIT}"
_CHANGED: Final = lazy_regex(rf"[由从]{_EARLIER}{_AMOUNT}(?:{_STEP}{_AMOUNT}(?={_STEP}))*{_STEP}")
"""由980条增加到 stands for 为: the number before is an earlier one."""
_MARKER: Final = lazy_regex(
    r"(?:[①-⑳•●·◆■▪○※★]|\(?\d{1,2}(?:[、)]|[.．](?!\d))|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))"
)
"""The number of a heading or of a member of a list."""
_YEARS: Final = lazy_regex(
    r"20(?<!\d20)(\d\d)(?:学?年度?(?:\d{1,2}月(?:\d{1,2}日)?)?)?[-—－~～至到]+20(\d\d)(?=学?年)"
)
_YEAR: Final = lazy_regex(
    r"20(?<!\d20)(?:\d\d(?:学?年度?)?[-—－~至]+20(\d\d)|(\d\d)(?=全?学?年|年度))"
)
"""Both without the century."""


_MONTHS: Final = 12
_MONTHS_FROM_TO: Final = lazy_regex(
    r"(?<!\d)(\d{1,2})月(?:份|\d{1,2}日)?[-—－~～至到]+(次年|翌年|第二年|20\d\d年)?(\d{1,2})月"
)


@dataclass(slots=True)  # frozen, it would take three times as long to make
class Sentence:
    """A sentence of a part, or a member of its lists set apart by ；."""

    part: Part
    start: int
    end: int
    words: str
    """Folded, without blanks."""
    before: str
    """The words of the members before it, in the same list."""
    previous: str = field(default="", kw_only=True)
    """The sentence before it, as written."""
    heading: str
    """The nearest heading above it."""

    @property
    def text(self) -> str:
        return self.part.text[self.start : self.end]


@dataclass(slots=True)
class Number:
    """A count with its unit, and its position."""

    value: int
    qualifier: Qualifier | None
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FigureCandidate:
    """What one sentence says about one figure."""

    figure: str
    state: FigureState
    value: int | tuple[str, ...] | None = None
    qualifier: Qualifier | None = None
    year: int | None = None
    in_heading: bool = False
    rank: int = 0
    """Of two candidates the one of higher rank counts: 条 before 期."""
    is_part: bool = False
    """Whether it is about a part of what was counted before: 其中1件…, which denies a zero."""
    doubted: int | tuple[str, ...] | None = None
    """For an `unread` candidate, the value that it would have if its clause held no unknown word.
    Another value for the same figure is then not certain either."""
    takes_back: bool = False
    """Whether it corrects what was counted or denied in the sentence before it."""

    @classmethod
    def of_number(cls, figure: str, number: Number, *, in_heading: bool = False) -> FigureCandidate:
        """A count; 0 is `zero`."""
        state: FigureState = "number" if number.value else "zero"
        return cls(figure, state, number.value, number.qualifier, in_heading=in_heading)


@dataclass(slots=True)
class Context:
    """What earlier sentences of the part say that a sentence may continue."""

    channels: frozenset[str] = field(default_factory=frozenset)
    school: str | None = None


def fold(text: str) -> str:
    """Text without blanks, in halfwidth letters and digits."""
    joined = text.replace(" ", "").replace("（", "(").replace("）", ")")
    return joined.translate(_FOLDED) if _UNFOLDED.search(joined) else joined


def sentences_of(
    part: Part,
    text: str,
    heading: str,
    offset: int,
    is_read: Callable[[str, Part], bool] = names_something,
) -> Iterator[Sentence]:
    """The sentences of a passage that begins at `offset` of the part's text, without those that
    cannot give a figure: their words have no sign of one, or `is_read` denies it of them."""
    before, previous = "", (0, 0)
    text = simplified(text)
    if "\n" in text[:-1]:
        text = _DENIED_BELOW.sub("：", text)
        text = _BROKEN_LINE.sub(" ", text)
    if "况。" in text:
        text = _TITLE_WITH_STOP.sub("：", text)
    for start, end in statement_spans(text):
        statement = text[start:end]
        is_list = statement[-1] in "；;"
        if is_list or before or has_sign(statement):
            if _BETWEEN_NUMBERS.search(statement):
                statement = _APART.sub(_keep_apart, statement)
            words = fold(statement)
            if is_list or before or "…" in words or is_read(words, part):
                words = _plain(words)
                if "…" in words and _CONTENTS_ENTRY.search(words):
                    continue
                yield Sentence(
                    part,
                    offset + start,
                    offset + end,
                    words,
                    before,
                    heading,
                    previous=text[slice(*previous)],
                )
                before = before + words if is_list else ""
        else:
            before = ""
        previous = (start, end)


def _keep_apart(found: re.Match[str]) -> str:
    return "|".join(found[0].split())


def _plain(words: str) -> str:
    """The words without what only surrounds their numbers."""
    if marker := _MARKER.match(words):
        words = words[marker.end() :]
    words = _THOUSANDS.sub(",", words)
    if _MAY_LIST.search(words):
        words = _MEMBER.sub("；", words)
    if "比" in words or "较" in words:
        words = _COMPARED.sub("", words)
    if "(" in words and _MAY_BE_SAID_TWICE.search(words):
        words = _SAID_TWICE.sub(r"\1", words)
    if ")" in words:
        words = _UNIT_BEFORE.sub(r"\2\3\1", words)
    if "/" in words:
        words = _SHORT_YEAR.sub(r"20\1-20\2", words)
    if "”" in words or "】" in words:
        words = _QUOTED.sub(r"\1\2", words)
    if ("由" in words or "从" in words) and any(sign in words for sign in "增减升降提"):
        words = _CHANGED.sub("为", words)
    return (
        distribute(words)
        if "分别" in words or "依次" in words or "：" in words or ":" in words
        else words
    )


def to_number(found: re.Match[str]) -> Number | None:
    """The count that `NUMBER` matched; None where its value is not certain, or no whole number."""
    before, range_, digits, power, after, unit, around = found.group(*_GROUPS)
    is_plain = len(digits) <= _FEW_DIGITS and digits.isascii() and digits.isdigit()
    if is_plain and not (range_ or before or power or after or around):
        return Number(min(int(digits), MAX_VALUE + 1), None, unit, *found.span())
    value = None if range_ else _value_of(digits.replace(",", ""))
    if value is None:
        return None
    value = min(value * _POWERS.get(power or "", 1), MAX_VALUE + 1)
    if abs(value - round(value)) > 1e-6:
        return None
    if around in ("以下", "以内"):
        return None
    if around == "以上":
        return Number(round(value), "over", unit, *found.span()) if value else None
    qualifier = _QUALIFIERS.get((before or "").rstrip("为计有")) or (
        "about" if after or around else None
    )
    return Number(round(value), qualifier, unit, *found.span())


def _value_of(digits: str) -> float | None:
    """What a number written in digits or in Chinese amounts to, without 万 behind digits."""
    if digits[0].isdigit():
        return None if _MIXED.search(digits) else float(digits)
    written = digits.translate(_FORMAL)
    if len(written) > 1 and not _WITH_POWER.search(written):
        return None
    high, has_myriads, low = written.rpartition("万")
    myriads = _below_myriad(high or "一") if has_myriads else 0
    rest = _below_myriad(low) if low else 0
    return None if myriads is None or rest is None else float(myriads * 10_000 + rest)


def _below_myriad(written: str) -> int | None:
    """百 is 一百: 百余条."""
    return from_chinese("一" + written if written[0] in "百千" else written)


def spans_years(words: str, end: int) -> bool:
    """Whether a range of more than two years stands before a position: 2020年至2022年."""
    return any(int(found[2]) - int(found[1]) > 1 for found in _YEARS.finditer(words, 0, end))


def covers_part(words: str, end: int) -> bool:
    """Whether months that are less than a year stand before a position: 9月至12月."""
    return any(
        not found[2] and int(found[3]) - int(found[1]) < _MONTHS - 1
        for found in _MONTHS_FROM_TO.finditer(words, 0, end)
    )


def year_of(words: str, end: int) -> int | None:
    """The last year named before a position; of an academic year the one it ends in."""
    years = [found[1] or found[2] for found in _YEAR.finditer(words, 0, end)]
    return 2000 + int(years[-1]) if years else None
