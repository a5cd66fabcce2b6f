"""Counts given to the members of a list: 举报、复议分别为1件、2件 → 举报为1件，复议为2件."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channels import CHANNEL
from indexer.ingest.figures.words import UNIT

_COUNT: Final = (
    "(?:[约近超逾]|超过|大约)?"
    rf"(?:\d[\d,.]*万?[余多]?|[零〇一二两三四五六七八九十百千]+[余多]?){UNIT}?"
)
_JOINT: Final = "(?:以及|[、/和与]|(?<!涉)及)"
_SERIES: Final = lazy_regex(
    rf"(?:(?:分别|依次)(?P<verb>[^，。；、\d分]{{0,14}}?)|[:：])"
    rf"(?P<counts>{_COUNT}(?:{_JOINT}{_COUNT})+)(?:\((?P<unit>{UNIT})\))?(?![\d人家个名位年月日%:：])"
)
_AMOUNT: Final = lazy_regex(rf"\d{UNIT}")
_SPLIT: Final = lazy_regex(_JOINT)
_HAS_UNIT: Final = lazy_regex(f"{UNIT}$")
_STOPS: Final = "，。；：:()"
_TAIL: Final = lazy_regex(
    "(?:(?:全年|共|各类|编辑|发布|推送|公开|更新|收到|受理|发生|提起|信息|推文|图文|消息|数量|件数|条数|总数"
    "|案件|案|数|量|的)+)?$"
)
"""What the last member of a list says of all."""
_KNOWN: Final = lazy_regex(
    rf"20\d\d|{CHANNEL}|申请|举报|投诉|复议|诉讼|公开|提供|信函|来信|邮|当面|现场|线上|线下"
)
"""What the members of a list must be: years, channels, figures; not offices."""
_LONGEST: Final = 10
"""Characters of a clause between the list and its counts: 网站、公众号，全年分别发布…"""


def distribute(words: str) -> str:
    """The words with one count for each member; unchanged where their numbers differ."""
    found = _SERIES.search(words)
    if found is None:
        return words
    counts = _with_units(_SPLIT.split(found["counts"] + (found["unit"] or "")))
    start, end = _clause_before(words, found.start())
    between = words[end : found.start()].strip("，")
    members = _SPLIT.split(words[start:end])
    are_names = all(_KNOWN.search(each) and not _AMOUNT.search(each) for each in members)
    if len(members) != len(counts) or not are_names:
        return words
    tail = _TAIL.search(members[-1])
    said = tail[0] if tail else ""
    listed = (
        f"{member}{'' if member.endswith(said) else said}{between}{found['verb'] or ''}{count}"
        for member, count in zip(members, counts, strict=True)
    )
    return words[:start] + "，".join(listed) + words[found.end() :]


def _clause_before(words: str, end: int) -> tuple[int, int]:
    """The range of the clause with the list before a position."""
    start = max(words.rfind(stop, 0, end) for stop in _STOPS) + 1
    continues = start > 0 and words[start - 1] == "，" and end - start <= _LONGEST
    if continues and not _SPLIT.search(words, start, end):
        end = start - 1
        start = max(words.rfind(stop, 0, end) for stop in _STOPS) + 1
    return start, end


def _with_units(counts: Sequence[str]) -> Sequence[str]:
    """0、0、1件: the unit of the last one is that of all."""
    unit = _HAS_UNIT.search(counts[-1])
    return [each if _HAS_UNIT.search(each) else each + (unit[0] if unit else "") for each in counts]
