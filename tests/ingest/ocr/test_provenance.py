"""The parts of a report tell which of their text was recognised, and which characters are doubtful."""

from __future__ import annotations

from indexer.ingest.extracted import Extracted, RecognisedText
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, ScannedPage, Source, UncertainText

TYPED = """某某大学2023-2024学年信息公开年度报告
根据《高等学校信息公开办法》，现公布我校信息公开年度报告。
一、概述
学校高度重视信息公开工作，健全工作机制。"""
SCANNED = """二、主动公开情况
全年主动公开信息1435条，其中学校网站573条。
三、依申请公开情况
未收到依申请公开。"""


def parsed(extracted: Extracted) -> Report:
    return parse_report(extracted, Source("a.pdf"), report_id="a")


def recognised(text: str, page: int, doubtful: str = "") -> tuple[RecognisedText, ...]:
    """The lines of a text, cut after 12 characters as on a page."""
    pieces = [line[at : at + 12] for line in text.split("\n") for at in range(0, len(line), 12)]
    return tuple(
        RecognisedText(piece, page, tuple(at for at, char in enumerate(piece) if char in doubtful))
        for piece in pieces
    )


def test_a_scan_is_recognised_as_a_whole() -> None:
    text = f"{TYPED}\n{SCANNED}"
    report = parsed(
        Extracted(
            text,
            recognised=recognised(text, 1),
            scanned=(ScannedPage(1, 0.99),),
            is_all_recognised=True,
        )
    )
    assert {part.text_source for part in report.parts} == {"ocr"}
    assert report.text_source == "ocr"
    assert report.scanned == (ScannedPage(1, 0.99),)


def test_a_mixed_file_tells_its_parts_apart() -> None:
    report = parsed(Extracted(f"{TYPED}\n{SCANNED}", recognised=recognised(SCANNED, 2)))
    assert [(part.sections[0], part.text_source) for part in report.parts] == [
        ("preamble", "text"),
        ("overview", "text"),
        ("proactive", "ocr"),
        ("on_request", "ocr"),
    ]
    assert report.text_source == "mixed"
    half = parsed(Extracted(f"{TYPED}\n{SCANNED}", recognised=recognised(SCANNED[20:], 2)))
    assert [part.text_source for part in half.parts][2] == "mixed"


def test_doubtful_characters_are_ranges_of_the_text_of_their_part() -> None:
    report = parsed(
        Extracted(f"{TYPED}\n{SCANNED}", recognised=recognised(SCANNED, 2, doubtful="35收"))
    )
    proactive, on_request = report.parts[2:]
    marked = [proactive.text[each.start : each.end] for each in proactive.uncertain]
    assert marked == ["35", "5", "3"]
    assert on_request.uncertain == (UncertainText(1, 2, 2),)


def test_a_figure_tells_that_its_sentence_was_recognised() -> None:
    report = parsed(Extracted(f"{TYPED}\n{SCANNED}", recognised=recognised(SCANNED, 2)))
    figure = report.figures["requests_received"]
    assert (figure.state, figure.text_source) == ("zero", "ocr")
    assert figure.to_dict()["text_source"] == "ocr"
    typed = parsed(Extracted(f"{TYPED}\n{SCANNED}")).figures["requests_received"]
    assert "text_source" not in typed.to_dict()


def test_a_text_file_is_text() -> None:
    report = parsed(Extracted(f"{TYPED}\n{SCANNED}"))
    assert report.text_source == "text"
    assert all(not part.uncertain for part in report.parts)
