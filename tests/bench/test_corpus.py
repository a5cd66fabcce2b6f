"""The generated corpus: the same everywhere, true to its own truth, shaped like real reports."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.corpus import YEARS, GeneratedReport, generate, write_corpus
from bench.facts import schools
from indexer.reports.taxonomy import SECTIONS, TOPICS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reports() -> list[GeneratedReport]:
    return [*generate(200)]


def share(reports: list[GeneratedReport], phrase: str) -> float:
    return sum(phrase in report.text for report in reports) / len(reports)


def test_a_report_does_not_depend_on_how_many_are_generated(
    reports: list[GeneratedReport],
) -> None:
    assert [*generate(5, first=100)] == reports[100:105]


def test_another_seed_gives_another_corpus(reports: list[GeneratedReport]) -> None:
    assert next(generate(1, seed=1)).text != reports[0].text


def test_the_words_come_from_the_dictionary_that_the_lock_pins() -> None:
    lock = Path(__file__).parents[2] / "requirements.lock"
    assert "\njieba==0.42.1 " in lock.read_text(encoding="utf-8")


def test_every_school_has_one_report_a_year() -> None:
    reports = [*generate(90, schools=6)]
    assert len({(report.school, report.year) for report in reports}) == 90
    assert {report.year for report in reports} == set(YEARS)
    assert len({report.school for report in reports}) == 6


def test_a_small_corpus_has_every_year_too(reports: list[GeneratedReport]) -> None:
    assert {report.year for report in reports} == set(YEARS)


def test_new_schools_join_when_the_first_have_all_their_years() -> None:
    assert len({report.school for report in generate(32, schools=2)}) == 4


def test_there_are_schools_enough_for_three_archives_of_the_nation() -> None:
    last = next(generate(1, first=134_999))
    assert last.school in last.text


def test_more_reports_than_schools_can_give_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        next(generate(1, first=10_000_000, years=[2024]))


def test_school_names_are_distinct_and_none_is_a_sample_reports() -> None:
    names = [school.name for school in schools()]
    assert len(names) == len(set(names))
    samples = "安徽机电职业技术学院 湖南机电职业技术学院 江西工程职业学院 襄阳科技职业学院 广西工程职业学院"
    assert set(samples.split()).isdisjoint(names)


def test_the_truth_stands_in_the_text(reports: list[GeneratedReport]) -> None:
    for report in reports:
        assert report.school in report.text
        assert set(report.sections) <= set(SECTIONS)
        assert set(report.topics) <= set(TOPICS)
        assert report.sections[0] == "preamble"
        assert report.year == int(report.period[-4:])
        assert report.path == f"{report.year}/{report.number:06d}.txt"


def test_reports_are_as_long_as_real_ones(reports: list[GeneratedReport]) -> None:
    sizes = [len(report.text.encode()) for report in reports]
    assert 15_000 < sum(sizes) / len(sizes) < 20_000
    assert min(sizes) < 8_000
    assert max(sizes) > 35_000


def test_reports_have_about_eight_sections(reports: list[GeneratedReport]) -> None:
    counts = Counter(section for report in reports for section in report.sections)
    assert 7.5 < counts.total() / len(reports) < 8.7
    assert set(counts) == set(SECTIONS)


def test_some_reports_tell_topics_apart_and_some_do_not(reports: list[GeneratedReport]) -> None:
    with_topics = sum(bool(report.topics) for report in reports)
    assert 0.6 < with_topics / len(reports) < 0.95


@pytest.mark.parametrize("phrase", ["信息公开工作领导小组", "以公开为常态、不公开为例外"])
def test_boilerplate_stands_in_nearly_every_report(
    reports: list[GeneratedReport], phrase: str
) -> None:
    assert 0.8 < share(reports, phrase) < 1


@pytest.mark.parametrize(
    "trait", ["OA", "２", "公開", "2023—2024学年", "\n无。\n", "0-", "%", " 年 ", "附件："]
)
def test_a_trait_of_real_reports_stands_in_some(reports: list[GeneratedReport], trait: str) -> None:
    assert 0 < share(reports, trait) < 1


def test_the_vocabulary_has_a_long_tail(reports: list[GeneratedReport]) -> None:
    """Half of all two-character strings that occur in few reports occur in a single one."""
    found = Counter(
        pair
        for report in reports
        for pair in {report.text[at : at + 2] for at in range(len(report.text) - 1)}
    )
    rare = Counter(count for count in found.values() if count <= 5)
    assert len(found) > 30_000
    assert rare[1] > rare.total() / 2


def test_a_written_corpus_is_what_was_generated(tmp_path: Path) -> None:
    reports = [*generate(20)]
    size = write_corpus(tmp_path / "corpus", reports)
    texts = {
        file.relative_to(tmp_path / "corpus").as_posix(): file.read_bytes().decode()
        for file in (tmp_path / "corpus").rglob("*.txt")
    }
    assert texts == {report.path: report.text for report in reports}
    assert size == sum(len(text.encode()) for text in texts.values())


def test_a_written_corpus_says_that_it_is_generated(tmp_path: Path) -> None:
    write_corpus(tmp_path, [])
    assert "生成的示例数据" in (tmp_path / "README.md").read_text(encoding="utf-8")
