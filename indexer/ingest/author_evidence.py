"""Evidence of the author in the text of a report, apart from the title.

A name anywhere in a sentence is no evidence. What counts is a position that only the author's name
can have: alone on a line, between 由 and 编制, before 信息公开 in the title of a rule.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.author_titles import EDGE_CHARS, MAX_LINE, PERIOD
from indexer.reports.school_names import Mention, NameKind, SchoolName, find_mentions, read_name
from indexer.reports.wording import comparable

_NAME: Final = r"([\u4e00-\u9fff][\u4e00-\u9fff·()-]{2,40}?)"
_START: Final = r"(?:^|[\n。;,:])"
_DISCLOSURE: Final = "的?(?:党务|政务|校务|院务|政府)?信息公开(?:工作)?"
_REPORTS: Final = "(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
_PRACTICE: Final = "的?(?:执行|落实|开展|实施|进展|实际|情况|工作情况|具体情况|基本情况)"
_PRESENTING: Final = "(?:现将|现公布|公布|发布|编制|编写|制定|制作|形成|完成了?|结合|综合|现对|《)"
_DRAWING_UP: Final = "(?:牵头|负责|统一|组织|汇总)*(?:编制|编写|编撰|撰写|起草|发布|公布)"
_DOUBTS: Final = (
    "(?:如果?|若)您?(?:对(?:本|该|此)?(?:学?年度?)?(?:工作)?(?:报告|年报)[^,。;]{0,6})?仍?有"
    "[^,。;]{0,6}(?:疑问|疑义|异议|问题|意见|建议)"
)
_CONTACT: Final = (
    "(?<=大学|学院|学校)(?:学校|学院)?(?:(?!大学|学院|学校)[\u4e00-\u9fff、]){0,10}?"
    "(?:办公室|[党校院]办|机构|领导小组|工作组)"
)
"""The office that answers questions about the report, after the name of its school."""
_OWN_SITE: Final = (
    "(?:官方|门户|校园|学校)*(?:网站|官网|网|主页)?(?:首页)?的?(?:信息公开|网站|官网|主页|门户)"
)
"""The site on which the report can be read, after the name of its school."""
_OFFICE: Final = lazy_regex("^[\u4e00-\u9fff]{0,14}(?:办公室|领导小组|党政办|校办|院办)$")
"""What may follow the name of the school whose office writes the report."""
_AUTHOR_FRAMES: Final = tuple(
    lazy_regex(frame)
    for frame in (
        f"(?:由|是){_NAME}(?:根据[^,。;]{{0,40}})?{_DRAWING_UP}",
        f"{_START}{_NAME}(?:根据|结合|按照)[^。;]{{0,60}}(?:编制|完成|形成)[^,。;]{{0,8}}报告",
        f"{_PRESENTING}{_NAME}{PERIOD}(?:以来)?{_DISCLOSURE}",
        f"(?:现将|《){_NAME}(?:年度)?{_DISCLOSURE}(?:{_REPORTS}|情况如下|工作情况)",
        f"{_START}{_NAME}{PERIOD}{_DISCLOSURE}{_REPORTS}(?!》?(?:指出|显示|表明|认为|提出|提到|中提|的体例))",
        f"{_START}{_NAME}对(?:{PERIOD})?{_DISCLOSURE}",
        rf"{_START}{_NAME}\((?:以下|下称|简称|以下简称)",
        rf"由{_NAME}\((?:以下|下称|简称|以下简称)",
        f"(?:根据|结合|按照|围绕|和|及){_NAME}{PERIOD}{_DISCLOSURE}{_PRACTICE}",
        f"(?:结合|立足){_NAME}的?(?:自身)?(?:工作)?的?实际(?!做法|经验|案例)",
        f"{_DOUBTS}[^。;]{{0,12}}(?:与|联系|向|咨询|致电|拨打){_NAME}{_CONTACT}",
        f"(?:电子版|本报告|年度报告)(?:全文)?(?:均?可以?|已)?(?:从|在|通过|登录|登陆|访问){_NAME}{_OWN_SITE}",
        f"{PERIOD}{_NAME}{_DISCLOSURE}(?:{_PRACTICE}|{_REPORTS})",
    )
)
"""Sentences of an opening with the author's name."""
_SOURCE: Final = (
    "(?:来源|发布单位|发布机构|发布者|供稿单位|供稿|作者|责任单位|公开单位|学校名称|单位名称"
    "|填报单位|报送单位|编制单位|单位|版权所有|主办单位?)"
)
_SOURCE_LINE: Final = lazy_regex(
    rf"{_SOURCE}[:(]?:?{_NAME}"
    r"(?=$|[\n,。;)]|作者|日期|时间|发布|浏览|点击|地址|编辑|阅读)"
)
_RULES: Final = lazy_regex(
    rf"《{_NAME}(?:党务|政务|校务|院务)?(?:信息|校务|院务|政务)公开[^《》]{{0,14}}?"
    "(?:办法|细则|规定|制度|指南|目录|规则|条例|方案|规程|清单|机制)[^《》]{0,6}》"
)
_DATE: Final = lazy_regex(r"^[\s(]*(?:(?:19|20)\d\d|二[〇○零0].{2})\s*[年./-].{0,12}$")
_LIST_TITLE: Final = lazy_regex("(?:名单|院校|高校|单位|学校)[:：]?$")
_OF_OTHERS: Final = lazy_regex(
    "参照|借鉴|参考|学习(?!贯彻)|吸收|转发|对照|原(?![则有因])|前身|更名|赴|前往|走访|考察|邀请|来自|合作|联合|毕业"
    "|考[入取]|录取|合并|并入|组建|改制|升格|位于|毗邻|坐落|地址|校址|对口|支援|帮扶|依托|挂靠|隶属"
    "|专家|教授|院士|校友|经验|评价|兄弟|高校|(?<!高)等|如(?!下)|委托|承办|开设|访问"
)
"""Words beside the name of a school that is not the author."""
_TO_OTHERS: Final = lazy_regex(
    "参照|借鉴|参考|对照|赴|到$|前往|走访|考察|邀请|来自|毕业于|考[入取]|录取|毗邻|对口|支援|帮扶|访问|学习$"
)
_VISITED: Final = lazy_regex(
    "(?:总书记|主席|总理|委员长|部长|省长|市长|省委书记|领导同志|领导)[^,。;]{0,24}(?:考察|视察|调研|走访|访问|到|来到)$"
)
"""A visit that the author received."""
_BY_OTHERS: Final = lazy_regex(
    "^(?:的)?(?:先进)?(?:专家|教授|院士|经验|做法|等高?校|共建|合作|派出|选派)"
    "|^[^,。;]{0,20}(?:一行|来校|来院|来访|莅临|到校|来我|到我|是我|与我|和我)"
)
_SELF_AFTER: Final = lazy_regex(
    "^(?:信息公开|校务公开|院务公开|官网|官方|门户|校园网|主页|网站|招生网|微信|微博|章程|校报"
    f"|[^,。;]{{0,10}}办公室|{PERIOD})"
)
"""What follows the author's name where the report mentions its own site, office or year."""
_CLAUSE: Final = lazy_regex("[,。;:\n]")
_SUBJECT_AFTER: Final = lazy_regex(
    "^(?:党委(?!.?书记|委员|宣传|办|组织)|坚持|认真|严格|积极|深入|高度重视|根据|按照|依据|依照|结合|持续|全面|切实|扎实|始终|贯彻|不断"
    "|进一步|紧紧|围绕|以习近平|以公开|把|在(?:教育部|省|市|自治区|党|上级)|依法|继续|充分|着力|大力|严格)"
)
"""What a report says about its author in the first sentence."""


