"""Items disclosed: the school's total, its WeChat account's and its website's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channels import channels_in, strip_channels
from indexer.ingest.figures.sentences import (
    NUMBER,
    Context,
    FigureCandidate,
    Number,
    Sentence,
    spans_years,
    to_number,
    year_of,
)
from indexer.ingest.figures.words import pattern, table

ITEMS, WECHAT, WEBSITE = "items_disclosed", "wechat_items", "website_items"
_COUNTED: Final = lazy_regex(
    "[条篇件项期则](?<=[0-9一二三四五六七八九十百千万〇零余多两][条篇件项期则])"
)
_SKIPPED: Final = frozenset({"checklist", "improvement", "complaints"})
_VERB: Final = f"(?:{table('patterns')['verb']})"
_OBJECT: Final = f"(?:{table('patterns')['object']})"
_BEFORE_NUMBER: Final = lazy_regex(f"(?:^|.*?)(?P<verb>{_VERB}+)(?P<object>{_OBJECT}*)$")
_TOTAL: Final = pattern("patterns.total")
_PUBLISHES: Final = pattern("patterns.publishes")
_INFORMATION_FOLLOWS: Final = pattern("patterns.information_follows")
_PUBLIC: Final = pattern("patterns.public")
_OTHERS_FOLLOW: Final = pattern("patterns.others_follow")
_OTHERS: Final = pattern("patterns.others")
_PARTS: Final = pattern("patterns.parts")
_STOCK: Final = pattern("patterns.stock")
_OF_THE_YEAR: Final = pattern("patterns.of_the_year")
_SINCE: Final = pattern("patterns.items_since")
_THIS_YEAR: Final = pattern("patterns.items_this_year")
_NEW_OF_IT: Final = pattern("patterns.new_of_it")
_STOCK_TO: Final = pattern("patterns.stock_to")
_SHORT: Final = pattern("patterns.short")
_PLANNED: Final = pattern("patterns.planned")
_OTHER_YEAR: Final = pattern("patterns.other_year")
_OFFICE: Final = pattern("patterns.office")
_OFFICE_PUBLISHES: Final = pattern("patterns.office_publishes")
_REPOSTED: Final = pattern("patterns.reposted")
_OF_REQUESTS: Final = pattern("patterns.of_requests")
_FURTHER_KIND: Final = pattern("patterns.further_kind")
_LOST_NUMBER: Final = pattern("patterns.lost_number")
_NAMES_TOTAL: Final = pattern("patterns.names_total")
_PUBLISHED: Final = pattern("patterns.published")
_CLAUSE: Final = lazy_regex(r"[，；;：:。、]|,(?!\d{3})|[（）()]")
_DISCLOSED: Final = lazy_regex("(?:公开|公布).*信息|信息公开|共发布|合计|共计")
_NO_UNITS: Final = ("项目", "条例", "件事")
"""Words that begin with a unit."""
_OTHER_UNITS: Final = frozenset({"人次", "起", "例", "宗", "次", "份"})
_CONTINUES: Final = lazy_regex(
    r"(?:(?:20)?\d\d(?:[-—－~至到]+(?:20)?\d\d)?学?年度?|全年|本学?年度?|年度|一年来|学校|我校|已|先后|并|还)*"
    f"{_VERB}+{_OBJECT}*"
)
"""A clause whose subject is that of the clause before it: 本学年共发布消息."""
_COLLEGE: Final = lazy_regex(r"([\u4e00-\u9fff]{2})学院的?(?:官方)?(?:微信|公众号|官网|网站|网页)")
_BEFORE_COLLEGE: Final = frozenset({"通过", "利用", "依托", "借助", "以及", "其中", "我校"})
_CHANNEL_ITEMS: Final = lazy_regex(
    f"(?:{table('channels')['wechat']}|{table('channels')['website']})"
    "(?:信息|新闻|消息|文章|推文|图文|图文信息|图文消息)(?:共|共计|总计|有|为|达|约|近|超)*$"
    r"|^(?:全年|本?年度|本学年|(?:20)?\d\d年|共计?|累计)*(?:推文|发文)(?:总?数|量)?(?:为|达|共)?$"
)
"""A channel's items without a verb: 官方微信推文318篇."""
_JOINED: Final = lazy_regex("[、，,共计合总]{0,3}")
"""Between two counts of the same items: 365期682条."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    """A count of items, with what its sentence says about it."""

    number: Number
    lead: str
    """The phrase before it."""
    before: str
    """The text between the count before it and this one."""
    behind: str
    channels: frozenset[str]
    named: frozenset[str]
    """Those of the channels that stand in `before`."""
    in_parts: bool
    """Whether it is a part of a total: 其中…"""
    year: int | None
    spans_years: bool
    is_of_college: bool
    """Whether its channel is that of a college of the school."""

    @property
    def is_of_something_else(self) -> bool:
        """Counts followers, views, letters; or is an office's."""
        lead = strip_channels(self.lead)
        return bool(
            _OTHERS_FOLLOW.search(self.behind)
            or _OTHERS.search(lead)
            or _OF_REQUESTS.search(self.lead)
            or _OFFICE.search(strip_channels(self.before))
        )

    @property
    def is_unsure(self) -> bool:
        """Counts since the beginning, counts of less than a year, and plans."""
        before = self.before
        if _STOCK.search(before) and not _OF_THE_YEAR.search(before):
            return True
        if _SINCE.search(before) and not _THIS_YEAR.search(self.lead):
            return True
        if _NEW_OF_IT.search(self.behind) and "新增" not in self.lead:
            return True
        if _STOCK_TO.search(before) and "新增" not in self.lead:
            return True
        return bool(
            _OTHER_YEAR.search(self.lead)
            or _OFFICE_PUBLISHES.search(before)
            or self.is_of_college
            or self.spans_years
            or _PLANNED.search(before)
            or _SHORT.search(before)
        )

    @property
    def says_proactive(self) -> bool:
        return "主动公开" in self.lead

    @property
    def is_total(self) -> bool:
        """Whether the words are those of a total: 主动公开信息共有."""
        return bool(
            _TOTAL.search(self.lead)
            or (_PUBLISHES.search(self.lead) and _INFORMATION_FOLLOWS.search(self.behind))
        )

    @property
    def is_published(self) -> bool:
        return bool(
            _BEFORE_NUMBER.match(self.lead)
            or (self.named and _INFORMATION_FOLLOWS.search(self.behind))
            or _CHANNEL_ITEMS.search(self.lead)
        )

    @property
    def names_class(self) -> bool:
        """发布新闻类181条."""
        return "类" in self.lead.replace("各类", "")


