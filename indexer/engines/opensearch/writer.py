"""A batch of changes to the index (see `search.engine.IndexWriter`); and the cleanup before it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeAlias

from indexer.analysis.tokenizer import vocabulary_fingerprint
from indexer.analysis.user_dictionary import read_user_dictionary
from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch.bulk import BulkItem, BulkWriter
from indexer.engines.opensearch.documents import DocumentBuilder, part_id
from indexer.engines.opensearch.lease import Lease
from indexer.engines.opensearch.reader import stored_report
from indexer.engines.opensearch.schema import Commit, Json
from indexer.engines.opensearch.store import (
    CommittedState,
    Snapshot,
    Store,
    user_dictionary_file,
)
from indexer.errors import IndexDamagedError, IndexVersionError, XxgkError
from indexer.i18n import Message
from indexer.reports.model import NormalizedText, Report

_CLEANUP_RETRY_S: Final = 5.0
"""For removing the index of a batch that failed."""
_EPOCH: Final = 1_767_225_600
"""Beginning of 2026, in seconds. A first generation is the number of milliseconds since then, so
that an archive that is deleted and made again has a generation it never had before, however
quickly it grew."""
_FIRST_GENERATIONS: Final = 2**52
"""A first generation is below this, whatever the year of the clock."""

_Change: TypeAlias = tuple[Report, NormalizedText] | None
"""A report to be stored, or None for one to be removed."""


class OpenSearchWriter:
    """Collects changes and commits them as the next generation.

    A batch on top of a generation writes into its index under a version of its own; what it
    replaces is marked as deleted by that version. A batch from nothing fills a new index.
    """

    def __init__(
        self,
        store: Store,
        lease: Lease,
        user_words: Path | None,
        *,
        base: CommittedState | None,
        previous: CommittedState | None,
    ) -> None:
        """`base` is what the batch changes, None where it starts from nothing; `previous` is what
        it will replace then."""
        self._store = store
        self._lease = lease
        self._previous = previous
        self._user_words = _settled_dictionary(base, previous, user_words)
        self._builder = DocumentBuilder(self._user_words)
        self._base = base.commit if base else None
        if base is None:
            self._index = store.create_index()
            self._version = 1
            self._precondition: Json = {"op_type": "create"}
        else:
            self._index = base.index
            self._version = base.commit.last_version + 1
            self._base = base.commit.with_next_version()
            self._precondition = store.write_commit(base.index, self._base, base.precondition)
        self._snapshot = _snapshot(store, self._index, self._base) if self._base else None
        self._bulk = BulkWriter(store.server, self._index, self._version)
        self._pending: dict[str, _Change] = {}
        self._added: dict[str, tuple[str, int]] = {}
        """Report id → document id and number of parts, of those that this batch added."""
        self._deleted: set[str] = set()
        self._alias_may_name_index = False
        """Whether the alias may name the new index of this batch."""
        self._last_key = 0
        self._reports = self._base.reports if self._base else 0
        self._parts = self._base.parts if self._base else 0

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report, or replace the one with its id."""
        self._pending.pop(report.id, None)
        self._pending[report.id] = report, normalized or NormalizedText.of(report)
        self._flush_if_full()

    def remove(self, report_ids: Iterable[str]) -> None:
        """Remove reports; unknown ids are ignored."""
        for report_id in report_ids:
            self._pending[report_id] = None
            self._flush_if_full()

    def commit(self) -> None:
        """Make the changes visible, to all readers at once."""
        self._flush()
        self._bulk.wait()
        self._lease.renew()
        self._store.refresh(self._index)
        commit = self._next_commit()
        self._verify_counts(commit)
        self._store.write_commit(self._index, commit, self._precondition)
        if self._base is None:
            self._alias_may_name_index = True
            old = self._previous.index if self._previous else None
            self._store.switch_alias(self._index, old)

    def discard(self) -> None:
        """Drop the changes. Documents of a version that was never committed are never seen; the
        next writer removes them, and a new index that could not be removed here."""
        self._bulk.close()
        if self._base is None and not self._alias_may_name_index:
            with suppress(XxgkError):
                self._store.delete_index(self._index, retry_s=_CLEANUP_RETRY_S)

    def close(self) -> None:
        """End the thread that sends documents."""
        self._bulk.close()

    def _flush_if_full(self) -> None:
        if len(self._pending) >= self._store.server.settings.batch_reports:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        self._lease.verify()
        changes, self._pending = self._pending, {}
        existing = self._existing(changes)
        self._bulk.send(
            item
            for report_id, change in changes.items()
            for item in self._change(report_id, change, existing.get(report_id))
        )

    def _existing(self, report_ids: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Report id → document id and creating version, of reports in the base that this batch
        has not changed yet."""
        unchanged = [report_id for report_id in report_ids if report_id not in self._deleted]
        if self._snapshot is None or not unchanged:
            return {}
        body = {
            "query": self._snapshot.reports({"terms": {"report_id": unchanged}}),
            "sort": [{"report_id": "asc"}],
            "docvalue_fields": ["created_at"],
            "_source": False,
        }
        return {
            hit["sort"][0]: (hit["_id"], hit["fields"]["created_at"][0])
            for hit in self._snapshot.scan(body)
        }

    def _change(
        self, report_id: str, change: _Change, existing: tuple[str, int] | None
    ) -> Iterator[BulkItem]:
        if existing is not None:
            yield from self._delete(report_id, *existing)
        if added := self._added.pop(report_id, None):
            yield from self._withdraw(*added)
        if change is None:
            return
        report, normalized = change
        self._last_key += 1
        key = f"{self._version}-{self._last_key}"
        self._added[report_id] = key, len(report.parts)
        self._reports += 1
        self._parts += len(report.parts)
        for id_, document in self._builder.documents(report, normalized, key, self._version):
            yield BulkItem(id_, key, document)

    def _delete(self, report_id: str, key: str, created_at: int) -> Iterator[BulkItem]:
        """The documents of a report, marked as deleted from this version on."""
        assert self._snapshot is not None
        old = stored_report(self._snapshot, report_id)
        if old is None:
            raise IndexDamagedError(
                Message(
                    "索引里缺少报告 %(report)s。请运行 xxgk index PATH --rebuild 重建索引。",
                    report=report_id,
                )
            )
        self._deleted.add(report_id)
        self._reports -= 1
        self._parts -= len(old.parts)
        for id_, document in self._builder.documents(
            old, NormalizedText.of(old), key, created_at, self._version
        ):
            yield BulkItem(id_, key, document)

    def _withdraw(self, key: str, parts: int) -> Iterator[BulkItem]:
        """Remove documents that this very batch added, which no reader has seen."""
        self._reports -= 1
        self._parts -= parts
        yield BulkItem(key, key, None)
        for ordinal in range(1, parts + 1):
            yield BulkItem(part_id(key, ordinal), key, None)

    def _next_commit(self) -> Commit:
        now = time.time()
        if self._base is not None:
            between = range(self._base.version + 1, self._version)
            return replace(
                self._base,
                generation=self._base.generation + 1,
                version=self._version,
                aborted=(*self._base.aborted, *between),
                commits=(*self._base.commits, (self._version, now)),
                reports=self._reports,
                parts=self._parts,
            )
        replaced: tuple[tuple[str, float], ...] = ()
        generation = 1 + int((now - _EPOCH) * 1_000) % _FIRST_GENERATIONS
        if self._previous is not None:
            replaced = (*self._previous.commit.replaced, (self._previous.index, now))
            generation = self._previous.commit.generation + 1
        words = self._user_words
        return Commit(
            generation=generation,
            version=self._version,
            last_version=self._version,
            aborted=(),
            commits=((self._version, now),),
            replaced=replaced,
            vocabulary=vocabulary_fingerprint(words),
            user_words=read_user_dictionary(words).to_text() if words else None,
            reports=self._reports,
            parts=self._parts,
        )

    def _verify_counts(self, commit: Commit) -> None:
        """Compare what the server has with what was sent, before any reader sees it."""
        new = _snapshot(self._store, self._index, commit)
        counted = tuple(new.counts(new.reports(), new.parts()))
        expected = (commit.reports, commit.parts)
        if counted != expected:
            raise IndexDamagedError(
                Message(
                    "OpenSearch 里的报告和部分是 %(counted)s，应是 %(expected)s。"
                    "这一批没有生效；请再运行一次，或用 --rebuild 重建。",
                    counted=counted,
                    expected=expected,
                )
            )


def _snapshot(store: Store, index: str, commit: Commit) -> Snapshot:
    return Snapshot(store.server, index, commit.live(), store.server.settings.write_retry_s)


def _settled_dictionary(
    base: CommittedState | None, previous: CommittedState | None, user_words: Path | None
) -> Path | None:
    """The user's dictionary: the one given, else that of the index, also of one to be replaced.

    Raises IndexVersionError where the index was built with another one.
    """
    stored = user_dictionary_file(previous.commit.user_words) if previous else None
    settled = stored if user_words is None else user_words
    if base is not None and base.commit.vocabulary != vocabulary_fingerprint(settled):
        raise IndexVersionError(
            Message(
                "索引是用另一套词典建成的，不能继续追加。请运行 xxgk index PATH --rebuild 重建。"
            )
        )
    return settled if read_user_dictionary(settled).words else None


def delete_unused_indexes(store: Store, state: CommittedState | None) -> None:
    """Delete indexes that were never committed, or were replaced some time ago."""
    used = set()
    if state is not None:
        grace_s = store.server.settings.grace_s
        used = {state.index, *(name for name, at in state.commit.replaced if _is_new(at, grace_s))}
    for index in store.indexes():
        if index not in used:
            store.delete_index(index)


def delete_unused_documents(store: Store, state: CommittedState) -> CommittedState:
    """Delete documents of writers that never committed, and documents deleted some time ago.

    The version of this cleanup is that of the writer that follows. Returns the state without what
    is gone, that version not yet given.
    """
    commit, server = state.commit, store.server
    grace_s = server.settings.grace_s
    old = [version for version, at in commit.commits if not _is_new(at, grace_s)]
    unused: list[Json] = [{"range": {"created_at": {"gt": commit.version}}}]
    if commit.aborted:
        unused.append({"terms": {"created_at": [*commit.aborted]}})
    if old:
        deleted: Json = {"range": {"deleted_at": {"lte": old[-1]}}}
        if commit.aborted:
            aborted = {"terms": {"deleted_at": [*commit.aborted]}}
            deleted = dsl.all_of(deleted, dsl.none_of(aborted))
        unused.append(deleted)
    query = dsl.any_of(unused)
    store.refresh(state.index)
    # Not by _doc, which differs between the copies of a shard.
    order = [
        {"report_id": "asc"},
        {"created_at": "asc"},
        {"ordinal": {"order": "asc", "missing": -1}},
    ]
    snapshot = Snapshot(server, state.index, query, server.settings.write_retry_s)
    bulk = BulkWriter(server, state.index, commit.last_version + 1)
    try:
        # All are found before any is removed: the result of a scan must not change meanwhile.
        hits = [*snapshot.scan({"query": query, "sort": order, "_source": False})]
        bulk.send(BulkItem(hit["_id"], hit["_routing"], None) for hit in hits)
        bulk.wait()
    finally:
        bulk.close()
    kept = replace(
        commit,
        commits=tuple(pair for pair in commit.commits if _is_new(pair[1], grace_s)),
        replaced=tuple(pair for pair in commit.replaced if _is_new(pair[1], grace_s)),
    )
    return replace(state, commit=kept)


def _is_new(at: float, grace_s: float) -> bool:
    return time.time() - at < grace_s