_DEFINED: Final = lazy_regex(
    "^(?:[(][^()]{0,40}[)])?(?:是(?:经|由|一所|国家|教育部|全国|我国|中国|省|市|公办|民办|[^,。;]{0,24}"
    "(?:高校|高等(?:职业)?(?:学校|院校)|大学|学院|院校|本科))|系|位于|坐落|始建于|创办于|创建于|创立于|成立于"
    "|建于|地处|现有|前身|隶属|直属|办学)"
)
"""How a report introduces its author."""
_AFTER_PERIOD: Final = lazy_regex(f"(?:在?{PERIOD}(?:以来|期间)?|一年来|本学年度?|本年度)?")
_RENAMED: Final = lazy_regex(
    f"{_START}(?:{PERIOD})?(?:学校|学院|我校|我院|本校|本院)(?:已|正式|由{_NAME})*"
    f"(?:更名|改名|升格|改制|转设)为{_NAME}(?=[,。;、(\n]|$)"
)
"""A sentence in which the author says what its name has become."""
_RENAMING: Final = lazy_regex("(?:更名|改名|升格|改制|转设|改建|合并|组建)(?:为|成|组成)")
_BODY: Final = (
    "([\u4e00-\u9fff]{2,20}(?:局|厅|人民政府|管委会|街道办事处|中学|小学|幼儿园"
    "|[一二三四五六七八九十][中小]))"
)
_BODY_FRAMES: Final = tuple(
    lazy_regex(frame)
    for frame in (
        f"由{_BODY}(?:(?:根据|按照|依据|依照)[^。;]{{0,120}}?)?{_DRAWING_UP}",
        f"结合(?:{PERIOD})?{_BODY}(?:政府|政务)信息公开",
        f"(?:疑问|疑义|咨询|了解)[^。;]{{0,20}}请(?:与|联系|咨询|致电){_BODY}(?:办公室)?(?:联系|\\()",
    )
)
"""Sentences of an opening that name an authority or another body as the author."""
_OWN_BODY: Final = lazy_regex("[我本][局厅]")
_OWN_SCHOOL: Final = lazy_regex("[我本][校院]")
_AUTHORITY: Final = lazy_regex("我[局厅委市县区镇乡]|人民政府(?:坚持|认真|高度重视|根据|按照|,)")
"""Words by which an authority that is no school speaks of itself."""
_SENTENCE_END: Final = lazy_regex("[。;\n]")
_BESIDE_US: Final = lazy_regex(
    "(?<!将)(?<!现就)(?<!,就)(?<!结合)(?<!现对)(?<!,对)(?<!关于)(?<!编制)(?<!形成)(?<!了)[我本][校院]|的(?:做法|经验)"
)
"""Signs of a sentence about another school: it mentions the author as well."""


