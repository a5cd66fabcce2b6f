"""Reports composed sentence by sentence, whose truth is known, and the faults of real ones.

`compose(seed)` gives one report: real school names, titles worded as schools word them, sentences
of our own, and one to four faults of those seen in the wild. Its `paragraphs` are independent of
any file format; `text` is what a reader of a plain file would hand over.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from tests.ingest.composing_words import (
    BODY,
    NO_SECTION,
    OPENINGS,
    SCHOOLS,
    SECTION_TITLES,
    TOPIC_TITLES,
)

HAN = "一二三四五六七八九十"


@dataclass
class Paragraph:
    """One paragraph of a composed report."""

    text: str
    kind: str = "text"
    """title, text, h1, h2, h3, item, signature, date, attachment, toc, page, letter."""
    gap: bool = True
    """A blank line stands before it."""


@dataclass
class Composed:
    """A report with the truth about it."""

    seed: int
    school: str
    provinces: frozenset[str | None]
    """What may be read: the right one, or None."""
    period: str
    start: date | None
    end: date | None
    published: date | None = None
    sections: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    """Each must be found whole in what was read, white space aside."""
    faults: list[str] = field(default_factory=list)
    path: str = "report.txt"
    own_title: str | None = None
    joint: str = "\n"
    text_faults: list[Callable[[str], str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The report as plain text."""
        pieces: list[str] = []
        for paragraph in self.paragraphs:
            blank = "\n" if paragraph.gap and self.joint == "\n" else ""
            pieces.append(blank + paragraph.text)
        text = self.joint.join(pieces)
        for fault in self.text_faults:
            text = fault(text)
        return text


