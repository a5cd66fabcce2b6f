"""In which reports a sentence occurs: every engine answers as the oracle does, and rightly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.normalize import normalize
from indexer.engines.whoosh.arrays import Array, ArrayWriter
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.reports.model import Report
from indexer.reports.sentence_keys import report_keys
from indexer.search.engine import IndexReader, Repetition, SearchEngine, SentenceUse
from tests.effort import tries
from tests.engines.conftest import MakeEngine
from tests.engines.corpora import IDS, SCHOOLS, YEARS, Batch, report
from tests.engines.test_engines_agree import others, readers_after

SHARED = "学校通过门户网站主动公开各类信息，接受师生和社会监督。"
POOL = (
    SHARED,
    SHARED.replace("师生", "学生"),
    "{school}在{year}年召开信息公开专题会议12次，研究部署工作。",
    "本学年没有收到任何形式的信息公开申请；\n",
    "信息公开工作领导小组由校长担任组长，办公室设在校办。",
    "学校未发生因信息公开工作引起的行政复议和行政诉讼。",
    "无。",
    "三、其他需要报告的事项\n",
)


def described(report_id: str, school: str | None, year: int | None, *texts: str) -> Report:
    filled = [text.format(school=school or "学校", year=year or "近") for text in texts]
    return report({"id": report_id, "school": school, "year": year, "parts": filled})


def keys(*texts: str, school: str | None = None) -> list[str]:
    return [key for text in texts for key in report_keys([normalize(text)], school)]


def put(engine: SearchEngine, *reports: Report) -> IndexReader:
    with engine.writer() as writer:
        for each in reports:
            writer.put(each)
    return engine.reader()


def test_a_copied_sentence_is_shared_and_one_that_differs_in_a_word_is_not(
    engine: SearchEngine,
) -> None:
    copied = [described(f"c{n}", f"第{n}市职业学院", 2014 + n, SHARED) for n in range(10)]
    changed = described("x", "丙江大学", 2024, SHARED.replace("接受", "欢迎"))
    reader = put(engine, *copied, changed, described("y", None, 2009, SHARED))
    uses = reader.sentence_uses(keys(SHARED, changed.text, "这句话不见于任何一份报告之中。"))
    assert [*uses] == [SentenceUse(10, 11, 2009), SentenceUse(1, 1, 2024), SentenceUse(0, 0, None)]


def test_names_and_numbers_make_no_difference(engine: SearchEngine) -> None:
    named = "{school}在{year}年召开信息公开专题会议12次，研究部署工作。"
    reader = put(engine, *(described(f"r{n}", f"第{n}市学院", 2020 + n, named) for n in range(3)))
    (key,) = keys("甲江大学在1999年召开信息公开专题会议2次，研究部署工作。", school="甲江大学")
    assert [*reader.sentence_uses([key])] == [SentenceUse(3, 3, 2020)]


def test_what_a_school_repeats_from_the_year_before_is_counted(engine: SearchEngine) -> None:
    one, two, three = POOL[0], POOL[4], POOL[5]
    reader = put(
        engine,
        described("a23", "甲江大学", 2023, one, two),
        described("a24", "甲江大学", 2024, one, two + three, "无。"),
        described("a22", "甲江大学", 2021, one),  # not the year before
        described("b24", "乙江大学", 2024, one),
        described("n23", None, 2023, one),
        described("n24", None, 2024, one),
        described("u", "甲江大学", None, one),
    )
    assert dict(reader.repetitions()) == {"a24": Repetition(2, 3)}
    assert Repetition(2, 3).percent == 66


def test_the_nearest_wording_of_other_schools_comes_first(engine: SearchEngine) -> None:
    one, two, three = POOL[0], POOL[4], POOL[5]
    reader = put(
        engine,
        described("a24", "甲江大学", 2024, one, two, three),
        described("a23", "甲江大学", 2023, one, two, three),
        described("b23", "乙江大学", 2023, one, two),
        described("b24", "乙江大学", 2024, two, one),
        described("c24", "丙江大学", 2024, three),
        described("d24", "丁江大学", 2024, "无。"),
        described("n24", None, 2024, one, two, three),
    )
    wanted = keys(one, two, three)
    nearest = [("b24", 2), ("b23", 2), ("c24", 1)]
    assert [*reader.sharing_reports(wanted, 10, not_of="甲江大学")] == nearest
    assert [*reader.sharing_reports(wanted, 1, not_of="甲江大学")] == nearest[:1]
    assert [*reader.sharing_reports(wanted, 2, not_of=None)] == [("a24", 3), ("a23", 3)]
    assert [*reader.sharing_reports([], 10, not_of=None)] == []


def test_a_removed_or_replaced_report_no_longer_counts(engine: SearchEngine) -> None:
    first = put(engine, *(described(id_, f"{id_}江大学", 2020, SHARED) for id_ in "abc"))
    with engine.writer() as writer:
        writer.remove(["a"])
        writer.put(described("b", "乙江大学", 2021, POOL[4]))
    second = engine.reader()
    assert [*second.sentence_uses(keys(SHARED))] == [SentenceUse(1, 1, 2020)]
    assert [*second.sharing_reports(keys(SHARED), 9, not_of=None)] == [("c", 1)]
    assert [*first.sentence_uses(keys(SHARED))] == [SentenceUse(3, 3, 2020)]
    assert not engine.check(deep=True)


@st.composite
def copies(draw: st.DrawFn) -> Report:
    texts = draw(
        st.lists(st.lists(st.sampled_from(POOL), max_size=4).map("".join), min_size=1, max_size=3)
    )
    labels = draw(st.sampled_from(SCHOOLS)), draw(st.sampled_from(YEARS))
    return described(draw(st.sampled_from(IDS)), *labels, *texts)


lives = st.lists(
    st.builds(
        Batch,
        puts=st.lists(copies(), max_size=6).map(tuple),
        removes=st.lists(st.sampled_from(IDS), max_size=2).map(tuple),
        rebuild=st.integers(0, 9).map(lambda n: n == 1),
    ),
    min_size=1,
    max_size=4,
)


@others
@settings(max_examples=tries(6, 12), derandomize=True)
@given(lives, st.integers(1, 6))
def test_every_answer_agrees_with_the_oracle(
    make: MakeEngine, life: list[Batch], limit: int
) -> None:
    with readers_after(make, life) as pairs:
        for reader, truth in pairs:
            assert answers(reader, limit) == answers(truth, limit)


def answers(reader: IndexReader, limit: int) -> list[object]:
    found: list[object] = [dict(reader.repetitions())]
    for school in SCHOOLS:
        filled = [text.format(school=school, year=2023) for text in POOL]
        wanted = keys(*filled, school=school)
        found.append([*reader.sentence_uses(wanted)])
        found.append([*reader.sharing_reports(wanted, limit, not_of=school)])
    return found


@pytest.mark.parametrize("at_once", [1, 100])
def test_segments_are_merged_a_range_of_hashes_at_a_time(tmp_path: Path, at_once: int) -> None:
    engine = WhooshEngine(tmp_path / "index", tuning=WhooshTuning(hashes_at_once=at_once))
    for number in range(12):  # small segments are merged
        text = "".join(f"第{chr(0x4E00 + number + n)}{SHARED}" for n in range(5))
        put(engine, described(f"r{number}", f"{number}江大学", 2020, text))
    assert not engine.check(deep=True)
    uses = engine.reader().sentence_uses(keys(text))
    assert sorted(use.schools for use in uses) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("deep", [False, True])
def test_a_hash_that_does_not_fit_its_report_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deep: bool
) -> None:
    append = ArrayWriter.append

    def spoiling(self: ArrayWriter, name: str, values: Array) -> None:
        spoilt = np.zeros_like(values) if name == "sentences.low" else values
        append(self, name, spoilt)

    engine = WhooshEngine(tmp_path / "index")
    with monkeypatch.context() as patch:
        patch.setattr(ArrayWriter, "append", spoiling)
        put(engine, described("a", "甲江大学", 2020, SHARED))
    (problem,) = engine.check(deep=deep)
    assert "句子" in problem.what
    assert problem.where == "a"
