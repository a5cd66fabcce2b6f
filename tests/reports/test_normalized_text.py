"""The normalised texts of a report are those of its parts, and their hash is that of the whole."""

from __future__ import annotations

import hashlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.normalize import normalize
from indexer.reports.model import NormalizedText, Part, Report, Source

TEXTS = st.text(
    st.sampled_from("一公開Ａa1１²①½㎡Σ\u0301\u1161\u200b\u3000 \n\t，“…—"), max_size=12
)


def report(title: str, parts: list[tuple[str, str]]) -> Report:
    return Report(
        id="x",
        school=None,
        province=None,
        period="2024",
        year=2024,
        period_start=None,
        period_end=date(2024, 12, 31),
        published=None,
        title=title,
        source_url=None,
        source=Source("x.txt"),
        parts=tuple(
            Part(number, ("unclassified",), (), heading, text)
            for number, (heading, text) in enumerate(parts, start=1)
        ),
    )


@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_normalising_part_by_part_is_normalising_the_whole(
    title: str, parts: list[tuple[str, str]]
) -> None:
    whole = report(title, parts)
    normalized = NormalizedText.of(whole)
    assert normalized.title == normalize(title)
    assert normalized.headings == tuple(normalize(heading) for heading, _ in parts)
    assert normalized.texts == tuple(normalize(text) for _, text in parts)
    text = normalize(whole.text).encode("utf-8", "surrogatepass")
    assert normalized.text_hash == hashlib.blake2b(text, digest_size=16).hexdigest()
    assert whole.text_hash == normalized.text_hash