def lone_names(lines: list[str]) -> Iterator[tuple[int, SchoolName]]:
    """Lines that are a name and nothing else, with their index; not those in lists of names."""
    names = {at: name for at, line in enumerate(lines) if (name := _lone_name(line))}
    for at, name in names.items():
        neighbours = (names.get(at - 1), names.get(at + 1))
        if all(other is None or other.text == name.text for other in neighbours):
            yield at, name


def _lone_name(line: str) -> SchoolName | None:
    """The name that a line consists of; before a colon it is the addressee of a letter."""
    if len(line) > MAX_LINE or "\t" in line or line.rstrip().endswith((":", "：")):
        return None
    return read_name(line)


def signatures(lines: list[str]) -> Iterator[SchoolName]:
    """Names in a signature: alone on a line before a date or at the end, or with it on one line."""
    last = len(lines) - 1
    for at, name in lone_names(lines):
        is_signed = at == last or (_DATE.match(lines[at + 1]) and at >= 1)
        if is_signed and not _LIST_TITLE.search(lines[at - 1]):
            yield name
    for line in lines[-2:]:
        end = comparable(line).rstrip("。").rpartition("。")[2]
        signed = re.search(rf"{_NAME}(?:19|20)\d\d年\d\d?月\d\d?日\)?$", end.replace(" ", ""))
        signer = read_name(signed[1]) if signed else None
        if signer and signer.kind not in {NameKind.UNPLACED, NameKind.FACULTY}:
            yield signer


def drawn_up_by(opening: str) -> Iterator[SchoolName]:
    """Names of those who write or present the report according to its opening."""
    words = comparable(opening)
    for frame in _AUTHOR_FRAMES:
        for found in frame.finditer(words):
            clause = _CLAUSE.split(words[max(0, found.start() - 24) : found.start()])[-1]
            name = read_name(found[1]) or _last_name(found[1]) or _before_office(found[1])
            if name and not _OF_OTHERS.search(clause):
                yield name


def source_lines(text: str) -> Iterator[SchoolName]:
    """Names after 来源:, 发布单位:, 版权所有."""
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


def _before_office(words: str) -> SchoolName | None:
    """The school whose office a phrase names."""
    first = next(find_mentions(words), None)
    if first is None or first.start or not _OFFICE.match(words[first.end :]):
        return None
    return first.name


