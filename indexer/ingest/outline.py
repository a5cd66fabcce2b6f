"""Headings → tree: which candidates open a section, and the levels of the others.

The form of number of most canonical titles is the report's top level. A heading whose number was
lost or damaged opens a section only where a number is missing in the sequence; all others are lower
headings, so that （一）概述 inside a section never opens one.

信息公开情况 names what the whole report is about: after an overview it is the proactive section, or
a parent of the sections (the form in three parts that several provinces prescribe).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.blocks import Block
from indexer.ingest.false_headings import contents_entries, list_items, row_labels
from indexer.ingest.headings import Heading, read_heading
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.reports.numbering import Rank
from indexer.reports.taxonomy import TOPICAL_SECTIONS
from indexer.reports.wording import essence

_MAX_SKIPPED_NUMBERS: Final = 2
_MAY_REPEAT_NUMBER: Final = re.compile("(?:情况|工作|事项)[。：:]?$")
"""A heading that repeats the number before it and names no section has to end like this."""


def read_outline(blocks: list[Block], limits: Limits = DEFAULT_LIMITS) -> list[Entry]:
    """The headings of a report, in order, each with its level.

    Raises UnreadableError where they are too many for one report.
    """
    candidates = [
        heading for at, block in enumerate(blocks) if (heading := read_heading(at, block))
    ]
    unfit = contents_entries(blocks, candidates) | row_labels(blocks, candidates)
    listed = list_items(blocks, candidates)
    headings = [
        heading
        for heading in candidates
        if heading.index not in unfit and not (heading.index in listed and _is_lower_rank(heading))
    ]
    if len(headings) > limits.headings:
        raise UnreadableError(
            Message(
                "标题超过 %(most)s 个，不像一份年度报告：请核对文件内容，"
                "多份报告请拆分成单独的文件",
                most=limits.headings,
            )
        )
    opening = _section_headings(headings)
    entries = _assign_levels(
        [h for h in headings if h.index in opening or not _is_bare_run_in(h)], opening
    )
    return resolve_in_context([*entries])


def _is_lower_rank(heading: Heading) -> bool:
    return not heading.sections or (heading.rank is not None and heading.rank > Rank.HAN)


def _is_bare_run_in(heading: Heading) -> bool:
    """Whether it is a sentence that begins like a title: a heading only where one is missing."""
    return heading.rank is None and bool(heading.rest) and not heading.heading_marks


def _section_headings(headings: list[Heading]) -> frozenset[int]:
    """The blocks with the headings that open a section."""
    top = _section_rank(headings)
    chosen = _in_sequence([h for h in headings if top is not None and h.rank is top])
    chosen |= _filling_gaps(headings, chosen) if chosen else _without_numbers(headings)
    chosen |= _with_same_marks(headings, chosen)
    return frozenset(chosen | _attachments(headings, chosen))


def _section_rank(headings: list[Heading]) -> Rank | None:
    """The form of number of the report's sections; None where they have no numbers."""
    counts = {
        rank: len({h.sections for h in headings if h.rank is rank and h.sections})
        for rank in (Rank.PART, Rank.HAN, Rank.HAN_PAREN, Rank.ARABIC)
    }
    if counts[Rank.PART]:
        return Rank.PART
    if counts[Rank.HAN] and counts[Rank.HAN] * 3 >= counts[Rank.HAN_PAREN]:
        return Rank.HAN
    bare = len({h.sections for h in headings if h.rank is None and h.sections})
    for rank in (Rank.HAN_PAREN, Rank.ARABIC):
        labelled = sum(h.rank is rank and bool(h.sections) for h in headings)
        if counts[rank] >= 2 and labelled >= 3 and counts[rank] > bare:
            return rank
    return Rank.HAN if counts[Rank.HAN] else None


def _in_sequence(headings: list[Heading]) -> set[int]:
    """The headings of the top form whose numbers are in sequence through the report.

    Numbers may skip and repeat. Where they start again inside a section they number a list in it,
    until a canonical title continues the first sequence.
    """
    chosen: set[int] = set()
    last = inner = 0
    opened: tuple[str, ...] = ()
    for heading in headings:
        number = heading.number
        if number is not None and chosen:
            is_sure = heading.sections and not heading.is_tentative
            begins_anew = number == 1 and (_stays_inside(heading, opened) or not is_sure)
            goes_on = inner and number == inner + 1 and (number <= last or not is_sure)
            if begins_anew or goes_on:
                inner = number
                continue
        if not _may_open_section(heading, last, opened):
            continue
        chosen.add(heading.index)
        opened, inner = heading.sections, 0
        last = number if number is not None else last + 1
    return chosen


def _stays_inside(heading: Heading, opened: tuple[str, ...]) -> bool:
    return set(heading.sections) <= set(opened)


