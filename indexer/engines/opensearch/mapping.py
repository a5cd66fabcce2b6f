"""The index: its fields, how text is split, and the version of it all."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from indexer.engines.opensearch.units import SEPARATOR

Json: TypeAlias = dict[str, Any]

FORMAT: Final = "xxgk-search opensearch"
VERSION: Final = 2
"""Of mapping and documents. An index of another version is refused and made again."""
LABELS: Final = ("school", "province", "period", "year", "section", "topic")
UNKNOWN: Final = ""
"""A label that is not known, as stored."""
LAST_SCHOOL: Final = "\U0010ffff"
"""Sorts behind every school."""
WALL_GAP: Final = 256
"""Positions between paragraphs: more than the farthest NEAR."""
WINDOW: Final = 10_000
"""Hits one request may page through."""


def index_body(shards: int, replicas: int | None) -> Json:
    """What an index is made with."""
    copies: Json = (
        {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    )
    return {"settings": _settings(shards) | copies, "mappings": _mappings()}


def _settings(shards: int) -> Json:
    return {
        "number_of_shards": shards,
        # A batch is seen when its writer says so, on all copies at once.
        "refresh_interval": "-1",
        "max_result_window": WINDOW,
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
        "position_increment_gap": WALL_GAP,
    }
    number: Json = {"type": "integer"}
    column: Json = {"type": "integer", "index": False}
    stored: Json = {"type": "keyword", "index": False, "doc_values": False}
    return {
        "dynamic": "strict",
        "_source": {"includes": ["stored.*", "manifest"]},
        "properties": {
            "manifest": {"type": "object", "enabled": False},
            "joins": {"type": "join", "relations": {"report": "part"}},
            "born": {"type": "long"},
            "died": {"type": "long"},
            "report_id": {"type": "keyword"},
            "ordinal": number,
            **{name: {"type": "keyword"} for name in LABELS},
            "school_order": {"type": "keyword", "index": False},
            "year_number": number,
            "ends": column,
            # Phrases are answered from pairs of neighbours, which are rarer than characters.
            "text": text | {"index_phrases": True},
            "heading": text | {"index_phrases": True},
            "text_edges": text,
            "heading_edges": text,
            "words": {"type": "keyword"},
            "weights": {"type": "binary", "doc_values": True},
            "heading_line": {"type": "binary", "doc_values": True},
            **{f"{name}_words": column for name in ("text", "heading", "title")},
            "stored": {
                "properties": dict.fromkeys(("head", "part", "source", "details", "parts"), stored)
            },
        },
    }
