"""Items disclosed: the school's total, its WeChat account's and its website's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channel_lists import is_sum, sums_up, with_verbs
from indexer.ingest.figures.channels import CHANNEL, OWN_CHANNEL, channels_in, strip_channels
from indexer.ingest.figures.item_counts import OBJECT, VERB, Count, counts_in, names_office
from indexer.ingest.figures.sentences import (
    Context,
    FigureCandidate,
    Sentence,
    fold,
)
from indexer.ingest.figures.statement_filter import SECTIONS_WITHOUT_ITEMS
from indexer.ingest.figures.words import pattern, table
from indexer.reports.figures import FigureState

ITEMS, WECHAT, WEBSITE = "items_disclosed", "wechat_items", "website_items"
_SUBJECT: Final = lazy_regex(f"公开|信息|以上|上述|{CHANNEL}")
"""What every sentence names that gives a figure here, unless its channel is named before it."""
COUNTED: Final = lazy_regex(
    "[条篇件项期则](?<=[0-9一二三四五六七八九十廿卅百千万〇零余多来两干几佰仟][条篇件项期则])"
)
ABOUT_ITEMS: Final = frozenset({"proactive", "overview"})
_PUBLIC: Final = pattern("items.public")
_OF_THE_YEAR: Final = pattern("items.of_the_year")
_OTHER_YEAR: Final = pattern("items.other_year")
_REPOSTED: Final = pattern("items.reposted")
_FURTHER_KIND: Final = pattern("items.further_kind")
_ABOVE: Final = pattern("items.above")
LABELLED: Final = (
    (WECHAT, pattern("items.labelled_wechat")),
    (WEBSITE, pattern("items.labelled_website")),
)
_JOINT_TOTAL: Final = pattern("items.joint_total")
_AHEAD: Final = pattern("items.ahead")
PUBLISHES_NOTHING: Final = pattern("items.publishes_nothing")
LOST_NUMBER: Final = pattern("items.lost_number")
NAMES_TOTAL: Final = pattern("items.names_total")
_READERS: Final = pattern("items.readers")
_STOP: Final = lazy_regex("[，。；]")
_OF_SITES: Final = pattern("items.of_sites")
_SOME_ITEMS: Final = lazy_regex("^(?:学校|全校|全年)?共[^，。；]{0,4}信息$")
"""What may be a total: 发挥媒体作用，共发布信息3000条."""
_ALL_CHANNELS: Final = lazy_regex("合计|共计|总[计量数共]|共(?:主动|公开)")
_PUBLISHED: Final = pattern("items.published")
_LISTED: Final = pattern("items.listed")
_REPRINTED: Final = pattern("items.reprinted")
_REPRINTS: Final = lazy_regex("转载.*(?:合计|共计?|总计)$")
_STOCK: Final = pattern("items.stock")
_COLUMN: Final = pattern("items.column")
_DISCLOSED: Final = lazy_regex("(?:公开|公布).*信息|信息公开|共发布|合计|共计")
_CONTINUES: Final = lazy_regex(f"(?:{table('items')['when']})*+{VERB}++{OBJECT}*+")
"""A clause whose subject is that of the clause before it: 本学年共发布消息."""


def read_items(sentence: Sentence, context: Context) -> Iterator[FigureCandidate]:
    """What a sentence says about items disclosed."""
    part = sentence.part
    if (
        part.topics
        or not SECTIONS_WITHOUT_ITEMS.isdisjoint(part.sections)
        or names_office(sentence.heading)
    ):
        return
    words = sentence.words
    if "improvement" in part.sections and _AHEAD.search(words):
        return
    words = with_verbs(words, fold(sentence.heading), not ABOUT_ITEMS.isdisjoint(part.sections))
    if COUNTED.search(words):
        yield from _read_counts(_without_lists(words), context, is_continued=bool(sentence.before))
    else:
        if words.endswith(("；", ";")):
            context.channels = channels_in(words) or context.channels
        for figure, form in LABELLED:
            if form.search(words):
                yield FigureCandidate(figure, "unread")
        if "主动公开" in words or "信息公开总" in words:
            yield from _named_only(words, {})
    yield from _lost_numbers(words)
    if PUBLISHES_NOTHING.search(words):
        yield from _unread_channels(channels_in(words))


def _without_lists(words: str) -> str:
    """The words without what is only listed: 发布要闻、通知等信息 → 发布信息."""
    if "转发" in words:
        words = _REPOSTED.sub("", words)
    if "转载" in words:
        words = _REPRINTED.sub("文章", words)
    if "等" in words:
        words = _LISTED.sub(lambda found: found[0][:2], words)
    return words


def _read_counts(words: str, context: Context, *, is_continued: bool) -> Iterator[FigureCandidate]:
    if not context.channels and not _SUBJECT.search(words):
        return
    given: dict[str, FigureState] = {}
    has_items = False
    series = _Series()
    for count in counts_in(words, context, is_continued=is_continued):
        if not count.is_of_channel_part:
            is_of_items = not count.is_of_something_else
            has_items |= is_of_items
            for candidate in series.read(count, is_of_items=is_of_items):
                given[candidate.figure] = candidate.state
                yield candidate
    if has_items or "主动公开" in words:
        yield from _named_only(words, given)


@dataclass(slots=True)
class _Series:
    """The counts of a sentence so far, on which the meaning of a sum or of a part depends."""

    counted: list[Count] = field(default_factory=list)
    """Those of channels."""
    stock: FigureCandidate | None = None
    """A count since the beginning, of which the year's part may follow."""

    def read(self, count: Count, *, is_of_items: bool) -> Sequence[FigureCandidate]:
        """What the next count says."""
        if is_sum(count) and len({each.channels for each in self.counted}) > 1:
            return [self._sum(count)]
        if not is_of_items:
            is_reprint = count.named == {"wechat"} and _REPRINTS.search(count.lead)
            return [FigureCandidate(WECHAT, "unread")] if is_reprint else []
        if count.named and count.is_published and not count.in_parts:
            self.counted.append(count)
        candidates = list(_read_count(count))
        if self.stock is not None and count.is_new_of_stock:
            candidates = [_given(self.stock.figure, count, self.stock.rank, is_new=True)]
        is_stock = len(candidates) == 1 and candidates[0].state == "unread"
        self.stock = candidates[0] if is_stock and _STOCK.search(count.before) else None
        return candidates

    def _sum(self, count: Count) -> FigureCandidate:
        """What a count says that sums up those of several channels."""
        has_offices = any("sub" in each.channels for each in self.counted)
        if sums_up(count, self.counted) and not has_offices:
            return _given(ITEMS, count, rank=1, is_new=True)
        return FigureCandidate(ITEMS, "unread", year=count.year)


