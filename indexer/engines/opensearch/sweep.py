"""What nobody needs any more is removed by the next writer, which holds the lease."""

from __future__ import annotations

import time
from dataclasses import replace

from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.bulk import Bulk, Item
from indexer.engines.opensearch.connection import WRITE_PATIENCE_S
from indexer.engines.opensearch.manifest import Manifest
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.snapshot import Snapshot
from indexer.engines.opensearch.store import GRACE_S, Standing, Store


def sweep_indexes(store: Store, standing: Standing | None) -> None:
    """Remove indexes that were never committed or were replaced some time ago."""
    kept = set()
    if standing is not None:
        kept = {standing.index, *(index for index, at in standing.manifest.replaced if _is_new(at))}
    for index in store.indexes():
        if index not in kept:
            store.delete(index)


def sweep_documents(store: Store, standing: Standing, stamp: int) -> Manifest:
    """Remove documents of writers that never committed, and those dead for some time.

    `stamp` is that of the writer who sweeps. Gives the manifest without what is gone.
    """
    manifest = standing.manifest
    old = [number for number, at in manifest.commits if not _is_new(at)]
    unseen: Json = {"bool": {"should": [{"range": {"born": {"gt": manifest.stamp}}}]}}
    if manifest.aborted:
        unseen["bool"]["should"].append({"terms": {"born": [*manifest.aborted]}})
    if old:
        dead: Json = {"range": {"died": {"lte": old[-1]}}}
        if manifest.aborted:
            dead = compiled.both(dead, compiled.without({"terms": {"died": [*manifest.aborted]}}))
        unseen["bool"]["should"].append(dead)
    store.refresh(standing.index)
    # Not by _doc, which each copy of a shard counts for itself.
    order = [{"report_id": "asc"}, {"born": "asc"}, {"ordinal": {"order": "asc", "missing": -1}}]
    body = {"query": unseen, "sort": order, "_source": False}
    bulk = Bulk(store.server, standing.index, stamp)
    try:
        # Found before any is removed: what is being walked through stays as it is.
        hits = [*Snapshot(store.server, standing.index, unseen, WRITE_PATIENCE_S).hits(body)]
        bulk.send(Item(hit["_id"], hit["_routing"], None) for hit in hits)
        bulk.settle()
    finally:
        bulk.close()
    return replace(
        manifest,
        commits=tuple(pair for pair in manifest.commits if _is_new(pair[1])),
        replaced=tuple(pair for pair in manifest.replaced if _is_new(pair[1])),
    )


def _is_new(at: float) -> bool:
    return time.time() - at < GRACE_S
