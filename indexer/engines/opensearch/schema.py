"""The index: its fields, its format version, and the document that commits a generation."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeAlias

from indexer.engines.opensearch.tokens import SEPARATOR
from indexer.errors import IndexVersionError
from indexer.i18n import Message
from indexer.reports.figures import FIGURES, FigureState

Json: TypeAlias = dict[str, Any]

FORMAT: Final = "xxgk-search opensearch"
FORMAT_VERSION: Final = 5
"""Of mapping and documents. An index of another version is refused and has to be rebuilt."""
COMMIT_ID: Final = "manifest"
"""Id of the commit document, the same in every format version, so that each recognises the
others' indexes."""
LABELS: Final = ("school", "province", "period", "year", "section", "topic", "text_source")
SENTENCES: Final = "sentences"
"""Field of a report's document with the hashes of its sentences."""
UNKNOWN: Final = ""
"""An unknown label, as stored."""
UNKNOWN_SCHOOL_ORDER: Final = "\U0010ffff"
"""Sorts after every school."""
PARAGRAPH_GAP: Final = 256
"""Positions between paragraphs: more than the largest NEAR distance."""
MAX_RESULT_WINDOW: Final = 10_000
"""Hits that one request may page through."""


def figure_state(figure: str, state: FigureState) -> str:
    """A figure with its state, as a term."""
    return f"{figure}={state}"


def index_body(shards: int, replicas: int | None) -> Json:
    """Settings and mapping of a new index."""
    copies: Json = (
        {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    )
    return {"settings": _settings(shards) | copies, "mappings": _mappings()}


def _settings(shards: int) -> Json:
    return {
        "number_of_shards": shards,
        # A writer refreshes when its batch is complete, on all copies at once.
        "refresh_interval": "-1",
        "max_result_window": MAX_RESULT_WINDOW,
        "analysis": {
            "tokenizer": {"tokens": {"type": "char_group", "tokenize_on_chars": [SEPARATOR]}},
            "analyzer": {"tokens": {"type": "custom", "tokenizer": "tokens"}},
        },
    }


def _mappings() -> Json:
    text: Json = {
        "type": "text",
        "analyzer": "tokens",
        "norms": False,
        "position_increment_gap": PARAGRAPH_GAP,
    }
    number: Json = {"type": "integer"}
    column: Json = {"type": "integer", "index": False}
    stored: Json = {"type": "keyword", "index": False, "doc_values": False}
    records = ("head", "part", "source", "details", "statuses", "figures", "figure_row")
    return {
        "dynamic": "strict",
        "_source": {"includes": ["stored.*", COMMIT_ID]},
        "properties": {
            COMMIT_ID: {"type": "object", "enabled": False},
            "joins": {"type": "join", "relations": {"report": "part"}},
            "created_at": {"type": "long"},
            "deleted_at": {"type": "long"},
            "report_id": {"type": "keyword"},
            "ordinal": number,
            **{name: {"type": "keyword"} for name in LABELS},
            "school_order": {"type": "keyword", "index": False},
            SENTENCES: {"type": "long"},
            "year_number": number,
            "period_end": column,
            "first_indexed": {"type": "long"},
            "figure_states": {"type": "keyword", "doc_values": False},
            "figure_values": {"properties": {name: {"type": "long"} for name in FIGURES}},
            # Phrases are answered from pairs of neighbours, which are rarer than characters.
            "text": text | {"index_phrases": True},
            "heading": text | {"index_phrases": True},
            "text_edges": text,
            "heading_edges": text,
            "words": {"type": "keyword"},
            "term_freqs": {"type": "binary", "doc_values": True},
            "heading_line": {"type": "binary", "doc_values": True},
            **{f"{name}_words": column for name in ("text", "heading", "title")},
            "stored": {"properties": dict.fromkeys(records, stored)},
        },
    }


@dataclass(frozen=True, slots=True)
class Commit:
    """One generation of an index, as its commit document describes it."""

    generation: int
    version: int
    """Documents created up to this version and not deleted by then are the generation."""
    last_version: int
    """The highest version given to a writer. Each writer has its own: what one writes that lost
    its lease unnoticed is never seen."""
    aborted: tuple[int, ...]
    """Versions up to `version` whose writers never committed."""
    commits: tuple[tuple[int, float], ...]
    """Committed versions with their time (seconds since 1970), the newest last, without those
    whose deleted documents have been removed."""
    replaced: tuple[tuple[str, float], ...]
    """Indexes that this one replaced, kept for their readers, with the time of replacement."""
    vocabulary: str
    """Fingerprint of the words that the documents were made with."""
    user_words: str | None
    """The text of the user's own dictionary."""
    reports: int
    parts: int

    def to_json(self) -> Json:
        """As stored, and as it comes back from the server: with lists for tuples."""
        lists = {
            name: [[*item] if isinstance(item, tuple) else item for item in value]
            if isinstance(value, tuple)
            else value
            for name, value in asdict(self).items()
        }
        return {"format": FORMAT, "version": FORMAT_VERSION, "commit": lists}

    def with_next_version(self) -> Commit:
        """The same generation, with one more version given to a writer: `last_version`."""
        return replace(self, last_version=self.last_version + 1)

    def live(self) -> Json:
        """The query for this generation's documents."""
        deleted = self._committed("deleted_at")
        return {"bool": {"filter": [self._committed("created_at")], "must_not": [deleted]}}

    def _committed(self, field: str) -> Json:
        until: Json = {"range": {field: {"lte": self.version}}}
        if not self.aborted:
            return until
        aborted = {"terms": {field: [*self.aborted]}}
        return {"bool": {"filter": [until], "must_not": [aborted]}}


def parse_commit(stored: Json | None, address: object) -> Commit:
    """The commit from its document. Raises IndexVersionError for an index of another program or
    another format version."""
    document = stored or {}
    if document.get("format") != FORMAT:
        raise IndexVersionError(
            Message(
                "%(place)s 不是本程序建立的索引。请在地址末尾换一个索引名，如 …:9200/xxgk2。",
                place=address,
            )
        )
    if (version := document.get("version")) != FORMAT_VERSION:
        raise IndexVersionError(
            Message(
                "%(place)s 里的索引由另一版本的程序写成（版本 %(version)r，本程序为 %(ours)s）。"
                "请运行 xxgk index PATH --rebuild 从来源文件重建索引。",
                place=address,
                version=version,
                ours=FORMAT_VERSION,
            ),
            is_older=type(version) is int and version < FORMAT_VERSION,
        )
    fields: Json = document["commit"]
    pairs = {name: tuple(map(tuple, fields[name])) for name in ("commits", "replaced")}
    return Commit(**fields | pairs | {"aborted": tuple(fields["aborted"])})


def parse_foreign_commit(document: Json) -> Commit:
    """What a rebuild needs of a commit of another format version: its generation, and the user's
    dictionary, which the rebuild keeps."""
    fields = document.get("commit", document)
    generation, user_words = fields.get("generation"), fields.get("user_words")
    return Commit(
        generation=generation if isinstance(generation, int) else 0,
        version=0,
        last_version=0,
        aborted=(),
        commits=(),
        replaced=(),
        vocabulary="",
        user_words=user_words if isinstance(user_words, str) else None,
        reports=0,
        parts=0,
    )
