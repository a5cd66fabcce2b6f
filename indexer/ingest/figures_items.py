"""Items disclosed: the school's total, its WeChat account's and its website's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures_text import (
    NUMBER,
    Context,
    FigureCandidate,
    Number,
    Sentence,
    spans_years,
    to_number,
    year_of,
)

ITEMS, WECHAT, WEBSITE = "items_disclosed", "wechat_items", "website_items"
ITEM_HINT: Final = lazy_regex("[条篇件项期则][次]?|公众号|微信")
_SKIPPED: Final = frozenset({"checklist", "improvement", "complaints"})

_CHANNELS: Final = lazy_regex(
    "(?P<sub>(?:招生|就业|招就|团委|学工|保卫处?|图书馆|后勤|部门|各?二级(?:学院|单位)?|各?单位|院系|各系|各学院|分院|处室|专题|专门"
    "|教务处?|人事处?|财务处?|国资处?|继续教育|青年|学生会|研究生院?|心理|资助|附属[^，]{0,6}|社团|班级|党建|思政|主题教育)"
    "[^，；。、]{0,10}?(?:微信公众号|公众号|微信|网站|网页|网)|(?:招生|就业|招就)(?:信息)?网|公众号(?=矩阵|群)"
    "|(?:团|总支|支部|处|(?<!全)部|(?<!校|院)办|系|中心|馆|社|(?<!社)会|所|科|室)的?(?:官方)?(?:微信公众(?:平台|号)|公众号|微信|网站|网页))"
    "|(?P<wechat>(?:官方)?微信公众(?:平台|号)|公众号|官方微信|官微|微信(?!视频号|群)(?:公众)?(?:平台|号)?)"
    "|(?P<website>学校官网|门户网站|官方网站|学校网站|校园网|官网|信息公开(?:专题|专栏)?网(?:站|页)?|主页|新闻网|校网|学校网页|网站)"
    "|(?P<platform>信息公开平台|信息公开(?:专栏|专区)|融媒体(?:平台|中心)?)"
    "|(?P<other>两微一端|两微|微信视频号|视频号|微博|抖音号?|快手|B站|头条号?|钉钉|QQ群?|OA|办公自动化(?:系统)?|办公系统|协同系统|邮箱|公告栏|宣传栏|公示栏"
    "|橱窗|电子屏|显示屏|校报|广播|手机客户端|客户端|APP|[a-z]?app|新媒体|新闻媒体|主流媒体|媒体|外媒|日报|电视台|学习强国|人民网|新闻发布会"
    "|微信群|手册|简报|会议|教育信息网|档案|纸质|校内|社会(?!公众|各界)|校外|央视|报纸|报刊)"
)
_VERB: Final = (
    "(?:编辑|主动|对外|及时|先后|累计|共|总计|共计|新增|推送"
    "|发布|公开|公布|推出|转发|发表|发送|刊发|编发|制作|更新|上传|刊登|发|或|和|及|、|了|[（(]转发[）)])"
)
_OBJECT: Final = (
    "(?:各级|各类|各种|多种|学校|校园|校务|相关?公开|信息公开|政务|公开|信息|新闻|消息|文章|推文|图文|原创?推文|稿件|动态|通知|公告|公示|文件|要闻|综合新闻|资讯"
    "|内容|作品|重要|主题|工作|报道|概况|规章制度|新闻报道|事项|数量|总量|总数|数|的|和|及|与|、|等|有|为|共有|共计|总计|合计|共|计|达到?|了|已|量)"
)
_BEFORE_NUMBER: Final = lazy_regex(f"(?:^|.*?)(?P<verb>{_VERB}+)(?P<object>{_OBJECT}*)$")
_TOTAL: Final = lazy_regex(
    "(?:(?<!依)主动公开(?:的)?(?:各类|各种|校务|学校)*(?:的)?信息(?:的)?(?:总?数量?|总量|总条数)?|(?<!主动)(?<!不予)(?<!申请)公开(?:的)?(?:各类|各种|校务|政务|学校)*信息(?:总?数量?|总量)?"
    "|(?:共|总计|共计|累计)(?:新增和更新|发布和更新|新增)信息|总计发布(?:各类)?信息)"
    "(?:的)?(?:共计|总计|合计|共有|共|计|有|为|达到|达|已达|累计|总数为|数为)*$"
)
_BARE_PUBLISH: Final = lazy_regex("(?:主动)?公开(?:了)?(?:各类)?(?:共|共计)?$")
_BEHIND: Final = lazy_regex(
    "^(?:各类|学校|主动公开的?)?(?:信息|新闻|消息|文章|推文|图文|稿件|通知)"
)
_OF_SOMETHING: Final = lazy_regex(
    "^(?:次)?(?:关注|粉丝|用户|订阅|阅读|点击|浏览|访问|建议|提案|留言|评论|咨询|来信|工单|举报|投诉|申请|复议|诉讼)"
)
_COUNTED_ELSEWHERE: Final = lazy_regex(
    "关注|粉丝|订阅|用户|阅读|点击|浏览|访问|播放|点赞|转载|留言|咨询|来信|来访|工单|提案|建议|意见|舆情|申请|举报|投诉|复议|诉讼|培训"
    "|视频|博文|微博|短视频|专利|论文|项目|奖|宣传报道|媒体"
)
_CLAUSE: Final = lazy_regex(r"[，；;：:。、]|,(?!\d{3})|[（）()]")
_PARTS: Final = lazy_regex("其中|包括|分别|[（(]含")
_STOCK: Final = lazy_regex(
    "累计|(?:近|过去)[一两二三四五六七八九十0-9]+年|(?<![〇零一二三四五六七八九])[两二三四五六七八九十]年来|历年|以来|开通至今|上线至今|自.{2,12}起|建[站号]"
)
_OF_THE_YEAR: Final = lazy_regex(
    r"全年|本学?年度?|年度|今年|新增|一年来|20\d\d学?年(?!底|末|\d{1,2}月)"
)
_SINCE: Final = lazy_regex(
    "(?<!今年)(?<!本年)(?<!年度)(?<!学年)(?<!一年)以来|至今|历年|近年来|多年来"
)
_THIS_YEAR: Final = lazy_regex("全年|本学?年|今年|新增")
_NEW_OF_IT: Final = lazy_regex(r"其中[，,]?.{0,10}新增.{0,14}\d")
"""What makes the count before it one since the beginning."""
_STOCK_TO: Final = lazy_regex(r"(?:到|至|截[至止]).{0,10}(?:年底|月底|年末)累计")
_SHORT: Final = lazy_regex(
    r"单日|单篇|最高|本月|当月|月份|上半年|下半年|季度|每[月周天日]|[月周日]均|平均|年(?:截至|1?\d月?[-~～至到])[1-9]\d?月|截至[1-6]月底|学期"
)
_OFFICE: Final = lazy_regex(
    "(?:招生|就业|招就|团委|学工|保卫|图书馆|后勤|教务|人事|财务|国资|纪检|研究生|继续教育|宣传)(?:处|办|部|院|中心)|图书馆|团委|(?:各|二级)(?:二级)?(?:学院|院系|系部?|部门|单位|处室)|附属"
)
_REPOSTED: Final = lazy_regex("[（(]或?(?:含)?转发[）)]")
_PLANNED: Final = lazy_regex(
    "计划|力争|争取|目标|预计|拟于|不低于|将(?:主动|继续|发布|公开)|每[年月周天日]"
)
_OF_REQUESTS: Final = lazy_regex("不予?公开|依申请公开")
_NO_UNITS: Final = ("项目", "条例", "件事")
"""Words that begin with a unit."""
_OTHER_UNITS: Final = frozenset({"人次", "起", "例", "宗", "次", "份"})
_SUBJECT: Final = lazy_regex(
    r"(?<!办公)(?:处|科|室|馆)(?=在|通过|依托|利用|主动|共|发布|公开|全年|本年|累计|推送)"
)
"""An office that publishes: 学生处主动公开."""
_CONTINUES: Final = lazy_regex(
    f"(?:(?:20)?\\d\\d(?:[-—－~至到]+(?:20)?\\d\\d)?学?年度?|全年|本学?年度?|年度|一年来|学校|我校|已|先后|并|还)*{_VERB}+{_OBJECT}*"
)
"""A clause whose subject is that of the clause before it: 本学年共发布消息."""
_MORE: Final = lazy_regex(
    "^[，、](?:各类|学校|校园|工作|通知|公告|公示|新闻|要闻|动态|信息|文件|媒体|报道|和|与)+"
    r"\d+余?[条篇则项件]"
)
"""A further kind of item of the same channel, with no total: 新闻624条，通知318条."""
_COLLEGE: Final = lazy_regex(r"([\u4e00-\u9fff]{2})学院的?(?:官方)?(?:微信|公众号|官网|网站|网页)")
_BEFORE_COLLEGE: Final = frozenset({"通过", "利用", "依托", "借助", "以及", "其中", "我校"})
_JOINED: Final = lazy_regex("[、，,共计]{0,2}")
"""Between two counts of the same items: 365期682条."""
_LOST: Final = lazy_regex(
    "(?:推送|发布|公开)(?:各类)?(?:信息|文章|推文|消息)[条篇件](?:[，。；]|$)"
)
_OTHER_YEAR: Final = lazy_regex("去年|上一?(?:学?年度?)|往年|同期|增[长加]|减少|同比|比上|较上")


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
        lead = _CHANNELS.sub("", self.lead)
        return bool(
            _OF_SOMETHING.search(self.behind)
            or _COUNTED_ELSEWHERE.search(lead)
            or _OF_REQUESTS.search(self.lead)
            or _OFFICE.search(_CHANNELS.sub("", self.before))
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
            or _SUBJECT.search(before)
            or self.is_of_college
            or self.spans_years
            or _PLANNED.search(before)
            or _SHORT.search(before)
            or _SHORT.search(self.behind[:12])
        )

    @property
    def says_proactive(self) -> bool:
        return "主动公开" in self.lead

    @property
    def is_total(self) -> bool:
        """Whether the words are those of a total: 主动公开信息共有."""
        return bool(
            _TOTAL.search(self.lead)
            or (_BARE_PUBLISH.search(self.lead) and _BEHIND.search(self.behind))
        )

    @property
    def is_published(self) -> bool:
        return bool(_BEFORE_NUMBER.match(self.lead) or (self.named and _BEHIND.search(self.behind)))

    @property
    def names_class(self) -> bool:
        """发布新闻类181条."""
        return "类" in self.lead.replace("各类", "")


def read_items(sentence: Sentence, context: Context) -> Iterator[FigureCandidate]:
    """What a sentence says about items disclosed."""
    part = sentence.part
    words = _REPOSTED.sub("", sentence.words)
    if part.topics or not ITEM_HINT.search(words) or not _SKIPPED.isdisjoint(part.sections):
        return
    if not sentence.continues:
        context.channels = frozenset()
    for count in _counts(words, context):
        if not count.is_of_something_else:
            yield from _read_count(count)
    yield from _lost_numbers(words)


def _counts(words: str, context: Context) -> Iterator[_Count]:
    in_parts, previous = False, 0
    last: _Count | None = None
    for found in NUMBER.finditer(words):
        number = to_number(found)
        if number is not None and words[number.end - 1 : number.end + 1] in _NO_UNITS:
            continue
        passage = words[previous : found.start()]
        named = _channels(passage)
        in_parts = in_parts or bool(_PARTS.search(passage))
        continued = bool(_CLAUSE.search(passage)) and not in_parts
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
        previous = found.end()


def _names_college(passage: str, school: str | None) -> bool:
    found = _COLLEGE.search(passage)
    if found is None or school is None or found[1] in _BEFORE_COLLEGE:
        return False
    return f"{found[1]}学院" not in school


def _lead(words: str, previous: int, end: int) -> int:
    """Where the phrase before a number begins: a list 概况、动态 belongs to its verb."""
    starts = [previous, *(found.end() for found in _CLAUSE.finditer(words, previous, end))]
    while len(starts) > 1 and words[starts[-1] - 1] == "、":
        starts.pop()
    return starts[-1]


def _channels(passage: str) -> frozenset[str]:
    return frozenset(str(found.lastgroup) for found in _CHANNELS.finditer(passage))


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
    elif (len(count.channels) > 1 and count.is_published and "信息" in count.lead) or (
        is_total and "platform" in count.channels
    ):
        yield doubt


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
        if any(
            word in count.lead
            for word in ("发", "公开", "公布", "推", "信息", "新闻", "文章", "消息")
        ):
            yield FigureCandidate(figure, "unread", year=count.year)
    elif (
        count.names_class
        or _MORE.search(count.behind)
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
    return bool(_CHANNELS.search(lead)) and lead.endswith(("号", "站", "网", "信"))


def _given(figure: str, count: _Count, rank: int) -> FigureCandidate:
    number = count.number
    if count.is_unsure:
        return FigureCandidate(figure, "unread", year=count.year, rank=rank)
    if number.value == 0:
        return FigureCandidate(figure, "zero", 0, year=count.year, rank=rank)
    return FigureCandidate(figure, "number", number.value, number.qualifier, count.year, rank=rank)


def _lost_numbers(words: str) -> Iterator[FigureCandidate]:
    """编辑发布信息条: the number was lost."""
    if found := _LOST.search(words):
        channels = _channels(words[: found.end()])
        figure = {frozenset({"wechat"}): WECHAT, frozenset({"website"}): WEBSITE}.get(channels)
        yield FigureCandidate(figure or ITEMS, "unread")