def _named_only(words: str, given: Mapping[str, FigureState]) -> Iterator[FigureCandidate]:
    """Figures whose names stand in a sentence that counts items, but not beside a count."""
    if ITEMS not in given and NAMES_TOTAL.search(words):
        yield FigureCandidate(ITEMS, "unread")
    if set(given.values()) - {"unread"} or not _PUBLISHED.search(words):
        return
    channels = channels_in(words) if OWN_CHANNEL.search(words) else frozenset[str]()
    if not channels.isdisjoint(("wechat", "website")) and _READERS.search(words):
        channels = channels_in(
            "，".join(clause for clause in _STOP.split(words) if not _READERS.search(clause))
        )
    for channel, figure in (("wechat", WECHAT), ("website", WEBSITE)):
        if figure not in given and channel in channels and "sub" not in channels:
            yield FigureCandidate(figure, "unread")


def _read_count(count: Count) -> Iterator[FigureCandidate]:
    if not count.named and count.channels and not _CONTINUES.fullmatch(count.lead):
        count = replace(count, channels=frozenset())
    figure = _figure_of(count)
    if _ABOVE.search(count.lead):
        yield FigureCandidate(ITEMS, "unread", year=count.year)
        return
    if not count.channels and _OTHER_YEAR.search(count.lead):
        if "公开" in count.lead:
            yield FigureCandidate(ITEMS, "unread", year=count.year)
        return
    if not count.channels or figure == ITEMS:
        yield from _read_total(count)
    elif figure is not None:
        if not count.named and count.says_proactive and count.is_total:
            yield _total_after_channels(count)
        elif count.named or not count.in_parts:
            yield from _read_channel(count, figure)
    elif count.is_published:
        yield from _read_joint(count)


