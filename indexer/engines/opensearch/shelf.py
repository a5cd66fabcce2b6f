"""Parts that were fetched, kept for the next search: a document never changes what it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.documents import head_of, part_of
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.refusals import Refused
from indexer.errors import IndexDamagedError
from indexer.i18n import Message
from indexer.reports.model import Part
from indexer.search.engine import ReportHead

_MOST_CHARACTERS: Final = 8_000_000
"""Of texts that are kept."""
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A part with all that a hit shows."""

    head: ReportHead
    part: Part
    normalised: str


class Shelf:
    """Fetches parts by the ids of their documents. Safe to share between threads."""

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self._index = index
        self._lock = Lock()
        self._kept: OrderedDict[str, Shown] = OrderedDict()
        self._characters = 0

    def take(self, ids: Sequence[str]) -> list[Shown]:
        """The parts, in the order asked for."""
        with self._lock:
            found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
        missing = [id_ for id_ in dict.fromkeys(ids) if id_ not in found]
        for start in range(0, len(missing), _AT_ONCE):
            found |= self._fetch(missing[start : start + _AT_ONCE])
        self._keep(found)
        return [found[id_] for id_ in ids]

    def _fetch(self, ids: Sequence[str]) -> dict[str, Shown]:
        wanted = [{"_id": id_, "routing": id_.rpartition(".")[0]} for id_ in ids]

        def attempt() -> list[Json]:
            answer = self._server.ask(
                "POST", f"/{self._index}/_mget", {"docs": wanted}, realtime="false"
            )
            documents: list[Json] = answer["docs"]
            if any("error" in document for document in documents):
                raise Refused(503, "shard_not_available", "mget")
            return documents

        documents = self._server.patiently(attempt, patience_s=30)
        heads: dict[str, ReportHead] = {}
        return {document["_id"]: _shown(document, heads) for document in documents}

    def _keep(self, shown: dict[str, Shown]) -> None:
        with self._lock:
            for id_, one in shown.items():
                if id_ not in self._kept:
                    self._characters += len(one.normalised)
                    self._kept[id_] = one
                self._kept.move_to_end(id_)
            while self._characters > _MOST_CHARACTERS:
                self._characters -= len(self._kept.popitem(last=False)[1].normalised)

    def texts(self, ids: Iterable[str]) -> list[str]:
        """Their normalised texts."""
        return [shown.normalised for shown in self.take([*ids])]


def _shown(document: Json, heads: dict[str, ReportHead]) -> Shown:
    """The part of a document. `heads` are those read so far: the hits of a report share one."""
    if not document.get("found"):
        raise IndexDamagedError(
            Message(
                "索引里缺少 %(document)s。请运行 xxgk check，必要时 xxgk index PATH --rebuild。",
                document=document["_id"],
            )
        )
    stored = document["_source"]["stored"]
    part = part_of(stored)
    if (head := heads.get(stored["head"])) is None:
        heads[stored["head"]] = head = head_of(stored)
    return Shown(head, part, normalize(part.text))
