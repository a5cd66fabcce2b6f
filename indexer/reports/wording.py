"""The essence of a title: what it is about, without number, school, year and padding.

Titles on the same subject differ in all of these: 因我校2023年信息公开工作受到举报的情况.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import normalize
from indexer.reports.numbering import strip_marker

_MARKUP: Final = lazy_regex(r"\[bookmark:[^\]]*\]|[*_#`]+")
_ATTACHMENT: Final = lazy_regex(
    r"^附(?:[:.、]|(?:件|表|录)(?:\d{1,2}|[一二三四五六七八九十](?!般|览))?[:.、]?)"
)
_LATIN: Final = lazy_regex(
    r"(?<=[\u4e00-\u9fff])\(?[a-z][a-z ,&'-]{3,}\)?$|^[a-z][a-z ,&'-]{3,}(?=[\u4e00-\u9fff])"
)
"""The English of a title in two languages: 概述 Overview."""
_YEARS: Final = lazy_regex(
    r"(?:19|20)\d\d年?(?:[-/至到](?:20)?\d\d)?(?:学年度?|年度?|度)?|[本上]?学年度?|[本全]?年度|本年|^一年来|\(\)"
)
_SCHOOL: Final = lazy_regex(
    r"^(?:关于)?[\u4e00-\u9fff]{2,16}?(?:大学|学院|专科学校)(?:\([\u4e00-\u9fff]{2,12}\))?(?=.{2})"
)
_OURSELVES: Final = lazy_regex("我校|我院|本校|本院|全校|学校|校院两?级|高等学校|高校|^学院")
_ASIDE: Final = lazy_regex(r"(?<=..)\([^()]*\)$")
_EDGE: Final = lazy_regex(r"^[\s\-.、:;,]+|[\s\-.、:;,。!?]+$")


@lru_cache(maxsize=512)
def comparable(text: str) -> str:
    """`normalize`, cached for the few long texts that several rules examine in turn."""
    return normalize(text)


@lru_cache(maxsize=8192)
def clean_title(title: str) -> str:
    """A title in comparable form: normalised, without number, markup and edge punctuation."""
    bare = strip_marker(_MARKUP.sub("", title).strip())
    return _ATTACHMENT.sub("", _LATIN.sub("", _EDGE.sub("", normalize(bare).replace("\n", ""))))


@lru_cache(maxsize=8192)
def essence(title: str) -> str:
    """`clean_title` without years, school names and words for the school itself."""
    bare = _ASIDE.sub("", _YEARS.sub("", clean_title(title)))
    bare = _SCHOOL.sub("", bare)
    return _EDGE.sub("", _OURSELVES.sub("", bare))
