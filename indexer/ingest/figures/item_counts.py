"""Counts of items in a sentence, with what the sentence says about each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channels import channels_in, strip_channels
from indexer.ingest.figures.sentences import (
    NUMBER,
    Context,
    Number,
    spans_years,
    to_number,
    year_of,
)
from indexer.ingest.figures.words import pattern, table

VERB: Final = f"(?:{table('items')['verb']})"
OBJECT: Final = f"(?:{table('items')['object']})"
_BEFORE_NUMBER: Final = lazy_regex(f"(?:^|.*?){VERB}++{OBJECT}*+$")
_KNOWN: Final = lazy_regex(f"{table('items')['known']}|{VERB}|{OBJECT}")
_TOTAL: Final = pattern("items.total")
_BARE_TOTAL: Final = pattern("items.bare_total")
_PUBLISHES: Final = pattern("items.publishes")
_INFORMATION_FOLLOWS: Final = pattern("items.information_follows")
_OTHERS_FOLLOW: Final = pattern("items.others_follow")
_OTHERS: Final = pattern("items.others")
_CLASSES_FOLLOW: Final = pattern("items.classes_follow")
_ONE_CLASS_FOLLOWS: Final = pattern("items.one_class_follows")
_SINGLED_OUT: Final = pattern("items.singled_out")
_OF_A_TOPIC: Final = pattern("items.of_a_topic")
_CHANNEL_FOLLOWS: Final = pattern("items.channel_follows")
_CORRECTED: Final = pattern("items.corrected")
_EARLIER_WAS_WRONG: Final = pattern("items.earlier_was_wrong")
_PARTS: Final = pattern("items.parts")
_STOCK: Final = pattern("items.stock")
_OF_THE_YEAR: Final = pattern("items.of_the_year")
_SINCE: Final = pattern("items.items_since")
_THIS_YEAR: Final = pattern("items.items_this_year")
_NEW_OF_IT: Final = pattern("items.new_of_it")
_STOCK_TO: Final = pattern("items.stock_to")
_SHORT: Final = pattern("items.short")
_PEAK: Final = pattern("items.peak")
_PLANNED: Final = pattern("items.planned")
_PLANNED_AHEAD: Final = pattern("items.planned_ahead")
_MEANS_OF_ALL: Final = pattern("items.means_of_all")
_PASSIVE: Final = pattern("items.passive")
_SUMS_UP: Final = pattern("items.sums_up")
_SUMMED: Final = lazy_regex("合计|共计|总计")
_SUM: Final = pattern("items.sum")
_TO_PUBLIC: Final = pattern("items.to_public")
_TO_MEMBERS: Final = pattern("items.to_members")
_NEW_OF_STOCK: Final = pattern("items.new_of_stock")
_PROACTIVE: Final = lazy_regex(f"主动{table('items')['to_whom']}公开")
_OTHER_YEAR: Final = pattern("items.other_year")
_OFFICE: Final = pattern("items.office")
_OFFICE_PUBLISHES: Final = pattern("items.office_publishes")
_OF_REQUESTS: Final = pattern("items.of_requests")
_YEAR_AFTER: Final = lazy_regex(r"[（(](20\d\d)年")
_CLAUSE: Final = lazy_regex(r"[，；;：:。、]|,(?!\d{3})|[（）()]")
_NO_UNITS: Final = ("项目", "条例", "件事")
"""Words that begin with a unit."""
_OTHER_UNITS: Final = frozenset({"人次", "起", "例", "宗", "次", "份"})
_BACK: Final = ("以上", "上述", "这")
_SUM_WORDS: Final = ("合计", "共计", "总计", "总共", "相加", "累计")
_SCHOOLS_OWN: Final = lazy_regex("学校|我校|本校|校|官")
_SUM_SIGNS: Final = frozenset("共计合总")
_LOST: Final = pattern("items.lost_number")
_COLLEGE: Final = lazy_regex(
    r"([\u4e00-\u9fff](?![在由从过用的和与及等为对我各是])[\u4e00-\u9fff])学院的?(?:官方)?(?:微信|公众号|官网|网站|网页)"
)
_BEFORE_COLLEGE: Final = frozenset(
    {"通过", "利用", "依托", "借助", "以及", "其中", "我校", "学年", "年度", "全年", "今年"}
)
_CHANNEL_ITEMS: Final = lazy_regex(
    f"(?:{table('channels')['wechat']}|{table('channels')['website']})"
    "(?:信息|新闻|新闻报道|消息|文章|推文|图文|图文信息|图文消息)(?:总?数量?|总量|共计?|总计|有|为|达|约|近|超)*$"
    f"|(?:{table('channels')['wechat']}|{table('channels')['website']})[:：]?(?:全年|本?年度?|本学年度?|年内)(?:共计?|累计)?$"
    r"|^(?:全年|本?年度|本学年|(?:20)?\d\d年|共计?|累计)*(?:推文|发文)(?:总?数|量)?(?:为|达|共)?$"
)
"""A channel's items without a verb: 官方微信推文318篇."""
_JOINED: Final = lazy_regex("[、，,共计合总]{0,3}")
"""Between two counts of the same items: 365期682条."""
_ISSUES_JOINED: Final = lazy_regex("[、，,](?:图文|推文|文章|信息|消息|推送|发布|共|计)*")
"""Between issues and the items in them: 142期、图文265篇."""


