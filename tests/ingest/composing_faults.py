"""The faults of published reports, each a function that spoils a composed one in place.

Each answers whether it found something to spoil.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import opencc

from tests.ingest.composing import Composed, Paragraph

Fault = Callable[[Composed, random.Random], bool]
_NUMBER = re.compile(
    r"^[\s\u3000]*(?:[一二三四五六七八九十]+\s*[、．] ?|第[一二三四五六七八九十]部分 )"
)


@cache
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _headings(report: Composed) -> list[Paragraph]:
    return [p for p in report.paragraphs if p.kind == "h1"]


def _prose(report: Composed) -> list[Paragraph]:
    return [p for p in report.paragraphs if p.kind == "text" and len(p.text) > 40]


def contents_with_dots(report: Composed, rng: random.Random) -> bool:
    """A table of contents with dotted leaders in front of the opening."""
    return _contents(report, lambda title, page: f"{title}{'…' * rng.randint(3, 9)}{page}")


def contents_with_bare_titles(report: Composed, rng: random.Random) -> bool:
    """A table of contents whose page numbers are gone."""
    return _contents(report, lambda title, _: title)


def _contents(report: Composed, entry: Callable[[str, int], str]) -> bool:
    headings = _headings(report)
    at = next(i for i, p in enumerate(report.paragraphs) if p.kind == "text")
    lines = [Paragraph("目  录", "toc")]
    lines += [
        Paragraph(entry(h.text.strip(), page), "toc", gap=False)
        for page, h in enumerate(headings, start=1)
    ]
    report.paragraphs[at:at] = lines
    return True


def all_numbers_lost(report: Composed, rng: random.Random) -> bool:
    """Word's automatic numbers that a conversion dropped."""
    if "unclassified" in report.sections:
        return False
    for heading in _headings(report):
        heading.text = _NUMBER.sub("", heading.text)
        heading.gap = True
    return True


def one_number_lost(report: Composed, rng: random.Random) -> bool:
    """One heading without its number."""
    heading = rng.choice(_headings(report))
    if any(title in heading.text for title in ("信箱", "监督检查", "培训")):
        return False
    heading.text = _NUMBER.sub("", heading.text)
    heading.gap = True
    return True


def number_repeated(report: Composed, rng: random.Random) -> bool:
    """Two sections with one number."""
    headings = _headings(report)
    if len(headings) < 3 or "unclassified" in report.sections:
        return False
    at = rng.randint(1, len(headings) - 1)
    before = _NUMBER.match(headings[at - 1].text)
    if not before:
        return False
    headings[at].text = before.group() + _NUMBER.sub("", headings[at].text)
    return True


