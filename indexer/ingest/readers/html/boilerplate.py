"""Tells the lines of an article from what every page of a site has: menus, breadcrumbs, counters,
buttons, footers."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from indexer.ingest.readers.html.lines import PageLine, PageLines


class LineKind(Enum):
    """What a line is, judged by its text and its position in the page."""

    TEXT = "text"
    NOTE = "note"
    """About the article (date, source, counter): neither part of it nor its end."""
    END = "end"
    """Around articles, never inside one."""
    ASIDE = "aside"
    """In a small block named as boilerplate: kept where the article is on both sides of it."""
    MENU = "menu"
    """Links only, or a block named as boilerplate: around articles, rarely inside one."""


_NOTE: Final = re.compile(
    r"(?:(?:发布|更新|发表|编辑|发文|上传|生成)(?:时间|日期)\s*[:：].{0,80}"
    r"|(?:来源|作者|编辑|责任编辑|责编|供稿|撰稿|审核|审稿|发布者|发布人|发布单位|发布部门|信息来源|稿件来源|文章来源|点击(?:数|率|量|次数)?"
    r"|浏览(?:数|量|次数)?|访问(?:数|量|次数)?|阅读(?:数|量|次数)?|人气)"
    r"\s*[:：].{0,60}"
    r"|(?:日期|时间)\s*[:：]\s*\d{4}[-/.年]\d.{0,60}"
    r"|(?:【|\[|［)?(?:打印|关闭)(?:本页|窗口|此页|页面|本文)?(?:】|\]|］)?|字[体号]\s*[:：].{0,20}"
    r"|(?:阅读|浏览|点击|访问)(?:量|数|次数)?\s*\d{1,9}\s*次?"
    r"|(?:[^，。；]{2,20}\s+)?\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?\s*[\[【（(|]*\s*"
    r"(?:(?:阅读|浏览|点击|访问|来源|作者|编辑|发布|人气|次)[^。]{0,60})"
    r"|(?:[^，。；]{2,20}\s*)?\d{4}(?:-\d{1,2}-|/\d{1,2}/|年\d{1,2}月)\d{1,2}日?\s*\d{1,2}:\d\d(?::\d\d)?"
    r"|\d{4}-\d{1,2}-\d{1,2})"
)
_END: Final = re.compile(
    r"(?:您?(?:的|现在的|当前的?)?(?:所在)?(?:的?位置|现在位置|当前位置)\s*[:：].*"
    r"|[上下后前]一?[篇条页]\s*[:：]?.{0,80}|[上下]一[篇条]\s*[:：]?.{0,80}"
    r"|(?:【|\[)?(?:打印|关闭).{0,12}(?:打印|关闭)(?:窗口|本页)?(?:】|\])?"
    r"|(?:分享|转发)到?\s*[:：]?.{0,40}|返回(?:顶部|列表|首页|上页|上一页)"
    r"|(?:网站)?(?:首页|主页)\s*[/>》→»＞|·-].{0,80}"
    r"|(?:点赞|在看|收藏|喜欢|赞|踩)\s*[（(:：\[]?\s*\d{0,6}\s*[)）\]]?"
    r"|(?:微信|手机)?扫一扫.{0,30}|关注该?公众号|(?:设为首页|加入收藏).{0,30}"
    r"|(?:相关|推荐|热门|最新|热点|更多)(?:链接|阅读|新闻|文章|文档|推荐|内容|资讯|信息|公告|排行|导航)\s*[:：]?"
    r"|(?:发表|我要|网友|最新|全部)?评论(?:区|列表)?\s*(?:[:：(（]\s*\d{0,6}.{0,10})?|友情链接.{0,60})"
)
_FOOTER: Final = re.compile(
    r"版权所有|copyright|©|ICP备|公网安备|技术支持\s*[:：]|Powered by|您是第.{0,12}位",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"(?:[^。]{0,30}(?:地址|校址)\s*[:：][^。]{4,60}(?:邮编|邮政编码|电话|传真)\s*[:：]?.{0,60})"
    r"|(?:邮编|邮政编码)\s*[:：]?\s*\d{6}.{0,60}"
)
_ATTACHED: Final = re.compile(
    r"附\s*[件表录]|\.(?:pdf|docx?|xlsx?|wps|ofd|rtf|zip|rar)\b", re.IGNORECASE
)
_MIN_MENU_LINKS: Final = 3
"""Links that make lines with hardly anything else a menu."""
_MENU_NAME: Final = re.compile(
    r"[^。，；]{0,10}(?:导航|链接|新闻|公告|资讯|信息|栏目|推荐|阅读|排行|动态|通知|热点|专题|列表|目录|更多|文章"
    r"|内容|服务|通道|入口|分类|信息公开|专栏|快讯|要闻|点击|下载|相关|最新)(?:[（(].{0,6}[)）])?\s*(?:[:：>»]|更多|more)*",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(
    r"(?=.*(?:\d{4}|[〇零一二三四五六七八九]{4}|大学|学院|学校))[^，。；]{0,60}信息公开[^，。；]{0,12}(?:报告|年报)(?:[(（][^）)]*[)）])?"
)
_SMALL_REGION_LINES: Final = 2
_MIN_HEADINGS: Final = 2
MUCH: Final = 300
"""Letters of text from which on no element is boilerplate by its name alone."""
_SENTENCE: Final = re.compile("[。；！？]")
_CLAUSE: Final = re.compile("[，、,]")
_MIN_PROSE_LETTERS: Final = 20
_LONG_LINE_LETTERS: Final = 40


def is_sentence(line: PageLine) -> bool:
    """Whether a line is a sentence, or a table row that is not empty."""
    if is_linked(line):
        return False
    return bool(_SENTENCE.search(line.text)) or (line.is_row and line.letters > 0)


def is_prose(line: PageLine) -> bool:
    """Whether a line is running text."""
    if line.letters - line.linked < _MIN_PROSE_LETTERS:
        return False
    return bool(_SENTENCE.search(line.text)) or (
        line.letters >= _LONG_LINE_LETTERS and bool(_CLAUSE.search(line.text))
    )


def is_linked(line: PageLine) -> bool:
    """Whether a line consists almost entirely of links."""
    return line.links > 0 and line.linked * 5 >= line.letters * 4


def is_full_title(line: PageLine) -> bool:
    """Whether a line is the title of a report, with its year or school."""
    text = "".join(line.text.split())
    return len(text) <= 120 and not is_linked(line) and bool(_TITLE.fullmatch(text))


def is_page_title(line: PageLine, title: str) -> bool:
    """Whether a line begins the page's own title, given without white space."""
    words = "".join(line.text.split())
    return 8 <= len(words) <= 120 and not is_linked(line) and title.startswith(words)


