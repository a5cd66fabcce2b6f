"""Lists of channels with counts and no verb, as in 网站1204条、微信309条; sums of such counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channels import CHANNEL
from indexer.ingest.figures.item_counts import Count
from indexer.ingest.figures.words import pattern

_NAME: Final = rf"(?:学校|我校|校|官方|信息公开)?(?:{CHANNEL})"
_VALUE: Final = r"\d[\d,]*[余多]?"
_MEMBER: Final = lazy_regex(
    rf"(?P<name>{_NAME})(?:[:：为有共]|共计)?(?P<open>[(])?(?P<value>{_VALUE})(?P<unit>[条篇件则])?"
    r"(?(open)[)])(?=[、，；。)]|$)"
)
_ONE: Final = lazy_regex(rf"{_NAME}(?:[:：为有共]|共计)?{_VALUE}[条篇][。；]?")
MAY_LIST: Final = lazy_regex(r"[号信微站网页台](?:共计|[:：为有共(])?\d")
"""What every list has; its search costs little."""
_UNIT_BEFORE: Final = lazy_regex(
    r"\d[余多]?([条篇件则])|[(（]([条篇件则])[)）]|单位[:：]([条篇件则])"
)
_TOTAL: Final = lazy_regex(r"^总数[:：为]?(\d+)(?=[，；。])")
_ITEMS: Final = lazy_regex("公开|公布|发布|推送|信息|更新")
_OTHERS: Final = pattern("items.others")
_SUM: Final = pattern("items.sum_of_channels")


def with_verbs(words: str, heading: str, is_about_items: bool) -> str:
    """The words with 发布信息 after the channels of a list that names nothing but their counts.

    `is_about_items`: whether the section is about what was disclosed.
    """
    if not MAY_LIST.search(words):
        return words
    members = list(_MEMBER.finditer(words))
    is_whole = is_about_items and _ONE.fullmatch(words) is not None
    if len(members) < 2 and not is_whole:
        return words
    before = words[: members[0].start()]
    if not (is_about_items or _ITEMS.search(before)) or _OTHERS.search(before):
        return words
    found = _UNIT_BEFORE.search(before) or _UNIT_BEFORE.search(heading)
    unit = next(filter(None, found.groups()), "") if found else ""
    if not unit and not all(member["unit"] for member in members):
        return words
    if "主动公开" in heading:
        words = _TOTAL.sub(rf"主动公开信息总数\1{unit}", words)

    def written(member: re.Match[str]) -> str:
        return f"{member['name']}发布信息{member['value']}{member['unit'] or unit}"

    return _MEMBER.sub(written, words)


def is_sum(count: Count) -> bool:
    """Whether a count has the words of a sum: 以上三项合计1550条."""
    return not count.named and _SUM.fullmatch(count.lead) is not None


def sums_up(count: Count, counted: Sequence[Count]) -> bool:
    """Whether a count is the sum of those of several channels."""
    values = [each.number.value for each in counted]
    return (
        len({each.channels for each in counted}) > 1
        and sum(values) == count.number.value
        and all(each.is_exact and each.number.qualifier is None for each in counted)
    )
