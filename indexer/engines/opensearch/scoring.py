"""Relevance as a script of the server: the same scores as `search/ranking.py`, to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Final

from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch.documents import term_hash
from indexer.engines.opensearch.schema import Json
from indexer.engines.opensearch.store import Snapshot
from indexer.engines.opensearch.tokens import literal_with_edges
from indexer.search import ranking
from indexer.search.query import Literal

_MOST_CACHED: Final = 50_000
"""Words whose weight is cached."""
_COUNTED_AT_ONCE: Final = 1_000
"""Queries counted in one search: each costs a small part of what a search of its own would."""

# Reads what `term_freq_doc_values` writes. A constant text, so that it is compiled once.
_SCRIPT: Final = """
int number(byte[] bytes, int at) {
  return ((bytes[at] & 255) << 24) | ((bytes[at + 1] & 255) << 16)
       | ((bytes[at + 2] & 255) << 8) | (bytes[at + 3] & 255);
}
int frequency(byte[] bytes, int table, int entries, long wanted) {
  int low = 0;
  int high = entries - 1;
  while (low <= high) {
    int middle = (low + high) >>> 1;
    int at = table + 6 * middle;
    long found = ((bytes[at] & 255L) << 32) | ((bytes[at + 1] & 255L) << 24)
               | ((bytes[at + 2] & 255L) << 16) | ((bytes[at + 3] & 255L) << 8)
               | (bytes[at + 4] & 255L);
    if (found < wanted) { low = middle + 1; }
    else if (found > wanted) { high = middle - 1; }
    else { int chosen = bytes[at + 5] & 255; return chosen == 0 ? 1 : chosen; }
  }
  return 0;
}
BytesRef tables = doc['term_freqs'].value;
byte[] bytes = tables.bytes;
int text = tables.offset;
int texts = number(bytes, text + 4);
int heading = text + 8 + 6 * texts;
int headings = number(bytes, heading + 4);
int title = heading + 8 + 6 * headings;
int titles = number(bytes, title + 4);
double textNorm = (double) params.rest[0] + (double) params.slope[0] * number(bytes, text);
double headingNorm = (double) params.rest[1] + (double) params.slope[1] * number(bytes, heading);
double titleNorm = (double) params.rest[2] + (double) params.slope[2] * number(bytes, title);
double textBoost = (double) params.boost[0];
double headingBoost = (double) params.boost[1];
double titleBoost = (double) params.boost[2];
double k1 = (double) params.k1;
double score = 0.0;
int words = params.hashes.length;
for (int n = 0; n < words; n++) {
  long hash = ((Number) params.hashes[n]).longValue();
  double weight = 0.0;
  weight += textBoost * frequency(bytes, text + 8, texts, hash) / textNorm;
  weight += headingBoost * frequency(bytes, heading + 8, headings, hash) / headingNorm;
  weight += titleBoost * frequency(bytes, title + 8, titles, hash) / titleNorm;
  score += (double) params.idf[n] * (weight / (weight + k1));
}
String line = doc['heading_line'].value.utf8ToString();
int inHeading = 0;
int literals = params.literals.length;
for (int n = 0; n < literals; n++) {
  if (line.contains((String) params.literals[n])) { inHeading++; }
}
score *= 1.0 + (double) params.lift * ((double) inHeading / literals);
if (doc['section'].size() == 1 && doc['section'].value == 'preamble') {
  score *= (double) params.preamble;
}
return score;
"""


class Scorer:
    """Weights of words over the parts of one generation. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot, parts: int) -> None:
        self._snapshot = snapshot
        self._parts = parts
        self._lock = Lock()
        self._idf: dict[str, float] = {}
        self._average: dict[str, float] | None = None

    def sort(self, words: Sequence[str], literals: Sequence[Literal]) -> Json:
        """The sort of parts by score, the best first."""
        idf = self._cached_idf(words)
        average = self._average_lengths()
        influence = [ranking.LENGTH_INFLUENCE[field] for field in ranking.FIELDS]
        slopes = [
            b / average[field] if average[field] else 0.0
            for b, field in zip(influence, ranking.FIELDS, strict=True)
        ]
        params: Json = {
            "hashes": [term_hash(word) for word in words],
            "idf": [idf[word] for word in words],
            "literals": [literal_with_edges(literal) for literal in literals],
            "rest": [1 - b for b in influence],
            "slope": slopes,
            "boost": [ranking.BOOST[field] for field in ranking.FIELDS],
            "k1": ranking.K1,
            "lift": ranking.HEADING_BOOST,
            "preamble": ranking.PREAMBLE_FACTOR,
        }
        script = {"source": _SCRIPT, "params": params}
        return {"_script": {"type": "number", "script": script, "order": "desc"}}

    def _cached_idf(self, words: Iterable[str]) -> dict[str, float]:
        with self._lock:
            known = {word: self._idf[word] for word in words if word in self._idf}
        missing = [word for word in words if word not in known]
        if missing:
            counts = self._document_frequencies(missing)
            fresh = {word: ranking.idf(counts[word], self._parts) for word in missing}
            known |= fresh
            with self._lock:
                if len(self._idf) > _MOST_CACHED:
                    self._idf.clear()
                self._idf |= fresh
        return known

    def _document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Live parts that contain each word in the text or in the heading, whichever are more."""
        queries = [dsl.contains_word(field, word) for word in words for field in dsl.TEXTS]
        counts: list[int] = []
        for start in range(0, len(queries), _COUNTED_AT_ONCE):
            some = queries[start : start + _COUNTED_AT_ONCE]
            body = {
                "query": self._snapshot.parts(),
                "size": 0,
                "aggs": {"words": {"filters": {"filters": some}}},
            }
            buckets = self._snapshot.search(body)["aggregations"]["words"]["buckets"]
            counts += [bucket["doc_count"] for bucket in buckets]
        return {word: max(counts[2 * n : 2 * n + 2]) for n, word in enumerate(words)}

    def _average_lengths(self) -> dict[str, float]:
        if self._average is None:
            sums = {f: {"sum": {"field": f"{f}_words"}} for f in ranking.FIELDS}
            body = {"query": self._snapshot.parts(), "size": 0, "aggs": sums}
            lengths = self._snapshot.search(body)["aggregations"]
            self._average = {
                field: lengths[field]["value"] / self._parts if self._parts else 0.0
                for field in ranking.FIELDS
            }
        return self._average
