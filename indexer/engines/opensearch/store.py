"""What lies on the cluster: versioned indexes, the alias that names one of them, its manifest."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import uuid4

from indexer.engines.opensearch.connection import ALL_COPIES, SHARD_WAIT, WRITE_PATIENCE_S, Server
from indexer.engines.opensearch.manifest import (
    MANIFEST_ID,
    Manifest,
    manifest_of,
    outdated,
)
from indexer.engines.opensearch.mapping import FORMAT, Json, index_body
from indexer.engines.opensearch.refusals import Refused, missing
from indexer.errors import IndexLockedError, IndexMissingError, IndexVersionError
from indexer.i18n import Message

GRACE_S: Final = 600.0
"""What a commit replaced stays so long, for readers that are still at it."""
_VERSION_NAME: Final = r"-v\d{14}-[0-9a-f]{6}"


@dataclass(frozen=True, slots=True)
class Standing:
    """The manifest as it stands on the server, and where."""

    index: str
    manifest: Manifest
    version: Json
    """What a write of the manifest is bound to, so that of two writers one fails."""


class Store:
    """The indexes of one archive."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.alias: Final = server.address.archive

    def standing(self) -> Standing:
        """The newest committed generation. Raises IndexMissingError, IndexVersionError."""
        try:
            answer = self.server.ask("GET", f"/{self.alias}/_doc/{MANIFEST_ID}")
        except Refused as refused:
            if refused.kind == "index_not_found_exception":
                raise missing(self.server.address) from None
            if refused.status != 404:
                raise self.server.explained(refused) from refused
            answer = {}
        manifest = manifest_of(answer.get("_source", {}).get("manifest"), self.server.address)
        return Standing(answer["_index"], manifest, _version(answer))

    def replaceable(self) -> Standing | None:
        """What a rebuild replaces: also an index of ours of another version; None where nothing
        is there. Raises IndexVersionError for what is not ours."""
        try:
            return self.standing()
        except IndexMissingError:
            return None
        except IndexVersionError:
            answer = self._asked("GET", f"/{self.alias}/_doc/{MANIFEST_ID}")
            body = answer.get("_source", {}).get("manifest", {})
            if body.get("format") != FORMAT:
                raise
            return Standing(answer["_index"], outdated(body), _version(answer))

    def create(self) -> str:
        """A new index, which the alias does not name yet."""
        address = self.server.address
        # As `_VERSION_NAME` has it.
        name = f"{self.alias}-v{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{uuid4().hex[:6]}"
        body = index_body(address.shards, address.replicas)
        try:
            self.server.ask("PUT", f"/{name}", body, patience_s=WRITE_PATIENCE_S, **ALL_COPIES)
        except Refused as refused:  # a first try may have succeeded, its answer been lost
            if refused.kind != "resource_already_exists_exception":
                raise self.server.explained(refused) from refused
        return name

    def delete(self, index: str, *, patience_s: float = WRITE_PATIENCE_S) -> None:
        """Remove an index; nothing where it is gone."""
        self._asked("DELETE", f"/{index}", patience_s=patience_s, ignore_unavailable="true")

    def indexes(self) -> Iterator[str]:
        """Every index of this archive, committed or not."""
        # A name may go on where another ends: an archive xxgk-v2 stands beside xxgk.
        ours = re.compile(re.escape(self.alias) + _VERSION_NAME)
        found = self._asked("GET", f"/{self.alias}-v*", filter_path="*.aliases")
        return (index for index in found if ours.fullmatch(index))

    def write_manifest(self, index: str, manifest: Manifest, version: Json) -> Json:
        """Put the manifest where the one of this version stands; gives the new version.

        Raises IndexLockedError where another writer was quicker.
        """
        body = {"manifest": manifest.to_json()}
        try:
            answer = self.server.ask(
                "PUT",
                f"/{index}/_doc/{MANIFEST_ID}",
                body,
                patience_s=WRITE_PATIENCE_S,
                timeout=SHARD_WAIT,
                **version,
            )
        except Refused as refused:
            if refused.status != 409:
                raise self.server.explained(refused) from refused
            # An earlier try may have succeeded and only its answer been lost.
            answer = self._asked("GET", f"/{index}/_doc/{MANIFEST_ID}")
            if answer["_source"]["manifest"] != manifest_json(manifest):
                raise IndexLockedError(
                    Message("另一个进程抢先写入了此索引。请再运行一次。")
                ) from None
        return _version(answer)

    def point_to(self, index: str, old: str | None) -> None:
        """Let the alias name another index, at once for everyone."""
        actions: list[Json] = [{"add": {"index": index, "alias": self.alias}}]
        if old is not None:
            gone = {"index": old, "alias": self.alias, "must_exist": True}
            actions.insert(0, {"remove": gone})
        try:
            self.server.ask("POST", "/_aliases", {"actions": actions}, patience_s=WRITE_PATIENCE_S)
        except Refused as refused:
            if not self._points_to(index):  # else a first try succeeded, its answer was lost
                raise self.server.explained(refused) from refused

    def refresh(self, index: str) -> None:
        """Make everything written visible on every copy; raises where a copy does not answer."""

        def attempt() -> None:
            answer = self._asked("POST", f"/{index}/_refresh")
            if answer["_shards"]["failed"]:
                raise Refused(503, "refresh_failed", str(answer["_shards"]))

        self.server.patiently(attempt, WRITE_PATIENCE_S)

    def _points_to(self, index: str) -> bool:
        answer = self._asked("GET", f"/{index}/_alias")
        return self.alias in answer[index]["aliases"]

    def _asked(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        patience_s: float = WRITE_PATIENCE_S,
        **params: object,
    ) -> Json:
        try:
            return self.server.ask(method, path, body, patience_s=patience_s, **params)
        except Refused as refused:
            raise self.server.explained(refused) from refused


def manifest_json(manifest: Manifest) -> Json:
    """As it comes back from the server: tuples are lists there."""
    return {
        name: [[*one] if isinstance(one, tuple) else one for one in value]
        if isinstance(value, tuple)
        else value
        for name, value in manifest.to_json().items()
    }


def _version(answer: Json) -> Json:
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


_words_folder: tempfile.TemporaryDirectory[str] | None = None


@lru_cache(maxsize=8)
def words_file(user_words: str | None) -> Path | None:
    """The user's dictionary that an index was made with, as a file; made once in a process."""
    global _words_folder  # noqa: PLW0603 - it is removed when the process ends, and not before
    if user_words is None:
        return None
    if _words_folder is None:
        _words_folder = tempfile.TemporaryDirectory(prefix="xxgk-words-")
    path = Path(_words_folder.name, f"{uuid4().hex}.txt")
    path.write_text(user_words, encoding="utf-8")
    return path
