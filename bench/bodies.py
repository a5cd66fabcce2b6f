"""The text under each heading of a generated report."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from bench.draw import Draw
from bench.sentences import Teller, templates

TopicStyle = Literal["level2", "level3", "run_in", "none"]

NUMERALS: Final = tuple("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五".split())


@cache
def sections() -> dict[str, dict[str, float]]:
    """Section → its `share` and `length`, in the order of a report; see `data/sections.toml`."""
    file = Path(__file__).with_name("data") / "sections.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs of a section with its lower headings, and the topics that these name."""

    paragraphs: tuple[str, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bodies:
    """Writes the sections of one report."""

    draw: Draw
    tell: Teller
    scale: float
    """How long this report is, 1 being average."""
    topic_style: TopicStyle
    says_nothing: bool
    """Whether no application and no complaint came in: most schools' case."""

    def write(self, section: str) -> Body:
        match section:
            case "overview":
                return Body((*self._opening(), *self._with_subheadings(section)))
            case "proactive":
                return self._proactive()
            case "on_request" | "complaints":
                return Body(tuple(self._counted(section)))
            case "evaluation_complaints":
                counted = self._counted("complaints")
                return Body((*self._plain("evaluation"), *counted))
            case "improvement":
                return Body(tuple(self._improvement()))
            case "other_matters":
                if self.draw.chance(0.5):
                    return Body(("无。",))
                return Body((self.tell.line("sentences", section),))
            case _:
                return Body(tuple(self._plain(section)))

    def _length(self, section: str) -> int:
        return int(sections()[section]["length"] * self.scale * (0.5 + self.draw.random()))

    def _plain(self, section: str) -> list[str]:
        return self.tell.paragraphs(section, self._length(section))

    def _opening(self) -> list[str]:
        """The sentences that nearly every report contains."""
        kept = [line for line in templates()["sentences"]["boilerplate"] if self.draw.chance(0.9)]
        return ["".join(self.tell.fill(line) for line in kept)] if kept else []

    def _with_subheadings(self, section: str) -> list[str]:
        if self.draw.chance(0.25):
            return self._plain(section)
        titles = self.draw.some(templates()["subheadings"][section], self.draw.number(2, 4))
        length = self._length(section) // len(titles)
        found = []
        for number, title in zip(NUMERALS, titles, strict=False):
            found.append(f"（{number}）{self.tell.fill(title)}")
            found += self.tell.paragraphs(section, length)
        return found

    def _counted(self, section: str) -> list[str]:
        """The number of applications or complaints, or the statement that there were none."""
        answer = "none" if self.says_nothing or self.draw.chance(0.4) else "some"
        first = self.tell.line("sentences", f"{section}_{answer}")
        if self.draw.chance(0.4):
            return [first]
        return [first, *self.tell.paragraphs(section, self._length(section), free=0.15)]

    def _proactive(self) -> Body:
        if self.topic_style == "none":
            return Body(tuple(self._with_subheadings("proactive")))
        topics = [topic for topic in templates()["topics"] if self.draw.chance(0.75)]
        length = self._length("proactive")
        intro = self.tell.paragraphs("proactive", length // 4)
        if self.topic_style != "level2":
            intro.append("（一）主动公开的主要内容")
        share = length * 3 // 4 // max(1, len(topics))
        return Body(
            (
                *intro,
                *(
                    line
                    for number, topic in enumerate(topics)
                    for line in self._topic(number, topic, share)
                ),
            ),
            tuple(topics),
        )

    def _topic(self, number: int, topic: str, length: int) -> list[str]:
        title = self.tell.line("topic_headings", topic)
        facts = self.draw.some(templates()["topics"][topic], self.draw.number(1, 3))
        text = "".join(self.tell.fill(fact) for fact in facts)
        more = self.tell.paragraphs("proactive", length - len(text))
        match self.topic_style:
            case "run_in":
                return [f"{number + 1}.{title}公开。{text}", *more]
            case "level3":
                return [f"{number + 1}.{title}公开情况", text, *more]
            case _:
                return [f"（{NUMERALS[number]}）{title}", text, *more]

    def _improvement(self) -> list[str]:
        length = self._length("improvement") // 2
        return [
            *self.tell.paragraphs("improvement", length),
            f"主要问题：{self._list('problems')}",
            *self.tell.paragraphs("improvement", length),
            f"改进措施：{self._list('measures')}",
        ]

    def _list(self, name: str) -> str:
        lines = self.draw.some(templates()["sentences"][name], self.draw.number(2, 4))
        text = (
            f"{numeral}是{self.tell.fill(line)}"
            for numeral, line in zip(NUMERALS, lines, strict=False)
        )
        return f"{'；'.join(text)}。"