def _total_after_channels(count: Count) -> FigureCandidate:
    """网站发布信息2400条，微信600篇，全年主动公开信息总量3500条; after one channel it may be that
    channel's."""
    if len(count.named_earlier) > 1 and _ALL_CHANNELS.search(count.lead):
        return _given(ITEMS, count, rank=2)
    return FigureCandidate(ITEMS, "unread", year=count.year)


def _read_joint(count: Count) -> Iterator[FigureCandidate]:
    """One number for several channels, or for a channel of no figure."""
    yield from _unread_channels(count.channels, count.year)
    is_joint = len(count.channels) > 1 and "website" in count.channels
    if is_joint and not count.in_parts and _JOINT_TOTAL.search(count.lead):
        yield _given(ITEMS, count, rank=1)
    elif (
        (len(count.channels) > 1 and _DISCLOSED.search(count.lead))
        or ("platform" in count.channels and count.is_total)
        or (count.channels == {"other"} and _SOME_ITEMS.search(count.lead))
    ):
        yield FigureCandidate(ITEMS, "unread", year=count.year)


def _unread_channels(
    channels: frozenset[str], year: int | None = None
) -> Iterator[FigureCandidate]:
    for channel, figure in (("wechat", WECHAT), ("website", WEBSITE)):
        if channel in channels and "sub" not in channels:
            yield FigureCandidate(figure, "unread", year=year)


def _read_total(count: Count) -> Iterator[FigureCandidate]:
    is_own = count.says_proactive and ("数" in count.lead or _OF_THE_YEAR.search(count.lead))
    if (is_own or not count.in_parts) and count.is_total:
        yield _given(ITEMS, count, rank=2 if count.says_proactive else 1)
    elif (
        not count.in_parts
        and not count.channels
        and "信息" in count.lead + count.following[:2]
        and count.is_published
    ):
        yield FigureCandidate(ITEMS, "unread", year=count.year)


def _read_channel(count: Count, figure: str) -> Iterator[FigureCandidate]:
    if count.names_class and count.in_parts:
        return
    if not count.is_published and not (count.in_parts and _ends_in_channel(count.lead)):
        if count.in_parts or _PUBLIC.search(count.lead) or _names_only(count.lead):
            yield FigureCandidate(figure, "unread", year=count.year)
    elif (
        count.names_class
        or _COLUMN.search(count.lead)
        or _FURTHER_KIND.search(count.following)
        or ("相关" in count.lead and "公开" not in count.lead)
        or (count.in_parts and _OF_SITES.search(count.since_start))
    ):
        yield FigureCandidate(figure, "unread", year=count.year)
    else:
        yield _given(figure, count, rank=1 if count.number.unit == "期" else 2)


def _figure_of(count: Count) -> str | None:
    """The figure that a count of these channels gives; None for channels of no figure."""
    main = count.channels - {"sub"} if "website" in count.channels else count.channels
    if main == {"wechat"}:
        return WECHAT
    if main == {"website"}:
        return WEBSITE
    is_joint = len(main) > 1 and not count.in_parts
    is_sum = is_joint and (count.says_proactive or "共" in count.lead or "合计" in count.lead)
    return ITEMS if is_sum and count.is_total else None


def _ends_in_channel(lead: str) -> bool:
    return bool(channels_in(lead)) and lead.rstrip("占为有达约").endswith(
        ("号", "站", "网", "信", "微")
    )


def _names_only(lead: str) -> bool:
    """Whether a channel's name alone stands before a number: 学校主页：1204条."""
    return not strip_channels(lead).strip("学校我本：:全年度共约达")


def _given(figure: str, count: Count, rank: int, *, is_new: bool = False) -> FigureCandidate:
    number = count.number
    if not is_new and (count.is_unsure or count.has_unknown_words):
        return FigureCandidate(figure, "unread", year=count.year, rank=rank)
    if number.value == 0:
        return FigureCandidate(figure, "zero", 0, year=count.year, rank=rank)
    return FigureCandidate(figure, "number", number.value, number.qualifier, count.year, rank=rank)


def _lost_numbers(words: str) -> Iterator[FigureCandidate]:
    """编辑发布信息条: the number was lost."""
    if found := LOST_NUMBER.search(words):
        channels = channels_in(words[: found.end()])
        figure = {frozenset({"wechat"}): WECHAT, frozenset({"website"}): WEBSITE}.get(channels)
        yield FigureCandidate(figure or ITEMS, "unread")
