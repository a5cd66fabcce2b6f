"""The same report in the layouts of many sites: what a page puts around it, and how it cuts it up.

Everything is drawn from a seed, so that a page that is read wrongly can be looked at again.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

OPENING = "根据《高等学校信息公开办法》（教育部令第29号）的要求，现公布学校本学年信息公开工作情况，统计期限为2022年9月1日至2023年8月31日。"
SENTENCES = (
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。",
    "全年通过门户网站发布各类信息1435条，其中学院要闻573条，通知公告318条。",
    "学校修订了信息公开指南和目录，进一步明确了公开的内容、范围和程序。",
    "招生章程、招生计划、录取结果均在本科招生网及时公布，接受考生和家长查询。",
    "学校定期公布财务预算决算、招标采购结果和各项收费标准，主动接受监督。",
    "学校召开教职工代表大会，听取校长工作报告，审议涉及教职工切身利益的制度。",
    "学校利用微信公众号推送图文消息426篇，总阅读量达到120万人次。",
    "个别部门对信息公开的认识还不到位，更新不够及时。",
)
SECTIONS = (
    ("概述", SENTENCES[:3]),
    ("主动公开情况", SENTENCES[1:7]),
    (
        "依申请公开和不予公开情况",
        ("本学年共收到公开申请3件，均在规定时限内答复。", "无不予公开的情形。"),
    ),
    ("对信息公开的评议情况", ("师生和社会公众对学校信息公开工作总体满意。",)),
    ("举报、复议、诉讼情况", ("本学年收到举报2件，行政诉讼1件。", "无。", "无")),
    ("校长信箱答复处理情况", ("全年收到来信112封，答复率为100%。",)),
    ("存在的主要问题和改进措施", SENTENCES[-2:]),
    ("其他需要报告的事项", ("无。", "没有需要报告的其他事项。")),
)
SCHOOLS = ("江南师范学院", "滨海工业大学", "云岭医学高等专科学校", "北川农业职业技术学院")
MENU = (
    "首页",
    "学校概况",
    "机构设置",
    "信息公开",
    "公开指南",
    "公开目录",
    "年度报告",
    "依申请公开",
    "规章制度",
    "联系我们",
)
NEWS = (
    "我校召开2024年春季学期工作布置会",
    "关于做好期末考试工作的通知",
    "教育部专家组来校检查指导工作",
    "2021-2022学年信息公开年度报告",
    "学校举行第十二届运动会开幕式",
    "信息公开实施细则（修订）",
)
TEASER = "本网讯，日前，我校在全国大学生数学建模竞赛中再创佳绩，共获得一等奖三项。"
COMMENTS = (
    "写得真详细，为母校点赞！",
    "请问今年的录取分数线什么时候公布？谢谢。",
    "希望食堂的价格也能公开。",
)


@dataclass(frozen=True)
class Paragraph:
    """A piece of the report: a title, a heading, running text or a row of cells."""

    kind: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page, what a reader must find in it, and words that must not be among it."""

    source: str
    paragraphs: tuple[str, ...]
    boilerplate: tuple[str, ...]
    layout: str


def report(draw: Random) -> list[Paragraph]:
    """A report: title, opening, numbered sections, signature."""
    school = draw.choice(SCHOOLS)
    found = [Paragraph("title", f"{school}2022—2023学年信息公开年度报告")]
    if draw.random() < 0.8:
        found.append(Paragraph("text", OPENING))
    chosen = [s for s in SECTIONS if draw.random() < 0.8] or list(SECTIONS)
    long = draw.choice(chosen)
    numbers = "一二三四五六七八"
    for number, (heading, texts) in zip(numbers, chosen, strict=False):
        found.append(Paragraph("heading", f"{number}、{heading}"))
        if (heading, texts) == long and draw.random() < 0.5:
            count = draw.choice([10, 25, 40])
            found += [
                Paragraph("text", f"第{n}，{draw.choice(SENTENCES)}") for n in range(1, count)
            ]
        elif len(texts) > 2:
            for n, text in enumerate(draw.sample(texts, draw.randint(1, 3))):
                if draw.random() < 0.4:
                    found.append(
                        Paragraph("text", f"（{numbers[n]}）{('做法', '措施', '成效')[n]}")
                    )
                found.append(Paragraph("text", text))
            if draw.random() < 0.2:
                found += [
                    Paragraph("row", "\t".join(row))
                    for row in (
                        ("序号", "栏目", "条数"),
                        ("1", "学院要闻", "573"),
                        ("2", "通知公告", "318"),
                    )
                ]
        else:
            found.append(Paragraph("text", draw.choice(texts)))
    if draw.random() < 0.6:
        found += [Paragraph("text", school), Paragraph("text", "2023年10月28日")]
    return found


