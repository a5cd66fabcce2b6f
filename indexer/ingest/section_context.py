"""Which section a heading opens where its place in the report decides, not its words alone.

信息公开情况 says what the whole report is about: after an overview it is the proactive section, or
stands above the sections themselves (the three-part form that several provinces prescribe).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indexer.ingest.headings import Heading
from indexer.reports.taxonomy import TOPICAL_SECTIONS
from indexer.reports.wording import essence

UNCLASSIFIED: Final = ("unclassified",)
_GENERAL: Final = re.compile(
    "(?:信息|校务|政务|公开|工作|情况|开展|展开|具体|实施|落实|执行|完成|运行|推进|进展|进行|主要|总体|基本|整体|全面|各项|有关|相关"
    "|内容|数据|统计|年度|业务|的|与|和|及)+"
)
_WHOLE: Final = re.compile("总体|基本|整体")
_MEASURES: Final = re.compile("举措|做法|措施")
_LOOKING_BACK: Final = re.compile(
    "问题|不足|改进|改善|整改|经验|今后|下一?步|下一?阶段|未来|新|特色|亮点|打算|薄弱|差距"
)
_FARTHEST_SKIP: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in its place in the tree."""

    heading: Heading
    level: int
    """1 for a top-level heading."""
    sections: tuple[str, ...] | None = None
    """The sections that it opens; None for a lower heading."""
    is_general: bool = False
    """It stands above sections of their own, and gives no entry in the report's sections."""


def in_context(entries: Sequence[Entry]) -> list[Entry]:
    """The same entries, each with the sections that it opens in this report."""
    tops = [i for i, entry in enumerate(entries) if entry.level == 1]
    found = [*entries]
    for i in tops:
        found[i] = replace(entries[i], sections=entries[i].heading.sections or UNCLASSIFIED)
    labels = [label for i in tops for label in entries[i].heading.sections]
    for i, end in pairwise([*tops, len(entries)]):
        if i == tops[0]:
            if _is_about_measures(entries[i].heading) and "overview" not in labels:
                found[i] = replace(found[i], sections=("overview",))
        elif is_general(entries[i].heading):
            children = _children(entries, i, end)
            if children:
                found[i] = replace(found[i], sections=UNCLASSIFIED, is_general=True)
            elif _means_proactive(entries[i].heading, labels):
                found[i] = replace(found[i], sections=("proactive",))
            for child in children:
                labels_of_child = entries[child].heading.sections
                found[child] = replace(found[child], sections=labels_of_child or UNCLASSIFIED)
    return found


def is_general(heading: Heading) -> bool:
    """Whether a heading names disclosure as a whole: 学校信息公开情况, 本学年信息公开工作情况."""
    words = essence(heading.words).strip("。：: ")
    return bool(_GENERAL.fullmatch(words)) and words.endswith(("情况", "公开", "工作", "内容"))


def _children(entries: Sequence[Entry], parent: int, end: int) -> list[int]:
    """The headings directly below a general one, where two of them open different sections.

    信息公开的内容 names the proactive section already: what it holds of that does not count.
    """
    below = [i for i in range(parent + 1, end) if entries[i].level == 2]
    named = [i for i in below if entries[i].heading.sections]
    labels = {entries[i].heading.sections for i in named}
    own = TOPICAL_SECTIONS if "proactive" in entries[parent].heading.sections else frozenset()
    if len(labels) < 2 or own.issuperset(label for label_pair in labels for label in label_pair):
        return []
    rank = entries[named[0]].heading.rank
    children: list[int] = []
    last = 0
    for i in below:
        heading = entries[i].heading
        counts_on = heading.number is None or last < heading.number <= last + _FARTHEST_SKIP
        if heading.rank is rank and not heading.is_sentence and (heading.sections or counts_on):
            children.append(i)
            last = heading.number or last + 1
    return children


def _means_proactive(heading: Heading, labels: list[str]) -> bool:
    """Whether a general heading without sections below it tells what was published."""
    words = heading.words
    if "proactive" in labels or "公开" not in words:
        return False
    return not _WHOLE.search(words) or labels.count("overview") > 1


def _is_about_measures(heading: Heading) -> bool:
    """推进信息公开工作的主要举措, in the first place, tells how the work is done."""
    words = heading.words
    return (
        heading.sections == ("improvement",)
        and _MEASURES.search(words) is not None
        and not _LOOKING_BACK.search(words)
    )