class _Composer:
    """One report in the making."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        school, province, authority = self.random.choice(SCHOOLS)
        self.authority = authority
        self.year = self.random.randint(2012, 2025)
        academic = self.random.random() < 0.7
        self.report = Composed(
            seed=seed,
            school=school,
            provinces=frozenset({province, None}),
            period=f"{self.year - 1}-{self.year}" if academic else str(self.year),
            start=date(self.year - 1, 9, 1),
            end=date(self.year, 8, 31),
        )
        self.sentence = 0

    def compose(self) -> Composed:
        self._front()
        self._sections()
        self._back()
        self._spoil()
        return self.report

    def _add(self, text: str, kind: str = "text", *, gap: bool = True) -> None:
        self.report.paragraphs.append(Paragraph(text, kind, gap))

    def _fault(self, name: str, chance: float) -> bool:
        if self.random.random() >= chance:
            return False
        self.report.faults.append(name)
        return True

    # The front: title, cover letter, opening.

    def _year_words(self) -> str:
        if "-" in self.report.period:
            first, last = self.report.period.split("-")
            dash = self.random.choice(["—", "-", "–", "~", "至", "－", " - ", ""])
            return f"{first}{dash}{last}" + self.random.choice(["学年", "学年度", "年度", " 学年"])
        return self.report.period + self.random.choice(["年", "年度", " 年"])

    def _title_lines(self) -> list[str]:
        pick = self.random.choice
        kind = pick(
            ["信息公开年度报告", "信息公开工作年度报告", "信息公开工作报告", "信息公开年报",
             "信息公开工作年报", "信息公开工作情况报告", "信息公开情况报告"]
        )  # fmt: skip
        school, year = self.report.school, self._year_words()
        form = pick(["joined", "joined", "year first", "two lines", "year apart", "broken"])
        match form:
            case "year first":
                return [f"{year}{school}{kind}"]
            case "two lines":
                return [school, f"{year}{kind}"]
            case "year apart":
                return [f"{school}{year}", kind]
            case "broken" if kind.startswith("信息公开工作"):
                return [f"{school}{year}信息公开工作", kind.removeprefix("信息公开工作")]
            case _:
                return [f"{school}{year}{kind}"]

    def _front(self) -> None:
        report = self.report
        lines = self._title_lines()
        whole = "".join(lines)
        if self._fault("cover letter", 0.12):
            self._letter(whole)
        missing = self._fault("no title in the text", 0.2)
        if not missing:
            for at, line in enumerate(lines):
                self._add(line, "title", gap=at == 0)
            if self._fault("publish line", 0.15):
                report.published = date(self.year, 10, self.random.randint(20, 31))
                self._add(f"发布时间：{report.published.isoformat()}　浏览次数：128", gap=False)
        named_in_opening = self.random.random() < 0.5
        if missing and (not named_in_opening or self.random.random() < 0.5):
            if self.random.random() < 0.5:
                report.own_title = f"{whole}-信息公开网"
            else:
                report.path = f"{report.school}{report.period}信息公开年度报告.txt"
        self._opening(
            named=named_in_opening or (missing and not report.own_title),
            dated=missing and not report.own_title and report.path == "report.txt",
        )

    def _letter(self, whole: str) -> None:
        school = self.report.school
        self._add(f"{school}文件", "letter")
        self._add(f"校办〔{self.year}〕{self.random.randint(3, 90)}号", "letter")
        self._add(
            f"{school}关于报送{self.report.period.split('-')[-1]}年信息公开年度报告的函", "letter"
        )
        self._add("省教育厅：", "letter")
        self._add("按照通知要求，我校编制完成年度报告，现予报送，请审阅。", "letter")
        self._add(f"附件：{whole}", "letter")

    def _opening(self, *, named: bool, dated: bool) -> None:
        report = self.report
        first = self.random.choice([text for text in OPENINGS if not dated or "{year}" in text])
        who = report.school if named else "学校"
        authority = (
            f"《{self.authority}关于做好{self.year}年高校信息公开年度报告工作的通知》"
            if self.authority
            else "上级通知"
        )
        statistics = self._statistics()
        text = first.format(
            who=who, year=self._plain_year(), authority=authority, statistics=statistics
        )
        self._add(text)
        self._remember(text)

    def _plain_year(self) -> str:
        if "-" in self.report.period:
            return self.report.period.replace("-", "—") + "学年"
        return self.report.period + "年"

    def _statistics(self) -> str:
        report = self.report
        if self._fault("no dates", 0.1):
            report.start = report.end = None
            return "各项数据由校内各单位提供。"
        assert report.start
        assert report.end
        first, last = report.start, report.end
        if self._fault("damaged dates", 0.08):
            report.start = report.end = None
            return f"本报告数据的统计期限为{first.year}91日至{last.year}831日。"
        form = self.random.choice(
            [
                "统计期限为{a.year}年{a.month}月{a.day}日至{b.year}年{b.month}月{b.day}日。",
                "统计期限自 {a.year} 年 {a.month} 月 {a.day} 日起，至 {b.year} 年 {b.month} 月 {b.day} 日止。",
                "数据统计时间为{a.year}.{a.month}.{a.day}-{b.year}.{b.month}.{b.day}。",
                "所列数据的起止时间为{a.year}年{a.month}月{a.day}日—{b.year}年{b.month}月{b.day}日。",
                "数据统计时段为{a.year}年{a.month}月{a.day}日到{b.year}年{b.month}月{b.day}日。",
            ]
        )
        return "报告中" + form.format(a=first, b=last)

    # The body.

    def _sections(self) -> None:
        order = ["overview", "proactive", "on_request", "evaluation", "complaints", "improvement"]
        chosen = [[name] for name in order if name == "proactive" or self.random.random() < 0.9]
        if self.random.random() < 0.2:
            chosen.insert(min(2, len(chosen)), ["key_areas"])
        if self.random.random() < 0.35:
            chosen.append(["other_matters"])
        if self.random.random() < 0.25:
            chosen.append(["checklist"])
        if self.random.random() < 0.15:
            chosen.insert(self.random.randint(1, len(chosen)), ["unclassified"])
        if self.random.random() < 0.12:
            chosen = [
                [*names, "complaints"] if names == ["evaluation"] else names
                for names in chosen
                if names != ["complaints"]
            ]
        style = self.random.choice(
            [
                "{n}、",
                "{n}、",
                "{n}、",
                "{n}、",
                "{n}．",
                "　　{n}、",
                "第{n}部分 ",
                "{n}、 ",
                "{n} 、",
            ]
        )
        for number, names in enumerate(chosen, start=1):
            self._section(names, style.format(n=HAN[number - 1]))

    def _section(self, names: list[str], number: str) -> None:
        title = self._section_title(names)
        self.report.sections.extend(names)
        self._add(number + title, "h1", gap=self.random.random() < 0.6)
        body = BODY.get(names[0], BODY["general"])
        if names[0] in {"proactive", "key_areas"} and self.random.random() < 0.75:
            self._prose(BODY["general"], 1)
            self._topics()
        elif names[0] in {"overview", "improvement"} and self.random.random() < 0.5:
            self._subsections(body)
        else:
            self._prose(body, self.random.randint(1, 3))

    def _section_title(self, names: list[str]) -> str:
        if names == ["unclassified"]:
            return self.random.choice(NO_SECTION)
        key = "+".join(names)
        title = self.random.choice(SECTION_TITLES[key])
        if title == "概述" and self._fault("spaced heading", 0.3):
            return "概 述"
        return title

    def _subsections(self, body: list[str]) -> None:
        mottos = [
            "加强组织领导，健全工作机制",
            "完善制度规范，压实工作责任",
            "拓展公开渠道，提升公开实效",
        ]
        for at, motto in enumerate(mottos):
            if self.random.random() < 0.3:
                text = f"（{HAN[at]}）{motto}。" + self._sentence(body)
                self._add(text)
                self._remember(text)
            else:
                self._add(f"（{HAN[at]}）{motto}", "h2")
                self._prose(body, 1)

    def _topics(self) -> None:
        topics = self.random.sample([*TOPIC_TITLES], self.random.randint(3, 7))
        form = self.random.choice(
            ["（{h}）", "({h})", "{d}.", "{d}、", "（{d}）", "（{h}）run in", "{d}.run in"]
        )
        for at, topic in enumerate(topics):
            number = form.removesuffix("run in").format(h=HAN[at], d=at + 1)
            title = number + self.random.choice(TOPIC_TITLES[topic])
            self.report.topics.append(topic)
            if form.endswith("run in"):
                text = f"{title}。{self._sentence(BODY['topic'])}{self._sentence(BODY['topic'])}"
                self._add(text, gap=False)
                self._remember(text)
            else:
                self._add(title, "h2", gap=self.random.random() < 0.5)
                self._prose(BODY["topic"], 1)
        if self.random.random() < 0.3:
            self._list()

    def _list(self) -> None:
        self._add("信息公开的主要载体包括：")
        for at, item in enumerate(
            ["学校门户网站；", "招生信息与财务信息公告栏；", "校报与校园广播。"]
        ):
            self._add(f"{at + 1}.{item}", "item", gap=False)

    def _prose(self, body: list[str], paragraphs: int) -> None:
        for _ in range(paragraphs):
            text = "".join(self._sentence(body) for _ in range(self.random.randint(1, 4)))
            self._add(text, gap=self.random.random() < 0.6)
            self._remember(text)

    def _sentence(self, body: list[str]) -> str:
        self.sentence += 1
        return self.random.choice(body).format(n=self.sentence * 7 + 13, m=self.sentence + 2)

    def _remember(self, text: str) -> None:
        self.report.sentences.extend(s + "。" for s in text.split("。") if s)

    def _back(self) -> None:
        report = self.report
        if "checklist" not in report.sections and self._fault("attachment", 0.15):
            self._add(f"附件：{report.school}信息公开事项清单", "attachment")
            report.sections.append("checklist")
        if self._fault("signature", 0.4):
            self._add(report.school, "signature")
            day = date(self.year, 10, self.random.randint(9, 31))
            report.published = report.published or day
            form = self.random.choice(
                ["{0.year}年{0.month}月{0.day}日", "{0.year} 年 {0.month} 月 {0.day} 日"]
            )
            self._add(form.format(day), "date")

    # The faults.

    def _spoil(self) -> None:
        from tests.ingest.composing_faults import FAULTS  # it builds on this module's classes

        chosen = self.random.sample([*FAULTS], self.random.randint(0, 3))
        for name in sorted(chosen, key=[*FAULTS].index):
            if FAULTS[name](self.report, self.random):
                self.report.faults.append(name)


def compose(seed: int) -> Composed:
    """The report of this number: the same one every time."""
    return _Composer(seed).compose()


__all__ = ["Composed", "Paragraph", "compose", "replace"]