@dataclass(slots=True)
class _Parts:
    """Whether parts of an earlier count are counted, and what that one was about."""

    is_open: bool = False
    channels: frozenset[str] = frozenset()
    """The channels of the count of which parts are counted."""
    is_of_other_things: bool = False

    def enter(self, passage: str, last: Count | None) -> None:
        """What the words in front of a count say about it."""
        if "；" in passage or ("(" not in passage and ")" in passage):
            self.channels, self.is_of_other_things = frozenset(), False
        if _PARTS.search(passage):
            self.is_open = True
            if last is not None:
                self.channels = last.channels
                self.is_of_other_things = last.is_of_something_else


@dataclass(kw_only=True, slots=True)
class Count:
    """A count of items, with what its sentence says about it. Most of that is computed only when
    it is asked for."""

    words: str
    """The words of the sentence."""
    number: Number
    first: Number
    """The number to which the phrase belongs: 365期 in 发布信息365期682条."""
    is_exact: bool
    """Whether its number is certain: not 数十条, 800至900条."""
    lead: str
    """The phrase before it."""
    before: str
    """The text between the count before it and this one."""
    channels: frozenset[str]
    named: frozenset[str]
    """Those of the channels that stand in `before`."""
    named_earlier: frozenset[str]
    """The channels of the counts before it."""
    in_parts: bool
    """Whether it is a part of a total: 其中…"""
    is_listed: bool
    """Whether it is a member of a list of channels: 官网发布信息1200条、官微356条."""
    is_of_channel_part: bool
    """Whether it counts a part of its channel's items: 网站公开302条(其中新闻网281条)."""
    is_of_other_parts: bool
    """Whether it counts a part of something else: 收到意见23条，其中4条反映网站…"""
    school: str | None

    @property
    def following(self) -> str:
        return self.words[self.number.end :]

    @property
    def since_start(self) -> str:
        """The text of the sentence before its phrase's number."""
        return self.words[: self.first.start]

    @property
    def year(self) -> int | None:
        after = _YEAR_AFTER.match(self.words, self.first.end)
        return int(after[1]) if after else year_of(self.words, self.first.start)

    @property
    def opens_channel(self) -> bool:
        """Whether the channel is named for the first time in the sentence."""
        return bool(self.named) and self.named.isdisjoint(self.named_earlier)

    @property
    def is_of_others(self) -> bool:
        """Whether its channel is that of a college, or it sums up what others published too."""
        has_offices = "sub" in self.named_earlier
        return (
            _names_college(self.before, self.school)
            or (has_offices and bool(self.named) and not _SCHOOLS_OWN.search(self.before))
            or (has_offices and _SUMMED.search(self.lead) is not None)
        )

    @property
    def is_of_something_else(self) -> bool:
        """Counts followers, views, letters; or is an office's."""
        return bool(
            self.is_of_other_parts
            or _OTHERS.search(strip_channels(self.lead))
            or _CLASSES_FOLLOW.search(self.following)
            or _OF_REQUESTS.search(self.lead)
            or _OTHERS_FOLLOW.search(self.following)
            or (_OFFICE.search(strip_channels(self.before)) and not self._is_of_all)
        )

    @property
    def _is_of_all(self) -> bool:
        """全校各部门、各学院共主动公开信息3274条."""
        names_all = "全校" in self.before or "全院" in self.before
        return names_all and not self.named and self.says_proactive and self.is_total

    @property
    def is_unsure(self) -> bool:
        """Counts since the beginning, counts of less than a year, and plans."""
        before = self.before
        of_the_year = _OF_THE_YEAR.search(self.since_start if self.opens_channel else before)
        if _STOCK.search(before) and not of_the_year:
            return True
        is_since = _SINCE.search(before) and not _THIS_YEAR.search(self.lead)
        if is_since or (_SINCE.search(self.since_start) and not _OF_THE_YEAR.search(before)):
            return True
        if _NEW_OF_IT.search(self.following) and "新增" not in self.lead:
            return True
        if _STOCK_TO.search(before) and "新增" not in self.lead:
            return True
        return bool(
            _OTHER_YEAR.search(self.lead)
            or self.following.startswith("(实际")
            or _ONE_CLASS_FOLLOWS.search(self.following)
            or _SINGLED_OUT.search(self.following)
            or _OF_A_TOPIC.search(before)
            or (
                _CORRECTED.search(self.since_start + self.following)
                and not _EARLIER_WAS_WRONG.search(self.following)
            )
            or _OFFICE_PUBLISHES.search(before)
            or self.is_of_others
            or not self.is_exact
            or spans_years(self.words, self.first.start)
            or _PLANNED.search(before)
            or _PLANNED_AHEAD.search(self.since_start, self.since_start.rfind("实际") + 1)
            or _SHORT.search(before)
            or _PEAK.search(self.lead)
            or "分别" in before
            or (_TO_PUBLIC.search(self.lead) and _TO_MEMBERS.search(self.following))
        )

    @property
    def has_unknown_words(self) -> bool:
        """Whether its phrase holds words that may limit it: 邮件系统群发公开信息."""
        return bool(_KNOWN.sub("", strip_channels(self.lead)))

    @property
    def says_proactive(self) -> bool:
        return _PROACTIVE.search(self.lead) is not None

    @property
    def is_total(self) -> bool:
        """Whether the words are those of a total: 主动公开信息共有."""
        return bool(
            _TOTAL.search(self.lead)
            or (self.number.unit == "条" and _BARE_TOTAL.search(self.lead))
            or (_PUBLISHES.search(self.lead) and _INFORMATION_FOLLOWS.search(self.following))
            or self._is_passive_total
        )

    @property
    def _is_passive_total(self) -> bool:
        """共有36条信息通过网站、公告栏主动公开: one channel alone has no total."""
        found = _PASSIVE.search(self.following)
        is_whole = found is not None and len(channels_in(found[0])) != 1
        return is_whole and self.lead.endswith(("共", "共有", "共计"))

    @property
    def is_published(self) -> bool:
        return bool(
            _BEFORE_NUMBER.match(self.lead)
            or (self.named and _INFORMATION_FOLLOWS.search(self.following))
            or _CHANNEL_ITEMS.search(self.lead)
            or self.is_listed
        )

    @property
    def is_new_of_stock(self) -> bool:
        """其中本学年新增36条, after a count since the beginning."""
        return _NEW_OF_STOCK.search(self.lead) is not None

    @property
    def names_class(self) -> bool:
        """发布新闻类181条."""
        return "类" in self.lead.replace("各类", "")