def is_footer(line: PageLine) -> bool:
    """Whether a line is part of a footer: copyright, registration, technical support."""
    return bool(_FOOTER.search(line.text))


def is_address(line: PageLine) -> bool:
    """Whether a line is a postal address: a footer outside an article, a contact inside one."""
    return bool(_ADDRESS.fullmatch(line.text))


def names_attachment(line: PageLine) -> bool:
    """Whether a line names an attachment: 附件：…, a document's file name."""
    return bool(_ATTACHED.search(line.text))


def line_kinds(page: PageLines, evidence: list[bool], title: str = "") -> list[LineKind]:
    """The kind of each line of a page. `evidence` marks the lines that are headings of a report;
    `title` is the page's own, without white space."""
    kinds = [_own_kind(line) for line in page.lines]
    _mark_menus(page.lines, evidence, kinds)
    _mark_regions(page, evidence, kinds)
    for at, line in enumerate(page.lines):
        if evidence[at] or (line.heading >= 0 and is_page_title(line, title)):
            kinds[at] = LineKind.TEXT
    return kinds


def is_note(text: str) -> bool:
    """Whether a line is about an article and no part of it."""
    return _NOTE.fullmatch(text) is not None or _END.fullmatch(text) is not None


def _own_kind(line: PageLine) -> LineKind:
    text = line.text
    if len(text) <= 120:
        if _END.fullmatch(text):
            return LineKind.END
        if _NOTE.fullmatch(text):
            return LineKind.NOTE
    if not is_prose(line) and _FOOTER.search(text):
        return LineKind.END
    return LineKind.TEXT


