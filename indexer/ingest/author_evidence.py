"""Where a report says who wrote it: each place gives names with the frame that bounds them.

A name that merely stands in a sentence is no evidence. What counts is a place that only the
author's name fills: in a title, alone on a line, between 由 and 编制, before 信息公开 in the name
of a rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from indexer.analysis.patterns import late
from indexer.reports.school_names import (
    Mention,
    NameKind,
    SchoolName,
    find_mentions,
    is_other_body,
    read_name,
)
from indexer.reports.wording import comparable

_HAN: Final = r"[\u4e00-\u9fff]"
_NAME: Final = rf"({_HAN}[\u4e00-\u9fff·()-]{{2,40}}?)"
_PERIOD: Final = (
    r"\(?第?(?:(?:19|20)\d\d|二[〇○零0Oo][〇○零一二三四五六七八九]{2})"
    r"[\d\-~—至到/.年月日学度春秋上下半()〇○零一二三四五六七八九]*"
)
_REPORT: Final = (
    r"(?:(?:党务|政务|校务|院务|校院务)?(?:和|与|、)?)*(?:(?:信息|校务|政务|院务)公开)"
    r"[^,。;:《》()\n]{0,16}?(?:报告|年报|总结|汇总)"
)
_TITLE: Final = late(_REPORT)
_TITLE_PARTS: Final = late(
    rf"{_PERIOD}|关于|(?:报送|呈报|上报|公布|印发|发布|提交|做好)|[\"《》【】:,\[\]|_\n\t]|附件\d*|学年度?|年度|政府$|的$"
)
_AROUND: Final = "()[]-_—.,、:;~ \u3000"
_LONGEST_LINE: Final = 40
_HEADLINE: Final = 90
_DATE: Final = late(r"^[\s(]*(?:(?:19|20)\d\d|二[〇○零0].{2})\s*[年./-].{0,12}$")
_DRAWN_UP: Final = (
    late(
        rf"(?:由|是){_NAME}(?:[\u4e00-\u9fff]{{0,12}}(?:办公室|领导小组))?(?:根据[^,。;]{{0,40}})?(?:负责)?(?:统一)?(?:编制|编写|编撰|撰写|起草|发布|公布)"
    ),
    late(
        rf"(?:现将|现公布|公布|发布|编制|形成|特公布|向社会公布|结合|综合|完成了?|编写|现对|《){_NAME}{_PERIOD}(?:以来)?的?(?:党务|政务|校务)?信息公开"
    ),
    late(
        rf"(?:现将|《){_NAME}(?:年度)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报|情况(?:报告)?如下|工作情况)"
    ),
    late(
        rf"(?:^|[\n。;,:]){_NAME}{_PERIOD}的?(?:党务|政务|校务)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
    ),
    late(rf"(?:^|[\n。;,:]){_NAME}\((?:以下|下称|简称|以下简称)"),
    late(rf"(?:^|[\n。;,:]){_NAME}对{_PERIOD}?的?信息公开工作"),
)
_SOURCE_LINE: Final = late(
    rf"(?:来源|发布单位|发布机构|发布者|供稿单位|供稿|作者|责任单位|公开单位|学校名称|单位名称|填报单位|报送单位|编制单位|单位|版权所有|主办单位?)[:(]?:?{_NAME}(?=$|[\n,。;)]|作者|日期|时间|发布|浏览|点击|地址|编辑|阅读)"
)
_RULES: Final = late(
    rf"《{_NAME}(?:党务|政务|校务|院务)?(?:信息|校务|院务|政务)公开[^《》]{{0,14}}?(?:办法|细则|规定|制度|指南|目录|规则|条例|方案|规程|清单|机制)[^《》]{{0,6}}》"
)
_OF_OTHERS: Final = late(
    "参照|借鉴|参考|学习|吸收|转发|对照|原|前身|更名|赴|前往|走访|考察|邀请|来自|合作|联合|毕业|考[入取]|录取|合并|并入|组建|改制|升格"
    "|位于|毗邻|坐落|地址|校址|对口|支援|帮扶|依托|挂靠|隶属|专家|教授|院士|校友|经验|评价|兄弟|高校|等|如|委托|承办|开设|访问"
)
_SELF_BEHIND: Final = late(
    rf"^(?:信息公开|校务公开|院务公开|官网|官方|门户|校园网|主页|网站|微信|微博|章程|校报|{_PERIOD})"
)
_CLAUSE: Final = late("[,。;:\n]")


class Slot:
    """What fills the author's place of a title: a name, another body, or nothing."""

    __slots__ = ("is_bounded", "name", "other_body")

    def __init__(self, name: SchoolName | None, *, other_body: bool, is_bounded: bool) -> None:
        self.name = name
        self.other_body = other_body
        self.is_bounded = is_bounded
        """The name begins the title: nothing that is not part of it can stand before it."""