def number_skipped(report: Composed, rng: random.Random) -> bool:
    """五 is followed by 七."""
    headings = _headings(report)
    for heading in headings[len(headings) // 2 :]:
        heading.text = re.sub(
            "[一二三四五六七八九](?=、|．|部分| 、)",
            lambda found: "一二三四五六七八九十"["一二三四五六七八九十".index(found.group()) + 1],
            heading.text,
            count=1,
        )
    return True


def bold_headings(report: Composed, rng: random.Random) -> bool:
    """Headings left in a converter's `**`."""
    for heading in _headings(report):
        heading.text = f"**{heading.text.strip()}**"
    return True


def hash_headings(report: Composed, rng: random.Random) -> bool:
    """Headings with the hashes of Markdown."""
    for paragraph in report.paragraphs:
        if paragraph.kind == "h1":
            paragraph.text = f"## {paragraph.text.strip()}"
        elif paragraph.kind == "h2":
            paragraph.text = f"### {paragraph.text.strip()}"
    return True


def run_in_headings(report: Composed, rng: random.Random) -> bool:
    """A section's first paragraph on the heading's own line."""
    stop = rng.choice(["。", "：", "　"])
    spoilt = False
    paragraphs = report.paragraphs
    for at in range(len(paragraphs) - 2, -1, -1):
        if paragraphs[at].kind == "h1" and paragraphs[at + 1].kind == "text":
            if re.match("[（(]?[一二三四五六七八九十]", paragraphs[at + 1].text):
                continue
            paragraphs[at].text += stop + paragraphs.pop(at + 1).text
            spoilt = True
    return spoilt


def flattened_with_blanks(report: Composed, rng: random.Random) -> bool:
    """The whole report on one line."""
    return _flatten(report, rng.choice([" ", "　"]))


def _flatten(report: Composed, joint: str) -> bool:
    kinds = {p.kind for p in report.paragraphs}
    if kinds & {"attachment", "toc", "letter", "item"} or "unclassified" in report.sections:
        return False
    if not all(_NUMBER.match(h.text) for h in _headings(report)):
        return False
    report.joint = joint
    return True


def page_breaks_split_sentences(report: Composed, rng: random.Random) -> bool:
    """A blank line in the middle of sentences."""
    return _split(report, rng, lambda: "\n\n")


def page_numbers_inside_paragraphs(report: Composed, rng: random.Random) -> bool:
    """A page number on a line of its own in the middle of sentences."""
    pages = iter(range(1, 99))
    form = rng.choice(["- {} -", "— {} —", "第 {} 页", "－{}－"])
    return _split(report, rng, lambda: f"\n\n{form.format(next(pages))}\n\n")


def page_numbers_inside_lines(report: Composed, rng: random.Random) -> bool:
    """- 3 - between two words of a line."""
    pages = iter(range(1, 99))
    return _split(report, rng, lambda: f"- {next(pages)} -")


def form_feeds(report: Composed, rng: random.Random) -> bool:
    """Pages that end in the middle of a sentence, with a running head on each."""
    head = f"{report.school}信息公开年度报告"
    return _split(report, rng, lambda: f"\n\f{head}\n")


def _split(report: Composed, rng: random.Random, breaks: Callable[[], str]) -> bool:
    paragraphs = _prose(report)
    for paragraph in rng.sample(paragraphs, min(4, len(paragraphs))):
        places = [
            i
            for i in range(22, len(paragraph.text) - 8)
            if paragraph.text[i - 1] not in "。；：、，（《》）0123456789 .-"
            and paragraph.text[i] not in "。；：，、（《》）一二三四五六七八九十 .-"
            and not paragraph.text[i].isdigit()
        ]
        if places:
            at = rng.choice(places)
            paragraph.text = paragraph.text[:at] + breaks() + paragraph.text[at:]
    return bool(paragraphs)


def blanks_around_digits(report: Composed, rng: random.Random) -> bool:
    """2023 年 9 月 1 日."""
    report.text_faults.append(
        lambda text: re.sub(r"(?<=[\u4e00-\u9fff])(\d+)(?=[\u4e00-\u9fff])", r" \1 ", text)
    )
    return True


def full_width_digits(report: Composed, rng: random.Random) -> bool:
    """２０２３年."""
    table = {ord(str(d)): "０１２３４５６７８９"[d] for d in range(10)}
    report.text_faults.append(lambda text: text.translate(table))
    return True


def traditional_characters(report: Composed, rng: random.Random) -> bool:
    """A mirror in traditional characters."""
    report.text_faults.append(_traditional().convert)
    return True


def residue_of_word(report: Composed, rng: random.Random) -> bool:
    """[bookmark: _GoBack] and `**一是**`."""
    prose = _prose(report)
    for paragraph in rng.sample(prose, min(3, len(prose))):
        paragraph.text = "[bookmark: _GoBack]" + paragraph.text
    return True


def stray_english(report: Composed, rng: random.Random) -> bool:
    """精神 and 全国."""
    added = "年内的各项安排都按照会议精神 and 全国大会的部署稳步落实到位。"
    for paragraph in rng.sample(_prose(report), 1):
        paragraph.text += added
        report.sentences.append(added)
    return True


def zero_width_characters(report: Composed, rng: random.Random) -> bool:
    """A BOM and zero-width spaces."""
    report.text_faults.append(lambda text: "\ufeff" + text.replace("信息公开", "信息\u200b公开"))
    return True


def announced_but_absent(report: Composed, rng: random.Random) -> bool:
    """The opening names sections in order that do not follow."""
    opening = next(p for p in report.paragraphs if p.kind == "text")
    added = "全文包括：一、概述；二、主动公开情况；三、依申请公开情况；四、其他需要报告的事项；五、清单事项公开情况表。"
    opening.text += added
    report.sentences.append(added)
    return True


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        contents_with_dots,
        contents_with_bare_titles,
        all_numbers_lost,
        one_number_lost,
        number_repeated,
        number_skipped,
        bold_headings,
        hash_headings,
        run_in_headings,
        flattened_with_blanks,
        page_breaks_split_sentences,
        page_numbers_inside_paragraphs,
        page_numbers_inside_lines,
        form_feeds,
        blanks_around_digits,
        full_width_digits,
        traditional_characters,
        residue_of_word,
        stray_english,
        zero_width_characters,
        announced_but_absent,
    )
}