def read_items(sentence: Sentence, context: Context) -> Iterator[FigureCandidate]:
    """What a sentence says about items disclosed."""
    part = sentence.part
    if part.topics or not _SKIPPED.isdisjoint(part.sections):
        return
    if not sentence.before:
        context.channels = frozenset()
    words = sentence.words
    if not _COUNTED.search(words):
        if words.endswith(("；", ";")):
            context.channels = channels_in(words) or context.channels
        yield from _lost_numbers(words)
        return
    if "转发" in words:
        words = _REPOSTED.sub("", words)
    given: set[str] = set()
    has_items = False
    for count in _counts(words, context, is_continued=bool(sentence.before)):
        if not count.is_of_something_else:
            has_items = True
            for candidate in _read_count(count):
                given.add(candidate.figure)
                yield candidate
    if has_items:
        yield from _named_only(words, given)
    yield from _lost_numbers(words)


def _named_only(words: str, given: Collection[str]) -> Iterator[FigureCandidate]:
    """Figures whose names stand in a sentence that counts items, but not beside a count."""
    if ITEMS not in given and _NAMES_TOTAL.search(words):
        yield FigureCandidate(ITEMS, "unread")
    if given or not _PUBLISHED.search(words):
        return
    channels = channels_in(words)
    for channel, figure in (("wechat", WECHAT), ("website", WEBSITE)):
        if channel in channels and "sub" not in channels:
            yield FigureCandidate(figure, "unread")


def _counts(words: str, context: Context, *, is_continued: bool = False) -> Iterator[_Count]:
    in_parts, previous = False, 0
    last: _Count | None = None
    for found in NUMBER.finditer(words):
        number = to_number(found)
        if number is not None and words[number.end - 1 : number.end + 1] in _NO_UNITS:
            continue
        passage = words[previous : found.start()]
        named = channels_in(passage)
        in_parts = in_parts or bool(_PARTS.search(passage))
        continued = (is_continued or bool(_CLAUSE.search(passage))) and not in_parts
        channels = named or (context.channels if continued else frozenset())
        context.channels = named or context.channels
        if number is not None and last is not None and _JOINED.fullmatch(passage):
            yield replace(last, number=number, behind=words[number.end :])
        elif number is not None and number.unit not in _OTHER_UNITS:
            last = _Count(
                spans_years=spans_years(words, number.start),
                is_of_college=_names_college(passage, context.school),
                number=number,
                lead=words[_lead(words, previous, number.start) : number.start].lstrip("、，"),
                before=passage,
                behind=words[number.end :],
                channels=channels,
                named=named,
                in_parts=in_parts,
                year=year_of(words, number.start),
            )
            yield last
        previous, is_continued = found.end(), False
    if words.endswith(("；", ";")):
        context.channels = channels_in(words[previous:]) or context.channels