def _mark_menus(lines: list[PageLine], evidence: list[bool], kinds: list[LineKind]) -> None:
    """Marks consecutive lines of links as menus, with the short line that names them."""
    run: list[int] = []
    before: int | None = None
    for at, line in enumerate([*lines, None]):
        if line is not None and not line.letters:
            continue
        if line is not None and not evidence[at] and is_linked(line) and not names_attachment(line):
            run.append(at)
            continue
        if run:
            _mark_menu(lines, evidence, kinds, run, before)
            run = []
        before = at


def _mark_menu(
    lines: list[PageLine],
    evidence: list[bool],
    kinds: list[LineKind],
    run: list[int],
    before: int | None,
) -> None:
    if sum(lines[at].links for at in run) < _MIN_MENU_LINKS:
        return
    above = None if before is None or kinds[before] is not LineKind.TEXT else lines[before]
    if above is not None and _belongs_to(lines[run[0]], above, is_heading=evidence[before or 0]):
        return
    for at in range(run[0], run[-1] + 1):
        kinds[at] = kinds[at] if kinds[at] is LineKind.END else LineKind.MENU
    if before is not None and not evidence[before] and _MENU_NAME.fullmatch(lines[before].text):
        kinds[before] = LineKind.MENU


def _belongs_to(line: PageLine, above: PageLine, *, is_heading: bool) -> bool:
    """Whether a list of links belongs to the text before it."""
    if is_heading:
        return True
    if above.text.endswith(("：", ":")) and above.letters >= 12:
        return True
    return is_prose(above) and line.block == above.block


def _mark_regions(page: PageLines, evidence: list[bool], kinds: list[LineKind]) -> None:
    """Marks blocks named as boilerplate, unless they contain a report."""
    if not page.regions:
        return
    inside: dict[int, list[int]] = {region: [] for region in page.regions}
    for at, line in enumerate(page.lines):
        if line.region >= 0:
            inside[line.region].append(at)
    sizes = _sizes(page, inside, evidence)
    has_report = sum(evidence) >= _MIN_HEADINGS
    dropped: set[int] = set()
    for region in sorted(page.regions):
        size = sizes[region]
        by_name = not size.evidence and (has_report or size.prose < max(MUCH, size.linked))
        if not (by_name or page.regions[region] in dropped):
            continue
        dropped.add(region)
        kind = (
            LineKind.ASIDE
            if size.lines <= _SMALL_REGION_LINES and not size.links
            else LineKind.MENU
        )
        for at in inside[region]:
            if kinds[at] is LineKind.TEXT and not is_full_title(page.lines[at]):
                kinds[at] = kind


def _sizes(page: PageLines, inside: dict[int, list[int]], evidence: list[bool]) -> dict[int, _Size]:
    sizes = {region: _Size() for region in page.regions}
    for region in sorted(page.regions, reverse=True):
        for at in inside[region]:
            sizes[region].add(page.lines[at], is_evidence=evidence[at])
        if page.regions[region] >= 0:
            sizes[page.regions[region]].include(sizes[region])
    return sizes


class _Size:
    """What a region contains, inner regions included."""

    def __init__(self) -> None:
        self.prose = self.linked = self.links = self.lines = self.evidence = 0

    def add(self, line: PageLine, *, is_evidence: bool) -> None:
        self.prose += line.letters - line.linked
        self.linked += line.linked
        self.links += line.links
        self.lines += bool(line.letters)
        self.evidence += is_evidence

    def include(self, other: _Size) -> None:
        self.prose += other.prose
        self.linked += other.linked
        self.links += other.links
        self.lines += other.lines
        self.evidence += other.evidence
