"""Which statements of a report are read as sentences at all.

Most of a report's statements hold no figure. They are ruled out as written, before anything is
done with their words: a statement must hold a sign of a figure, and name something that the rules
for its section are about.
"""

from __future__ import annotations

from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.words import table
from indexer.reports.model import Part

# A search passes over characters fast where the pattern begins with a class of them, or each of
# its alternatives with one of its own.
_WORDS: Final = lazy_regex(
    r"诉|申|@|结转|举\s*报|复\s*议|不\s*予|地\s*址|要求|收[取费]|收各项|为[零0]|电话|停更|官司|告状"
    r"|总[数计量]\D{0,2}\d|息[数总为共计量]*\d"
    r"|未有?[再能]?(?:推送|发布|更新)|没有?[再能]?(?:推送|发布|更新)"
)
_NUMERALS: Final = r"\d十百千万零〇余多干几"
_UNITS: Final = "条件篇项期则次份人起例宗封"
_COUNTS: Final = lazy_regex(
    rf"[{_UNITS}](?:(?<=[{_NUMERALS}].)|(?<=[{_NUMERALS}]来.)"
    "|(?<=[一二三四五六七八九廿卅佰仟息章文OoIl][条件篇项])"
    r"|(?<=[条件篇项])[)）]\s*[:：为是]?\s*\d)"
)
"""A count, with its unit; also 信息数（条）：1900, and 发布信息条, whose number was lost."""
_COUNTS_APART: Final = lazy_regex(
    rf"\s(?:(?<=[{_NUMERALS}].)\s*[万千百]?\s*[余多来]?|(?<=[{_NUMERALS}]来.))\s*[{_UNITS}]"
)
"""A count with blanks in it."""

SECTIONS_WITHOUT_ITEMS: Final = frozenset({"checklist", "complaints"})
"""Sections whose counts are of no items."""
SECTIONS_WITHOUT_NOUNS: Final = frozenset({"on_request", "complaints"})
"""Sections whose sentences may leave out what they count or deny."""
_VALUE: Final = r"(?:共计|[:：为有共(])?[“\"]?\d"
_NAMES: Final = lazy_regex(
    "|".join(
        (
            table("requests")["noun"],
            "要求[^，。；]{1,40}公开|应为|正为|整为|述数|上数|该数|费|动公开|公开总",
            table("contacts")["contact"],
            "网|主页|主站|微信|众号|众平台|阅号|务号|官微",
            *(end + _VALUE for end in "号信微站页台"),
        )
    )
)
"""Applications, complaints, corrections, fees, contacts, channels with a figure of their own, and
lists of channels with their counts."""
_ITEMS: Final = lazy_regex("公开|公布|信息|以上|上述|合计|共|累计|总计|相加|推文|文章|消息")
_COUNTED: Final = lazy_regex(
    r"[条件篇项期则](?:(?<=[\0-\u4dff\ua000-\U0010ffff一二两三四五六七八九十廿卅百千万余多来干几佰仟"
    "壹贰叁肆伍陆柒捌玖拾若右息章文].)|(?=[)）]))"
)
"""What follows a numeral, or stands in brackets; other signs may stand between."""


def has_sign(statement: str) -> bool:
    """Whether a statement has a word or a count that any figure is stated with."""
    return (
        _COUNTS.search(statement) is not None
        or _WORDS.search(statement) is not None
        or (len(statement.split(None, 1)) > 1 and _COUNTS_APART.search(statement) is not None)
    )


def names_something(words: str, part: Part) -> bool:
    """Whether the words of a statement name something that the rules read in its part."""
    if _NAMES.search(words) or not SECTIONS_WITHOUT_NOUNS.isdisjoint(part.sections):
        return True
    has_items = not part.topics and SECTIONS_WITHOUT_ITEMS.isdisjoint(part.sections)
    return has_items and bool(_COUNTED.search(words) and _ITEMS.search(words))
