"""Whether the index is what its manifest says, and the cluster sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.documents import head_of, part_of
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.snapshot import Snapshot
from indexer.engines.opensearch.store import Standing, Store
from indexer.errors import IndexMissingError, UnusableIndexError
from indexer.i18n import Message
from indexer.search.engine import Problem
from indexer.search.query import Literal

_REBUILD: Final = Message("运行 xxgk index PATH --rebuild 重建索引")
_SAMPLE: Final = 50
"""Parts looked into without `deep`."""
_WINDOW: Final = 12


def problems(store: Store, *, deep: bool) -> list[Problem]:
    """The cluster's health, counts against the manifest, texts against what finds them: on a
    sample, or `deep`, all. Raises IndexMissingError where there is nothing to check."""
    try:
        standing = store.standing()
    except IndexMissingError:
        raise
    except UnusableIndexError as error:
        return [Problem(error.message, str(store.server.address), _REBUILD)]
    found = [*_health(store, standing.index)]
    try:
        found += _counts(store, standing)
        found += _contents(store, standing, deep=deep)
    except UnusableIndexError as error:
        found.append(Problem(error.message, standing.index, Message("等集群恢复后再检查")))
    return found


def _health(store: Store, index: str) -> Iterator[Problem]:
    health = store.server.ask("GET", f"/_cluster/health/{index}")
    if health["status"] == "green":
        return
    what = Message(
        "集群状态为 %(status)s：%(missing)d 个分片没有分配",
        status=health["status"],
        missing=health["unassigned_shards"],
    )
    mend = Message("等副本复制完成，或把停掉的节点启动起来")
    if health["status"] == "red":
        mend = Message("启动停掉的节点；数据已丢失时从快照恢复，或%(rebuild)s", rebuild=_REBUILD)
    yield Problem(what, index, mend)


def _counts(store: Store, standing: Standing) -> Iterator[Problem]:
    snapshot = _snapshot(store, standing)
    manifest = standing.manifest
    reports, parts = snapshot.totals(snapshot.reports(), snapshot.parts())
    if reports != manifest.reports:
        what = Message("报告有 %(have)d，清单记的是 %(want)d", have=reports, want=manifest.reports)
        yield Problem(what, standing.index, _REBUILD)
    if parts != manifest.parts:
        what = Message("部分有 %(have)d，清单记的是 %(want)d", have=parts, want=manifest.parts)
        yield Problem(what, standing.index, _REBUILD)


def _contents(store: Store, standing: Standing, *, deep: bool) -> Iterator[Problem]:
    """Parts whose own text does not find them."""
    snapshot = _snapshot(store, standing)
    body: Json = {
        "query": snapshot.parts(),
        "sort": [{"report_id": "asc"}, {"ordinal": "asc"}],
    }
    hits = snapshot.hits(body, page=500)
    step = 1 if deep else max(1, standing.manifest.parts // _SAMPLE)
    for number, hit in enumerate(hits):
        if number % step == 0:
            yield from _part_problems(snapshot, hit)


def _part_problems(snapshot: Snapshot, hit: Json) -> Iterator[Problem]:
    stored = hit["_source"]["stored"]
    part, head = part_of(stored), head_of(stored)
    where = f"{head.id}#{part.ordinal}"
    lines = [line for line in normalize(part.text).split("\n") if line]
    pieces = [line[:_WINDOW].strip() or line[0] for line in lines[:: max(1, len(lines) // 4)]]
    itself = {"ids": {"values": [hit["_id"]]}}
    asked = [
        compiled.both(itself, compiled.part_query(Literal(piece, True, True))) for piece in pieces
    ]
    for piece, found in zip(pieces, snapshot.totals(*asked), strict=True):
        if not found:
            yield Problem(Message("索引里找不到“%(text)s”", text=piece), where, _REBUILD)


def _snapshot(store: Store, standing: Standing) -> Snapshot:
    return Snapshot(store.server, standing.index, standing.manifest.live())
