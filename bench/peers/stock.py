"""The recipe found in tutorials: Whoosh, jieba's ChineseAnalyzer, groupedby, highlights."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jieba
from jieba.analyse import ChineseAnalyzer
from whoosh import index
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.qparser import QueryParser
from whoosh.query import And, Term
from whoosh.sorting import FieldFacet, StoredFieldFacet

from bench.peers import FACETS, PAGE, Answer, Query
from indexer.reports.model import Report


class Stock:
    """Words of jieba's search mode, combined by AND."""

    def __init__(self, folder: Path) -> None:
        jieba.setLogLevel(logging.WARNING)
        jieba.initialize()
        self._folder = folder
        self._searcher: Any = None
        self._parser: Any = None

    def build(self, reports: Iterable[Report]) -> None:
        self._folder.mkdir(parents=True)
        analyzer = ChineseAnalyzer()
        schema = Schema(
            id=ID(stored=True, unique=True),
            school=ID(stored=True, sortable=True),
            year=ID(stored=True, sortable=True),
            province=ID(stored=True, sortable=True),
            section=KEYWORD(stored=True),
            topic=KEYWORD(stored=True),
            heading=STORED,
            text=TEXT(stored=True, analyzer=analyzer),
        )
        writer = index.create_in(str(self._folder), schema).writer(limitmb=256)
        for report in reports:
            for part in report.parts:
                writer.add_document(
                    id=f"{report.id}#{part.ordinal}",
                    school=report.school or "",
                    year=str(report.year or ""),
                    province=report.province or "",
                    section=" ".join(part.sections),
                    topic=" ".join(part.topics),
                    heading=part.heading,
                    text=f"{part.heading}\n{part.text}",
                )
        writer.commit()

    def open(self) -> None:
        self.close()
        opened = index.open_dir(str(self._folder))
        self._searcher = opened.searcher()
        self._parser = QueryParser("text", opened.schema)

    def forget(self) -> None:
        self.open()  # a searcher has its own caches

    def close(self) -> None:
        if self._searcher:
            self._searcher.close()
        self._searcher = None

    def search(self, query: Query) -> Answer:
        grouped: dict[str, Any] = {
            name: FieldFacet(name) for name in ("school", "year", "province")
        } | {name: StoredFieldFacet(name, allow_overlap=True) for name in ("section", "topic")}
        results = self._searcher.search(
            self._query(query),
            filter=_filter(query),
            limit=query.page * PAGE,
            groupedby=grouped,
        )
        shown = results[(query.page - 1) * PAGE : query.page * PAGE]
        return Answer(
            len(results),
            tuple(hit.highlights("text") for hit in shown),
            {name: len(results.groups(name)) for name in FACETS},
        )

    def matches(self, query: Query) -> set[str]:
        results = self._searcher.search(self._query(query), filter=_filter(query), limit=None)
        return {hit["id"] for hit in results}

    def _query(self, query: Query) -> Any:
        if query.near is not None:
            return self._parser.parse(f'"{" ".join(query.terms)}"~{query.near}')
        text = " ".join([*query.terms, *(f"NOT {term}" for term in query.without)])
        return self._parser.parse(text)


def _filter(query: Query) -> Any:
    wanted = {"year": query.year, "section": query.section}
    terms = [Term(field, str(value)) for field, value in wanted.items() if value is not None]
    return And(terms) if terms else None
