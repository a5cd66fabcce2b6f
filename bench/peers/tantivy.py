"""tantivy through its Python binding: one field with our words, facets by aggregation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import tantivy

from bench.peers import FACETS, PAGE, Answer, Query
from bench.peers.words import facet_values, without_blanks, words_of_part, words_of_term
from indexer.reports.model import Report

HEAP_BYTES: Final = 1_000_000_000
"""Of the writer's threads together, one per processor: few large segments, little to merge."""
AGGREGATIONS: Final = {name: {"terms": {"field": name, "size": 20}} for name in FACETS}


class Tantivy:
    """Terms and phrases of words, combined by AND.

    tantivy has no NEAR of two phrases: their words are searched as one phrase with that slop, which
    counts words.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._index: Any = None
        self._searcher: Any = None

    def build(self, reports: Iterable[Report]) -> None:
        self._folder.mkdir(parents=True)
        writer = tantivy.Index(self._schema, path=str(self._folder)).writer(HEAP_BYTES)
        for report in reports:
            for part in report.parts:
                document = tantivy.Document(
                    id=f"{report.id}#{part.ordinal}", words=words_of_part(part)
                )
                for name, value in facet_values(report, part):
                    document.add_text(name, value)
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.close()
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def forget(self) -> None:
        self._index.reload()  # reopens its segments; no stored block is unpacked yet
        self._searcher = self._index.searcher()

    def close(self) -> None:
        self._index = self._searcher = None

    def search(self, query: Query) -> Answer:
        parsed = self._query(query)
        found = self._searcher.search(parsed, PAGE, offset=(query.page - 1) * PAGE)
        counted = self._searcher.aggregate(parsed, AGGREGATIONS)
        snippets = tantivy.SnippetGenerator.create(self._searcher, parsed, self._schema, "words")
        documents = (self._searcher.doc(address) for _, address in found.hits)
        return Answer(
            found.count,
            tuple(without_blanks(_snippet(snippets, document)) for document in documents),
            {name: len(counted[name]["buckets"]) for name in FACETS},
        )

    def matches(self, query: Query) -> set[str]:
        most = max(1, self._searcher.num_docs)
        hits = self._searcher.search(self._query(query), most).hits
        return {self._searcher.doc(address).get_first("id") for _, address in hits}

    def _query(self, query: Query) -> tantivy.Query:
        must, never = tantivy.Occur.Must, tantivy.Occur.MustNot
        if query.near is None:
            clauses = [(must, self._phrase(words_of_term(term))) for term in query.terms]
        else:
            words = [word for term in query.terms for word in words_of_term(term)]
            clauses = [(must, self._phrase(words, query.near))]
        clauses += [(never, self._phrase(words_of_term(term))) for term in query.without]
        for name, value in (("year", query.year), ("section", query.section)):
            if value is not None:
                term = tantivy.Query.term_query(self._schema, name, str(value))
                clauses.append((must, tantivy.Query.const_score_query(term, 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _phrase(self, words: list[str], slop: int = 0) -> tantivy.Query:
        if len(words) == 1:
            return tantivy.Query.term_query(self._schema, "words", words[0])
        return tantivy.Query.phrase_query(self._schema, "words", [*words], slop)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", stored=True, tokenizer_name="whitespace")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _snippet(snippets: tantivy.SnippetGenerator, document: tantivy.Document) -> str:
    snippet = snippets.snippet_from_doc(document)
    return snippet.to_html() or str(document.get_first("words"))[:150]