@lru_cache(maxsize=256)
def names_office(heading: str) -> bool:
    """Whether a heading names an office of the school, whose items and applications follow."""
    return _OFFICE.search(heading) is not None


def counts_in(words: str, context: Context, *, is_continued: bool = False) -> Iterator[Count]:
    previous = 0
    seen: frozenset[str] = frozenset()
    parts = _Parts()
    last: Count | None = None
    for found in NUMBER.finditer(words):
        number = to_number(found)
        is_exact = number is not None
        if number is None:
            number = Number(0, None, found["unit"], found.start(), found.end())
        if words[number.end - 1 : number.end + 1] in _NO_UNITS or _counts_members(found):
            continue
        previous = _after_lost(words, previous, found.start())
        passage = words[previous : found.start()]
        if last is not None and _is_joined(last, passage):
            yield replace(last, number=number, is_exact=is_exact)
            previous, is_continued = found.end(), False
            continue
        named = _channels_beside(words, passage, number)
        parts.enter(passage, last)
        lead = words[_lead(words, previous, number.start) : number.start].lstrip("、，")
        continued = (is_continued or bool(_CLAUSE.search(passage))) and not parts.is_open
        channels = named or (context.channels if continued else frozenset())
        if not named and len(seen) > 1 and _SUMS_UP.search(lead):
            channels = seen
        elif last is not None and _PROACTIVE.search(lead) and last.is_of_something_else:
            channels = named
        if number.unit not in _OTHER_UNITS or named != {"other"}:
            context.channels = named or context.channels
        last = Count(
            words=words,
            number=number,
            first=number,
            is_exact=is_exact,
            lead=lead,
            before=passage,
            channels=channels,
            named=named,
            named_earlier=seen,
            in_parts=parts.is_open,
            is_listed=_is_listed(last, named, lead) and not parts.is_open,
            is_of_channel_part=bool(named) and named == parts.channels,
            is_of_other_parts=parts.is_of_other_things and not _PROACTIVE.search(lead),
            school=context.school,
        )
        if number.unit not in _OTHER_UNITS:
            yield last
        seen |= named
        previous, is_continued = found.end(), False
    if words.endswith(("；", ";")):
        context.channels = channels_in(words[previous:]) or context.channels