def read_title(title: str) -> Slot:
    """Who a title names as the author, in the place before the period and the kind of report."""
    words = comparable(title).replace("\n", "").replace(" ", "")
    found = _TITLE.search(words)
    if found is None:
        return Slot(None, other_body=False, is_bounded=False)
    slots = [*_parts(words[: found.start()]), *_parts(words[found.end() :])]
    names = [name for slot in slots if (name := read_name(slot))]
    certain = [name for name in names if name.is_certain]
    schools = certain or [name for name in names if name.kind is NameKind.UNPLACED]
    units = [name for name in names if not name.is_school]
    is_other = bool(units) or (not schools and any(is_other_body(slot) for slot in slots))
    name = schools[0] if schools and not units else None
    return Slot(
        name, other_body=is_other, is_bounded=name is not None and words.startswith(name.text[:4])
    )


def _parts(words: str) -> list[str]:
    pieces = _TITLE_PARTS.sub("|", words).split("|")
    return [piece for piece in map(_without_edges, pieces) if len(piece) >= 2]


def _without_edges(words: str) -> str:
    """A phrase without the punctuation around it; a pair of brackets inside it stays."""
    bare = words.strip(_AROUND)
    return bare + ")" if bare.count("(") > bare.count(")") and f"{bare})" in words else bare


def title_slot(title: str, head: list[str]) -> Slot:
    """The author's place of a report's title, which may begin on a line or two above it."""
    slot = read_title(title)
    if slot.name and slot.name.is_certain:
        return slot
    at = _line_of(title, head)
    above: list[str] = []
    best = slot
    for line in reversed(head[max(0, at - 2) : at]):
        if not _may_be_title(line):
            break
        above.insert(0, line)
        longer = read_title("".join(above) + title)
        alone = read_name("".join(above))
        if alone and alone.is_certain and not slot.other_body:
            return Slot(alone, other_body=False, is_bounded=True)
        if longer.name and longer.name.is_certain and not (alone and slot.other_body):
            return longer
        if alone and not best.name and not best.other_body:
            is_unit = not alone.is_school
            best = Slot(None if is_unit else alone, other_body=is_unit, is_bounded=True)
    return best


def _line_of(title: str, head: list[str]) -> int:
    """The line on which a title begins."""
    return next(
        (
            at
            for at, line in enumerate(head)
            if line and (title.startswith(line) or line.startswith(title))
        ),
        0,
    )


