"""A cluster behind TLS and a password: let in with both, refused without, the password seen by
nobody."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.engines.opensearch.engine import OpenSearchEngine
from tests.engines.corpora import report
from tests.engines.opensearch.tls import HOST, Authority, authority, behind_tls, certificate_for
from tests.engines.servers import forget, server_url

pytestmark = pytest.mark.opensearch

USER, PASSWORD = "管理员", "p@ss:w/ört%密码"


@dataclass(frozen=True, slots=True)
class Guarded:
    """The node of the session behind TLS and a password."""

    port: int
    trusted: Authority
    archive: str

    def url(
        self,
        *,
        scheme: str = "https",
        host: str = HOST,
        password: str = PASSWORD,
        ca: Path | None = None,
    ) -> str:
        """The address; `ca` is the authority that is trusted, by default the right one."""
        login = f"{quote(USER, safe='')}:{quote(password, safe='')}"
        file = quote(str(ca or self.trusted.file))
        return f"{scheme}://{login}@{host}:{self.port}/{self.archive}?ca={file}"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    node = server_url()
    trusted = authority(tmp_path_factory.mktemp("trusted"), "authority")
    archive = f"t-{uuid4().hex[:12]}"
    with behind_tls(node, certificate_for(HOST, trusted), USER, PASSWORD) as port:
        yield Guarded(port, trusted, archive)
    forget(OpenSearchEngine(f"{node}/{archive}"))


def xxgk(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--engine", "opensearch", "--opensearch-url", url, *arguments])


def test_the_right_authority_and_password_are_accepted_and_not_logged(
    guarded: Guarded, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    engine = OpenSearchEngine(guarded.url())
    with engine.writer() as writer:
        writer.put(report({"id": "a", "school": "安徽大学", "parts": ["收到申请 3 条。"]}))
    assert [head.id for head in engine.reader().heads()] == ["a"]
    assert [*engine.check(deep=True)] == []
    assert xxgk(guarded.url(), "search", "申请").exit_code == 0
    assert hides_the_password(caplog.text)


def test_an_authority_that_did_not_issue_the_certificate_is_refused(
    guarded: Guarded, tmp_path: Path
) -> None:
    other = authority(tmp_path, "other").file
    for result in (xxgk(guarded.url(ca=other), "stats"), xxgk(without_ca(guarded.url()), "stats")):
        assert result.exit_code == 3
        assert "证书不能信任" in result.stderr
        assert "?ca=证书文件" in result.stderr
        assert hides_the_password(result.output)


def test_a_certificate_for_another_host_is_refused(guarded: Guarded) -> None:
    result = xxgk(guarded.url(host="localhost"), "stats")
    assert result.exit_code == 3
    assert "localhost" in result.stderr
    assert "主机名" in result.stderr
    assert hides_the_password(result.output)


def test_a_wrong_password_is_refused_and_not_shown(guarded: Guarded) -> None:
    result = xxgk(guarded.url(password="Wr0ng-guess"), "stats")
    assert result.exit_code == 3
    assert "拒绝了用户名、密码或权限（401）" in result.stderr
    assert "Wr0ng-guess" not in result.output


@pytest.mark.parametrize("text", [None, "no certificate at all"], ids=["no file", "no certificate"])
def test_a_file_without_certificates_is_wrong_usage(
    guarded: Guarded, tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = xxgk(guarded.url(ca=file), "stats")
    assert result.exit_code == 2
    assert str(file) in result.stderr
    assert hides_the_password(result.output)


def test_http_to_an_https_server_is_reported(guarded: Guarded) -> None:
    result = xxgk(guarded.url(scheme="http"), "stats")
    assert result.exit_code == 3
    assert "http 或 https" in result.stderr
    assert hides_the_password(result.output)


def test_https_to_an_http_server_is_reported() -> None:
    result = xxgk(server_url().replace("http://", "https://"), "stats")
    assert result.exit_code == 3
    assert "http 或 https" in result.stderr


def without_ca(url: str) -> str:
    """The address that leaves trust to the system."""
    return url.partition("?")[0]


def hides_the_password(text: str) -> bool:
    """Whether neither the password nor the header made of it is in a text, in any writing."""
    header = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    return not any(secret in text for secret in (PASSWORD, quote(PASSWORD, safe=""), header))
