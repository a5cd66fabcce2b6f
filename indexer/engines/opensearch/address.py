"""The cluster's address and options, all in one URL; and the engine's tuning settings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from indexer.engines.opensearch.schema import MAX_RESULT_WINDOW
from indexer.errors import UsageError
from indexer.i18n import Message

DEFAULT_ARCHIVE: Final = "xxgk"
DEFAULT_PORT: Final = 9200
DEFAULT_TIMEOUT_S: Final = 30.0
_ARCHIVE: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_FORM: Final = Message("https://用户:密码@主机:9200[,主机2:9200][/索引名][?ca=证书文件&timeout=30]")


@dataclass(frozen=True, slots=True)
class Address:
    """A cluster and the archive on it. Its text never shows the password."""

    hosts: tuple[tuple[str, int], ...]
    secure: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    archive: str = DEFAULT_ARCHIVE
    """The alias that names the index."""
    ca: str | None = None
    """File with the trusted certificate authorities; None for the system's."""
    timeout_s: float = DEFAULT_TIMEOUT_S
    """Seconds one request may take."""
    shards: int = 1
    """Of a new index; see docs/scaling.md."""
    replicas: int | None = None
    """Copies beside the primary; None for one as soon as there are two nodes."""

    def __str__(self) -> str:
        hosts = ",".join(f"{_bracketed(host)}:{port}" for host, port in self.hosts)
        return f"{'https' if self.secure else 'http'}://{hosts}/{self.archive}"


@dataclass(frozen=True, slots=True)
class OpenSearchTuning:
    """Tuning of the engine; seconds where a name ends with `_s`."""

    read_retry_s: float = 30.0
    """A read is retried so long while a node is down or busy."""
    write_retry_s: float = 180.0
    """A write likewise: other copies take over meanwhile."""
    unreachable_retry_s: float = 20.0
    """A request is retried so long while no node answers at all: a server that is restarting."""
    unknown_retry_s: float = 2.0
    """Likewise for a server that never answered, whose address is probably wrong, or that was
    given up already."""
    connect_timeout_s: float = 5.0
    """For a host that does not even refuse the connection."""
    bulk_timeout_s: float = 90.0
    """At least, for one bulk request: one sent twice makes a busy server busier."""
    bulk_bytes: int = 6 << 20
    """Of one bulk request. Servers take up to 100 MB, but it costs them memory."""
    lease_s: float = 60.0
    """A writer that has not renewed its lease for so long counts as dead."""
    lease_wait_s: float = 10.0
    """A second writer waits so long for the lease before it is refused."""
    grace_s: float = 600.0
    """What a commit replaced is kept so long, for readers that still use it."""
    batch_reports: int = 50
    """Reports that a writer collects before it sends their documents."""
    result_window: int = MAX_RESULT_WINDOW
    """Hits that one search may page through."""


def parse_address(url: str | None) -> Address:
    """`https://user:password@host:9200,host2:9200/archive?ca=ca.pem&timeout=30&shards=3&replicas=1`

    Everything but scheme and host is optional. Raises UsageError, which never shows the password.
    """
    if not url:
        raise UsageError(
            Message("请用 --opensearch-url 或 XXGK_OPENSEARCH_URL 给出地址：%(form)s", form=_FORM)
        )
    # No @ after the hosts: else a password that contains a slash would be read as host and path.
    match = re.fullmatch(r"(https?)://(?:([^@/]*)@)?([^@/?#]+)(?:/([^?#@]*))?(?:\?([^#@]*))?", url)
    if not match:
        raise UsageError(Message("OpenSearch 的地址应写成 %(form)s", form=_FORM))
    scheme, login, hosts, archive, options = match.groups()
    user, _, password = (login or "").partition(":")
    name = unquote(archive or "") or DEFAULT_ARCHIVE
    if not _ARCHIVE.fullmatch(name):
        raise UsageError(Message("索引名只能用小写字母、数字和 _ - .，而不是 %(name)r", name=name))
    given = dict(parse_qsl(options or ""))
    address = Address(
        hosts=tuple(_host(host) for host in hosts.split(",")),
        secure=scheme == "https",
        user=unquote(user) if login else None,
        password=unquote(password) if login else None,
        archive=name,
        ca=given.pop("ca", None),
        timeout_s=_number(given, "timeout", DEFAULT_TIMEOUT_S, least=1),
        shards=int(_number(given, "shards", 1, least=1)),
        replicas=int(_number(given, "replicas", 0, least=0)) if "replicas" in given else None,
    )
    if unknown := given.keys() - {"timeout", "shards", "replicas"}:
        raise UsageError(
            Message(
                "地址里不认识的选项：%(names)s。可用 ca、timeout、shards、replicas",
                names=tuple(sorted(unknown)),
            )
        )
    return address


def _host(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise UsageError(
            Message("OpenSearch 的地址里 %(text)r 不是主机。应写成 %(form)s", text=text, form=_FORM)
        )
    return host, port or DEFAULT_PORT


def _number(given: dict[str, str], name: str, default: float, *, least: float) -> float:
    try:
        number = float(given.get(name, default))
    except ValueError:
        number = least - 1
    if not least <= number <= 100_000:
        raise UsageError(
            Message(
                "地址里的 %(name)s 应是不小于 %(least)g 的数，而不是 %(given)r",
                name=name,
                least=least,
                given=given[name],
            )
        )
    return number


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
