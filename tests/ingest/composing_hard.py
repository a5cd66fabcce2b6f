"""Composed reports made harder, until some are read wrongly: what confidence is measured on.

`compose_hard(seed)` spoils a composed report in ways that real ones are seldom spoilt: names that
are gone or are others', file names that contradict, headings in words of the school's own, dates
that a scanner broke. Each fault keeps the truth about the report right: what the text no longer
says is None.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.ingest.composing import Composed, Paragraph, compose
from tests.ingest.composing_words import SCHOOLS

Fault = Callable[[Composed, random.Random], bool]

_OTHERS = ("浙江", "江苏", "湖北", "四川")
_PROSE = (
    "学校组织人员赴{other}调研，学习借鉴其栏目设置与台账管理的做法。",
    "学校由原{other}的部分院系与另一所院校合并组建而成，历史档案正在整理。",
    "本学年与{other}签订合作协议，相关内容已在网站公布。",
    "为进一步规范学院信息公开工作，各单位明确了一名联络员。",
    "评估组由{other}的专家牵头，对网站进行了测评。",
    "通讯地址：大学城{other}路二号行政楼。",
)
_OWN_WORDS = {
    "overview": ("这一年我们怎么做", "做在前面的事", "阳光校园建设侧记"),
    "proactive": ("我们亮出了哪些家底", "摆在明处的内容", "上墙上网的事"),
    "on_request": ("有人来问，我们怎么答", "来函来访的答复", "书面索取材料的办理"),
    "evaluation": ("大家怎么看", "师生打多少分", "外界的声音"),
    "complaints": ("有没有人告状", "纪检渠道的反馈", "争议与纠纷"),
    "improvement": ("还差在哪里", "明年往哪儿走", "对照与反思"),
}
_NUMBER = re.compile(
    r"^[\s\u3000]*(?:[一二三四五六七八九十]+\s*[、．] ?|第[一二三四五六七八九十]部分 )"
)


def _prose(report: Composed) -> list[Paragraph]:
    return [p for p in report.paragraphs if p.kind == "text" and len(p.text) > 40]


def _headings(report: Composed) -> list[Paragraph]:
    return [p for p in report.paragraphs if p.kind == "h1"]


def _replace(report: Composed, old: str, new: str) -> None:
    for paragraph in report.paragraphs:
        paragraph.text = paragraph.text.replace(old, new)
    report.sentences = [sentence.replace(old, new) for sentence in report.sentences]
    report.path = report.path.replace(old, new)
    report.own_title = report.own_title.replace(old, new) if report.own_title else None


def _other(report: Composed, rng: random.Random) -> str:
    return rng.choice([name for name, _, _ in SCHOOLS if name != report.school])


def name_gone(report: Composed, rng: random.Random) -> bool:
    """No name of the school anywhere."""
    if not report.school:
        return False
    _replace(report, report.school, rng.choice(["学校", "我校", ""]))
    report.school = ""
    report.provinces = frozenset({*report.provinces, None})
    return True


def name_of_another_in_prose(report: Composed, rng: random.Random) -> bool:
    """Names of other schools in sentences, once or more often."""
    sentence = rng.choice(_PROSE).format(other=_other(report, rng))
    for paragraph in rng.sample(_prose(report), min(rng.randint(1, 3), len(_prose(report)))):
        paragraph.text += sentence
    return True


def name_gone_and_another_in_prose(report: Composed, rng: random.Random) -> bool:
    """The school is not named, and others are."""
    return name_gone(report, rng) and name_of_another_in_prose(report, rng)


def name_gone_and_another_often(report: Composed, rng: random.Random) -> bool:
    """The school is not named, and another one is in several sentences."""
    name_gone(report, rng)
    other = _other(report, rng)
    for paragraph in _prose(report):
        paragraph.text += rng.choice(_PROSE[:3]).format(other=other)
    return True


def name_broken(report: Composed, rng: random.Random) -> bool:
    """A scanner's wrong character in the name, wherever it stands."""
    if not report.school:
        return False
    at = rng.randrange(max(1, len(report.school) - 2))
    wrong = report.school[:at] + rng.choice("末太夭囗曰") + report.school[at + 1 :]
    for paragraph in report.paragraphs:
        paragraph.text = paragraph.text.replace(report.school, wrong)
    report.sentences = [s.replace(report.school, wrong) for s in report.sentences]
    return True


