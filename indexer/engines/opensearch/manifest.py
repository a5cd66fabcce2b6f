"""The manifest: a document that says which generation the index is. Writing it is a commit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from indexer.engines.opensearch.mapping import FORMAT, VERSION, Json
from indexer.errors import IndexVersionError
from indexer.i18n import Message

MANIFEST_ID: Final = "manifest"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of an index."""

    generation: int
    stamp: int
    """Documents born up to here and not dead by then are this generation."""
    last_stamp: int
    """The highest ever given to a writer; each has its own, so that one who lost the lease and
    goes on writing marks documents that nobody ever sees."""
    aborted: tuple[int, ...]
    """Stamps up to `stamp` whose writers never committed."""
    commits: tuple[tuple[int, float], ...]
    """Stamps and when they were committed (seconds since 1970), the newest last; those whose dead
    documents are removed by now are left out."""
    replaced: tuple[tuple[str, float], ...]
    """Indexes that this one replaced and that are still there for their readers, and since when."""
    vocabulary: str
    """Fingerprint of the words the documents were made with."""
    user_words: str | None
    """The user's own dictionary, whole."""
    reports: int
    parts: int

    def to_json(self) -> Json:
        """As stored."""
        return {"format": FORMAT, "version": VERSION} | asdict(self)

    def with_stamp_given(self) -> Manifest:
        """The same generation, with a stamp for the next writer: `last_stamp`."""
        return replace(self, last_stamp=self.last_stamp + 1)

    def live(self) -> Json:
        """The query for this generation's documents."""
        seen = self._committed_by_now("died")
        return {"bool": {"filter": [self._committed_by_now("born")], "must_not": [seen]}}

    def _committed_by_now(self, field: str) -> Json:
        until: Json = {"range": {field: {"lte": self.stamp}}}
        if not self.aborted:
            return until
        aborted = {"terms": {field: [*self.aborted]}}
        return {"bool": {"filter": [until], "must_not": [aborted]}}


def manifest_of(stored: dict[str, Any] | None, place: object) -> Manifest:
    """The manifest out of its document. Raises IndexVersionError for what is not of this program
    and version."""
    body = dict(stored or {})
    if body.pop("format", None) != FORMAT:
        raise IndexVersionError(
            Message(
                "%(place)s 不是本程序建立的索引。请在地址末尾换一个索引名，如 …:9200/xxgk2。",
                place=place,
            )
        )
    if (version := body.pop("version", None)) != VERSION:
        raise IndexVersionError(
            Message(
                "%(place)s 里的索引由另一版本的程序写成（版本 %(version)r，本程序为 %(ours)s）。"
                "请运行 xxgk index PATH --rebuild 从来源文件重建索引。",
                place=place,
                version=version,
                ours=VERSION,
            ),
            is_older=type(version) is int and version < VERSION,
        )
    pairs = {name: tuple(map(tuple, body[name])) for name in ("commits", "replaced")}
    return Manifest(**body | pairs | {"aborted": tuple(body["aborted"])})


def outdated(body: dict[str, Any]) -> Manifest:
    """What a rebuild must know of a manifest of another version: its generation, and the user's
    dictionary, which it keeps."""
    generation, user_words = body.get("generation"), body.get("user_words")
    return Manifest(
        generation=generation if isinstance(generation, int) else 0,
        stamp=0,
        last_stamp=0,
        aborted=(),
        commits=(),
        replaced=(),
        vocabulary="",
        user_words=user_words if isinstance(user_words, str) else None,
        reports=0,
        parts=0,
    )
