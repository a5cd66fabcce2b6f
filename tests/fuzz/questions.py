"""Queries and URLs by chance, put to the parser and to the pages over a real index."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from random import Random
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final
from urllib.parse import quote

from flask.testing import FlaskClient

from indexer.archive import Archive, open_archive
from indexer.errors import QueryError, UsageError
from indexer.search.parse import parse_query
from indexer.search.request import MATCHES, MAX_CHARACTERS, SCOPES, SORTS, SearchRequest
from indexer.search.response import SearchResponse
from indexer.search.unparse import unparse
from tests.fuzz.mutating import mutant
from tests.fuzz.texts import SEEDS
from webapp import create_app

QUERIES: Final = (
    '依申请公开 -举报 OR (信息公开 "没有收到") 2023—2024 OA*',
    "学校 NEAR/20 公开 NOT 财务 year:2020..2024 school:安徽机电 section:complaints",
    'heading:概述 topic:finance "一、概述" *50条 （章程｜规划）－招生',
    "哪些学校收到了公开申请多少条",
)
PIECES: Final = (
    *'( ) " * - | : / . , （ ） “ ” ＂ ｜ － ： \u3000 \u200b \u0301 \ufeff \0 \n'.split(" "),
    *(" OR ", " AND ", "NOT ", " NEAR/5 ", "NEAR/", "NEAR/999", "year:", "year:2024..2020", " "),
    *("school:", "section：", "heading:", "province:", "period:", "topic:", "unknown", "了", "①"),
    *("公开" * 300, "( " * 20, "-" * 40, "a " * 70, "\ud800", "\U0001f600", "ﷺ" * 60, "é", "İ"),
)
PATHS: Final = (
    *"/ /search /search/school /reports/000 /compare /coverage /trends /help /healthz /nope".split(),
    *"/export/search.csv /export/search.json /export/coverage.json /export/trends.xlsx".split(),
    *"/api/v1/search /api/v1/reports /api/v1/reports/000 /api/v1/facets/year /api/docs".split(),
    *"/api/v1/coverage /api/v1/trends /api/v1/suggest /openapi.json /opensearch.xml".split(),
    *"/static/app.js /static/../app.py //evil.example /reports/%2e%2e%2f /reports/a%00b".split(),
)
NAMES: Final = (
    *"q school section topic year province match scope group sort page size facets facet_size".split(),
    *"lang find report changes name state late lacks limit cursor format v _scheme endpoint".split(),
)
VALUES: Final = (
    *"0 1 2 10 -1 1001 999999999999 2024 2020..2024 unknown exact words part report newest en zh".split(),
    *"安徽 安徽机电职业技术学院 complaints finance 000 jsonl csv <script> ../../etc/passwd %00 %".split(),
)


def query(random: Random) -> str:
    return mutant(QUERIES, PIECES, random)[: random.choice((40, 200, 1_200))]


def query_is_read(text: str) -> None:
    """A tree that says the same when it is written out; or a refusal that points into the query."""
    try:
        tree = parse_query(text)
    except QueryError as error:
        first, last = error.where
        assert 0 <= first <= last <= len(text), error  # noqa: PT017 - both ways out are right
        return
    written = unparse(tree)
    assert len(written) > MAX_CHARACTERS or parse_query(written) == tree


def query_is_answered(text: str) -> None:
    """By the engine that is installed, in every way of matching."""
    chance = Random(ascii(text))
    options = {"match": MATCHES, "scope": SCOPES, "sort": SORTS, "group": ("part", "report")}
    chosen = {name: chance.choice(values) for name, values in options.items()}
    try:
        answer = _archive().search(SearchRequest(text, size=3, **chosen))  # type: ignore[arg-type]
    except UsageError:
        return
    assert isinstance(answer, SearchResponse)
    assert answer.reports <= answer.total
    assert all(hit.report_id for hit in answer.hits)
    _archive().suggest(text)


def url(random: Random) -> str:
    """An address; its parameters well written or not."""
    pairs = []
    for _ in range(random.randint(0, 6)):
        value = random.choice(VALUES) if random.random() < 0.6 else query(random)[:80]
        written = value if random.random() < 0.2 else quote(value, errors="surrogatepass")
        pairs.append(f"{random.choice(NAMES)}={written}")
    return mutant([f"{random.choice(PATHS)}?{'&'.join(pairs)}"], ("&", "=", "%", "+"), random)


def url_is_answered(address: str) -> None:
    address = "/" + quote(address, safe="/?&=%+:;,@!$'()*~", errors="surrogatepass").lstrip("/")
    answer = _client().get(address)
    assert answer.status_code in (200, 301, 304, 308, 400, 404), answer.status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if answer.is_json and answer.status_code >= 400:
        assert answer.json
        assert answer.json["error"]
    if answer.mimetype == "text/html":
        assert "<script>" not in answer.get_data(as_text=True)


@cache
def _archive() -> Archive:
    """An index of the samples, on disk as users have it."""
    folder = mkdtemp(prefix="xxgk-fuzz-")
    atexit.register(rmtree, folder, ignore_errors=True)
    archive = open_archive(Path(folder) / "index", create=True)
    archive.update([SEEDS], jobs=1)
    return archive


@cache
def _client() -> FlaskClient:
    app = create_app(_archive())
    app.testing = True  # a fault of ours is raised, not answered
    return app.test_client()