def name_in_title_broken(report: Composed, rng: random.Random) -> bool:
    """A character of the name is lost in the title alone."""
    if not report.school:
        return False
    titles = [p for p in report.paragraphs if p.kind == "title" and report.school in p.text]
    at = rng.randrange(len(report.school))
    for paragraph in titles:
        short = report.school[:at] + report.school[at + 1 :]
        paragraph.text = paragraph.text.replace(report.school, short)
    return bool(titles)


def unheard_name(report: Composed, rng: random.Random) -> bool:
    """A school that no list knows."""
    if not report.school:
        return False
    new = rng.choice(["云溪", "青岚", "白鹭洲", "松原河"]) + rng.choice(
        ["文理学院", "职业技术学院", "应用技术大学", "艺术与设计高等专科学校", "学院"]
    )
    _replace(report, report.school, new)
    report.school = new
    report.provinces = frozenset({*report.provinces, None})
    return True


def signed_by_another(report: Composed, rng: random.Random) -> bool:
    """The last line is the name of another school."""
    report.paragraphs.append(Paragraph(_other(report, rng), "signature"))
    return True


def file_of_another(report: Composed, rng: random.Random) -> bool:
    """The file's name says another school and another year than the title."""
    if not any(p.kind == "title" for p in report.paragraphs):
        return False
    report.path = f"{_other(report, rng)}{rng.randint(2010, 2024)}年信息公开年度报告.txt"
    return True


def file_of_another_and_no_title(report: Composed, rng: random.Random) -> bool:
    """A file under another school's name whose text has no title."""
    if not any(p.kind == "title" for p in report.paragraphs):
        return False
    report.paragraphs = [p for p in report.paragraphs if p.kind != "title"]
    report.path = f"{_other(report, rng)}{rng.randint(2010, 2024)}.txt"
    if report.school and not any(report.school in p.text for p in report.paragraphs):
        report.school = ""
    return True


def years_gone(report: Composed, rng: random.Random) -> bool:
    """No year anywhere but in the file's name, which is an article's number."""
    for paragraph in report.paragraphs:
        paragraph.text = re.sub(r"20\d\d\s*", "", paragraph.text)
    report.sentences = [re.sub(r"20\d\d\s*", "", s) for s in report.sentences]
    report.own_title = None
    report.path = f"{rng.randint(2009, 2024)}-{rng.randint(1000, 99999)}.txt"
    report.period, report.start, report.end, report.published = "", None, None, None
    return True


def title_of_another_year(report: Composed, rng: random.Random) -> bool:
    """The title was copied from an earlier year; the opening and the days are right."""
    titles = [p for p in report.paragraphs if p.kind == "title" and re.search(r"20\d\d", p.text)]
    if not titles or report.start is None:
        return False
    for paragraph in titles:
        paragraph.text = re.sub(
            r"20\d\d", lambda found: str(int(found.group()) - 3), paragraph.text
        )
    return True


def broken_years(report: Composed, rng: random.Random) -> bool:
    """A scanner's letters in years: 2O23, 20l9."""
    for paragraph in report.paragraphs:
        if rng.random() < 0.7:
            paragraph.text = re.sub("20(?=[12])", "2O", paragraph.text)
    return True


def another_period_in_opening(report: Composed, rng: random.Random) -> bool:
    """The opening speaks of other years first."""
    opening = next(p for p in report.paragraphs if p.kind == "text")
    years = [int(year) for year in re.findall(r"20\d\d", report.period)] or [2020]
    first = years[0] - 2
    opening.text = f"继{first}—{first + 1}学年信息公开年度报告公布之后，" + opening.text
    return True


def headings_in_own_words(report: Composed, rng: random.Random) -> bool:
    """One or all headings in words that no other school uses."""
    headings = _headings(report)
    for heading in rng.sample(headings, rng.choice([1, 1, 2, len(headings)])):
        at = headings.index(heading)
        name = report.sections[at] if at < len(report.sections) else ""
        if name in _OWN_WORDS:
            number = _NUMBER.match(heading.text)
            heading.text = (number.group() if number else "") + rng.choice(_OWN_WORDS[name])
    return True


