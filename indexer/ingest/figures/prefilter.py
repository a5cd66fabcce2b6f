"""What a sentence must contain before rules of each kind can say anything about it.

Of a report's sentences one in twenty gives a figure. Each of these tests costs one or two searches
and rules most of the others out. It is a necessary condition only: where it holds, the rules
decide; where it does not, they would give nothing and leave the context as it is.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channel_lists import MAY_LIST
from indexer.ingest.figures.channels import CHANNEL, OWN_CHANNEL
from indexer.ingest.figures.clauses import REFUSED
from indexer.ingest.figures.items import (
    COUNTED,
    LABELLED,
    LOST_NUMBER,
    NAMES_TOTAL,
    PUBLISHES_NOTHING,
)
from indexer.ingest.figures.sentence_clauses import leaves_out_noun
from indexer.ingest.figures.sentences import Context, Sentence
from indexer.ingest.figures.statement_filter import SECTIONS_WITHOUT_ITEMS, SECTIONS_WITHOUT_NOUNS
from indexer.ingest.figures.words import pattern, table

_CORRECTS: Final = "应为|更正为|修正为|调整为|上述数|以上数|前述数|该数"
_REQUESTS: Final = lazy_regex(f"{table('requests')['noun']}|{_CORRECTS}")
"""A noun, or what corrects the sentence before."""
_SAYS: Final = lazy_regex(r"[未没无零〇某\d]")
_SIGNS: Final = ("says", "says_something", "ended", "ended_lawsuit", "refers_back", "answered_some")
_SAYS_OTHERWISE: Final = lazy_regex(
    "|".join(
        (
            *(table("requests")[row] for row in _SIGNS),
            _CORRECTS,
            "空|被[拒驳]|(?:申请|举报|投诉|复议|诉讼)[却则倒仍也是]?(?:有|存在|发生)",
            "有(?:过|些)?(?:信息公开|公开)?的?(?:申请|举报|投诉|复议|诉讼)",
            "(?:申请|举报|投诉)[件份项起宗次]|[一二两三][名位人]|[廿卅佰仟伍陆柒捌玖拾][件份]",
        )
    )
)
"""What says something about a noun without a digit, a plain negation or 某."""
_DENIES: Final = lazy_regex("[未没无零空]")
_NAMES_AGAIN: Final = lazy_regex(r"公开|[未没无零〇空\d]")
"""What says something in a sentence whose noun stands before it, or in its heading."""
_CONTACTS: Final = pattern("contacts.contact")

_NUMERAL: Final = "0-9一二两三四五六七八九十廿卅百千万〇零壹贰叁肆伍陆柒捌玖拾佰仟几数若OoIl"
_COUNTED_NAMES: Final = lazy_regex(
    f"(?:公开|公布|信息|以上|上述|共发布|合计|共计)[^，。；]*?[{_NUMERAL}余多来干右]"
    "(?:[条篇件项期则]|[人次份宗起例]次?(?:左右|上下|以[上下内])?[、，,共计合总]{0,3}"
    f"[{_NUMERAL}不超突逾将接近大约好上多])"
    f"|[条篇件项期则次份宗起例](?<=[{_NUMERAL}余多来干右人条篇].)(?:左右|上下|以[上下内])?(?:各类|学校)?信?息"
)
"""A count whose phrase names what is disclosed, or that such a word follows. Of a count in other
units the next one may take the phrase: 发布信息356次0条."""
_SUM: Final = lazy_regex(
    "(?:共|[累合总]计|相加)(?:发布|推送|(?:主动)?公开)?(?:各类)?(?:信息|内容)?[为有约达]*+"
    f"[^，。；]{{0,3}}[{_NUMERAL}]"
)
"""What several channels published in all."""
_CHANNEL: Final = lazy_regex(CHANNEL)


def may_be_about_requests(sentence: Sentence) -> bool:
    """Whether applications or complaints may be counted, denied or corrected."""
    words = sentence.words
    if _REQUESTS.search(words):
        return (
            bool(sentence.before)
            or _SAYS.search(words) is not None
            or _SAYS_OTHERWISE.search(words) is not None
        )
    if sentence.before and (_DENIES.search(words) or leaves_out_noun(words)):
        return True
    return (
        not SECTIONS_WITHOUT_NOUNS.isdisjoint(sentence.part.sections)
        and _NAMES_AGAIN.search(words) is not None
    )


def may_give_details(sentence: Sentence, counted: Container[str]) -> bool:
    """Whether fees, ways of applying or, if refusals are `counted`, their grounds may be named."""
    return "费" in sentence.words or "申请" in sentence.words or REFUSED in counted


def may_give_contacts(sentence: Sentence) -> bool:
    return _CONTACTS.search(sentence.words) is not None


def may_count_items(sentence: Sentence, context: Context) -> bool:
    """Whether items may be counted, or channels named to which the list's next member refers."""
    words, part = sentence.words, sentence.part
    if part.topics or not SECTIONS_WITHOUT_ITEMS.isdisjoint(part.sections):
        return False
    is_counted = COUNTED.search(words) is not None
    is_in_list = words.endswith(("；", ";")) or (bool(sentence.before) and is_counted)
    if is_in_list and (context.channels or _CHANNEL.search(words)):
        return True
    if OWN_CHANNEL.search(words) and (is_counted or _says_without_count(words)):
        return True
    if MAY_LIST.search(words):
        return True
    if is_counted and (
        _COUNTED_NAMES.search(words) or (_SUM.search(words) and _CHANNEL.search(words))
    ):
        return True
    return LOST_NUMBER.search(words) is not None or (
        "公开" in words and NAMES_TOTAL.search(words) is not None
    )


def _says_without_count(words: str) -> bool:
    """Whether a sentence says something about a channel, though it counts nothing."""
    return (
        "主动公开" in words
        or "信息公开总" in words
        or PUBLISHES_NOTHING.search(words) is not None
        or any(form.search(words) for _figure, form in LABELLED)
    )