def page(seed: int) -> Page:
    """The page of a seed."""
    draw = Random(seed)
    paragraphs = report(draw)
    title = paragraphs[0]
    name, article = _article(draw, paragraphs[1:])
    around = _Around(draw)
    heading = draw.choice(
        [
            f"<h1>{title.text}</h1>",
            f'<div class="arti_title">{title.text}</div>',
            f'<h2 align="center"><font size="4">{title.text}</font></h2>',
            f'<p align="center"><strong>{title.text}</strong></p>',
        ]
    )
    meta = around.meta()
    body, frame = _frame(draw, around, heading + meta + article)
    tail = draw.choice(["", f" - {draw.choice(SCHOOLS)}信息公开网"])
    head = f'<meta charset="utf-8"><title>{title.text}{tail}</title>'
    return Page(
        source=f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>",
        paragraphs=tuple(p.text for p in paragraphs),
        boilerplate=tuple(around.words),
        layout=f"{frame}/{name}",
    )


class _Around:
    """Menus, footers and the like; `words` are those that are shown."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.words: list[str] = []
        self.named = draw.random() < 0.5
        """Whether the site gives its blocks telling names."""

    def block(self, names: tuple[str, ...], inner: str, tag: str = "div") -> str:
        name = (
            self.draw.choice(names) if self.named else self.draw.choice(("w1200 lf", "box2", "k3"))
        )
        return f'<{tag} class="{name}">{inner}</{tag}>'

    def _links(self, texts: tuple[str, ...] | list[str], *, dated: bool = False) -> str:
        self.words += texts
        form = self.draw.choice(("li", "a", "p", "td"))
        links = [f'<a href="/{n}.htm">{text}</a>' for n, text in enumerate(texts)]
        if dated:
            links = [f"{link}<span>2023-10-{n + 10}</span>" for n, link in enumerate(links)]
        match form:
            case "li":
                return "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"
            case "a":
                return " | ".join(links)
            case "p":
                return "".join(f"<p>{link}</p>" for link in links)
            case _:
                return "<table><tr><td>" + "</td><td>".join(links) + "</td></tr></table>"

    def menu(self) -> str:
        count = self.draw.randint(3, len(MENU))
        logo = self.draw.choice(["", '<img src="logo.png">'])
        return self.block(("nav", "menu_top", "header"), logo + self._links(MENU[:count]))

    def breadcrumb(self) -> str:
        self.words.append("当前位置")
        links = ' &gt; <a href="/">首页</a> &gt; <a href="/xxgk">信息公开</a> &gt; 正文'
        return self.block(("crumb", "dqwz", "position"), f"当前位置：{links}")

    def meta(self) -> str:
        text = self.draw.choice(
            [
                "",
                '发布时间：2023-10-30 &nbsp; 点击数：<span id="hits">12</span>',
                "作者：办公室&nbsp;&nbsp;来源：校长办公室&nbsp;&nbsp;发布日期：2023年10月30日",
                "发布者：张三 浏览次数：1024",
            ]
        )
        if not text:
            return ""
        self.words += ["点击数", "浏览次数", "发布时间"]
        return self.block(("arti_metas", "info"), text)

    def sidebar(self) -> str:
        count = self.draw.randint(3, len(NEWS))
        name = self.draw.choice(("栏目导航", "最新信息", "热点新闻"))
        head = self.draw.choice(["", f"<h3>{name}</h3>", f"<div>{name}</div>"])
        self.words += [name]
        links = self._links(self.draw.sample(NEWS, count), dated=self.draw.random() < 0.5)
        return self.block(("sidebar", "side-left", "hot_news"), head + links)

    def after(self) -> str:
        """What stands right behind the article."""
        pieces = []
        if self.draw.random() < 0.6:
            self.words += ["上一篇", "下一条", NEWS[0], NEWS[1]]
            before, behind = (
                ("上一篇", "下一篇") if self.draw.random() < 0.5 else ("上一条", "下一条")
            )
            pieces.append(
                f'<p>{before}：<a href="1.htm">{NEWS[0]}</a></p><p>{behind}：<a href="2.htm">{NEWS[1]}</a></p>'
            )
        if self.draw.random() < 0.3:
            self.words += ["关闭窗口"]
            pieces.append(
                "<div>【<a href='javascript:print()'>打印本页</a>】【<a href='#'>关闭窗口</a>】</div>"
            )
        if self.draw.random() < 0.3:
            self.words += ["分享到", "新浪微博"]
            pieces.append(
                self.block(
                    ("share", "bdsharebuttonbox"), "分享到：<a>微信</a><a>新浪微博</a><a>QQ空间</a>"
                )
            )
        if self.draw.random() < 0.3:
            pieces.append(self.block(("related",), "<h4>相关阅读</h4>" + self._links(NEWS[2:])))
        if self.draw.random() < 0.25:
            self.words += COMMENTS
            inner = "<h4>网友评论</h4>" + "".join(f"<p>{text}</p>" for text in COMMENTS)
            pieces.append(self.block(("comments", "comment-list"), inner))
        return "".join(pieces)

    def footer(self) -> str:
        self.words += ["版权所有", "ICP备", "邮编"]
        text = self.draw.choice(
            [
                "<p>版权所有 © 2023 某大学</p><p>地址：大学路1号 邮编：410000</p><p>湘ICP备05000000号</p>",
                "版权所有：某大学信息中心<br>地址：某市某区大学路1号 邮编：410000 电话：0731-88888888",
                "Copyright 2023 某大学 All Rights Reserved. 湘ICP备05000000号-1",
            ]
        )
        return self.block(("footer", "foot", "copyright"), text)


def _frame(draw: Random, around: _Around, main: str) -> tuple[str, str]:
    """The page around the article."""
    top = around.menu() + (around.breadcrumb() if draw.random() < 0.7 else "")
    side = around.sidebar() if draw.random() < 0.6 else ""
    after, foot = around.after(), around.footer()
    first, second = (side, "") if draw.random() < 0.5 else ("", side)
    match frame := draw.choice(("divs", "table", "flat", "deep", "html5", "unclosed")):
        case "divs":
            body = f'{top}<div class="main">{first}<div class="right">{main}{after}</div>{second}</div>{foot}'
        case "table":
            cells = [f"<td>{cell}</td>" for cell in (first, main + after, second) if cell]
            body = (
                f"<table><tr><td colspan={len(cells)}>{top}</td></tr><tr>{''.join(cells)}</tr>"
                f"<tr><td colspan={len(cells)}>{foot}</td></tr></table>"
            )
        case "flat":
            body = f"{top}{first}{main}{after}{second}{foot}"
        case "deep":
            depth = draw.randint(3, 30)
            body = f"{top}{'<div>' * depth}{first}<div>{main}</div>{after}{second}{'</div>' * depth}{foot}"
        case "html5":
            body = f"<header>{top}</header>{first}<main><article>{main}</article>{after}</main>{second}<footer>{foot}</footer>"
        case _:
            body = f"<div>{top}<div>{first}<div class=con>{main}<div>{after}{second}{foot}"
    return body, frame


def _article(draw: Random, paragraphs: list[Paragraph]) -> tuple[str, str]:
    """The report as this page cuts it up; one with a table only in forms that can hold it."""
    name = draw.choice(sorted(_FORMS))
    if name in _WITHOUT_TABLES and any(p.kind == "row" for p in paragraphs):
        name = "p"
    return name, _FORMS[name](draw, paragraphs)


def _halves(draw: Random, paragraphs: list[Paragraph]) -> tuple[str, str]:
    sections = _sections(paragraphs)
    cut = draw.randint(1, len(sections))
    first = [p for section in sections[:cut] for p in section]
    second = [p for section in sections[cut:] for p in section]
    return _blocks(first, "p"), _blocks(second, draw.choice(("p", "div")))


def _container(draw: Random) -> str:
    return draw.choice(
        ('id="vsb_content"', 'class="v_news_content"', 'class="wp_articlecontent"', 'id="zoom"')
    )


def _as_font(_: Random, paragraphs: list[Paragraph]) -> str:
    lines = (f'<font size="3"><b>{_inline(p)}</b></font><br>' for p in paragraphs)
    return f"<div>{''.join(lines)}</div>"


def _as_breaks(_: Random, paragraphs: list[Paragraph]) -> str:
    lines = "<br>\n".join("&nbsp;&nbsp;" + html.escape(p.text) for p in paragraphs)
    return f"<table><tr><td>{lines}</td></tr></table>"


def _as_sections(draw: Random, paragraphs: list[Paragraph]) -> str:
    tag = draw.choice(("section", "div", "article"))
    inner = "".join(f"<{tag}>{_blocks(s, 'p')}</{tag}>" for s in _sections(paragraphs))
    return f'<div class="article">{inner}</div>'


def _as_nested(draw: Random, paragraphs: list[Paragraph]) -> str:
    pieces = []
    for section in _sections(paragraphs):
        depth = draw.randint(0, 8)
        pieces.append("<div>" * depth + _blocks(section, "div") + "</div>" * depth)
    return f"<div>{''.join(pieces)}</div>"


def _as_rows(_: Random, paragraphs: list[Paragraph]) -> str:
    rows = (f"<tr><td>{html.escape(p.text)}</td></tr>" for p in paragraphs)
    return f"<table>{''.join(rows)}</table>"


def _as_section_rows(_: Random, paragraphs: list[Paragraph]) -> str:
    rows = (f"<tr><td>{_blocks(s, 'p')}</td></tr>" for s in _sections(paragraphs))
    return f"<table>{''.join(rows)}</table>"


def _as_cells(_: Random, paragraphs: list[Paragraph]) -> str:
    cells = (f"<td valign=top>{_blocks(s, 'p')}</td>" for s in _sections(paragraphs))
    return f"<table><tr>{''.join(cells)}</tr></table>"


def _as_grid(_: Random, paragraphs: list[Paragraph]) -> str:
    """Headings in the first column, their text in the second."""
    rows = "".join(
        f"<tr><td width=120>{_blocks(s[:1], 'p')}</td><td>{_blocks(s[1:], 'p')}</td></tr>"
        if s[0].kind == "heading"
        else f"<tr><td colspan=2>{_blocks(s, 'p')}</td></tr>"
        for s in _sections(paragraphs)
    )
    return f"<table border=1>{rows}</table>"


def _as_list(_: Random, paragraphs: list[Paragraph]) -> str:
    items = "".join(
        f"<dt>{_blocks(s[:1], 'h3')}</dt><dd>{_blocks(s[1:], 'p')}</dd>"
        for s in _sections(paragraphs)
    )
    return f"<dl>{items}</dl>"


def _side_by_side(draw: Random, paragraphs: list[Paragraph]) -> str:
    first, second = _halves(draw, paragraphs)
    return f"<div>{first}</div><div>{second}</div>"


def _container_first(draw: Random, paragraphs: list[Paragraph]) -> str:
    first, second = _halves(draw, paragraphs)
    return f"<div {_container(draw)}>{first}</div><div>{second}</div>"


def _container_last(draw: Random, paragraphs: list[Paragraph]) -> str:
    first, second = _halves(draw, paragraphs)
    if not second:
        return f"<div {_container(draw)}>{first}</div>"
    return f"<div>{first}</div><div {_container(draw)}>{second}</div>"


def _two_containers(draw: Random, paragraphs: list[Paragraph]) -> str:
    first, second = _halves(draw, paragraphs)
    return f'<div class="TRS_Editor">{first}</div><div class="TRS_Editor">{second}</div>'


_FORMS: dict[str, Callable[[Random, list[Paragraph]], str]] = {
    "p": lambda _, ps: f'<div class="content">{_blocks(ps, "p")}</div>',
    "div": lambda _, ps: f'<div class="content">{_blocks(ps, "div")}</div>',
    "font": _as_font,
    "breaks": _as_breaks,
    "unclosed div": lambda _, ps: "".join(f"<div>{_blocks([p], 'p')}" for p in ps),
    "unclosed p": lambda _, ps: "".join(f"<p>{html.escape(p.text)}\n" for p in ps),
    "sections": _as_sections,
    "nested": _as_nested,
    "rows": _as_rows,
    "section rows": _as_section_rows,
    "cells": _as_cells,
    "grid": _as_grid,
    "list": _as_list,
    "side by side": _side_by_side,
    "container first": _container_first,
    "container last": _container_last,
    "two containers": _two_containers,
}
_WITHOUT_TABLES = frozenset({"font", "breaks", "unclosed p", "rows"})


def _sections(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    found: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if paragraph.kind == "heading" or not found:
            found.append([])
        found[-1].append(paragraph)
    return found


def _blocks(paragraphs: list[Paragraph], tag: str) -> str:
    pieces: list[str] = []
    rows: list[Paragraph] = []
    for paragraph in [*paragraphs, None]:
        if paragraph is not None and paragraph.kind == "row":
            rows.append(paragraph)
            continue
        pieces.append(_rows(rows))
        rows = []
        if paragraph is not None:
            pieces.append(f"<{tag}>{_inline(paragraph)}</{tag}>")
    return "\n".join(filter(None, pieces))


def _rows(rows: list[Paragraph]) -> str:
    if not rows:
        return ""
    cells = ("</td><td>".join(map(html.escape, row.text.split("\t"))) for row in rows)
    return "<table border=1>" + "".join(f"<tr><td>{row}</td></tr>" for row in cells) + "</table>"


def _inline(paragraph: Paragraph) -> str:
    text = html.escape(paragraph.text)
    return f"<strong>{text}</strong>" if paragraph.kind == "heading" else f"<span>{text}</span>"