def headings_in_own_words_unnumbered(report: Composed, rng: random.Random) -> bool:
    """Headings in the school's own words, without numbers."""
    headings_in_own_words(report, rng)
    for heading in _headings(report):
        heading.text = _NUMBER.sub("", heading.text)
    return True


def heading_broken_by_a_line(report: Composed, rng: random.Random) -> bool:
    """A heading on two lines."""
    heading = rng.choice(_headings(report))
    if len(heading.text) < 8:
        return False
    at = rng.randint(5, len(heading.text) - 2)
    heading.text = heading.text[:at] + "\n" + heading.text[at:]
    return True


def heading_behind_a_sentence(report: Composed, rng: random.Random) -> bool:
    """A heading at the end of the paragraph before it."""
    places = [
        at
        for at, paragraph in enumerate(report.paragraphs)
        if at and paragraph.kind == "h1" and report.paragraphs[at - 1].kind == "text"
    ]
    if not places:
        return False
    at = rng.choice(places)
    report.paragraphs[at - 1].text += report.paragraphs.pop(at).text.strip()
    return True


def sentence_numbered_like_a_section(report: Composed, rng: random.Random) -> bool:
    """A list's item in the numbers of the sections."""
    paragraph = rng.choice(_prose(report))
    at = report.paragraphs.index(paragraph)
    text = rng.choice(
        ["五、信息公开工作培训", "八、受理投诉与申请公开的窗口", "四、问题整改", "七、清单事项"]
    )
    report.paragraphs.insert(at + 1, Paragraph(text, "item"))
    return True


def sections_on_one_level(report: Composed, rng: random.Random) -> bool:
    """Every heading, high or low, with the same form of number."""
    number = 0
    for paragraph in report.paragraphs:
        if paragraph.kind in {"h1", "h2"}:
            number += 1
            bare = re.sub(
                r"^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?", "", paragraph.text.strip()
            )
            bare = re.sub("^第.部分 ", "", bare)
            paragraph.text = f"{number}、{bare}"
    return True


def two_years(report: Composed, rng: random.Random) -> bool:
    """The report of another year after this one: a file that cannot be read correctly."""
    other = compose(report.seed + 1)
    report.paragraphs += other.paragraphs
    report.sections = [*report.sections, "two reports"]
    return True


def paragraphs_shuffled(report: Composed, rng: random.Random) -> bool:
    """Columns read in the wrong order."""
    bodies = [p.text for p in report.paragraphs if p.kind in {"text", "h1", "h2"}]
    rng.shuffle(bodies)
    for paragraph in report.paragraphs:
        if paragraph.kind in {"text", "h1", "h2"}:
            paragraph.text = bodies.pop()
    report.sections = [*report.sections, "in disorder"]
    return True


def several_days_at_the_end(report: Composed, rng: random.Random) -> bool:
    """Days after the signature that are not the date of publication."""
    if report.published is not None:
        return False
    report.paragraphs.append(Paragraph("校对：办公室", "text"))
    report.paragraphs.append(Paragraph("审核日期", "text"))
    return True


HARD_FAULTS: tuple[Fault, ...] = (
    name_gone,
    name_of_another_in_prose,
    name_gone_and_another_in_prose,
    name_gone_and_another_often,
    name_broken,
    name_in_title_broken,
    unheard_name,
    signed_by_another,
    file_of_another,
    file_of_another_and_no_title,
    years_gone,
    title_of_another_year,
    broken_years,
    another_period_in_opening,
    headings_in_own_words,
    headings_in_own_words_unnumbered,
    heading_broken_by_a_line,
    heading_behind_a_sentence,
    sentence_numbered_like_a_section,
    sections_on_one_level,
    two_years,
    paragraphs_shuffled,
)


def compose_hard(seed: int) -> Composed:
    """The hard report of this number: the same one every time; two of five are not spoilt."""
    report = compose(seed)
    rng = random.Random(f"hard {seed}")
    if rng.random() < 0.6:
        for fault in rng.sample(HARD_FAULTS, rng.choice([1, 1, 2])):
            if fault(report, rng):
                report.faults.append(fault.__name__)
    return report