def _names_college(passage: str, school: str | None) -> bool:
    found = _COLLEGE.search(passage)
    if found is None or school is None or found[1] in _BEFORE_COLLEGE:
        return False
    return f"{found[1]}学院" not in school


def _lead(words: str, previous: int, end: int) -> int:
    """Where the phrase before a number begins: a list 概况、动态 belongs to its verb, a title
    信息数量： to the number behind it."""
    starts = [previous, *(found.end() for found in _CLAUSE.finditer(words, previous, end))]
    while len(starts) > 1 and (
        words[starts[-1] - 1] == "、" or (words[starts[-1] - 1] in "：:" and starts[-1] == end)
    ):
        starts.pop()
    return starts[-1]


def _read_count(count: _Count) -> Iterator[FigureCandidate]:
    is_total = count.is_total
    if not count.named and count.channels and not _CONTINUES.fullmatch(count.lead):
        count = replace(count, channels=frozenset())
    figure = _figure_of(count, is_total and not count.in_parts)
    doubt = FigureCandidate(ITEMS, "unread", year=count.year)
    if _OTHER_YEAR.search(count.lead) and not count.channels:
        if "公开" in count.lead:
            yield doubt
        return
    if not count.channels or figure == ITEMS:
        yield from _read_total(count, is_total)
    elif figure is not None:
        if not count.named and count.says_proactive and is_total:
            yield doubt
        elif count.named or not count.in_parts:
            yield from _read_channel(count, figure)
    elif count.is_published:
        yield from _read_joint(count, is_total)


def _read_joint(count: _Count, is_total: bool) -> Iterator[FigureCandidate]:
    """One number for several channels, or for a channel of no figure."""
    for channel, figure in (("wechat", WECHAT), ("website", WEBSITE)):
        if channel in count.channels and "sub" not in count.channels:
            yield FigureCandidate(figure, "unread", year=count.year)
    if (len(count.channels) > 1 and _DISCLOSED.search(count.lead)) or (
        is_total and "platform" in count.channels
    ):
        yield FigureCandidate(ITEMS, "unread", year=count.year)


def _read_total(count: _Count, is_total: bool) -> Iterator[FigureCandidate]:
    is_own = count.says_proactive and ("数" in count.lead or _OF_THE_YEAR.search(count.lead))
    if is_total and (is_own or not count.in_parts):
        yield _given(ITEMS, count, rank=2 if count.says_proactive else 1)
    elif (
        not count.in_parts
        and not count.channels
        and count.is_published
        and "信息" in count.lead + count.behind[:2]
    ):
        yield FigureCandidate(ITEMS, "unread", year=count.year)


def _read_channel(count: _Count, figure: str) -> Iterator[FigureCandidate]:
    if count.names_class and count.in_parts:
        return
    if not count.is_published and not (count.in_parts and _ends_in_channel(count.lead)):
        if _PUBLIC.search(count.lead):
            yield FigureCandidate(figure, "unread", year=count.year)
    elif (
        count.names_class
        or _FURTHER_KIND.search(count.behind)
        or ("相关" in count.lead and "公开" not in count.lead)
    ):
        yield FigureCandidate(figure, "unread", year=count.year)
    else:
        yield _given(figure, count, rank=1 if count.number.unit == "期" else 2)


def _figure_of(count: _Count, is_total: bool) -> str | None:
    """The figure that a count of these channels gives; None for channels of no figure."""
    main = count.channels - {"sub"} if "website" in count.channels else count.channels
    if main == {"wechat"}:
        return WECHAT
    if main == {"website"}:
        return WEBSITE
    is_joint = is_total and (count.says_proactive or "共" in count.lead or "合计" in count.lead)
    return ITEMS if len(main) > 1 and is_joint else None


def _ends_in_channel(lead: str) -> bool:
    return bool(channels_in(lead)) and lead.endswith(("号", "站", "网", "信"))


def _given(figure: str, count: _Count, rank: int) -> FigureCandidate:
    number = count.number
    if count.is_unsure:
        return FigureCandidate(figure, "unread", year=count.year, rank=rank)
    if number.value == 0:
        return FigureCandidate(figure, "zero", 0, year=count.year, rank=rank)
    return FigureCandidate(figure, "number", number.value, number.qualifier, count.year, rank=rank)


def _lost_numbers(words: str) -> Iterator[FigureCandidate]:
    """编辑发布信息条: the number was lost."""
    if found := _LOST_NUMBER.search(words):
        channels = channels_in(words[: found.end()])
        figure = {frozenset({"wechat"}): WECHAT, frozenset({"website"}): WEBSITE}.get(channels)
        yield FigureCandidate(figure or ITEMS, "unread")
