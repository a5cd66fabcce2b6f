"""Checks the index against its commit document, and the health of the cluster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch.documents import figure_row_of, figures_of, part_of
from indexer.engines.opensearch.schema import Json
from indexer.engines.opensearch.store import CommittedState, Snapshot, Store
from indexer.errors import IndexMissingError, UnusableIndexError
from indexer.i18n import Message
from indexer.search.engine import Problem
from indexer.search.figure_columns import figure_row
from indexer.search.figure_filter import conditions_of
from indexer.search.query import Literal

_REBUILD: Final = Message("运行 xxgk index PATH --rebuild 重建索引")
_SAMPLE: Final = 50
"""Parts checked without `deep`."""
_PIECE: Final = 12
"""Characters of a line that are searched for."""


def find_problems(store: Store, *, deep: bool) -> list[Problem]:
    """The cluster's health, document counts against the commit, and whether parts are found by
    their own text and reports by their figures: a sample of them, or with `deep` all.

    Raises IndexMissingError where there is nothing to check.
    """
    try:
        state = store.committed()
    except IndexMissingError:
        raise
    except UnusableIndexError as error:
        return [Problem(error.message, str(store.server.address), _REBUILD)]
    problems = [*_health(store, state.index)]
    snapshot = Snapshot(store.server, state.index, state.commit.live())
    try:
        problems += _counts(snapshot, state)
        problems += _contents(snapshot, 1 if deep else max(1, state.commit.parts // _SAMPLE))
        problems += _figures(snapshot, 1 if deep else max(1, state.commit.reports // _SAMPLE))
    except UnusableIndexError as error:
        problems.append(Problem(error.message, state.index, Message("等集群恢复后再检查")))
    return problems


def _health(store: Store, index: str) -> Iterator[Problem]:
    health = store.server.request("GET", f"/_cluster/health/{index}")
    if health["status"] == "green":
        return
    what = Message(
        "集群状态为 %(status)s：%(missing)d 个分片没有分配",
        status=health["status"],
        missing=health["unassigned_shards"],
    )
    fix = Message("等副本复制完成，或把停掉的节点启动起来")
    if health["status"] == "red":
        fix = Message("启动停掉的节点；数据已丢失时从快照恢复，或%(rebuild)s", rebuild=_REBUILD)
    yield Problem(what, index, fix)


def _counts(snapshot: Snapshot, state: CommittedState) -> Iterator[Problem]:
    commit = state.commit
    reports, parts = snapshot.counts(snapshot.reports(), snapshot.parts())
    if reports != commit.reports:
        what = Message(
            "报告有 %(have)d 份，提交记录为 %(want)d 份", have=reports, want=commit.reports
        )
        yield Problem(what, state.index, _REBUILD)
    if parts != commit.parts:
        what = Message("部分有 %(have)d 个，提交记录为 %(want)d 个", have=parts, want=commit.parts)
        yield Problem(what, state.index, _REBUILD)


def _contents(snapshot: Snapshot, step: int) -> Iterator[Problem]:
    """Of every `step`-th part: whether its own text finds it."""
    body: Json = {
        "query": snapshot.parts(),
        "sort": [{"report_id": "asc"}, {"ordinal": "asc"}],
    }
    for number, hit in enumerate(snapshot.scan(body, page=500)):
        if number % step == 0:
            yield from _part_problems(snapshot, hit)


def _figures(snapshot: Snapshot, step: int) -> Iterator[Problem]:
    """Of every `step`-th report: whether its documents are found by the figures stored of it, and
    its row of the columns has them too."""
    body: Json = {
        "query": snapshot.reports(),
        "sort": [{"report_id": "asc"}],
        "_source": ["stored.figures", "stored.figure_row"],
    }
    for number, hit in enumerate(snapshot.scan(body, page=500)):
        if number % step:
            continue
        stored, report_id = hit["_source"]["stored"], hit["sort"][0]
        figures = figures_of(stored)
        documents = dsl.all_of(snapshot.live, {"term": {"report_id": report_id}})
        found, every = snapshot.counts(
            dsl.all_of(documents, *map(dsl.figure_query, conditions_of(figures))), documents
        )
        if found != every or figure_row_of(stored) != figure_row(figures):
            what = Message("用来筛选的指标与存储的报告不一致")
            yield Problem(what, report_id, _REBUILD)


def _part_problems(snapshot: Snapshot, hit: Json) -> Iterator[Problem]:
    report_id, ordinal = hit["sort"]
    text = normalize(part_of(hit["_source"]["stored"]).text)
    lines = [line for line in text.split("\n") if line]
    pieces = [line[:_PIECE].strip() or line[0] for line in lines[:: max(1, len(lines) // 4)]]
    itself = {"ids": {"values": [hit["_id"]]}}
    queries = [dsl.all_of(itself, dsl.part_query(Literal(piece, True, True))) for piece in pieces]
    for piece, count in zip(pieces, snapshot.counts(*queries), strict=True):
        if not count:
            where = f"{report_id}#{ordinal}"
            yield Problem(Message("索引里找不到“%(text)s”", text=piece), where, _REBUILD)