def rules_of(text: str) -> Iterator[SchoolName]:
    """Names in the titles of the author's own rules on disclosure."""
    words = comparable(text)
    for found in _RULES.finditer(words):
        before = words[max(0, found.start() - 60) : found.start()]
        clause = re.split("[。;\n]", re.sub("[^《》]*》|《[^》]*》", "", before))[-1]
        name = read_name(found[1])
        if name and not _OF_OTHERS.search(clause):
            yield name


def repeated_names(text: str) -> Counter[SchoolName]:
    """Recognisable names in sentences about the author, with their number."""
    words = comparable(text)
    counts: Counter[SchoolName] = Counter()
    own: set[SchoolName] = set()
    for mention in all_mentions(words):
        before, after = _clause_around(words, mention)
        if _OF_OTHERS.search(before) or _OF_OTHERS.search(after[:8]):
            continue
        if _SELF_AFTER.match(after):
            own.add(mention.name)
        elif before:
            continue
        counts[mention.name] += 1
    return Counter({name: count for name, count in counts.items() if name in own and count >= 2})


@lru_cache(maxsize=4)
def all_mentions(words: str) -> tuple[Mention, ...]:
    """`find_mentions`, cached for the texts that several rules examine."""
    return tuple(find_mentions(words))


def names_of_others(text: str) -> frozenset[str]:
    """Names in lists, and of schools that the author visited, followed, invited or came from."""
    words = comparable(text)
    mentions = all_mentions(words)
    others = set()
    for mention in mentions:
        before, after = _clause_around(words, mention)
        is_other = _TO_OTHERS.search(before) and not _VISITED.search(before)
        if is_other or _BY_OTHERS.match(after):
            others.add(mention.name.text)
    for mention, following in pairwise(mentions):
        if words[mention.end : following.start] in {"、", "和", "与", "及"}:
            others |= {mention.name.text, following.name.text}
    return frozenset(others)


def subjects(opening: str) -> Iterator[SchoolName]:
    """The school that the sentences of an opening are about.

    Where the opening names other schools too, only one that begins a paragraph.
    """
    words = comparable(opening)
    mentions = all_mentions(words)
    others = names_of_others(words)
    is_only_one = len({mention.name.text for mention in mentions}) == 1
    for mention in mentions:
        before, after = _clause_around(words, mention)
        if before or mention.name.text in others:
            continue
        begins_line = not words[: mention.start].rpartition("\n")[2].strip(EDGE_CHARS)
        sentence = _SENTENCE_END.split(words[mention.end : mention.end + 120])[0]
        if _BESIDE_US.search(sentence):
            continue
        is_subject = _SUBJECT_AFTER.match(after) or (begins_line and _DEFINED.match(after))
        if is_subject and (is_only_one or begins_line):
            yield mention.name


def first_subjects(beginning: str) -> Iterator[SchoolName]:
    """The schools that begin a paragraph, after a period at most: 2021-2022学年,某某学院坚持."""
    words = comparable(beginning)
    if _AUTHORITY.search(words):
        return
    others = names_of_others(words)
    for mention in all_mentions(words):
        before = words[: mention.start].rpartition("\n")[2].strip(EDGE_CHARS)
        after = _CLAUSE.split(words[mention.end : mention.end + 24])[0]
        sentence = _SENTENCE_END.split(words[mention.end : mention.end + 120])[0]
        if mention.name.text in others or _BESIDE_US.search(sentence):
            continue
        if _AFTER_PERIOD.fullmatch(before) and _SUBJECT_AFTER.match(after):
            yield mention.name


def renamed_to(text: str) -> Iterator[SchoolName]:
    """The name that the author says it was given, unless the text goes on to another renaming."""
    words = comparable(text)
    found = next(reversed([*_RENAMED.finditer(words)]), None)
    if found and not _RENAMING.search(words, found.end()):
        name = read_name(found[2])
        if name and name.is_certain:
            yield name


def is_by_other_body(opening: str, whole: str) -> bool:
    """Whether the opening names a body that is no university as the author, or the text speaks as
    an authority."""
    words = comparable(opening)
    if any(frame.search(words) for frame in _BODY_FRAMES):
        return True
    return _OWN_BODY.search(whole) is not None and _OWN_SCHOOL.search(whole) is None


def _clause_around(words: str, mention: Mention) -> tuple[str, str]:
    before = _CLAUSE.split(words[max(0, mention.start - 24) : mention.start])[-1]
    after = _CLAUSE.split(words[mention.end : mention.end + 24])[0]
    return before.strip(EDGE_CHARS), after
