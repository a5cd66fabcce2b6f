"""What is on the cluster: versioned indexes, the alias that names one of them, its commit
document, and the documents of one generation."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch.connection import ALL_COPIES, SHARD_WAIT, Server
from indexer.engines.opensearch.errors import ServerError, missing_index
from indexer.engines.opensearch.lease import precondition
from indexer.engines.opensearch.schema import (
    COMMIT_ID,
    FORMAT,
    Commit,
    Json,
    index_body,
    parse_commit,
    parse_foreign_commit,
)
from indexer.errors import IndexLockedError, IndexMissingError, IndexVersionError
from indexer.i18n import Message

_VERSION_SUFFIX: Final = r"-v\d{14}-[0-9a-f]{6}"
_NOTE_ID: Final = "note"
"""Id of the document with the note beside the index."""


@dataclass(frozen=True, slots=True)
class CommittedState:
    """The newest commit, and where it is."""

    index: str
    commit: Commit
    precondition: Json
    """Of a write of the commit document, so that of two writers one fails."""


class Store:
    """The indexes of one archive."""

    def __init__(self, server: Server) -> None:
        self.server: Final = server
        self.alias: Final = server.address.archive

    def committed(self) -> CommittedState:
        """The newest generation. Raises IndexMissingError, IndexVersionError."""
        try:
            document = self.server.request("GET", f"/{self.alias}/_doc/{COMMIT_ID}")
        except ServerError as error:
            if error.kind == "index_not_found_exception":
                raise missing_index(self.server.address) from None
            if error.status != 404:
                raise self.server.to_user_error(error) from error
            document = {}
        commit = parse_commit(document.get("_source", {}).get(COMMIT_ID), self.server.address)
        return CommittedState(document["_index"], commit, precondition(document))

    def replaceable(self) -> CommittedState | None:
        """What a rebuild replaces, which may be of another format version; None where there is
        no index. Raises IndexVersionError for an index of another program."""
        try:
            return self.committed()
        except IndexMissingError:
            return None
        except IndexVersionError:
            document = self._request("GET", f"/{self.alias}/_doc/{COMMIT_ID}")
            body = document.get("_source", {}).get(COMMIT_ID, {})
            if body.get("format") != FORMAT:
                raise
            commit = parse_foreign_commit(body)
            return CommittedState(document["_index"], commit, precondition(document))

    def create_index(self) -> str:
        """A new index, which the alias does not name yet."""
        address = self.server.address
        # As `_VERSION_SUFFIX` has it.
        name = f"{self.alias}-v{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{uuid4().hex[:6]}"
        body = index_body(address.shards, address.replicas)
        retry_s = self.server.settings.write_retry_s
        try:
            self.server.request("PUT", f"/{name}", body, retry_s=retry_s, **ALL_COPIES)
        except ServerError as error:  # an earlier try may have succeeded, its response been lost
            if error.kind != "resource_already_exists_exception":
                raise self.server.to_user_error(error) from error
        return name

    def delete_index(self, index: str, *, retry_s: float | None = None) -> None:
        """Delete an index if it exists."""
        self._request("DELETE", f"/{index}", retry_s=retry_s, ignore_unavailable="true")

    def indexes(self) -> Iterator[str]:
        """Every index of this archive, committed or not."""
        # The full suffix must match: another archive may be called xxgk-v2.
        ours = re.compile(re.escape(self.alias) + _VERSION_SUFFIX)
        names = self._request("GET", f"/{self.alias}-v*", filter_path="*.aliases")
        return (index for index in names if ours.fullmatch(index))

    def write_commit(self, index: str, commit: Commit, condition: Json) -> Json:
        """Write the commit document under a precondition; returns the next precondition.

        Raises IndexLockedError where another writer was quicker.
        """
        try:
            document = self.server.request(
                "PUT",
                f"/{index}/_doc/{COMMIT_ID}",
                {COMMIT_ID: commit.to_json()},
                retry_s=self.server.settings.write_retry_s,
                timeout=SHARD_WAIT,
                **condition,
            )
        except ServerError as error:
            if error.status != 409:
                raise self.server.to_user_error(error) from error
            # An earlier try may have succeeded and only its response been lost.
            document = self._request("GET", f"/{index}/_doc/{COMMIT_ID}")
            if document["_source"][COMMIT_ID] != commit.to_json():
                raise IndexLockedError(
                    Message("另一个进程抢先写入了此索引。请再运行一次。")
                ) from None
        return precondition(document)

    def read_note(self) -> str | None:
        """The text of the note document; None where there is none."""
        try:
            document = self.server.request("GET", f"/{self.alias}/_doc/{_NOTE_ID}")
        except ServerError as error:
            if error.status != 404:
                raise self.server.to_user_error(error) from error
            return None
        text = document.get("_source", {}).get(COMMIT_ID, {}).get(_NOTE_ID)
        return text if isinstance(text, str) else None

    def write_note(self, text: str) -> None:
        """Replace the note document. It lies in the field of the commit document, which is the one
        that is stored and not indexed."""
        body = {COMMIT_ID: {_NOTE_ID: text}}
        try:
            self.server.request("PUT", f"/{self.alias}/_doc/{_NOTE_ID}", body)
        except ServerError as error:
            raise self.server.to_user_error(error) from error

    def switch_alias(self, index: str, old: str | None) -> None:
        """Let the alias name another index, at once for every client."""
        actions: list[Json] = [{"add": {"index": index, "alias": self.alias}}]
        if old is not None:
            remove = {"index": old, "alias": self.alias, "must_exist": True}
            actions.insert(0, {"remove": remove})
        retry_s = self.server.settings.write_retry_s
        try:
            self.server.request("POST", "/_aliases", {"actions": actions}, retry_s=retry_s)
        except ServerError as error:
            if not self._alias_names(index):  # else an earlier try succeeded
                raise self.server.to_user_error(error) from error

    def refresh(self, index: str) -> None:
        """Make everything written visible on every copy; raises where a copy does not answer."""

        def attempt() -> None:
            response = self._request("POST", f"/{index}/_refresh")
            if response["_shards"]["failed"]:
                raise ServerError(503, "refresh_failed", str(response["_shards"]))

        self.server.retry(attempt, self.server.settings.write_retry_s)

    def _alias_names(self, index: str) -> bool:
        response = self._request("GET", f"/{index}/_alias")
        return self.alias in response[index]["aliases"]

    def _request(
        self,
        method: str,
        path: str,
        *,
        retry_s: float | None = None,
        **params: Any,
    ) -> Json:
        """Retried for as long as a write by default; every error is turned into one of ours."""
        retry_s = retry_s or self.server.settings.write_retry_s
        try:
            return self.server.request(method, path, retry_s=retry_s, **params)
        except ServerError as error:
            raise self.server.to_user_error(error) from error


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The documents of one generation, for a reader or a writer. Safe to share between threads."""

    server: Server
    index: str
    live: Json
    """The query that matches the generation's documents and no others."""
    retry_s: float | None = None
    """How long a search is retried: a writer waits longer than a reader."""

    def parts(self, *queries: Json) -> Json:
        """The generation's parts that match all queries."""
        return dsl.parts(self.live, *queries)

    def reports(self, *queries: Json) -> Json:
        """The generation's reports that match all queries."""
        return dsl.reports(self.live, *queries)

    def multi_search(self, bodies: Sequence[Json]) -> list[Json]:
        """See `Server.multi_search`."""
        return self.server.multi_search(self.index, bodies, retry_s=self.retry_s)

    def search(self, body: Json) -> Json:
        return self.multi_search([body])[0]

    def scan(self, body: Json, *, page: int = 5_000) -> Iterator[Json]:
        """All hits of a search in the order of its `sort`, which must be total."""
        after: Json = {}
        while True:
            body = body | {"size": page, "track_total_hits": False} | after
            hits = self.search(body)["hits"]["hits"]
            yield from hits
            if len(hits) < page:
                return
            after = {"search_after": hits[-1]["sort"]}

    def counts(self, *queries: Json) -> list[int]:
        """How many documents match each query, exactly."""
        return [total_hits(each) for each in self.multi_search([count_body(q) for q in queries])]


def count_body(query: Json) -> Json:
    """A search for the number of documents alone."""
    return {"query": query, "size": 0, "track_total_hits": True}


def total_hits(response: Json) -> int:
    """The number of documents in a search's response."""
    value: int = response["hits"]["total"]["value"]
    return value


_dictionaries: tempfile.TemporaryDirectory[str] | None = None


@lru_cache(maxsize=8)
def user_dictionary_file(user_words: str | None) -> Path | None:
    """The user's dictionary that an index was built with, as a file; written once per process."""
    global _dictionaries  # noqa: PLW0603 - removed when the process ends, and not before
    if user_words is None:
        return None
    if _dictionaries is None:
        _dictionaries = tempfile.TemporaryDirectory(prefix="xxgk-words-")
    path = Path(_dictionaries.name, f"{uuid4().hex}.txt")
    path.write_text(user_words, encoding="utf-8")
    return path
