"""Writes the sentences of one report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from bench.demo.contradictions import Contradiction, Kind, misread, planned_contradiction
from bench.demo.grammar import choose, fill, lines, stream, table
from bench.demo.schools import YEARS, DemoSchool, numbers
from bench.demo.statements import Template, rounded, templates
from bench.demo.truth import NOT_STATED, Truth
from bench.draw import Draw
from bench.facts import in_chinese
from indexer.reports.figures import FIGURES

OUTCOMES: Final = ("requests_granted", "requests_partly_granted", "requests_unavailable")
FIGURE_IDS: Final = (*(kind.id for kind in FIGURES.values() if kind.tier < 3), *OUTCOMES)
_ROWS: Final = (
    ("本年新收信息公开申请", "requests_received"),
    ("予以公开", "requests_granted"),
    ("部分公开", "requests_partly_granted"),
    ("不予公开", "requests_refused"),
    ("无法提供", "requests_unavailable"),
)
_HAN: Final = "零一二三四五六七八九十"
_JOINT: Final = ("wechat_items", "items_disclosed")
_DISPUTES: Final = ("complaints", "reconsiderations", "lawsuits")


class Writer:
    """One school's report of one year. The wording comes from streams that the school and the
    number of its rewordings determine, the numbers from one of the year."""

    def __init__(self, school: DemoSchool, year: int, number_before: int | None = None) -> None:
        """`number_before`: the applications of the year before, to be given wrongly."""
        self.school, self.year = school, year
        self._number_before = number_before
        self._planned = planned_contradiction(school, year)
        self._contradictions: list[Contradiction] = []
        self._says_proactive = False
        self._numbers = numbers(school, year)
        self._truth: dict[str, Truth] = {}
        self._draw = stream("report", school.number, year)
        dash = stream("dash", school.number).pick(("—", "—", "-", "－"))
        self.period = f"{year - 1}{dash}{year}学年" if school.academic else f"{year}年"
        self._facts = self._slots()

    def figures(self) -> dict[str, Truth]:
        """What was stated so far."""
        return {figure: self._truth.get(figure, NOT_STATED) for figure in FIGURE_IDS}

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Those that were written so far."""
        return tuple(self._contradictions)

    def second_statement(self) -> str:
        """A statement that gives another number than a later one; mostly none."""
        total = self._truth.get("items_disclosed", NOT_STATED)
        is_exact = self._says_proactive and total.qualifier is None
        if self._planned != "text" or total.value is None or not is_exact:
            return ""
        self._contradict("text", "items_disclosed")
        text = self._wording("contradiction").pick(lines("statements", "contradiction", "text"))
        return self._fill(text.replace("{other}", str(misread(total.value))), self._draw)

    def _contradict(self, kind: Kind, figure: str) -> None:
        self._contradictions.append(Contradiction(kind, figure))
        if kind in ("text", "table"):
            self._truth[figure] = Truth("contradictory")

    def heading(self, name: str) -> str:
        forms = table("sentences")["headings"][name]
        if name == "complaints":
            options = forms.strip("[]").split("|")
            forms = options[self.school.number % 2] if self.school.has_three_kinds else options[-1]
        return self.choice(forms, f"heading {name}")

    def choice(self, forms: str, key: str) -> str:
        """One of the alternatives, the same every year."""
        return choose(forms, stream("choice", self.school.number, key))

    def pick(self, group: str, key: str) -> str:
        return self.some(group, key, 1)[0]

    def some(self, group: str, key: str, count: int) -> list[str]:
        """Sentences of a list, each kept until it is reworded."""
        order = stream("order", self.school.number, key).some(
            range(len(lines("sentences", group, key))), count
        )
        return [
            self._fill(lines("sentences", group, key)[at], self._wording(key, at))
            for at in sorted(order)
        ]

    def requests(self) -> Iterator[str]:
        """The section on applications."""
        manner = self._manner("requests", silent=0.07, unclear=0.05)
        if manner == "given":
            yield self._contradicting_statement() or self._state(
                "requests", "given", ("requests_received",)
            )
        elif manner == "unclear":
            self._truth["requests_received"] = Truth("unclear")
            yield self._line("requests", "unclear")
        else:
            yield "".join(self._all("requests", "silent"))
        has_table = self.year >= 2021 and stream("table", self.school.number).chance(0.25)
        if manner == "given" and (has_table or self._planned == "table"):
            yield from self._table()
        if manner != "silent":
            yield self._line("requests", "more")

    def complaints(self) -> Iterator[str]:
        """The section on complaints, reconsiderations and lawsuits."""
        manner = self._manner("complaints", silent=0.06, unclear=0.05)
        happened = [figure for figure in _DISPUTES if self._numbers[figure]]
        if manner != "given":
            if manner == "unclear":
                self._truth["complaints"] = Truth("unclear")
            yield self._line("complaints", manner)
        elif not happened and stream("bare", self.school.number).chance(0.12):
            named = _DISPUTES if self.school.has_three_kinds else _DISPUTES[:1]
            self._truth |= {figure: Truth("zero", 0) for figure in named}
            yield "无。"
        else:
            yield self._state("complaints", "given", tuple(happened))
            if self._draw.chance(0.4):
                yield self._line("complaints", "more")

    def output(self) -> Iterator[str]:
        """How much was published, by which channels."""
        text = []
        if self._is_habit("total", 0.62):
            text.append(self._state("output", "total", ()))
            self._says_proactive = "主动公开" in text[0]
        if "website_items" not in self._truth and self._is_habit("channels", 0.6):
            text.append(self._state("output", "channels", ()))
        elif "wechat_items" not in self._truth and self._is_habit("joint", 0.25):
            for figure in _JOINT:
                self._truth.setdefault(figure, Truth("unclear"))
            text.append(self._line("output", "unclear"))
        yield "".join(text) or self._line("output", "silent")

    def _contradicting_statement(self) -> str | None:
        """Applications whose outcomes exceed them, or whose number of the year before is wrong."""
        received = self._numbers["requests_received"]
        if self._planned == "parts" and received:
            granted = self._numbers["requests_granted"] + 1
            refused = self._numbers["requests_refused"] + 1
            other = {"granted": granted, "refused": refused}
            self._truth |= {f"requests_{name}": Truth("number", n) for name, n in other.items()}
        elif (
            self._planned == "last_year"
            and received
            and self._number_before is not None
            and misread(self._number_before) != received
        ):
            other = {"before": misread(self._number_before)}
        else:
            return None
        self._truth["requests_received"] = Truth("number", received)
        self._contradict(self._planned, "requests_received")
        (text,) = lines("statements", "contradiction", self._planned)
        for name, number in other.items():
            text = text.replace(f"{{{name}}}", str(number))
        return self._fill(text, self._wording("contradiction"))

    def _manner(self, topic: str, *, silent: float, unclear: float) -> str:
        """How the report answers: a habit of the school, with exceptions."""
        if self._is_habit(f"silent on {topic}", silent):
            return "silent"
        is_unclear = self._draw.chance(unclear) and not self._numbers["lawsuits"]
        return "unclear" if is_unclear else "given"

    def _is_habit(self, key: str, share: float) -> bool:
        is_usual = stream("habit", self.school.number, key).chance(share)
        return is_usual != stream("exception", self.school.number, key, self.year).chance(0.05)

    def _state(self, group: str, key: str, needed: Sequence[str]) -> str:
        """The statement that fits, names most of the needed figures, and is this school's."""
        fitting = [
            template
            for template in templates(group, key)
            if template.fits(self._numbers) and self._is_own(template)
        ]
        wording = self._wording(group, key)
        wording.shuffle(fitting)
        template = max(fitting, key=lambda one: self._named(one, needed))
        self._truth |= template.truths(self._numbers)
        return self._fill(template.text, wording, template)

    @staticmethod
    def _named(template: Template, needed: Sequence[str]) -> int:
        return sum(figure in needed for figure, _ in template.stated)

    def _is_own(self, template: Template) -> bool:
        """A section on 举报 alone is silent about lawsuits that did not happen."""
        return self.school.has_three_kinds or not (
            {"reconsiderations", "lawsuits"} & {*template.none}
        )

    def _line(self, group: str, key: str) -> str:
        return self._fill(
            self._wording(group, key).pick(lines("statements", group, key)),
            self._wording(group, f"{key} words"),
        )

    def _all(self, group: str, key: str) -> list[str]:
        return [
            self._fill(line, self._wording(group, line)) for line in lines("statements", group, key)
        ]

    def _table(self) -> Iterator[str]:
        yield "信息公开申请办理情况统计表"
        yield "事项\t数量（件）"
        for name, figure in _ROWS:
            count = self._numbers[figure]
            stated = self._truth.get(figure, NOT_STATED).state in ("number", "zero")
            if self._planned == "table" and figure == "requests_received" and stated:
                count += 1
                self._contradict("table", figure)
            else:
                self._truth[figure] = Truth("number", count) if count else Truth("zero", 0)
            yield f"{name}\t{count}"

    def _wording(self, *key: object) -> Draw:
        """The stream of a sentence; it changes when the school rewords it."""
        reworded = sum(
            stream("rewords", self.school.number, key, year).chance(self.school.diligence)
            for year in range(YEARS.start, self.year + 1)
        )
        return stream("wording", self.school.number, key, reworded)

    def _fill(self, text: str, wording: Draw, template: Template | None = None) -> str:
        facts = dict(self._facts)
        if template and template.stated:
            facts |= self._parts(template.stated[0][0])
        return fill(choose(text, wording), facts)

    def _parts(self, figure: str) -> dict[str, Callable[[str], str]]:
        """The parts of a number, which make it up."""
        whole = self._numbers[figure]
        half = max(1, round(whole * (0.25 + 0.4 * self._draw.random())))
        first = max(1, round(whole * 0.1 * self._draw.random()))
        second = max(1, round(whole * (0.2 + 0.2 * self._draw.random())))
        shown = {
            "half1": half,
            "half2": whole - half,
            "third1": first,
            "third2": second,
            "third3": whole - first - second,
        }
        return {name: _constant(str(part)) for name, part in shown.items()}

    def _slots(self) -> dict[str, Callable[[str], str]]:
        school, year, draw = self.school, self.year, self._draw
        start = date(year - 1, 9, 1) if school.academic else date(year, 1, 1)
        end = date(year, 8, 31) if school.academic else date(year, 12, 31)
        facts = {
            "name": school.name,
            "we": school.we,
            "office": school.office,
            "watch": school.watch,
            "phone": school.phone,
            "authority": school.authority,
            "period": self.period,
            "span": "本学年" if school.academic else "本年度",
            "year": str(year),
            "last": str(year - 1),
            "start": in_chinese(start),
            "end": in_chinese(end),
        }

        def number(low: int, high: int) -> Callable[[str], str]:
            return lambda _: str(draw.number(low, high))

        return {
            **{name: _constant(text) for name, text in facts.items()},
            **{figure: self._number(figure) for figure in FIGURE_IDS},
            "few": number(2, 9),
            "provinces": number(3, 29),
            "tens": number(11, 96),
            "hundreds": number(120, 980),
            "thousands": number(1_100, 9_800),
            "followers": number(3_000, 60_000),
            "percent": lambda _: f"{88 + 11 * draw.random():.1f}%",
            "dept": lambda _: choose(table("sentences")["slots"]["dept"], draw),
        }

    def _number(self, figure: str) -> Callable[[str], str]:
        count = self._numbers[figure]

        def written(how: str) -> str:
            shown = rounded(count, how)
            match how:
                case "about":
                    return f"{shown}余"
                case "nearly":
                    return f"近{shown}"
                case "over":
                    return f"超{shown}"
                case "han":
                    return "两" if shown == 2 else _HAN[shown]
            return str(shown)

        return written


def _constant(text: str) -> Callable[[str], str]:
    return lambda _: text