def _may_be_title(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and not re.search("[，。；：:;,>|、\t]", line)


def split_titles(head: list[str]) -> Iterator[str]:
    """Titles on up to four lines, for texts whose title is found on no single line."""
    for at in range(min(len(head), 6)):
        for size in (2, 3, 4):
            lines = head[at : at + size]
            if len(lines) == size and all(map(_may_be_title, lines)):
                whole = "".join(lines)
                found = _TITLE.search(comparable(whole))
                if found and found.end() > len(comparable("".join(lines[:-1]))):
                    yield whole


def lone_names(lines: list[str]) -> Iterator[tuple[int, SchoolName]]:
    """Lines that are a name and nothing else, with their places; lists of names left out."""
    names = {at: name for at, line in enumerate(lines) if (name := _lone_name(line))}
    for at, name in names.items():
        neighbours = (names.get(at - 1), names.get(at + 1))
        if all(other is None or other.text == name.text for other in neighbours):
            yield at, name


def _lone_name(line: str) -> SchoolName | None:
    return read_name(line) if len(line) <= _LONGEST_LINE and "\t" not in line else None


def signatures(lines: list[str]) -> Iterator[SchoolName]:
    """Names that sign: alone on a line before a date or at the end, or on one line with it."""
    last = len(lines) - 1
    for at, name in lone_names(lines):
        if at == last or (_DATE.match(lines[at + 1]) and at >= 1):
            yield name
    for line in lines[-2:]:
        end = comparable(line).rstrip("。").rpartition("。")[2]
        signed = re.search(rf"{_NAME}(?:19|20)\d\d年\d\d?月\d\d?日\)?$", end.replace(" ", ""))
        signer = read_name(signed[1]) if signed else None
        if signer and signer.kind not in {NameKind.UNPLACED, NameKind.FACULTY}:
            yield signer


def drawn_up_by(opening: str) -> Iterator[SchoolName]:
    """Names of which the opening says that they draw up the report, or whose report it presents."""
    words = comparable(opening)
    for frame in _DRAWN_UP:
        for found in frame.finditer(words):
            name = read_name(found[1]) or _last_name(found[1])
            if name:
                yield name


def source_lines(text: str) -> Iterator[SchoolName]:
    """Names behind 来源:, 发布单位:, 版权所有."""
    for found in _SOURCE_LINE.finditer(comparable(text)):
        name = read_name(found[1])
        if name and name.is_certain:
            yield name


def _last_name(words: str) -> SchoolName | None:
    """The recognisable name at the end of a phrase that begins with other words."""
    mentions = [m for m in find_mentions(words) if m.end == len(words)]
    if not mentions or _OF_OTHERS.search(words[: mentions[-1].start]):
        return None
    return mentions[-1].name


def rules_of(text: str) -> Iterator[SchoolName]:
    """Names in the titles of the author's own rules on disclosure."""
    words = comparable(text)
    for found in _RULES.finditer(words):
        clause = re.split("[。;\n]", words[max(0, found.start() - 30) : found.start()])[-1]
        name = read_name(found[1])
        if name and not _OF_OTHERS.search(clause):
            yield name


def repeated_names(text: str) -> Counter[SchoolName]:
    """Recognisable names where a sentence speaks of the author itself, with their number."""
    words = comparable(text)
    counts: Counter[SchoolName] = Counter()
    own: set[SchoolName] = set()
    for mention in find_mentions(words):
        before, behind = _clause_around(words, mention)
        if _OF_OTHERS.search(before) or _OF_OTHERS.search(behind[:8]):
            continue
        if _SELF_BEHIND.match(behind):
            own.add(mention.name)
        elif before:
            continue
        counts[mention.name] += 1
    return Counter({name: count for name, count in counts.items() if name in own and count >= 2})


def _clause_around(words: str, mention: Mention) -> tuple[str, str]:
    before = _CLAUSE.split(words[max(0, mention.start - 24) : mention.start])[-1]
    behind = _CLAUSE.split(words[mention.end : mention.end + 24])[0]
    return before.strip(_AROUND), behind


_SEPARATOR_PATTERN: Final = (
    rf"(?:(?<!大学)-|-(?!{_HAN}{{2,10}}大学{_HAN}{{0,8}}学院)|[–—_|»>·•\s])+"
)
_SEPARATOR: Final = late(_SEPARATOR_PATTERN)


def page_title_slots(title: str) -> tuple[Slot, list[SchoolName]]:
    """Who the title of the page itself names, and the names of the site around it."""
    segments = [part for part in _SEPARATOR.split(comparable(title)) if part.strip()]
    slots = [slot for part in segments if _TITLE.search(part) for slot in [read_title(part)]]
    own = next((slot for slot in slots if slot.name or slot.other_body), None)
    whole = read_title(title)
    if own is None and whole.name and whole.name.is_certain:
        own = whole
    site = [n for part in segments if not _TITLE.search(part) and (n := _site_name(part))]
    return own or Slot(None, other_body=False, is_bounded=False), site


_SITE_WORDS: Final = late(
    "^(?:欢迎(?:访问|光临|来到)?)?(.+?)(?:信息公开|校务公开|院务公开|官方网站|官网|门户网站|主页|首页|网站|欢迎您?)+(?:网站?|专栏|专网|专题|平台|栏目)*$"
)


def _site_name(segment: str) -> SchoolName | None:
    words = _without_edges(comparable(segment))
    site = _SITE_WORDS.match(words)
    return read_name(site[1] if site else words)


_FILE_SEPARATOR: Final = late(rf"{_PERIOD}|\d+|[+,.]|{_SEPARATOR_PATTERN}")


def file_name_slot(stem: str) -> Slot:
    """Who the name of a file names."""
    words = comparable(stem)
    if _TITLE.search(words.replace(" ", "")):
        slot = read_title(words)
        if slot.name or slot.other_body:
            return slot
    pieces = [_without_edges(piece) for piece in _FILE_SEPARATOR.split(words)]
    cut = [
        re.sub("(?:年度?|学年度?)?(?:信息公开|校务公开|年报|年度报告|报告|公开).*$", "", p)
        for p in pieces
    ]
    names = [name for piece in cut if (name := read_name(piece))]
    if any(not name.is_school for name in names):
        return Slot(None, other_body=True, is_bounded=False)
    different = {name.text for name in names}
    return Slot(
        names[0] if len(different) == 1 else None, other_body=False, is_bounded=len(different) == 1
    )
