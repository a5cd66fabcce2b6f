"""Records compress_record with their text: what is compress_record comes back, whatever the two are."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.normalize import normalize
from indexer.engines.whoosh.segment_schema import compress_record, decompress_record

texts = st.text(st.characters(exclude_categories=()), max_size=300)


@given(st.binary(max_size=600), texts)
def test_a_record_comes_back_with_any_text(record: bytes, text: str) -> None:
    assert decompress_record(compress_record(record, text), text) == record


@given(texts)
def test_a_record_comes_back_with_its_own_text(text: str) -> None:
    record = text.encode("utf-8", "surrogatepass")
    assert decompress_record(compress_record(record, normalize(text)), normalize(text)) == record


def test_a_text_longer_than_deflate_looks_back_is_of_use_too() -> None:
    characters = random.Random(1).choices([chr(c) for c in range(0x4E00, 0x9FA5)], k=40_000)
    text = "".join(characters)
    record = text.encode()
    with_text = compress_record(record, text)
    assert decompress_record(with_text, text) == record
    assert len(with_text) < len(compress_record(record, ""))


def test_a_record_takes_a_fraction_beside_its_text() -> None:
    text = "学校成立信息公开工作领导小组，由校长任组长。2023年共收到依申请公开12件，均已答复。" * 3
    assert len(compress_record(text.encode(), normalize(text))) * 3 < len(
        compress_record(text.encode(), "")
    )
