"""A batch of changes to the index. See `search.engine.IndexWriter`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from indexer.analysis.tokenizer import vocabulary_fingerprint
from indexer.analysis.user_dictionary import read_user_dictionary
from indexer.engines.opensearch.bulk import Bulk, Item
from indexer.engines.opensearch.connection import WRITE_PATIENCE_S
from indexer.engines.opensearch.documents import DocumentMaker, part_id
from indexer.engines.opensearch.lease import Lease
from indexer.engines.opensearch.manifest import Manifest
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.reader import stored_report
from indexer.engines.opensearch.snapshot import Snapshot
from indexer.engines.opensearch.store import Standing, Store, words_file
from indexer.errors import IndexDamagedError, IndexVersionError, XxgkError
from indexer.i18n import Message
from indexer.reports.model import NormalizedText, Report

_AT_ONCE: Final = 50
"""Reports that wait before their documents are made."""
_TIDYING_S: Final = 5.0
"""What a batch that failed leaves is tried to be removed so long."""
_SINCE: Final = 1_767_225_600
"""Beginning of 2026, in seconds: a first generation is numbered by the milliseconds since, so that
an archive that is removed and made again comes to no number it had, however fast it grew."""
_FIRST_NUMBERS: Final = 2**52
"""A first generation is numbered up to this, whatever the year of the clock."""


class OpenSearchWriter:
    """Collects changes and makes the next generation of them.

    A batch over a generation writes into its index under a stamp of its own; what it replaces is
    marked as dead from that stamp on. A batch from nothing fills an index of its own.
    """

    def __init__(
        self, store: Store, lease: Lease, base: Standing | None, user_words: Path | None, *,
        after: Standing | None,
    ) -> None:  # fmt: skip
        """`base` is what the batch changes, None where it starts from nothing; `after` is what
        it will replace then."""
        self._store = store
        self._lease = lease
        self._after = after
        self._words = _settled_words(base, after, user_words)
        self._maker = DocumentMaker(self._words)
        self._base = base.manifest if base else None
        if base is None:
            self._index = store.create()
            self._stamp = 1
            self._version: Json = {"op_type": "create"}
        else:
            self._index = base.index
            self._stamp = base.manifest.last_stamp + 1
            self._base = base.manifest.with_stamp_given()
            self._version = store.write_manifest(base.index, self._base, base.version)
        self._standing = self._snapshot(self._base) if self._base else None
        self._bulk = Bulk(store.server, self._index, self._stamp)
        self._pending: dict[str, Report | None] = {}
        self._made: dict[str, tuple[str, int]] = {}
        """Report id → key and number of parts, for those put by this batch."""
        self._retired: set[str] = set()
        self._may_stand = False
        """Whether the alias may name an index that this batch made."""
        self._numbered = 0
        self._reports = self._base.reports if self._base else 0
        self._parts = self._base.parts if self._base else 0

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report, or replace the one with its id."""
        del normalized
        self._pending.pop(report.id, None)
        self._pending[report.id] = report
        self._flush_many()

    def remove(self, report_ids: Iterable[str]) -> None:
        """Remove reports; ids that are not there are passed over."""
        for report_id in report_ids:
            self._pending[report_id] = None
            self._flush_many()

    def commit(self) -> None:
        """Make the changes the index, for all readers at once."""
        self._flush()
        self._bulk.settle()
        self._lease.confirm()
        self._store.refresh(self._index)
        manifest = self._manifest()
        self._count_again(manifest)
        self._store.write_manifest(self._index, manifest, self._version)
        if self._base is None:
            self._may_stand = True
            self._store.point_to(self._index, self._after.index if self._after else None)

    def discard(self) -> None:
        """Forget the changes. Nobody sees documents whose stamp was not committed; the next
        writer removes them, and an index of its own that it could not remove itself."""
        self._bulk.close()
        if self._base is None and not self._may_stand:
            with suppress(XxgkError):
                self._store.delete(self._index, patience_s=_TIDYING_S)

    def close(self) -> None:
        """Let go of what sends documents."""
        self._bulk.close()

    def _flush_many(self) -> None:
        if len(self._pending) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        self._lease.verify()
        changes, self._pending = self._pending, {}
        standing = self._standing_keys(changes)
        self._bulk.send(
            item
            for report_id, report in changes.items()
            for item in self._change(report_id, report, standing.get(report_id))
        )

    def _standing_keys(self, report_ids: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Report id → key and stamp of birth, of those the base has and this batch left alone."""
        asked = [report_id for report_id in report_ids if report_id not in self._retired]
        if self._standing is None or not asked:
            return {}
        body = {
            "query": self._standing.reports({"terms": {"report_id": asked}}),
            "sort": [{"report_id": "asc"}],
            "docvalue_fields": ["born"],
            "_source": False,
        }
        return {
            hit["sort"][0]: (hit["_id"], hit["fields"]["born"][0])
            for hit in self._standing.hits(body)
        }

    def _change(
        self, report_id: str, report: Report | None, standing: tuple[str, int] | None
    ) -> Iterator[Item]:
        if standing is not None:
            yield from self._retire(report_id, *standing)
        if made := self._made.pop(report_id, None):
            yield from self._unmake(*made)
        if report is None:
            return
        self._numbered += 1
        key = f"{self._stamp}-{self._numbered}"
        self._made[report_id] = key, len(report.parts)
        self._reports += 1
        self._parts += len(report.parts)
        for id_, document in self._maker.documents(report, key, self._stamp):
            yield Item(id_, key, document)

    def _retire(self, report_id: str, key: str, born: int) -> Iterator[Item]:
        """The documents of a report, marked as dead from this generation on."""
        assert self._standing is not None
        old = stored_report(self._standing, report_id)
        if old is None:
            raise IndexDamagedError(
                Message(
                    "索引里缺少报告 %(report)s。请运行 xxgk index PATH --rebuild 重建索引。",
                    report=report_id,
                )
            )
        self._retired.add(report_id)
        self._reports -= 1
        self._parts -= len(old.parts)
        for id_, document in self._maker.documents(old, key, born, died=self._stamp):
            yield Item(id_, key, document)

    def _unmake(self, key: str, parts: int) -> Iterator[Item]:
        """Documents of this very batch, which nobody has seen."""
        self._reports -= 1
        self._parts -= parts
        yield Item(key, key, None)
        for ordinal in range(1, parts + 1):
            yield Item(part_id(key, ordinal), key, None)

    def _manifest(self) -> Manifest:
        now = time.time()
        if self._base is not None:
            between = range(self._base.stamp + 1, self._stamp)
            return replace(
                self._base,
                generation=self._base.generation + 1,
                stamp=self._stamp,
                aborted=(*self._base.aborted, *between),
                commits=(*self._base.commits, (self._stamp, now)),
                reports=self._reports,
                parts=self._parts,
            )
        replaced: tuple[tuple[str, float], ...] = ()
        generation = 1 + int((now - _SINCE) * 1_000) % _FIRST_NUMBERS
        if self._after is not None:
            replaced = (*self._after.manifest.replaced, (self._after.index, now))
            generation = self._after.manifest.generation + 1
        return Manifest(
            generation=generation,
            stamp=self._stamp,
            last_stamp=self._stamp,
            aborted=(),
            commits=((self._stamp, now),),
            replaced=replaced,
            vocabulary=vocabulary_fingerprint(self._words),
            user_words=read_user_dictionary(self._words).to_text() if self._words else None,
            reports=self._reports,
            parts=self._parts,
        )

    def _count_again(self, manifest: Manifest) -> None:
        """Hold what the server has against what was sent, before anybody sees it."""
        made = self._snapshot(manifest)
        counted = tuple(made.totals(made.reports(), made.parts()))
        expected = (manifest.reports, manifest.parts)
        if counted != expected:
            raise IndexDamagedError(
                Message(
                    "OpenSearch 里的报告和部分是 %(counted)s，应是 %(expected)s。"
                    "这一批没有生效；请再运行一次，或用 --rebuild 重建。",
                    counted=counted,
                    expected=expected,
                )
            )

    def _snapshot(self, manifest: Manifest) -> Snapshot:
        return Snapshot(self._store.server, self._index, manifest.live(), WRITE_PATIENCE_S)


def _settled_words(
    base: Standing | None, after: Standing | None, user_words: Path | None
) -> Path | None:
    """The user's words: those given, else those of the index, which a rebuild replaces too.

    Raises IndexVersionError where the index was made with others.
    """
    kept = words_file(after.manifest.user_words) if after else None
    settled = kept if user_words is None else user_words
    if base is not None and base.manifest.vocabulary != vocabulary_fingerprint(settled):
        raise IndexVersionError(
            Message(
                "索引是用另一套词典建成的，不能继续追加。请运行 xxgk index PATH --rebuild 重建。"
            )
        )
    return settled if read_user_dictionary(settled).words else None
