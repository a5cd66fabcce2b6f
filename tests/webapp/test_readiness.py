"""`/healthz` is 200 only if a search would be answered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.archive import open_archive
from tests.webapp.conftest import SEEDS
from webapp import create_app

PATHS = ("/healthz", "/api/v1/search", "/api/v1/reports", "/search", "/", "/export/search.csv")


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of one report, to be copied."""
    folder = tmp_path_factory.mktemp("readiness") / "index"
    open_archive(folder, create=True).update([next(SEEDS.glob("002*.txt"))], jobs=1)
    return folder


@pytest.fixture
def folder(indexed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(indexed, tmp_path / "index")


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return create_app(open_archive(folder)).test_client()


def test_an_open_index_is_ready(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["ok"] is True
    assert answer.json["reports"] == 1
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_an_index_that_cannot_be_opened_is_a_503_that_says_so(
    client: FlaskClient, folder: Path, path: str
) -> None:
    (folder / "manifest.json").write_text("{", "utf-8")
    answer = client.get(path)
    assert answer.status_code == 503
    assert "ETag" not in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if path.startswith(("/api/", "/healthz")):
        assert answer.json is not None
        assert answer.json["error"]
        assert answer.json["where"] is None


def test_it_is_ready_again_when_the_index_is(client: FlaskClient, folder: Path) -> None:
    whole = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_text("{", "utf-8")
    assert client.get("/healthz").status_code == 503
    (folder / "manifest.json").write_bytes(whole)
    assert client.get("/healthz").status_code == 200