def _may_open_section(heading: Heading, last: int, opened: tuple[str, ...]) -> bool:
    number = heading.number
    if heading.sections and not heading.is_tentative:
        return not (_stays_inside(heading, opened) and number is not None and number < last)
    if number is None or heading.is_sentence:
        return False
    if heading.rest and "，" in heading.title and not heading.is_separated_motto:
        return False
    if heading.is_tentative:
        return number == last + 1
    if number == last:
        return bool(_MAY_REPEAT_NUMBER.search(heading.title))
    return last < number <= last + 1 + _MAX_SKIPPED_NUMBERS


def _filling_gaps(headings: list[Heading], chosen: set[int]) -> set[int]:
    """Headings whose number was lost or damaged, each where a number is missing in the sequence."""
    found: set[int] = set()
    known = {label for h in headings if h.index in chosen for label in h.sections}
    for heading in headings:
        if heading.attachment or not heading.sections or known & set(heading.sections):
            continue
        if heading.is_tentative:
            continue
        opening = [h for h in headings if h.index in chosen or h.index in found]
        if _fits_gap(heading, headings, opening):
            found.add(heading.index)
            known |= set(heading.sections)
    return found


def _fits_gap(heading: Heading, headings: list[Heading], opening: list[Heading]) -> bool:
    before = [h.number for h in opening if h.index < heading.index]
    after = [h.number for h in opening if h.index > heading.index]
    low = next((number for number in reversed(before) if number), 0)
    if heading.number is not None:  # 4、 or （四） between 三、 and 五、
        high = (after[0] if after else None) or low + 1 + _MAX_SKIPPED_NUMBERS
        return low < heading.number < high and not _counts_among_siblings(heading, headings)
    if not after:
        return not heading.rest
    if not before and heading.rest:
        return False
    return after[0] is None or after[0] != low + 1


def _counts_among_siblings(heading: Heading, headings: list[Heading]) -> bool:
    """Whether the previous heading of its form has the previous number."""
    before = [h.number for h in headings if h.rank is heading.rank and h.index < heading.index]
    return bool(before) and heading.number is not None and before[-1] == heading.number - 1


def _without_numbers(headings: list[Heading]) -> set[int]:
    """Where no heading has a number: each canonical title that differs from the one before."""
    chosen: set[int] = set()
    opened: set[str] = set()
    for heading in headings:
        if heading.rank is not None or heading.attachment or set(heading.sections) <= opened:
            continue
        chosen.add(heading.index)
        opened = set(heading.sections)
    return chosen


def _with_same_marks(headings: list[Heading], chosen: set[int]) -> set[int]:
    """Headings without a number that have as many `#` as all the sections."""
    marks = {h.heading_marks for h in headings if h.index in chosen}
    if len(marks) != 1 or marks == {0}:
        return set()
    return {
        h.index
        for h in headings
        if h.rank is None and h.heading_marks in marks and h.index > min(chosen)
    }


def _attachments(headings: list[Heading], chosen: set[int]) -> set[int]:
    """附件：…清单 after the last section opens one of its own, unless the checklist is open."""
    end = max(chosen, default=0)
    after = [h for h in headings if h.attachment and chosen and h.index > end]
    if not after:
        return set()
    last = next(h for h in headings if h.index == end)
    return set() if last.sections == ("checklist",) else {after[0].index}


def _assign_levels(headings: list[Heading], opening: frozenset[int]) -> Iterator[Entry]:
    """Each heading with its level: one below the nearest heading of a higher form."""
    above: list[int] = []
    for heading in headings:
        if heading.index in opening:
            above = [0]
            yield Entry(heading, 1)
        elif above and _is_lower(heading):
            weight = int(heading.rank or Rank.HAN_PAREN)
            while len(above) > 1 and above[-1] >= weight:
                above.pop()
            above.append(weight)
            yield Entry(heading, len(above))


def _is_lower(heading: Heading) -> bool:
    if heading.attachment:
        return False
    return heading.rank is not None or bool(heading.topics) or heading.heading_marks > 0


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
_MAX_STEP: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading with its position in the tree."""

    heading: Heading
    level: int
    """1 for a top-level heading."""
    sections: tuple[str, ...] | None = None
    """The sections that it opens; None for a lower heading."""
    is_general: bool = False
    """It is the parent of sections, and not itself one of the report's sections."""


def resolve_in_context(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, each with the sections that it opens in this report."""
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

    信息公开的内容 names the proactive section already: that section below it does not count.
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
        counts_on = heading.number is None or last < heading.number <= last + _MAX_STEP
        if heading.rank is rank and not heading.is_sentence and (heading.sections or counts_on):
            children.append(i)
            last = heading.number or last + 1
    return children


def _means_proactive(heading: Heading, labels: list[str]) -> bool:
    """Whether a general heading without sections below it opens the proactive section."""
    words = heading.words
    if "proactive" in labels or "公开" not in words:
        return False
    return not _WHOLE.search(words) or labels.count("overview") > 1


def _is_about_measures(heading: Heading) -> bool:
    """推进信息公开工作的主要举措 at the beginning of a report is its overview."""
    words = heading.words
    return (
        heading.sections == ("improvement",)
        and _MEASURES.search(words) is not None
        and not _LOOKING_BACK.search(words)
    )