def _channels_beside(words: str, passage: str, number: Number) -> frozenset[str]:
    """The channels named in the text before a number, or directly after it."""
    named = channels_in(_MEANS_OF_ALL.sub("", passage) if "为" in passage else passage)
    if not named and (after := _CHANNEL_FOLLOWS.match(words, number.end)):
        return channels_in(after[0])
    return named


def _after_lost(words: str, start: int, end: int) -> int:
    """Where the words of a count begin: after a clause whose own number was lost."""
    lost = _LOST.search(words, start, end)
    return lost.end() if lost else start


def _counts_members(found: re.Match[str]) -> bool:
    """以上三项合计: not items are counted, but what has been named."""
    if found["unit"] != "项":
        return False
    following = found.string[found.end() : found.end() + 2]
    return following in _SUM_WORDS or found.string.endswith(_BACK, 0, found.start())


def _is_joined(last: Count, passage: str) -> bool:
    """Whether two counts with this text between them count the same items."""
    is_of_issues = last.number.unit == "期" and _ISSUES_JOINED.fullmatch(passage)
    if last.number.unit != "期" and not _SUM_SIGNS.isdisjoint(passage):
        return False
    return bool(is_of_issues or _JOINED.fullmatch(passage))


def _is_listed(last: Count | None, named: frozenset[str], lead: str) -> bool:
    """Whether a count is a member of a list of channels, or the sum of what one published."""
    if last is None or (strip_channels(lead) if named else not _SUM.fullmatch(lead)):
        return False
    is_of_items = last.is_published and not last.is_of_something_else
    return is_of_items and (not named or bool(last.named))


def _names_college(passage: str, school: str | None) -> bool:
    found = _COLLEGE.search(passage)
    if found is None or school is None or found[1] in _BEFORE_COLLEGE:
        return False
    return f"{found[1]}学院" not in school


def _lead(words: str, previous: int, end: int) -> int:
    """Where the phrase before a number begins: a list 概况、动态 belongs to its verb, a title
    信息数量： to the number after it."""
    starts = [previous, *(found.end() for found in _CLAUSE.finditer(words, previous, end))]
    while len(starts) > 1 and (
        words[starts[-1] - 1] == "、" or (words[starts[-1] - 1] in "：:" and starts[-1] == end)
    ):
        starts.pop()
    return starts[-1]
